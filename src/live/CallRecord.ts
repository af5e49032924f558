/**
 * What is left of a call when it has ended: who called whom, who answered, who hung up, and all that happened between.
 *
 * Each call gives one record, whatever its way: ring groups, queues, forwarding, transfers, parking and conferences are in
 * it. A record is plain data, and the same as JSON. See `AmiCalls` for where records come from.
 *
 * Times are in milliseconds since 1970 by the clock of this machine, spans in milliseconds. What nobody saw is absent.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../internal/readers.ts"
import { Leg, Party } from "./internal/recordParties.ts"
import {
  ConferenceVisit,
  Forward,
  Parking,
  Pickup,
  QueueVisit,
  Recorded,
  Transfer,
  UnknownSpan
} from "./internal/recordSteps.ts"

const Millis = /*#__PURE__*/ built(() => Schema.Finite)
const text = Schema.String
const maybe = Schema.optionalKey

// --- Parties, legs and steps ------------------------------------------------

export {
  /**
   * One telephone or line in a call. A telephone that is rung twice has two legs; a Local channel is none.
   *
   * @category schemas
   * @since 0.2.0
   */
  Leg,
  /**
   * What became of a leg.
   *
   * **Details**
   *
   * `Answered` is a telephone that answered, or a caller whose call was answered, be it by a menu. `Transferred` is a leg
   * that has left the call by a transfer of its own. `AnsweredElsewhere` rang while another answered, `PickedUp` rang until
   * somebody picked its call up, and `Forwarded` sent the caller to another number. The others say why nothing came of it:
   * see `Outcome`.
   *
   * @category schemas
   * @since 0.2.0
   */
  LegOutcome,
  /**
   * One who takes part in a call.
   *
   * @category schemas
   * @since 0.2.0
   */
  Party,
  /**
   * How a leg came into the call.
   *
   * **Details**
   *
   * - `Caller`: it called.
   * - `Originated`: Asterisk called it first, on behalf of a program.
   * - `Callee`: it was dialled, by a leg or by a queue.
   * - `Picker`: it picked the call up while another telephone rang.
   * - `Retriever`: it took the call from a parking lot.
   * - `Agent`: an agent of `AgentLogin`, whose telephone is on the line all day.
   * - `Guest`: it was put in by another way, such as the action Bridge or an INVITE with Replaces.
   *
   * @category schemas
   * @since 0.2.0
   */
  Role,
  /**
   * On which side of Asterisk a party is: a trunk, a telephone of the house, or not known. The option `trunks` of `AmiCalls`
   * says what a trunk is.
   *
   * @category schemas
   * @since 0.2.0
   */
  Side
} from "./internal/recordParties.ts"

export {
  /**
   * A stay of one leg in a conference.
   *
   * @category schemas
   * @since 0.2.0
   */
  ConferenceVisit,
  /**
   * A telephone that sent its caller to another number.
   *
   * @category schemas
   * @since 0.2.0
   */
  Forward,
  /**
   * A stay in a parking lot. `by` is who retrieved the call.
   *
   * @category schemas
   * @since 0.2.0
   */
  Parking,
  /**
   * A call that rang at one telephone and was taken at another.
   *
   * @category schemas
   * @since 0.2.0
   */
  Pickup,
  /**
   * A wait in a queue.
   *
   * **Details**
   *
   * `outcome` is `LeftWithKey` if a key led the caller out, `Withdrawn` by the action QueueWithdrawCaller, `Unavailable` if
   * the queue put the caller out because no member is there, and `Left` if none of these is known to be the reason.
   *
   * @category schemas
   * @since 0.2.0
   */
  QueueVisit,
  /**
   * A recording of a channel of the call.
   *
   * @category schemas
   * @since 0.2.0
   */
  Recorded,
  /**
   * A member of a queue that was rung for a caller.
   *
   * @category schemas
   * @since 0.2.0
   */
  Ring,
  /**
   * A transfer, or an attempt at one.
   *
   * **Details**
   *
   * `kind` is `Redirect` if this client sent the action Redirect. `outcome` is `Threeway` if all three stay together,
   * `Parked` if the transfer led to a parking lot, `NotAnswered` if the target did not answer, and `Cancelled` if who
   * transferred came back.
   *
   * @category schemas
   * @since 0.2.0
   */
  Transfer,
  /**
   * A span in which events were missing. Without `from`, it began before the call was seen first.
   *
   * @category schemas
   * @since 0.2.0
   */
  UnknownSpan
} from "./internal/recordSteps.ts"

// --- How a call ended -------------------------------------------------------

