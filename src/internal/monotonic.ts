/**
 * Time that only goes forward: the time of day may be set while something waits.
 *
 * @since 0.2.0
 */
import type * as Clock from "effect/Clock"

/** The monotonic clock, in milliseconds. */
export const monotonicMillis = (clock: Clock.Clock): () => number => () =>
  Number(clock.monotonicTimeNanosUnsafe()) / 1e6
