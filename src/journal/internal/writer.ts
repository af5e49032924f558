/**
 * Writes an inbox to the journal: one fiber takes what comes and waits for nothing, one compresses, one stores.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type * as AmiInbox from "../../client/AmiInbox.ts"
import type { Compression } from "../../internal/compression.ts"
import { quietly } from "../../internal/foreign.ts"
import { take } from "../../internal/taking.ts"
import { Backlog, type Limits, type Row } from "./backlog.ts"
import { JournalError } from "./entry.ts"
import type { Writing } from "./models.ts"
import { persisting } from "./persisting.ts"
import type { Storage } from "./storage.ts"

export interface Settings extends Limits {
  readonly blockAge: Duration.Input
}

/** So many rows are stored in one transaction. */
const rowsAtOnce = 64

/** What waits is still stored when the scope closes, if the database takes it within this time. */
const longestClose = "5 seconds"

export const write = Effect.fnUntraced(function*<E, R>(
  storage: Storage,
  compression: Compression["Service"],
  server: string,
  inbox: Stream.Stream<AmiInbox.Item, E, R>,
  settings: Settings
): Effect.fn.Return<Writing<E>, never, R | Scope.Scope> {
  const clock = yield* Clock.Clock
  const now = () => clock.currentTimeMillisUnsafe()
  /** Opened when there is something to do. */
  const [toPack, toStore] = [Latch.makeUnsafe(), Latch.makeUnsafe()]
  const waiters = new Set<{ readonly until: number; readonly done: Deferred.Deferred<void, JournalError | E> }>()
  const backlog = new Backlog(settings, now, () => {
    toPack.openUnsafe()
    toStore.openUnsafe()
  })
  const claimed = Deferred.makeUnsafe<number, JournalError | E>()
  const ended = Deferred.makeUnsafe<void, JournalError | E>()

  const compress = Effect.fnUntraced(function*(row: Row) {
    const { block } = row
    const plain = block?.bytes() ?? new Uint8Array()
    const packed = yield* compression.compress(plain).pipe(
      Effect.catchCause((cause) =>
        Cause.hasInterruptsOnly(cause)
          ? Effect.failCause(cause as Cause.Cause<never>)
          : Effect.as(
            quietly(Effect.logWarning(`A block of the journal of ${server} could not be compressed`, cause)),
            plain
          )
      )
    )
    // What was not compressed is still in the memory of the block.
    row.data = packed.buffer === plain.buffer ? packed.slice() : packed
    row.block = undefined
    block?.release()
    toStore.openUnsafe()
  })

  const packing = Effect.gen(function*() {
    yield* toPack.await
    toPack.closeUnsafe()
    while (true) {
      const row = backlog.unpacked()
      if (row === undefined) return
      yield* compress(row)
    }
  })

  const persist = persisting(`The journal of ${server}`, () => {
    const { dropped } = backlog
    return dropped === 0 ? "" : `; ${dropped} events were dropped and counted so far`
  })

  let number = 1
  const storing = (generation: number) =>
    Effect.gen(function*() {
      yield* toStore.await
      toStore.closeUnsafe()
      while (true) {
        const rows = backlog.take(rowsAtOnce)
        if (rows.length === 0) break
        const isHeld = yield* persist(() => storage.insert(server, generation, rows, number, now()))
        if (!isHeld) {
          return yield* Effect.fail(new JournalError({ reason: "Superseded", operation: "write", of: server }))
        }
        number += rows.length
        backlog.settle()
        for (const waiter of waiters) {
          if (backlog.done < waiter.until) continue
          waiters.delete(waiter)
          Deferred.doneUnsafe(waiter.done, Exit.void)
        }
      }
    })

  const stores = Effect.gen(function*() {
    const generation = yield* persist(() => storage.claim(server, now()))
    backlog.begin()
    Deferred.doneUnsafe(claimed, Exit.succeed(generation))
    return yield* Effect.forever(storing(generation))
  })

  const settle = (exit: Exit.Exit<void, JournalError | E>) => {
    Deferred.doneUnsafe(claimed, Exit.isFailure(exit) ? Exit.failCause(exit.cause) : Exit.interrupt())
    Deferred.doneUnsafe(ended, exit)
    for (const { done } of waiters) Deferred.doneUnsafe(done, exit)
    waiters.clear()
  }

  /** Waits until all that was received by now is stored. */
  const flushed = Effect.suspend(() => {
    backlog.flush()
    if (backlog.isStored) return Effect.void
    if (Deferred.isDoneUnsafe(ended)) return Deferred.await(ended)
    const waiter = { until: backlog.made, done: Deferred.makeUnsafe<void, JournalError | E>() }
    waiters.add(waiter)
    return Deferred.await(waiter.done)
  })

  const feeding = yield* take(inbox, (items) => Effect.sync(() => items.forEach((item) => backlog.add(item))))
  const packer = yield* Effect.forkScoped(Effect.forever(packing), { startImmediately: true })
  const storer = yield* Effect.forkScoped(stores, { startImmediately: true })
  yield* Effect.forkScoped(
    Effect.forever(Effect.andThen(Effect.sleep(settings.blockAge), Effect.sync(() => backlog.age())))
  )
  const watch = Effect.gen(function*() {
    const first = yield* Effect.raceFirst(
      Effect.map(Effect.exit(feeding.ended), (exit) => ({ _tag: "Fed" as const, exit })),
      Effect.map(Fiber.await(storer), (exit) => ({ _tag: "Stopped" as const, exit }))
    )
    if (first._tag === "Stopped") {
      yield* feeding.stop
      yield* Fiber.interrupt(packer)
      if (Exit.isFailure(first.exit) && !Cause.hasInterruptsOnly(first.exit.cause)) {
        yield* quietly(Effect.logWarning(`The journal of ${server} is not written any more`, first.exit.cause))
        settle(first.exit)
      }
      return
    }
    // It has stored all there was, or another writer has the server.
    const rest = yield* Effect.exit(Effect.raceFirst(flushed, Effect.asVoid(Fiber.join(storer))))
    settle(Exit.isFailure(rest) ? rest : first.exit)
  })
  yield* Effect.forkScoped(watch, { startImmediately: true })
  yield* Effect.addFinalizer(() =>
    Effect.gen(function*() {
      yield* feeding.stop
      yield* Effect.timeoutOption(Effect.raceFirst(Effect.exit(flushed), Fiber.await(storer)), longestClose)
      if (!backlog.isStored && !Deferred.isDoneUnsafe(ended)) {
        yield* quietly(Effect.logWarning(
          `The journal of ${server} was closed before its database took ${backlog.waiting} events: they are lost`
        ))
      }
      settle(Exit.void)
    })
  )

  return {
    generation: Deferred.await(claimed),
    counts: Effect.sync(() => {
      const { dropped, received, stored, waiting } = backlog
      return { received, stored, dropped, waiting }
    }),
    flushed,
    ended: Deferred.await(ended)
  }
})
