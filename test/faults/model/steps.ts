/** What may happen in a scenario, and how often. */
import * as fc from "fast-check"
import type { Answer, LoginAnswer } from "./farEnd.ts"

export type Step =
  | {
    readonly kind: "request"
    readonly how: "send" | "collect" | "stream"
    /** After how many milliseconds its caller leaves. */
    readonly patience: number | undefined
    /** Whether its schema throws, for its answer or for its items. */
    readonly broken: boolean
  }
  | { readonly kind: "respond"; readonly which: number; readonly answer: Answer }
  | { readonly kind: "item" | "forge" | "interrupt"; readonly which: number }
  /** The end of a list, which announces this many items that never came. */
  | { readonly kind: "complete"; readonly which: number; readonly more: number }
  | { readonly kind: "handshake"; readonly answer: LoginAnswer }
  | { readonly kind: "events"; readonly count: number }
  | { readonly kind: "stranger" | "nameless" | "refuse" | "blackhole" | "heal" | "cork" | "uncork" | "close" }
  | { readonly kind: "end"; readonly why: "Ended" | "Reset" }
  | { readonly kind: "connecting"; readonly how: "accept" | "refuse" | "notAmi" | "silence" }
  /** Whether logins are answered automatically. */
  | { readonly kind: "open"; readonly open: boolean }
  | { readonly kind: "advance"; readonly millis: number }
  | {
    readonly kind: "subscribe"
    readonly overflow: "dropOldest" | "dropNewest" | "fail"
    /** Whether it consumes at once, or when told to. */
    readonly eager: boolean
  }
  /** A Logoff after this many other requests, and after how many milliseconds its caller leaves. */
  | {
    readonly kind: "logoff"
    readonly others: 0 | 2
    readonly patience: number | undefined
    readonly refused: boolean
  }
  /** Watches events with code that throws. */
  | { readonly kind: "watch"; readonly how: "handler" | "schema" }
  /** Whether the logger throws. */
  | { readonly kind: "logger"; readonly throws: boolean }
  /** From here on the schedule throws, or the transport has thrown. */
  | { readonly kind: "breakSchedule" | "die" }
  | { readonly kind: "take" | "leave"; readonly which: number; readonly throws: boolean }

export interface Plan {
  readonly steps: ReadonlyArray<Step>
  /** Whether the client is ready before the first step. */
  readonly ready: boolean
  /** Whether actions wait for a connection. */
  readonly wait: boolean
  readonly bootTimeout: number
  /** Whether the retry schedule may throw. */
  readonly ownSchedule: boolean
  /** Seeds the client's random numbers. */
  readonly seed: number
}

const which = fc.nat(19)
const once = fc.constant

const logoff: fc.Arbitrary<Step> = fc.record({
  kind: once("logoff" as const),
  others: fc.constantFrom(0 as const, 2 as const, 2 as const),
  patience: fc.option(fc.integer({ min: 1, max: 2000 }), { nil: undefined, freq: 5 }),
  refused: fc.boolean()
})

const logger = fc.record({ kind: once("logger" as const), throws: fc.constantFrom(true, true, false) })

