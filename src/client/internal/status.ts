/**
 * Holds the state of the connection, and publishes it to its watchers.
 *
 * It changes in the same step as what it describes: a fiber that is woken by a
 * lost connection reads `Disconnected`.
 *
 * @since 0.1.0
 */
import type * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import * as Farewells from "../../internal/farewells.ts"
import type { AmiStatus, State } from "../AmiStatus.ts"
import type { WakeQueue } from "./wakes.ts"

export interface StatusHolder extends AmiStatus {
  readonly set: (state: State) => void
  readonly current: () => State
}

/** The state of the client with this name. */
export const make = (name: string | undefined, wakes: WakeQueue): StatusHolder => {
  let current: State = { _tag: "Connecting", attempt: 1, cause: undefined }
  const watchers = new Set<Queue.Queue<State, Cause.Done>>()
  const send = (watcher: Queue.Queue<State, Cause.Done>, state: State) => {
    Queue.offerUnsafe(watcher, state)
    if (state._tag === "Closed") Queue.endUnsafe(watcher)
  }
  const holder: StatusHolder = {
    name,
    current: () => current,
    set: (state) => {
      current = state
      wakes.run(() => watchers.forEach((watcher) => send(watcher, state)))
      if (state._tag === "Closing") wakes.run(() => Farewells.say(holder))
    },
    get: Effect.sync(() => current),
    changes: Stream.callback((watcher) =>
      Effect.acquireRelease(
        Effect.sync(() => {
          watchers.add(watcher)
          send(watcher, current)
        }),
        () => Effect.sync(() => watchers.delete(watcher))
      )
    )
  }
  Farewells.remember(holder)
  return holder
}