/**
 * What came of a call.
 *
 * **Details**
 *
 * - `Answered`: two legs talked, an originated call was answered, or a conference was joined.
 * - `Busy`, `Rejected`, `NoAnswer`: the called telephone was busy, declined, or rang until its time was over.
 * - `Cancelled`: the caller hung up before anybody answered.
 * - `NoSuchNumber`, `Unreachable`, `Congestion`, `Failed`: the number is wrong, its telephone is not registered, there was
 *   no free line, or something else went wrong.
 * - `Voicemail`: a message was left, and nobody had answered.
 * - `Abandoned`, `QueueTimedOut`, `QueueLeft`, `QueueUnavailable`, `QueueWithdrawn`: how a caller left a queue unanswered:
 *   by hanging up, after the longest time to wait, by a key, because the queue takes no callers, or by the action
 *   QueueWithdrawCaller.
 * - `Unknown`: nobody saw it.
 *
 * @category models
 * @since 0.2.0
 */
export type Outcome =
  | "Answered"
  | "Busy"
  | "NoAnswer"
  | "Rejected"
  | "Cancelled"
  | "NoSuchNumber"
  | "Unreachable"
  | "Congestion"
  | "Failed"
  | "Voicemail"
  | "Abandoned"
  | "QueueTimedOut"
  | "QueueLeft"
  | "QueueUnavailable"
  | "QueueWithdrawn"
  | "Unknown"

/**
 * Schema for the outcome of a call.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Outcome: Schema.Codec<Outcome> = /*#__PURE__*/ built(() =>
  Schema.Literals([
    "Answered",
    "Busy",
    "NoAnswer",
    "Rejected",
    "Cancelled",
    "NoSuchNumber",
    "Unreachable",
    "Congestion",
    "Failed",
    "Voicemail",
    "Abandoned",
    "QueueTimedOut",
    "QueueLeft",
    "QueueUnavailable",
    "QueueWithdrawn",
    "Unknown"
  ])
)

/**
 * How a call ended.
 *
 * **Details**
 *
 * `HungUp` says who ended it: `Caller` is the party of `from`, `Callee` any other, `Manager` this client by an action,
 * `Asterisk` its dialplan, a time limit or another program, and `Unknown` if nobody saw it. `cause`, `causeText` and
 * `TechCause` are those of the channel of `party`, or of `from` if nobody wanted to end it. `Merged` is a call that became
 * part of another, by a transfer for example: its legs are in the record with the id `into`. `Vanished` is a call that
 * ended while events were missing.
 *
 * @category models
 * @since 0.2.0
 */
export type End =
  | {
    readonly _tag: "HungUp"
    readonly by: "Caller" | "Callee" | "Asterisk" | "Manager" | "Unknown"
    readonly party?: Party
    readonly cause?: number
    readonly causeText?: string
    readonly TechCause?: string
  }
  | { readonly _tag: "Merged"; readonly into: string }
  | { readonly _tag: "Vanished"; readonly lastSeenAt: number }

/**
 * Schema for the end of a call.
 *
 * @category schemas
 * @since 0.2.0
 */
export const End: Schema.Codec<End> = /*#__PURE__*/ built(() =>
  Schema.Union([
    Schema.TaggedStruct("HungUp", {
      by: Schema.Literals(["Caller", "Callee", "Asterisk", "Manager", "Unknown"]),
      party: maybe(Party),
      cause: maybe(Millis),
      causeText: maybe(text),
      TechCause: maybe(text)
    }),
    Schema.TaggedStruct("Merged", { into: text }),
    Schema.TaggedStruct("Vanished", { lastSeenAt: Millis })
  ])
)

// --- The record -------------------------------------------------------------

/**
 * What is left of a call when it has ended.
 *
 * @category models
 * @since 0.2.0
 */
