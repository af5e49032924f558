import { assert, describe, it } from "@effect/vitest"
import { summarize } from "../../scripts/reliability/table.ts"

const ran = (name: string, state = "passed", millis = 1) => JSON.stringify({ name, state, millis })

/** Every row and clause, in one test each. */
const all = [
  ...Array.from({ length: 89 }, (_, index) => ran(`faults > row ${index + 1}: holds`)),
  ...Array.from({ length: 40 }, (_, index) => ran(`C${index + 1}: holds`))
]

describe("the table of a run", () => {
  it("counts what tests name: a row, several rows, clauses", () => {
    const { missing, text } = summarize([
      ran("links > C15, row 34: counts bytes as life"),
      ran("rows 12, 13 and 14: no certificate is trusted by mistake", "passed", 1234.4),
      JSON.stringify({ name: "P1: reads", runs: 10_000, seeds: [1, 42] }),
      JSON.stringify({ name: "P1: reads", runs: 20_000, seeds: [1, 42] }),
      ran("an arrow 7 and a throw 8 are no rows, nor is AC7")
    ], {})

    assert.include(text, "rows passed       4 of 89")
    assert.include(text, "clauses proven    1 of 40")
    assert.include(text, "properties, runs  1, 30,000")
    assert.include(text, "seeds             1 42")
    assert.include(text, "slowest row       12, 1234 ms: rows 12, 13 and 14: no certificate is trusted by mistake")
    assert.strictEqual(missing.length, 89 - 4 + 40 - 1)
  })

  it("shows the seeds that all properties have, and how many others there were", () => {
    const property = (name: string, random: number) =>
      JSON.stringify({ name, runs: 10, seeds: [20261123, 1, 42, 2641, random] })

    assert.include(
      summarize([property("P1", 77), property("P2", 88)], {}).text,
      "20261123 1 42 2641 and 2 random ones"
    )
  })

  it("misses nothing where every row and clause has a test that passed", () => {
    assert.deepStrictEqual(summarize(all, {}).missing, [])
  })

  it("does not take a skipped test for a proof, nor one of two that failed", () => {
    const skipped = [...all.slice(1), ran("row 1: holds", "skipped")]
    const failed = [...all, ran("C40: holds elsewhere", "failed")]

    assert.deepStrictEqual(summarize(skipped, {}).missing, ["row 1"])
    assert.deepStrictEqual(summarize(failed, {}).missing, ["C40"])
  })

  it("says of what is excused why", () => {
    const { missing, text } = summarize(all.slice(1), { "row 1": "nobody can refuse here" })

    assert.deepStrictEqual(missing, [])
    assert.include(text, "nobody can refuse here")
  })
})
