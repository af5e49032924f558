/**
 * Conferences of which Asterisk does not say who came and left.
 */
import { assert, describe, it } from "@effect/vitest"
import { line } from "./notation.ts"
import { messages, recordings } from "./recordings.ts"
import { whole } from "./runner.ts"

const shape = "attended-refer-to-conference"

describe("conferences in records of calls", () => {
  for (const recording of recordings.filter((one) => one.shape === shape)) {
    it(`have who was transferred to them, without ConfbridgeLeave and ConfbridgeJoin, on ${recording.version}`, () => {
      const timed = messages(recording)
      const transfer = timed.find(({ message }) => message.name === "AttendedTransfer")?.message
      const isSwap = (name: string, of: string) => ({ message }: (typeof timed)[number]) =>
        message.name === name && message.get("Uniqueid") === transfer?.get(`${of}Uniqueid`)
      const leaves = timed.findIndex(isSwap("ConfbridgeLeave", "SecondTransferer"))
      const joins = timed.findIndex(isSwap("ConfbridgeJoin", "Transferee"))
      assert.isAbove(leaves, -1)
      assert.isAbove(joins, -1)
      const silent = timed.filter((_, index) => index !== leaves && index !== joins)
      assert.deepStrictEqual(whole(silent).records.map(line), whole(timed).records.map(line))
    })
  }
})
