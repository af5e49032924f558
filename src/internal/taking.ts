/**
 * Takes what a stream gives in a fiber, for a writer that must not lose what was received before it stops.
 *
 * A fiber that is only interrupted leaves what its subscription holds. One that is stopped takes that first.
 *
 * @since 0.2.0
 */
import type * as Arr from "effect/Array"
import type * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"

export interface Taking<E, R> {
  /** Ends with the stream, with what failed, or once it is stopped. */
  readonly ended: Effect.Effect<void, E>
  /** Takes what was received by now, and ends. */
  readonly stop: Effect.Effect<void, never, R>
}

/** What was received by now is at hand within so many turns of the event loop: a stream may pass through several fibers. */
const turns = 8

/** A stream that never pauses is left after this time. */
const longestStop = "2 seconds"

/** Ends its subscription as soon as it takes nothing more: one that nobody reads would hold up the connection. */
export const take = Effect.fnUntraced(function*<A, E, R, E2 = never, R2 = never>(
  stream: Stream.Stream<A, E, R>,
  handle: (items: Arr.NonEmptyReadonlyArray<A>) => Effect.Effect<void, E2, R2>
): Effect.fn.Return<Taking<E | E2, R2>, never, R | R2 | Scope.Scope> {
  const ended = Deferred.makeUnsafe<void, E | E2>()
  const own = yield* Scope.fork(yield* Effect.scope)
  const pull = yield* Scope.provide(Stream.toPull(stream), own)
  const handled = (items: Arr.NonEmptyReadonlyArray<A>) => Effect.uninterruptible(handle(items))
  const settled = (taking: Effect.Effect<unknown, E | E2 | Cause.Done, R2>) =>
    taking.pipe(
      Effect.asVoid,
      Pull.catchDone(() => Effect.void),
      Effect.exit,
      Effect.tap(() => Scope.close(own, Exit.void)),
      Effect.map((exit) => Deferred.doneUnsafe(ended, exit))
    )
  // Without a turn of the event loop for each batch, in which more would come than is taken.
  const all = Effect.forever(Effect.flatMap(pull, handled), { disableYield: true })
  const fiber = yield* Effect.forkScoped(settled(all), { startImmediately: true })
  const nothing = Effect.as(Effect.repeat(Effect.yieldNow, { times: turns }), undefined)
  const rest: Effect.Effect<void, E | E2 | Cause.Done, R2> = Effect.flatMap(
    Effect.raceFirst(pull, nothing),
    (items) => items === undefined ? Effect.void : Effect.andThen(handled(items), rest)
  )
  const stop = Effect.andThen(
    Fiber.interrupt(fiber),
    Effect.suspend(() => Deferred.isDoneUnsafe(ended) ? Effect.void : settled(Effect.timeoutOption(rest, longestStop)))
  )
  return { ended: Deferred.await(ended), stop }
})
