/**
 * Waits of tests that use real sockets: for a condition, with a deadline that is an error of the test, never for a time.
 */
import { Duration, Effect } from "effect"

/** Lets the event loop turn, so that what has arrived at a socket is read. */
export const turns = (count: number): Effect.Effect<void> =>
  count <= 0
    ? Effect.void
    : Effect.callback<void>((resume) => {
      const immediate = setImmediate(() => resume(Effect.void))
      return Effect.sync(() => clearImmediate(immediate))
    }).pipe(Effect.andThen(Effect.suspend(() => turns(count - 1))))

/** What takes longer than this hangs, however busy the machine is: so many milliseconds. */
export const hang = 30_000

/** Dies when the effect hangs; `what` says what was waited for. */
export const within = (what: string, duration: Duration.Input = hang) => <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.timeoutOrElse(effect, {
    duration,
    orElse: () => Effect.die(new Error(`not within ${Duration.format(Duration.fromInputUnsafe(duration))}: ${what}`))
  })

/** A condition that is looked at whenever something may have changed it. */
export interface Changing {
  /** Tells everybody who waits to look again. */
  readonly changed: () => void
  /** Waits until the condition holds. */
  readonly until: (what: string, holds: () => boolean, duration?: Duration.Input) => Effect.Effect<void>
}

export const changing = (): Changing => {
  const looks = new Set<() => void>()
  return {
    changed: () => looks.forEach((look) => look()),
    until: (what, holds, duration) =>
      Effect.callback<void>((resume) => {
        const look = () => {
          if (!holds()) return
          looks.delete(look)
          resume(Effect.void)
        }
        looks.add(look)
        look()
        return Effect.sync(() => looks.delete(look))
      }).pipe(within(what, duration))
  }
}
