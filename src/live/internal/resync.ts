/**
 * Keeps the state of a tracker true: takes a snapshot whenever events may have been lost.
 *
 * Events are applied as the inbox delivers them. Each `Connected` and each `Gap`
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
import * as FiberHandle from "effect/FiberHandle"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type { Mark, Watched } from "../../client/AmiInbox.ts"
import { delayOf } from "../../internal/backoff.ts"
import { lost } from "../../internal/failing.ts"
import { quietly } from "../../internal/foreign.ts"
import type { Identity } from "../../internal/identity.ts"
import type { Cause as RoundCause, Tracking } from "./tracking.ts"

const drift = /*#__PURE__*/ Metric.counter("ami_resync_drift_total", {
  description: "Keys that a periodic snapshot had to correct although no event was known to be lost",
  incremental: true
})

/** A gap that comes later than this after another is handled at once. */
const calmAfterMillis = 10_000

export interface Options<Item, Event, R> {
  readonly snapshot: Effect.Effect<ReadonlyArray<Item>, AmiError, R>
  readonly events: Stream.Stream<Watched<Event>, AmiError>
  readonly confirmAfter: Duration.Duration
  readonly relistEvery: Duration.Duration | undefined
  /** Runs what logs and counts for the client. */
  readonly own: Identity["own"]
}

export interface Told {
  /** Tells what has changed. */
  readonly changed: () => void
  readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
}

/** Completes after the first snapshot, or fails with its error. Background work ends with the scope. */
export const keepTrue = Effect.fnUntraced(function*<Item, Event, Value, R>(
  tracking: Tracking<Item, Event, Value>,
  { confirmAfter, events, own, relistEvery, snapshot }: Options<Item, Event, R>,
  told: Told
): Effect.fn.Return<void, AmiError, R | Scope.Scope> {
  const first = Deferred.makeUnsafe<void, AmiError>()
  let hadFirst = false
  let hasFailed = false
  let hasty = 0
  let lastGapAt = -Infinity
  let loss = lost("ClientClosed")
  const handle = yield* FiberHandle.make<void, AmiError>()

  /** If user code throws, fails all watchers and stops taking snapshots. */
  const supervised = <A, R2>(effect: Effect.Effect<A, AmiError, R2>): Effect.Effect<A, AmiError, R2> =>
    Effect.tapCause(effect, (cause) => {
      if (Cause.hasInterruptsOnly(cause)) return Effect.void
      hasFailed = true
      told.end(cause)
      Deferred.doneUnsafe(first, Effect.failCause(cause))
      return hadFirst ? quietly(own(Effect.logError("A tracker ended", cause))) : Effect.void
    })

  const settle = (round: ReturnType<typeof tracking.begin>) =>
    Effect.suspend(() => {
      const corrections = tracking.settle(round)
      told.changed()
      hadFirst = true
      Deferred.doneUnsafe(first, Effect.void)
      return round.cause === "Relist" ? quietly(own(Metric.update(drift, corrections))) : Effect.void
    })

  const attempt = Effect.fnUntraced(function*(cause: RoundCause): Effect.fn.Return<boolean, AmiError, R> {
    const round = tracking.begin(cause)
    const items = yield* snapshot
    if (!tracking.list(round, items)) return false
    // If nothing was lost, what came only with a snapshot is doubted: its events may be under way.
    const doubts = round.doubted.size + (cause === "Relist" ? round.brought.size : 0)
    if (doubts > 0 && Duration.isPositive(confirmAfter)) {
      told.changed()
      yield* Effect.sleep(confirmAfter)
    }
    yield* settle(round)
    return true
  })

  /** If gaps follow one another, lists must not add to what is too much already. */
  const breather = Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    hasty = now - lastGapAt < calmAfterMillis ? hasty + 1 : 0
    lastGapAt = now
    if (hasty > 0) yield* Effect.sleep(yield* delayOf(hasty - 1))
  })

  const sync = (cause: RoundCause) =>
    supervised(Effect.gen(function*() {
      if (cause === "Gap") yield* breather
      for (let failures = 0;; failures++) {
        const failure = yield* attempt(cause).pipe(
          Effect.map((isUsed) => isUsed ? undefined : "more events came meanwhile than are kept"),
          Effect.catch((error) => hadFirst ? Effect.succeed(error.message) : Effect.fail(error))
        )
        if (failure === undefined || hasFailed) return
        yield* quietly(own(Effect.logWarning(`A snapshot failed (${failure}). Taking another`)))
        yield* Effect.sleep(yield* delayOf(failures))
      }
    }))

  const run = (cause: RoundCause, options?: { readonly onlyIfMissing: boolean }) =>
    hasFailed ? Effect.void : FiberHandle.run(handle, sync(cause), options)

  const take = (items: ReadonlyArray<Watched<Event>>) =>
    Effect.suspend(() => {
      let last: Mark | undefined
      for (const item of items) {
        if (item._tag === "Event") {
          tracking.apply(item.event)
          continue
        }
        last = item
        tracking.epoch = item.epoch
        if (item._tag === "Disconnected") loss = item.cause
        if (item._tag !== "Connected") tracking.lose(item._tag)
      }
      told.changed()
      if (last === undefined) return Effect.void
      if (last._tag !== "Disconnected") return run(last._tag)
      // The snapshot of a tracker that is being made tells by its error that the connection was lost.
      return hadFirst ? FiberHandle.clear(handle) : Effect.void
    })

  const follow = supervised(Stream.runForEachArray(events, take)).pipe(
    Effect.andThen(Effect.sync(() => {
      told.end(Cause.fail(Cause.Done()))
      Deferred.doneUnsafe(first, Effect.fail(loss))
    })),
    Effect.andThen(FiberHandle.clear(handle))
  )
  yield* Effect.forkScoped(follow, { startImmediately: true })
  // If there is no connection now, the snapshot says so, or waits for one.
  if (!hadFirst) yield* run("Connected", { onlyIfMissing: true })
  if (relistEvery !== undefined) {
    const pause = Effect.map(Random.next, (random) => Duration.times(relistEvery, 0.8 + 0.4 * random))
    const relist = Effect.suspend(() => tracking.isSynced ? run("Relist", { onlyIfMissing: true }) : Effect.void)
    yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.flatMap(pause, Effect.sleep), relist)))
  }
  yield* Deferred.await(first)
})
