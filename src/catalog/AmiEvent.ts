/**
 * What an event is, as a value: its name, how its headers are read, and who gets it.
 *
 * A typed event is a plain object with the headers of the wire as keys, in
 * AMI's own spelling: `event.Uniqueid`. Headers that its schema does not name
 * stay reachable through `messageOf`, those that Asterisk puts around every
 * event through `envelopeOf`.
 *
 * The events that come with the library are in `Events`. There a header that is
 * absent, because the release is older or the server another, and a value that is
 * not of its kind, do not cost the event: it comes without that field, or with
 * `NaN` in place of a number that is always there, and `faultsOf` names it.
 *
 * `define` makes others, `userEvent` those that a dialplan sends with
 * `UserEvent`. Their schemas are yours, and an event that does not fit is none.
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
  /** Whether a message is this event. */
  readonly matches: (message: AmiMessage.AmiMessage) => boolean
  /** Reads the event; a failure says which header does not fit. */
  readonly decode: (message: AmiMessage.AmiMessage) => Result.Result<A, string>
  /** Privilege classes of which an account needs all in `read=`; empty if any account gets it. */
  readonly privilege: ReadonlyArray<AmiPermission.Class>
  /** The releases of Asterisk that the catalogue knows it from; empty for an event of your own. */
  readonly versions: ReadonlyArray<string>
  /**
   * The schemas of its headers, by their names.
   *
   * @since 0.2.0
   */
  readonly fields: () => Fields
  /**
   * Whether a header that is absent or does not fit costs that field alone, as in the events of the catalogue.
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
 * Whether a value is an event, as `Events.Hangup` is.
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
 * What is known of an event beside its name and its headers.
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
   * What is read in place of the message, for an event that a module writes wrongly.
   *
   * @since 0.2.0
   */
  readonly view?: (message: AmiMessage.AmiMessage) => AmiMessage.AmiMessage
}

// --- Constructors -----------------------------------------------------------

type Decode<A> = (message: AmiMessage.AmiMessage) => Result.Result<A, string>

/** The fields of an event with its name. */
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
      Result.map(decode(view(message)), (event) => Record.cameFrom<A>({ ...event }, message, Record.faultsOf(event)))
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
  fields: () => { readonly [K in keyof Omit<A, "Event">]-?: Record.Field },
  about: About = {}
): AmiEvent<A> => fromFields(name, "lenient", fields, about)

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
  fields: F,
  about: About = {}
): AmiEvent<{ readonly Event: Name } & Schema.Struct.Type<F>> => {
  const wrong = wrongEventDefinition(about)
  if (wrong === undefined) return fromFields(name, "strict", () => fields, about)
  return build(name, "strict", named(name, () => fields), () => Result.fail(`${wrong.field} ${wrong.rule}`), {})
}

/**
 * Defines one kind of `UserEvent`, which a dialplan or the action `UserEvent` sends under a name of its own.
 *
 * **Details**
 *
 * From a dialplan such an event has the headers of its channel; from the action it has none of them. Asterisk writes them
 * first, then the name of the event, then the headers of its sender (stasis.c, multi_user_event_to_ami). Your fields are read
 * after the name: one that is called as a header of the channel, such as `Channel` or `Exten`, is the sender's, and the
 * channel's stays in `messageOf`.
 *
 * **Gotchas**
 *
 * An account that may send `UserEvent` chooses its headers, and may send any.
 *
 * **Example** (Reading what a dialplan tells)
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
          Record.cameFrom<Sent & Own>({ ...sent, ...own }, message, [
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
 * What every `UserEvent` of a name has.
 *
 * @category models
 * @since 0.1.0
 */
export interface UserEvent<Name extends string> extends Partial<Snapshot.ChannelSnapshot> {
  readonly Event: "UserEvent"
  readonly UserEvent: Name
}

// --- JSON -------------------------------------------------------------------

// One for each event, because what is derived from a schema is kept with it.
const schemas = /*#__PURE__*/ new WeakMap<Any, Schema.Codec<unknown, Schema.Json>>()

/**
 * The schema of a decoded event, or of one of several, to store it or to send it: it is written as JSON, and read again.
 *
 * **When to use**
 *
 * For `Rpc`, `HttpApi`, a queue or a file. It reads no message: that is what `decode` of the event does.
 *
 * **Details**
 *
 * The JSON is an object with the fields of the event. A time is text such as `2026-11-23T08:10:58.123Z`, a duration is
 * `{ "_tag": "Millis", "value": 1500 }`, and a number that is none is `"NaN"`. Variables are an object, and a list of pairs if a
 * name ends in a backslash, which `JSON.parse` of V8 13.6 confuses with others. Any field of an event of the catalogue may be
 * absent, as in a decoded event; of an event of your own those that its schemas require are required here too. What is read
 * from JSON equals what was written.
 *
 * The schema is built when it is first asked for. Of several events, the first that an object fits is taken, as
 * `AmiClient.events` takes the first that a message fits.
 *
 * **Gotchas**
 *
 * The message is not part of the JSON: of an event that was read from it, `messageOf` is undefined, and `faultsOf` and
 * `envelopeOf` are empty. Send an `AmiInbox.Received` to keep the whole message. Fields that hold a secret, as `Password` of
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

// --- What a decoded event came from -----------------------------------------

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
export const messageOf = (event: object): AmiMessage.AmiMessage | undefined => Record.messageOf(event)

/**
 * Names the fields of a decoded event that its server did not write, or whose values are not of their kind.
 *
 * **Details**
 *
 * Such a field is absent, or `NaN` if it is a number that every release from 16.0 on writes. A field whose type is optional
 * may be absent without a fault. Empty for every event of Asterisk 16.0 and later that is as its sources say, and for one
 * that was read from JSON. A client logs a warning of the first of a name.
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
 * The headers that Asterisk puts around an event, whichever it is (manager.c, __ast_manager_event_multichan).
 *
 * @category models
 * @since 0.1.0
 */
export interface Envelope {
  /** The classes of the event; absent for an item of a list. */
  readonly Privilege?: ReadonlyArray<string>
  /** When Asterisk made the event; with `timestampevents` of manager.conf. */
  readonly Timestamp?: DateTime.Utc
  /** Counts the events of the server; with `debug` of manager.conf, as are the three fields that follow. */
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
 * Gives the headers that Asterisk put around a decoded event.
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
