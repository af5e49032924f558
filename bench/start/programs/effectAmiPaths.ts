/** The same as `effectAmi.ts`, by the path of each module. */
import * as Actions from "effect-ami/catalog/Actions"
import * as AmiClient from "effect-ami/client/AmiClient"
import * as NodeAmi from "effect-ami/node/NodeAmi"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
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
