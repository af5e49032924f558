import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiCodec, type AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { captures } from "../captures/captures.ts"
import { anyCharacter } from "../characters.ts"
import {
  assertAnyChunking,
  assertReference,
  assertSame,
  bannerLine,
  binary,
  bytesOf,
  decodeInChunks,
  headersOf
} from "./decoding.ts"
import { check, chunkSizes, timeout } from "./properties.ts"
import { join, randomTokens, tokens } from "./randomTokens.ts"

const banners = fc.constantFrom(bannerLine, "Asterisk Call Manager Proxy/1.21\n").map(bytesOf)

/** Bytes after a banner: every chunking gives the same result, and the reference agrees. */
const assertDecoded = (bytes: Uint8Array, sizes: ReadonlyArray<number>): void =>
  assertReference(bytes, assertAnyChunking(bytes, sizes))

/** Any bytes, with enough framing ones to make some messages. */
const randomBytes = fc.array(
  fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...binary("\r\n: E")) }, { weight: 1, arbitrary: fc.nat(255) }),
  { maxLength: 100 }
).map((bytes) => Uint8Array.from(bytes))

describe("AmiCodec, decoding", () => {
  it("round-trips any headers, in any chunks (P1)", { timeout }, () => {
    const name = fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !/[:\r\n]/.test(text))
    // A value loses one trailing line feed, and a value with CR LF would be more than a value.
    const value = fc.string({
      unit: fc.constantFrom("a", "é", "\u{1F4DE}", " ", ":", "\r", "\n", "\t", "\u0000"),
      maxLength: 12
    })
      .map((text) => text.replace(/\r+\n/g, "\n").replace(/[\r\n]+$/, ""))
    const message = fc.tuple(fc.constantFrom("Event", "Response"), value.filter((text) => text !== "Follows"))
      .chain((first) => fc.array(fc.tuple(name, value), { maxLength: 6 }).map((others) => [first, ...others]))

    check(
      30_000,
      fc.property(fc.array(message, { maxLength: 5 }), chunkSizes, (messages, sizes) => {
        const lines = messages.map((headers) => headers.map(([name, value]) => `${name}: ${value}\r\n`).join(""))

        const decoded = decodeInChunks(bytesOf(lines.map((text) => `${text}\r\n`).join("")), sizes, { banner: false })

        assertSame(headersOf(decoded.messages), messages, "what was written")
        assert.strictEqual(decoded.pending, 0)
      })
    )
  })

  it("survives random bytes, with or without a banner, the same in any chunks (P2)", { timeout }, () => {
    const options = fc.record({
      banner: fc.boolean(),
      charset: fc.constantFrom("utf-8" as const, "latin-1-fallback" as const)
    })

    // Fewer runs than the decoder alone could make in the time: each run decodes twice and compares.
    check(
      120_000,
      fc.property(
        fc.oneof(randomBytes, fc.uint8Array({ maxLength: 200 })),
        chunkSizes,
        options,
        (bytes, sizes, options) => {
          assertAnyChunking(bytes, sizes, options)
        }
      )
    )
  })

  it("agrees with the reference on random bytes (P6)", { timeout }, () => {
    check(
      5_000,
      fc.property(banners, randomBytes, chunkSizes, (banner, bytes, sizes) => {
        assertDecoded(join(banner, bytes), sizes)
      })
    )
  })

  it("agrees with the reference on random tokens (P6)", { timeout }, () => {
    check(
      20_000,
      fc.property(banners, randomTokens, chunkSizes, (banner, bytes, sizes) => {
        assertDecoded(join(banner, bytes), sizes)
      })
    )
  })

  it("reads random tokens the same byte by byte, with a charset or the other (P3)", { timeout }, () => {
    check(
      150_000,
      fc.property(randomTokens, fc.constantFrom("utf-8" as const, "latin-1-fallback" as const), (bytes, charset) => {
        assertAnyChunking(bytes, [1], { banner: false, charset })
      })
    )
  })

  it("fails at the same place in any chunks (P3)", { timeout }, () => {
    const limits = fc.record({
      lineBytes: fc.integer({ min: 1, max: 30 }),
      messageBytes: fc.integer({ min: 1, max: 60 }),
      messageLines: fc.integer({ min: 1, max: 6 })
    })

    check(
      50_000,
      fc.property(randomTokens, chunkSizes, limits, (bytes, sizes, limits) => {
        assertAnyChunking(bytes, sizes, { banner: false, limits })
      })
    )
  })

  it("reads random tokens with the Latin-1 fallback and loses no byte (P3)", { timeout }, () => {
    const highBytes = fc.array(fc.constantFrom("a", "\xE9", "\xC3\xA9", "\xEF\xBF\xBD", "\xFF", "\xC3", "\x80"), {
      maxLength: 12
    })

    check(
      10_000,
      fc.property(fc.array(highBytes.map((parts) => parts.join("")), { maxLength: 5 }), (values) => {
        const wire = binary(`Event: E\r\n${values.map((value) => `X: ${value}\r\n`).join("")}\r\n`)

        const decoded = decodeInChunks(wire, [wire.length], { banner: false, charset: "latin-1-fallback" })

        // Each value is either its bytes as Latin-1, or text that encodes to the same bytes in UTF-8.
        const read = decoded.messages[0]!.headers.slice(1)
        assert.lengthOf(read, values.length)
        for (const [index, [, value]] of read.entries()) {
          const written = values[index]!
          if (value !== written) assert.strictEqual(Buffer.from(value).toString("latin1"), written)
        }
      })
    )
  })
})

