import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schedule, Stream } from "effect"
import { Ami, AmiClient, AmiEvent, type AmiInbox, AmiValue, Events } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { size } from "../size.ts"
import { changing } from "../transport/waiting.ts"

const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int })

const overTcp = Layer.unwrap(
  AmiSimulator.AmiSimulator.use(({ port }) => Effect.succeed(NodeAmi.layerTcp({ host: "127.0.0.1", port })))
)
const overHttp = Layer.unwrap(
  AmiSimulator.AmiSimulator.use(({ httpPort }) =>
    Effect.succeed(NodeAmi.layerHttp({ url: `http://127.0.0.1:${httpPort}` }))
  )
)

const clientOver = (transport: typeof overTcp | typeof overHttp) =>
  AmiClient.layer({
    username: "hello",
    secret: Redacted.make("world"),
    buffer: { capacity: 100, overflow: "dropOldest" },
    reconnect: { schedule: Schedule.spaced("20 millis") }
  }).pipe(Layer.provide(transport), Layer.provideMerge(NodeSimulator.layer({ http: true })))

/** More events than the buffer holds, which the client does not want. */
const others = size(1_000, 200)

describe("AmiClient.watch", () => {
  for (const [name, transport] of [["TCP", overTcp], ["HTTP", overHttp]] as const) {
    it.live(`emits events between the marks of a connection that is lost and restored, over ${name}`, () =>
      Effect.gen(function*() {
        const since = Date.now()
        const simulator = yield* AmiSimulator.AmiSimulator
        const ami = yield* AmiClient.AmiClient
        const { changed, until } = changing()
        const items: Array<AmiInbox.Watched<{ readonly Amount: number } | Events.Hangup>> = []
        const tags = () => items.map(({ _tag }) => _tag)
        yield* Effect.forkScoped(
          Stream.runForEach(ami.watch(Checkout, Events.Hangup), (item) =>
            Effect.sync(() => {
              items.push(item)
              changed()
            })),
          { startImmediately: true }
        )
        const checkout = (amount: number) =>
          simulator.broadcast([["Event", "UserEvent"], ["Privilege", "user,all"], ["UserEvent", "Checkout"], [
            "Amount",
            `${amount}`
          ]])
        const noise = simulator.broadcast([["Event", "VarSet"], ["Privilege", "dialplan,all"], ["Variable", "A"]])

        yield* checkout(1)
        yield* Effect.repeat(noise, { times: others })
        yield* checkout(2)
        yield* until("two events", () => tags().filter((tag) => tag === "Event").length === 2)
        yield* simulator.kick
        yield* until("another connection", () => tags().filter((tag) => tag === "Connected").length === 2)
        const { Channel } = yield* Ami.dial({ originator: "100", extension: "200" })
        yield* Ami.hangup({ channel: Channel })
        yield* until("the end of a call", () => items.some((item) => item._tag === "Event" && item.epoch === 2))

        assert.deepStrictEqual(tags().slice(0, 5), ["Connected", "Event", "Event", "Disconnected", "Connected"])
        const events = items.flatMap((item) => item._tag === "Event" ? [item] : [])
        const [first, second, third] = events
        assert.deepStrictEqual([first?.epoch, second?.epoch, third?.epoch], [1, 1, 2])
        assert.deepStrictEqual([first?.name, second?.name, third?.name], ["UserEvent", "UserEvent", "Hangup"])
        assert.strictEqual((second?.seq ?? 0) - (first?.seq ?? 0), others + 2)
        const now = Date.now()
        for (const { receivedAt } of events) {
          assert.isAtLeast(receivedAt, since)
          assert.isAtMost(receivedAt, now)
        }
      }).pipe(Effect.scoped, Effect.provide(clientOver(transport))))
  }
})
