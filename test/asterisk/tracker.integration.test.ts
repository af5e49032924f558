import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schedule, Stream } from "effect"
import { Actions, Ami, AmiClient, AmiTracker, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { isDeepStrictEqual } from "node:util"
import { channelStates } from "../tasks/watching.ts"
import { changing } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { forEachServer, privateServer } from "./servers.ts"
import { proxyTo } from "./tcpProxy.ts"

type Told = AmiTracker.Change<string, Events.Newchannel | Events.Newstate | Events.Hangup>

/** Tracks the states of channels, and records the changes. */
const track = Effect.gen(function*() {
  const tracker = yield* AmiTracker.make({
    ...channelStates,
    relistEvery: "1 second"
  })
  const told: Array<Told> = []
  const { changed, until } = changing()
  const copy = new Map<string, string>()
  const take = (change: Told) =>
    Effect.sync(() => {
      told.push(change)
      if (change._tag === "Present") change.values.forEach((value, key) => copy.set(key, value))
      if (change._tag === "Upserted") copy.set(change.key, change.value)
      if (change._tag === "Gone") copy.delete(change.key)
      changed()
    })
  yield* Effect.forkScoped(Stream.runForEach(tracker.changes, take), { startImmediately: true })
  return {
    tracker,
    told: told as ReadonlyArray<Told>,
    copy: copy as ReadonlyMap<string, string>,
    until: (what: string, holds: () => boolean) => until(what, holds, "20 seconds")
  }
})

/** Starts calls that stay up, and returns the names of their first channels once both are up. */
const call = (count: number) =>
  Effect.forEach(
    Array.from({ length: count }),
    () => Effect.map(Ami.dial({ originator: "Local/120@from-internal/n", extension: "200" }), ({ Channel }) => Channel)
  ).pipe(Effect.tap((channels) => Effect.repeat(areUp(channels), { until: (up) => up })))

/** Whether both channels of each call report that they are up: an originator may answer before it says so. */
const areUp = (channels: ReadonlyArray<string>) =>
  Effect.map(Ami.channels, (all) => {
    const own = all.filter(({ Channel }) => channels.some((channel) => Channel.slice(0, -1) === channel.slice(0, -1)))
    return own.length === 2 * channels.length && own.every(({ ChannelStateDesc }) => ChannelStateDesc === "Up")
  })

const hangUp = (channels: ReadonlyArray<string>) =>
  Effect.forEach(channels, (channel) => Ami.hangup({ channel }), { discard: true })

/** The ids of a call's two channels; they have its name except for the last digit. */
const idsOf = (channels: ReadonlyArray<string>) =>
  Effect.map(
    Ami.channels,
    (all) =>
      all.flatMap(({ Channel, Uniqueid }) =>
        channels.some((channel) => Channel.slice(0, -1) === channel.slice(0, -1)) ? [Uniqueid] : []
      )
  )

/** What Asterisk reports, ordered by id. */
const statesNow = Effect.map(
  Ami.channels,
  (all) => all.map(({ ChannelStateDesc, Uniqueid }) => [Uniqueid, ChannelStateDesc] as const).toSorted(byId)
)

const byId = ([left]: readonly [string, string], [right]: readonly [string, string]) => left < right ? -1 : 1

/** The keys that are gone, each as often as that was reported. */
const goneOf = (told: ReadonlyArray<Told>, fits: (finalStateUnknown: boolean) => boolean = () => true) =>
  told.flatMap((change) => change._tag === "Gone" && fits(change.finalStateUnknown) ? [change.key] : []).toSorted()

const isUnknown = (finalStateUnknown: boolean) => finalStateUnknown

/** Tracks whether members of queues are paused. */
const members = AmiTracker.make({
  snapshot: AmiClient.AmiClient.use((ami) => ami.collect(Actions.QueueStatus())),
  events: [Events.QueueMemberAdded, Events.QueueMemberPause, Events.QueueMemberRemoved],
  key: (source) => {
    switch (source.Event) {
      case "QueueParams":
      case "QueueEntry":
        return undefined
      case "QueueMember":
        return `${source.Queue} ${source.Location}`
      default:
        return `${source.Queue} ${source.Interface}`
    }
  },
  fromSnapshot: (item) => item.Event === "QueueMember" && item.Paused,
  reduce: (_, event) => event.Event === "QueueMemberRemoved" ? AmiTracker.removed : event.Paused
})

const add = (Interface: string, Paused = false) =>
  AmiClient.AmiClient.use((ami) => ami.send(Actions.QueueAdd({ Queue: "sales", Interface, Paused })))
const remove = (Interface: string) =>
  AmiClient.AmiClient.use((ami) => ami.send(Actions.QueueRemove({ Queue: "sales", Interface })))
const pause = (Interface: string) =>
  AmiClient.AmiClient.use((ami) => ami.send(Actions.QueuePause({ Queue: "sales", Interface, Paused: true })))

forEachServer("a tracker of queue members", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "recognizes members that left and came back during a lost connection (C23, C24)",
    () =>
      Effect.gen(function*() {
        const quiet = yield* privateServer(server.version)
        const proxy = yield* proxyTo({ host: quiet.host, port: quiet.port })
        const operator = yield* Layer.build(client(quiet))
        const watcher = yield* Layer.build(
          client(
            quiet,
            { reconnect: { schedule: Schedule.spaced("100 millis") } },
            NodeAmi.layerTcp({ host: "127.0.0.1", port: Number(new URL(proxy.url).port) })
          )
        )
        const operate = Effect.provide(operator)
        yield* operate(Effect.forEach(["Local/1", "Local/2", "Local/3"], (name) => add(name)))
        const tracker = yield* Effect.provide(members, watcher)
        const { changed, until } = changing()
        const told: Array<string> = []
        yield* Effect.forkScoped(
          Stream.runForEach(tracker.changes, (change) =>
            Effect.sync(() => {
              told.push("key" in change ? `${change._tag} ${change.key}` : change._tag)
              changed()
            })),
          { startImmediately: true }
        )

        // Local/1 leaves and comes back while connected, Local/2 while disconnected, and Local/3 does not come back.
        yield* operate(Effect.all([remove("Local/1"), add("Local/1"), pause("Local/1")]))
        yield* until("three changes", () => told.length >= 4)
        yield* proxy.cut
        yield* until("a lost connection", () => told.includes("Stale"))
        yield* operate(Effect.all([remove("Local/2"), add("Local/2", true), remove("Local/3")]))
        yield* proxy.heal
        yield* until("a snapshot", () => told.includes("Synced"))

        assert.deepStrictEqual(told, [
          "Present",
          "Gone sales Local/1",
          "Upserted sales Local/1",
          "Upserted sales Local/1",
          "Stale",
          "Upserted sales Local/2",
          "Gone sales Local/3",
          "Synced"
        ])
        assert.deepStrictEqual([...yield* tracker.get].filter(([key]) => key.startsWith("sales")).toSorted(), [
          ["sales Local/1", true],
          ["sales Local/2", true]
        ])
      }).pipe(Effect.scoped)
  )
})

