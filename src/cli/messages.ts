/**
 * Messages of Asterisk as JSON and as text.
 *
 * @since 0.2.0
 */
import * as DateTime from "effect/DateTime"
import * as Duration from "effect/Duration"
import * as Result from "effect/Result"
import * as AllEvents from "../catalog/AllEvents.ts"
import * as AmiEvent from "../catalog/AmiEvent.ts"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import { jsonValue, printable } from "./output.ts"
import type { Style } from "./style.ts"

const byName = Map.groupBy(AllEvents.all, ({ name }) => name)

/** The names of the headers of an event, which are asked for with each message. */
const headersOf = (event: AmiEvent.Any): ReadonlySet<string> => {
  const before = known.get(event)
  if (before !== undefined) return before
  const names = new Set(Object.keys(event.fields()))
  known.set(event, names)
  return names
}

const known = new WeakMap<AmiEvent.Any, ReadonlySet<string>>()

/** The headers whose values do not fit: a fault begins with the name of its header. */
const faultyOf = (event: object): ReadonlySet<string> | undefined => {
  const faults = AmiEvent.faultsOf(event)
  return faults.length === 0 ? undefined : new Set(faults.map((fault) => fault.slice(0, fault.indexOf(": "))))
}

/**
 * The JSON of a message: names of the wire, values of their kind.
 *
 * What Asterisk writes for what it does not know, such as `<unknown>`, is left out. A header that the catalogue does not
 * know stays as text, and so does a value that does not fit; with `isRaw` all of them do.
 */
export const typedJson =
  (options: { readonly isRaw: boolean }) => (message: AmiMessage.AmiMessage): Readonly<Record<string, unknown>> => {
    const text = jsonValue(message) as Readonly<Record<string, unknown>>
    if (options.isRaw) return text
    const event = byName.get(message.name)?.find((one) => one.matches(message))
    const decoded = event?.decode(message)
    const values: object = decoded !== undefined && Result.isSuccess(decoded) ? decoded.success : {}
    const names = event === undefined || decoded === undefined || Result.isFailure(decoded) ? none : headersOf(event)
    const faulty = faultyOf(values)
    const json: Record<string, unknown> = {}
    for (const name of Object.keys(text)) {
      const value = text[name]
      if (value === "<unknown>") continue
      const typed: unknown = names.has(name) && faulty?.has(name) !== true && value !== "<redacted>"
        ? plain(Reflect.get(values, name), value)
        : value
      if (typed === undefined) continue
      // A header may have any name, also that of a setter.
      if (name === "__proto__") Object.defineProperty(json, name, { value: typed, enumerable: true })
      else json[name] = typed
    }
    return json
  }

const none: ReadonlySet<string> = new Set()

/** A decoded value as JSON; what has no plain form stays as text. */
const plain = (value: unknown, text: unknown): unknown => {
  if (Duration.isDuration(value) || DateTime.isDateTime(value)) return jsonValue(value)
  if (typeof value === "number") return Number.isFinite(value) ? value : text
  return typeof value === "object" ? jsonValue(value) : value
}

/** A message as people read it: a header a line. */
export const printed = (message: AmiMessage.AmiMessage, style: Style): string =>
  message.toJSON()
    .filter(([name]) => name !== "ActionID")
    .map(([name, value]) => `${style.cyan(`${name}:`)} ${printable(value)}\n`)
    .join("")
