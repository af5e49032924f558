/**
 * Events as values: a name, how the headers are decoded, and which accounts receive it.
 *
 * A typed event is a plain object whose keys are the header names, in AMI's own spelling: `event.Uniqueid`. Headers
 * without a schema are available through `messageOf`, and those that Asterisk adds to every event through `envelopeOf`.
 *
 * The events that come with the library are in `Events`. A missing header (an older release, or another server) or a
 * value of the wrong type does not lose the whole event: it is delivered without that field, or with `NaN` for a
 * required number, and `faultsOf` names the field.
 *
 * `define` makes others, and `userEvent` those that a dialplan sends with `UserEvent`. Their schemas are yours: an
 * event that does not fit them is not delivered.
 *
 * @since 0.1.0
 */
import type * as DateTime from "effect/DateTime"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type * as AmiMessage from "../protocol/AmiMessage.ts"
import * as AmiValue from "../protocol/AmiValue.ts"
import type * as AmiPermission from "./AmiPermission.ts"
import * as Snapshot from "./AmiSnapshot.ts"
import { wrongEventDefinition } from "./internal/definitions.ts"
import * as Json from "./internal/json.ts"
import * as Record from "./internal/record.ts"
import * as View from "./internal/views.ts"

const TypeId = "~effect-ami/catalog/AmiEvent"

/**
 * An event of Asterisk: its name on the wire, and how to decode its headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface AmiEvent<out A> {
  readonly [TypeId]: typeof TypeId
  /** The name in the `Event` header. */
  readonly name: string
  /** The type of the decoded event. It only exists at compile time. */
  readonly Type: A
  /** Whether a message is this event. */
  readonly matches: (message: AmiMessage.AmiMessage) => boolean
  /** Decodes the event; a failure says which header does not fit. */
  readonly decode: (message: AmiMessage.AmiMessage) => Result.Result<A, string>
  /** Privilege classes of which an account needs all in `read=`; empty if every account receives it. */
  readonly privilege: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk in which the catalogue knows it; empty for your own events. */
  readonly versions: ReadonlyArray<string>
  /**
   * The schemas of its headers, by their names.
   *
   * @since 0.2.0
   */
  readonly fields: () => Fields
  /**
   * Whether a missing or invalid header affects only that field, as in the events of the catalogue.
   *
   * @since 0.2.0
   */
  readonly isLenient: boolean
}

/**
 * Any event.
 *
 * @category models
 * @since 0.1.0
 */
export interface Any extends AmiEvent<unknown> {}

/**
 * Whether a value is an event, such as `Events.Hangup`.
 *
 * **Example** (Telling an event from its name)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, Events } from "effect-ami"
 *
 * AmiEvent.isAmiEvent(Events.Hangup) // => true
 * AmiEvent.isAmiEvent("Hangup") // => false
 * ```
 *
 * @category guards
 * @since 0.2.0
 */
export const isAmiEvent = (value: unknown): value is Any =>
  Predicate.hasProperty(value, TypeId) && Predicate.hasProperty(value, "name") && typeof value.name === "string"

/**
 * Schemas by the names of headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface Fields extends Record.Fields {}

/**
 * Facts about an event besides its name and headers.
 *
 * @category models
 * @since 0.1.0
 */
export interface About {
  /** Privilege classes of which an account needs all. */
  readonly privilege?: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk that have it. */
  readonly versions?: ReadonlyArray<string>
  /**
   * Replaces the message before decoding, for an event that a module writes incorrectly.
   *
   * @since 0.2.0
   */
  readonly view?: (message: AmiMessage.AmiMessage) => AmiMessage.AmiMessage
}

// --- Constructors -----------------------------------------------------------

type Decode<A> = (message: AmiMessage.AmiMessage) => Result.Result<A, string>

/** The fields of an event, including its name. */
const named = (name: string, fields: () => Record.Fields) => (): Record.Fields => ({
  Event: Record.literal(name),
  ...fields()
})

const reading = <A extends object>(
  strictness: Record.Strictness,
  fields: () => Record.Fields,
  view?: About["view"]
): Decode<A> => {
  const decode = Record.decoder<A>(fields, strictness)
  return view === undefined
    ? decode
    : (message) =>
      Result.map(decode(view(message)), (event) => Record.withSource<A>({ ...event }, message, Record.faultsOf(event)))
}

const build = <A>(
  name: string,
  strictness: Record.Strictness,
  fields: () => Record.Fields,
  decode: Decode<A>,
  about: About,
  matches: (message: AmiMessage.AmiMessage) => boolean = (message) => message.kind === "Event" && message.name === name
): AmiEvent<A> => {
  const event: Omit<AmiEvent<A>, "Type"> = {
    [TypeId]: TypeId,
    name,
    matches,
    decode,
    privilege: about.privilege ?? [],
    versions: about.versions ?? [],
    fields,
    isLenient: strictness === "lenient"
  }
  return event as AmiEvent<A>
}

