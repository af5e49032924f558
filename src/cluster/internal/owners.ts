/**
 * The servers that this process owns.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

export interface Owned {
  /** The name of the server. */
  readonly server: string
  /** Changes with each owner: the same as long as this process owns the server without a break. */
  readonly incarnation: string
  /** Whether it is connected to Asterisk, and logged in. */
  readonly isConnected: boolean
  /** Why it is not connected. */
  readonly detail: string | undefined
  /** How many clients use it, on this node and on others. */
  readonly consumers: number
  /** How many of their actions are not answered. */
  readonly inFlight: number
}

interface Owner {
  readonly owned: () => Owned
  readonly drain: Effect.Effect<void>
}

export interface Owners {
  readonly list: () => ReadonlyArray<Owned>
  readonly add: (owner: Owner) => Effect.Effect<void, never, Scope.Scope>
  /** Lets the actions that are under way end, and takes no others. */
  readonly drain: Effect.Effect<void>
}

export const make = (): Owners => {
  const owners = new Set<Owner>()
  return {
    list: () => [...owners].map(({ owned }) => owned()).toSorted((one, other) => one.server < other.server ? -1 : 1),
    add: (owner) =>
      Effect.asVoid(Effect.acquireRelease(
        Effect.sync(() => owners.add(owner)),
        () => Effect.sync(() => owners.delete(owner))
      )),
    drain: Effect.suspend(() =>
      Effect.forEach(owners, ({ drain }) => drain, { concurrency: "unbounded", discard: true })
    )
  }
}
