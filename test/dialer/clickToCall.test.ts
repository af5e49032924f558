/**
 * The HTTP service of `examples/click-to-call`, on the simulator and on the mock.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { AmiCalls, AmiClient, AmiTransportMock } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { HttpServer } from "effect/http"
import { HttpApiTest } from "effect/http-api"
import { TestClock } from "effect/testing"
import { Calls, CallsLayer } from "../../examples/click-to-call/calls.ts"
import { during, house } from "./house.ts"

const post = Effect.fnUntraced(function*(from: string, to: string) {
  const client = yield* HttpApiTest.groups(Calls, ["calls"])
  const response = yield* client.calls.call({ payload: { from, to }, responseMode: "response-only" })
  return response.status
}, Effect.scoped)

const service = <A, E, R>(ami: Layer.Layer<A | AmiClient.AmiClient | AmiCalls.AmiCalls, E, R>) =>
  Layer.mergeAll(Layer.provideMerge(CallsLayer, ami), HttpServer.layerServices)

describe("click-to-call over HTTP", () => {
  const statuses = [
    ["100", "101", 200],
    ["100", "2486", 409],
    ["100", "2603", 409],
    ["100", "2480", 504],
    ["100", "102", 504],
    ["100", "2503", 502],
    ["100", "2404", 502],
    ["100", "103", 502],
    ["2486", "101", 409],
    ["102", "101", 504],
    ["103", "101", 502],
    ["100", "999", 502]
  ] as const
  it.effect.each(statuses)("answers a call from %s to %s with %i", ([from, to, status]) =>
    Effect.gen(function*() {
      assert.strictEqual(yield* during(post(from, to)), status)
    }).pipe(Effect.provide(service(house()))))

  it.effect("hangs up what rings if the request is aborted", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const request = yield* Effect.forkChild(post("102", "101"), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      const aborting = yield* Effect.forkChild(Fiber.interrupt(request), { startImmediately: true })
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(aborting)
      assert.strictEqual((yield* simulator.requests).filter(({ action }) => action === "Hangup").length, 1)
    }).pipe(Effect.provide(service(house()))))

  it.effect("says 503 if Asterisk refuses to call, which is the only status that is safe to repeat", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* during(post("100", "101")), 503)
    }).pipe(Effect.provide(service(AmiCalls.layer.pipe(
      Layer.provideMerge(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
      Layer.provideMerge(AmiTransportMock.layer({
        BridgeList: AmiTransportMock.list("BridgeListComplete", []),
        ParkedCalls: AmiTransportMock.list("ParkedCallsComplete", []),
        QueueStatus: AmiTransportMock.list("QueueStatusComplete", []),
        ExtensionStateList: AmiTransportMock.list("ExtensionStateListComplete", []),
        Status: AmiTransportMock.list("StatusComplete", []),
        Originate: AmiTransportMock.error("Permission denied")
      }))
    )))))
})
