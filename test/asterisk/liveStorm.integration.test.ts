/**
 * All models through storms of calls on a real server: links break, and events are lost. What they know is what the server lists.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { Actions, AmiAction, AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiLive, AmiQueues } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import * as Hub from "../../src/live/internal/hub.ts"
import { faultProxy } from "../faults/proxy.ts"
import { drift, unseenBy } from "../live/serverDrift.ts"
import { randomFrom } from "../live/telephony.ts"
import { seeds } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { client, modelsOver } from "./clients.ts"
import { forEachServer, privateServer } from "./servers.ts"

const moments = size(200, 40)

const extensions = ["100", "101", "160", "170", "200", "300", "301", "400", "500", "600", "700"]

/** What programs ask for: calls between extensions, random ends, transfers, conferences, parking. */
const nextAct = (
  random: () => number,
  all: ReadonlyArray<AmiChannels.Channel>
): readonly [string, Record<string, string>] => {
  const pick = (values: ReadonlyArray<string>): string => values[Math.floor(random() * values.length)] ?? ""
  const channels = all.map(({ Channel }) => Channel)
  // A channel that Bridge takes out of an application leaves a queue by events of another channel.
  const talking = all.flatMap(({ Channel, bridge }) => bridge !== undefined && Channel.endsWith(";1") ? [Channel] : [])
  const exten = pick(extensions)
  // Two halves of a Local channel that both are connected by hand make a circle.
  const first = pick(channels.filter((name) => name.endsWith(";1")))
  const place = { Context: "from-internal", Exten: exten, Priority: "1" }
  const die = random()
  if (channels.length < 30 && die < 0.55) {
    return ["Originate", {
      Channel: `Local/${pick(extensions)}@from-internal${random() < 0.5 ? "/n" : ""}`,
      ...random() < 0.5 ? place : { Application: "Echo" },
      Async: "true"
    }]
  }
  if (die < 0.63) return ["Redirect", { Channel: first, ...place }]
  if (die < 0.69) return ["Bridge", { Channel1: pick(talking), Channel2: pick(talking) }]
  if (die < 0.73) return ["BlindTransfer", { Channel: pick(channels), Context: "from-internal", Exten: exten }]
  if (die < 0.77) return ["Atxfer", { Channel: pick(channels), Context: "from-internal", Exten: exten }]
  if (die < 0.8) return ["Park", { Channel: first }]
  if (die < 0.84) return ["QueuePause", { Interface: "Local/100@from-internal", Paused: String(random() < 0.5) }]
  return ["Hangup", { Channel: pick(channels) }]
}

/** The feed of models with room for a few events: it loses some whenever Asterisk sends more at once. */
const narrow = Layer.effect(
  AmiLive.AmiLive,
  Effect.map(AmiClient.AmiClient, (ami) => {
    const hub = Hub.of(ami, 16)
    return AmiLive.AmiLive.of({
      install: (part, settings = {}) => hub.install(part, settings),
      isFresh: Effect.sync(() => hub.isFresh)
    })
  })
)

const lossy = Layer.mergeAll(
  Layer.effect(AmiChannels.AmiChannels, AmiChannels.make),
  Layer.effect(AmiBridges.AmiBridges, AmiBridges.make),
  Layer.effect(AmiQueues.AmiQueues, AmiQueues.make),
  Layer.effect(AmiCalls.AmiCalls, AmiCalls.make)
).pipe(Layer.provide(narrow))

