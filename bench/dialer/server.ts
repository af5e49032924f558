/** A simulator with telephones that answer, for `bench/dialer.ts`. Prints its port. */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "../../src/simulator/index.ts"

const program = Effect.gen(function*() {
  const { port } = yield* AmiSimulator.AmiSimulator
  yield* Console.log(port)
  return yield* Effect.never
})

program.pipe(
  Effect.provide(NodeSimulator.layer({
    // A machine that is busy with other things may keep the client waiting.
    writeTimeout: "30 seconds",
    endpoints: { "101": { onCall: { ringsAfter: "100 millis", answersAfter: "1 second" } } },
    extensions: {
      dialout: { "_X.": ["Dial(PJSIP/101,20)", "Hangup()"] },
      agents: { "500": ["Answer()", "Wait(2)", "Hangup()"] }
    }
  })),
  NodeRuntime.runMain
)
