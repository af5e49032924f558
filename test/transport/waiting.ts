/**
 * Waits for tests with real sockets: for a condition, with a deadline that fails the test, never for a fixed time.
 */
import { Duration, Effect } from "effect"

/** Yields to the event loop, so that what has arrived at a socket is read. */
export const turns = (count: number): Effect.Effect<void> =>
  count <= 0
    ? Effect.void
    : Effect.callback<void>((resume) => {
      const immediate = setImmediate(() => resume(Effect.void))
      return Effect.sync(() => clearImmediate(immediate))
    }).pipe(Effect.andThen(Effect.suspend(() => turns(count - 1))))

/** The milliseconds after which something counts as hanging, however busy the machine is. */
export const hang = 30_000

/** Dies if the effect hangs; `what` names what was awaited. */
export const within = (what: string, duration: Duration.Input = hang) => <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.timeoutOrElse(effect, {
    duration,
    orElse: () => Effect.die(new Error(`not within ${Duration.format(Duration.fromInputUnsafe(duration))}: ${what}`))
  })

/** A condition that is checked whenever something may have changed it. */
export interface Changing {
  /** Tells all waiters to check again. */
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
