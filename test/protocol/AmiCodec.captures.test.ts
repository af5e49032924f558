import { assert, describe, it } from "@effect/vitest"
import { AmiCodec, type AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { type Capture, captures } from "./captures.ts"
import { assertReference, assertSame, decodeInChunks, decodeWhole, headersOf, sameHeaders } from "./decoding.ts"

/** Up to this size a capture is cut at every position, beyond it at this many random ones. */
const smallBytes = 20_000
const randomCuts = 2_000

/** The messages that come out byte by byte, and where each was complete. */
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

const cutsOf = (capture: Capture, from: number): ReadonlyArray<number> => {
  if (capture.bytes.length <= smallBytes) {
    return Array.from({ length: capture.bytes.length - from }, (_, index) => from + index)
  }
  const cut = fc.integer({ min: from, max: capture.bytes.length - 1 })
  return fc.sample(cut, { seed: 20261123, numRuns: randomCuts }).sort((left, right) => left - right)
}

/**
 * Cuts a capture in two at each position, between the message before the cut and the one behind it: what lies further
 * off was read before, whole, and is no part of what the decoder holds.
 */
const assertCutInTwo = (
  capture: Capture,
  messages: ReadonlyArray<AmiMessage.AmiMessage>,
  ends: ReadonlyArray<number>
): number => {
  const { bytes } = capture
  const banner = bytes.indexOf(10) + 1
  const bounds = [banner, ...ends]
  const decoder = AmiCodec.makeDecoder()
  decoder.push(bytes.subarray(0, banner))

  const cuts = cutsOf(capture, banner)
  let index = 0
  for (const cut of cuts) {
    while (index + 2 < bounds.length && bounds[index + 1]! <= cut) index += 1
    const first = Math.max(0, index - 1)
    const last = Math.min(index + 2, bounds.length - 1)
    const before = decoder.push(bytes.subarray(bounds[first], cut))
    const after = decoder.push(bytes.subarray(cut, bounds[last]))
    const isSame = before.length + after.length === last - first &&
      before.every((message, at) => sameHeaders(message.headers, messages[first + at]!.headers)) &&
      after.every((message, at) => sameHeaders(message.headers, messages[first + before.length + at]!.headers))
    if (!isSame) assert.fail(`${capture.name}, cut at ${cut}, differs in messages ${first} to ${last}`)
  }
  return cuts.length
}

describe("AmiCodec, on conversations with Asterisk 16 and 22", () => {
  it("has captures of both versions", () => {
    assert.isAbove(captures.filter(({ name }) => name.endsWith(".ast16")).length, 50)
    assert.isAbove(captures.filter(({ name }) => name.endsWith(".ast22")).length, 50)
  })

  for (const capture of captures) {
    const { bytes, name, reads } = capture

    it(`decodes ${name} however it is split`, () => {
      const whole = decodeWhole(bytes)
      const single = byteByByte(bytes)
      const asRecorded = decodeInChunks(bytes, reads)

      assertReference(bytes, whole)
      assertSame(headersOf(single.messages), headersOf(whole.messages), "byte by byte")
      assertSame(headersOf(asRecorded.messages), headersOf(whole.messages), "as recorded")
      assert.strictEqual(reads.reduce((sum, length) => sum + length, 0), bytes.length)
      assert.isAbove(assertCutInTwo(capture, whole.messages, single.ends), 0)
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
