/**
 * The parties and legs of a record: see `CallRecord.ts`, which exports them.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import { built } from "../../internal/readers.ts"

const Millis = /*#__PURE__*/ built(() => Schema.Finite)
const text = Schema.String
const maybe = Schema.optionalKey

/**
 * On which side of Asterisk a party is: a trunk, a telephone of the house, or not known. The option `trunks` of `AmiCalls`
 * says what a trunk is.
 *
 * @category models
 * @since 0.2.0
 */
export type Side = "Outside" | "Inside" | "Unknown"

/**
 * Schema for the side of a party.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Side: Schema.Codec<Side> = /*#__PURE__*/ built(() => Schema.Literals(["Outside", "Inside", "Unknown"]))

/**
 * One who takes part in a call.
 *
 * @category models
 * @since 0.2.0
 */
export interface Party {
  /** The number: of a caller its caller ID, of a telephone its own, of somebody outside the number that was dialled. */
  readonly number?: string
  /** The name in its caller ID. */
  readonly name?: string
  /** The name of its channel without the part that changes from call to call, such as `PJSIP/101`. */
  readonly endpoint: string
  /** Whether it is a trunk or a telephone of the house. */
  readonly side: Side
}

/**
 * Schema for a party.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Party: Schema.Codec<Party> = /*#__PURE__*/ built(() =>
  Schema.Struct({ number: maybe(text), name: maybe(text), endpoint: text, side: Side })
)

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
 * @category models
 * @since 0.2.0
 */
export type Role = "Caller" | "Originated" | "Callee" | "Picker" | "Retriever" | "Agent" | "Guest"

/**
 * Schema for the role of a leg.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Role: Schema.Codec<Role> = /*#__PURE__*/ built(() =>
  Schema.Literals(["Caller", "Originated", "Callee", "Picker", "Retriever", "Agent", "Guest"])
)

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
 * @category models
 * @since 0.2.0
 */
export type LegOutcome =
  | "Answered"
  | "Busy"
  | "NoAnswer"
  | "Rejected"
  | "Cancelled"
  | "NoSuchNumber"
  | "Unreachable"
  | "Congestion"
  | "Failed"
  | "Forwarded"
  | "AnsweredElsewhere"
  | "PickedUp"
  | "Transferred"
  | "Unknown"

/**
 * Schema for the outcome of a leg.
 *
 * @category schemas
 * @since 0.2.0
 */
export const LegOutcome: Schema.Codec<LegOutcome> = /*#__PURE__*/ built(() =>
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
    "Forwarded",
    "AnsweredElsewhere",
    "PickedUp",
    "Transferred",
    "Unknown"
  ])
)

/**
 * One telephone or line in a call. A telephone that is rung twice has two legs; a Local channel is none.
 *
 * @category models
 * @since 0.2.0
 */
export interface Leg {
  /** The id of its channel. */
  readonly Uniqueid: string
  /** The name of its channel. */
  readonly Channel: string
  /** Whose telephone or line it is. */
  readonly party: Party
  /** How it came into the call. */
  readonly role: Role
  /** The `Uniqueid` of the leg that it was dialled for. */
  readonly calledBy?: string
  /** When its channel began. */
  readonly startedAt?: number
  /** When it began to ring. */
  readonly ringingAt?: number
  /** When it answered. A channel that is up has not answered yet if its user is asked to accept the call first. */
  readonly answeredAt?: number
  /** When its channel ended. */
  readonly endedAt?: number
  /** How long it could hear another leg, in milliseconds. The time on hold is part of it. */
  readonly talkMs: number
  /** How long it held, in milliseconds. */
  readonly heldMs: number
  /** What became of it. */
  readonly outcome: LegOutcome
  /** Why its channel ended, as Asterisk numbers causes: 16 is a normal end, 17 busy. */
  readonly cause?: number
  /** The answer of its protocol, such as `SIP 486 Busy Here`. From Asterisk 22.7 on. */
  readonly TechCause?: string
}

/**
 * Schema for a leg.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Leg: Schema.Codec<Leg> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    Uniqueid: text,
    Channel: text,
    party: Party,
    role: Role,
    calledBy: maybe(text),
    startedAt: maybe(Millis),
    ringingAt: maybe(Millis),
    answeredAt: maybe(Millis),
    endedAt: maybe(Millis),
    talkMs: Millis,
    heldMs: Millis,
    outcome: LegOutcome,
    cause: maybe(Millis),
    TechCause: maybe(text)
  })
)
