/**
 * What the tests of a run have proven of the contract: its clauses, and the faults that are injected.
 */
import { clausesOf, type Contract, rowsOf } from "./contract.ts"

/** A test that has run. */
export interface Ran {
  readonly name: string
  /** The project of `vitest.config.ts`, and the file, that it is of. */
  readonly project: string
  readonly file: string
  readonly state: string
  readonly millis: number
}

/** A property that has run: its test is in the log too. */
export interface Property {
  readonly name: string
  readonly runs: number
  readonly seeds: ReadonlyArray<number>
}

/** How many seeds are shown: those shared by every property come first. */
const shown = 4

export interface Summary {
  readonly text: string
  /** Rows and clauses that no test proves, and those with a failed test. */
  readonly missing: ReadonlyArray<string>
}

export const summarize = (
  lines: ReadonlyArray<string>,
  { clauses, rows }: Contract,
  excused: Readonly<Record<string, string>>
): Summary => {
  const entries = lines.filter((line) => line !== "").map((line): Ran | Property => JSON.parse(line))
  const tests = entries.filter((entry): entry is Ran => "state" in entry)
  const properties = entries.filter((entry): entry is Property => "runs" in entry)
  const proven = (numbersOf: (name: string) => ReadonlyArray<number>) => {
    const found = new Map<number, Array<Ran>>()
    for (const test of tests) {
      for (const number of new Set(numbersOf(test.name))) found.set(number, [...found.get(number) ?? [], test])
    }
    return found
  }
  const [byRow, byClause] = [proven(rowsOf), proven(clausesOf)]
  const isPassed = (found: ReadonlyArray<Ran> = []) =>
    found.some(({ state }) => state === "passed") && found.every(({ state }) => state !== "failed")
  const missingOf = (prefix: string, numbers: ReadonlyArray<number>, found: ReadonlyMap<number, ReadonlyArray<Ran>>) =>
    numbers
      .filter((number) => !isPassed(found.get(number)) && !(`${prefix}${number}` in excused))
      .map((number) => `${prefix}${number}`)
  const count = (numbers: ReadonlyArray<number>, found: ReadonlyMap<number, ReadonlyArray<Ran>>) =>
    numbers.filter((number) => isPassed(found.get(number))).length
  const missing = [...missingOf("row ", rows, byRow), ...missingOf("C", clauses, byClause)]

  const slowest = [...byRow].flatMap(([row, found]) => found.map((test) => ({ row, ...test })))
    .reduce((one, other) => (other.millis > one.millis ? other : one), {
      row: 0,
      name: "none",
      project: "",
      file: "",
      millis: 0,
      state: ""
    })
  const uses = Map.groupBy(properties.flatMap((property) => property.seeds), (seed) => seed)
  // A random seed belongs to one file, or to the run if it is given.
  const seeds = [...uses].toSorted(([, one], [, other]) => other.length - one.length).map(([seed]) => seed)
  const runs = properties.reduce((sum, property) => sum + property.runs, 0)
  const facts: ReadonlyArray<readonly [string, string]> = [
    ["rows passed", `${count(rows, byRow)} of ${rows.length}`],
    ["clauses proven", `${count(clauses, byClause)} of ${clauses.length}`],
    ["their tests", `${new Set([...byRow.values(), ...byClause.values()].flat()).size}`],
    ["properties, runs", `${new Set(properties.map(({ name }) => name)).size}, ${runs.toLocaleString("en")}`],
    [
      "seeds",
      seeds.length <= shown
        ? seeds.join(" ") || "none"
        : `${seeds.slice(0, shown).join(" ")} and ${seeds.length - shown} random ones`
    ],
    ["slowest row", `${slowest.row}, ${Math.round(slowest.millis)} ms: ${slowest.name.split(" > ").at(-1)}`],
    ...Object.entries(excused).map(([what, why]) => [what, why] as const),
    ...(missing.length === 0 ? [] : [["not proven", missing.join(", ")] as const])
  ]
  const width = Math.max(...facts.map(([label]) => label.length))
  return { text: facts.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join("\n"), missing }
}
