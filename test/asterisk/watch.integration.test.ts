import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schedule, Schema, Stream } from "effect"
import { Actions, Ami, AmiClient, AmiEvent, type AmiInbox, AmiTracker, AmiTransport, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { bridgedCall, channelStates } from "../tasks/watching.ts"
import { changing } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { inboxOf, isConnected, isNote, raise } from "./inboxes.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"
import { proxyTo } from "./tcpProxy.ts"

const ways = ["tcp", "http"] as const

const Note = AmiEvent.userEvent("Note", { Note: Schema.String })

/** A client behind a proxy that can cut it off, and how often it has sent each action. */
const cuttable = Effect.fnUntraced(function*(server: AsteriskServer, way: typeof ways[number]) {
  const proxy = yield* proxyTo({ host: server.host, port: way === "tcp" ? server.port : server.httpPort })
  const sent: Array<string> = []
  const counted = Layer.effect(
    AmiTransport.AmiTransport,
    AmiTransport.AmiTransport.useSync(({ connect, ...transport }) => ({
      ...transport,
      connect: Effect.map(connect, (connection) => ({
        ...connection,
        write: (action: Parameters<typeof connection.write>[0]) => {
          sent.push(action.name)
          return connection.write(action)
        }
      }))
    }))
  ).pipe(Layer.provide(
    way === "tcp"
      ? NodeAmi.layerTcp({ host: "127.0.0.1", port: Number(new URL(proxy.url).port) })
      : NodeAmi.layerHttp({ url: proxy.url, pollTimeout: "2 seconds" })
  ))
  const context = yield* Layer.build(
    client(server, { reconnect: { schedule: Schedule.spaced("100 millis") } }, counted)
  )
  return { proxy, context, count: (name: string) => sent.filter((one) => one === name).length }
})

forEachServer("AmiClient.watch", (server) => {
  for (const way of ways) {
    it.live.skipIf(!server.offers.cli)(
      `emits what the inbox has of some events, in the same places, over ${way} and a cut link`,
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version)
          const { context, proxy } = yield* cuttable(own, way)
          const operator = yield* Layer.build(client(own))
          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const { changed, until } = changing()
            const watched: Array<AmiInbox.Watched<Events.Hangup | Events.DialBegin | { readonly Note: string }>> = []
            yield* Effect.forkScoped(
              Stream.runForEach(ami.watch(Events.Hangup, Events.DialBegin, Note), (item) =>
                Effect.sync(() => {
                  watched.push(item)
                  changed()
                })),
              { startImmediately: true }
            )
            const inbox = yield* inboxOf

            yield* Effect.scoped(Effect.provide(bridgedCall("100"), operator))
            yield* proxy.cut
            yield* inbox.until("a lost connection", (item) => item._tag === "Disconnected" || item._tag === "Gap")
            yield* proxy.heal
            if (way === "tcp") yield* inbox.until("another connection", isConnected(2))
            yield* Effect.scoped(Effect.provide(bridgedCall("100"), operator))
            yield* Effect.provide(raise("last"), operator)
            yield* inbox.until("the last event", isNote("last"))
            yield* until(
              "the last event",
              () => watched.some((item) => item._tag === "Event" && "Note" in item.event && item.event.Note === "last")
            )

            const names = new Set(["Hangup", "DialBegin", "UserEvent"])
            const expected = inbox.items.flatMap((item): ReadonlyArray<unknown> =>
              item._tag !== "Received"
                ? [item]
                : item.message.kind === "Event" && names.has(item.message.name)
                ? [{ epoch: item.epoch, seq: item.seq, receivedAt: item.receivedAt, name: item.message.name }]
                : []
            )
            const got = watched.map((item) => {
              if (item._tag !== "Event") return item
              const { epoch, name, receivedAt, seq } = item
              return { epoch, seq, receivedAt, name }
            })
            // What came after the last event may have reached one of them only.
            const count = Math.min(got.length, expected.length)
            assert.deepStrictEqual(got.slice(0, count), expected.slice(0, count))
            assert.isAtLeast(count, 8)
            assert.isAtLeast(watched.filter((item) => item._tag === "Event" && item.name === "DialBegin").length, 2)
          }).pipe(Effect.provide(context))
        }).pipe(Effect.scoped)
    )
  }
})

