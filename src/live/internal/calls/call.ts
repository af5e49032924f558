/**
 * The public values of calls that live: see `AmiCalls.ts`, which exports them.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../../../internal/readers.ts"
import * as Record from "../../CallRecord.ts"

const text = Schema.String
const Millis = /*#__PURE__*/ built(() => Schema.Finite)
const maybe = Schema.optionalKey

/**
 * What a call does at this moment; the first of these that holds.
 *
 * **Details**
 *
 * - `Conference`: a leg is in a conference.
 * - `Parked`: it is in a parking lot.
 * - `Held`: two legs talk, and one of them holds.
 * - `Talking`: two legs talk.
 * - `Ringing`: a telephone rings, or asks its user whether to take the call.
 * - `Queued`: a caller waits in a queue.
 * - `Voicemail`: a caller is in the application VoiceMail. Seen with class `dialplan`, or in a list.
 * - `InDialplan`: the only leg is up, in a menu or an announcement.
 * - `Setup`: else.
 *
 * @category models
 * @since 0.2.0
 */
export type State =
  | "Conference"
  | "Parked"
  | "Held"
  | "Talking"
  | "Ringing"
  | "Queued"
  | "Voicemail"
  | "InDialplan"
  | "Setup"

/**
 * Schema for the state of a call.
 *
 * @category schemas
 * @since 0.2.0
 */
export const State: Schema.Codec<State> = /*#__PURE__*/ built(() =>
  Schema.Literals([
    "Conference",
    "Parked",
    "Held",
    "Talking",
    "Ringing",
    "Queued",
    "Voicemail",
    "InDialplan",
    "Setup"
  ])
)

/**
 * A leg of a call that lives. See `CallRecord.Leg` for the fields that both have.
 *
 * @category models
 * @since 0.2.0
 */
export interface CallLeg {
  readonly Uniqueid: string
  readonly Channel: string
  readonly party: Record.Party
  readonly role: Record.Role
  readonly calledBy?: string
  readonly startedAt?: number
  readonly ringingAt?: number
  readonly answeredAt?: number
  readonly endedAt?: number
  readonly cause?: number
  readonly TechCause?: string
  /** Whether it hears another leg. */
  readonly isTalking: boolean
  /** Since when it holds; absent if it does not. */
  readonly heldSince?: number
  /** What became of it; absent until it has ended. */
  readonly outcome?: Record.LegOutcome
}

/**
 * Schema for a leg of a call that lives.
 *
 * @category schemas
 * @since 0.2.0
 */
export const CallLeg: Schema.Codec<CallLeg> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Uniqueid: text,
    Channel: text,
    party: Record.Party,
    role: Record.Role,
    calledBy: maybe(text),
    startedAt: maybe(Millis),
    ringingAt: maybe(Millis),
    answeredAt: maybe(Millis),
    endedAt: maybe(Millis),
    cause: maybe(Millis),
    TechCause: maybe(text),
    isTalking: Schema.Boolean,
    heldSince: maybe(Millis),
    outcome: maybe(Record.LegOutcome)
  })
)

/**
 * A call that lives. See `CallRecord` for the fields that both have.
 *
 * **Details**
 *
 * Spans that have not ended, such as `waitMs` of the last of `queues`, last until now; an open transfer has the outcome
 * `Unknown`.
 *
 * @category models
 * @since 0.2.0
 */
export interface Call extends Omit<Record.CallRecord, "version" | "server" | "endedAt" | "outcome" | "end" | "legs"> {
  /** What it does at this moment. */
  readonly state: State
  /** When a telephone rang first. */
  readonly ringingAt?: number
  /** In the order in which they came, with those that have ended. */
  readonly legs: ReadonlyArray<CallLeg>
}

/**
 * Schema for a call that lives.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Call: Schema.Codec<Call> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    id: text,
    linkedids: Schema.Array(text),
    direction: Schema.Literals(["Inbound", "Outbound", "Internal", "Through", "Unknown"]),
    origin: Schema.Literals(["Dialed", "Originated", "Unknown"]),
    from: maybe(Record.Party),
    dialed: maybe(text),
    startedAt: Millis,
    answeredAt: maybe(Millis),
    answeredBy: maybe(Record.Party),
    state: State,
    ringingAt: maybe(Millis),
    legs: Schema.Array(CallLeg),
    queues: Schema.Array(Record.QueueVisit),
    transfers: Schema.Array(Record.Transfer),
    forwards: Schema.Array(Record.Forward),
    pickups: Schema.Array(Record.Pickup),
    parkings: Schema.Array(Record.Parking),
    conferences: Schema.Array(Record.ConferenceVisit),
    recordings: Schema.Array(Record.Recorded),
    voicemail: maybe(text),
    dtmf: Schema.Struct({ count: Millis }),
    holds: Millis,
    unknown: Schema.Array(Record.UnknownSpan)
  })
)
