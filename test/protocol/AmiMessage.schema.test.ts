/**
 * Messages as JSON: nothing that was received is lost, however odd.
 */
import { assert, describe, it } from "@effect/vitest"
import { Equal, Schema } from "effect"
import { AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { recorded } from "../catalog/recorded.ts"
import { headers } from "../catalog/wireMessages.ts"
import { overText } from "../json.ts"
import { sample } from "../size.ts"
import { binary, decodeWhole } from "./decoding.ts"
import { check, timeout } from "./properties.ts"
import { randomTokens } from "./randomTokens.ts"

const survives = (message: AmiMessage.AmiMessage): void => {
  const again = overText(AmiMessage.schema, message)

  assert.isTrue(Equal.equals(again, message))
  assert.deepStrictEqual(again.headers, message.headers)
  assert.deepStrictEqual([again.kind, again.name, again.output], [message.kind, message.name, message.output])
  assert.strictEqual(again.toString(), message.toString())
  assert.strictEqual(AmiMessage.sizeOf(again), AmiMessage.sizeOf(message))
}

describe("the JSON of a message", { timeout }, () => {
  it("round-trips whatever came over the wire", () => {
    check(
      5_000,
      fc.property(randomTokens, fc.constantFrom("utf-8" as const, "latin-1-fallback" as const), (bytes, charset) => {
        decodeWhole(bytes, { banner: false, charset }).messages.forEach(survives)
      })
    )
  })

  it("round-trips any headers", () => {
    check(2_000, fc.property(headers, (headers) => survives(AmiMessage.make(headers))))
  })

  it("round-trips every message that servers sent", () => {
    sample(recorded(), 10).forEach(({ message }) => survives(message))
  })

  it("keeps order, spelling, repeated headers and the lines of output", () => {
    const [message] = decodeWhole(
      binary("ActionID: 7\r\nresponse: Follows\r\nOutput: a\r\nOutput:  b\r\nX:\r\noutput: c\r\n\r\n"),
      { banner: false }
    ).messages

    assert.isDefined(message)
    assert.deepStrictEqual(Schema.encodeSync(Schema.toCodecJson(AmiMessage.schema))(message!), message!.headers)
    survives(message!)
  })

  it("hides no secret, while that of `redacted` hides all", () => {
    const message = AmiMessage.make([["Event", "AuthDetail"], ["Password", "p"], ["Output", "secret = s"]])

    assert.deepStrictEqual(overText(AmiMessage.schema, message).headers, message.headers)
    assert.deepStrictEqual(overText(AmiMessage.redacted, message).headers, [
      ["Event", "AuthDetail"],
      ["Password", "<redacted>"],
      ["Output", "secret = <redacted>"]
    ])
  })

  it("fails to decode if it is not a list of headers", () => {
    const decode = Schema.decodeUnknownResult(Schema.toCodecJson(AmiMessage.schema))

    for (const json of [null, {}, ["Event: A"], [["Event"]], [["Event", 1]], [["Event", "A", "B"]]]) {
      assert.strictEqual(decode(json)._tag, "Failure", JSON.stringify(json))
    }
  })
})
