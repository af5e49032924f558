/**
 * The key of a challenge login.
 *
 * Asterisk sends a challenge, and the client answers with the MD5 of challenge and secret, so that the secret itself is
 * never written. The protocol requires MD5; use TLS on a network that is not yours.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import { md5 } from "../internal/md5.ts"

/**
 * Computes the `Key` header of a `Login` that answers a challenge.
 *
 * **Details**
 *
 * Asterisk compares lower-case hexadecimal digits byte by byte
 * (manager.c, authenticate), so upper-case digits are refused.
 *
 * **Example** (Answering a challenge)
 *
 * ```ts import.meta.vitest
 * import { AmiAuth } from "effect-ami"
 * import { Redacted } from "effect"
 *
 * AmiAuth.challengeKey("161805996", Redacted.make("world")) // => "27cadbb57bd26ef66961b1c7b700c18c"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const challengeKey = (challenge: string, secret: Redacted.Redacted<string>): string =>
  md5(new TextEncoder().encode(challenge + Redacted.value(secret)))
