/**
 * Delays that grow, for whatever is tried again.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"

const floor = Duration.millis(100)
const ceiling = Duration.seconds(30)

/** Full jitter, so that clients that lost the same server do not come back together. */
export const delayOf = (attempt: number, bounds = { floor, ceiling }): Effect.Effect<Duration.Duration> =>
  Effect.map(
    Random.next,
    (random) =>
      Duration.max(
        bounds.floor,
        Duration.times(Duration.min(Duration.millis(250 * 2 ** attempt), bounds.ceiling), random)
      )
  )
