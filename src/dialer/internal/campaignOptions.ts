/**
 * What a campaign is made of, what its options must be, and what they are if they are left out.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import * as Rules from "../../internal/options.ts"
import type { DialOptions } from "../AmiDial.ts"
import type { Settings } from "./campaignState.ts"
import { type Contact, isText, textRule } from "./contact.ts"
import { Calendar, type Hours, isZone, minutesOf } from "./hours.ts"
import type { Outcome } from "./outcome.ts"
import { Predictor } from "./pacing.ts"
import type * as Retries from "./retries.ts"

export type Pacing<C, R = never> =
  | {
    readonly _tag: "Preview"
    /** How many agents are free. */
    readonly freeAgents: Effect.Effect<number, unknown, R>
    /** Shows the contact to an agent, and gives whether it shall be called. */
    readonly accept: (contact: C, number: string) => Effect.Effect<boolean, unknown, R>
  }
  | {
    readonly _tag: "Progressive"
    /** How many agents are free. */
    readonly freeAgents: Effect.Effect<number, unknown, R>
    /** How many calls in setup there are for each free agent; defaults to 1. */
    readonly perAgent?: number | undefined
  }
  | {
    readonly _tag: "Predictive"
    /** How many agents are free. */
    readonly freeAgents: Effect.Effect<number, unknown, R>
    /** The highest share of the answered calls for which no agent is there in time; defaults to 0.03. */
    readonly maxAbandonRate?: number | undefined
    /** For how long an answer counts; defaults to 30 minutes. */
    readonly window?: Duration.Input | undefined
    /** The most calls in setup for each free agent; defaults to 6. */
    readonly maxRatio?: number | undefined
  }

export type Retry = "never" | {
  /** How long after the outcome. */
  readonly after: Duration.Input
  /** How many more attempts the number gets after this outcome. */
  readonly times: number
}

export type RetryTable = { readonly [Tag in Outcome["_tag"]]?: Retry | undefined }

export interface Campaign<C extends Contact, E = never, R = never> {
  /** The name under which attempts are kept: the same in all runs, and another for each campaign. */
  readonly name: string
  /** Whom to call. Pulled only when a call may start; the same contacts may come again in the next run. */
  readonly contacts: Stream.Stream<C, E, R>
  /** How to call a number of a contact. The id of the call is chosen by the campaign. */
  readonly dial: (contact: C, number: string) => Omit<DialOptions, "id" | "onInterrupt">
  /** How calls follow free agents. Without it, only the limits below hold. */
  readonly pacing?: Pacing<C, R> | undefined
  /** How soon an agent must be there after an answer; defaults to 2 seconds. */
  readonly agentWithin?: Duration.Input | undefined
  /** How many calls are dialled in a second at most; defaults to 1. */
  readonly maxCallsPerSecond?: number | undefined
  /** How many calls there are at once at most, those that talk included; defaults to 10. */
  readonly maxConcurrent?: number | undefined
  /** The line that a call takes, which `maxPerTrunk` limits. */
  readonly trunk?: ((contact: C, number: string) => string | undefined) | undefined
  /** How many calls there are at once on a line, by its name; defaults to `{}`, which limits none. */
  readonly maxPerTrunk?: Readonly<Record<string, number>> | undefined
  /** What is done after an outcome; see `defaultRetry` for those that are left out. */
  readonly retry?: RetryTable | undefined
  /** When contacts may be called; defaults to always. */
  readonly hours?: Hours | ReadonlyArray<Hours> | undefined
  /** The time zone of contacts that have none; defaults to `UTC`. */
  readonly zone?: string | undefined
  /** Asked at the moment of dialling: only a number for which it gives `true` is dialled. */
  readonly mayCall?: ((contact: C, number: string) => Effect.Effect<boolean, unknown, R>) | undefined
  /** How many contacts wait for their hours, their next attempt or a line before no more are pulled; defaults to 10,000. */
  readonly maxWaiting?: number | undefined
  /** How often `Figures` are given; defaults to 10 seconds. */
  readonly figuresEvery?: Duration.Input | undefined
}

export const defaultRetry: Readonly<Record<Outcome["_tag"], Retry>> = {
  Answered: "never",
  Busy: { after: "10 minutes", times: 3 },
  NoAnswer: { after: "2 hours", times: 2 },
  Congestion: { after: "1 minute", times: 3 },
  Unreachable: "never",
  Rejected: "never",
  Cancelled: "never",
  Failed: "never",
  Unknown: "never"
}

// --- Rules --------------------------------------------------------------------

const positive = Rules.satisfies("must be a number greater than 0", (value) => typeof value === "number" && value > 0)

const share = Rules.satisfies(
  "must be a share between 0 and 1, such as 0.03",
  (value) => typeof value === "number" && value > 0 && value < 1
)

const effect = Rules.satisfies(
  "must be an Effect that gives a number",
  (value) => typeof value === "object" && value !== null,
  Rules.kindOf
)

const pacings: Readonly<Record<string, Rules.Rule>> = {
  Preview: Rules.members<Pacing<never> & { readonly _tag: "Preview" }>(
    "must be { _tag: \"Preview\", freeAgents, accept }",
    { _tag: Rules.text, freeAgents: effect, accept: Rules.callable },
    ["freeAgents", "accept"]
  ),
  Progressive: Rules.members<Pacing<never> & { readonly _tag: "Progressive" }>(
    "must be { _tag: \"Progressive\", freeAgents }",
    { _tag: Rules.text, freeAgents: effect, perAgent: positive },
    ["freeAgents"]
  ),
  Predictive: Rules.members<Pacing<never> & { readonly _tag: "Predictive" }>(
    "must be { _tag: \"Predictive\", freeAgents }",
    {
      _tag: Rules.text,
      freeAgents: effect,
      maxAbandonRate: share,
      window: Rules.duration({ zero: false }),
      maxRatio: Rules.within(1, 1000)
    },
    ["freeAgents"]
  )
}