export interface CallRecord {
  /** The version of this format. */
  readonly version: 1
  /** The id of the call: the `Linkedid` of its first channel. */
  readonly id: string
  /** The `systemname` of the server, or the name of the client. */
  readonly server?: string
  /** Each `Linkedid` that a channel of the call ever had, to join the record with CDR, CEL and `queue_log`. */
  readonly linkedids: ReadonlyArray<string>
  /**
   * `Inbound` from outside to a telephone of the house, `Outbound` the other way round, `Internal` between telephones of
   * the house, `Through` from outside to outside, `Unknown` if a side that matters is.
   */
  readonly direction: "Inbound" | "Outbound" | "Internal" | "Through" | "Unknown"
  /** Whether a telephone dialled it, or a program had Asterisk call. */
  readonly origin: "Dialed" | "Originated" | "Unknown"
  /** Who called, or was called first if the call was originated. */
  readonly from?: Party
  /** The extension that was dialled, with which the call began. */
  readonly dialed?: string
  /** When its first channel began. */
  readonly startedAt: number
  /** When two legs talked with each other first. A menu or a queue is no answer. */
  readonly answeredAt?: number
  /** When its last channel ended, or when it became part of another call. */
  readonly endedAt: number
  /** What came of it. */
  readonly outcome: Outcome
  /**
   * Who talked with `from` first. Of a call that was there before anybody looked, who talked when it was seen first: it may
   * have been transferred before.
   */
  readonly answeredBy?: Party
  /** How it ended, and who ended it. */
  readonly end: End
  /** In the order in which their channels began. */
  readonly legs: ReadonlyArray<Leg>
  /** Each wait in a queue, in order. */
  readonly queues: ReadonlyArray<QueueVisit>
  /** Each transfer, and each attempt at one, in order. */
  readonly transfers: ReadonlyArray<Transfer>
  /** Each telephone that sent the caller to another number. */
  readonly forwards: ReadonlyArray<Forward>
  /** Each time that another telephone took a call that rang. */
  readonly pickups: ReadonlyArray<Pickup>
  /** Each stay in a parking lot. */
  readonly parkings: ReadonlyArray<Parking>
  /** Each stay of a leg in a conference. */
  readonly conferences: ReadonlyArray<ConferenceVisit>
  /** Each recording of a channel of it. */
  readonly recordings: ReadonlyArray<Recorded>
  /** The mailbox in which a message was left, such as `101@default`. */
  readonly voicemail?: string
  /** How many digits were received. The digits are not kept. */
  readonly dtmf: { readonly count: number }
  /** How often a leg put another on hold. */
  readonly holds: number
  /** When events were missing. What happened then is absent, not invented. */
  readonly unknown: ReadonlyArray<UnknownSpan>
}

/**
 * Schema for a record.
 *
 * **Details**
 *
 * Records are plain data, so a value and its encoding are the same.
 *
 * @category schemas
 * @since 0.2.0
 */
export const CallRecord: Schema.Codec<CallRecord> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    version: Schema.Literal(1),
    id: text,
    server: maybe(text),
    linkedids: Schema.Array(text),
    direction: Schema.Literals(["Inbound", "Outbound", "Internal", "Through", "Unknown"]),
    origin: Schema.Literals(["Dialed", "Originated", "Unknown"]),
    from: maybe(Party),
    dialed: maybe(text),
    startedAt: Millis,
    answeredAt: maybe(Millis),
    endedAt: Millis,
    outcome: Outcome,
    answeredBy: maybe(Party),
    end: End,
    legs: Schema.Array(Leg),
    queues: Schema.Array(QueueVisit),
    transfers: Schema.Array(Transfer),
    forwards: Schema.Array(Forward),
    pickups: Schema.Array(Pickup),
    parkings: Schema.Array(Parking),
    conferences: Schema.Array(ConferenceVisit),
    recordings: Schema.Array(Recorded),
    voicemail: maybe(text),
    dtmf: Schema.Struct({ count: Millis }),
    holds: Millis,
    unknown: Schema.Array(UnknownSpan)
  })
)

/**
 * The record as JSON, both ways.
 *
 * **Example** (Reading back the records of a file)
 *
 * ```ts import.meta.vitest
 * import { Schema } from "effect"
 * import { CallRecord } from "effect-ami"
 *
 * const line = `{"version":1,"id":"1795925848.1","linkedids":["1795925848.1"],"direction":"Inbound","origin":"Dialed",
 *   "from":{"number":"0201234","endpoint":"PJSIP/provider","side":"Outside"},"dialed":"5550100",
 *   "startedAt":1795925848023,"endedAt":1795925851700,"outcome":"Cancelled",
 *   "end":{"_tag":"HungUp","by":"Caller","cause":127},"legs":[],"queues":[],"transfers":[],"forwards":[],"pickups":[],
 *   "parkings":[],"conferences":[],"recordings":[],"dtmf":{"count":0},"holds":0,"unknown":[]}`
 *
 * const record = Schema.decodeUnknownSync(CallRecord.json)(JSON.parse(line))
 * record.from?.number // => "0201234"
 * record.outcome // => "Cancelled"
 * ```
 *
 * @category schemas
 * @since 0.2.0
 */
export const json: Schema.Codec<CallRecord, Schema.Json> = /*#__PURE__*/ built(() => Schema.toCodecJson(CallRecord))
