/**
 * An empty proof must never be sent, even if a release of Effect lacks MD5.
 */
import { afterAll, assert, describe, it, vi } from "@effect/vitest"
import { Redacted } from "effect"

// A second copy of the library, with an Effect that has no MD5.
vi.resetModules()
vi.doMock("effect/crypto/Digest", () => ({ md5: {} }))
const { AmiAuth, AmiDigest } = await import("effect-ami")
afterAll(() => {
  vi.doUnmock("effect/crypto/Digest")
  vi.resetModules()
})

const secret = Redacted.make("world")

describe("without MD5", () => {
  it("throws instead of computing an empty challenge key", () => {
    assert.throws(() => AmiAuth.challengeKey("161805996", secret), "This release of effect has no MD5")
  })

  it("throws instead of computing an empty digest", () => {
    const challenge = { realm: "asterisk", nonce: "5ee2f268", opaque: "5ee2f268", stale: false }
    const proof = { username: "hello", secret, method: "POST", uri: "/arawman", count: 1, cnonce: "0a4f113b" }
    assert.throws(() => AmiDigest.authorization(challenge, proof), "This release of effect has no MD5")
  })
})
