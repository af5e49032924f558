import { assert, describe, it } from "@effect/vitest"
import { AmiCodec } from "effect-ami"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { isQuick } from "../size.ts"
import { bytesOf, decodeInChunks, decodeWhole } from "./decoding.ts"

type LimitName = keyof AmiCodec.Limits

const before = "Event: Before\r\n\r\n"
const after = "Event: After\r\n\r\n"

interface Outcome {
  readonly names: ReadonlyArray<string>
  readonly failure: AmiCodec.DecodeFailure | undefined
  readonly pending: number
}

/** What is decoded under a limit, the same however the bytes are split: event names, and the exceeded limit. */
const outcome = (wire: string, limits: Partial<AmiCodec.Limits>): Outcome => {
  const bytes = bytesOf(before + wire + after)
  const options: AmiCodec.DecoderOptions = { banner: false, limits }
  const [whole, ...others] = [[bytes.length], [1], [2], [3, 5], [7, 1, 1]].map((sizes) => {
    const { failure, messages, pending } = decodeInChunks(bytes, sizes, options)
    return { names: messages.map(({ name }) => name), failure, pending }
  })
  for (const other of others) assert.deepStrictEqual(other, whole)
  return whole!
}

/** Everything is read, and these events come before the last one. */
const passes = (wire: string, limits: Partial<AmiCodec.Limits>, ...names: ReadonlyArray<string>) =>
  assert.deepStrictEqual(outcome(wire, limits), { names: ["Before", ...names], failure: undefined, pending: 0 })

/** This limit is exceeded, and nothing is read after that. */
const refuses = (wire: string, limits: Partial<AmiCodec.Limits>, limit: LimitName) =>
  assert.deepStrictEqual(outcome(wire, limits), {
    names: ["Before"],
    failure: { _tag: "TooLarge", limit, allowed: limits[limit] ?? 0 },
    pending: 0
  })

describe("AmiCodec, limits", () => {
  it("are 4 MiB per line, 16 MiB per message, and 200,000 lines of output with 128 headers", () => {
    assert.deepStrictEqual(AmiCodec.defaultLimits, {
      lineBytes: 4 * 1024 * 1024,
      messageBytes: 16 * 1024 * 1024,
      messageLines: 200_128
    })
  })

  it("allow a line of exactly that many bytes, without CR LF", () => {
    passes("Event: 2345678901234\r\nA: b\r\n\r\n", { lineBytes: 20 }, "2345678901234", "After")
    refuses("Event: 23456789012345\r\nA: b\r\n\r\n", { lineBytes: 20 }, "lineBytes")
    refuses("Event: E\r\nA: 456789012345678901\r\n\r\n", { lineBytes: 20 }, "lineBytes")
  })

  it("count a CR inside a line, but not the one that ends it", () => {
    passes("Event: E\r\nA: 4567890123\r56789\r\r\n\r\n", { lineBytes: 20 }, "E", "After")
    refuses("Event: E\r\nA: 4567890123\r567890\r\r\n\r\n", { lineBytes: 20 }, "lineBytes")
  })

  it("count bytes, not characters", () => {
    passes("Event: E\r\nA: ééééé\r\n\r\n", { lineBytes: 13 }, "E", "After")
    refuses("Event: E\r\nA: éééééé\r\n\r\n", { lineBytes: 13 }, "lineBytes")
  })

  it("allow a message of exactly so many bytes, up to the end of its last line", () => {
    passes("Event: E\r\nA: 34567890\r\n\r\n", { messageBytes: 21 }, "E", "After")
    refuses("Event: E\r\nA: 345678901\r\n\r\n", { messageBytes: 21 }, "messageBytes")
  })

  it("allow a message of exactly that many lines", () => {
    passes("Event: E\r\nA: 1\r\nB: 2\r\n\r\n", { messageLines: 3 }, "E", "After")
    refuses("Event: E\r\nA: 1\r\nB: 2\r\nC: 3\r\n\r\n", { messageLines: 3 }, "messageLines")
  })

  it("count the lines inside a value", () => {
    passes("Event: E\r\nA: 1\n2\r\n\r\n", { messageLines: 3 }, "E", "After")
    refuses("Event: E\r\nA: 1\n2\n3\r\n\r\n", { messageLines: 3 }, "messageLines")
  })

  it("apply to the output of a Command in the old form", () => {
    const output = "Response: Follows\r\none\ntwo\nthree\n--END COMMAND--\r\n\r\n"

    passes(output, { messageLines: 5 }, "Follows", "After")
    refuses(output, { messageLines: 4 }, "messageLines")
    passes(output, { messageBytes: 48 }, "Follows", "After")
    refuses(output, { messageBytes: 47 }, "messageBytes")
    refuses(output, { lineBytes: 16 }, "lineBytes")
  })

  it("name the one that was exceeded first", () => {
    const wire = "Event: E\r\nA: 4567890123456789012345678901234567890\r\n\r\n"

    refuses(wire, { lineBytes: 30, messageBytes: 35 }, "messageBytes")
    refuses(wire, { lineBytes: 20, messageBytes: 35 }, "lineBytes")
    refuses(wire, { lineBytes: 30, messageBytes: 35, messageLines: 1 }, "messageBytes")
    refuses(wire, { lineBytes: 99, messageBytes: 99, messageLines: 1 }, "messageLines")
  })

  it("start again with each message", () => {
    const wire = "Event: E\r\nA: 1\r\n\r\n".repeat(100)

    assert.deepStrictEqual(outcome(wire, { lineBytes: 13, messageBytes: 20, messageLines: 2 }).names, [
      "Before",
      ...Array.from({ length: 100 }, () => "E"),
      "After"
    ])
  })

  it("do not count empty lines between messages", () => {
    passes("\r\n\n".repeat(1000), { lineBytes: 13, messageBytes: 20, messageLines: 2 }, "After")
  })

  it("stop the decoder once one is exceeded", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false, limits: { lineBytes: 10 } })
    decoder.push(bytesOf("Event: 4567890"))
    const { failure } = decoder

    assert.deepStrictEqual(failure, { _tag: "TooLarge", limit: "lineBytes", allowed: 10 })
    assert.deepStrictEqual(decoder.push(bytesOf("\r\n\r\nEvent: E\r\n\r\n")), [])
    assert.strictEqual(decoder.failure, failure)
    assert.strictEqual(decoder.pending, 0)
  })

  it("reject a line of 4 MiB and a byte, and 300,000 lines (C29, row 28)", () => {
    const line = (length: number) =>
      decodeWhole(bytesOf(`Event: E\r\nA: ${"x".repeat(length - 3)}\r\n\r\n`), { banner: false })
    const lines = (count: number) =>
      decodeWhole(bytesOf(`Event: E\r\n${"A: 1\r\n".repeat(count - 1)}\r\n`), { banner: false })

    assert.strictEqual(line(4 << 20).messages[0]?.get("A")?.length, (4 << 20) - 3)
    assert.deepInclude(line((4 << 20) + 1).failure, { limit: "lineBytes" })
    assert.lengthOf(lines(200_128).messages[0]!.headers, 200_128)
    assert.deepInclude(lines(200_129).failure, { limit: "messageLines" })
    assert.deepInclude(lines(300_000).failure, { limit: "messageLines" })
  })
})

