/**
 * What a program gets on a Node that is too old, from each Layer of `effect-ami/node` when it is first used.
 */
import { Effect, Layer } from "effect"
import { NodeAmi } from "effect-ami/node"
import * as Tcp from "effect-ami/node/tcp"

const wanted = `effect-ami/node needs Node 22.19 or later, and this is Node ${process.versions.node}`

for (
  const layer of [
    NodeAmi.layerTcp(),
    NodeAmi.layerTls(),
    NodeAmi.layerHttp(),
    Tcp.layerTcp({ path: "/nowhere" }),
    Tcp.layerTls()
  ]
) {
  const heard = await Effect.runPromise(Effect.scoped(Layer.build(layer))).then(
    () => "nothing",
    (error: unknown) => error instanceof Error ? error.message : String(error)
  )
  if (heard !== wanted) {
    console.log(JSON.stringify({ check: "too old", error: `it says ${heard}` }))
    process.exit()
  }
}
console.log(JSON.stringify({ check: "too old" }))
