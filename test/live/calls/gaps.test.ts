/**
 * Gaps at places where little is left that says what happened.
 */
import { assert, describe, it } from "@effect/vitest"
import { line } from "./notation.ts"
import { messages, type Recording, recordings, type Timed } from "./recordings.ts"
import { fromMidst, withGap, withGaps } from "./runner.ts"

const of = (shape: string): ReadonlyArray<Recording> => recordings.filter((one) => one.shape === shape)

const placeOf = (timed: ReadonlyArray<Timed>, name: string, from = 0): number => {
  const place = timed.findIndex(({ message }, index) => index >= from && message.name === name)
  assert.isAtLeast(place, 0, name)
  return place
}

describe("records of calls of which events are missing", () => {
  for (const recording of of("queue-odyssey")) {
    it(`do not say how a caller left a queue that talks when it is found, on ${recording.version}`, () => {
      const timed = messages(recording)
      const leaves = placeOf(timed, "QueueCallerLeave")
      const talks = placeOf(timed, "BridgeEnter", placeOf(timed, "BridgeEnter", placeOf(timed, "AgentConnect")) + 1)
      const outcomes = withGap(timed, leaves, talks + 1).records.flatMap(({ queues }) => queues)
      assert.deepStrictEqual(outcomes.map(({ outcome }) => outcome), ["Unknown"])
    })

    it(`have no consultation where a forwarded call is picked up, on ${recording.version}`, () => {
      const timed = messages(recording)
      const transfer = placeOf(timed, "BlindTransfer")
      const rings = placeOf(timed, "Pickup")
      for (let from = transfer - 30; from < transfer; from += 6) {
        for (let to = rings - 30; to < rings; to += 2) {
          // The next loss comes before the lists are settled.
          const { records } = withGaps(timed, [[from, to], [timed.length - 5, timed.length - 4]])
          const kinds = records.flatMap(({ transfers }) => transfers).map(({ kind }) => kind)
          assert.notInclude(kinds, "Attended", `without ${from} to ${to}: ${records.map(line).join("\n")}`)
        }
      }
    })
  }

  for (const recording of of("call-to-conference")) {
    it(`do not say that who stayed alone ended the conversation, on ${recording.version}`, () => {
      const timed = messages(recording)
      const asks = placeOf(timed, "HangupRequest")
      const [record] = withGap(timed, asks, asks + 1).records
      assert.isTrue(record?.end._tag === "HungUp" && record.end.by === "Unknown", record && line(record))
    })
  }

  for (const recording of of("attended-between-queues")) {
    it(`do not name an extension that who transferred never dialed, on ${recording.version}`, () => {
      const timed = messages(recording)
      const transfer = placeOf(timed, "AttendedTransfer")
      for (let from = placeOf(timed, "QueueCallerJoin"); from < transfer; from++) {
        for (const { to } of fromMidst(timed, from).records.flatMap(({ transfers }) => transfers)) {
          assert.include([undefined, "910", "700"], to, `from ${from}`)
        }
      }
    })
  }

  for (const recording of of("local-to-queue")) {
    it(`say that a call of a program is one to the outside, though both were called, on ${recording.version}`, () => {
      const timed = messages(recording)
      const first = placeOf(timed, "Newchannel")
      const last = timed.findLastIndex(({ message }) => message.name === "HangupRequest")
      for (let from = first + 5; from < last; from += 3) {
        for (const record of fromMidst(timed, from).records) {
          if (!record.legs.some(({ party }) => party.side === "Outside")) continue
          assert.strictEqual(record.direction, "Outbound", `from ${from}: ${line(record)}`)
        }
      }
    })
  }
})
