/**
 * Which number of a contact is called next, and when, after what came of the attempts so far.
 *
 * Pure: it is a function of the attempts, so that a campaign that was killed goes on where it was.
 *
 * @since 0.2.0
 */
import type { Outcome } from "./outcome.ts"

/** What is done after an outcome. */
export type Retry = "never" | {
  readonly afterMillis: number
  /** How many more attempts a number gets after this outcome. */
  readonly times: number
}

export type Table = Readonly<Record<Outcome["_tag"], Retry>>

/** An attempt that is over. */
export interface Past {
  readonly number: string
  readonly outcome: Outcome
  readonly finishedAt: number
}

/** Who was reached, or does not want to be called, or may have been called: no other number of theirs is either. */
const ends: ReadonlySet<Outcome["_tag"]> = /*#__PURE__*/ new Set(["Answered", "Rejected", "Unknown"])

export type Next =
  | { readonly _tag: "Call"; readonly number: string; readonly at: number }
  | { readonly _tag: "Done"; readonly outcome: Outcome | undefined }

/** When a number may be called again; undefined if it may not. */
const dueOf = (past: ReadonlyArray<Past>, table: Table): number | undefined => {
  const last = past.at(-1)
  if (last === undefined) return -Infinity
  const retry = table[last.outcome._tag]
  if (retry === "never") return undefined
  const tries = past.filter(({ outcome }) => outcome._tag === last.outcome._tag).length
  return tries > retry.times ? undefined : last.finishedAt + retry.afterMillis
}

/** What comes next for a contact. Numbers that were not called yet come first, in their order. */
export const next = (numbers: ReadonlyArray<string>, past: ReadonlyArray<Past>, table: Table): Next => {
  const last = past.at(-1)?.outcome
  if (last !== undefined && ends.has(last._tag) && table[last._tag] === "never") return { _tag: "Done", outcome: last }
  let best: { readonly number: string; readonly at: number } | undefined
  for (const number of new Set(numbers)) {
    const at = dueOf(past.filter((one) => one.number === number), table)
    if (at !== undefined && (best === undefined || at < best.at)) best = { number, at }
  }
  return best === undefined ? { _tag: "Done", outcome: last } : { _tag: "Call", ...best }
}