/** Steps that would end a scenario before it has begun are rare. */
const step = (millis: fc.Arbitrary<number>): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 18,
      arbitrary: fc.record({
        kind: once("request" as const),
        how: fc.constantFrom("send" as const, "send" as const, "collect" as const, "stream" as const),
        patience: fc.option(fc.integer({ min: 1, max: 8000 }), { nil: undefined, freq: 5 }),
        broken: fc.constantFrom(false, false, false, true)
      })
    },
    {
      weight: 16,
      arbitrary: fc.record({
        kind: once("respond" as const),
        which,
        answer: fc.oneof(
          { weight: 6, arbitrary: once("success" as const) },
          { weight: 3, arbitrary: fc.constantFrom<Answer>("failed", "denied", "refused", "empty") }
        )
      })
    },
    { weight: 10, arbitrary: fc.record({ kind: once("item" as const), which }) },
    {
      weight: 8,
      arbitrary: fc.record({ kind: once("complete" as const), which, more: fc.constantFrom(0, 0, 0, 1, -1) })
    },
    {
      weight: 12,
      arbitrary: fc.record({
        kind: once("handshake" as const),
        answer: fc.oneof(
          { weight: 20, arbitrary: once("ok" as const) },
          {
            weight: 3,
            arbitrary: fc.constantFrom<LoginAnswer>("Login Already In Use", "Asterisk is shutting down", "No")
          },
          { weight: 1, arbitrary: once("Authentication failed" as const) }
        )
      })
    },
    { weight: 10, arbitrary: fc.record({ kind: once("events" as const), count: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 8, arbitrary: fc.record({ kind: once("advance" as const), millis }) },
    { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom("interrupt" as const, "forge" as const), which }) },
    { weight: 4, arbitrary: fc.record({ kind: once("end" as const), why: fc.constantFrom("Ended", "Reset") }) },
    { weight: 3, arbitrary: once({ kind: "open" as const, open: true }) },
    { weight: 1, arbitrary: once({ kind: "open" as const, open: false }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: once("subscribe" as const),
        overflow: fc.constantFrom("dropOldest", "dropNewest", "fail"),
        eager: fc.boolean()
      })
    },
    { weight: 6, arbitrary: fc.record({ kind: once("take" as const), which, throws: once(false) }) },
    { weight: 2, arbitrary: fc.record({ kind: once("leave" as const), which, throws: fc.boolean() }) },
    {
      weight: 10,
      arbitrary: fc.constantFrom<Step>(
        { kind: "stranger" },
        { kind: "nameless" },
        { kind: "refuse" },
        { kind: "blackhole" },
        { kind: "heal" },
        { kind: "heal" },
        { kind: "cork" },
        { kind: "uncork" },
        { kind: "uncork" },
        { kind: "uncork" }
      )
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: once("connecting" as const),
        how: fc.constantFrom<"accept" | "refuse" | "silence">("accept", "accept", "refuse", "silence")
      })
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Step>({ kind: "close" }, { kind: "close" }, { kind: "connecting", how: "notAmi" })
    },
    { weight: 1, arbitrary: logoff },
    { weight: 2, arbitrary: logger },
    { weight: 2, arbitrary: fc.record({ kind: once("watch" as const), how: fc.constantFrom("handler", "schema") }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Step>({ kind: "breakSchedule" }, { kind: "breakSchedule" }, { kind: "die" })
    }
  )

const ownSchedule = fc.constantFrom(true, false, false, false)

const minutes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 999 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1000, max: 7000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7000, max: 40_000 }) }
)

/** Scenarios with at most this many steps. */
export const plans = (maxLength: number, millis: fc.Arbitrary<number> = minutes): fc.Arbitrary<Plan> =>
  fc.record({
    // Long ones are where things interact; without this, half of them would be short.
    steps: fc.noBias(fc.array(step(millis), { maxLength, size: "max" })),
    ready: fc.constantFrom(true, true, true, false),
    wait: fc.boolean(),
    bootTimeout: fc.constantFrom(10_000, 10_000, 0),
    ownSchedule,
    seed: fc.nat()
  })

/** A few steps that race: requests, their answers and their callers' leaving, around the end of a link. */
const raceStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: once("request" as const),
      how: fc.constantFrom("send" as const, "collect" as const),
      patience: fc.option(fc.integer({ min: 1, max: 5200 }), { nil: undefined, freq: 3 }),
      broken: once(false)
    })
  },
  { weight: 5, arbitrary: fc.record({ kind: once("respond" as const), which, answer: once("success" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: once("complete" as const), which, more: once(0) }) },
  { weight: 5, arbitrary: fc.record({ kind: once("interrupt" as const), which }) },
  { weight: 4, arbitrary: fc.record({ kind: once("end" as const), why: fc.constantFrom("Ended", "Reset") }) },
  { weight: 2, arbitrary: once({ kind: "handshake" as const, answer: "ok" as const }) },
  { weight: 2, arbitrary: fc.record({ kind: once("advance" as const), millis: fc.integer({ min: 1, max: 5200 }) }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ kind: "close" }, { kind: "refuse" }, { kind: "open", open: true }) },
  { weight: 1, arbitrary: logoff },
  { weight: 1, arbitrary: fc.oneof(logger, fc.constantFrom<Step>({ kind: "breakSchedule" }, { kind: "die" })) }
)

/** Races of at most this many steps, between a ready client and its peer. */
export const races = (maxLength: number): fc.Arbitrary<Plan> =>
  fc.record({
    steps: fc.noBias(fc.array(raceStep, { minLength: 2, maxLength, size: "max" })),
    ready: once(true),
    wait: fc.boolean(),
    bootTimeout: once(0),
    ownSchedule,
    seed: fc.nat()
  })
