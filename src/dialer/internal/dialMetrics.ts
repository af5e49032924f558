/**
 * What became of the calls of a client, counted, and the spans of those that wait for it.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { quietly } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as Spans from "../../internal/spans.ts"
import type { Outcome } from "./outcome.ts"

const calls = /*#__PURE__*/ Metric.counter("ami_dial_outcomes_total", {
  description: "Parties that were called, by what became of them",
  incremental: true
})

const counters = new Map<string, Metric.Counter<number>>()

const counterOf = (party: "first" | "second", outcome: string): Metric.Counter<number> => {
  const key = `${party} ${outcome}`
  const known = counters.get(key) ?? Metric.withAttributes(calls, { party, outcome })
  counters.set(key, known)
  return known
}

/** Counts what became of the parties of a call; `Interrupted` if that was never decided. */
export const count = (
  ami: AmiClient["Service"],
  { first, second }: { readonly first: Outcome | undefined; readonly second: Outcome | undefined }
): Effect.Effect<void> => {
  const counted = (party: "first" | "second", outcome: string) => Metric.update(counterOf(party, outcome), 1)
  return quietly(
    Identity.of(ami).own(Effect.andThen(
      counted("first", first?._tag ?? "Interrupted"),
      second === undefined ? Effect.void : counted("second", second._tag)
    ))
  )
}

/** Runs a call in a span, whose outcome is that of the party that matters. */
export const within = <A, R>(
  name: string,
  ami: AmiClient["Service"],
  outcome: (value: A) => Outcome,
  call: Effect.Effect<A, AmiError, R>
): Effect.Effect<A, AmiError, R> =>
  Spans.within(
    name,
    Identity.of(ami).labels,
    (exit) =>
      Exit.isSuccess(exit) ? outcome(exit.value)._tag : Option.match(Cause.findErrorOption(exit.cause), {
        onNone: () => "Interrupted",
        onSome: ({ reason }) => reason._tag
      }),
    call
  )
