/**
 * Compares the answers to odd requests, and keeps those of real servers.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import type { Lines, Version } from "../conversations.ts"
import { equal } from "../noise.ts"
import type { Asked } from "./asking.ts"

const fileOf = (version: Version): URL => new URL(`./answers.ast${version}.jsonl`, import.meta.url)

/** What a real server answered when it was asked last. */
export const recordedAnswers = (version: Version): ReadonlyArray<Asked> =>
  existsSync(fileOf(version))
    ? readFileSync(fileOf(version), "utf8").split("\n").filter((line) => line !== "").map((line) => JSON.parse(line))
    : []

/** Keeps what a real server answered, one request a line. */
export const keepAnswers = (version: Version, asked: ReadonlyArray<Asked>): void =>
  writeFileSync(fileOf(version), asked.map((one) => `${JSON.stringify(one)}\n`).join(""))

/** Whether two answers say the same. The order of a list that is known by ids is that of their hash. */
const same = (left: ReadonlyArray<Lines>, right: ReadonlyArray<Lines>): boolean => {
  if (left.length !== right.length) return false
  const rest = [...right]
  return left.every((lines) => {
    const index = rest.findIndex((other) => equal(lines, other))
    if (index !== -1) rest.splice(index, 1)
    return index !== -1
  })
}

export interface Difference {
  readonly scene: string
  readonly request: string
  readonly asterisk: ReadonlyArray<Lines>
  readonly simulator: ReadonlyArray<Lines>
}

/** Requests that are answered differently, and how many there are in all. */
export const differencesOf = (
  asterisk: ReadonlyArray<Asked>,
  simulator: ReadonlyArray<Asked>
): { readonly count: number; readonly differences: ReadonlyArray<Difference> } => ({
  count: asterisk.length,
  differences: asterisk.flatMap(({ answers, request, scene }, index) => {
    const said = simulator[index]
    return said?.request === request && same(answers, said.answers)
      ? []
      : [{ scene, request, asterisk: answers, simulator: said?.answers ?? [] }]
  })
})

const shown = (answers: ReadonlyArray<Lines>, mark: string): ReadonlyArray<string> =>
  answers.length === 0
    ? [`  ${mark} (no answer)`]
    : answers.slice(0, 3).map((lines) =>
      `  ${mark} ${lines.filter((line) => !line.startsWith("ActionID: ")).slice(0, 12).join(" | ").slice(0, 400)}`
    )

/** One request, what Asterisk answers (`-`) and what the simulator answers (`+`), without what both say. */
export const printed = ({ asterisk, request, simulator }: Difference): string => {
  const missing = asterisk.filter((lines) => !simulator.some((other) => equal(lines, other)))
  const surplus = simulator.filter((lines) => !asterisk.some((other) => equal(lines, other)))
  return [request, ...shown(missing, "-"), ...shown(surplus, "+")].join("\n")
}
