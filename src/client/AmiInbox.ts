/**
 * What `AmiClient.inbox` delivers, messages as they came, and what `AmiClient.watch` does, events that are decoded: both
 * with marks in their places.
 *
 * A `Gap` stands where this subscriber was too slow and messages were dropped,
 * and says how many, or where a transport lost messages that it cannot count;
 * between `Disconnected` and the next `Connected` any number
 * may be missing. So a subscriber that keeps state knows when to ask Asterisk
 * for it again.
 *
 * @since 0.1.0
 */
import type { AmiError } from "../AmiError.ts"
import type { AmiMessage } from "../protocol/AmiMessage.ts"

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
  /** Counts the messages of a connection without holes, so that a `Gap` can be told. */
  readonly seq: number
  /** When it was read, in milliseconds since 1970. */
  readonly receivedAt: number
  readonly message: AmiMessage
}

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
  /** What Asterisk said first, where the transport has a banner. */
  readonly banner: string | undefined
  /** `unknown` where no FullyBooted came in time: it comes only to accounts with `read = system`. */
  readonly bootState: "booted" | "unknown"
}

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
  /** When the last message came, in milliseconds since 1970; undefined where none came. */
  readonly lastMessageAt: number | undefined
}

/**
 * Messages are missing here.
 *
 * **Details**
 *
 * `SlowConsumer`: this subscriber was too slow for its buffer, and `dropped` is
 * how many messages that it wanted were dropped, from `firstSeq` to `lastSeq`.
 * A transport that has a buffer of its own tells its losses in the same way:
 * then `dropped` counts messages of every name, and `lastSeq` is
 * `firstSeq + dropped - 1`.
 *
 * `PollFailed` and `SessionStolen` come from HTTP, where Asterisk forgets events
 * once it has answered a poll, whoever got the answer: `dropped` is `unknown`,
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
 * A mark that is no message.
 *
 * @category models
 * @since 0.1.0
 */
export type Mark = Connected | Disconnected | Gap

/**
 * What `AmiClient.watch` delivers: events of the type `A` between marks.
 *
 * @category models
 * @since 0.2.0
 */
export type Watched<A> = Event<A> | Mark

/**
 * What an inbox delivers.
 *
 * @category models
 * @since 0.1.0
 */
export type Item = Received | Mark

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
export interface Buffer {
  /** How many messages it holds. */
  readonly capacity: number
  /** What happens when it is full. */
  readonly overflow: "dropOldest" | "dropNewest" | "fail"
}
