/**
 * Calls whose channels are not listed any more after the link was lost.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { AmiBridges, AmiCalls, AmiChannels, type CallRecord } from "effect-ami"
import { TestClock } from "effect/testing"
import { turn } from "../client/scriptedTransport.ts"
import { build, event, serve } from "./modelServer.ts"

const nothing = { BridgeList: [], ExtensionStateList: [], ParkedCalls: [], QueueStatus: [], Status: [] }

const channel = { Uniqueid: "1.1", Channel: "PJSIP/101-1", Linkedid: "1.1", CallerIDNum: "101", ChannelState: 6 }

const other = { ...channel, Uniqueid: "1.2", Linkedid: "1.2", Channel: "PJSIP/102-1" }

it.effect.each(
  [
    ["alone", AmiCalls.layerWith({})],
    [
      "with trunks, beside the models of channels and bridges",
      AmiCalls.layerWith({ trunks: ["PJSIP/provider"] }).pipe(
        Layer.provideMerge(Layer.mergeAll(AmiChannels.layer, AmiBridges.layer))
      )
    ]
  ] as const
)("ends them once, %s", ([, layer]) =>
  Effect.gen(function*() {
    const server = yield* serve({ ...nothing })
    const calls = yield* build(layer, server, AmiCalls.AmiCalls)
    const records: Array<CallRecord.CallRecord> = []
    yield* calls.records.pipe(
      Stream.runForEach((record) => Effect.sync(() => records.push(record))),
      Effect.ignore,
      Effect.forkScoped({ startImmediately: true })
    )
    const gone: Array<string> = []
    yield* calls.changes.pipe(
      Stream.runForEach((change) => Effect.sync(() => change._tag === "Gone" && gone.push(change.key))),
      Effect.ignore,
      Effect.forkScoped({ startImmediately: true })
    )
    yield* turn
    yield* server.say(event("Newchannel", channel), event("Newchannel", other))
    assert.strictEqual((yield* calls.get).value.size, 2)
    // A bridge that counts fewer channels than are listed in it is asked who they are, after the lists.
    server.held.add("BridgeInfo")
    yield* server.reconnect({
      ...nothing,
      BridgeList: [event("BridgeListItem", { BridgeUniqueid: "lot", BridgeType: "parking", BridgeNumChannels: 0 })],
      Status: [event("Status", { ...other, BridgeID: "lot" })],
      BridgeInfo: []
    })
    yield* TestClock.adjust("1 second")
    yield* server.release
    // What is missing may still be explained by an event.
    yield* TestClock.adjust("1 second")
    yield* turn
    assert.strictEqual((yield* calls.get).value.size, 1)
    assert.deepStrictEqual(gone, ["1.1"])
    assert.deepStrictEqual(records.map(({ end }) => end._tag), ["Vanished"])
  }))
