/**
 * The catalogue by name, as people type names: in any case, and with mistakes.
 *
 * @since 0.2.0
 */
import * as AllActions from "../catalog/AllActions.ts"
import * as AllEvents from "../catalog/AllEvents.ts"
import type * as AmiEvent from "../catalog/AmiEvent.ts"

/** A constructor of the catalogue. */
export type Action = AllActions.AnyConstructor

/** The names of all actions, each once. */
export const actionNames: ReadonlyArray<string> = [...new Set(AllActions.all.map(({ name }) => name))]

/** The names of all events, each once. */
export const eventNames: ReadonlyArray<string> = [...new Set(AllEvents.all.map(({ name }) => name))]

/** The constructors of an action: an action that is a list for some payloads has two. */
export const actionsOf = (name: string): ReadonlyArray<Action> =>
  AllActions.all.filter((action) => action.name.toLowerCase() === name.toLowerCase())

/** The first constructor of an action. */
export const actionOf = (name: string): Action | undefined => actionsOf(name)[0]

/** The event of a name. */
export const eventOf = (name: string): AmiEvent.Any | undefined =>
  AllEvents.all.find((event) => event.name.toLowerCase() === name.toLowerCase())

/** The headers of an action, by all of its constructors. */
export const headersOf = (action: Action): ReadonlyArray<string> => [
  ...new Set(actionsOf(action.name).flatMap((one) => Object.keys(one.fields())))
]

/** What an action with these headers could do that nobody may expect; undefined if that is not known. */
export const dangerOf = (
  action: Action,
  headers: Readonly<Record<string, ReadonlyArray<string>>>
): string | undefined => {
  const names = headersOf(action)
  const payload = Object.fromEntries(
    Object.entries(headers).map(([given, values]) => {
      const name = names.find((one) => one.toLowerCase() === given.toLowerCase()) ?? given
      return [name, payloadOf(action, name, values)]
    })
  )
  // A type assertion: dangers are judged before a payload is validated, so they accept any value.
  const dangers = actionsOf(action.name).map((one) => one(payload as never).danger)
  return dangers.find((danger) => danger !== undefined)
}

/** The typed payload of a header, as far as dangers look at it: variables by name, and lists. */
const payloadOf = (action: Action, name: string, values: ReadonlyArray<string>): unknown => {
  if (name === "Variables") return values.flatMap((value) => value.split(","))
  if (name === "Variable" && action.name !== "Getvar" && action.name !== "Setvar") {
    return Object.fromEntries(values.flatMap((value) => value.split(",")).map((pair) => [pair.split("=")[0], ""]))
  }
  return values.join(",")
}

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
