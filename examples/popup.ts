/**
 * Prints who calls when the telephone of an agent rings, whatever queue, group, transfer or forwarding made it ring.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect, Layer, Stream } from "effect"
import { AmiCalls } from "effect-ami"
import { NodeAmi } from "effect-ami/node"

const Calls = AmiCalls.layerWith({ trunks: ["PJSIP/provider"] }).pipe(
  Layer.provide(NodeAmi.layerUrl("ami://hello:world@127.0.0.1:5038"))
)

const program = Effect.gen(function*() {
  const calls = yield* AmiCalls.AmiCalls
  yield* calls.events.pipe(
    Stream.filter((event) => event._tag === "Ringing"),
    Stream.filter(({ leg }) => leg.party.endpoint === "PJSIP/1001"),
    Stream.runForEach(({ call }) => Console.log(`${call.from?.number} ${call.from?.name} calls, ${call.id}`))
  )
})

program.pipe(Effect.provide(Calls), NodeRuntime.runMain)
