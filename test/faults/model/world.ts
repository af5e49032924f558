/**
 * A world in which the test controls time and the order of execution.
 *
 * Fibers run, sleep and wake here in one synchronous call, so that thousands of scenarios take seconds, and each can be
 * repeated exactly: nothing depends on the event loop. With `order`, what can run next is drawn at random, and fibers
 * yield wherever the draw says so.
 */
import { Clock, Context, Duration, Effect, type Fiber, Logger, Metric, Random, Scheduler } from "effect"
import { FragileLogger } from "./foreign.ts"

interface Sleep {
  readonly at: number
  readonly wake: () => void
}

/** More steps than any scenario takes: exceeding it means that it never comes to rest. */
const atMostTasks = 1_000_000

export class World {
  readonly logger = new FragileLogger()
  private readonly context: Context.Context<never>
  private readonly order: (() => number) | undefined
  private tasks: Array<() => void> = []
  private sleeps: Array<Sleep> = []
  private time = 0
  private fibers = 0

  /** `random` feeds what the client draws, such as delays; `order` draws what runs next, which otherwise is first come, first served. */
  constructor(random: () => number, order?: (() => number) | undefined) {
    this.order = order
    this.context = Context.make(Clock.Clock, this.clock()).pipe(
      Context.add(Scheduler.Scheduler, this.scheduler()),
      Context.add(Random.Random, {
        nextDoubleUnsafe: random,
        nextIntUnsafe: () => Math.floor(random() * Number.MAX_SAFE_INTEGER)
      }),
      Context.add(Logger.CurrentLoggers, new Set([this.logger.logger])),
      Context.add(Metric.FiberRuntimeMetrics, {
        recordFiberStart: () => void (this.fibers += 1),
        recordFiberEnd: () => void (this.fibers -= 1)
      })
    )
  }

  /** Milliseconds since the beginning. */
  now(): number {
    return this.time
  }

  /** What has not ended. */
  left(): { readonly fibers: number; readonly sleeps: number } {
    return { fibers: this.fibers, sleeps: this.sleeps.length }
  }

  /** Starts an effect, which runs as far as it can without waiting. */
  fork<A, E>(effect: Effect.Effect<A, E>): Fiber.Fiber<A, E> {
    return Effect.runForkWith(this.context)(effect)
  }

  /** Runs everything that can run, until all wait. */
  run(): void {
    for (let count = 0; this.tasks.length > 0; count++) {
      if (count === atMostTasks) throw new Error("the world does not come to rest")
      this.step()
    }
  }

  /** Runs one thing that can run; false if there is none. */
  step(): boolean {
    const at = this.order === undefined ? 0 : Math.floor(this.order() * this.tasks.length)
    const task = this.tasks.splice(at, 1)[0]
    task?.()
    return task !== undefined
  }

  /** Lets time pass, and runs whatever is due at its time. */
  advance(millis: number): void {
    const end = this.time + millis
    this.run()
    for (let next = this.sleeps[0]; next !== undefined && next.at <= end; next = this.sleeps[0]) {
      this.sleeps.shift()
      this.time = Math.max(this.time, next.at)
      next.wake()
      this.run()
    }
    this.time = end
  }

  /** Lets time pass until a condition holds, but no longer than this many seconds. */
  advanceUntil(seconds: number, holds: () => boolean): void {
    for (let count = 0; count < seconds && !holds(); count++) this.advance(1000)
  }

  private scheduler(): Scheduler.Scheduler {
    const { order } = this
    const dispatcher: Scheduler.SchedulerDispatcher = {
      scheduleTask: (task) => void this.tasks.push(task),
      flush: () => this.run()
    }
    return {
      executionMode: "async",
      shouldYield: (fiber) =>
        // Not in its first steps: a fiber that is interrupted before it began ends in these, and in reality never yields.
        order === undefined
          ? fiber.currentOpCount >= fiber.cache.maxOpsBeforeYield
          : fiber.currentOpCount > 3 && order() < 0.05,
      makeDispatcher: () => dispatcher
    }
  }

  private clock(): Clock.Clock {
    const millis = () => this.time
    const nanos = () => BigInt(Math.round(this.time * 1_000_000))
    return {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep: (duration) => this.sleep(Duration.toMillis(duration))
    }
  }

  private sleep(millis: number): Effect.Effect<void> {
    if (millis <= 0) return Effect.yieldNow
    return Effect.callback<void>((resume) => {
      const sleep: Sleep = { at: this.time + millis, wake: () => resume(Effect.void) }
      // After others that are due at the same time: they began before.
      const later = this.sleeps.findIndex(({ at }) => at > sleep.at)
      this.sleeps.splice(later === -1 ? this.sleeps.length : later, 0, sleep)
      return Effect.sync(() => {
        const at = this.sleeps.indexOf(sleep)
        if (at !== -1) this.sleeps.splice(at, 1)
      })
    })
  }
}

/** Numbers from 0 to 1 from a seed (mulberry32). */
export const chance = (seed: number): () => number => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
