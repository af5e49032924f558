import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { runExample } from "../live/queueExamples.ts"
import { isQuick } from "../size.ts"
import { within } from "../transport/waiting.ts"
import { options } from "./agiServer.ts"

/** Waits until the channel was sent a command. */
const asked = (command: string) =>
  Effect.flatMap(
    AmiSimulator.AmiSimulator,
    ({ requests }) =>
      Effect.repeat(Effect.andThen(Effect.sleep("20 millis"), requests), {
        until: (all) => all.some(({ message }) => message.get("Command")?.startsWith(command) === true)
      })
  ).pipe(within(command))

describe.skipIf(isQuick)("the example of a menu", () => {
  it.live("asks for a number and a choice, and says where the caller goes", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const ivr = yield* runExample("ivr.ts", `ami://hello:world@127.0.0.1:${simulator.port}`)
      yield* simulator.perform({ command: "call", phone: "102", number: "810" })
      yield* asked("GET DATA")
      // The command begins up to 100 ms after it was queued, and a key that is pressed before is lost.
      yield* Effect.sleep("500 millis")
      yield* simulator.perform({ command: "press", phone: "102", digits: "1234#" })
      yield* asked("GET OPTION")
      yield* Effect.sleep("500 millis")
      yield* simulator.perform({ command: "press", phone: "102", digits: "2" })
      yield* ivr.prints(/^102 \(customer 1234\) goes to support$/)
    }).pipe(Effect.provide(NodeSimulator.layer(options))), 120_000)
})
