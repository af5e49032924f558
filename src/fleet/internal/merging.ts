/**
 * One stream of what all servers of a fleet send, later ones included, and one of the changes of their models.
 *
 * Each server has a share of the buffer of a reader, and one that storms takes no place of another.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import * as AmiClient from "../../client/AmiClient.ts"
import type { Gap, Mark } from "../../client/AmiInbox.ts"
import * as Foreign from "../../internal/foreign.ts"
import { monotonicMillis } from "../../internal/monotonic.ts"
import type { Change, Live, Model } from "../../live/AmiLive.ts"
import type { Fleet } from "./fleet.ts"
import { type Batch, Lanes } from "./lanes.ts"
import type { Member } from "./member.ts"

type Client = AmiClient.AmiClient["Service"]

/** The reader was too slow: so many messages of this server are missing here, from `firstSeq` to `lastSeq`. */
export interface Overflow {
  readonly _tag: "Overflow"
  readonly epoch: number
  readonly dropped: number
  readonly firstSeq: number
  readonly lastSeq: number
}

/** No server gets less, however many there are. */
const least = 1024

/** What `read` gives of each server, in batches. */
export const merged = <R, Config, A>(
  fleet: Fleet<R, Config>,
  buffer: number,
  read: (ami: Client) => Stream.Stream<A | Mark, AmiError>
): Stream.Stream<Batch<A | Mark | Overflow>> =>
  Stream.fromPull(Effect.gen(function*() {
    const lanes = new Lanes<A | Mark | Overflow>(monotonicMillis(yield* Clock.Clock))
    const run = yield* FiberSet.makeRuntime<never, void, never>()
    // The share of a server becomes less as others join: all readers have this object, which is looked at for each message.
    const shareOf = () => Math.max(least, Math.floor(buffer / Math.max(1, fleet.size)))
    const share = { capacity: shareOf(), overflow: "dropOldest" as const }
    const changed = () => {
      share.capacity = shareOf()
    }
    const reading = (server: string, ami: Client) =>
      Stream.runForEachArray(
        read(ami),
        (items) => lanes.offer(server, items.some(isGap) ? items.map(asOverflow) : items)
      )
        .pipe(
          Effect.provideService(AmiClient.Buffer, share),
          Effect.catchCause((cause) => Foreign.quietly(Effect.logError(`Nothing more is read of ${server}`, cause)))
        )
    yield* fleet.listen({ changed, linked: ({ server }, ami) => void run(reading(server, ami)) })
    return lanes.pull
  })).pipe(Stream.scoped)

const isGap = (item: unknown): item is Gap => (item as { readonly _tag?: unknown })._tag === "Gap"

/** A gap that the reader has caused is an `Overflow`. */
const asOverflow = <A>(item: A): A | Overflow => {
  if (!isGap(item) || item.reason !== "SlowConsumer" || item.dropped === "unknown") return item
  const { dropped, epoch, firstSeq, lastSeq } = item
  return { _tag: "Overflow", epoch, dropped, firstSeq, lastSeq }
}

// --- Live models ------------------------------------------------------------

/** The server has left, or its models are made again: nothing more is known of its values. */
export interface Left {
  readonly _tag: "Left"
}

export interface OfServer<V> {
  readonly server: string
  readonly change: Change<V> | Left
}

/** How many changes wait for a reader; what is more waits in the buffers of the models, which forget nothing. */
const changesWaiting = 64

/**
 * The changes of a model of each server. A reader that is too slow for one of them gets `Present` of that once more.
 */
export const changes = <R, Config, V>(
  fleet: Fleet<R, Config>,
  modelOf: (member: Member<R>) => Model<V> | undefined
): Stream.Stream<OfServer<V>> =>
  Stream.callback<OfServer<V>>((queue) =>
    Effect.gen(function*() {
      const run = yield* FiberSet.makeRuntime<never, void, never>()
      const read = new Map<string, Model<V>>()
      const reading = (server: string, model: Model<V>): Effect.Effect<void> =>
        Stream.runForEach(model.changes, (change) => Queue.offer(queue, { server, change })).pipe(
          Effect.catchReason("AmiError", "SlowConsumer", () => reading(server, model)),
          Effect.catchCause((cause) => Foreign.quietly(Effect.logWarning(`The model of ${server} has ended`, cause))),
          Effect.andThen(Effect.suspend(() => {
            if (read.get(server) !== model) return Effect.void
            read.delete(server)
            return Queue.offer(queue, { server, change: { _tag: "Left" } })
          })),
          Effect.asVoid
        )
      const changed = (server: string, member: Member<R> | undefined) => {
        const model = member === undefined ? undefined : modelOf(member)
        if (model === undefined || read.get(server) === model) return
        read.set(server, model)
        run(reading(server, model))
      }
      yield* fleet.listen({ changed })
      for (const member of fleet.members()) changed(member.server, member)
      return yield* Effect.never
    }), { bufferSize: changesWaiting, strategy: "suspend" })

/** The values of a model of each server at this moment; undefined of one that has no model yet. */
export const values = <R, Config, V>(
  fleet: Fleet<R, Config>,
  modelOf: (member: Member<R>) => Model<V> | undefined
): Effect.Effect<ReadonlyMap<string, Live<ReadonlyMap<string, V>> | undefined>> =>
  Effect.map(
    Effect.forEach(fleet.members(), (member) => {
      const model = modelOf(member)
      return Effect.map(
        model === undefined ? Effect.succeed(undefined) : model.get,
        (live) => [member.server, live] as const
      )
    }),
    (pairs) => new Map(pairs)
  )
