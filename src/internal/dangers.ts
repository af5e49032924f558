/**
 * The actions of the catalogue by name, in any case, and what one with certain headers could do that nobody may expect.
 *
 * @since 0.2.0
 */
import * as AllActions from "../catalog/AllActions.ts"

/** A constructor of the catalogue. */
export type Action = AllActions.AnyConstructor

/** The constructors of an action: an action that is a list for some payloads has two. */
export const actionsOf = (name: string): ReadonlyArray<Action> =>
  AllActions.all.filter((action) => action.name.toLowerCase() === name.toLowerCase())

/** The headers of an action, by all of its constructors. */
export const headersOf = (name: string): ReadonlyArray<string> => [
  ...new Set(actionsOf(name).flatMap((one) => Object.keys(one.fields())))
]

/** What an action with these headers could do that nobody may expect; undefined if that is not known. */
export const dangerOf = (
  action: string,
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
  const dangers = actionsOf(action).map((one) => one(payload as never).danger)
  return dangers.find((danger) => danger !== undefined)
}

/** Actions whose `Variable` is one name, and no list of assignments. */
const named: ReadonlySet<string> = new Set(["getvar", "setvar"])

/** The typed payload of a header, as far as dangers look at it: variables by name, and lists. */
const payloadOf = (action: string, name: string, values: ReadonlyArray<string>): unknown => {
  if (name === "Variables") return values.flatMap((value) => value.split(","))
  if (name === "Variable" && !named.has(action.toLowerCase())) {
    return Object.fromEntries(values.flatMap((value) => value.split(",")).map((pair) => [pair.split("=")[0], ""]))
  }
  return values.join(",")
}
