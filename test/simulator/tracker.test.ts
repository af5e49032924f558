import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Redacted, Schedule, Scope, Stream } from "effect"
import { Ami, AmiClient, AmiTracker } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { channelStates } from "../tasks/watching.ts"
import { changing } from "../transport/waiting.ts"

/** A simulator that can be killed and restarted. */
const simulator = Effect.fnUntraced(function*(port = 0) {
  const scope = yield* Scope.fork(yield* Effect.scope)
  const context = yield* Scope.provide(Layer.build(NodeSimulator.layer({ port })), scope)
  const started = yield* Effect.provide(AmiSimulator.AmiSimulator, context)
  return { port: started.port, kill: Scope.close(scope, Exit.void) }
})

const clientOf = (port: number) =>
  AmiClient.layer({
    username: "hello",
    secret: Redacted.make("world"),
    reconnect: { schedule: Schedule.spaced("20 millis") }
  }).pipe(Layer.provide(NodeAmi.layerTcp({ host: "127.0.0.1", port })))

const call = Ami.dial({ originator: "100", extension: "200" })

const idsNow = Effect.map(Ami.channels, (all) => all.map(({ Uniqueid }) => Uniqueid).toSorted())

describe("AmiTracker on the simulator", () => {
  it.live("follows calls, and reports all that ended when the server was killed (C23, row 69)", () =>
    Effect.gen(function*() {
      const first = yield* simulator()
      const client = yield* Layer.build(clientOf(first.port))
      const { changed, until } = changing()
      const told: Array<string> = []

      yield* Effect.gen(function*() {
        yield* call
        const tracker = yield* AmiTracker.make({
          ...channelStates,
          confirmAfter: "20 millis"
        })
        yield* Effect.forkScoped(
          Stream.runForEach(tracker.changes, (change) =>
            Effect.sync(() => {
              told.push(change._tag === "Gone" ? `Gone ${change.finalStateUnknown}` : change._tag)
              changed()
            })),
          { startImmediately: true }
        )
        const { Channel } = yield* call
        yield* Ami.hangup({ channel: Channel })
        yield* until("the end of a call", () => told.filter((word) => word === "Gone false").length === 2)
        assert.deepStrictEqual([...(yield* tracker.get).keys()].toSorted(), yield* idsNow)

        yield* first.kill
        yield* until("a lost connection", () => told.includes("Stale"))
        yield* simulator(first.port)
        yield* until("a snapshot", () => told.includes("Synced"))
        yield* call
        const ids = yield* idsNow
        yield* until("the next call", () => told.filter((word) => word === "Upserted").length >= 6)

        assert.strictEqual(told.filter((word) => word === "Gone true").length, 2)
        assert.deepStrictEqual([...(yield* tracker.get).keys()].toSorted(), ids)
      }).pipe(Effect.provide(client))
    }))
})
