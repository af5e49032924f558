/**
 * The metrics and spans of a program: its calls, and the commands that it runs.
 *
 * They hold names and numbers only: no argument of a command, and nothing that a caller can choose.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import { quietly } from "../../internal/foreign.ts"
import type { Identity } from "../../internal/identity.ts"
import * as Spans from "../../internal/spans.ts"
import type { AgiError, Reason } from "../AgiError.ts"

/**
 * How a call ended: the program returned or failed, the caller hung up or the call left AGI, the connection was lost, all was
 * closed, or there were too many calls.
 */
export type CallOutcome = "Returned" | "Failed" | "Hungup" | "Disconnected" | "Closed" | "Refused"

const sessions = /*#__PURE__*/ Metric.gauge("ami_agi_sessions", { description: "Calls that a program serves" })

const calls = /*#__PURE__*/ Metric.counter("ami_agi_calls_total", {
  description: "Calls that came to a program, by how they ended",
  incremental: true
})

const commands = /*#__PURE__*/ Metric.counter("ami_agi_commands_total", {
  description: "Commands of AGI, by name and outcome",
  incremental: true
})

const seconds = /*#__PURE__*/ Metric.histogram("ami_agi_command_seconds", {
  description: "Time from queuing a command to its answer, which is when a file was played, or a dial was over",
  boundaries: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800]
})

/** How many names of commands are counted; a program may make up any. */
const mostNames = 64

export class Observing {
  private readonly identity: Identity
  private readonly attributes: Readonly<Record<string, string>>
  private readonly names = new Set<string>()
  private readonly counters = new Map<string, Metric.Counter<number>>()
  private readonly sessions: Metric.Gauge<number>
  private readonly seconds: Metric.Histogram<number>

  constructor(identity: Identity, program: string) {
    this.identity = identity
    this.attributes = { program }
    this.sessions = Metric.withAttributes(sessions, this.attributes)
    this.seconds = Metric.withAttributes(seconds, this.attributes)
  }

  /** How many calls are served now. */
  served(count: number): Effect.Effect<void> {
    return this.updated(this.sessions, count)
  }

  /** A call is over. */
  ended(outcome: CallOutcome): Effect.Effect<void> {
    return this.updated(this.counter(calls, { outcome }), 1)
  }

  /** Observes the run of a program for a call. */
  program<A, E, R>(session: string, isAdopted: boolean, run: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    const attributes = {
      ...this.identity.labels,
      "agi.program": this.attributes["program"] ?? "",
      "agi.session": session,
      "agi.adopted": isAdopted
    }
    return Spans.within("AmiAgi.program", attributes, programOutcome, run)
  }

  /** Observes a command. */
  command<A>(name: string, run: Effect.Effect<A, AgiError>): Effect.Effect<A, AgiError> {
    const command = this.labelOf(name)
    const attributes = { ...this.identity.labels, "agi.command": command }
    return Effect.flatMap(
      Clock.monotonicTimeNanos,
      (from) =>
        Effect.onExit(
          Spans.within("AmiAgi.command", attributes, outcomeOf, run),
          (exit) =>
            Effect.flatMap(Clock.monotonicTimeNanos, (to) =>
              Effect.andThen(
                this.updated(this.counter(commands, { command, outcome: outcomeOf(exit) }), 1),
                this.updated(this.seconds, Number(to - from) / 1e9)
              ))
        )
    )
  }

  private labelOf(name: string): string {
    if (this.names.has(name)) return name
    if (this.names.size >= mostNames) return "other"
    this.names.add(name)
    return name
  }

  private counter(counter: Metric.Counter<number>, labels: Readonly<Record<string, string>>): Metric.Counter<number> {
    const key = Object.values(labels).join("/")
    const known = this.counters.get(key) ?? Metric.withAttributes(counter, { ...this.attributes, ...labels })
    this.counters.set(key, known)
    return known
  }

  /** Metrics must never stop a call. */
  private updated<Input, State>(metric: Metric.Metric<Input, State>, value: Input): Effect.Effect<void> {
    return quietly(this.identity.own(Metric.update(metric, value)))
  }
}

const outcomeOf = (exit: Exit.Exit<unknown, AgiError>): Reason["_tag"] | "Ok" | "Interrupted" | "Died" =>
  Exit.isSuccess(exit) ? "Ok" : Option.match(Cause.findErrorOption(exit.cause), {
    onNone: () => Cause.hasInterrupts(exit.cause) ? "Interrupted" : "Died",
    onSome: ({ reason }) => reason._tag
  })

const programOutcome = (exit: Exit.Exit<unknown, unknown>): "Ok" | "Interrupted" | "Failed" =>
  Exit.isSuccess(exit) ? "Ok" : Cause.hasInterruptsOnly(exit.cause) ? "Interrupted" : "Failed"