const fromFields = <A>(name: string, strictness: Record.Strictness, fields: () => Record.Fields, about: About) => {
  const all = named(name, fields)
  return build(name, strictness, all, reading<A & object>(strictness, all, about.view), about)
}

/**
 * Makes an event with an explicitly written type, as the catalogue does.
 *
 * **When to use**
 *
 * For generated declarations. In hand-written code use `define`, which infers the type.
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
  fields: () => { readonly [K in keyof Omit<A, "Event">]-?: Record.Field },
  about: About = {}
): AmiEvent<A> => fromFields(name, "lenient", fields, about)

/**
 * Defines an event that works like those in the catalogue.
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
  fields: F,
  about: About = {}
): AmiEvent<{ readonly Event: Name } & Schema.Struct.Type<F>> => {
  const wrong = wrongEventDefinition(about)
  if (wrong === undefined) return fromFields(name, "strict", () => fields, about)
  return build(name, "strict", named(name, () => fields), () => Result.fail(`${wrong.field} ${wrong.rule}`), {})
}

/**
 * Defines one kind of `UserEvent`, as sent by a dialplan, or by the action `UserEvent`, under a name of its own.
 *
 * **Details**
 *
 * From a dialplan such an event has the headers of its channel; from the action it has none of them. Asterisk writes
 * those first, then the name of the event, then the headers of its sender (stasis.c, multi_user_event_to_ami). Your
 * fields are read after the name: a field named like a channel header, such as `Channel` or `Exten`, is the sender's,
 * and the channel's is available through `messageOf`.
 *
 * **Gotchas**
 *
 * An account that may send `UserEvent` chooses all its headers.
 *
 * **Example** (Reading an event from a dialplan)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage, AmiValue } from "effect-ami"
 * import { Result } from "effect"
 *
 * // exten => s,n,UserEvent(Checkout,Amount: 42)
 * const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int })
 *
 * const message = AmiMessage.make([["Event", "UserEvent"], ["UserEvent", "Checkout"], ["Amount", "42"]])
 * Result.getOrUndefined(Checkout.decode(message))?.Amount // => 42
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const userEvent = <const Name extends string, const F extends Fields>(
  name: Name,
  fields: F
): AmiEvent<Omit<UserEvent<Name>, keyof F> & Schema.Struct.Type<F>> => {
  type Sent = Omit<UserEvent<Name>, keyof F>
  type Own = Schema.Struct.Type<F>
  const channel = named("UserEvent", () => ({
    ...Snapshot.ifPresent(Snapshot.channelSnapshot("")),
    UserEvent: Record.literal(name)
  }))
  const sent = reading<Sent & object>("strict", channel, View.beforeOwn)
  const own = Record.decoder<Own & object>(() => fields, "strict")
  const decode: Decode<Sent & Own> = (message) =>
    Result.flatMap(
      sent(message),
      (sent) =>
        Result.map(own(View.own(message)), (own) =>
          Record.withSource<Sent & Own>({ ...sent, ...own }, message, [
            ...Record.faultsOf(sent),
            ...Record.faultsOf(own)
          ]))
    )
  return build(
    "UserEvent",
    "strict",
    () => ({ ...channel(), ...fields }),
    decode,
    { privilege: ["user"] },
    (message) => message.kind === "Event" && message.name === "UserEvent" && message.get("UserEvent") === name
  )
}

/**
 * The fields of every `UserEvent` with a given name.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserEvent<Name extends string> extends Partial<Snapshot.ChannelSnapshot> {
  readonly Event: "UserEvent"
  readonly UserEvent: Name
}

// --- JSON -------------------------------------------------------------------

// One per event, because Effect caches what it derives from a schema with that schema.
const schemas = /*#__PURE__*/ new WeakMap<Any, Schema.Codec<unknown, Schema.Json>>()

