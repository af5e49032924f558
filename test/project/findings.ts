/** How the tests of the project apply a rule to samples and to all files. */
import { assert } from "@effect/vitest"
import { source } from "./source.ts"

/** Fails with the findings, one per line. */
export const none = (findings: ReadonlyArray<string>) => {
  assert.isEmpty(findings, `${findings.length} findings:\n${findings.join("\n")}\n`)
}

/** Applies a rule to samples, given as pairs of a path and its text. */
export const found = <A>(
  rule: (sources: ReadonlyArray<ReturnType<typeof source>>) => A,
  samples: Readonly<Record<string, string>>
): A => rule(Object.entries(samples).map(([path, text]) => source(path, text)))
