/**
 * Clocks for one end of a real socket: what takes seconds there takes no time in a test, and no test measures time.
 */
import { Clock, Duration, Effect } from "effect"
import type { TestClock } from "effect/testing"
import { turns, within } from "./waiting.ts"

/** The speed of a fast clock; a busy machine still has to keep up. */
const hurry = 5

/** A fast clock, for waits of ten seconds. */
export const hurried: Effect.Effect<Clock.Clock> = Effect.map(Clock.Clock, (clock) => {
  const [start, nanos, monotonic] = [
    clock.currentTimeMillisUnsafe(),
    clock.currentTimeNanosUnsafe(),
    clock.monotonicTimeNanosUnsafe()
  ]
  const millisNow = () => start + (clock.currentTimeMillisUnsafe() - start) * hurry
  const nanosNow = () => nanos + (clock.currentTimeNanosUnsafe() - nanos) * BigInt(hurry)
  const monotonicNow = () => monotonic + (clock.monotonicTimeNanosUnsafe() - monotonic) * BigInt(hurry)
  return {
    currentTimeMillisUnsafe: millisNow,
    currentTimeMillis: Effect.sync(millisNow),
    currentTimeNanosUnsafe: nanosNow,
    currentTimeNanos: Effect.sync(nanosNow),
    monotonicTimeNanosUnsafe: monotonicNow,
    monotonicTimeNanos: Effect.sync(monotonicNow),
    sleep: (duration) => clock.sleep(Duration.times(duration, 1 / hurry))
  }
})

/**
 * Advances a clock in steps of 10 milliseconds, with turns of the event loop between them, until the condition holds.
 * Returns the milliseconds that passed on it.
 */
export const millisUntil = (clock: Pick<TestClock.TestClock, "adjust">, what: string, holds: () => boolean) =>
  Effect.gen(function*() {
    let millis = 0
    yield* turns(5)
    while (!holds()) {
      yield* clock.adjust("10 millis")
      millis += 10
      yield* turns(5)
    }
    return millis
  }).pipe(within(what))