/**
 * The schema of one decoded event, or of one of several, with a JSON form to store or send it.
 *
 * **When to use**
 *
 * For `Rpc`, `HttpApi`, a queue or a file. It does not decode messages: the event's own `decode` does.
 *
 * **Details**
 *
 * The JSON is an object with the fields of the event. A time is text such as `2026-11-23T08:10:58.123Z`, a duration is
 * `{ "_tag": "Millis", "value": 1500 }`, and `NaN` is `"NaN"`. Variables are an object, or a list of pairs if a name
 * ends in a backslash, which `JSON.parse` of V8 13.6 confuses with others. Any field of a catalogue event may be
 * absent, as in a decoded event; for your own events, the fields that its schemas require are required here too.
 * Decoding the JSON gives a value equal to the encoded one.
 *
 * The schema is built on first use. With several events, the first that an object fits is taken, as in
 * `AmiClient.events`.
 *
 * **Gotchas**
 *
 * The message is not part of the JSON: for an event decoded from JSON, `messageOf` is undefined, and `faultsOf` and
 * `envelopeOf` are empty. Send an `AmiInbox.Received` to keep the whole message. Secrets, such as `Password` of
 * `AuthDetail`, are in the JSON.
 *
 * **Example** (Storing an event)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage, AmiValue } from "effect-ami"
 * import { Result, Schema } from "effect"
 *
 * const DoorOpened = AmiEvent.define("DoorOpened", { Door: Schema.String, Since: AmiValue.EpochSeconds })
 * const schema = AmiEvent.schema(DoorOpened)
 *
 * const message = AmiMessage.make([["Event", "DoorOpened"], ["Door", "north"], ["Since", "1700000000"]])
 * const json = Schema.encodeSync(schema)(Result.getOrThrow(DoorOpened.decode(message)))
 *
 * json // => { Event: "DoorOpened", Door: "north", Since: "2023-11-14T22:13:20.000Z" }
 * Schema.decodeSync(schema)(json).Door // => "north"
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const schema = <const Events extends ReadonlyArray<Any>>(
  ...events: Events
): Schema.Codec<Events[number]["Type"], Schema.Json> => {
  const [first, ...others] = events.map(schemaOf)
  return first !== undefined && others.length === 0 ? first : Schema.Union(events.map(schemaOf))
}

const schemaOf = (event: Any): Schema.Codec<unknown, Schema.Json> => {
  const made = schemas.get(event)
    ?? Schema.toCodecJson(Json.typed(event.fields(), event.isLenient ? "lenient" : "strict"))
  schemas.set(event, made)
  return made
}

// --- The source of a decoded event ------------------------------------------

/**
 * Returns the message that an event was decoded from, with all its headers.
 *
 * **Details**
 *
 * Undefined for an object that was not decoded by this library.
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
export const messageOf = (event: object): AmiMessage.AmiMessage | undefined => Record.messageOf(event)

/**
 * Names the fields of a decoded event that the server did not write, or whose values have the wrong type.
 *
 * **Details**
 *
 * Such a field is absent, or `NaN` if it is a number that every release since 16.0 writes. An optional field may be
 * absent without a fault. Empty for every event of Asterisk 16.0 and later that is as its sources say, and for events
 * decoded from JSON. A client logs a warning for the first such event of each name.
 *
 * **Example** (Noticing a value that does not fit)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage, Events } from "effect-ami"
 * import { Result } from "effect"
 *
 * const message = AmiMessage.make([["Event", "Reload"], ["Module", "cdr"], ["Status", "done"]])
 * const event = Result.getOrThrow(Events.Reload.decode(message))
 *
 * event.Module // => "cdr"
 * event.Status // => NaN
 * AmiEvent.faultsOf(event) // => ["Status: Expected an integer"]
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const faultsOf = (event: object): ReadonlyArray<string> => Record.faultsOf(event)

/**
 * The headers that Asterisk adds to every event (manager.c, __ast_manager_event_multichan).
 *
 * @category models
 * @since 0.1.0
 */
export interface Envelope {
  /** The classes of the event; absent for an item of a list. */
  readonly Privilege?: ReadonlyArray<string>
  /** When Asterisk made the event. Needs `timestampevents` in manager.conf. */
  readonly Timestamp?: DateTime.Utc
  /** The number of the event on this server. Like the next three fields it needs `debug` in manager.conf. */
  readonly SequenceNumber?: number
  readonly File?: string
  readonly Line?: number
  readonly Func?: string
  /** The `systemname` of asterisk.conf. */
  readonly SystemName?: string
}

const envelope = /*#__PURE__*/ Record.decoder<Envelope>(
  () => ({
    Privilege: Schema.optionalKey(AmiValue.Commas),
    Timestamp: Schema.optionalKey(AmiValue.EpochSeconds),
    SequenceNumber: Schema.optionalKey(AmiValue.Int),
    File: Schema.optionalKey(Schema.String),
    Line: Schema.optionalKey(AmiValue.Int),
    Func: Schema.optionalKey(Schema.String),
    SystemName: Schema.optionalKey(Schema.String)
  }),
  "lenient"
)

/**
 * Returns the headers that Asterisk added to a decoded event.
 *
 * **Example** (Reading when an event was made)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiMessage } from "effect-ami"
 * import { Result } from "effect"
 *
 * const Flash = AmiEvent.define("Flash", {})
 * const message = AmiMessage.make([["Event", "Flash"], ["Privilege", "call,all"], ["SystemName", "pbx1"]])
 * const event = Result.getOrThrow(Flash.decode(message))
 *
 * AmiEvent.envelopeOf(event) // => { Privilege: ["call", "all"], SystemName: "pbx1" }
 * ```
 *
 * @category combinators
 * @since 0.1.0
 */
export const envelopeOf = (event: object): Envelope => {
  const message = messageOf(event)
  return message === undefined ? {} : Result.getOrElse(envelope(message), () => ({}))
}
