/**
 * What happens on the way of a call, as a record keeps it: see `CallRecord.ts`, which exports it.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../../internal/readers.ts"
import { LegOutcome, Party } from "./recordParties.ts"

const Millis = /*#__PURE__*/ built(() => Schema.Finite)
const text = Schema.String
const maybe = Schema.optionalKey

/**
 * A member of a queue that was rung for a caller.
 *
 * @category models
 * @since 0.2.0
 */
export interface Ring {
  /** The name of the member. */
  readonly MemberName: string
  /** What the queue dials for it, such as `PJSIP/101`. */
  readonly Interface: string
  /** How long it rang, in milliseconds. */
  readonly ms: number
  /** What became of the ringing. */
  readonly outcome: LegOutcome
}

/**
 * Schema for the ringing of a member.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Ring: Schema.Codec<Ring> = /*#__PURE__*/ built(() =>
  Schema.Struct({ MemberName: text, Interface: text, ms: Millis, outcome: LegOutcome })
)

/**
 * A wait in a queue.
 *
 * **Details**
 *
 * `outcome` is `LeftWithKey` if a key led the caller out, `Withdrawn` by the action QueueWithdrawCaller, `Unavailable` if
 * the queue put the caller out because no member is there, and `Left` if none of these is known to be the reason.
 *
 * @category models
 * @since 0.2.0
 */
export interface QueueVisit {
  /** The name of the queue; absent if it began before events were seen. */
  readonly Queue?: string
  /** When the caller joined. */
  readonly joinedAt: number
  /** The place at which the caller joined, from 1. */
  readonly position?: number
  /** How long the caller waited, in milliseconds. */
  readonly waitMs: number
  /** How the wait ended. */
  readonly outcome:
    | "Connected"
    | "Abandoned"
    | "TimedOut"
    | "LeftWithKey"
    | "Withdrawn"
    | "Unavailable"
    | "Left"
    | "Unknown"
  /** The `MemberName` that the caller was connected with. */
  readonly member?: string
  /** The members that were rung, in the order in which it began. */
  readonly rings: ReadonlyArray<Ring>
}

/**
 * Schema for a wait in a queue.
 *
 * @category schemas
 * @since 0.2.0
 */
export const QueueVisit: Schema.Codec<QueueVisit> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Queue: maybe(text),
    joinedAt: Millis,
    position: maybe(Millis),
    waitMs: Millis,
    outcome: Schema.Literals([
      "Connected",
      "Abandoned",
      "TimedOut",
      "LeftWithKey",
      "Withdrawn",
      "Unavailable",
      "Left",
      "Unknown"
    ]),
    member: maybe(text),
    rings: Schema.Array(Ring)
  })
)

/**
 * A transfer, or an attempt at one.
 *
 * **Details**
 *
 * `kind` is `Redirect` if this client sent the action Redirect. `outcome` is `Threeway` if all three stay together,
 * `Parked` if the transfer led to a parking lot, `NotAnswered` if the target did not answer, and `Cancelled` if who
 * transferred came back.
 *
 * @category models
 * @since 0.2.0
 */
export interface Transfer {
  /** How it was done. */
  readonly kind: "Blind" | "Attended" | "Redirect"
  /** When it began. */
  readonly at: number
  /** Who transferred. */
  readonly by?: Party
  /** Who was transferred. */
  readonly transferee?: Party
  /** The extension that was dialled for it. */
  readonly to?: string
  /** Who answered there, or was rung. */
  readonly target?: Party
  /** What came of it. */
  readonly outcome: "Completed" | "Threeway" | "Parked" | "NotAnswered" | "Cancelled" | "Failed" | "Unknown"
}

/**
 * Schema for a transfer.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Transfer: Schema.Codec<Transfer> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    kind: Schema.Literals(["Blind", "Attended", "Redirect"]),
    at: Millis,
    by: maybe(Party),
    transferee: maybe(Party),
    to: maybe(text),
    target: maybe(Party),
    outcome: Schema.Literals([
      "Completed",
      "Threeway",
      "Parked",
      "NotAnswered",
      "Cancelled",
      "Failed",
      "Unknown"
    ])
  })
)

/**
 * A telephone that sent its caller to another number.
 *
 * @category models
 * @since 0.2.0
 */
