import { assert, describe, it } from "@effect/vitest"
import { AmiCodec } from "effect-ami"
import { size as sizeOf } from "../size.ts"
import { countedWork } from "./countedWork.ts"
import { bytesOf, headersOf } from "./decoding.ts"

/**
 * How much the decoder may scan or copy per byte: it searches for a line feed, copies what is incomplete (twice if memory
 * grows by doubling), decodes it, and searches the text for lines and colons.
 */
const allowedPerByte = 8

const input = sizeOf(100_000, 40_000)

interface Work {
  readonly perByte: number
  readonly messages: number
  readonly failure: AmiCodec.DecodeFailure | undefined
}

const workOf = (wire: string, size: number): Work => {
  const bytes = bytesOf(wire)
  const decoder = AmiCodec.makeDecoder({ banner: false })
  const chunks = Array.from(
    { length: Math.ceil(bytes.length / size) },
    (_, index) => bytes.subarray(index * size, (index + 1) * size)
  )
  let messages = 0
  const work = countedWork(() => {
    for (const chunk of chunks) messages += decoder.push(chunk).length
  })
  return { perByte: work / bytes.length, messages, failure: decoder.failure }
}

const event = (body: string) => `Event: E\r\n${body}\r\n\r\n`

/** Input that costs quadratic time if bytes are scanned or copied repeatedly: name, bytes, and the messages in them. */
const inputs: ReadonlyArray<readonly [name: string, wire: string, messages: number]> = [
  ["a long value", event(`A: ${"x".repeat(input)}`), 1],
  ["blanks", event(`A: ${" ".repeat(input)}`), 1],
  ["colons", event(`A: ${":".repeat(input)}`), 1],
  ["CRs", event(`A: ${"\r".repeat(input)}`), 1],
  ["line feeds in a value", event(`A: ${"\n".repeat(input)}`), 1],
  ["alternating blanks and CRs", event(`A: ${" \r".repeat(input / 2)}`), 1],
  ["empty lines", "\r\n".repeat(input / 2), 0],
  ["empty lines of a lone line feed", "\n".repeat(input), 0],
  ["short headers", event("A: 1\r\n".repeat(input / 6).trimEnd()), 1],
  ["lines without a colon", event("x\r\n".repeat(input / 3).trimEnd()), 1],
  ["lines without a colon, after which one has it", event(`${"x\r\n".repeat(input / 3)}A: 1`), 1],
  ["values that end with a stray line feed", event("A: 1\n\r\n".repeat(input / 7).trimEnd()), 1],
  ["colons after line feeds", event("x\nA: 1\r\n".repeat(input / 8).trimEnd()), 1],
  ["Output lines", `Response: Success\r\n${"Output: x\r\n".repeat(input / 11)}\r\n`, 1],
  ["short messages", "Event: E\r\nA: 1\r\n\r\n".repeat(input / 20), input / 20],
  ["rows without a message", `${"IAX2/peer 1 2 3\n".repeat(input / 16)}\r\n`, 1],
  ["output in the old form", `Response: Follows\r\n${"x\n".repeat(input / 2)}--END COMMAND--\r\n\r\n`, 1],
  ["old output full of markers", `Response: Follows\r\n${"--END COMMAND--\r\n".repeat(input / 17)}\r\n`, 1],
  ["old output full of CR LF", `Response: Follows\r\n${"\r\n".repeat(input / 2)}--END COMMAND--\r\n\r\n`, 1]
]

describe("AmiCodec, the work of decoding", () => {
  for (const [name, wire, messages] of inputs) {
    it(`reads in time linear in the bytes: ${name} (C30, row 29)`, () => {
      for (const size of [1, 7, 1_000, wire.length]) {
        const work = workOf(wire, size)
        assert.deepInclude(work, { messages, failure: undefined }, `in chunks of ${size}`)
        assert.isAtMost(work.perByte, allowedPerByte, `in chunks of ${size}`)
      }
    })
  }

  it("reads in time linear in the bytes: a line of 4 MB in chunks of 1 kB (C30, row 27)", () => {
    const work = workOf(event(`A: ${"x".repeat(4_000_000)}`), 1_000)

    assert.deepInclude(work, { messages: 1, failure: undefined })
    assert.isAtMost(work.perByte, allowedPerByte)
  })

  it("stops at the limit: 100 MB without a line feed (C29, row 26)", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false })
    const chunk = bytesOf("x".repeat(65_536))

    const work = countedWork(() => {
      for (let sent = 0; sent < 100_000_000; sent += chunk.length) decoder.push(chunk)
    })

    assert.deepInclude(decoder.failure, { limit: "lineBytes" })
    assert.isAtMost(work / AmiCodec.defaultLimits.lineBytes, allowedPerByte)
  })

  it("does not depend on what was read before", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false })
    const short = bytesOf("Event: E\r\nA: 1\r\n\r\nEvent: F\r\n")
    const long = bytesOf(`${event(`A: ${"x".repeat(3_000_000)}`)}Event: F\r\n`)
    decoder.push(long.subarray(0, 2_000_000))
    decoder.push(long.subarray(2_000_000))

    const work = countedWork(() => {
      for (let count = 0; count < 1_000; count++) decoder.push(short)
    })

    assert.isAtMost(work / (1_000 * short.length), allowedPerByte)
  })

  it("is counted: scanning all input again with each chunk exceeds the limit", () => {
    const chunks = Array.from({ length: 100 }, () => bytesOf("x".repeat(1_000)))

    const naive = countedWork(() => {
      let text = ""
      for (const chunk of chunks) {
        text += new TextDecoder().decode(chunk)
        assert.strictEqual(text.indexOf("\n"), -1)
      }
    })
    const copying = countedWork(() => {
      let bytes = new Uint8Array(0)
      for (const chunk of chunks) {
        const longer = new Uint8Array(bytes.length + chunk.length)
        longer.set(bytes)
        longer.set(chunk, bytes.length)
        bytes = longer
      }
    })

    assert.isAbove(naive / 100_000, allowedPerByte)
    assert.isAbove(copying / 100_000, allowedPerByte)
  })
})

describe("AmiCodec, large values", () => {
  it("reads a value of 1 MB", () => {
    const value = "0123456789abcdef".repeat(65_536)
    const decoder = AmiCodec.makeDecoder({ banner: false })

    const messages = decoder.push(bytesOf(event(`A: ${value}`)))

    assert.deepStrictEqual(headersOf(messages), [[["Event", "E"], ["A", value]]])
  })

  it("reads 200,000 lines of output", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false })
    const lines = Array.from({ length: 199_999 }, (_, index) => String(index))

    const [message] = decoder.push(
      bytesOf(`Response: Success\r\n${lines.map((line) => `Output: ${line}\r\n`).join("")}\r\n`)
    )

    assert.strictEqual(message?.output, lines.join("\n"))
  })
})
