/**
 * What a command of the console is, and how its output is laid out.
 *
 * @since 0.2.0
 */
import type { Version } from "../actionList.ts"
import type { Lines } from "../messages.ts"
import type { Draft } from "../pbx/draft.ts"

/** A session as `manager show connected` lists it. */
export interface Connected {
  readonly user: string
  readonly since: number
  readonly read: number
  readonly write: number
}

/** An account, and what it may read and write as bits. */
export interface Account {
  readonly name: string
  readonly read: number
  readonly write: number
}

/** What a command reads. */
export interface Context {
  readonly draft: Draft
  readonly connected: ReadonlyArray<Connected>
  readonly accounts: ReadonlyArray<Account>
  readonly version: Version
}

/** What a command prints, or that it was not given what it needs, or that it failed and why. */
export type Output = Lines | "usage" | { readonly failed: Lines }

/** A command: it gets the words after its own. */
export type Command = (context: Context, words: ReadonlyArray<string>) => Output

/** Commands by their words. */
export type Commands = Readonly<Record<string, Command>>

/** A text in a column, cut and padded at its right. */
export const column = (text: string | number, width: number): string => String(text).slice(0, width).padEnd(width)

/** A text in a column, cut and padded at its left. */
export const right = (text: string | number, width: number): string => String(text).slice(0, width).padStart(width)

/** Cells in columns of these widths. */
export const row = (cells: ReadonlyArray<string | number>, widths: ReadonlyArray<number>): string =>
  cells.map((cell, at) => column(cell, widths[at] ?? 10)).join(" ")

/** A number of things, with an `s` unless there is one. */
export const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`

/** A time span in words, as `core show uptime` prints it (cli.c, print_uptimestr). */
export const spanOf = (milliseconds: number): string => {
  const total = Math.floor(milliseconds / 1000)
  const parts = [
    plural(Math.floor(total / 31_536_000), "year"),
    plural(Math.floor(total / 604_800) % 52, "week"),
    plural(Math.floor(total / 86_400) % 7, "day"),
    plural(Math.floor(total / 3600) % 24, "hour"),
    plural(Math.floor(total / 60) % 60, "minute"),
    plural(total % 60, "second")
  ].filter((part) => !part.startsWith("0 "))
  return parts.length === 0 ? "0 seconds" : parts.join(", ")
}
