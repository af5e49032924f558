/**
 * Figures for Prometheus: of queues and calls, and whether they are true; those of the client come with them.
 *
 * Gauges are made when they are asked for, of what the models say then. Without a connection they are left out, rather than
 * shown as they were: `ami_connected` says so. Labels come from queues, lines, telephones and the reasons for pauses that
 * there are to choose from, never from callers.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { isAmiError } from "../../AmiError.ts"
import type * as AmiEndpoints from "../../live/AmiEndpoints.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import type { Floor } from "./floor.ts"
import type { House } from "./house.ts"
import type { EndpointRow, Link } from "./row.ts"
import { isTelephone } from "./rows.ts"

type Labels = Readonly<Record<string, string>>

/** The content type of the text format. */
export const contentType = "text/plain; version=0.0.4; charset=utf-8"

// --- What is counted from now on ----------------------------------------------

const seconds = [1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600]

const waits = /*#__PURE__*/ Metric.histogram("asterisk_queue_wait_seconds", {
  description: "How long callers waited whom a member answered",
  boundaries: seconds
})

const talks = /*#__PURE__*/ Metric.histogram("asterisk_queue_talk_seconds", {
  description: "How long calls with members lasted",
  boundaries: seconds
})

const setups = /*#__PURE__*/ Metric.histogram("asterisk_call_setup_seconds", {
  description: "Time from the beginning of a call until two people talked",
  boundaries: [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300]
})

const ended = /*#__PURE__*/ Metric.counter("asterisk_calls_total", {
  description: "Calls that ended, by what came of them",
  incremental: true
})

