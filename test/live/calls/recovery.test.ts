/**
 * What the model of calls says if it did not see everything: connected in the midst of calls, and with events lost.
 *
 * The lists that it takes are worked out from the recording, apart from the model: see `server.ts`.
 */
import { assert, describe, it } from "@effect/vitest"
import type { CallRecord } from "effect-ami"
import * as fc from "fast-check"
import { check, timeout } from "../../protocol/properties.ts"
import { size } from "../../size.ts"
import { broken } from "./invariants.ts"
import { line } from "./notation.ts"
import { messages, randomOf, recordings, shapes, type Timed } from "./recordings.ts"
import { fromMidst, type Played, whole, withGap, withGaps } from "./runner.ts"

type Record = CallRecord.CallRecord

const isMerged = ({ end }: Record): boolean => end._tag === "Merged"

/** The record of everything that is about the same call. */
const counterpart = (record: Record, full: ReadonlyArray<Record>): Record | undefined => {
  const legs = new Set(record.legs.map(({ Uniqueid }) => Uniqueid))
  return full.find((other) => other.legs.some(({ Uniqueid }) => legs.has(Uniqueid)))
    ?? full.find(({ id }) => id === record.id)
}

/** The moments at which calls live: before each event but the first. */
const moments = (timed: ReadonlyArray<Timed>): ReadonlyArray<number> => {
  const first = timed.findIndex(({ message }) => message.name === "Newchannel")
  const last = timed.findLastIndex(({ message }) => message.name === "Hangup")
  return first === -1 ? [] : Array.from({ length: last - first }, (_, index) => first + 1 + index)
}

type Choose = (timed: ReadonlyArray<Timed>, places: ReadonlyArray<number>, random: () => number) => number

/** Any moment at which calls live, however much or little happens then: the place of the first message after it. */
const anyMoment: Choose = (timed, places, random) => {
  const from = timed[places[0] ?? 0]?.at ?? 0
  const to = timed[places.at(-1) ?? 0]?.at ?? 0
  const at = from + random() * (to - from)
  return places.find((index) => (timed[index]?.at ?? 0) > at) ?? places.at(-1) ?? 0
}

/** Before any event: half of them come in the milliseconds in which calls begin, are transferred or end. */
const anyEvent: Choose = (_, places, random) => places[Math.floor(random() * places.length)] ?? 0

/** How many of a hundred fields are right at least. What the other legs did is in no list: nor who asked to hang up. */
const floors = {
  moment: {
    calls: 99,
    legs: 99,
    roles: 94,
    direction: 97,
    dialed: 95,
    answeredBy: 85,
    outcome: 96,
    "ended by": 97,
    "ended by, if said": 97
  },
  event: {
    calls: 98,
    legs: 99,
    roles: 94,
    direction: 97,
    dialed: 95,
    answeredBy: 85,
    outcome: 96,
    "ended by": 92,
    "ended by, if said": 97
  }
}

class Tally {
  readonly counts = new Map<string, { right: number; of: number }>()
  readonly wrong = new Map<string, Array<string>>()

  note(field: string, isRight: boolean, where: string): void {
    const count = this.counts.get(field) ?? { right: 0, of: 0 }
    count.of += 1
    if (isRight) count.right += 1
    else this.wrong.set(field, [...this.wrong.get(field) ?? [], where])
    this.counts.set(field, count)
  }

  percent(field: string): number {
    const { of, right } = this.counts.get(field) ?? { right: 0, of: 0 }
    return of === 0 ? 100 : right * 100 / of
  }
}

const by = ({ end }: Record): string => end._tag === "HungUp" ? end.by : end._tag

/** What happened to a call, as far as it is said to be known. */
const steps = ({ forwards, parkings, pickups, queues, transfers }: Record): ReadonlyArray<string> => [
  ...forwards.map(({ from, to }) => `forwarded by ${from.endpoint} to ${to}`),
  ...pickups.map(({ by, of }) => `${of.endpoint} picked up by ${by.endpoint}`),
  ...parkings.filter(({ outcome }) => outcome !== "Unknown").map(({ outcome, space }) =>
    `parked at ${space} ${outcome}`
  ),
  ...queues.filter(({ outcome }) => outcome !== "Unknown").map(({ Queue, outcome }) => `${outcome} in ${Queue}`),
  ...transfers.map(({ by, kind }) => `${kind} transfer by ${by?.endpoint}`)
]

const known = new Map<ReadonlyArray<Timed>, ReadonlyArray<Record>>()

/** The records of a recording that was seen whole. */
const wholeOf = (timed: ReadonlyArray<Timed>): ReadonlyArray<Record> => {
  const records = known.get(timed) ?? whole(timed).records
  known.set(timed, records)
  return records
}

/** Loses the messages from one place up to another, and compares what is left of each call with the whole. */
const inventsNothing = (timed: ReadonlyArray<Timed>, from: number, to: number, where: string): void => {
  const full = wholeOf(timed)
  const played: Played = withGap(timed, from, to)
  assert.deepStrictEqual([...broken(played.records)], [], where)
  assert.deepStrictEqual([...played.left], [], where)
  for (const record of played.records) {
    if (record.unknown.length > 0) continue
    const other = full.find(({ id }) => id === record.id)
    assert.strictEqual(line(record), other === undefined ? "no such call" : line(other), where)
  }
  for (const record of played.records) {
    const others = full.filter(({ legs }) =>
      legs.some(({ Uniqueid }) => record.legs.some((leg) => leg.Uniqueid === Uniqueid))
    )
    const told = new Set(others.flatMap(steps))
    for (const step of steps(record)) {
      assert.isTrue(told.has(step), `${where}: ${step} of ${[...told].join(", ")}`)
    }
  }
  const since = timed[from - 1]?.at ?? 0
  const until = timed[to - 1]?.at ?? 0
  for (const record of full) {
    const other = counterpart(record, played.records)
    if (other === undefined && (record.startedAt < since || record.endedAt > until)) {
      assert.fail(`${where}: nothing is left of ${line(record)}`)
    }
  }
}

