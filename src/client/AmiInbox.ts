/**
 * What `AmiClient.inbox` delivers, messages as they came, and what `AmiClient.watch` does, events that are decoded: both
 * with marks in their places.
 *
 * A `Gap` marks the place in which this subscriber was too slow and messages were dropped,
 * and says how many, or in which a transport lost messages that it cannot count;
 * between `Disconnected` and the next `Connected` any number
 * may be missing. So a subscriber that keeps state knows when to ask Asterisk
 * for it again.
 *
 * What is delivered has schemas of the same names, whose JSON loses nothing: an item can be stored, and sent to another
 * program.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { AmiError } from "../AmiError.ts"
import * as AmiEvent from "../catalog/AmiEvent.ts"
import { built } from "../internal/readers.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"

/**
 * A message that answers no action of this client.
 *
 * @category models
 * @since 0.1.0
 */
export interface Received {
  readonly _tag: "Received"
  /** The connection that it came over, counted from 1. */
  readonly epoch: number
  /** Counts the messages of a connection without holes, so that a `Gap` can be recognised. */
  readonly seq: number
  /** When it was read, in milliseconds since 1970. */
  readonly receivedAt: number
  readonly message: AmiMessage.AmiMessage
}

/**
 * Schema for a message as an inbox delivers it.
 *
 * **Details**
 *
 * Its JSON has all headers of the message, those with secrets too.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Received: Schema.Codec<Received, unknown> = /*#__PURE__*/ built(() =>
  Schema.TaggedStruct("Received", {
    epoch: Schema.Int,
    seq: Schema.Int,
    receivedAt: Schema.Finite,
    message: AmiMessage.schema
  })
)

/**
 * A decoded event, with the place in which it came.
 *
 * @category models
 * @since 0.2.0
 */
export interface Event<out A> {
  readonly _tag: "Event"
  /** The connection that it came over, counted from 1. */
  readonly epoch: number
  /** Its number among all messages of the connection: those between it and the one before were not asked for. */
  readonly seq: number
  /** When it was read, in milliseconds since 1970. */
  readonly receivedAt: number
  /** The name in its `Event` header. */
  readonly name: string
  readonly event: A
}

/**
 * Schema for one of these events, with the place in which it came.
 *
 * **Example** (Reading an event that another program sent)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiInbox, AmiValue } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const Door = AmiEvent.define("Door", { Number: AmiValue.Int })
 * const json = { _tag: "Event", epoch: 1, seq: 7, receivedAt: 0, name: "Door", event: { Event: "Door", Number: 4 } }
 *
 * Schema.decodeUnknownSync(Schema.toCodecJson(AmiInbox.Event(Door)))(json).event.Number // => 4
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const Event = <const Events extends ReadonlyArray<AmiEvent.Any>>(
  ...events: Events
): Schema.Codec<Event<Events[number]["Type"]>, unknown> =>
  Schema.TaggedStruct("Event", {
    epoch: Schema.Int,
    seq: Schema.Int,
    receivedAt: Schema.Finite,
    name: Schema.String,
    event: AmiEvent.schema(...events)
  })

/**
 * What every mark has, so that those of several clients can be told apart in one stream.
 *
 * @category models
 * @since 0.2.0
 */
export interface OfClient {
  /** The name of the client: its option `name`, or the address of its transport; absent if it has neither. */
  readonly client?: string
}

/**
 * A connection was made, and Asterisk accepted the login.
 *
 * @category models
 * @since 0.1.0
 */
export interface Connected extends OfClient {
  readonly _tag: "Connected"
  readonly epoch: number
  /** What Asterisk said first, if the transport has a banner. */
  readonly banner: string | undefined
  /** `unknown` if no FullyBooted came in time: it comes only to accounts with `read = system`. */
  readonly bootState: "booted" | "unknown"
}

/**
 * Schema for a mark of a connection that was made.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Connected: Schema.Codec<Connected, unknown> = /*#__PURE__*/ built(() =>
  Schema.TaggedStruct("Connected", {
    epoch: Schema.Int,
    banner: Schema.UndefinedOr(Schema.String),
    bootState: Schema.Literals(["booted", "unknown"]),
    client: Schema.optionalKey(Schema.String)
  })
)

/**
 * The connection ended. No message of this epoch follows.
 *
 * @category models
 * @since 0.1.0
 */
export interface Disconnected extends OfClient {
  readonly _tag: "Disconnected"
  readonly epoch: number
  readonly cause: AmiError
  /** When the last message came, in milliseconds since 1970; undefined if none came. */
  readonly lastMessageAt: number | undefined
}

/**
 * Schema for a mark of a connection that ended.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Disconnected: Schema.Codec<Disconnected, unknown> = /*#__PURE__*/ built(() =>
  Schema.TaggedStruct("Disconnected", {
    epoch: Schema.Int,
    cause: AmiError,
    lastMessageAt: Schema.UndefinedOr(Schema.Finite),
    client: Schema.optionalKey(Schema.String)
  })
)

