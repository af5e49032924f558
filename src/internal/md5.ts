/**
 * MD5, which the protocol asks for: in challenges of AMI, and in HTTP Digest.
 *
 * @since 0.2.0
 */
import * as Digest from "effect/crypto/Digest"
import * as Hex from "effect/encoding/Hex"
import * as Option from "effect/Option"

/**
 * The MD5 of bytes, in lower-case hexadecimal digits.
 *
 * `implementation` is optional only for algorithms that WebCrypto provides, and MD5 is not one of them. If a release of
 * Effect had none, it would be a defect: a proof of nothing must not be sent.
 */
export const md5 = (bytes: Uint8Array): string => Hex.encode(implementation()(bytes))

const implementation = (): (bytes: Uint8Array) => Uint8Array =>
  Option.getOrThrowWith(
    Option.fromUndefinedOr(Digest.md5.implementation),
    () => new Error("This release of effect has no MD5 in effect/crypto/Digest, which the login to Asterisk needs")
  )
