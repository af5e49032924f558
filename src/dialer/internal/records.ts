/**
 * The records of the calls that somebody follows: one subscription for all of them.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiCalls } from "../../live/AmiCalls.ts"
import type { CallRecord } from "../../live/CallRecord.ts"

type Waiting = Map<string, Set<Deferred.Deferred<CallRecord>>>

interface Follower {
  readonly waiting: Waiting
  readonly fiber: Fiber.Fiber<void>
}

/** By the stream of records, of which a model has one. */
const followers = new WeakMap<object, Follower>()

const take = (waiting: Waiting, record: CallRecord): void => {
  for (const id of new Set([record.id, ...record.linkedids])) {
    const theirs = waiting.get(id)
    if (theirs === undefined) continue
    waiting.delete(id)
    const { end } = record
    // What became part of another call ends with that one.
    if (end._tag === "Merged") waiting.set(end.into, new Set([...waiting.get(end.into) ?? [], ...theirs]))
    else for (const one of theirs) Deferred.doneUnsafe(one, Effect.succeed(record))
  }
}

const begin = (calls: AmiCalls["Service"], waiting: Waiting): Effect.Effect<Follower> =>
  Effect.map(
    Effect.forkDetach(
      Stream.runForEach(calls.records, (record) => Effect.sync(() => take(waiting, record))).pipe(
        // One who falls too far behind is dropped, and goes on with what comes then.
        Effect.retry({ while: ({ reason }) => reason._tag === "SlowConsumer" }),
        Effect.ignore
      ),
      { startImmediately: true }
    ),
    (fiber) => ({ waiting, fiber })
  )

/** Waits for the record of a call from here on, until the scope closes. */
export const watch = (
  calls: AmiCalls["Service"],
  id: string
): Effect.Effect<Deferred.Deferred<CallRecord>, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.gen(function*() {
        const follower = followers.get(calls.records) ?? (yield* begin(calls, new Map()))
        followers.set(calls.records, follower)
        const record = Deferred.makeUnsafe<CallRecord>()
        const { waiting } = follower
        waiting.set(id, new Set([...waiting.get(id) ?? [], record]))
        return { follower, record }
      }),
      ({ follower, record }) =>
        Effect.suspend(() => {
          const { fiber, waiting } = follower
          for (const [key, theirs] of waiting) {
            if (theirs.delete(record) && theirs.size === 0) waiting.delete(key)
          }
          if (waiting.size > 0 || followers.get(calls.records) !== follower) return Effect.void
          followers.delete(calls.records)
          return Fiber.interrupt(fiber)
        })
    ),
    ({ record }) => record
  )
