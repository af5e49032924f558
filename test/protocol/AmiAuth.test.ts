import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { AmiAuth } from "effect-ami"
import * as fc from "fast-check"
import { createHash } from "node:crypto"
import { capture } from "../captures/captures.ts"
import { decodeWhole } from "./decoding.ts"
import { check, timeout } from "./properties.ts"

const keyOf = (challenge: string, secret: string): string => AmiAuth.challengeKey(challenge, Redacted.make(secret))

describe("AmiAuth.challengeKey", () => {
  for (const name of ["auth-md5.ast16", "auth-md5.ast22"]) {
    it(`computes the key that Asterisk accepted in ${name}`, () => {
      const { bytes, sent } = capture(name)
      const [challenge, login] = decodeWhole(bytes).messages
      const [, key] = /^Key: (\w+)\r$/m.exec(Buffer.from(sent).toString()) ?? []

      assert.strictEqual(login?.get("Message"), "Authentication accepted")
      assert.strictEqual(keyOf(challenge?.get("Challenge") ?? "", "world"), key)
    })
  }

  it("is in lower case, because Asterisk rejects upper case", () => {
    assert.match(keyOf("161805996", "world"), /^[0-9a-f]{32}$/)
    assert.strictEqual(keyOf("", ""), "d41d8cd98f00b204e9800998ecf8427e")
  })

  it("uses the UTF-8 bytes of the secret, including blanks", () => {
    assert.strictEqual(keyOf("1", " pä\u{1F511} "), createHash("md5").update("1 pä\u{1F511} ", "utf8").digest("hex"))
  })

  it("agrees with Node's MD5 for texts of any length", { timeout }, () => {
    check(
      1_000,
      fc.property(
        fc.stringMatching(/^\d{0,9}$/),
        fc.string({ unit: "grapheme", maxLength: 200 }),
        (challenge, secret) => {
          assert.strictEqual(
            keyOf(challenge, secret),
            createHash("md5").update(challenge + secret, "utf8").digest("hex")
          )
        }
      )
    )
  })
})
