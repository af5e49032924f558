/**
 * Observes each action: a span, and metrics by its outcome.
 *
 * Both hold names and numbers only, never the value of a header. Without a
 * tracer nobody could see a span, and none is made.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as Tracer from "effect/Tracer"
import type { AmiError } from "../../../AmiError.ts"
import type * as AmiAction from "../../../catalog/AmiAction.ts"
import { monotonicMillis } from "../../../internal/monotonic.ts"
import * as Spans from "../../../internal/spans.ts"
import type { Meter, Outcome } from "../meter.ts"
import type { Request } from "../session/correlation.ts"
import type { Session } from "../session/session.ts"

/** The observation of one action. */
export class Observation {
  /** When it began, by the monotonic clock in milliseconds. */
  readonly from: number
  private readonly meter: Meter
  private readonly now: () => number
  private readonly span: Tracer.Span | undefined
  private readonly action: AmiAction.Any
  private isOver = false

  constructor(meter: Meter, now: () => number, span: Tracer.Span | undefined, action: AmiAction.Any) {
    this.meter = meter
    this.now = now
    this.span = span
    this.action = action
    this.from = now()
  }

  /** It was written, or waits for its turn. */
  begun(session: Session, request: Request | undefined): void {
    const { span } = this
    if (span === undefined) return
    this.meter.guard("The tracer", () => {
      span.attribute("ami.epoch", session.epoch)
      if (request !== undefined) span.attribute("ami.action_id", request.actionId)
    })
  }

  /** It is over, now or at the time that is given; the first outcome counts. */
  ended(outcome: Outcome, at = this.now()): void {
    if (this.isOver) return
    this.isOver = true
    const { span } = this
    if (span !== undefined) this.meter.guard("The tracer", () => span.attribute("ami.outcome", outcome))
    this.meter.request(this.action.name, outcome, (at - this.from) / 1000)
  }
}

type Kind = "send" | "collect" | "stream" | "exchange"

export interface Observing {
  /** Runs an effect that reports the outcome of its action. */
  readonly effect: <A>(
    kind: Kind,
    action: AmiAction.Any,
    run: (observation: Observation) => Effect.Effect<A, AmiError>
  ) => Effect.Effect<A, AmiError>
  /** Observes an action until the scope closes. */
  readonly scoped: (kind: Kind, action: AmiAction.Any) => Effect.Effect<Observation, never, Scope.Scope>
}

/** `labels` name the client. */
export const make = (meter: Meter, clock: Clock.Clock, labels: Readonly<Record<string, string>>): Observing => {
  const now = monotonicMillis(clock)
  const observe = (span: Tracer.Span | undefined, action: AmiAction.Any) => new Observation(meter, now, span, action)
  const options = (action: AmiAction.Any) => () => ({
    kind: "client" as const,
    attributes: { "ami.action": meter.labelOf(action.name), ...labels }
  })
  return {
    effect: (kind, action, run) =>
      Spans.using(`AmiClient.${kind}`, options(action), (span) => run(observe(span, action))),
    scoped: (kind, action) =>
      Spans.scoped(`AmiClient.${kind}`, options(action)).pipe(
        Effect.map((span) => observe(span, action)),
        Effect.tap((observation) => Effect.addFinalizer(() => Effect.sync(() => observation.ended("Interrupted"))))
      )
  }
}

/** What became of an action, by how the effect of it ended. */
export const outcomeOf = (exit: Exit.Exit<unknown, AmiError>): Outcome =>
  Exit.isSuccess(exit) ? "Ok" : Option.match(Cause.findErrorOption(exit.cause), {
    onNone: () => "Interrupted",
    onSome: ({ reason }) => reason._tag
  })
