/**
 * The metrics of campaigns, by the name of the campaign.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import { quietly } from "../../internal/foreign.ts"
import type { Figures } from "./contact.ts"
import type { Outcome } from "./outcome.ts"

const calls = /*#__PURE__*/ Metric.counter("ami_campaign_calls_total", {
  description: "Attempts to call, by what became of them",
  incremental: true
})

const gauges = {
  live: /*#__PURE__*/ Metric.gauge("ami_campaign_live", { description: "Calls that there are" }),
  setup: /*#__PURE__*/ Metric.gauge("ami_campaign_setup", { description: "Calls that no agent has yet" }),
  waiting: /*#__PURE__*/ Metric.gauge("ami_campaign_waiting", { description: "Contacts that wait to be called" }),
  abandoned: /*#__PURE__*/ Metric.gauge("ami_campaign_abandoned", {
    description: "Answered calls for which no agent was there in time"
  }),
  abandonRate: /*#__PURE__*/ Metric.gauge("ami_campaign_abandon_rate", {
    description: "The share of the answers in the window of the pacing for which no agent was there in time"
  }),
  ratio: /*#__PURE__*/ Metric.gauge("ami_campaign_ratio", {
    description: "Calls in setup for each free agent that the pacing allows"
  })
}

/** Metrics must never stop a campaign. */
export const of = (campaign: string) => {
  const counters = new Map<string, Metric.Counter<number>>()
  const named = Object.entries(gauges).map(([name, gauge]) =>
    [name, Metric.withAttributes(gauge, { campaign })] as const
  )
  return {
    count: ({ _tag }: Outcome): Effect.Effect<void> =>
      Effect.suspend(() => {
        const counter = counters.get(_tag) ?? Metric.withAttributes(calls, { campaign, outcome: _tag })
        counters.set(_tag, counter)
        return quietly(Metric.update(counter, 1))
      }),
    show: (figures: Figures): Effect.Effect<void> =>
      Effect.forEach(named, ([name, gauge]) => {
        const value = name in figures ? figures[name as keyof Figures] : 0
        return quietly(Metric.update(gauge, value))
      }, { discard: true })
  }
}
