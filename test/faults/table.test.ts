import { assert, describe, it } from "@effect/vitest"
import { contractOf } from "../../scripts/reliability/contract.ts"
import { countsOf, problemsOf, tableOf } from "../../scripts/reliability/counts.ts"
import { summarize } from "../../scripts/reliability/table.ts"
import { readText } from "../project/source.ts"

const contract = contractOf(readText("docs/contract.md"))

const ran = (name: string, state = "passed", millis = 1) => JSON.stringify({ name, state, millis })

/** Every row and clause, in one test each. */
const all = [
  ...Array.from({ length: 89 }, (_, index) => ran(`faults > holds (row ${index + 1})`)),
  ...Array.from({ length: 40 }, (_, index) => ran(`holds (C${index + 1})`))
]

describe("the contract", () => {
  it("has 40 clauses and 89 rows, each once and in order", () => {
    assert.deepStrictEqual(contract.clauses, Array.from({ length: 40 }, (_, index) => index + 1))
    assert.deepStrictEqual(contract.rows, Array.from({ length: 89 }, (_, index) => index + 1))
  })
})

describe("the table of a run", () => {
  it("counts what test names contain: a row, several rows, clauses", () => {
    const { missing, text } = summarize(
      [
        ran("links > counts bytes as life (C15, row 34)"),
        ran("trusts no certificate by mistake (rows 12, 13, 14)", "passed", 1234.4),
        JSON.stringify({ name: "reads (P1)", runs: 10_000, seeds: [1, 42] }),
        JSON.stringify({ name: "reads (P1)", runs: 20_000, seeds: [1, 42] }),
        ran("an arrow 7 and a throw 8 are no rows, nor is AC7")
      ],
      contract,
      {}
    )

    assert.include(text, "rows passed       4 of 89")
    assert.include(text, "clauses proven    1 of 40")
    assert.include(text, "properties, runs  1, 30,000")
    assert.include(text, "seeds             1 42")
    assert.include(text, "slowest row       12, 1234 ms: trusts no certificate by mistake (rows 12, 13, 14)")
    assert.strictEqual(missing.length, 89 - 4 + 40 - 1)
  })

  it("shows the seeds that all properties share, and how many others there were", () => {
    const property = (name: string, random: number) =>
      JSON.stringify({ name, runs: 10, seeds: [20261123, 1, 42, 2641, random] })

    assert.include(
      summarize([property("reads (P1)", 77), property("survives (P2)", 88)], contract, {}).text,
      "20261123 1 42 2641 and 2 random ones"
    )
  })

  it("misses nothing when every row and clause has a test that passed", () => {
    assert.deepStrictEqual(summarize(all, contract, {}).missing, [])
  })

  it("does not accept a skipped test as proof, nor a failed one of two", () => {
    const skipped = [...all.slice(1), ran("holds (row 1)", "skipped")]
    const failed = [...all, ran("holds elsewhere (C40)", "failed")]

    assert.deepStrictEqual(summarize(skipped, contract, {}).missing, ["row 1"])
    assert.deepStrictEqual(summarize(failed, contract, {}).missing, ["C40"])
  })

  it("shows the reason of an exception", () => {
    const { missing, text } = summarize(all.slice(1), contract, { "row 1": "nobody can refuse here" })

    assert.deepStrictEqual(missing, [])
    assert.include(text, "nobody can refuse here")
  })
})

describe("the count of a run", () => {
  const of = (project: string, file: string, state: string) =>
    JSON.stringify({ name: "holds", project, file, state, millis: 1 })
  const property = JSON.stringify({ name: "reads", runs: 10_000, seeds: [1] })

  it("counts tests that ran, by project, and accepts none that ran nothing or failed", () => {
    const counts = countsOf([
      of("thorough", "a.test.ts", "passed"),
      property,
      of("thorough", "b.test.ts", "passed"),
      of("thorough", "b.test.ts", "failed"),
      of("asterisk", "c.test.ts", "skipped"),
      ""
    ])

    assert.deepStrictEqual(counts.get("thorough"), { files: 2, run: 3, passed: 2, failed: 1, skipped: 0 })
    assert.include(tableOf(counts), "thorough      3 tests run in 2 files          2 passed, 1 failed, 0 skipped")
    assert.include(tableOf(counts), "all           3 tests run in 3 files          2 passed, 1 failed, 1 skipped")
    assert.deepStrictEqual(problemsOf(counts, ["thorough", "asterisk", "foreign"]), [
      "no test of asterisk has run",
      "no test of foreign has run",
      "1 tests of thorough failed"
    ])
  })
})
