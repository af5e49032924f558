/**
 * A simulated house for the examples: telephones that answer, and one that is busy, and agents of a queue. `house.mts PORT`.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"

const quick = { onCall: { ringsAfter: "50 millis", answersAfter: "200 millis" } } as const

Effect.gen(function*() {
  const { pbx } = yield* AmiSimulator.AmiSimulator
  yield* pbx.queue("sales").extension("sales")
    .member("Alice", "PJSIP/201", { answers: "100 millis", talks: "500 millis" })
    .member("Bob", "PJSIP/202", { answers: "100 millis", talks: "500 millis" })
  yield* Effect.sync(() => console.log("ready"))
  return yield* Effect.never
}).pipe(
  Effect.provide(NodeSimulator.layer({
    port: Number(process.argv[2]),
    endpoints: { "100": quick, "101": quick, "102": "busy" },
    extensions: { "from-internal": { "_10X": ["Dial(PJSIP/${EXTEN},20)", "Hangup()"] } }
  })),
  NodeRuntime.runMain
)
