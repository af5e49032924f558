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

/**
 * The JSON of a message: names of the wire, values of their kind.
 *
 * What Asterisk writes as `<unknown>` is left out. A header that the catalogue does not know stays as text; with `isRaw`
 * all of them do.
 */
export const typedJson =
  (options: { readonly isRaw: boolean }) => (message: AmiMessage.AmiMessage): Readonly<Record<string, unknown>> => {
    const text = jsonValue(message) as Readonly<Record<string, unknown>>
    if (options.isRaw) return text
    const event = byName.get(message.name)?.find((one) => one.matches(message))
    const decoded = event?.decode(message)
    const known: object = decoded !== undefined && Result.isSuccess(decoded) ? decoded.success : {}
    const names = event === undefined ? [] : Object.keys(event.fields())
    const faults = AmiEvent.faultsOf(known)
    return Object.fromEntries(
      Object.entries(text).flatMap(([name, value]) => {
        if (isUnknown(value)) return []
        if (!names.includes(name) || faults.some((fault) => fault.includes(name))) return [[name, value]]
        const typed: unknown = Reflect.get(known, name)
        return typed !== undefined && value !== "<redacted>"
          ? [[name, plain(typed, value)]]
          : value === ""
          ? []
          : [[name, value]]
      })
    )
  }

const isUnknown = (value: unknown): boolean => value === "<unknown>"

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
