import { assert, describe, it } from "@effect/vitest"
import { AmiCodec, type AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { type Capture, captures } from "../captures/captures.ts"
import { size } from "../size.ts"
import { assertReference, assertSame, decodeInChunks, decodeWhole, headersOf, sameHeaders } from "./decoding.ts"

const LF = 10

/** Up to this size a capture is split at every position, beyond it at this many random ones. */
const smallBytes = size(20_000, 500)
const randomCuts = size(2_000, 100)

/** The messages decoded byte by byte, and where each was complete. */
const byteByByte = (bytes: Uint8Array) => {
  const decoder = AmiCodec.makeDecoder()
  const messages: Array<AmiMessage.AmiMessage> = []
  const ends: Array<number> = []
  for (let position = 0; position < bytes.length; position++) {
    for (const message of decoder.push(bytes.subarray(position, position + 1))) {
      messages.push(message)
      ends.push(position + 1)
    }
  }
  return { messages, ends }
}

/** The positions at which a capture is split, after its banner. */
const cutsOf = ({ bytes }: Capture, banner: number): ReadonlyArray<number> => {
  if (bytes.length <= smallBytes) return Array.from({ length: bytes.length - banner }, (_, index) => banner + index)
  const cut = fc.integer({ min: banner, max: bytes.length - 1 })
  return fc.sample(cut, { seed: 20261123, numRuns: randomCuts }).sort((left, right) => left - right)
}

/**
 * Splits a capture in two at each position. The decoder gets only the message that is split and the one before it,
 * because nothing further away is in its buffer: a chunk is the rest of the message from the last split on, the message
 * before it, and the message again up to the next split.
 */
const assertCutInTwo = (
  capture: Capture,
  messages: ReadonlyArray<AmiMessage.AmiMessage>,
  ends: ReadonlyArray<number>
): void => {
  const { bytes } = capture
  const banner = bytes.indexOf(LF) + 1
  const decoder = AmiCodec.makeDecoder()
  decoder.push(bytes.subarray(0, banner))

  // One buffer for all chunks, as with a socket.
  const chunk = new Uint8Array(2 * bytes.length)
  let length = 0
  const add = (from: number, to: number) => {
    chunk.set(bytes.subarray(from, to), length)
    length += to - from
  }
  const assertPush = (expected: ReadonlyArray<AmiMessage.AmiMessage | undefined>, cut: number) => {
    const read = decoder.push(chunk.subarray(0, length))
    const isSame = read.length === expected.length &&
      read.every((message, at) => sameHeaders(message.headers, expected[at]!.headers))
    if (!isSame) assert.fail(`${capture.name} differs when it is cut at ${cut}`)
    length = 0
  }

  const cuts = cutsOf(capture, banner)
  let next = 0
  for (const [index, end] of ends.entries()) {
    const beforeStart = ends[index - 2] ?? banner
    const rest: Array<AmiMessage.AmiMessage | undefined> = []
    for (; next < cuts.length && cuts[next]! < end; next++) {
      const cut = cuts[next]!
      add(beforeStart, cut)
      if (index > 0) rest.push(messages[index - 1])
      assertPush(rest, cut)
      add(cut, end)
      rest.splice(0, rest.length, messages[index])
    }
    assertPush(rest, end)
  }
  assert.strictEqual(next, cuts.length)
}

describe("AmiCodec, on conversations with Asterisk 16 and 22", () => {
  for (const capture of captures()) {
    const { bytes, name, reads } = capture

    it(`decodes ${name} however it is split`, () => {
      const whole = decodeWhole(bytes)
      const single = byteByByte(bytes)
      const asRecorded = decodeInChunks(bytes, reads)

      assertReference(bytes, whole)
      assertSame(headersOf(single.messages), headersOf(whole.messages), "byte by byte")
      assertSame(headersOf(asRecorded.messages), headersOf(whole.messages), "as recorded")
      assert.strictEqual(reads.reduce((sum, length) => sum + length, 0), bytes.length)
      assertCutInTwo(capture, whole.messages, single.ends)
    })

    it(`finds only responses and events in ${name}, and nothing left over`, () => {
      const { banner, failure, messages, pending } = decodeWhole(bytes)

      assert.match(banner ?? "", /^Asterisk Call Manager\/\d+\.\d+\.\d+$/)
      assert.isAbove(messages.length, 0)
      assert.deepStrictEqual(messages.filter((message) => message.kind === "Unknown").map(String), [])
      assert.isUndefined(failure)
      assert.strictEqual(pending, 0)
    })
  }
})
