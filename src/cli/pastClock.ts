/**
 * A clock that begins in the past, runs to the present as fast as the machine can, and goes with another clock from then on.
 *
 * What sleeps by it in the past wakes at once, in order, after everything before it has been done. So a simulated PBX has a
 * history when somebody first looks at it.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Scheduler from "effect/Scheduler"

interface Sleeper {
  readonly at: number
  readonly resume: (effect: Effect.Effect<void>) => void
}

/** A clock that begins in the past, and what lets it catch up. */
export interface PastClock {
  /** The clock, and the scheduler that knows when everything is done. */
  readonly layer: Layer.Layer<never>
  /** Runs to the present. Afterwards the clock is the other one. */
  readonly catchUp: Effect.Effect<void>
}

/** Makes a clock that begins some time before the present of another one. */
export const make = (present: Clock.Clock, before: Duration.Duration): PastClock => {
  const end = present.currentTimeMillisUnsafe()
  let past: number | undefined = end - Duration.toMillis(before)
  /** In the order in which they wake. */
  const sleepers: Array<Sleeper> = []
  /** What the fibers have to do now, while time stands still. */
  const tasks: Array<() => void> = []

  const now = () => past ?? present.currentTimeMillisUnsafe()
  const nanos = () => past === undefined ? present.currentTimeNanosUnsafe() : BigInt(Math.round(past * 1000)) * 1000n
  let origin = 0n
  const monotonic = () => past === undefined ? origin + present.monotonicTimeNanosUnsafe() : nanos()

  const add = (sleeper: Sleeper) => {
    let index = sleepers.length
    while (index > 0 && (sleepers[index - 1]?.at ?? 0) > sleeper.at) index--
    sleepers.splice(index, 0, sleeper)
  }

  const sleep = (duration: Duration.Duration): Effect.Effect<void> =>
    Effect.suspend(() => {
      const millis = Duration.toMillis(duration)
      if (past === undefined) return present.sleep(duration)
      if (millis <= 0) return Effect.yieldNow
      const at = past + millis
      return Effect.callback<void>((resume) => {
        const sleeper = { at, resume }
        add(sleeper)
        return Effect.sync(() => {
          const index = sleepers.indexOf(sleeper)
          if (index >= 0) sleepers.splice(index, 1)
        })
      })
    })

  const scheduler = new Scheduler.MixedScheduler("async", (task) => {
    if (past === undefined) {
      const handle = setImmediate(task)
      return () => clearImmediate(handle)
    }
    let isCancelled = false
    tasks.push(() => {
      if (!isCancelled) task()
    })
    return () => {
      isCancelled = true
    }
  })

  const settle = () => {
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) task()
  }

  const catchUp = Effect.sync(() => {
    settle()
    for (let next = sleepers[0]; next !== undefined && next.at <= end; next = sleepers[0]) {
      sleepers.shift()
      past = next.at
      next.resume(Effect.void)
      settle()
    }
    origin = nanos() - present.monotonicTimeNanosUnsafe()
    past = undefined
    for (const { at, resume } of sleepers.splice(0)) {
      resume(Effect.suspend(() => present.sleep(Duration.millis(Math.max(0, at - present.currentTimeMillisUnsafe())))))
    }
  })

  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: monotonic,
    monotonicTimeNanos: Effect.sync(monotonic),
    sleep
  }
  return {
    layer: Layer.merge(Layer.succeed(Clock.Clock, clock), Layer.succeed(Scheduler.Scheduler, scheduler)),
    catchUp
  }
}
