/**
 * What a client itself does to calls: no event says who sent an action, so models of calls follow what is sent.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import { contain } from "./foreign.ts"

interface Action {
  readonly name: string
  readonly encode: () => Result.Result<ReadonlyArray<readonly [name: string, value: string]>, unknown>
}

/** The headers of an action, by name. */
export type Sent = (header: string) => string | undefined

export interface Follower {
  /** An action is about to be sent. */
  readonly before: (name: string, sent: Sent) => void
  /** It has succeeded. */
  readonly after: (name: string, sent: Sent) => void
}

/** The actions that are followed. */
const names = new Set(["Hangup", "Redirect"])

const followers = new WeakMap<object, Set<Follower>>()

/** Follows a client, which is found by the stream of all its messages, until the scope closes. */
export const follow = (
  client: { readonly inbox: object },
  follower: Follower
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(Effect.acquireRelease(
    Effect.sync(() => {
      const own = followers.get(client.inbox) ?? new Set()
      followers.set(client.inbox, own.add(follower))
    }),
    () => Effect.sync(() => followers.get(client.inbox)?.delete(follower))
  ))

/** A model that throws must not stop an action. */
const quiet = (run: () => void): void => contain(run, () => undefined)

/** Sends an action, with those who follow it. */
export const watched = <A, E>(inbox: object, action: Action, sending: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    const own = followers.get(inbox)
    const headers = own === undefined || own.size === 0 ? undefined : headersOf(action)
    if (own === undefined || headers === undefined) return sending
    const { name } = action
    const sent: Sent = (header) => headers.get(header)
    for (const { before } of own) quiet(() => before(name, sent))
    return Effect.tap(sending, () =>
      Effect.sync(() => {
        for (const { after } of own) quiet(() => after(name, sent))
      }))
  })

/** The headers of an action that is followed. A caller without types may give anything. */
const headersOf = (action: Action): ReadonlyMap<string, string> | undefined =>
  Result.getOrElse(
    Result.try(() => names.has(action.name) ? new Map(Result.getOrElse(action.encode(), () => [])) : undefined),
    () => undefined
  )
