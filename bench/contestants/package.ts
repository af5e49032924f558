/**
 * Loads the packages of the other clients, which are installed only in `bench/`, and reads the objects that they return.
 */
import { createRequire } from "node:module"
import type { Action } from "../contestant.ts"

const require = createRequire(import.meta.url)

/** An untyped JavaScript client; its adapter says what it uses. */
export const load = <Client>(name: string): Client => require(name)

export const versionOf = (name: string): string => load<{ readonly version: string }>(`${name}/package.json`).version

/** A message as most clients represent it: an object with the headers as its properties. */
export type Fields = Readonly<Record<string, unknown>>

/** The property of a message, in any case; never an inherited one. */
export const property = (message: Fields, name: string): unknown => {
  if (Object.hasOwn(message, name)) return message[name]
  const wanted = name.toLowerCase()
  for (const key of Object.keys(message)) if (key.toLowerCase() === wanted) return message[key]
  return undefined
}

export const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined

/** Several clients make an array of a repeated header. */
export const firstOf = (value: unknown): string | undefined => text(Array.isArray(value) ? value[0] : value)

export const allOf = (value: unknown): ReadonlyArray<string> =>
  (Array.isArray(value) ? value : [value]).map(text).filter((each) => each !== undefined)

/** Some clients make an object of `name=value` pairs; restores what was on the wire. */
export const pairsOf = (pairs: unknown): ReadonlyArray<string> =>
  Object.entries(Object(pairs)).map(([name, value]) => (value === "" ? name : `${name}=${text(value)}`))

/** Several `name=value` as an object, which some clients accept as the variables of an action. */
const variablesOf = (values: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    values.map((pair) => {
      const at = pair.indexOf("=")
      return at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)]
    })
  )

/** An action without the several variables that it sets; a single one is an ordinary header. */
export const apart = ({ Action, ...headers }: Action): {
  readonly name: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string>>>
  readonly variables: Readonly<Record<string, string>> | undefined
} => {
  const { Variable, ...others } = headers
  return typeof Variable === "object"
    ? { name: Action, headers: others, variables: variablesOf(Variable) }
    : { name: Action, headers, variables: undefined }
}

/** Whether an event completes a list. */
export const completes = (name: string | undefined, eventList: string | undefined): boolean =>
  eventList?.toLowerCase() === "complete" || (name ?? "").endsWith("Complete")
