import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { test } from "../client/clientOutput.ts"
import { atOnce, connected, start } from "../client/scriptedTransport.ts"
import { install, StatePart, turn, valuesOf } from "./statePart.ts"
import { answerList, born, hangup, state } from "./trackerWords.ts"

describe("Events that come together", () => {
  test("go to all models one after the other, so that a model may read what another has made of them so far", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const steps: Array<string> = []
      const parts = ["first", "second"].map((name) => {
        const part = new StatePart()
        const apply = part.apply.bind(part)
        return Object.assign(part, {
          apply: (...event: Parameters<typeof apply>) => {
            apply(...event)
            steps.push(`${name} ${event[0].name}`)
          }
        })
      })
      const fibers = yield* Effect.forEach(parts, (part) => start(install(ami, part)))
      yield* turn
      answerList(peer, "1 Up")
      for (const fiber of fibers) yield* Fiber.join(fiber)
      peer.deliver(born("2"), state("2 Up"), hangup("1"))
      yield* turn

      const events = ["Newchannel", "Newstate", "Hangup"]
      assert.deepStrictEqual(steps, events.flatMap((event) => [`first ${event}`, `second ${event}`]))
      assert.deepStrictEqual(yield* Effect.forEach(parts, valuesOf), ["fresh, 2 Up", "fresh, 2 Up"])
    }))
})
