/**
 * Publishes changes to watchers, each through a bounded queue of its own.
 *
 * A watcher first gets the current state, in the step in which it is added, so
 * that it misses no change and sees none twice. A watcher that falls behind is
 * dropped; the publisher never waits.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { type AmiError, SlowConsumer } from "../../AmiError.ts"
import { errorFor } from "../../internal/failing.ts"

export interface ChangeFeed<A> {
  readonly publish: (changes: ReadonlyArray<A>) => void
  /** Ends every stream after what it has not delivered yet, and those still to come; the first end counts. */
  readonly end: (cause: Cause.Cause<AmiError | Cause.Done>) => void
  readonly changes: Stream.Stream<A, AmiError>
  readonly hasWatchers: () => boolean
}

type Watcher<A> = Queue.Queue<A, AmiError | Cause.Done>

/** `opening` is what a watcher gets first; it may be `capacityOf()` changes behind when others come. */
export const make = <A>(opening: () => A, capacityOf: () => number): ChangeFeed<A> => {
  const watchers = new Set<Watcher<A>>()
  let ended: Cause.Cause<AmiError | Cause.Done> | undefined
  return {
    hasWatchers: () => watchers.size > 0,
    // The changes of one step may be more than any capacity, so what counts is how far behind a watcher was before them.
    publish: (changes) => {
      if (changes.length === 0) return
      const capacity = capacityOf()
      for (const watcher of watchers) {
        if (Queue.sizeUnsafe(watcher) <= capacity) Queue.offerAllUnsafe(watcher, changes)
        else {
          watchers.delete(watcher)
          Queue.failCauseUnsafe(watcher, Cause.fail(errorFor(new SlowConsumer({ capacity }))))
        }
      }
    },
    end: (cause) => {
      ended ??= cause
      for (const watcher of watchers) Queue.failCauseUnsafe(watcher, ended)
    },
    changes: Stream.callback((watcher) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          // What others get because of it is in it already.
          const first = opening()
          watchers.add(watcher)
          Queue.offerUnsafe(watcher, first)
          if (ended !== undefined) Queue.failCauseUnsafe(watcher, ended)
        }),
        () => Effect.sync(() => watchers.delete(watcher))
      )
    )
  }
}
