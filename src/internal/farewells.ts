/**
 * What is done in the very step in which a client begins to close: it still takes actions then, and none a turn later.
 *
 * A client is known by its status, which stays with a client that somebody has wrapped.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"

const farewells = new WeakMap<object, Set<() => void>>()

/** Keeps what is to be done when the client of this status begins to close. */
export const remember = (status: object): void => {
  farewells.set(status, new Set())
}

/** The client of this status begins to close. */
export const say = (status: object): void => farewells.get(status)?.forEach((done) => done())

/** Waits until the client begins to close; never if no client has this status. */
export const closing = (status: object): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const done = () => resume(Effect.void)
    const waiting = farewells.get(status)
    waiting?.add(done)
    return Effect.sync(() => waiting?.delete(done))
  })