/**
 * Messages are missing here.
 *
 * **Details**
 *
 * `SlowConsumer`: this subscriber was too slow for its buffer, and `dropped` is
 * how many messages that it wanted were dropped, from `firstSeq` to `lastSeq`.
 * A transport that has a buffer of its own reports its losses in the same way:
 * then `dropped` counts messages of every name, and `lastSeq` is
 * `firstSeq + dropped - 1`.
 *
 * `PollFailed` and `SessionStolen` come from HTTP, where Asterisk forgets events
 * once it has answered a poll, no matter who got the answer: `dropped` is `unknown`,
 * none may be missing or many, and no number of a message is left out (`firstSeq`
 * is the number of the next message, `lastSeq` that of the one before). So it is
 * for every loss that a transport cannot count.
 *
 * For a subscriber that does not come back, the marks of connections that came
 * and went are merged: the `Gap` of the first of them then counts what was
 * dropped of all.
 *
 * @category models
 * @since 0.1.0
 */
export interface Gap extends OfClient {
  readonly _tag: "Gap"
  readonly epoch: number
  readonly dropped: number | "unknown"
  readonly reason: "SlowConsumer" | "PollFailed" | "SessionStolen"
  readonly firstSeq: number
  readonly lastSeq: number
}

/**
 * Schema for a mark of missing messages.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Gap: Schema.Codec<Gap, unknown> = /*#__PURE__*/ built(() =>
  Schema.TaggedStruct("Gap", {
    epoch: Schema.Int,
    dropped: Schema.Union([Schema.Int, Schema.Literal("unknown")]),
    reason: Schema.Literals(["SlowConsumer", "PollFailed", "SessionStolen"]),
    firstSeq: Schema.Int,
    lastSeq: Schema.Int,
    client: Schema.optionalKey(Schema.String)
  })
)

/**
 * A mark that is no message.
 *
 * @category models
 * @since 0.1.0
 */
export type Mark = Connected | Disconnected | Gap

/**
 * Schema for a mark.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Mark: Schema.Codec<Mark, unknown> = /*#__PURE__*/ built(() => Schema.Union([Connected, Disconnected, Gap]))

/**
 * What `AmiClient.watch` delivers: events of the type `A` between marks.
 *
 * @category models
 * @since 0.2.0
 */
export type Watched<A> = Event<A> | Mark

/**
 * Schema for what `AmiClient.watch` delivers of these events.
 *
 * **Example** (Sending what is watched to another program)
 *
 * ```ts import.meta.vitest
 * import { AmiEvent, AmiInbox, AmiValue } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const Door = AmiEvent.define("Door", { Number: AmiValue.Int })
 * const json = Schema.toCodecJson(AmiInbox.Watched(Door))
 *
 * const event = { Event: "Door", Number: 4 } as const
 * Schema.encodeSync(json)({ _tag: "Event", epoch: 1, seq: 7, receivedAt: 1_700_000_000_000, name: "Door", event })
 * // => { _tag: "Event", epoch: 1, seq: 7, receivedAt: 1700000000000, name: "Door", event: { Event: "Door", Number: 4 } }
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const Watched = <const Events extends ReadonlyArray<AmiEvent.Any>>(
  ...events: Events
): Schema.Codec<Watched<Events[number]["Type"]>, unknown> =>
  Schema.Union([Event(...events), Connected, Disconnected, Gap])

/**
 * What an inbox delivers.
 *
 * @category models
 * @since 0.1.0
 */
export type Item = Received | Mark

/**
 * Schema for what an inbox delivers.
 *
 * **Example** (Writing an inbox as lines of JSON)
 *
 * ```ts import.meta.vitest
 * import { AmiInbox, AmiMessage } from "effect-ami"
 * import { Schema } from "effect"
 *
 * const json = Schema.fromJsonString(Schema.toCodecJson(AmiInbox.Item))
 * const message = AmiMessage.make([["Event", "Hangup"], ["Cause", "17"]])
 *
 * const line = Schema.encodeSync(json)({ _tag: "Received", epoch: 1, seq: 7, receivedAt: 1_700_000_000_000, message })
 *
 * line
 * // => '{"_tag":"Received","epoch":1,"seq":7,"receivedAt":1700000000000,"message":[["Event","Hangup"],["Cause","17"]]}'
 * const item = Schema.decodeSync(json)(line)
 * item._tag === "Received" && item.message.get("Cause") // => "17"
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const Item: Schema.Codec<Item, unknown> = /*#__PURE__*/ built(() =>
  Schema.Union([Received, Connected, Disconnected, Gap])
)

/**
 * What a subscription does when its subscriber falls behind.
 *
 * **Details**
 *
 * `dropOldest` keeps the latest `capacity` messages, `dropNewest` the first
 * ones; both leave a counted `Gap` in the place of what was dropped. `fail` ends
 * the stream with `SlowConsumer`. None of them ever slows down the connection.
 * A subscriber holds at most 256 messages besides, which were handed to it.
 *
 * **Gotchas**
 *
 * The connection lets subscribers catch up, so that a quick handler loses nothing
 * however fast Asterisk sends. It is read again after 20 ms at most, whatever
 * they do: a handler that is slower than what comes fills its buffer.
 *
 * A single event that takes longer holds the only thread there is, and Asterisk
 * hangs up when a write to a client waits for 100 ms (`writetimeout` in
 * manager.conf): give such work to a thread of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface BufferOptions {
  /** How many messages it holds. */
  readonly capacity: number
  /** What happens when it is full. */
  readonly overflow: "dropOldest" | "dropNewest" | "fail"
}