describe.skipIf(isQuick)("AmiCodec, memory", () => {
  setFlagsFromString("--expose-gc")
  const collectGarbage: () => void = runInNewContext("gc")

  /** The bytes of reachable arrays. */
  const heldBytes = (): number => {
    collectGarbage()
    collectGarbage()
    return process.memoryUsage().arrayBuffers
  }

  const megabyte = 1 << 20

  /** A message of 12 MiB, in pieces, with the given end. */
  const pushHuge = (decoder: AmiCodec.Decoder, end: string): number => {
    const line = bytesOf(`A: ${"x".repeat(megabyte)}\r\n`)
    let messages = decoder.push(bytesOf("Event: Huge\r\n")).length
    for (let count = 0; count < 12; count++) messages += decoder.push(line).length
    return messages + decoder.push(bytesOf(end)).length
  }

  it("of a huge message is released when it is complete", () => {
    const start = heldBytes()
    const decoder = AmiCodec.makeDecoder({ banner: false })

    assert.strictEqual(pushHuge(decoder, "\r\n"), 1)

    assert.isBelow(heldBytes() - start, megabyte)
    assert.strictEqual(decoder.pending, 0)
  })

  it("of a huge message is released when the next one has begun", () => {
    const start = heldBytes()
    const decoder = AmiCodec.makeDecoder({ banner: false })

    assert.strictEqual(pushHuge(decoder, "\r\nEvent: Next\r\n"), 1)
    assert.lengthOf(decoder.push(bytesOf("\r\nEvent:")), 1)

    assert.isBelow(heldBytes() - start, megabyte)
    assert.strictEqual(decoder.pending, 6)
  })

  it("of a message that is too large is released", () => {
    const start = heldBytes()
    const decoder = AmiCodec.makeDecoder({ banner: false, limits: { messageBytes: 11 * megabyte } })

    assert.strictEqual(pushHuge(decoder, "\r\n"), 0)

    assert.isBelow(heldBytes() - start, megabyte)
    assert.strictEqual(decoder.failure?._tag, "TooLarge")
  })

  it("is allocated for an incomplete message", () => {
    const start = heldBytes()
    const decoder = AmiCodec.makeDecoder({ banner: false })

    assert.strictEqual(pushHuge(decoder, ""), 0)

    assert.isAbove(heldBytes() - start, 12 * megabyte)
    assert.isAbove(decoder.pending, 12 * megabyte)
  })

  it("of a chunk may be reused by the caller after the push", () => {
    const start = heldBytes()
    const decoder = AmiCodec.makeDecoder({ banner: false })
    let chunk: Uint8Array | undefined = bytesOf(`Event: E\r\nA: ${"x".repeat(4 * megabyte - 10)}\r\n\r\nEvent: Tail`)

    assert.lengthOf(decoder.push(chunk), 1)
    chunk = undefined

    assert.isBelow(heldBytes() - start, megabyte)
    assert.strictEqual(decoder.pending, 11)
  })
})
