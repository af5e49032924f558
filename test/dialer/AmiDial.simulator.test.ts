import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiDial } from "effect-ami"
import { during, house, tagOf } from "./house.ts"

const parties = [
  ["100", "Answered"],
  ["2486", "Busy"],
  ["2600", "Busy"],
  ["2603", "Rejected"],
  ["2403", "Rejected"],
  ["2404", "Unreachable"],
  ["2604", "Unreachable"],
  ["2410", "Unreachable"],
  ["2484", "Unreachable"],
  ["2480", "NoAnswer"],
  ["2408", "NoAnswer"],
  ["2503", "Congestion"],
  ["2500", "Congestion"],
  ["2488", "Failed"],
  ["2487", "Cancelled"],
  ["102", "NoAnswer"],
  ["103", "Unreachable"],
  ["nobody", "Unreachable"],
  ["04444", "NoAnswer"],
  ["302", "Answered"],
  ["400", "Busy"]
] as const

describe("AmiDial on the simulator", () => {
  for (const [number, outcome] of parties) {
    it.effect(`says what became of a first party: ${number} is ${outcome}`, () =>
      during(AmiDial.dial({ first: number, then: { Exten: "101" }, ringFor: "15 seconds" })).pipe(
        Effect.map((found) => assert.strictEqual(found._tag, outcome, JSON.stringify(found))),
        Effect.provide(house())
      ))

    it.effect(`says what became of a second party: ${number} is ${outcome}`, () =>
      during(AmiDial.call({ from: "101", to: number })).pipe(
        Effect.map(({ from, to }) =>
          assert.deepStrictEqual([tagOf(from), tagOf(to)], ["Answered", outcome], JSON.stringify(to))
        ),
        Effect.provide(house())
      ))
  }
  it.effect("follows", () =>
    during(AmiDial.follow({ first: "100", then: { Exten: "880" } })).pipe(
      Effect.map((found) => assert.strictEqual(found.amd?.status, "MACHINE", JSON.stringify(found))),
      Effect.provide(house())
    ))
})
