/**
 * Who is called in a campaign, and what happens in it; `AmiCampaign` documents and exports these.
 *
 * @since 0.2.0
 */
import * as Schema from "effect/Schema"
import type { AmiError } from "../../AmiError.ts"
import { built } from "../../internal/readers.ts"
import type { Attempt, AttemptLogError } from "./attempt.ts"
import type { Followed } from "./calling.ts"
import type { Outcome } from "./outcome.ts"

export interface Contact {
  /** What it is known by in the log, in all runs of the campaign. */
  readonly id: string
  /** The numbers to try, the best first. */
  readonly numbers: ReadonlyArray<string>
  /** The time zone that the hours of the campaign mean for this contact, such as `America/New_York`. */
  readonly zone?: string | undefined
}

export const Contact: Schema.Codec<Contact> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    id: Schema.NonEmptyString,
    numbers: Schema.Array(Schema.NonEmptyString),
    zone: Schema.optionalKey(Schema.UndefinedOr(Schema.String))
  })
)

const mostCharacters = 255

/** Whether a text can be kept in any database, and be found there again. */
export const isText = (value: unknown): boolean =>
  typeof value === "string" && value !== "" && value.length <= mostCharacters && !value.includes("\0")
  && value.isWellFormed()

export const textRule = `must be a text of 1 to ${mostCharacters} characters`

const pauses = ["Asked", "NotConnected", "OutsideHours", "LogFailed", "Refused", "SlowConsumer"] as const

export type PauseReason = typeof pauses[number]

export const PauseReason: Schema.Codec<PauseReason> = /*#__PURE__*/ built(() => Schema.Literals(pauses))

const skips = ["Done", "DoNotCall", "HookFailed", "Declined", "Duplicate", "Invalid", "NoHours"] as const

export type SkipReason = typeof skips[number]

export const SkipReason: Schema.Codec<SkipReason> = /*#__PURE__*/ built(() => Schema.Literals(skips))

export interface Figures {
  /** When they were taken, in milliseconds since 1970. */
  readonly at: number
  /** Calls that are dialled, ring, wait for an agent or talk. */
  readonly live: number
  /** Those of them that no agent has yet. */
  readonly setup: number
  /** Contacts that wait for their time, or for a line. */
  readonly waiting: number
  /** Calls that were dialled since the campaign was started in this process. */
  readonly dialled: number
  /** Those of them that were answered. */
  readonly answered: number
  /** Those of the answered for which no agent was there in time. */
  readonly abandoned: number
  /** Contacts that will not be called again, and those that were skipped. */
  readonly finished: number
  readonly skipped: number
  /** `answered` of all that have an outcome. */
  readonly answerRate: number
  /** Of the answers in the window of the pacing. */
  readonly abandonRate: number
  /** What the true rate is below, with 95 % certainty; 1 if nobody has answered. */
  readonly abandonBound: number
  /** Calls in setup for each free agent that the pacing allows. */
  readonly ratio: number
  /** Calls that were dialled in a second, over the last ten. */
  readonly callsPerSecond: number
}

export const Figures: Schema.Codec<Figures> = /*#__PURE__*/ built(() =>
  Schema.Struct({
    at: Schema.Finite,
    live: Schema.Int,
    setup: Schema.Int,
    waiting: Schema.Int,
    dialled: Schema.Int,
    answered: Schema.Int,
    abandoned: Schema.Int,
    finished: Schema.Int,
    skipped: Schema.Int,
    answerRate: Schema.Finite,
    abandonRate: Schema.Finite,
    abandonBound: Schema.Finite,
    ratio: Schema.Finite,
    callsPerSecond: Schema.Finite
  })
)

/** What an event of one attempt has. */
interface OfAttempt<C> {
  readonly contact: C
  readonly number: string
  readonly attempt: number
  /** The `ChannelId` of the call. */
  readonly id: string
}

export type Event<C extends Contact = Contact> =
  | ({ readonly _tag: "Started" } & OfAttempt<C>)
  | ({ readonly _tag: "Attempted"; readonly outcome: Outcome } & OfAttempt<C>)
  | ({ readonly _tag: "Abandoned" } & OfAttempt<C>)
  | ({ readonly _tag: "Ended"; readonly followed: Followed } & OfAttempt<C>)
  | {
    readonly _tag: "Finished"
    readonly contact: C
    /** Of the last attempt; absent if no number was left to call. */
    readonly outcome: Outcome | undefined
    readonly attempts: ReadonlyArray<Attempt>
  }
  | {
    readonly _tag: "Skipped"
    readonly contact: C
    readonly reason: SkipReason
    /** What is known of it: the attempts of an earlier run, or what is wrong. */
    readonly attempts: ReadonlyArray<Attempt>
    readonly cause?: unknown
  }
  | {
    readonly _tag: "Recovered"
    readonly attempt: Attempt
    /** What was found out, or that the call is still there. */
    readonly outcome: Outcome | { readonly _tag: "Live" }
  }
  | {
    readonly _tag: "Paused"
    readonly reason: PauseReason
    readonly error?: AmiError | AttemptLogError
  }
  | { readonly _tag: "Resumed"; readonly pausedMs: number }
  | { readonly _tag: "Figures"; readonly figures: Figures }
  | { readonly _tag: "Completed"; readonly figures: Figures }
