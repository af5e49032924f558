import { assert, describe, it } from "@effect/vitest"
import { AmiCodec, type AmiInbox, AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { Block, messagesOf } from "../../src/journal/internal/block.ts"
import { captures } from "../captures/captures.ts"
import { check, timeout } from "../protocol/properties.ts"

const pack = (items: ReadonlyArray<AmiInbox.Received>): Uint8Array => {
  const block = new Block(items[0]?.epoch ?? 1)
  for (const item of items) block.add(item)
  return block.bytes()
}

const plain = (items: ReadonlyArray<AmiInbox.Received> | undefined) =>
  items?.map(({ epoch, message, receivedAt, seq }) => [epoch, seq, receivedAt, message.headers])

const inboxOf = (messages: ReadonlyArray<AmiMessage.AmiMessage>, seqs: ReadonlyArray<number>) =>
  messages.map((message, index): AmiInbox.Received => ({
    _tag: "Received",
    epoch: 3,
    seq: seqs[index] ?? index,
    receivedAt: 1_700_000_000_000 + (seqs[index] ?? 0) * 7,
    message
  }))

/** Without secrets, which a block does not keep. */
const redacted = (message: AmiMessage.AmiMessage) => AmiMessage.make(message.toJSON())

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 20 }),
  fc.constantFrom(
    "",
    "\r\n",
    "\n",
    "a\r\n\r\nEvent: Forged",
    "Follows",
    "a\n",
    "\ud800",
    "\ufffd",
    "\ufeff",
    "\u0000",
    ": ",
    "secret=x"
  )
)
const name = fc.oneof(fc.constantFrom("Event", "Response", "Channel", "Output", "Password", "", "ActionID"), text)

describe("A block of a journal", () => {
  it("gives back all headers of any messages, their numbers and times", () =>
    check(
      4000,
      fc.property(fc.array(fc.tuple(fc.array(fc.tuple(name, text), { maxLength: 5 }), fc.nat())), (given) => {
        const messages = given.map(([headers]) => redacted(AmiMessage.make(headers)))
        const items = inboxOf(messages, given.map(([, seq]) => seq))
        assert.deepStrictEqual(plain(messagesOf(pack(items), 3)), plain(items))
      })
    ), timeout)

  it("gives back whatever a decoder makes of any bytes", () =>
    check(
      2000,
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 60 }),
            fc.constantFrom(...["Event: A\r\n", "\r\n\r\n", "B: ", "\n"].map((one) => new TextEncoder().encode(one)))
          )
        ),
        fc.constantFrom("utf-8" as const, "latin-1-fallback" as const),
        (chunks, charset) => {
          const decoder = AmiCodec.makeDecoder({ banner: false, charset })
          const messages = chunks.flatMap((chunk) => decoder.push(chunk)).map(redacted)
          const items = inboxOf(messages, [])
          assert.deepStrictEqual(plain(messagesOf(pack(items), 3)), plain(items))
        }
      )
    ), timeout)

  it("gives back all recorded conversations, without their secrets", () => {
    for (const { bytes, name } of captures("")) {
      const messages = AmiCodec.makeDecoder().push(bytes)
      const read = messagesOf(pack(inboxOf(messages, [])), 3)
      assert.deepStrictEqual(read?.map(({ message }) => message.headers), messages.map((one) => one.toJSON()), name)
    }
  })

  it("is told from other bytes", () => {
    const bytes = pack(inboxOf([AmiMessage.make([["Event", "A"]]), AmiMessage.make([["Event", "B"]])], [1, 2]))
    assert.strictEqual(messagesOf(bytes, 1)?.length, 2)
    for (
      const broken of [
        bytes.subarray(0, -3),
        new Uint8Array(),
        new TextEncoder().encode("{}\n"),
        new TextEncoder().encode("null\n")
      ]
    ) {
      assert.isUndefined(messagesOf(broken, 1))
    }
  })
})
