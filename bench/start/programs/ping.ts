/**
 * What the programs with the library do once it is imported: log in, and send one Ping. Only types are imported here,
 * because the imports of a program are what is measured.
 */
import type { Effect, Layer, Redacted } from "effect"
import type { Actions, AmiClient } from "effect-ami"
import type { NodeAmi } from "effect-ami/node"
import { mark, port } from "./marks.ts"

interface Imported {
  readonly Actions: typeof Actions
  readonly AmiClient: typeof AmiClient
  readonly Effect: typeof Effect
  readonly Layer: typeof Layer
  readonly NodeAmi: typeof NodeAmi
  readonly Redacted: typeof Redacted
}

export const pinging = ({ Actions, AmiClient, Effect, Layer, NodeAmi, Redacted }: Imported) => {
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
  return Effect.provide(program, AmiLive)
}
