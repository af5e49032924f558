/**
 * The catalogue by name, as people type names: in any case, and with mistakes.
 *
 * @since 0.2.0
 */
import * as AllActions from "../catalog/AllActions.ts"
import * as AllEvents from "../catalog/AllEvents.ts"
import type * as AmiEvent from "../catalog/AmiEvent.ts"
import { type Action, actionsOf } from "../internal/dangers.ts"

/** The names of all actions, each once. */
export const actionNames: ReadonlyArray<string> = [...new Set(AllActions.all.map(({ name }) => name))]

/** The names of all events, each once. */
export const eventNames: ReadonlyArray<string> = [...new Set(AllEvents.all.map(({ name }) => name))]

/** The first constructor of an action. */
export const actionOf = (name: string): Action | undefined => actionsOf(name)[0]

/** The event of a name. */
export const eventOf = (name: string): AmiEvent.Any | undefined =>
  AllEvents.all.find((event) => event.name.toLowerCase() === name.toLowerCase())

/** The names that are most like one that nobody has: three at most. */
export const near = (name: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const wanted = name.toLowerCase()
  return names
    .map((one) => ({ one, steps: distance(wanted, one.toLowerCase()) }))
    .filter(({ one, steps }) =>
      steps <= Math.max(2, Math.floor(wanted.length / 3)) || (wanted.length > 3 && one.toLowerCase().includes(wanted))
    )
    .sort((a, b) => a.steps - b.steps)
    .slice(0, 3)
    .map(({ one }) => one)
}

/** How many letters differ (Levenshtein). */
const distance = (left: string, right: string): number => {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let at = 1; at <= left.length; at++) {
    const next = [at]
    for (let to = 1; to <= right.length; to++) {
      const replaced = (row[to - 1] ?? 0) + (left[at - 1] === right[to - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[to] ?? 0) + 1, (next[to - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[right.length] ?? 0
}
