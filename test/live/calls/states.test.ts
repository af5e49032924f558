/**
 * What calls do at each step, where the record at the end does not say it.
 */
import { assert, describe, it } from "@effect/vitest"
import { messages, recordings } from "./recordings.ts"
import { statesOf } from "./runner.ts"

describe("the state of a call", () => {
  for (const recording of recordings.filter(({ shape }) => shape === "attended-dtmf-threeway")) {
    it(`is Talking once a consultation has become a call of three, on ${recording.version}`, () => {
      const timed = messages(recording)
      const transfer = timed.findIndex(({ message }) => message.name === "AttendedTransfer")
      assert.strictEqual(statesOf(timed.slice(0, transfer)).at(-1), "Held")
      assert.strictEqual(statesOf(timed.slice(0, transfer + 1)).at(-1), "Talking")
    })
  }
})
