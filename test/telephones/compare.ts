/**
 * What calls were recorded as, beside what the people did (`live/calls/yardstick.txt`).
 */
import { readFileSync } from "node:fs"
import type { CallRecord } from "../../src/index.ts"
import { broken } from "../live/calls/invariants.ts"
import { expected, lines, parse } from "../live/calls/notation.ts"

const read = (path: string) => parse(readFileSync(new URL(path, import.meta.url), "utf8"))

const yardstick = new Map([...read("../live/calls/yardstick.txt"), ...read("./otherwise.txt")])

/**
 * What Asterisk decides by a race of its own, so that only what holds for all records is asked of it: it cancels the recall
 * of a transferer in the moment in which it starts it, or does not.
 */
const undecided: ReadonlySet<string> = new Set(["attended-dtmf-ringing-recalled"])

/** Telephones that are rung at once get their channels in any order. */
const withSortedLegs = (line: string): string =>
  line.split(" · ").map((part, index) => index === 2 ? part.split(", ").toSorted().join(", ") : part).join(" · ")

/** How often a queue tries a busy telephone while it waits for another one depends on how long people take. */
const withBusyOnce = (line: string): string => line.replaceAll(/(?<=[ [])([^ ,[\]]+:Busy)(?:, \1)+(?=[,\] ]|$)/g, "$1")

const comparable = (line: string): string => withBusyOnce(withSortedLegs(line))

/** What is wrong with the records of a shape, in words; empty if nothing is. */
export const findings = (
  shape: string,
  version: number,
  records: ReadonlyArray<CallRecord.CallRecord>
): ReadonlyArray<string> => {
  const rules = broken(records)
  if (undecided.has(shape)) return rules
  if (!yardstick.has(shape)) return [`nobody has said what the record of ${shape} is`, ...rules]
  const wanted = expected(yardstick, shape, [`${version} no dialplan`, "no dialplan", String(version)]).map(comparable)
  const got = lines(records).map(comparable)
  const missing = wanted.filter((line) => !got.includes(line)).map((line) => `- ${line}`)
  const surplus = got.filter((line) => !wanted.includes(line)).map((line) => `+ ${line}`)
  const isOtherwise = missing.length + surplus.length === 0 && got.join("\n") !== wanted.join("\n")
  return [...missing, ...surplus, ...isOtherwise ? ["the records come in another order, or twice"] : [], ...rules]
}