const pacing: Rules.Rule = (value) => {
  const tag = Rules.isRecord(value) ? value["_tag"] : undefined
  const rule = typeof tag === "string" && Object.hasOwn(pacings, tag) ? pacings[tag] : undefined
  const none = Rules.satisfies("must be of `_tag` Preview, Progressive or Predictive", () => false, Rules.kindOf)
  return (rule ?? none)(value)
}

const retryRule: Rules.Rule = (value) =>
  value === "never" ? undefined : Rules.members<Exclude<Retry, "never">>(
    "must be \"never\" or { after, times }",
    { after: Rules.duration({ zero: true }), times: Rules.whole(1) },
    ["after", "times"]
  )(value)

const retry: Rules.Rule = (value) => {
  const known = Object.keys(defaultRetry)
  const unknown = Rules.isRecord(value) ? Object.keys(value).find((tag) => !known.includes(tag)) : undefined
  return unknown === undefined
    ? Rules.recordOf("must be an object with an entry for outcomes", retryRule)(value)
    : { at: `.${unknown}`, rule: `is no outcome: these are ${known.join(", ")}`, given: undefined }
}

const clock = Rules.satisfies(
  "must be hours and minutes, such as \"09:00\", or \"24:00\"",
  (value) => typeof value === "string" && minutesOf(value) !== undefined
)

const someHours: Rules.Rule = (value) =>
  Rules.members<Hours>(
    "must be { from, to, days }",
    {
      from: clock,
      to: clock,
      days: Rules.listOf("must be a list of days, 1 for Monday to 7 for Sunday", Rules.within(1, 7))
    },
    ["from", "to"]
  )(value) ?? Rules.satisfies(
    "must begin before they end: give two entries for hours over midnight",
    (value) => Rules.isRecord(value) && String(value["from"]) < String(value["to"]),
    Rules.kindOf
  )(value)

const hours: Rules.Rule = (value) =>
  Array.isArray(value) ? Rules.listOf("must be hours, or a list of them", someHours)(value) : someHours(value)

const zone = Rules.satisfies(
  "must be a time zone, such as \"Europe/Berlin\"",
  (value) => typeof value === "string" && isZone(value)
)

const stream = Rules.satisfies(
  "must be a Stream of contacts",
  (value) => typeof value === "object" && value !== null,
  Rules.kindOf
)

const rules: Rules.Rules<Campaign<Contact>> = {
  name: Rules.satisfies(textRule, isText),
  contacts: stream,
  dial: Rules.callable,
  pacing,
  agentWithin: Rules.duration({ zero: true }),
  maxCallsPerSecond: positive,
  maxConcurrent: Rules.within(1, Infinity),
  trunk: Rules.callable,
  maxPerTrunk: Rules.recordOf("must be an object with a number for each line", Rules.whole(0)),
  retry,
  hours,
  zone,
  mayCall: Rules.callable,
  maxWaiting: Rules.whole(1),
  figuresEvery: Rules.duration({ zero: false })
}

/** What is wrong with the options of a campaign. */
export const wrongIn = (campaign: unknown): Rules.Invalid | undefined =>
  Rules.firstInvalid<Campaign<Contact>>(campaign, rules, ["name", "contacts", "dial"])

// --- Defaults -----------------------------------------------------------------

const retryOf = (retry: Retry): Retries.Retry =>
  retry === "never" ? retry : { afterMillis: Duration.toMillis(retry.after), times: retry.times }

const tableOf = (given: RetryTable = {}): Retries.Table => {
  const of = (tag: Outcome["_tag"]) => retryOf(given[tag] ?? defaultRetry[tag])
  return {
    Answered: of("Answered"),
    Busy: of("Busy"),
    NoAnswer: of("NoAnswer"),
    Congestion: of("Congestion"),
    Unreachable: of("Unreachable"),
    Rejected: of("Rejected"),
    Cancelled: of("Cancelled"),
    Failed: of("Failed"),
    Unknown: of("Unknown")
  }
}

const isList = (hours: Hours | ReadonlyArray<Hours>): hours is ReadonlyArray<Hours> => Array.isArray(hours)

export const settingsOf = <C extends Contact, E, R>(campaign: Campaign<C, E, R>): Settings => {
  const { hours = [] } = campaign
  return {
    name: campaign.name,
    calendar: new Calendar(isList(hours) ? hours : [hours]),
    zone: campaign.zone ?? "UTC",
    table: tableOf(campaign.retry),
    maxCallsPerSecond: campaign.maxCallsPerSecond ?? 1,
    maxConcurrent: campaign.maxConcurrent ?? 10,
    maxPerTrunk: campaign.maxPerTrunk ?? {},
    maxWaiting: campaign.maxWaiting ?? 10_000
  }
}

export const predictorOf = <C, R>(pacing: Pacing<C, R> | undefined): Predictor | undefined =>
  pacing?._tag === "Predictive"
    ? new Predictor({
      maxAbandonRate: pacing.maxAbandonRate ?? 0.03,
      windowMillis: Duration.toMillis(pacing.window ?? "30 minutes"),
      maxRatio: pacing.maxRatio ?? 6
    })
    : undefined
