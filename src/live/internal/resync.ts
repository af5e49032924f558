/**
 * Keeps the state of a tracker true: takes a snapshot whenever events may have been lost.
 *
 * Events are applied as they come. Each `Connected` and each `Gap`
 * begins a round, and ends the one that may be under way: ask for a snapshot,
 * take it in, give the events that explain it time to come, settle. A snapshot
 * that fails is taken again, after growing delays, and no state is lost.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberHandle from "effect/FiberHandle"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import type { Gap, Mark, Watched } from "../../client/AmiInbox.ts"
import { lost } from "../../internal/failing.ts"
import { contain, quietly } from "../../internal/foreign.ts"
import type { Identity } from "../../internal/identity.ts"
import { SharedLists } from "../../internal/sharedLists.ts"
import type { Feed } from "./feed.ts"
import type { Moment } from "./sharing.ts"
import type { Cause as RoundCause, Tracking } from "./tracking.ts"

const drift = /*#__PURE__*/ Metric.counter("ami_resync_drift_total", {
  description: "Keys that a periodic snapshot had to correct although no event was known to be lost",
  incremental: true
})

export interface Options<Item, R> {
  readonly snapshot: Effect.Effect<ReadonlyArray<Item>, AmiError, R>
  /** The source of events. */
  readonly feed: Feed
  readonly events: ReadonlyArray<AmiEvent.Any>
  readonly capacity: number
  readonly confirmAfter: Duration.Duration
  readonly relistEvery: Duration.Duration | undefined
  /** Runs what logs and counts for the client. */
  readonly own: Identity["own"]
}

export interface Output {
  /** Something has changed. */
  readonly changed: () => void
  readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
}