forEachServer("a tracker of channels", (server) => {
  for (const way of ["tcp", "http"] as const) {
    it.live.skipIf(!server.offers.cli)(
      `is correct again over ${way} after the link was cut (C23, C24, row 69)`,
      () =>
        Effect.gen(function*() {
          const busy = yield* privateServer(server.version)
          const proxy = yield* proxyTo({ host: busy.host, port: way === "tcp" ? busy.port : busy.httpPort })
          const port = Number(new URL(proxy.url).port)
          const transport = way === "tcp"
            ? NodeAmi.layerTcp({ host: "127.0.0.1", port })
            : NodeAmi.layerHttp({ url: proxy.url, pollTimeout: "2 seconds" })
          const reconnect = { schedule: Schedule.spaced("100 millis") }
          const operator = yield* Layer.build(client(busy))
          const watcher = yield* Layer.build(client(busy, { reconnect }, transport))
          const operate = Effect.provide(operator)

          yield* Effect.gen(function*() {
            const staying = yield* operate(call(3))
            const doomed = yield* operate(call(3))
            const { copy, told, tracker, until } = yield* track
            // Over HTTP, events from before the snapshot may come after it.
            const untilSame = (states: ReadonlyArray<readonly [string, string]>) =>
              until("what Asterisk says", () => isDeepStrictEqual([...copy].toSorted(byId), states))
            yield* untilSame(yield* operate(statesNow))

            // Channels come and go while snapshots are taken: none of the snapshots may correct anything.
            const passing: Array<string> = []
            for (let round = 0; round < 12; round++) {
              const channels = yield* operate(call(2))
              passing.push(...yield* operate(idsOf(channels)))
              yield* operate(hangUp(channels))
            }
            yield* until("the ends of calls", () => passing.every((id) => goneOf(told).includes(id)))
            const relists = () => told.filter((change) => change._tag === "Synced" && change.cause === "Relist")
            yield* until("three snapshots", () => relists().length >= 3)
            assert.deepStrictEqual(goneOf(told, isUnknown), [])
            assert.isTrue(relists().every((change) => change._tag === "Synced" && change.corrections === 0))

            const vanishing = (yield* operate(idsOf(doomed))).toSorted()
            yield* proxy.cut
            yield* until("a lost connection", () => told.some((change) => change._tag === "Stale"))
            yield* operate(hangUp(doomed))
            const coming = yield* operate(call(2))
            const cut = told.length
            yield* proxy.heal
            yield* until("a snapshot", () => told.slice(cut).some((change) => change._tag === "Synced"))
            const states = yield* operate(statesNow)
            yield* untilSame(states)

            assert.deepStrictEqual(goneOf(told.slice(cut)), vanishing)
            // Over HTTP the session may have survived, and have kept events for the next poll.
            if (way === "tcp") assert.deepStrictEqual(goneOf(told, isUnknown), vanishing)
            assert.deepStrictEqual([...yield* tracker.get].toSorted(byId), states)
            const living = yield* operate(idsOf([...staying, ...coming]))
            assert.strictEqual(living.length, 10)
            assert.isTrue(living.every((id) => copy.has(id)))
            yield* operate(hangUp([...staying, ...coming]))
            yield* until("the ends of all calls", () => copy.size === 0)
          }).pipe(Effect.provide(watcher))
        }).pipe(Effect.scoped)
    )
  }
})