describe("AmiCodec, decoding damaged conversations", () => {
  const pieces = fc.constantFrom(...captures()).chain(({ bytes }) =>
    fc.tuple(fc.nat(bytes.length), fc.integer({ min: 0, max: 1_500 }))
      .map(([start, length]) => bytes.subarray(start, start + length))
  )

  const position = fc.nat(1_500)
  const length = fc.integer({ min: 1, max: 200 })

  /** One kind of damage each. */
  const damage: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc.oneof(
    fc.tuple(position, fc.nat(255)).map(([at, byte]) => (bytes: Uint8Array) =>
      bytes.map((old, index) => index === at ? byte : old)
    ),
    fc.tuple(position, length).map(([at, count]) => (bytes: Uint8Array) =>
      join(bytes.subarray(0, at), bytes.subarray(at + count))
    ),
    fc.tuple(position, length).map(([at, count]) => (bytes: Uint8Array) =>
      join(bytes.subarray(0, at + count), bytes.subarray(at))
    ),
    fc.tuple(position, pieces).map(([at, piece]) => (bytes: Uint8Array) =>
      join(bytes.subarray(0, at), piece.subarray(0, 300), bytes.subarray(at))
    ),
    position.map((at) => (bytes: Uint8Array) => bytes.subarray(0, at)),
    fc.tuple(position, fc.constantFrom(...tokens)).map(([at, token]) => (bytes: Uint8Array) =>
      join(bytes.subarray(0, at), binary(token), bytes.subarray(at))
    )
  )

  const damaged = fc.tuple(pieces, fc.array(damage, { maxLength: 4 })).map(([piece, steps]) =>
    steps.reduce((bytes, step) => step(bytes), piece)
  )

  it("decodes the same messages in any chunks (P4)", { timeout }, () => {
    // Each run decodes twice and compares.
    check(
      80_000,
      fc.property(damaged, chunkSizes, (bytes, sizes) => {
        assertAnyChunking(bytes, sizes, { banner: false })
      })
    )
  })

  it("agrees with the reference, in any chunks (P6)", { timeout }, () => {
    check(
      10_000,
      fc.property(damaged, chunkSizes, (bytes, sizes) => {
        assertDecoded(join(bytesOf(bannerLine), bytes), sizes)
      })
    )
  })
})

