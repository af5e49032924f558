/**
 * How many tests of each project have run, from the log that `reporter.ts` writes.
 */
import type { Property, Ran } from "./table.ts"

export interface Counts {
  readonly files: number
  readonly run: number
  readonly passed: number
  readonly failed: number
  /** Tests that did not run. */
  readonly skipped: number
}

/** The counts of each project, in the order in which they ran. */
export const countsOf = (lines: ReadonlyArray<string>): ReadonlyMap<string, Counts> => {
  const entries = lines.filter((line) => line !== "").map((line): Ran | Property => JSON.parse(line))
  const tests = entries.filter((entry): entry is Ran => "state" in entry)
  return new Map(
    [...Map.groupBy(tests, ({ project }) => project)].map(([project, own]) => {
      const ofState = (wanted: string) => own.filter(({ state }) => state === wanted).length
      const [passed, failed] = [ofState("passed"), ofState("failed")]
      const files = new Set(own.map(({ file }) => file)).size
      return [project, { files, run: passed + failed, passed, failed, skipped: own.length - passed - failed }]
    })
  )
}

export const tableOf = (counts: ReadonlyMap<string, Counts>): string => {
  const sum = (key: keyof Counts) => [...counts.values()].reduce((total, of) => total + of[key], 0)
  const all: Counts = {
    files: sum("files"),
    run: sum("run"),
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("skipped")
  }
  return [...counts, ["all", all] as const].map(([name, { failed, files, passed, run, skipped }]) =>
    [
      name.padEnd(14),
      `${run} tests run in ${files} files`.padEnd(32),
      `${passed} passed, ${failed} failed, ${skipped} skipped`
    ].join("")
  ).join("\n")
}

/** Projects without a test that ran, and those with one that failed. */
export const problemsOf = (
  counts: ReadonlyMap<string, Counts>,
  wanted: ReadonlyArray<string>
): ReadonlyArray<string> => [
  ...wanted.filter((project) => (counts.get(project)?.run ?? 0) === 0).map((project) =>
    `no test of ${project} has run`
  ),
  ...[...counts].filter(([, { failed }]) => failed > 0).map(([project, { failed }]) =>
    `${failed} tests of ${project} failed`
  )
]
