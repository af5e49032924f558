/**
 * What a program gave its dashboard: where the day is kept, and what hears of actions. It may fail, throw, hang or lie, and the
 * dashboard goes on.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { within } from "../../internal/foreign.ts"
import { isRecord } from "../../internal/options.ts"
import type { Point } from "./row.ts"

/** How long it may take. */
const mostTime = "10 seconds"

/** Runs it; what goes wrong is in the log, and leads to `otherwise`. */
export const run = <A, B>(what: string, given: () => Effect.Effect<A>, otherwise: B): Effect.Effect<A | B> =>
  Effect.flatMap(within(mostTime, given), (ended): Effect.Effect<A | B> => {
    if (Option.isNone(ended)) {
      return Effect.as(Effect.logWarning(`${what} of the dashboard took more than ${mostTime}`), otherwise)
    }
    const exit = ended.value
    return Exit.isSuccess(exit)
      ? Effect.succeed(exit.value)
      : Effect.as(Effect.logWarning(`${what} of the dashboard failed`, exit.cause), otherwise)
  })

const isPoint = (value: unknown): value is Point =>
  isRecord(value) && [value["t"], value["waiting"], value["answered"], value["abandoned"]].every(Number.isFinite)

/** The points that were kept, as far as they are points. */
export const pointsOf = (value: unknown): ReadonlyArray<Point> => Array.isArray(value) ? value.filter(isPoint) : []
