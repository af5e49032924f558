/**
 * What a program gave its dashboard: where the day is kept, and what hears of actions. It may fail, throw, hang or lie, and the
 * dashboard goes on.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import { isRecord } from "../../internal/options.ts"
import type { Point } from "./row.ts"

/** How long it may take. */
const mostTime = "10 seconds"

/**
 * Runs it in a fiber of its own, which is given up when it takes too long. What goes wrong is in the log, and leads to
 * `otherwise`.
 */
export const run = <A, B>(what: string, given: () => Effect.Effect<A>, otherwise: B): Effect.Effect<A | B> =>
  Effect.flatMap(Effect.forkDetach(Effect.suspend(given), { startImmediately: true }), (fiber) => {
    const stop = Effect.sync(() => fiber.interruptUnsafe())
    return Effect.timeoutOption(Fiber.await(fiber), mostTime).pipe(
      Effect.onInterrupt(() => stop),
      Effect.flatMap(Option.match({
        onNone: () => Effect.andThen(stop, Effect.logWarning(`${what} of the dashboard took more than ${mostTime}`)),
        onSome: (exit) =>
          Exit.isSuccess(exit)
            ? Effect.succeed(exit.value)
            : Effect.logWarning(`${what} of the dashboard failed`, exit.cause)
      })),
      Effect.map((value) => value === undefined ? otherwise : value)
    )
  })

const isPoint = (value: unknown): value is Point =>
  isRecord(value) && [value["t"], value["waiting"], value["answered"], value["abandoned"]].every(Number.isFinite)

/** The points that were kept, as far as they are points. */
export const pointsOf = (value: unknown): ReadonlyArray<Point> => Array.isArray(value) ? value.filter(isPoint) : []
