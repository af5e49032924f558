/** A time that counts up. */
import { createElement, type VNode } from "preact"
import { write } from "./clock.ts"

/** How long a time is before it counts as long: as a wait, or as a call. `old` is the age of what is shown, and never stands still. */
export type Kind = "wait" | "call" | "old"

/** A time since a moment; `known` is false if it lasts longer than that, since nobody saw the beginning. */
export const since = (moment: number, kind?: Kind, known = true): VNode =>
  createElement("time", {
    "data-since": moment,
    "data-kind": kind,
    "data-about": known ? undefined : "≥ ",
    ref: write
  } as object)
