/**
 * HTTP digests: parses what a peer sends and verifies it.
 *
 * Follows utils.c, ast_parse_digest, and manager.c, auth_http_callback. Shares only
 * MD5 with the client's half.
 *
 * @since 0.1.0
 */
import { md5 } from "../../../internal/md5.ts"
import type { Account } from "../settings.ts"
import * as wire from "../wire.ts"
import { keyOf } from "./parameters.ts"

/** The content of an `Authorization` header. */
export interface Shown {
  readonly username: string
  /** As a key of eight digits. */
  readonly nonce: string
  readonly uri: string
  readonly response: string
  /** The request counter under a nonce; undefined for RFC 2069, which has no `qop`. */
  readonly counted: { readonly nc: string; readonly cnonce: string } | undefined
  /** The counter as a number. */
  readonly count: number
}

const field = /(?:^|[\s,])([a-z]+)=(?:"([^"]*)"|([^,]*))/gi

/** Parses an `Authorization` header; undefined if it is not a usable digest. */
export const read = (header: string): Shown | undefined => {
  const text = /^\s*Digest (.*)$/is.exec(header)?.[1]
  if (text === undefined) return undefined
  const fields = new Map(
    [...text.matchAll(field)].map(([, name = "", quoted, bare = ""]) => [name.toLowerCase(), quoted ?? bare])
  )
  const of = (name: string) => fields.get(name) ?? ""
  const nonce = /^\s*(?:0x)?[0-9a-f]/i.test(of("nonce")) ? keyOf(of("nonce")) ?? "00000000" : undefined
  const [username, uri, response] = [of("username"), of("uri"), of("response")]
  const [nc, cnonce] = [of("nc"), of("cnonce")]
  if (nonce === undefined || [of("realm"), username, uri, response].includes("")) return undefined
  if (fields.has("algorithm") && of("algorithm").toLowerCase() !== "md5") return undefined
  const count = Number.parseInt(nc, 16)
  if (fields.has("nc") && Number.isNaN(count)) return undefined
  const isCounted = of("qop").toLowerCase() === "auth"
  if (isCounted && (nc === "" || cnonce === "")) return undefined
  return {
    username,
    nonce,
    uri,
    response: response.slice(0, 32).toLowerCase(),
    counted: isCounted ? { nc, cnonce } : undefined,
    count: Number.isNaN(count) ? 0 : count
  }
}

const digest = (...parts: ReadonlyArray<string>): string => md5(wire.toBytes(parts.join(":")))

/** Whether the digest proves knowledge of the secret. Its `uri` need not match the request. */
export const isRight = (shown: Shown, method: string, { name, secret }: Account, realm: string): boolean => {
  const who = digest(name, realm, secret)
  const what = digest(method, shown.uri)
  const { counted, nonce, response } = shown
  return response === (counted === undefined
    ? digest(who, nonce, what)
    : digest(who, nonce, counted.nc, counted.cnonce, "auth", what))
}
