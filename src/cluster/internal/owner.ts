/**
 * The owner of a server: the one connection to it, and the sessions of all that use it.
 *
 * `effect/cluster` sends a request again to the next owner when the node that had it goes away, whether it was executed or not.
 * So each request names the incarnation of the owner that it is meant for, and its number in its session: another owner refuses
 * it, and the same owner executes it once.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Entity from "effect/cluster/Entity"
import * as RunnerStorage from "effect/cluster/RunnerStorage"
import * as Sharding from "effect/cluster/Sharding"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import type * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import type * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiClient from "../../client/AmiClient.ts"
import type { Item } from "../../client/AmiInbox.ts"
import { CurrentDirect, type Owner } from "../../internal/direct.ts"
import { type Frame, Refused } from "../../internal/ownerWords.ts"
import { CurrentPacking } from "../../internal/packing.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as Doubt from "./doubt.ts"
import { type Limits, Outbox } from "./outbox.ts"
import type { Owned, Owners } from "./owners.ts"
import { Pbx } from "./protocol.ts"
import { type Common, Session } from "./session.ts"
import * as Upstream from "./upstream.ts"

export interface Options extends Limits {
  readonly servers: ReadonlySet<string>
  readonly upstream: (server: string) => Layer.Layer<AmiClient.AmiClient, AmiError>
  readonly drain: Duration.Duration
  readonly logins: Semaphore.Semaphore
  readonly owners: Owners
}

/** Ended sessions whose last number is remembered: what still comes for them was not executed. */
const mostEnded = 4096

/** How often the owner looks whether the server moves to another node. */
const lookInterval = Duration.millis(100)
/** How long the last frames may take to the consumers. */
const farewell = Duration.millis(500)

/** The handlers of one server, built when a node gets it. */
const handlers = Effect.fnUntraced(function*(options: Options) {
  const { entityId: server, shardId } = yield* Entity.CurrentAddress
  const node = yield* Entity.CurrentRunnerAddress
  const locks = yield* RunnerStorage.RunnerStorage
  const sharding = yield* Sharding.Sharding
  const packing = yield* CurrentPacking
  const direct = yield* CurrentDirect
  const incarnation = crypto.randomUUID()
  const sessions = new Map<string, Session>()
  const ended = new Map<string, number>()
  const load = { inFlight: 0 }
  let isLeaving = false
  let isDeaf = false

  const isHeld = Effect.match(locks.refresh(node, [shardId]), {
    onFailure: () => false,
    onSuccess: (held) => held.length > 0
  })
  const doubt = yield* Doubt.make(isHeld)

  // --- What Asterisk says ----------------------------------------------------

  /** The text of the events of a read, made once for all that want everything. */
  const publish = (items: ReadonlyArray<Item>) => {
    // What follows is of another connection, and these sessions end with theirs.
    isDeaf ||= items.some(({ _tag: tag }) => tag === "Disconnected")
    if (isDeaf) return
    let all: Batch | undefined
    for (const session of sessions.values()) {
      if (session.wantsAll) give(session, all ??= batchOf(items, () => true))
      else give(session, batchOf(items, (message) => session.wants(message)))
    }
  }

  const end = (id: string, session: Session, why: string, detail?: string) => {
    const more = detail === undefined ? {} : { detail }
    session.outbox.close({ kind: "Ended", why, incarnation, taken: session.taken, ...more })
    forget(id, session)
  }
  const forget = (id: string, session: Session) => {
    if (sessions.get(id) !== session) return
    sessions.delete(id)
    session.leave()
    ended.set(id, session.taken)
    for (const oldest of ended.keys()) {
      if (ended.size <= mostEnded) break
      ended.delete(oldest)
    }
  }
  const endAll = (why: string, detail?: string) => {
    for (const [id, session] of sessions) end(id, session, why, detail)
  }

  let untap: (() => void) | undefined
  const upstream = yield* Upstream.make({
    server,
    connect: options.upstream,
    logins: options.logins,
    onReady: (relay) => {
      isDeaf = false
      untap?.()
      untap = relay.tap(publish)
    },
    // So is every session lost: consumers reconnect, and see Disconnected and Connected.
    onLost: (detail) => endAll("Disconnected", detail)
  })

  // --- Leaving ---------------------------------------------------------------

  /** Takes nothing more, waits for the answers that are due, and says goodbye. */
  const drain = (atMost: Duration.Duration) =>
    Effect.gen(function*() {
      isLeaving = true
      const until = (done: () => boolean, limit: Duration.Duration) =>
        Effect.sync(done).pipe(
          Effect.repeat({ until: (isDone: boolean) => isDone, schedule: Schedule.spaced(wait) }),
          Effect.timeoutOption(limit)
        )
      yield* until(() => load.inFlight === 0, atMost)
      const outboxes = [...sessions.values()].map(({ outbox }) => outbox)
      endAll("Leaving")
      yield* until(() => outboxes.every(({ isOver }) => isOver), farewell)
    })
  const mayAct = () => !isLeaving && sharding.hasShardId(shardId)
  yield* Effect.suspend(() => mayAct() || isLeaving ? Effect.void : drain(options.drain)).pipe(
    Effect.delay(lookInterval),
    Effect.forever,
    Effect.forkScoped
  )
  yield* Effect.addFinalizer(() =>
    Effect.sync(() => {
      untap?.()
      endAll("Leaving")
    })
  )
  const owned = (): Owned => ({
    server,
    incarnation,
    isConnected: upstream.ready() !== undefined,
    detail: upstream.ready() === undefined ? upstream.why() : undefined,
    consumers: sessions.size,
    inFlight: load.inFlight
  })
  yield* options.owners.add({ owned, drain: drain(options.drain) })

  // --- Requests --------------------------------------------------------------

  const refused = (why: string, more: { readonly taken?: number; readonly detail?: string } = {}) =>
    new Refused({ why, incarnation, ...more })

  const open = Effect.fnUntraced(function*(
    { session: id, unpacks, wanted }: {
      readonly session: string
      readonly unpacks?: ReadonlyArray<string>
      readonly wanted?: ConstructorParameters<typeof Session>[2]
    }
  ) {
    if (!options.servers.has(server)) return yield* refused("UnknownServer")
    if (!mayAct()) return yield* refused("Leaving")
    if (!(yield* doubt.confirm)) return yield* refused("Frozen")
    const ready = upstream.ready()
    if (ready === undefined) return yield* refused("Disconnected", { detail: upstream.why() })
    // Sent again: nobody reads the first.
    if (sessions.has(id) || ended.has(id)) return yield* refused("Unknown")
    const outbox = new Outbox(options, packing && unpacks?.includes(packing.name) ? packing : undefined)
    const common: Common = { relay: ready.relay, isSure: doubt.isSure, load }
    const session = new Session(common, outbox, wanted ?? {})
    const { banner } = ready
    outbox.frame({
      kind: "Hello",
      incarnation,
      node: `${node.host}:${node.port}`,
      ...(banner === undefined ? {} : { banner })
    })
    yield* Effect.acquireRelease(
      Effect.sync(() => sessions.set(id, session)),
      () =>
        Effect.sync(() => {
          forget(id, session)
          outbox.abandon()
        })
    )
    return pull(outbox)
  })

  const owner: Owner = {
    open: (payload) => Stream.fromPull(open(payload)).pipe(Stream.scoped),
    write: Effect.fnUntraced(function*(payload) {
      if (payload.incarnation !== incarnation) return yield* refused("OtherOwner")
      const isSure = yield* doubt.confirm
      const session = sessions.get(payload.session)
      if (session === undefined) {
        const taken = ended.get(payload.session)
        return yield* refused("Unknown", taken === undefined ? {} : { taken })
      }
      // Sent again: it was executed.
      if (payload.seq <= session.taken) return
      if (!isSure) return yield* refused("Frozen", { taken: session.taken })
      session.taken = payload.seq
      for (const action of payload.actions) {
        if (mayAct()) session.act(action)
        else session.refuse(action)
      }
      if (session.outbox.isClosed) forget(payload.session, session)
    })
  }
  if (direct !== undefined) {
    yield* direct.serve(server, owner)
    // The cluster does not wait for sessions that do not go over it.
    yield* Effect.addFinalizer(() => drain(Duration.min(options.drain, direct.longestMove)))
  }

  return Pbx.of({
    Activate: () => Effect.succeed(incarnation),
    Where: () =>
      Effect.suspend(() => {
        if (!options.servers.has(server)) return Effect.fail(refused("UnknownServer"))
        return mayAct() ? Effect.succeed({ ...direct?.place }) : Effect.fail(refused("Leaving"))
      }),
    Open: ({ payload }) => owner.open(payload),
    Write: ({ payload }) => owner.write(payload)
  })
})

