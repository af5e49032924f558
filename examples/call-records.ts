/**
 * Prints a line of JSON for each call that ends.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Schema, Stream } from "effect"
import { AmiCalls, CallRecord } from "effect-ami"
import { NodeAmi } from "effect-ami/node"

const Calls = AmiCalls.layerWith({ trunks: ["PJSIP/provider"] }).pipe(
  Layer.provide(NodeAmi.layerUrl("ami://hello:world@127.0.0.1:5038"))
)
const Line = Schema.fromJsonString(CallRecord.json)

const program = Effect.gen(function*() {
  const calls = yield* AmiCalls.AmiCalls
  yield* calls.records.pipe(
    Stream.mapEffect((record) => Schema.encodeEffect(Line)(record)),
    Stream.runForEach(Console.log)
  )
})

program.pipe(Effect.provide(Calls), NodeRuntime.runMain)
