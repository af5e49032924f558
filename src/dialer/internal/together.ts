/**
 * Writes of a log that come while another is under way become one transaction: the wait for the disk, during which SQLite lets a
 * program do nothing else, is paid once for all of them.
 *
 * A write completes when its transaction is committed, as it would alone.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { AttemptLogError } from "./attempt.ts"
import { guard, mostTime } from "./guardedLog.ts"

/** One write. What it fails with because of what is stored, such as `NotFound`, concerns no other. */
export interface Write {
  readonly operation: AttemptLogError["operation"]
  readonly of: string
  readonly run: Effect.Effect<void, AttemptLogError>
}

interface Waiting extends Write {
  readonly done: Deferred.Deferred<void, AttemptLogError>
}

type Outcome = Result.Result<void, AttemptLogError>

/** How many writes a transaction may have. */
const mostWrites = 128

/** The longest pause after a transaction, in milliseconds. */
const longestPause = 100

export class Together {
  private readonly transaction: <A>(writes: Effect.Effect<A, AttemptLogError>) => Effect.Effect<A, AttemptLogError>
  private readonly context: Context.Context<never>
  private waiting: Array<Waiting> = []
  private fiber: Fiber.Fiber<void> | undefined
  /** How many writes the next transaction may have: one after a failure, so that one that always fails spoils no other. */
  private most = mostWrites

  constructor(
    transaction: <A>(writes: Effect.Effect<A, AttemptLogError>) => Effect.Effect<A, AttemptLogError>,
    context: Context.Context<never>
  ) {
    this.transaction = transaction
    this.context = context
  }

  readonly write = (write: Write): Effect.Effect<void, AttemptLogError> =>
    Effect.suspend(() => {
      const waiting: Waiting = { ...write, done: Deferred.makeUnsafe<void, AttemptLogError>() }
      this.waiting.push(waiting)
      if (this.fiber === undefined) {
        const fiber = Effect.runForkWith(this.context)(Effect.andThen(Effect.yieldNow, this.loop))
        this.fiber = fiber
        fiber.addObserver(() => {
          if (this.fiber === fiber) this.fiber = undefined
        })
      }
      // Nothing is written for who does not wait any more.
      return Effect.onInterrupt(Deferred.await(waiting.done), () =>
        Effect.sync(() => {
          this.waiting = this.waiting.filter((one) => one !== waiting)
        }))
    })

  /** Completes when all writes are over, or take too long. */
  readonly over: Effect.Effect<void> = Effect.suspend(() =>
    this.fiber === undefined ? Effect.void : Effect.asVoid(Effect.timeoutOption(Fiber.await(this.fiber), mostTime))
  )

  private readonly loop: Effect.Effect<void> = Effect.gen({ self: this }, function*() {
    while (this.waiting.length > 0) {
      const writes = this.waiting.slice(0, this.most)
      this.waiting = this.waiting.slice(writes.length)
      const from = yield* Clock.monotonicTimeNanos
      const outcomes = yield* Effect.result(this.commit(writes))
      const isDone = Result.isSuccess(outcomes)
      this.most = isDone ? Math.min(mostWrites, this.most * 2) : 1
      writes.forEach((write, index) => {
        const outcome = isDone ? outcomes.success[index] : Result.fail(ownOf(write, outcomes.failure))
        Deferred.doneUnsafe(write.done, Effect.fromResult(outcome ?? Result.succeed(undefined)))
      })
      // As much time for the rest of the program as the disk took.
      const millis = Number((yield* Clock.monotonicTimeNanos) - from) / 1e6
      yield* millis < 1 ? Effect.yieldNow : Effect.sleep(Math.min(millis, longestPause))
    }
  })

  private commit(writes: ReadonlyArray<Waiting>): Effect.Effect<ReadonlyArray<Outcome>, AttemptLogError> {
    const all = Effect.forEach(writes, ({ run }) => outcomeOf(run))
    const { of, operation } = writes[0] ?? { operation: "finish", of: undefined }
    return guard(operation, of, () => writes.length > 1 ? this.transaction(all) : all)
  }
}

/** What is stored decides of one write, and a failure of the storage of all of them. */
const outcomeOf = (run: Effect.Effect<void, AttemptLogError>): Effect.Effect<Outcome, AttemptLogError> =>
  Effect.flatMap(
    Effect.result(run),
    (result) =>
      Result.isFailure(result) && result.failure.reason === "StorageFailed"
        ? Effect.fail(result.failure)
        : Effect.succeed(result)
  )

/** The same failure in the name of another write. */
const ownOf = ({ of, operation }: Write, { cause }: AttemptLogError): AttemptLogError =>
  new AttemptLogError({ reason: "StorageFailed", operation, of, cause })
