/**
 * The events of the calls that are being dialled: one subscription for all dials of a client.
 *
 * Every call raises some of them, and a dialer has hundreds of calls: each event is looked up by the id of its call,
 * however many are waited for.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import * as Events from "../../catalog/Events.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

type See = (message: AmiMessage) => void

interface Watch {
  /** Who waits for a call, by its id; two may wait for one that somebody gave the same id. */
  readonly calls: Map<string, Set<See>>
  fiber: Fiber.Fiber<void> | undefined
}

/** By `status`, which stays with a client that somebody has wrapped. */
const watches = new WeakMap<object, Watch>()

const outcomeEvents = [
  Events.Newchannel,
  Events.DialBegin,
  Events.DialEnd,
  Events.HangupRequest,
  Events.Hangup,
  Events.OriginateResponse
]

/** Every channel that is made for a call has its id as `Linkedid`. */
const keys = ["Linkedid", "DestLinkedid", "Uniqueid"]

const callOf = ({ calls }: Watch, message: AmiMessage): Set<See> | undefined => {
  for (const key of keys) {
    const id = message.get(key)
    const call = id === undefined ? undefined : calls.get(id)
    if (call !== undefined) return call
  }
  return undefined
}

const run = (ami: AmiClient["Service"], watch: Watch): Effect.Effect<void> => {
  // As the messages that they are: what a server leaves out of them costs nothing here.
  const events = outcomeEvents.map((event) => {
    const matches = (message: AmiMessage) => callOf(watch, message) !== undefined
    const raw: Omit<AmiEvent.AmiEvent<AmiMessage>, "Type"> = { ...event, matches, decode: Result.succeed }
    // `Type` exists for the compiler only.
    return raw as AmiEvent.AmiEvent<AmiMessage>
  })
  return Stream.runForEach(
    ami.events(...events),
    (message) => Effect.sync(() => callOf(watch, message)?.forEach((see) => see(message)))
  ).pipe(
    // The buffer may be one that fails; any other end is one of the connection, which the action hears of.
    Effect.retry({ while: ({ reason }) => reason._tag === "SlowConsumer" }),
    Effect.ignore
  )
}

/** Sees the events of a call from here on, until the scope closes. */
export const follow = (
  ami: AmiClient["Service"],
  id: string,
  see: See
): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(Effect.acquireRelease(
    Effect.gen(function*() {
      const known = watches.get(ami.status)
      const watch = known ?? { calls: new Map(), fiber: undefined }
      const call = watch.calls.get(id) ?? new Set()
      watch.calls.set(id, call.add(see))
      if (known !== undefined) return watch
      watches.set(ami.status, watch)
      // It outlives the dial that has begun it, and ends with the last one.
      watch.fiber = yield* Effect.forkDetach(run(ami, watch), { startImmediately: true })
      // A client that is closed, or connects again, ends its subscriptions.
      watch.fiber.addObserver(() => forget(ami, watch))
      return watch
    }),
    (watch) =>
      Effect.suspend(() => {
        const call = watch.calls.get(id)
        call?.delete(see)
        if (call?.size === 0) watch.calls.delete(id)
        if (watch.calls.size > 0 || watch.fiber === undefined) return Effect.void
        forget(ami, watch)
        return Fiber.interrupt(watch.fiber)
      })
  ))

const forget = ({ status }: AmiClient["Service"], watch: Watch): void => {
  if (watches.get(status) === watch) watches.delete(status)
}
