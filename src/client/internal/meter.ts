/**
 * The metrics of the clients of a process.
 *
 * An event must not cost a look-up in a registry: figures are plain numbers
 * here, and the registry reads them when it is asked. Clients that share a
 * registry and `Metric.CurrentMetricAttributes` share their figures; each client
 * has its name among these attributes (see `identity`). Labels
 * come from closed sets, so that no caller and no caller-ID makes new series.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import type { AmiError } from "../../AmiError.ts"
import { type Guard, makeGuard } from "../../internal/foreign.ts"
import type { Gap } from "../AmiInbox.ts"
import type { State } from "../AmiStatus.ts"
import { Histogram } from "./histogram.ts"

/** What is read of a client that lives. */
export interface Live {
  readonly state: () => State
  readonly inFlight: () => number
  readonly queued: () => number
  /** Bytes of the connection that it has now. */
  readonly heard: () => number
}

/** What became of an action: its answer, the reason of its failure, or a caller that went away. */
export type Outcome = AmiError["reason"]["_tag"] | "Ok" | "Interrupted"

/** Whose buffer was too small: that of a subscriber, or of the transport. */
export type Subscriber = "events" | "inbox" | "transport"

type Attributes = Readonly<Record<string, string>>

const states = ["Connecting", "LoggingIn", "Booting", "Ready", "Closing", "Disconnected", "Closed"] as const

/** Seconds, as Asterisk answers: most within milliseconds, a blocking action when its call is over. */
const boundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

interface Series {
  count: number
}

export class Meter {
  /** Incremented directly. */
  readonly totals = { received: 0, late: 0, unmatched: 0, malformed: 0, bytesIn: 0, bytesOut: 0 }
  readonly clients = new Set<Live>()
  /** Runs code that may throw, which must not harm what is measured. */
  readonly guard: Guard
  private readonly context: Context.Context<never>
  private readonly requestSeconds = new Histogram(boundaries)
  private readonly pingSeconds = new Histogram(boundaries)
  private readonly series = new Map<string, Series>()
  /** By the label of the action, then by the outcome. */
  private readonly requests = new Map<string, { [O in Outcome]?: Series }>()
  private readonly drops: { [S in Subscriber]?: Series } = {}
  private readonly names = new Map<string, string>()

  constructor(context: Context.Context<never>) {
    this.context = context
    this.guard = makeGuard(context)
    const { clients, totals } = this
    const sum = (of: (client: Live) => number) => () => [...clients].reduce((total, client) => total + of(client), 0)
    const waiting = "Time from sending an action to its outcome, waiting for its turn included"
    this.histogram("ami_request_seconds", waiting, this.requestSeconds)
    this.histogram("ami_ping_seconds", "Time that Asterisk took to answer the keep-alive", this.pingSeconds)
    this.counter("ami_events_received_total", "Messages for subscribers", () => totals.received)
    this.counter("ami_late_responses_total", "Answers that came when nobody waited any more", () => totals.late)
    this.counter("ami_unmatched_responses_total", "Answers to nothing that was sent", () => totals.unmatched)
    this.counter("ami_malformed_lines_total", "Lines that belong to no message", () => totals.malformed)
    this.counter("ami_bytes_out_total", "Bytes of actions that were written", () => totals.bytesOut)
    this.counter("ami_bytes_in_total", "Bytes that were read", () => totals.bytesIn + sum(({ heard }) => heard())())
    this.gauge("ami_in_flight", "Actions that were written and are not answered", sum(({ inFlight }) => inFlight()))
    this.gauge("ami_queued", "Actions that wait for their turn", sum(({ queued }) => queued()))
    this.gauge(
      "ami_epoch",
      "Number of the latest connection",
      () => [...clients].reduce((latest, { state }) => Math.max(latest, epochOf(state())), 0)
    )
    for (const name of states) {
      this.gauge("ami_state", "How many clients are in this state", sum(({ state }) => state()._tag === name ? 1 : 0), {
        state: name
      })
    }
  }

