/**
 * SHA-256, and comparisons that take the same time whatever is compared.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))

/** Without padding, and with characters that need no escapes in a URL. */
export const base64Url = (bytes: Uint8Array): string =>
  base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

export const sha256 = (text: string): Effect.Effect<Uint8Array> =>
  Effect.map(Effect.promise(() => crypto.subtle.digest("SHA-256", bytesOf(text))), (digest) => new Uint8Array(digest))

/** So many random bytes. */
export const randomBytes = (count: number): Effect.Effect<Uint8Array> =>
  Effect.sync(() => crypto.getRandomValues(new Uint8Array(count)))

/** Whether two texts of the same length are the same, in a time that does not depend on where they differ. */
export const isSameText = (one: string, other: string): boolean => {
  let differs = one.length ^ other.length
  for (let index = 0; index < other.length; index++) differs |= one.charCodeAt(index) ^ other.charCodeAt(index)
  return differs === 0
}

/** Whether a secret that was given is the right one: their hashes are compared, so that neither length shows. */
export const isSame = (given: string, right: string): Effect.Effect<boolean> =>
  Effect.zipWith(sha256(given), sha256(right), (one, other) => isSameText(hex(one), hex(other)))
