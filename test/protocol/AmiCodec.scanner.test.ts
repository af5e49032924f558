import { assert, describe, it } from "@effect/vitest"
import { Equal, Hash } from "effect"
import { AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { HeaderTrie, maxDepth, maxNodes } from "../../src/protocol/internal/headerTrie.ts"
import { captures } from "../captures/captures.ts"
import { sample, size } from "../size.ts"
import { assertSame, binary, bytesOf, headersOf } from "./decoding.ts"
import { plainDecode, type PlainOptions } from "./plainDecoder.ts"
import { check, chunkSizes, timeout } from "./properties.ts"
import { framing, highBytes, join } from "./randomTokens.ts"

/** Shared by all runs, as in production: what one run left in it must not affect another. */
const worn = new HeaderTrie()

/** Asserts that the fast path agrees with the slow path: with an empty trie and a used one, on a Buffer and on bytes. */
const assertPlain = (bytes: Uint8Array, sizes: ReadonlyArray<number>, options: PlainOptions = {}): void => {
  const plain = plainDecode(bytes, sizes, options)
  for (const [form, trie] of [[bytes, worn], [Buffer.from(bytes), new HeaderTrie()]] as const) {
    // What comes first is learnt when it comes again.
    if (trie !== worn) plainDecode(form, sizes, { ...options, trie })
    const { messages, overflow, pending } = plainDecode(form, sizes, { ...options, trie })
    assertSame(headersOf(messages), headersOf(plain.messages), () => `in pieces of ${sizes.join(", ")}`)
    assert.deepStrictEqual(overflow, plain.overflow)
    assert.strictEqual(pending, plain.pending)
    for (const [index, message] of messages.entries()) assertAlike(message, plain.messages[index]!)
  }
}

/** Asserts that a message behaves in every way like another. */
const assertAlike = (message: AmiMessage.AmiMessage, other: AmiMessage.AmiMessage): void => {
  assert.strictEqual(message.kind, other.kind)
  assert.strictEqual(message.name, other.name)
  assert.strictEqual(message.output, other.output)
  for (const [name] of other.headers.slice(0, 20)) {
    for (const asked of [name, name.toUpperCase(), `${name}x`]) {
      assert.strictEqual(message.get(asked), other.get(asked))
    }
  }
}

const charset = fc.constantFrom("utf-8" as const, "latin-1-fallback" as const)
const rawOutput = fc.boolean()

const tokens = [
  ...framing,
  "\t",
  "E",
  "Event: ",
  "Event: E\r\n",
  "Response: Success\r\n",
  "Response: Follows\r\n",
  "--END COMMAND--\r\n\r\n",
  "ActionID: 1\r\n",
  "Aa: 1\r\n",
  "Aa: \r\n",
  "Aa:1\r\n",
  "aA: 2\r\n",
  "B: 1\r\n",
  "Event: E\r\nAa: 1\r\nBb: 2\r\n\r\n",
  "Event: E\r\nAa: \xC3\xA9\r\n\r\n",
  "no colon\r\n",
  "\u007F",
  ...highBytes
]

const randomTokens = fc.array(fc.constantFrom(...tokens), { maxLength: 30 }).map((parts) => binary(parts.join("")))

/** A prefix of a recorded conversation, with up to four tokens inserted or overwritten. */
const damaged = fc.tuple(
  fc.constantFrom(...captures()).chain(({ bytes }) =>
    fc.tuple(fc.nat(bytes.length), fc.integer({ min: 0, max: 1_500 })).map(([start, length]) =>
      bytes.subarray(start, start + length)
    )
  ),
  fc.array(fc.tuple(fc.nat(1_500), fc.constantFrom(...tokens), fc.constantFrom(0, 1, 40)), { maxLength: 4 })
).map(([piece, damages]) =>
  damages.reduce(
    (bytes, [at, token, over]) => join(bytes.subarray(0, at), binary(token), bytes.subarray(at + over)),
    piece
  )
)

describe("AmiCodec, the fast path", () => {
  it("agrees with the slow path: random tokens in any pieces", { timeout }, () => {
    check(
      20_000,
      fc.property(randomTokens, chunkSizes, charset, rawOutput, (bytes, sizes, charset, rawOutput) => {
        assertPlain(join(bytesOf("Event: E\r\n"), bytes), sizes, { charset, rawOutput })
      })
    )
  })

  it("agrees with the slow path: damaged conversations in any pieces", { timeout }, () => {
    check(
      4_000,
      fc.property(damaged, chunkSizes, charset, (bytes, sizes, charset) => {
        assertPlain(bytes, sizes, { charset })
      })
    )
  })

  it("agrees with the slow path: near the limits", { timeout }, () => {
    const limits = fc.record({
      lineBytes: fc.integer({ min: 1, max: 60 }),
      messageBytes: fc.integer({ min: 1, max: 120 }),
      messageLines: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(1_000))
    })

    check(
      20_000,
      fc.property(randomTokens, chunkSizes, limits, (bytes, sizes, limits) => {
        assertPlain(bytes, sizes, { limits })
      })
    )
  })

  it("agrees with the slow path: recorded conversations, as they were read", { timeout }, () => {
    for (const { bytes, reads } of sample(captures(), 10)) {
      const body = bytes.subarray(bytes.indexOf(10) + 1)
      assertPlain(body, [body.length])
      assertPlain(body, reads)
    }
  })

  it("handles nearly all recorded messages", () => {
    let all = 0
    let quick = 0
    for (const { bytes } of captures()) {
      const body = Buffer.from(bytes.subarray(bytes.indexOf(10) + 1))
      const decoded = plainDecode(body, [body.length], { trie: worn })
      all += decoded.messages.length
      quick += decoded.quick
    }

    assert.isAbove(quick / all, 0.95)
  })

  it("handles a message that came in two pieces", () => {
    const bytes = bytesOf("Event: E\r\nAlpha: 1\r\nBeta: é\r\n\r\n")
    const trie = new HeaderTrie()
    plainDecode(bytes, [bytes.length], { trie })
    for (let cut = 1; cut < bytes.length; cut++) {
      assert.strictEqual(plainDecode(bytes, [cut, bytes.length], { trie }).quick, 1, `cut at ${cut}`)
    }
  })

  it("leaves to the slow path what it would read differently", () => {
    const left = [
      "Event: E\r\nAa: 1\n2\r\n\r\n",
      "Event: E\r\nAa: 1\r2\r\n\r\n",
      "Event: E\r\nno colon\r\n\r\n",
      "Event: E\r\nAa:1\r\n\r\n",
      "Event: E\r\nAa: 1\r\n\n",
      "Event:E\r\n\r\n",
      "IAX2/peer 1 2 3\n\r\n",
      "Response: Follows\r\nActionID: 1\r\noutput\n--END COMMAND--\r\n\r\n"
    ]
    for (const wire of left) {
      const { messages, quick } = plainDecode(bytesOf(wire.repeat(3)), [3 * wire.length], { trie: new HeaderTrie() })
      assert.deepStrictEqual([messages.length, quick], [3, 0], wire)
    }
  })
})

