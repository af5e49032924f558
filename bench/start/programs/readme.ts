/** The library and NodeRuntime, as in the first program of the README. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect, Layer, Redacted } from "effect"
import { Actions, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { mark, port } from "./marks.ts"

mark("imported")
const AmiLive = AmiClient.layer({ username: "bench", secret: Redacted.make("bench") }).pipe(
  Layer.provide(NodeAmi.layerTcp({ port }))
)
const program = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  mark("connected")
  yield* ami.send(Actions.Ping())
  mark("answered")
})
NodeRuntime.runMain(Effect.provide(program, AmiLive))