export interface Forward {
  /** Whose telephone it is. */
  readonly from: Party
  /** The number that it named. */
  readonly to: string
  /** When it did so. */
  readonly at: number
}

/**
 * Schema for a forwarding.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Forward: Schema.Codec<Forward> = /*#__PURE__*/ built(() =>
  Schema.Struct({ from: Party, to: text, at: Millis })
)

/**
 * A call that rang at one telephone and was taken at another.
 *
 * @category models
 * @since 0.2.0
 */
export interface Pickup {
  /** Who took it. */
  readonly by: Party
  /** Whose telephone rang. */
  readonly of: Party
  /** When it was taken. */
  readonly at: number
}

/**
 * Schema for a pick-up.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Pickup: Schema.Codec<Pickup> = /*#__PURE__*/ built(() =>
  Schema.Struct({ by: Party, of: Party, at: Millis })
)

/**
 * A stay in a parking lot. `by` is who retrieved the call.
 *
 * @category models
 * @since 0.2.0
 */
export interface Parking {
  /** The name of the lot. */
  readonly lot: string
  /** The number of the space. */
  readonly space: string
  /** When it was parked. */
  readonly at: number
  /** How long it was parked, in milliseconds. */
  readonly ms: number
  /** How it left the lot. */
  readonly outcome: "Retrieved" | "TimedOut" | "GaveUp" | "Unknown"
  /** Who retrieved it. */
  readonly by?: Party
}

/**
 * Schema for a stay in a parking lot.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Parking: Schema.Codec<Parking> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    lot: text,
    space: text,
    at: Millis,
    ms: Millis,
    outcome: Schema.Literals(["Retrieved", "TimedOut", "GaveUp", "Unknown"]),
    by: maybe(Party)
  })
)

/**
 * A stay of one leg in a conference.
 *
 * @category models
 * @since 0.2.0
 */
export interface ConferenceVisit {
  /** The name of the conference. */
  readonly Conference: string
  /** Who was there. */
  readonly party: Party
  /** When it joined. */
  readonly at: number
  /** How long it was there, in milliseconds. */
  readonly ms: number
}

/**
 * Schema for a stay in a conference.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ConferenceVisit: Schema.Codec<ConferenceVisit> = /*#__PURE__*/ built(() =>
  Schema.Struct({ Conference: text, party: Party, at: Millis, ms: Millis })
)

/**
 * A recording of a channel of the call.
 *
 * @category models
 * @since 0.2.0
 */
export interface Recorded {
  /** The channel that was recorded. */
  readonly Uniqueid: string
  /** The file, where Asterisk said so: in a list, or in an event of the class `dialplan`. */
  readonly file?: string
  /** When it began. */
  readonly at: number
  /** How long it was recorded, in milliseconds. */
  readonly ms?: number
}

/**
 * Schema for a recording.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Recorded: Schema.Codec<Recorded> = /*#__PURE__*/ built(() =>
  Schema.Struct({ Uniqueid: text, file: maybe(text), at: Millis, ms: maybe(Millis) })
)

/**
 * A span in which events were missing. Without `from`, it began before the call was seen first.
 *
 * @category models
 * @since 0.2.0
 */
export interface UnknownSpan {
  /** When events began to be missing; absent if the call had begun before it was seen first. */
  readonly from?: number
  /** When they were complete again. */
  readonly to: number
  /** Why they were missing. */
  readonly cause: "Connected" | "Gap" | "Disconnected"
}

/**
 * Schema for a span in which events were missing.
 *
 * @category schemas
 * @since 0.2.0
 */
export const UnknownSpan: Schema.Codec<UnknownSpan> = /*#__PURE__*/ built(() =>
  Schema.Struct({ from: maybe(Millis), to: Millis, cause: Schema.Literals(["Connected", "Gap", "Disconnected"]) })
)
