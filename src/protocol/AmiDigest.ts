/**
 * HTTP Digest authentication as Asterisk speaks it (RFC 7616 with MD5 and `qop=auth`).
 *
 * A server sends a challenge, and each request proves the secret for its own method and path with a counter that grows,
 * so that the secret is never written and an intercepted proof cannot be replayed. MD5 is all that Asterisk offers.
 *
 * Nothing here sends requests or keeps a counter.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import { md5 } from "../internal/md5.ts"

/**
 * What a server sends to ask for a proof.
 *
 * @category models
 * @since 0.1.0
 */
export interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  /** True if the proof was right but its nonce or counter was not: prove the secret again with this nonce. */
  readonly stale: boolean
}

/**
 * Parses a `WWW-Authenticate` header; undefined if it asks for anything but Digest with MD5 and `qop=auth`.
 *
 * **Details**
 *
 * Without `qop=auth` a proof has no counter, and Asterisk accepts only one for each nonce (manager.c,
 * auth_http_callback).
 *
 * **Example** (Reading Asterisk's challenge)
 *
 * ```ts import.meta.vitest
 * import { AmiDigest } from "effect-ami"
 *
 * AmiDigest.parse(`Digest algorithm=MD5, realm="asterisk", nonce="5ee2f268", qop="auth", opaque="5ee2f268"`)?.nonce // => "5ee2f268"
 * AmiDigest.parse(`Basic realm="asterisk"`) // => undefined
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const parse = (header: string): Challenge | undefined => {
  if (header.length > maxHeader || !/^digest\s/i.test(header)) return undefined
  const fields = new Map<string, string>()
  for (
    const [, name = "", quoted, token] of header.slice(7).matchAll(
      /([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi
    )
  ) {
    fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? token ?? "")
  }
  const realm = fields.get("realm")
  const nonce = fields.get("nonce")
  const isMd5 = (fields.get("algorithm") ?? "MD5").toUpperCase() === "MD5"
  const hasAuth = fields.get("qop")?.split(",").some((qop) => qop.trim().toLowerCase() === "auth") ?? false
  if (realm === undefined || nonce === undefined || !isMd5 || !hasAuth) return undefined
  return { realm, nonce, opaque: fields.get("opaque"), stale: fields.get("stale")?.toLowerCase() === "true" }
}

const maxHeader = 4096

/**
 * What a proof is made of.
 *
 * @category models
 * @since 0.1.0
 */
export interface Proof {
  /** As spelled in manager.conf: only here is it case-sensitive. */
  readonly username: string
  readonly secret: Redacted.Redacted<string>
  readonly method: string
  /** The path of the request. */
  readonly uri: string
  /** The number of this proof among those for its nonce, from 1. */
  readonly count: number
  /** A value that nobody can guess. */
  readonly cnonce: string
}

/**
 * Makes the `Authorization` header that answers a challenge.
 *
 * **Example** (Proving a secret)
 *
 * ```ts import.meta.vitest
 * import { AmiDigest } from "effect-ami"
 * import { Redacted } from "effect"
 *
 * const challenge = { realm: "asterisk", nonce: "5ee2f268", opaque: "5ee2f268", stale: false }
 * const header = AmiDigest.authorization(challenge, {
 *   username: "hello",
 *   secret: Redacted.make("world"),
 *   method: "POST",
 *   uri: "/arawman",
 *   count: 1,
 *   cnonce: "0a4f113b"
 * })
 * header.includes(`nc=00000001`) // => true
 * header.includes("world") // => false
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const authorization = (
  { nonce, opaque, realm }: Challenge,
  { cnonce, count, method, secret, uri, username }: Proof
): string => {
  const nc = count.toString(16).padStart(8, "0")
  const account = digest(`${username}:${realm}:${Redacted.value(secret)}`)
  const response = digest(`${account}:${nonce}:${nc}:${cnonce}:auth:${digest(`${method}:${uri}`)}`)
  return [
    `Digest username="${escaped(username)}"`,
    `realm="${escaped(realm)}"`,
    `nonce="${escaped(nonce)}"`,
    `uri="${uri}"`,
    "algorithm=MD5",
    "qop=auth",
    `nc=${nc}`,
    `cnonce="${cnonce}"`,
    `response="${response}"`,
    ...(opaque === undefined ? [] : [`opaque="${escaped(opaque)}"`])
  ].join(", ")
}

const escaped = (text: string): string => text.replace(/["\\]/g, "\\$&")

const digest = (text: string): string => md5(new TextEncoder().encode(text))
