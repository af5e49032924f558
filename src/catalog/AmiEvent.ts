/**
 * What an event is, as a value: its name, and how its headers are read.
 *
 * A typed event is a plain object with the headers of the wire as keys, in
 * AMI's own spelling: `event.Uniqueid`. Headers that its schema does not name
 * stay reachable through `messageOf`.
 *
 * The events that come with the library are in `Events`; `define` makes others.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import * as Record from "./internal/record.ts"

const TypeId = "~effect-ami/catalog/AmiEvent"
const Source = Symbol.for("~effect-ami/catalog/AmiEvent/message")

/**
 * An event of Asterisk: its name on the wire, and the reading of its headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface AmiEvent<out A> {
  readonly [TypeId]: typeof TypeId
  /** The name in the `Event` header. */
  readonly name: string
  /** The type of the decoded event. It exists for the compiler only. */
  readonly Type: A
  /** Reads the event; a failure says which header does not fit. */
  readonly decode: (message: AmiMessage.AmiMessage) => Result.Result<A, string>
}

/**
 * Any event.
 *
 * @category models
 * @since 0.1.0
 */
export interface Any extends AmiEvent<unknown> {}

/**
 * Schemas by the names of headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Fields extends Record.Fields {}

/**
 * Makes an event whose type is written beside it, as the catalogue does.
 *
 * **When to use**
 *
 * For generated declarations. `define` infers the type and suits hand-written ones.
 *
 * **Example** (Declaring an event with its interface)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage, AmiValue } from "effect-ami"
 * import { Result } from "effect"
 *
 * interface AlarmClear {
 *   readonly Event: "AlarmClear"
 *   readonly DAHDIChannel: number
 * }
 * const AlarmClear = AmiEvent.make<AlarmClear>("AlarmClear", () => ({ DAHDIChannel: AmiValue.Int }))
 *
 * const message = AmiMessage.make([["Event", "AlarmClear"], ["DAHDIChannel", "4"]])
 * Result.getOrUndefined(AlarmClear.decode(message))?.DAHDIChannel // => 4
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = <A extends { readonly Event: string }>(
  name: A["Event"],
  fields: () => { readonly [K in keyof Omit<A, "Event">]-?: Record.Field }
): AmiEvent<A> => {
  const decode = Record.decoder<A>(() => ({ Event: Schema.Literal(name), ...fields() }))
  const event: Omit<AmiEvent<A>, "Type"> = {
    [TypeId]: TypeId,
    name,
    decode: (message) =>
      Result.map(decode(message), (decoded) => Object.defineProperty(decoded, Source, { value: message }))
  }
  return event as AmiEvent<A>
}

/**
 * Defines an event, with the standing of those in the catalogue.
 *
 * **Example** (Defining an event of a module of your own)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage, AmiValue } from "effect-ami"
 * import { Result, Schema } from "effect"
 *
 * const DoorOpened = AmiEvent.define("DoorOpened", { Door: Schema.String, Seconds: AmiValue.Seconds })
 *
 * const message = AmiMessage.make([["Event", "DoorOpened"], ["Door", "north"], ["Seconds", "4"]])
 * Result.getOrUndefined(DoorOpened.decode(message))?.Door // => "north"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const define = <const Name extends string, const F extends Fields>(
  name: Name,
  fields: F
): AmiEvent<{ readonly Event: Name } & Schema.Struct.Type<F>> =>
  make<{ readonly Event: string }>(name, () => fields) as AmiEvent<{ readonly Event: Name } & Schema.Struct.Type<F>>

/**
 * Gives the message that an event was decoded from, with every header of it.
 *
 * **Details**
 *
 * Undefined for an object that was not decoded here.
 *
 * **Example** (Reading a header that the schema does not name)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage } from "effect-ami"
 * import { Result } from "effect"
 *
 * const Flash = AmiEvent.define("Flash", {})
 * const event = Result.getOrThrow(Flash.decode(AmiMessage.make([["Event", "Flash"], ["Tenantid", "7"]])))
 *
 * AmiEvent.messageOf(event)?.get("Tenantid") // => "7"
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const messageOf = (event: object): AmiMessage.AmiMessage | undefined => {
  const message: unknown = Reflect.get(event, Source)
  return AmiMessage.isAmiMessage(message) ? message : undefined
}
