/**
 * What a program gave to be run: it may fail, throw, hang or lie, and what runs it goes on.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { within } from "./foreign.ts"

/** How long it may take. */
const mostTime = "10 seconds"

/** Runs it; what goes wrong is in the log, and leads to `otherwise`. */
export const run = <A, B>(what: string, given: () => Effect.Effect<A>, otherwise: B): Effect.Effect<A | B> =>
  Effect.flatMap(within(mostTime, given), (ended): Effect.Effect<A | B> => {
    if (Option.isNone(ended)) {
      return Effect.as(Effect.logWarning(`${what} took more than ${mostTime}`), otherwise)
    }
    const exit = ended.value
    return Exit.isSuccess(exit)
      ? Effect.succeed(exit.value)
      : Effect.as(Effect.logWarning(`${what} failed`, exit.cause), otherwise)
  })
