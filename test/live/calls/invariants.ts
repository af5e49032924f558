/**
 * What holds for the records of any story, whatever was seen of it.
 */
import { Schema } from "effect"
import { CallRecord } from "../../../src/index.ts"

const isRecord = Schema.is(CallRecord.CallRecord)

const ascends = (moments: ReadonlyArray<number | undefined>): boolean => {
  const known = moments.filter((moment) => moment !== undefined)
  return known.every((moment, index) => index === 0 || (known[index - 1] ?? 0) <= moment)
}

/** The rules that these records break, in words. */
export const broken = (records: ReadonlyArray<CallRecord.CallRecord>): ReadonlyArray<string> => {
  const findings: Array<string> = []
  const ids = new Set<string>()
  const channels = new Map<string, string>()
  for (const record of records) {
    const fail = (text: string) => findings.push(`${record.id}: ${text}`)
    if (!isRecord(record)) fail(`is no record: ${JSON.stringify(record)}`)
    if (ids.has(record.id)) fail("ended twice")
    ids.add(record.id)
    const isWhole = record.unknown.length === 0
    if (!ascends([record.startedAt, record.answeredAt, record.endedAt])) fail("its moments are in another order")
    if (record.end._tag === "Merged") {
      if (record.legs.length > 0) fail("was merged and keeps its legs")
      if (record.end.into === record.id) fail("was merged into itself")
    } else if (isWhole && record.legs.length === 0 && record.origin !== "Originated") fail("has no leg")
    for (const leg of record.legs) {
      const other = channels.get(leg.Uniqueid)
      if (other !== undefined) fail(`${leg.Channel} is in ${other} as well`)
      // The telephone of an agent of AgentLogin visits one call after the other.
      if (leg.role !== "Agent") channels.set(leg.Uniqueid, record.id)
      if (leg.Channel.startsWith("Local/")) fail(`${leg.Channel} is a leg`)
      if (isWhole && leg.endedAt === undefined) fail(`${leg.Channel} is not over`)
      if (leg.endedAt !== undefined && leg.endedAt > record.endedAt) fail(`${leg.Channel} ended after the call`)
      if (!ascends([leg.startedAt, leg.ringingAt, leg.answeredAt, leg.endedAt])) {
        fail(`${leg.Channel}: order of moments`)
      }
      const span = (leg.endedAt ?? record.endedAt) - (leg.startedAt ?? record.startedAt)
      for (const [name, ms] of [["talk", leg.talkMs], ["held", leg.heldMs]] as const) {
        if (ms < 0 || (leg.role !== "Agent" && ms > span)) fail(`${leg.Channel}: ${name} ${ms} of ${span} ms`)
      }
      if (leg.calledBy !== undefined && !record.legs.some(({ Uniqueid }) => Uniqueid === leg.calledBy)) {
        fail(`${leg.Channel} was called by ${leg.calledBy}, which is no leg`)
      }
    }
    const spans = [
      ...record.queues.map(({ waitMs }) => waitMs),
      ...record.queues.flatMap(({ rings }) => rings.map(({ ms }) => ms)),
      ...record.parkings.map(({ ms }) => ms),
      ...record.conferences.map(({ ms }) => ms),
      ...record.recordings.map(({ ms = 0 }) => ms)
    ]
    // A channel that came from another call brings what it did there.
    const first = Math.min(record.startedAt, ...record.legs.map(({ startedAt }) => startedAt ?? record.startedAt))
    const longest = record.endedAt - first
    // What was listed began up to a second earlier or later than it says.
    if (spans.some((ms) => ms < 0 || ms > longest + (isWhole ? 0 : 2000))) fail(`spans of ${spans} in ${longest} ms`)
    if (record.outcome === "Answered" && record.end._tag === "HungUp" && record.end.by === "Unknown" && isWhole) {
      fail("nobody knows who ended it, though all was seen")
    }
  }
  for (const { end, id } of records) {
    if (end._tag === "Merged" && !ids.has(end.into)) {
      findings.push(`${id}: was merged into ${end.into}, which never ended`)
    }
  }
  return findings
}
