/** Live models on a server, a link and lists that fail, over every transport. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Schedule, Stream } from "effect"
import { Ami, AmiChannels, AmiClient, AmiLive, type AmiTransport } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiFault, AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { changing } from "../transport/waiting.ts"

const account = {
  username: "hello",
  secret: Redacted.make("world"),
  reconnect: { schedule: Schedule.spaced("20 millis") },
  pingInterval: "100 millis",
  pingTimeout: "200 millis",
  actionTimeout: "200 millis",
  onDisconnected: "wait"
} as const

const options = { timeScale: 0, loginDelay: 0 } as const

const port = (of: (simulator: AmiSimulator.AmiSimulator["Service"]) => ReturnType<typeof NodeAmi.layerTcp>) =>
  Layer.unwrap(Effect.map(AmiSimulator.AmiSimulator, of))

const clientOn = <E, R, E2, R2>(
  transport: Layer.Layer<AmiTransport.AmiTransport, E, R>,
  simulator: Layer.Layer<AmiSimulator.AmiSimulator, E2, R2>
) => AmiClient.layer(account).pipe(Layer.provideMerge(transport), Layer.provideMerge(simulator))

const ways = {
  "over TCP": clientOn(
    port((simulator) => NodeAmi.layerTcp({ port: simulator.port })),
    NodeSimulator.layer(options)
  ),
  "over HTTP, where lists overtake events": clientOn(
    port(({ httpPort }) => NodeAmi.layerHttp({ url: `http://127.0.0.1:${httpPort}` })),
    NodeSimulator.layer({ ...options, http: true })
  )
} as const

/** What goes wrong, and whether it costs the connection. */
const faults: Readonly<
  Record<string, { readonly fault: AmiFault.Fault; readonly times?: number; readonly cuts: boolean }>
> = {
  "the link is cut": { fault: AmiFault.reset({ action: "Ping" }), times: 1, cuts: true },
  "the server freezes": { fault: AmiFault.silence, cuts: true },
  "a list is not answered": { fault: AmiFault.drop({ action: "Status" }), times: 2, cuts: false },
  "a list is late": { fault: AmiFault.latency({ action: "Status", duration: "50 millis" }), cuts: false },
  "a list breaks off": { fault: AmiFault.brokenList({ action: "Status", after: 1 }), times: 2, cuts: false },
  "a list comes twice": { fault: AmiFault.duplicate({ action: "Status" }), cuts: false }
}

/** Does what happens on the server. It is patient: only the client of the models has timeouts that a busy machine misses. */
const other = AmiClient.make({ username: "hello", secret: Redacted.make("world") })

const call = Ami.dial({ originator: "Local/200@from-internal", extension: "200" })

/** Its first list may be late too, on a busy machine: then there is no model yet. */
const model = Effect.retry(Layer.build(AmiChannels.layer), Schedule.spaced("20 millis")).pipe(
  Effect.map((context) => Context.get(context, AmiChannels.AmiChannels))
)

const idsNow = Effect.map(Ami.channels, (all) => all.map(({ Uniqueid }) => Uniqueid).toSorted())

describe("A live model is true again", () => {
  for (const [way, layer] of Object.entries(ways)) {
    for (const [what, { cuts, fault, times }] of Object.entries(faults)) {
      if (cuts && way !== "over TCP") continue
      it.live(`after ${what}, ${way}`, () =>
        Effect.gen(function*() {
          const simulator = yield* AmiSimulator.AmiSimulator
          const channels = yield* model
          const by = Effect.provideService(AmiClient.AmiClient, yield* other)
          const { changed, until } = changing()
          const told: Array<string> = []
          yield* Effect.forkScoped(
            Stream.runForEach(channels.changes, ({ _tag }) =>
              Effect.sync(() => {
                told.push(_tag)
                changed()
              })),
            { startImmediately: true }
          )
          yield* by(call)
          const active = yield* simulator.fault(fault, times === undefined ? {} : { times })
          const before = told.length
          const lists = () => told.slice(before).filter((tag) => tag === "Synced").length
          if (cuts) yield* until("a lost connection", () => told.includes("Stale"))
          else yield* until("two lists", () => lists() >= 2)
          assert.isAbove(yield* active.hits, 0)
          yield* active.remove
          yield* by(call)
          const { Channel } = yield* by(call)
          yield* by(Ami.hangup({ channel: Channel }))
          const ids = yield* by(idsNow)
          let seen: AmiLive.Live<ReadonlyMap<string, AmiChannels.Channel>> | undefined
          yield* Effect.forkScoped(
            Stream.runForEach(channels.changes, () =>
              Effect.map(channels.get, (live) => {
                seen = live
                changed()
              }))
          )
          yield* until("the truth", () =>
            seen?._tag === "Fresh" && [...seen.value.keys()].toSorted().join() === ids.join())

          assert.isAbove(ids.length, 0)
        }).pipe(
          Effect.provideService(AmiLive.Settings, { relistEvery: "100 millis", confirmAfter: "100 millis" }),
          Effect.provide(layer)
        ))
    }
  }
})