  request(action: string, outcome: Outcome, seconds: number): void {
    // Most actions are spelled as their label is.
    const series = this.requests.get(action)?.[outcome] ?? this.outcomeOf(this.labelOf(action), outcome)
    series.count += 1
    this.requestSeconds.add(seconds)
  }

  ping(seconds: number): void {
    this.pingSeconds.add(seconds)
  }

  /** A connection was lost, and another one follows. */
  reconnect({ reason }: AmiError): void {
    const cause = reason._tag === "ConnectionLost" ? reason.why : reason._tag
    this.add("ami_reconnects_total", "Connections that were lost and are made again", { cause })
  }

  /** A subscriber lost an event, or a transport so many. */
  dropped(subscription: Subscriber, count = 1): void {
    // A slow subscriber of a storm loses tens of thousands a second: the series is looked up once.
    const series = this.drops[subscription] ??= this.seriesOf(
      "ami_events_dropped_total",
      "Events that a subscriber was too slow for",
      { subscription, reason: "SlowConsumer" }
    )
    series.count += count
  }

  gap(reason: Gap["reason"]): void {
    this.add("ami_gaps_total", "Places in which events are missing", { reason })
  }

  /** The name as it was first spelled; `other` for one too many, and for what is no name. */
  labelOf(action: string): string {
    const key = action.toLowerCase()
    const known = this.names.get(key)
    if (known !== undefined) return known
    if (this.names.size === maxNames || !namePattern.test(action)) return "other"
    this.names.set(key, action)
    return action
  }

  private outcomeOf(label: string, outcome: Outcome): Series {
    const outcomes = this.requests.get(label) ?? {}
    this.requests.set(label, outcomes)
    return outcomes[outcome] ??= this.seriesOf("ami_requests_total", "Actions by what became of them", {
      action: label,
      outcome
    })
  }

  private add(name: string, description: string, labels: Attributes): void {
    this.seriesOf(name, description, labels).count += 1
  }

  private seriesOf(name: string, description: string, labels: Attributes): Series {
    const key = `${name} ${Object.values(labels).join(" ")}`
    let series = this.series.get(key)
    if (series === undefined) {
      const made = { count: 0 }
      this.counter(name, description, () => made.count, labels)
      this.series.set(key, series = made)
    }
    return series
  }

  private counter(name: string, description: string, count: () => number, attributes?: Attributes): void {
    const counter = Metric.counter(name, { description, attributes, incremental: true })
    this.register(counter, {
      get: () => ({ count: count(), incremental: true }),
      ...readOnly
    })
  }

  private register<Input, State>(metric: Metric.Metric<Input, State>, hooks: Metric.Metric.Hooks<Input, State>): void {
    this.guard("The registry of metrics", () => Metric.registerUnsafe(metric, this.context, hooks))
  }

  private histogram(name: string, description: string, values: Histogram): void {
    this.register(Metric.histogram(name, { description, boundaries }), {
      get: () => values.state(),
      ...readOnly
    })
  }

  private gauge(name: string, description: string, value: () => number, attributes?: Attributes): void {
    this.register(Metric.gauge(name, { description, attributes }), {
      get: () => ({ value: value() }),
      ...readOnly
    })
  }
}

const readOnly = { update: () => undefined, modify: () => undefined }

const epochOf = (state: State): number => ("epoch" in state ? state.epoch : 0)

/** The names that label series, by their lower case: Asterisk takes them in any, and a caller may make them up. */
const maxNames = 256
const namePattern = /^[A-Za-z]{1,40}$/

/** The figures of clients with the same attributes, by registry. */
const meters = /*#__PURE__*/ new WeakMap<Metric.MetricRegistry, Map<string, Meter>>()

/** The meter that clients of this context share. */
export const meterOf = (context: Context.Context<never>): Meter => {
  const registry = Context.get(context, Metric.MetricRegistry)
  const attributes = Context.get(context, Metric.CurrentMetricAttributes)
  const key = JSON.stringify(Object.entries(attributes).sort())
  const known = meters.get(registry) ?? new Map<string, Meter>()
  const meter = known.get(key) ?? new Meter(context)
  meters.set(registry, known.set(key, meter))
  return meter
}