describe("AmiCodec, the header trie", () => {
  const decode = (trie: HeaderTrie, wire: string) => plainDecode(bytesOf(wire), [65_536], { trie })

  const event = (type: string, names: ReadonlyArray<string>) =>
    `Event: ${type}\r\n${names.map((name) => `${name}: 1\r\n`).join("")}\r\n`

  it("is bounded, whatever the names", () => {
    const trie = new HeaderTrie()
    for (let count = 0; count < size(20_000, 2_000); count++) {
      const names = Array.from({ length: 20 }, (_, index) => `Name-${count}-${index}`)
      const { messages } = decode(
        trie,
        event(`Type${count}`, names) + event(`Type${count}`, names) + event("E", names)
      )
      assert.deepStrictEqual(messages.map(({ headers }) => headers.length), [21, 21, 21])
      assert.isAtMost(trie.size, maxNodes + 2 * maxDepth)
    }
  })

  it("does not grow with headers that come only once", () => {
    const trie = new HeaderTrie()
    for (let count = 0; count < 1_000; count++) decode(trie, event(`Type${count}`, ["Aa", "Bb"]))

    assert.strictEqual(trie.size, 0)
  })

  it("is bounded in width and in depth", () => {
    const trie = new HeaderTrie()
    for (let count = 0; count < 1_000; count++) decode(trie, event("E", [`Name${count}`]))
    assert.isAtMost(trie.size, 17)

    const names = Array.from({ length: 1_000 }, (_, index) => `Name${index}`)
    for (let count = 0; count < 2; count++) {
      assert.strictEqual(decode(trie, event("Deep", names)).messages[0]?.headers.length, 1_001)
    }
    assert.isAtMost(trie.size, 17 + maxDepth + 1)
  })

  it("is learnt again after it was full", () => {
    const trie = new HeaderTrie()
    for (let count = 0; count < size(20_000, 10_000); count++) {
      decode(trie, event(`Type${count}`, ["Aa", "Bb"]).repeat(2))
    }

    assert.deepStrictEqual(headersOf(decode(trie, event("E", ["Aa"])).messages), [[["Event", "E"], ["Aa", "1"]]])
    assert.strictEqual(decode(trie, event("E", ["Aa"])).quick, 1)
  })
})

describe("AmiMessage, as received", () => {
  const headers: ReadonlyArray<AmiMessage.Header> = [["Event", "VarSet"], ["Variable", "A=1"], ["VARIABLE", "é"]]
  const wire = `${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`
  const read = () => {
    plainDecode(bytesOf(wire), [wire.length * 2], { trie: worn })
    const { messages, quick } = plainDecode(bytesOf(wire), [wire.length * 2], { trie: worn })
    assert.strictEqual(quick, 1)
    return messages[0]!
  }

  it("equals one with the same headers, and no other", () => {
    const other = AmiMessage.make([...headers, ["B", "2"]])

    assert.isTrue(Equal.equals(read(), AmiMessage.make(headers)))
    assert.isTrue(Equal.equals(AmiMessage.make(headers), read()))
    assert.strictEqual(Hash.hash(read()), Hash.hash(AmiMessage.make(headers)))
    assert.isFalse(Equal.equals(read(), other))
  })

  it("has the same properties whether its headers were read or not", () => {
    const asked = read()
    assert.strictEqual(asked.headers, asked.headers)
    assert.deepStrictEqual(asked, read())
  })

  it("prints like one with the same headers", () => {
    assert.isTrue(AmiMessage.isAmiMessage(read()))
    assert.strictEqual(String(read()), String(AmiMessage.make(headers)))
    assert.strictEqual(JSON.stringify(read()), JSON.stringify(AmiMessage.make(headers)))
    assert.deepStrictEqual(read().getAll("variable"), ["A=1", "é"])
  })
})
