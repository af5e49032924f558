import { assert, describe, it } from "@effect/vitest"
import { AmiCodec, AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { captures } from "../captures/captures.ts"
import { assertSame, binary, bytesOf, decodeWhole, headersOf } from "./decoding.ts"
import { check, timeout } from "./properties.ts"
import { framing, highBytes } from "./randomTokens.ts"

const decode = (text: string | Uint8Array, options: AmiCodec.DecoderOptions = {}) =>
  AmiCodec.makeDecoder({ banner: false, ...options }).push(typeof text === "string" ? bytesOf(text) : text)

/** Asserts that what `wire` writes of messages, one after the other, reads as the same messages. */
const assertReadsBack = (messages: ReadonlyArray<AmiMessage.AmiMessage>) => {
  const texts = messages.map((message) => AmiMessage.wire(message) ?? assert.fail(`no text of ${message.toJSON()}`))
  const text = texts.join("")
  for (const rawOutput of [true, false]) {
    const reader = AmiCodec.makeDecoder({ banner: false, rawOutput })
    assertSame(headersOf(reader.push(bytesOf(text))), headersOf(messages), () => JSON.stringify(text))
    assert.strictEqual(reader.pending, 0)
  }
}

describe("AmiMessage.wire", () => {
  it("returns a received message byte for byte", () => {
    const text = "Event: Newchannel\r\nPrivilege: call,all\r\nCallerIDName: Zoë: \"a\"\r\nAccountCode: \r\n\r\n"

    assert.deepStrictEqual(decode(text).map((message) => AmiMessage.wire(message)), [text])
  })

  it("does not parse headers that nobody has read", () => {
    const [message] = decode("Event: Newchannel\r\nPrivilege: call,all\r\nUniqueid: 1.1\r\n\r\n")
    let asked = 0
    Object.defineProperty(message, "headers", { get: () => asked += 1 })

    AmiMessage.wire(message!)

    assert.strictEqual(asked, 0)
  })

  it("writes a message made by hand", () => {
    const headers = [["Event", "UserEvent"], ["Empty", ""], ["X", " two blanks "], ["x", "again"], [
      "Lines",
      "a\nb: c"
    ]] as const

    assertReadsBack([AmiMessage.make(headers)])
  })

  it("writes the raw output of a Command in a form that every decoder reads as the same headers", () => {
    const text =
      "Response: Follows\r\nPrivilege: Command\r\nActionID: 1\r\nUptime: 1\n\nEvent: none\n--END COMMAND--\r\n\r\n"
    const messages = decode(text)

    assert.deepStrictEqual(messages.map(({ output }) => output), ["Uptime: 1\n\nEvent: none"])
    assertReadsBack([...messages, AmiMessage.make([["Event", "Next"]])])
  })

  it("keeps secrets, which only printing hides", () => {
    assert.include(
      AmiMessage.wire(AmiMessage.make([["Event", "AuthDetail"], ["Password", "correct-horse"]])),
      "correct-horse"
    )
  })

  for (
    const [what, headers] of [
      ["no header", []],
      ["an empty line in a value", [["Event", "X"], ["Value", "a\r\n\r\nEvent: Forged"]]],
      ["another header in a value", [["Event", "X"], ["Value", "a\r\nForged: b"]]],
      ["another header in a name", [["Event", "X"], ["a: b\r\nForged", "c"]]],
      ["a colon in a name", [["Event", "X"], ["a:b", "c"]]],
      ["half of a surrogate pair", [["Event", "X"], ["Value", "\uD83D"]]]
    ] as const
  ) {
    it(`returns undefined for what would be read as something else: ${what}`, () => {
      const text = AmiMessage.wire(AmiMessage.make(headers))

      assert.isUndefined(text)
    })
  }

  for (const capture of captures()) {
    it(`reads back every message of ${capture.name}`, () => {
      assertReadsBack(decodeWhole(capture.bytes).messages)
    })
  }

  const options = fc.record({
    charset: fc.constantFrom("utf-8" as const, "latin-1-fallback" as const),
    rawOutput: fc.boolean()
  })

  it("reads back whatever a decoder made from bytes", { timeout }, () => {
    const tokens = [
      ...framing,
      ...highBytes,
      "Event: X\r\n",
      "Response: Success\r\n",
      "Response: Follows\r\n",
      "ActionID: 1\r\n",
      "Privilege: Command\r\n",
      "Privilege: call,all\r\n",
      "Output: ",
      "--END COMMAND--",
      "--END COMMAND--\r\n\r\n",
      "Name: value\r\n",
      "x"
    ]
    const randomTokens = fc.array(fc.constantFrom(...tokens), { maxLength: 30 }).map((parts) => binary(parts.join("")))

    check(
      60_000,
      fc.property(randomTokens, options, (bytes, options) => {
        for (const message of decode(bytes, options)) assertReadsBack([message])
      })
    )
  })

  it("redacts what was received as its JSON is redacted", { timeout }, () => {
    const words = ["secret", "UsingPassword", "Password", "md5_cred", "Key", "Channel", "Event", "Response"]
    const text = fc.array(
      fc.constantFrom(...words, "ChallengeResponseFailed", "SuccessfulAuth", "=", ": ", ":", " ", "é", "\"", "x"),
      { maxLength: 6 }
    ).map((parts) => parts.join(""))
    const header = fc.tuple(fc.constantFrom(...words), text)
    let redacted = 0

    check(
      20_000,
      fc.property(
        fc.constantFrom("Event", "Response"),
        text,
        fc.array(header, { maxLength: 6 }),
        (kind, first, rest) => {
          const lines = [[kind, first] as const, ...rest].map(([name, value]) => `${name}: ${value}\r\n`).join("")
          // What it has seen before, a decoder reads on the fast path.
          for (const message of decode(`${lines}\r\n`.repeat(3))) {
            const text = AmiMessage.redactedWire(message) ?? assert.fail(`no text of ${message.toJSON()}`)
            assertSame(headersOf(decode(text)), [message.toJSON()], () => JSON.stringify(text))
            if (text !== AmiMessage.wire(message)) redacted += 1
          }
        }
      )
    )
    assert.isAbove(redacted, 0)
  })

  it("returns text that reads as the same message, or undefined, for a message made by hand", { timeout }, () => {
    const text = fc.string({
      unit: fc.constantFrom("a", "é", "\u{1F4DE}", "\uD83D", " ", ":", "\r", "\n", "\t", "\u0000", "Event: X"),
      maxLength: 5
    })
    const name = fc.oneof(fc.constantFrom("Event", "Response", "Output", "ActionID", "X"), text)
    const value = fc.oneof(fc.constantFrom("Follows", "Success", "--END COMMAND--"), text)
    let written = 0

    check(
      60_000,
      fc.property(
        fc.array(fc.array(fc.tuple(name, value), { maxLength: 5 }), { maxLength: 4 }),
        (lists) => {
          const messages = lists.map(AmiMessage.make).filter((message) => AmiMessage.wire(message) !== undefined)
          written += messages.length
          for (const message of messages) assertReadsBack([message])
        }
      )
    )
    assert.isAbove(written, 0)
  })
})