const wait = Duration.millis(20)

/** What came in one read, for one kind of consumer. */
type Batch = ReadonlyArray<{ readonly text: string; readonly count: number } | Frame>

const batchOf = (items: ReadonlyArray<Item>, wants: (message: AmiMessage.AmiMessage) => boolean): Batch => {
  const batch: Array<Batch[number]> = []
  let text = ""
  let count = 0
  const flush = () => {
    if (count > 0) batch.push({ text, count })
    text = ""
    count = 0
  }
  for (const item of items) {
    if (item._tag === "Received") {
      if (!wants(item.message)) continue
      const own = AmiMessage.wire(item.message)
      if (own === undefined) {
        flush()
        batch.push({ kind: "Missed", dropped: 1 })
      } else {
        text += own
        count += 1
      }
    } else if (item._tag === "Gap") {
      flush()
      batch.push({
        kind: "Missed",
        why: item.reason,
        ...(item.dropped === "unknown" ? {} : { dropped: item.dropped })
      })
    }
  }
  flush()
  return batch
}

const give = ({ outbox }: Session, batch: Batch) => {
  for (const part of batch) {
    if ("text" in part) outbox.events(part.text, part.count)
    else outbox.missed(part.dropped, part.why)
  }
}

/** The frames of a session, until the last. */
const pull = (outbox: Outbox): Pull.Pull<readonly [Frame, ...Array<Frame>]> => {
  const next: Pull.Pull<readonly [Frame, ...Array<Frame>]> = Effect.suspend(() =>
    outbox.isOver
      ? Cause.done()
      : Effect.flatMap(outbox.take, ([first, ...others]) =>
        first === undefined ? next : Effect.succeed([first, ...others]))
  )
  return next
}

export const layer = (options: Options) =>
  Pbx.toLayer(handlers(options), {
    // Never lets go of a connection because nobody asks for anything.
    maxIdleTime: Duration.infinity,
    concurrency: "unbounded",
    // Else one defect would build the owner again, and replay every request that is under way.
    disableFatalDefects: true
  })