/** Who is dialled by whom, and who dials whom: `DialBegin` changes two channels. */
const partners = AmiTracker.make({
  snapshot: Ami.channels,
  events: [Events.DialBegin, Events.Hangup],
  key: (source) =>
    source.Event === "DialBegin"
      ? [...source.Uniqueid === undefined ? [] : [source.Uniqueid], source.DestUniqueid]
      : source.Uniqueid,
  fromSnapshot: (_, last: string | undefined) => last ?? "nobody",
  reduce: (_, event, key) => {
    if (event.Event === "Hangup") return AmiTracker.removed
    return (key === event.DestUniqueid ? event.Uniqueid : event.DestUniqueid) ?? "nobody"
  },
  uniqueKeys: true
})

forEachServer("several trackers", (server) => {
  for (const way of ways) {
    it.live.skipIf(!server.offers.cli)(
      `share one snapshot after a cut link over ${way}, and each is right again`,
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version)
          const { context, count, proxy } = yield* cuttable(own, way)
          const operator = yield* Layer.build(client(own))
          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const trackers = [
              yield* AmiTracker.make(channelStates),
              yield* AmiTracker.make(channelStates),
              yield* AmiTracker.make({ ...channelStates, snapshot: ami.collect(Actions.CoreShowChannels()) })
            ]
            const pairs = yield* partners
            const { changed, until } = changing()
            let synced = 0
            const steps: Array<string> = []
            const follow = (
              tracker: { readonly changes: Stream.Stream<AmiTracker.Change<string, unknown>, unknown> }
            ) =>
              Effect.forkScoped(
                Stream.runForEach(tracker.changes, (change) =>
                  Effect.sync(() => {
                    if (change._tag === "Synced") synced += 1
                    if (change._tag === "Upserted" && change.more === true) steps.push(change.key)
                    changed()
                  })),
                { startImmediately: true }
              )
            for (const tracker of [...trackers, pairs]) yield* follow(tracker)
            const asked = count("CoreShowChannels")

            yield* Effect.scoped(Effect.gen(function*() {
              yield* Effect.provide(bridgedCall("100"), operator)
              const hasPair = (values: ReadonlyMap<string, string>) =>
                [...values].some(([id, partner]) => values.get(partner) === id)
              const dialled = yield* Effect.repeat(pairs.get, {
                until: hasPair,
                schedule: Schedule.spaced("50 millis")
              })
              yield* proxy.cut
              const isStale = Effect.map(pairs.live, ({ _tag }) => _tag === "Stale")
              yield* Effect.repeat(isStale, { until: (stale) => stale, schedule: Schedule.spaced("50 millis") })
              const stale = yield* pairs.live
              yield* proxy.heal
              yield* until("snapshots", () => synced >= 4)
              const states = (values: Iterable<readonly [string, string]>) =>
                [...values].toSorted(([left], [right]) => left < right ? -1 : 1)
              const now = yield* Effect.provide(Ami.channels, operator)
              const expected = states(
                now.map(({ ChannelStateDesc, Uniqueid }) => [Uniqueid, ChannelStateDesc] as const)
              )

              for (const tracker of trackers) assert.deepStrictEqual(states(yield* tracker.get), expected)
              assert.deepStrictEqual(states(yield* pairs.get).map(([id]) => id), expected.map(([id]) => id))
              assert.isAtLeast(expected.length, 2)
              // Over HTTP the client does not notice the cut, and may send requests meanwhile.
              if (way === "tcp") assert.deepStrictEqual([synced, count("CoreShowChannels") - asked], [4, 1])
              else assert.isBelow(count("CoreShowChannels") - asked, trackers.length + 1)
              // The two channels of a pair are each other's partners, and both changed in one step.
              assert.isTrue(hasPair(dialled))
              assert.isAbove(steps.length, 0)
              assert.isTrue(stale._tag === "Stale" && stale.since <= stale.at)
            }))
          }).pipe(Effect.provide(context))
        }).pipe(Effect.scoped)
    )
  }
})
