/**
 * What the model of calls says of each recording, against what is right.
 */
import { assert, describe, it } from "@effect/vitest"
import type { CallRecord } from "effect-ami"
import { readFileSync } from "node:fs"
import { isQuick, sample, scaled, size } from "../../size.ts"
import { broken } from "./invariants.ts"
import { byUniqueid, expected, lines, parse } from "./notation.ts"
import {
  interleaved,
  later,
  messages,
  ofOthers,
  randomOf,
  recordings,
  shapes,
  shuffled,
  type Timed,
  withExtras,
  withSystemname
} from "./recordings.ts"
import { type Circumstances, type Played, whole } from "./runner.ts"

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8")

const yardstick = new Map([...parse(read("yardstick.txt")), ...parse(read("stories.txt"))])

/** Which recordings are read byte by byte. */
const inBytes = new Set(sample(recordings, 25))

/** Which recordings are also changed in ways that must not matter: those of both versions, as an odd number skips. */
const varied = new Set(sample(recordings, 5))

/** What is expected of a recording, seen with the class dialplan or without. */
const expectedOf = (shape: string, version: string, { dialplan = true }: Circumstances = {}): ReadonlyArray<string> =>
  expected(yardstick, shape, [...dialplan ? [] : [`${version} no dialplan`, "no dialplan"], version])

const isSound = ({ left, records }: Played, about: string): void => {
  assert.deepStrictEqual([...broken(records)], [], about)
  assert.deepStrictEqual([...left], [], about)
}

const agree = (played: Played, wanted: ReadonlyArray<string>, about = ""): void => {
  assert.deepStrictEqual([...lines(played.records)], [...wanted], about)
  isSound(played, about)
}

const agreeInAnyOrder = (played: Played, wanted: ReadonlyArray<string>, about = ""): void => {
  assert.deepStrictEqual(lines(played.records).toSorted(), wanted.toSorted(), about)
  isSound(played, about)
}

/** How long everything took, with a name for each. */
const times = (record: CallRecord.CallRecord): ReadonlyArray<readonly [name: string, ms: number]> => [
  ["call", record.endedAt - record.startedAt],
  ["answer", (record.answeredAt ?? record.startedAt) - record.startedAt],
  ...record.legs.toSorted((a, b) => byUniqueid(a.Uniqueid, b.Uniqueid)).flatMap((leg) =>
    [
      [`${leg.party.endpoint} talked`, leg.talkMs],
      [`${leg.party.endpoint} held`, leg.heldMs],
      [`${leg.party.endpoint} rang`, (leg.ringingAt ?? 0) - (leg.ringingAt === undefined ? 0 : record.startedAt)]
    ] as const
  ).toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0),
  ...record.queues.map(({ Queue, waitMs }) => [`${Queue} waited`, waitMs] as const),
  ...record.parkings.map(({ ms, space }) => [`${space} parked`, ms] as const),
  ...record.recordings.map(({ ms = 0 }) => ["recorded", ms] as const)
]

describe("records of recorded calls", () => {
  it("has a line for each recording", () => {
    assert.deepStrictEqual(
      [...yardstick.keys()].toSorted(),
      [...new Set(recordings.map(({ shape }) => shape))].toSorted()
    )
  })

  describe.each(recordings)("of $shape on $version", (recording) => {
    const { shape, version } = recording
    const timed = () => messages(recording)
    const wanted = expectedOf(shape, version)
    const withoutDialplan = expectedOf(shape, version, { dialplan: false })

    it("are right, with and without events of the class dialplan", () => {
      agree(whole(timed()), wanted)
      agree(whole(timed(), { dialplan: false }), withoutDialplan)
    })

    if (!varied.has(recording)) return

    it("are the same for any chunks, and if each event comes twice", () => {
      if (inBytes.has(recording)) assert.deepStrictEqual(whole(messages(recording, true)), whole(timed()))
      agree(whole(timed(), {}, 2), wanted)
    })

    it("are the same if neighbours that have nothing in common change places", () => {
      for (let seed = 1; seed <= size(scaled(200), 1); seed++) {
        const other = shuffled(timed(), randomOf(seed))
        agree(whole(other), wanted, `seed ${seed}`)
        if (!isQuick) agree(whole(other, { dialplan: false }), withoutDialplan, `seed ${seed} without dialplan`)
      }
    })

    it("are the same on a server with systemname, channelvars and timestampevents", () => {
      agree(whole(withSystemname(timed(), "pbx-1")), wanted)
      agree(whole(withExtras(withSystemname(timed(), "sys"))), wanted)
    })
  })

  it("have the same times on both versions, as the telephones did the same", () => {
    for (const one of shapes.filter(({ version }) => version === "22")) {
      const other = shapes.find(({ shape, version }) => shape === one.shape && version === "16")
      if (other === undefined) continue
      const [on22, on16] = [one, other].map((recording) => whole(messages(recording)).records.flatMap(times))
      assert.deepStrictEqual(on22?.map(([name]) => name), on16?.map(([name]) => name), one.shape)
      for (const [index, [name, ms]] of on22?.entries() ?? []) {
        assert.closeTo(on16?.[index]?.[1] ?? 0, ms, 500, `${one.shape}: ${name}`)
      }
    }
  })

  /** Pairs of recordings: each with the next, and in the thorough tests with others. */
  const pairs = recordings.flatMap((one, index) =>
    varied.has(one)
      ? Array.from({ length: size(5, 1) }, (_, step) => ({
        one,
        other: recordings[(index + 1 + step * 37) % recordings.length] ?? one
      }))
      : []
  )

  it("are the same while other calls are made", () => {
    for (const { one, other } of pairs) {
      const wanted = [...expectedOf(one.shape, one.version), ...expectedOf(other.shape, other.version)]
      const both = interleaved(messages(one), ofOthers(messages(other), 7))
      agreeInAnyOrder(whole(both), wanted, `${one.shape} beside ${other.shape}`)
    }
  })

  it("are the same one after the other, and leave nothing", () => {
    for (const version of ["22", "16"]) {
      const day = recordings.filter((recording) => recording.version === version)
      const timed: ReadonlyArray<Timed> = day.flatMap((recording, index) => later(messages(recording), index * 60_000))
      agreeInAnyOrder(whole(timed), day.flatMap(({ shape }) => expectedOf(shape, version)))
    }
  })
})