/** Counts what ends, until the scope closes. A subscriber that is dropped goes on with what comes next. */
export const follow = (
  { calls, queues }: House,
  labels: Labels
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.gen(function*() {
    const update = <Input, State>(metric: Metric.Metric<Input, State>, value: Input, more: Labels) =>
      Metric.update(Metric.withAttributes(metric, { ...labels, ...more }), value)
    const waited = queues === undefined ? Effect.void : Stream.runForEach(queues.callers.changes, (change) => {
      if (change._tag !== "Gone") return Effect.void
      const { Queue, joinedAt, left } = change.last
      return left?.reason === "Connected" ? update(waits, (left.at - joinedAt) / 1000, { queue: Queue }) : Effect.void
    })
    const recorded = calls === undefined ? Effect.void : Stream.runForEach(calls.records, (record) => {
      const queue = record.queues.findLast(({ outcome }) => outcome === "Connected")?.Queue
      return Effect.all([
        update(ended, 1, { disposition: record.outcome }),
        record.answeredAt === undefined
          ? Effect.void
          : update(setups, (record.answeredAt - record.startedAt) / 1000, {}),
        record.answeredAt === undefined || queue === undefined
          ? Effect.void
          : update(talks, (record.endedAt - record.answeredAt) / 1000, { queue })
      ], { discard: true })
    })
    yield* Effect.forEach([waited, recorded], (following) =>
      following.pipe(
        Effect.retry({ while: (error) => isAmiError(error) && error.reason._tag === "SlowConsumer" }),
        Effect.ignore,
        Effect.forkScoped
      ), { discard: true })
  })

// --- What there is now --------------------------------------------------------

const memberStates: { readonly [S in AmiQueues.MemberStatus]: string } = {
  Ready: "ready",
  Ringing: "ringing",
  InCall: "in_call",
  InUse: "in_call",
  WrapUp: "wrap_up",
  Paused: "paused",
  Unavailable: "unavailable"
}

const stateNames = [...new Set(Object.values(memberStates))]

/** A registry of the figures of one moment. */
class Figures {
  readonly context: Context.Context<never>
  private readonly labels: Labels

  constructor(labels: Labels) {
    this.labels = labels
    this.context = Context.make(Metric.MetricRegistry, new Map())
  }

  gauge(name: string, description: string, value: number | undefined, labels: Labels = {}): void {
    if (value === undefined) return
    Metric.gauge(name, { description, attributes: { ...this.labels, ...labels } }).updateUnsafe(value, this.context)
  }

  counter(name: string, description: string, value: number | undefined, labels: Labels = {}): void {
    if (value === undefined) return
    Metric.counter(name, { description, attributes: { ...this.labels, ...labels } }).updateUnsafe(value, this.context)
  }

  queue(queue: AmiQueues.Queue, at: number, reasons: ReadonlyArray<string>): void {
    const labels = { queue: queue.Queue }
    const { counters } = queue
    const members = [...queue.members.values()]
    const longest = Math.max(0, ...queue.callers.map(({ joinedAt }) => at - joinedAt)) / 1000
    this.gauge("asterisk_queue_callers_waiting", "Callers that wait", queue.callers.length, labels)
    this.gauge("asterisk_queue_longest_wait_seconds", "How long the longest of them has waited", longest, labels)
    for (const state of stateNames) {
      const count = members.filter(({ status }) => memberStates[status] === state).length
      this.gauge("asterisk_queue_members", "Members by what they do", count, { ...labels, state })
    }
    const paused = Map.groupBy(
      members.filter(({ Paused }) => Paused),
      ({ PausedReason = "" }) => PausedReason === "" ? "none" : reasons.includes(PausedReason) ? PausedReason : "other"
    )
    for (const [reason, { length }] of paused) {
      this.gauge("asterisk_queue_members_paused", "Members that are paused, by the reason", length, {
        ...labels,
        reason
      })
    }
    this.counter(
      "asterisk_queue_calls_completed_total",
      "Calls that a member answered, as Asterisk counts them",
      counters.Completed,
      labels
    )
    this.counter(
      "asterisk_queue_calls_abandoned_total",
      "Callers that nobody answered, as Asterisk counts them",
      counters.Abandoned,
      labels
    )
    this.gauge(
      "asterisk_queue_service_level_ratio",
      "Share of the answered calls that were answered in time",
      counters.ServicelevelPerf === undefined ? undefined : counters.ServicelevelPerf / 100,
      labels
    )
  }

  endpoint(key: string, { state, trunk }: EndpointRow): void {
    if (state === "unknown") return
    const isUp = state === "up" ? 1 : 0
    if (trunk && !key.includes("/")) {
      this.gauge("asterisk_registration_up", "Whether a line is registered", isUp, { registration: key })
    } else this.gauge("asterisk_endpoint_up", "Whether a telephone or line can be reached", isUp, { endpoint: key })
  }

  /** A telephone may have several contacts: the slowest counts. Those of one that is not reached have none. */
  contacts({ contacts, Endpoint }: AmiEndpoints.Endpoint): void {
    const trips = contacts.flatMap(({ RoundtripUsec, Status }) =>
      Status === "Reachable" && RoundtripUsec !== undefined ? [RoundtripUsec / 1e6] : []
    )
    const slowest = trips.length === 0 ? undefined : Math.max(...trips)
    this.gauge("asterisk_contact_rtt_seconds", "How long the last check of its slowest contact took", slowest, {
      endpoint: Endpoint
    })
  }
}

/** The text for Prometheus: the figures of the registry of this fiber, and those of this moment. */
export const text = (now: {
  readonly floor: Floor
  readonly link: Link
  readonly endpoints: Iterable<readonly [key: string, row: EndpointRow]>
  readonly contacts: ReadonlyMap<string, AmiEndpoints.Endpoint>
  readonly viewers: number
  readonly reasons: ReadonlyArray<string>
  readonly labels: Labels
}): Effect.Effect<string> =>
  Effect.gen(function*() {
    const { floor, link } = now
    const figures = new Figures(now.labels)
    figures.gauge("ami_connected", "Whether there is a connection to Asterisk", link.state === "lost" ? 0 : 1)
    figures.gauge("ami_dashboard_viewers", "Pages that are open", now.viewers)
    if (link.state === "live") {
      for (const queue of floor.queues.values()) figures.queue(queue, floor.at, now.reasons)
      for (const [key, row] of now.endpoints) figures.endpoint(key, row)
      for (const endpoint of now.contacts.values()) figures.contacts(endpoint)
      for (const [device, { State }] of floor.devices) {
        if (!isTelephone(device)) continue
        figures.gauge("asterisk_device_state", "1 for the state that a telephone or line has", 1, {
          device,
          state: State
        })
      }
      figures.gauge("asterisk_calls_active", "Calls that there are", floor.calls.size)
    }
    return `${yield* PrometheusMetrics.format()}${PrometheusMetrics.formatUnsafe(figures.context)}`
  })
