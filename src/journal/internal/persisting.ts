/**
 * Asks a database until it does what it is asked.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { quietly, within } from "../../internal/foreign.ts"

/** A database that answers nothing is asked again, also if the first request cannot be withdrawn. */
const longest = "30 seconds"

const patience = /*#__PURE__*/ Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")])

/** Tries until the database does it, and says once that it does not, and when it does again; `cost` says what that has cost. */
export const persisting = (whose: string, cost: () => string = () => "") => {
  let failedSince: number | undefined
  const complain = (error: unknown) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => {
      if (failedSince !== undefined) return Effect.void
      failedSince = now
      return quietly(Effect.logWarning(`${whose} waits for its database, which is asked again until it answers`, error))
    })
  const recovered = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    if (failedSince === undefined) return Effect.void
    const seconds = Math.round((now - failedSince) / 1000)
    failedSince = undefined
    return quietly(Effect.logInfo(`${whose} has its database again after ${seconds} s${cost()}`))
  })
  return <A, R = never>(run: () => Effect.Effect<A, unknown, R>): Effect.Effect<A, never, R> =>
    within(longest, run).pipe(
      Effect.flatMap(Option.getOrElse(() => Exit.fail(`It did not answer within ${longest}`))),
      Effect.sandbox,
      Effect.tapError(complain),
      Effect.retry(patience),
      Effect.tap(() => recovered),
      Effect.orDie
    )
}
