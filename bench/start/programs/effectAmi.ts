/** The library as most programs import it. */
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
await Effect.runPromise(Effect.provide(program, AmiLive))
