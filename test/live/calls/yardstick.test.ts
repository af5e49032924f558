/**
 * What the model of calls says of each recording, against what is right.
 *
 * `known.txt` lists what is wrong still; it fails the tests too if it lists something that is right.
 */
import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { scaled, size } from "../../size.ts"
import { broken } from "./invariants.ts"
import { expected, lines, parse } from "./notation.ts"
import {
  interleaved,
  later,
  messages,
  ofOthers,
  randomOf,
  recordings,
  shuffled,
  type Timed,
  withExtras,
  withSystemname
} from "./recordings.ts"
import { type Circumstances, type Played, whole } from "./runner.ts"

const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8")

const yardstick = new Map([...parse(read("yardstick.txt")), ...parse(read("stories.txt"))])

/** Names of tests, each a line. */
const known = new Set(read("known.txt").split("\n").filter((line) => line !== "" && !line.startsWith(";")))

/** Runs a check, which has to fail for what is known to be wrong. */
const checked = (name: string, check: () => void): void => {
  if (!known.has(name)) return check()
  let hasFailed = false
  try {
    check()
  } catch {
    hasFailed = true
  }
  assert.isTrue(hasFailed, `${name} is right: take it out of known.txt`)
}

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

describe("records of recorded calls", () => {
  it("has a line for each recording", () => {
    assert.deepStrictEqual(
      [...yardstick.keys()].toSorted(),
      [...new Set(recordings.map(({ shape }) => shape))].toSorted()
    )
  })

  describe.each(recordings)("of $shape on $version", (recording) => {
    const { shape, version } = recording
    const name = `${shape} ${version}`
    const timed = () => messages(recording)
    const agreeing = (kind: string, played: () => Played, wanted = expectedOf(shape, version)) =>
      checked(`${name} ${kind}`, () => agree(played(), wanted))

    it("are right", () => agreeing("whole", () => whole(timed())))

    it("are right without events of the class dialplan", () =>
      agreeing(
        "without dialplan",
        () => whole(timed(), { dialplan: false }),
        expectedOf(shape, version, { dialplan: false })
      ))

    it("are the same for any chunks", () =>
      checked(`${name} bytes`, () => assert.deepStrictEqual(whole(messages(recording, true)), whole(timed()))))

    it("are the same if each event comes twice", () => agreeing("doubled", () => whole(timed(), {}, 2)))

    it("are the same if neighbours that have nothing in common change places", () =>
      checked(`${name} order`, () => {
        for (let seed = 1; seed <= scaled(200); seed++) {
          const other = shuffled(timed(), randomOf(seed))
          agree(whole(other), expectedOf(shape, version), `seed ${seed}`)
          agree(
            whole(other, { dialplan: false }),
            expectedOf(shape, version, { dialplan: false }),
            `seed ${seed} without dialplan`
          )
        }
      }))

    it("are the same on a server with systemname, channelvars and timestampevents", () => {
      agreeing("systemname", () => whole(withSystemname(timed(), "pbx-1")))
      agreeing("extras", () => whole(withExtras(withSystemname(timed(), "sys"))))
    })
  })

  /** Pairs of recordings: each with the next, and in the thorough tests with others. */
  const pairs = recordings.flatMap((one, index) =>
    Array.from({ length: size(5, 1) }, (_, step) => ({
      one,
      other: recordings[(index + 1 + step * 37) % recordings.length] ?? one
    }))
  )

  it("are the same while other calls are made", () => {
    for (const { one, other } of pairs) {
      checked(`${one.shape} ${one.version} beside ${other.shape} ${other.version}`, () => {
        const beside = ofOthers(messages(other), 7)
        const played = whole(interleaved(messages(one), beside))
        const wanted = [...expectedOf(one.shape, one.version), ...expectedOf(other.shape, other.version)]
        assert.deepStrictEqual(
          lines(played.records).toSorted(),
          wanted.toSorted(),
          `${one.shape} beside ${other.shape}`
        )
        assert.deepStrictEqual([...broken(played.records)], [])
        assert.deepStrictEqual([...played.left], [])
      })
    }
  })

  it("are the same one after the other, and leave nothing", () => {
    for (const version of ["22", "16"]) {
      const day = recordings.filter((recording) => recording.version === version)
      const timed: ReadonlyArray<Timed> = day.flatMap((recording, index) => later(messages(recording), index * 60_000))
      const wanted = day.flatMap(({ shape }) => expectedOf(shape, version))
      checked(`a day on ${version}`, () => agreeInAnyOrder(whole(timed), wanted))
    }
  })
})
