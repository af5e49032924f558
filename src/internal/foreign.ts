/**
 * The exception boundary of the engine: loggers, tracers, metric registries and transports are not ours and may throw.
 *
 * What they throw stays with them, and nothing else stops.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { AmiError } from "../AmiError.ts"
import * as AmiMessage from "../protocol/AmiMessage.ts"
import { lost } from "./failing.ts"

/** Runs code whose exceptions must go no further, and hands them to `onDefect`. */
export const contain = (run: () => void, onDefect: (defect: unknown) => void): void => {
  const ran = Result.try({ try: run, catch: (defect) => ({ defect }) })
  if (Result.isFailure(ran)) onDefect(ran.failure.defect)
}

/** Logs, whatever the logger does. */
export const quietly = <A, E, R>(log: Effect.Effect<A, E, R>): Effect.Effect<void, never, R> =>
  Effect.catchCause(Effect.asVoid(log), () => Effect.void)

/** Runs code that only observes, such as a metric: its first exception is logged, and the work goes on. */
export type Guard = (what: string, run: () => void) => void

export const makeGuard = (context: Context.Context<never>): Guard => {
  const reported = new Set<string>()
  return (what, run) =>
    contain(run, (defect) => {
      if (reported.has(what)) return
      reported.add(what)
      Effect.runForkWith(context)(
        quietly(Effect.logError(`${what} threw; later ones are not logged`, Cause.die(defect)))
      )
    })
}

/**
 * Runs code that may hang in a fiber of its own. Gives its exit, or none if it takes longer than `atMost`: it is given up then,
 * and nobody waits until it stops.
 */
export const within = <A, E, R>(
  atMost: Duration.Input,
  run: () => Effect.Effect<A, E, R>
): Effect.Effect<Option.Option<Exit.Exit<A, E>>, never, R> =>
  Effect.flatMap(Effect.forkDetach(Effect.suspend(run), { startImmediately: true }), (fiber) => {
    const stop = Effect.sync(() => fiber.interruptUnsafe())
    return Effect.timeoutOption(Fiber.await(fiber), atMost).pipe(
      Effect.onInterrupt(() => stop),
      Effect.tap((exit) => Option.isNone(exit) ? stop : Effect.void)
    )
  })

/** The end of a client whose connection cannot go on, because code that is not ours threw. */
export const defectOf = (where: string, defect: unknown): AmiError => ended(`${where} threw ${wordsOf(defect)}`)

/** What was thrown may itself throw when it is read. */
export const wordsOf = (defect: unknown): string =>
  Result.getOrElse(
    Result.try(() => defect instanceof Error ? `${defect.name}: ${defect.message}` : String(defect)),
    () => "something that cannot be read"
  )

/** Turns the defects of an effect into an error that says where they come from, and so an interruption of its own making. */
export const withoutDefects = <A, R>(
  where: string,
  effect: Effect.Effect<A, AmiError, R>
): Effect.Effect<A, AmiError, R> => Effect.catchCause(effect, (cause) => Effect.fail(errorOf(where, cause)))

/**
 * The error of what ended with a cause.
 *
 * A fiber that is interrupted runs no handler of `catchCause`: an interruption that comes to one is of its own making.
 */
export const errorOf = (where: string, cause: Cause.Cause<AmiError>): AmiError =>
  Option.getOrElse(
    Cause.findErrorOption(cause),
    () => Cause.hasInterruptsOnly(cause) ? ended(`${where} was interrupted`) : defectOf(where, Cause.squash(cause))
  )

/** The same, because code that must go on returned. */
export const stopped = (where: string): AmiError => ended(`${where} stopped`)

/** Whether a connection was lost in one of these ways: no other attempt would end otherwise. */
export const isDefect = ({ reason }: AmiError): boolean => reason._tag === "ConnectionLost" && reason.why === "Defect"

const ended = (detail: string): AmiError => lost("Defect", AmiMessage.printable(detail, 400))