describe("records of calls that were seen in part", () => {
  it.each(
    [
      ["moment", anyMoment, floors.moment],
      ["event", anyEvent, floors.event]
    ] as const
  )("are right as far as lists say, if the model connects at any %s in the midst of calls", (_, choose, floors) => {
    const tally = new Tally()
    let connects = 0
    let recovered = 0
    for (const recording of shapes) {
      const { shape, version } = recording
      const timed = messages(recording)
      const full = wholeOf(timed)
      const places = moments(timed)
      const random = randomOf(shape.length * 31 + Number(version))
      for (let run = 0; run < size(5, 1) && places.length > 0; run++) {
        const index = choose(timed, places, random)
        const where = `${shape} ${version} at ${index}`
        const played = fromMidst(timed, index)
        connects += 1
        assert.deepStrictEqual([...broken(played.records)], [], where)
        assert.deepStrictEqual([...played.left], [], where)
        const at = timed[index - 1]?.at ?? 0
        const living = full.filter((record) => !isMerged(record) && record.startedAt <= at && record.endedAt > at)
        for (const record of living) {
          const legs = record.legs.filter(({ endedAt, startedAt }) => (startedAt ?? 0) <= at && (endedAt ?? 0) > at)
          const about = played.records.filter((other) => !isMerged(other) && counterpart(other, [record]) !== undefined)
          tally.note("calls", about.length === 1, where)
          const [found] = about
          if (about.length !== 1 || found === undefined) continue
          recovered += 1
          assert.isTrue(
            found.unknown.some(({ cause }) => cause === "Connected"),
            `${where} says that it saw everything`
          )
          for (const leg of legs) {
            const other = found.legs.find(({ Uniqueid }) => Uniqueid === leg.Uniqueid)
            tally.note("legs", other !== undefined, where)
            if (other !== undefined) tally.note("roles", other.role === leg.role, `${where} ${leg.role} ${other.role}`)
          }
          tally.note("direction", found.direction === record.direction, `${where} ${found.direction}`)
          tally.note("dialed", found.dialed === record.dialed, `${where} ${found.dialed} for ${record.dialed}`)
          tally.note(
            "answeredBy",
            found.answeredBy?.endpoint === record.answeredBy?.endpoint,
            `${where} ${found.answeredBy?.endpoint} for ${record.answeredBy?.endpoint}`
          )
          tally.note("outcome", found.outcome === record.outcome, `${where} ${found.outcome} for ${record.outcome}`)
          const end = `${where} ${by(found)} for ${by(record)}`
          tally.note("ended by", by(found) === by(record), end)
          if (by(found) !== "Unknown") tally.note("ended by, if said", by(found) === by(record), end)
        }
      }
    }
    const measured = Object.keys(floors).map((field) => `${field} ${tally.percent(field).toFixed(1)} %`).join(", ")
    if (process.env.AMI_SHOW !== undefined) {
      console.log(`${connects} connects, ${recovered} calls recovered: ${measured}`)
      for (const [field, wrong] of tally.wrong) console.log(field, wrong.join("; "))
    }
    for (const [field, floor] of Object.entries(floors)) {
      // A small sample may lie somewhat below.
      assert.isAtLeast(tally.percent(field), floor - size(0, 6), `${field} of ${measured}: ${tally.wrong.get(field)}`)
    }
  })

  it("say when events were missing, and invent nothing", () => {
    const share = fc.nat({ max: 999 })
    check(
      10_000,
      fc.property(fc.constantFrom(...recordings), share, share, share, (recording, start, length, shortening) => {
        const timed = messages(recording)
        const places = moments(timed)
        if (places.length === 0) return
        const from = places[Math.floor(start * places.length / 1000)] ?? 0
        const count = 1 + Math.floor(length * shortening * places.length / 1_000_000)
        const to = Math.min(from + count, timed.length)
        inventsNothing(timed, from, to, `${recording.shape} ${recording.version} from ${from} to ${to}`)
      })
    )
  }, timeout)

  it("hold what records promise if events are lost again before the lists are settled", () => {
    const place = fc.nat({ max: 999 })
    check(
      5_000,
      fc.property(
        fc.constantFrom(...recordings),
        fc.array(fc.tuple(place, place), { minLength: 2, maxLength: 4 }),
        (recording, places) => {
          const timed = messages(recording)
          const at = places.flat().map((share) => 1 + Math.floor(share * (timed.length - 1) / 1000)).toSorted((a, b) =>
            a - b
          )
          const gaps = places.map((_, index) => [at[index * 2] ?? 0, at[index * 2 + 1] ?? 0] as const)
          const { left, records } = withGaps(timed, gaps)
          const where = `${recording.shape} ${recording.version} without ${gaps.join(" and ")}`
          assert.deepStrictEqual([...broken(records)], [], where)
          assert.deepStrictEqual([...left], [], where)
        }
      )
    )
  }, timeout)
})
