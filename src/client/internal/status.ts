/**
 * Holds the state of the connection, and tells it to whoever watches.
 *
 * It changes in the same step as what it describes: whoever is woken by a lost
 * connection reads `Disconnected`.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { AmiStatus, State } from "../AmiStatus.ts"
import type { Wakes } from "./wakes.ts"

export interface StatusHolder extends AmiStatus {
  readonly set: (state: State, wakes: Wakes) => void
  readonly current: () => State
}

/** What those who have only the status want to do when it says `Closing`. */
const farewells = new WeakMap<AmiStatus, Set<() => void>>()

/**
 * Done in the very step in which the client begins to close: it still takes actions then, and none a turn later.
 *
 * Never done for a status that is none of this module's.
 */
export const closing = (status: AmiStatus): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const done = () => resume(Effect.void)
    const waiting = farewells.get(status)
    waiting?.add(done)
    return Effect.sync(() => waiting?.delete(done))
  })

/** The state of the client with this name. */
export const make = (name: string | undefined): StatusHolder => {
  let current: State = { _tag: "Connecting", attempt: 1, cause: undefined }
  const watchers = new Set<Queue.Queue<State, Cause.Done>>()
  const tell = (watcher: Queue.Queue<State, Cause.Done>, state: State) => {
    Queue.offerUnsafe(watcher, state)
    if (state._tag === "Closed") Queue.endUnsafe(watcher)
  }
  const waiting = new Set<() => void>()
  const holder: StatusHolder = {
    name,
    current: () => current,
    set: (state, wakes) => {
      current = state
      wakes.run(() => watchers.forEach((watcher) => tell(watcher, state)))
      if (state._tag === "Closing") wakes.run(() => waiting.forEach((done) => done()))
    },
    get: Effect.sync(() => current),
    changes: Stream.callback((watcher) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          watchers.add(watcher)
          tell(watcher, current)
        }),
        () => Effect.sync(() => watchers.delete(watcher))
      )
    )
  }
  farewells.set(holder, waiting)
  return holder
}