forEachServer("bursts of calls, of whose events some are lost", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "leave all models as the server is",
    () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version)
        yield* Effect.gen(function*() {
          const driver = yield* AmiClient.AmiClient
          const channels = yield* AmiChannels.AmiChannels
          const calls = yield* AmiCalls.AmiCalls
          const causes: Array<string> = []
          const ended: Array<string> = []
          yield* Effect.forkScoped(
            Stream.runForEach(channels.changes, (change) =>
              Effect.sync(() => change._tag === "Stale" ? causes.push(change.cause) : undefined)),
            { startImmediately: true }
          )
          yield* Effect.forkScoped(
            Stream.runForEach(calls.records, ({ id }) =>
              Effect.sync(() => ended.push(id))),
            { startImmediately: true }
          )
          const present = Effect.map(driver.collect(Actions.CoreShowChannels()), (items) =>
            items.map((item) =>
              item.Channel
            ))
          const atOnce = <A>(values: ReadonlyArray<A>, act: (value: A) => readonly [string, Record<string, string>]) =>
            Effect.forEach(values, (value) => {
              const [action, headers] = act(value)
              return Effect.ignore(driver.send(AmiAction.raw(action, Object.entries(headers))))
            }, { concurrency: "unbounded", discard: true })
          for (let burst = 0; burst < size(4, 2); burst++) {
            yield* atOnce([...extensions, ...extensions], (extension) => ["Originate", {
              Channel: `Local/${extension}@from-internal`,
              Application: "Echo",
              Async: "true"
            }])
            assert.deepStrictEqual(yield* drift(driver, Effect.sleep), [], `after burst ${burst}`)
            yield* atOnce(yield* present, (Channel) => ["Hangup", { Channel }])
            assert.deepStrictEqual(yield* drift(driver, Effect.sleep), [], `after the end of burst ${burst}`)
          }
          for (let tries = 0; tries < 40 && (yield* present).length > 0; tries++) {
            yield* atOnce(yield* present, (Channel) => ["Hangup", { Channel }])
            yield* Effect.sleep("500 millis")
          }
          assert.deepStrictEqual(yield* drift(driver, Effect.sleep), [], "at the end")
          assert.deepStrictEqual([...(yield* calls.get).value.values()], [])
          assert.strictEqual(new Set(ended).size, ended.length, "a call ended twice")
          assert.isAbove(ended.length, 0)
          assert.deepStrictEqual([...new Set(causes)], ["Gap"])
        }).pipe(
          Effect.scoped,
          Effect.provide(Layer.merge(Layer.provide(lossy, client(own)), client(own, { events: "off" })))
        )
      }).pipe(Effect.scoped),
    600_000
  )
})

forEachServer("a storm of calls with links that break", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "leaves all models as the server is",
    () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version)
        const proxy = yield* faultProxy({ host: own.host, port: own.port })
        const models = modelsOver(own, NodeAmi.layerTcp({ host: proxy.host, port: proxy.port }))
        const random = randomFrom(seeds.at(-1) ?? 1)
        yield* Effect.gen(function*() {
          const driver = yield* AmiClient.AmiClient
          const isUnseen = yield* unseenBy(driver)
          const channels = yield* AmiChannels.AmiChannels
          const calls = yield* AmiCalls.AmiCalls
          const ended: Array<string> = []
          yield* calls.records.pipe(
            Stream.runForEach(({ id }) => Effect.sync(() => ended.push(id))),
            Effect.forkScoped({ startImmediately: true })
          )
          const present = Effect.map(channels.get, ({ value }) => [...value.values()])
          let losses = 0
          let most = 0
          for (let moment = 0; moment < moments; moment++) {
            for (let acts = Math.floor(random() * 6); acts > 0; acts--) {
              const [action, headers] = nextAct(random, yield* present)
              yield* Effect.ignore(driver.send(AmiAction.raw(action, Object.entries(headers))))
              yield* Effect.sleep(Math.floor(random() * 120))
            }
            if (random() < 0.06) {
              losses += 1
              proxy.rst()
              yield* Effect.sleep(Math.floor(random() * 500))
            }
            assert.deepStrictEqual(yield* drift(driver, Effect.sleep, isUnseen), [], `moment ${moment}`)
            most = Math.max(most, (yield* present).length)
          }
          for (let tries = 0; tries < 40 && (yield* present).length > 0; tries++) {
            for (const { Channel } of yield* present) yield* Effect.ignore(driver.send(Actions.Hangup({ Channel })))
            yield* Effect.sleep("500 millis")
          }
          assert.deepStrictEqual(yield* drift(driver, Effect.sleep, isUnseen), [], "at the end")
          assert.deepStrictEqual([...(yield* calls.get).value.values()], [])
          assert.strictEqual(new Set(ended).size, ended.length, "a call ended twice")
          assert.isAbove(ended.length, moments / 4)
          assert.isAbove(losses, 0)
          assert.isAbove(most, 10)
        }).pipe(Effect.scoped, Effect.provide(Layer.merge(models, client(own))))
      }).pipe(Effect.scoped),
    600_000
  )
})