describe("AmiCodec, encoding", () => {
  const canary = "correct-horse"

  const anyText = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 20 }),
    fc.string({ unit: fc.constantFrom("a", ":", " ", "\r", "\n", "\u0000", "é", "\uD83D", "\uDCDE"), maxLength: 6 })
  )
  const goodName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_()/-]{0,20}$/)
  const longText = fc.tuple(fc.constantFrom("a", "é", "日", "\u{1F4DE}"), fc.integer({ min: 200, max: 1_200 }))
    .map(([character, length]) => character.repeat(length))
  const field = fc.tuple(
    fc.oneof({ weight: 8, arbitrary: goodName }, { weight: 1, arbitrary: anyText }),
    fc.oneof({ weight: 6, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }) }, {
      weight: 1,
      arbitrary: anyText
    }, {
      weight: 1,
      arbitrary: longText
    })
  )
  const fields = fc.oneof(
    { weight: 30, arbitrary: fc.array(field, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.array(fc.tuple(goodName, fc.constant("v")), { minLength: 120, maxLength: 130 }) }
  )

  /** The rules, stated independently. */
  const isAllowed = (fields: ReadonlyArray<AmiMessage.Header>): boolean =>
    fields.length + 2 <= 128 &&
    fields.every(([name, value]) =>
      /^[A-Za-z0-9()_/-]+$/.test(name) && !/^[_()/-]/.test(name) && name.length <= 64 &&
      !["action", "actionid"].includes(name.toLowerCase()) &&
      !["\r", "\n", "\0"].some((part) => value.includes(part)) &&
      value === Buffer.from(value).toString("utf8") &&
      Buffer.byteLength(`${name}: ${value}`) <= 1022
    )

  it("writes one action that reads back unchanged, or rejects it (P5)", { timeout }, () => {
    // Generating random headers takes longer than writing them.
    check(
      50_000,
      fc.property(fields, chunkSizes, (fields, sizes) => {
        const result = AmiCodec.encode("UserEvent", "id-1", fields)

        assert.strictEqual(Result.isSuccess(result), isAllowed(fields))
        if (Result.isFailure(result)) {
          assert.isAbove(result.failure.field.length + result.failure.rule.length, 0)
          return
        }
        const { text } = result.success
        const lines = text.split("\r\n")
        assert.deepStrictEqual(lines.slice(-2), ["", ""])
        assert.isTrue(lines.every((line) => !/[\r\n\0]/.test(line) && Buffer.byteLength(line) <= 1022))
        assert.isTrue(lines.slice(0, -2).every((line) => line !== ""))
        assert.isAtMost(lines.length - 2, 128)
        assert.isAtMost(Buffer.byteLength(text), 128 * 1024)

        const expected: ReadonlyArray<AmiMessage.Header> = [["Action", "UserEvent"], ["ActionID", "id-1"], ...fields]
        const decoded = decodeInChunks(bytesOf(text), sizes, { banner: false })
        assertSame(headersOf(decoded.messages), [expected], "the headers that were given")
        assertSame([result.success.headers], [expected], "the headers of the action")
      })
    )
  })

  it("never quotes a value in an error (P5)", { timeout }, () => {
    const tainted = fc.tuple(anyText, fc.oneof(anyText, longText)).map(([left, right]) => `${left}${canary}${right}`)

    check(
      10_000,
      fc.property(
        fc.array(fc.tuple(fc.oneof(goodName, anyText), tainted), { minLength: 1, maxLength: 130 }),
        (fields) => {
          const result = AmiCodec.encode("UserEvent", "id-1", fields)

          if (Result.isFailure(result)) assert.notInclude(JSON.stringify(result.failure), canary)
          else assert.isTrue(isAllowed(fields))
        }
      )
    )
  })

  it("keeps the name and the ActionID of an action intact, or rejects them (P5)", { timeout }, () => {
    const text = fc.oneof(goodName, anyText, fc.stringMatching(/^[A-Za-z0-9_-]{60,90}$/))

    check(
      40_000,
      fc.property(text, text, (name, actionId) => {
        const result = AmiCodec.encode(name, actionId, [])

        if (Result.isFailure(result)) assert.include(["Action", "ActionID"], result.failure.field)
        else {
          assert.strictEqual(result.success.text, `Action: ${name}\r\nActionID: ${actionId}\r\n\r\n`)
          assert.match(`${name} ${actionId}`, /^[A-Za-z0-9_-]{1,80} [A-Za-z0-9_-]{1,64}$/)
        }
      })
    )
  })
})
