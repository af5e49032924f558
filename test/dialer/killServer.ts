/** A simulator for `kills.ts`: prints its port, and for each line of input the numbers that it was asked to dial. */
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "../../src/simulator/index.ts"

const program = Effect.gen(function*() {
  const simulator = yield* AmiSimulator.AmiSimulator
  console.log(JSON.stringify(simulator.port))
  // It ends with who started it.
  process.stdin.on("end", () => process.exit()).on("data", () => {
    const requests = Effect.runSync(simulator.requests).filter(({ action }) => action === "Originate")
    console.log(JSON.stringify(requests.map(({ message }) => message.get("Channel"))))
  })
  return yield* Effect.never
})

await Effect.runPromise(Effect.provide(
  program,
  NodeSimulator.layer({
    writeTimeout: "30 seconds",
    endpoints: { "101": { onCall: { ringsAfter: "100 millis", answersAfter: "1 second" } } },
    extensions: {
      dialout: { "_X.": ["Dial(PJSIP/101,20)", "Hangup()"] },
      agents: { "500": ["Answer()", "Wait(1)", "Hangup()"] }
    }
  })
))
