/**
 * Whether this process may have lost its lock without knowing.
 *
 * A process that was stopped, or whose event loop hung, finds what was sent to it meanwhile in its sockets, and another node may
 * own the server by then. So a tick that comes late puts the owner in doubt, and the doubt stays until the lock is confirmed:
 * after a SIGCONT the timers run before the first of those requests does.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { monotonicMillis } from "../../internal/monotonic.ts"

export interface Doubt {
  /** False if the lock may be lost. Looks at the clock: for the step before a write. */
  readonly isSure: () => boolean
  /** Whether the lock is held: asks only if there is doubt. */
  readonly confirm: Effect.Effect<boolean>
}

/** Later than this a tick means that the process did not run, in milliseconds. A lock lives 9 seconds. */
const latest = 2000
const tick = Duration.millis(250)
const longestQuestion = Duration.seconds(2)

/** Watches the clock; `isHeld` asks the storage of the locks. */
export const make = Effect.fnUntraced(function*(
  isHeld: Effect.Effect<boolean>
): Effect.fn.Return<Doubt, never, Scope.Scope> {
  const now = monotonicMillis(yield* Clock.Clock)
  let at = now()
  let doubts = false
  const look = () => {
    doubts ||= now() - at > latest
    return !doubts
  }
  yield* Effect.sync(() => {
    look()
    at = now()
  }).pipe(Effect.delay(tick), Effect.forever, Effect.forkScoped)
  return {
    isSure: look,
    confirm: Effect.suspend(() => {
      if (look()) return Effect.succeed(true)
      // The time that the question takes is not part of the doubt: a freeze during it is.
      const asked = now()
      return Effect.timeoutOption(isHeld, longestQuestion).pipe(
        Effect.map((held) => {
          const isHeldNow = held._tag === "Some" && held.value && now() - asked <= latest
          if (isHeldNow) {
            doubts = false
            at = now()
          }
          return isHeldNow
        })
      )
    })
  }
})
