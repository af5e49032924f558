/**
 * Writes call records to their table: one fiber takes what comes and waits for nothing, one stores.
 *
 * @since 0.2.0
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import { quietly } from "../../internal/foreign.ts"
import { take } from "../../internal/taking.ts"
import type { CallRecord } from "../../live/CallRecord.ts"
import type { CallWriting } from "./callModels.ts"
import type { CallRows } from "./callRows.ts"
import { persisting } from "./persisting.ts"

/** So many records are stored in one statement. */
const rowsAtOnce = 100

/** What waits is still stored when the scope closes, if the database takes it within this time. */
const longestClose = "5 seconds"

export const writeCalls = Effect.fnUntraced(function*<E, R>(
  rows: CallRows,
  records: Stream.Stream<CallRecord, E, R>,
  server: string | undefined,
  maxWaiting: number
): Effect.fn.Return<CallWriting<E>, never, R | Scope.Scope> {
  const toStore = Latch.makeUnsafe()
  const waiters = new Set<{ readonly until: number; readonly done: Deferred.Deferred<void> }>()
  const ended = Deferred.makeUnsafe<void, E>()
  const queue: Array<CallRecord> = []
  let [received, stored, dropped] = [0, 0, 0]

  const add = (record: CallRecord): void => {
    received += 1
    queue.push(record)
    if (queue.length > maxWaiting) {
      queue.shift()
      dropped += 1
    }
    toStore.openUnsafe()
  }
  const persist = persisting(
    "The table of calls",
    () => dropped === 0 ? "" : `; ${dropped} records were dropped and counted so far`
  )
  const insert = (some: ReadonlyArray<CallRecord>) => {
    const byServer = Map.groupBy(some, (record) => server ?? record.server ?? "asterisk")
    return Effect.forEach(byServer, ([name, own]) => rows.insert(name, own), { discard: true })
  }
  const storing = Effect.gen(function*() {
    yield* toStore.await
    toStore.closeUnsafe()
    while (queue.length > 0) {
      const some = queue.splice(0, rowsAtOnce)
      yield* persist(() => insert(some))
      stored += some.length
      for (const waiter of waiters) {
        if (stored + dropped < waiter.until) continue
        waiters.delete(waiter)
        Deferred.doneUnsafe(waiter.done, Exit.void)
      }
    }
  })
  const flushed = Effect.suspend(() => {
    if (stored + dropped === received) return Effect.void
    const waiter = { until: received, done: Deferred.makeUnsafe<void>() }
    waiters.add(waiter)
    return Deferred.await(waiter.done)
  })

  yield* Effect.forkScoped(Effect.forever(storing))
  const feeding = yield* take(records, (some) => Effect.sync(() => some.forEach(add)))
  yield* Effect.forkScoped(Effect.gen(function*() {
    const exit = yield* Effect.exit(feeding.ended)
    yield* flushed
    Deferred.doneUnsafe(ended, exit)
  }))
  yield* Effect.addFinalizer(() =>
    Effect.gen(function*() {
      yield* feeding.stop
      yield* Effect.timeoutOption(flushed, longestClose)
      const lost = received - stored - dropped
      if (lost > 0) {
        const words = `The table of calls was closed before its database took ${lost} records: they are lost`
        yield* quietly(Effect.logWarning(words))
      }
      Deferred.doneUnsafe(ended, Exit.void)
    })
  )
  return {
    counts: Effect.sync(() => ({ received, stored, dropped, waiting: received - stored - dropped })),
    flushed,
    ended: Deferred.await(ended)
  }
})
