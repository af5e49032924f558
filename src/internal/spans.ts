/**
 * Spans, whose tracer is not ours: whatever it does, the work goes on.
 *
 * They hold names and numbers only, never the value of a header. Without a tracer nobody could see a span, and none is made.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Tracer from "effect/Tracer"
import { quietly } from "./foreign.ts"

/** Made only if somebody sees the span. */
type Options = () => Tracer.SpanOptionsNoTrace

const isTraced = (fiber: Fiber.Fiber<unknown, unknown>): boolean => fiber.getRef(Tracer.Tracer) !== Tracer.nativeTracer

/** A span; undefined if the tracer throws. */
const make = (name: string, options: Options): Effect.Effect<Tracer.Span | undefined> =>
  Effect.matchCause(Effect.suspend(() => Effect.makeSpan(name, options())), {
    onFailure: () => undefined,
    onSuccess: (span) => span
  })

const end = (span: Tracer.Span | undefined, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> =>
  quietly(Effect.map(Clock.currentTimeNanos, (now) => span?.end(now, exit)))

/** Runs something with a span, which is not the parent of those within it. */
export const using = <A, E, R>(
  name: string,
  options: Options,
  run: (span: Tracer.Span | undefined) => Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.withFiber((fiber) =>
    isTraced(fiber)
      ? Effect.flatMap(make(name, options), (span) => Effect.onExit(run(span), (exit) => end(span, exit)))
      : run(undefined)
  )

/** A span until the scope closes; undefined if nobody sees it. */
export const scoped = (
  name: string,
  options: Options
): Effect.Effect<Tracer.Span | undefined, never, Scope.Scope> =>
  Effect.withFiber((fiber): Effect.Effect<Tracer.Span | undefined, never, Scope.Scope> =>
    isTraced(fiber) ? Effect.acquireRelease(make(name, options), end) : Effect.undefined
  )

/**
 * Runs something in a span, which is the parent of those within it. `outcome` gives its attribute `ami.outcome` at the end, if
 * it has one.
 */
export const within = <A, E, R>(
  name: string,
  attributes: Readonly<Record<string, string | boolean>>,
  outcome: ((exit: Exit.Exit<A, E>) => string) | undefined,
  work: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  using(name, () => ({ attributes }), (span) => {
    if (span === undefined) return work
    const inside = Effect.withParentSpan(work, span)
    return outcome === undefined ?
      inside :
      Effect.onExit(inside, (exit) => Effect.sync(() => Result.try(() => span.attribute("ami.outcome", outcome(exit)))))
  })
