/**
 * A proof of nothing must never be sent, whatever a release of Effect has.
 */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { Redacted } from "effect"

// The same library once more, with an Effect that has no MD5.
vi.resetModules()
vi.doMock("effect/crypto/Digest", () => ({ md5: {} }))
const { AmiAuth, AmiDigest } = await import("effect-ami")
afterAll(() => {
  vi.doUnmock("effect/crypto/Digest")
  vi.resetModules()
})

const secret = Redacted.make("world")

describe("without MD5", () => {
  it("there is no key of a challenge, instead of an empty one", () => {
    assert.throws(() => AmiAuth.challengeKey("161805996", secret), "This release of effect has no MD5")
  })

  it("there is no digest, instead of an empty one", () => {
    const challenge = { realm: "asterisk", nonce: "5ee2f268", opaque: "5ee2f268", stale: false }
    const proof = { username: "hello", secret, method: "POST", uri: "/arawman", count: 1, cnonce: "0a4f113b" }
    assert.throws(() => AmiDigest.authorization(challenge, proof), "This release of effect has no MD5")
  })
})
