/**
 * What queues need beside the cycle of lists: requests for one queue, and the ends of wrap-up times.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../../AmiError.ts"
import * as Actions from "../../../catalog/Actions.ts"
import type { AmiClient } from "../../../client/AmiClient.ts"
import { quietly } from "../../../internal/foreign.ts"
import * as Identity from "../../../internal/identity.ts"
import { collect } from "../lists.ts"
import type { Reason } from "../part.ts"
import type { QueuesPart } from "./queues.ts"

export interface Keeper {
  /** Asks for a queue with its members, and takes in the answer. */
  readonly refresh: (name: string) => Effect.Effect<void, AmiError>
}

/** Nobody has this name, so a list of its members is empty: that costs 1 ms, however many there are. */
const nobody = "nobody"

/** How long to wait after a request that failed. */
const retryMillis = 10_000

/** Keeps counters and statuses current until the scope closes. */
export const keep = (ami: AmiClient["Service"], part: QueuesPart): Effect.Effect<Keeper, never, Scope.Scope> =>
  Effect.gen(function*() {
    const { refreshes } = part
    const publish = (reason: Reason) => {
      for (const output of part.outputs) {
        output.flush(reason)
        output.release()
      }
    }
    let requests = 0
    const ask = (name: string, isFull: boolean): Effect.Effect<void, AmiError> =>
      Effect.suspend(() => {
        requests += 1
        const id = `refresh ${requests}`
        const forget = Effect.sync(() => part.endList(id))
        part.beginList(id)
        return collect(ami, Actions.QueueStatus({ Queue: name, ...(isFull ? {} : { Member: nobody }) })).pipe(
          Effect.onExit((exit) => exit._tag === "Failure" ? forget : Effect.void),
          Effect.flatMap((items) =>
            Effect.map(Clock.currentTimeMillis, (at) => {
              part.refresh(id, name, isFull, items, at)
              publish({ _tag: "Snapshot", cause: "Refresh" })
            })
          )
        )
      })

    const asking = Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      for (const { isFull, name } of refreshes.take(now)) {
        const failed = (error: AmiError) =>
          Effect.suspend(() => {
            // Without a connection, all lists will be taken with the next one.
            if (error.reason._tag === "ConnectionLost") return Effect.void
            const later = `The list of queue ${name} failed (${error.message}). Asking again`
            return Effect.andThen(
              quietly(Identity.of(ami).own(Effect.logWarning(later))),
              Effect.map(Clock.currentTimeMillis, (at) =>
                refreshes.want(name, at + retryMillis, isFull ? "all" : "callers"))
            )
          })
        yield* Effect.catch(ask(name, isFull), failed)
      }
    })
    refreshes.onDue = yield* alarm(() => refreshes.next, asking)

    const ticking = Effect.map(Clock.currentTimeMillis, (at) => {
      part.tick(at)
      publish({ _tag: "Time" })
    })
    part.index.onWrapUp = yield* alarm(() => part.nextTick, ticking)
    return { refresh: (name) => ask(name, true) }
  })

/** Runs something whenever it is due. Returns what to call if it is due earlier than before. */
const alarm = (
  due: () => number | undefined,
  run: Effect.Effect<void>
): Effect.Effect<() => void, never, Scope.Scope> =>
  Effect.gen(function*() {
    const changed = yield* Queue.sliding<void>(1)
    const step = Effect.gen(function*() {
      const at = due()
      const now = yield* Clock.currentTimeMillis
      if (at === undefined) yield* Queue.take(changed)
      else if (at > now) yield* Effect.raceFirst(Queue.take(changed), Effect.sleep(at - now))
      else yield* run.pipe(Effect.catchCause((cause) => quietly(Effect.logError("The model of queues failed", cause))))
    })
    yield* Effect.forkScoped(Effect.forever(step))
    return () => void Queue.offerUnsafe(changed, undefined)
  })