/** Completes after the first snapshot, or fails with its error. Background work ends with the scope. */
export const keepTrue = Effect.fnUntraced(function*<Item, Event, Value, R>(
  tracking: Tracking<Item, Event, Value>,
  { capacity, confirmAfter, events, feed, own, relistEvery, snapshot }: Options<Item, R>,
  output: Output
): Effect.fn.Return<void, AmiError, R | Scope.Scope> {
  const first = Deferred.makeUnsafe<void, AmiError>()
  let hadFirst = false
  let isOver = false
  let loss = lost("ClientClosed")
  const { sharing } = feed
  let now: () => Moment = () => undefined
  const lists = sharing.lists(() => now())
  const context = yield* Effect.context<R | Scope.Scope>()
  const clock = yield* Clock.Clock
  const handle = yield* FiberHandle.make<void, AmiError>()

  /** If user code throws, fails all watchers and stops taking snapshots. */
  const supervised = <A, R2>(effect: Effect.Effect<A, AmiError, R2>): Effect.Effect<A, AmiError, R2> =>
    Effect.tapCause(effect, (failure) => {
      // A fiber that is interrupted runs no such handler: an interruption that comes here is of the snapshot's own making.
      const cause = Cause.hasInterruptsOnly(failure) ? Cause.die(new Error("The snapshot interrupted itself")) : failure
      isOver = true
      output.end(cause)
      Deferred.doneUnsafe(first, Effect.failCause(cause))
      return hadFirst ? quietly(own(Effect.logError("A tracker ended", cause))) : Effect.void
    })

  const settle = (round: ReturnType<typeof tracking.begin>) =>
    Effect.suspend(() => {
      const corrections = tracking.settle(round)
      output.changed()
      hadFirst = true
      Deferred.doneUnsafe(first, Effect.void)
      return round.cause === "Relist" ? quietly(own(Metric.update(drift, corrections))) : Effect.void
    })

  const attempt = Effect.fnUntraced(function*(cause: RoundCause): Effect.fn.Return<boolean, AmiError, R> {
    const round = tracking.begin(cause)
    const items = yield* Effect.provideService(snapshot, SharedLists, lists)
    if (!tracking.list(round, items)) return false
    // If nothing was lost, what came only with a snapshot is doubted: its events may be under way.
    const doubts = round.doubted.size + (cause === "Relist" ? round.brought.size : 0)
    if (doubts > 0 && Duration.isPositive(confirmAfter)) {
      output.changed()
      yield* Effect.sleep(confirmAfter)
    }
    yield* settle(round)
    return true
  })

  const sync = (cause: RoundCause, gap?: Gap) =>
    supervised(Effect.gen(function*() {
      if (gap !== undefined) yield* sharing.cooldown(gap)
      for (let failures = 0;; failures++) {
        const failure = yield* attempt(cause).pipe(
          Effect.map((isUsed) => isUsed ? undefined : "more events came meanwhile than are kept"),
          Effect.catch((error) => hadFirst ? Effect.succeed(error.message) : Effect.fail(error))
        )
        if (failure === undefined || isOver) return
        yield* quietly(own(Effect.logWarning(`A snapshot failed (${failure}). Taking another`)))
        yield* sharing.pause(failures)
      }
    }))

  const run = (work: Effect.Effect<void, AmiError, R>, options?: { readonly onlyIfMissing: boolean }) =>
    isOver ? Effect.void : FiberHandle.run(handle, work, options)

  /** Interrupts the snapshot. One that cannot be interrupted holds up nobody else. */
  const stop = Effect.asVoid(Effect.forkDetach(FiberHandle.clear(handle), { startImmediately: true }))

  /** Applies what came; gives the mark that came last. */
  const apply = (items: ReadonlyArray<Watched<Event>>): Mark | undefined => {
    let last: Mark | undefined
    for (const item of items) {
      if (item._tag === "Event") {
        tracking.apply(item.event)
        continue
      }
      last = item
      tracking.epoch = item.epoch
      if (item._tag === "Connected") continue
      if (item._tag === "Disconnected") loss = item.cause
      const since = item._tag === "Disconnected" ? item.lastMessageAt : undefined
      tracking.lose(item._tag, since ?? clock.currentTimeMillisUnsafe())
    }
    output.changed()
    return last
  }
  const deal = (last: Mark | undefined): Effect.Effect<unknown, never, R> => {
    if (last === undefined) return Effect.void
    if (last._tag !== "Disconnected") return run(sync(last._tag, last._tag === "Gap" ? last : undefined))
    // The first snapshot fails by itself if the connection is lost.
    return hadFirst ? stop : Effect.void
  }

  yield* feed.join({
    events,
    capacity,
    joined: (moment) => now = moment,
    take: (items) => {
      let then: Effect.Effect<unknown, unknown, R> = Effect.void
      // The seam to the feed: it delivers the events that were asked for.
      const own = items as ReadonlyArray<Watched<Event>>
      if (!isOver) contain(() => then = deal(apply(own)), (defect) => then = supervised(Effect.die(defect)))
      return Effect.ignoreCause(Effect.provideContext(then, context))
    },
    end: (exit) => {
      const ended = Exit.isFailure(exit) ? supervised(Effect.failCause(exit.cause)) : Effect.sync(() => {
        output.end(Cause.fail(Cause.Done()))
        Deferred.doneUnsafe(first, Exit.fail(loss))
      })
      return Effect.andThen(Effect.ignoreCause(Effect.provideContext(ended, context)), stop)
    }
  })
  // Without a connection, the snapshot says so, or waits for one.
  if (!hadFirst) yield* run(sync("Connected"), { onlyIfMissing: true })
  if (relistEvery !== undefined) {
    const pause = Effect.map(Random.next, (random) => Duration.times(relistEvery, 0.8 + 0.4 * random))
    const relist = Effect.suspend(() => tracking.isSynced ? run(sync("Relist"), { onlyIfMissing: true }) : Effect.void)
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.flatMap(pause, Effect.sleep), relist)))
  }
  yield* Deferred.await(first)
})
