/**
 * Whether live models grow with the calls that have passed:
 *
 *   node --expose-gc bench/live/flat.ts [CALLS]
 *
 * All models follow a million calls by default, some of them through queues and transfers. Prints the heap after
 * each tenth, and exits with 1 if it is more than 5 % larger at the end than after the second tenth, when tombstones are full.
 */
import { Effect, Layer, Redacted } from "effect"
import { AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiQueues } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import { startPeer } from "../peer.ts"
import { replayed } from "./form.ts"
import type { Choice } from "./mix.ts"

const calls = Number(process.argv[2] ?? 1_000_000)

// Without parking: the bridge of a lot is never destroyed, and would be another one each time.
const mix: Choice = {
  shapes: "internal-.*|inbound-answered|group-mixed|queue-answered|queue-abandoned|attended-refer|blind-refer",
  classes: ["call", "agent"]
}

const heap = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const peer = await startPeer("live/server.ts")
const all = Layer.mergeAll(AmiCalls.layer, AmiChannels.layer, AmiBridges.layer, AmiQueues.layer)
const program = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  yield* Layer.build(all)
  const toEnd = yield* replayed
  const { begun: each } = yield* toEnd(ami, mix, 1)
  const heaps: Array<number> = []
  let begun = each
  for (let tenth = 1; tenth <= 10; tenth++) {
    while (begun < calls * tenth / 10) begun += (yield* toEnd(ami, mix, Math.ceil(1000 / each))).begun
    heaps.push(heap())
    console.log(`${begun.toLocaleString("en-US").padStart(9)} calls  ${heaps.at(-1)?.toFixed(1)} MB`)
  }
  const [, second = Number.NaN] = heaps
  const growth = (heaps.at(-1) ?? Number.NaN) / second - 1
  console.log(`grew by ${(growth * 100).toFixed(1)} % since the second tenth`)
  return growth <= 0.05
})
const Client = AmiClient.layer({ username: "bench", secret: Redacted.make("bench") }).pipe(
  Layer.provide(NodeAmi.layerTcp({ port: peer.port }))
)
const isFlat = await program.pipe(Effect.scoped, Effect.provide(Client), Effect.runPromise)
await peer.stop()
process.exit(isFlat ? 0 : 1)
