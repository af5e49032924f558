/**
 * The rules for the options of the transports over Node.
 *
 * @since 0.2.0
 */
import * as Net from "node:net"
import * as Rules from "../../internal/options.ts"
import { reading } from "../../internal/readingOptions.ts"
import { withoutBrackets } from "./host.ts"
import type { Trust } from "./trustOptions.ts"

/** An address may be in brackets, as in a URL. */
export const isHost = (value: string): boolean => {
  const bare = withoutBrackets(value)
  return Net.isIP(bare) !== 0 || /^[^\s:/\\?#@[\]\p{Cc}]+$/u.test(bare)
}

/** Redacted, because a URL may contain credentials. */
const shown = (value: unknown): string =>
  typeof value === "string" && /^[\w.:[\]-]*$/.test(value) ? Rules.print(value) : Rules.kindOf(value)

const host = Rules.satisfies(
  "must be only a name or an address; the port is the option `port`",
  (value) => typeof value === "string" && isHost(value),
  shown
)

const isPem = (value: unknown): boolean => (typeof value === "string" && value !== "") || value instanceof Uint8Array

const pem = Rules.satisfies("must be PEM, as text or bytes", isPem, Rules.kindOf)

const positive = Rules.duration({ zero: false })

/** Where a socket connects to, and how it reads. */
export const socket = {
  host,
  port: Rules.port(1),
  path: Rules.text,
  connectTimeout: positive,
  bannerTimeout: positive,
  ...reading
} as const

export const trust: Rules.Rules<Trust> = {
  ca: (value) => Array.isArray(value) ? Rules.listOf("must be PEM", pem)(value) : pem(value),
  servername: Rules.text,
  cert: pem,
  key: Rules.secret
}

/** A certificate proves nothing without its key: Node would leave out the one that is given alone. */
export const unpaired = (options: unknown): Rules.Invalid | undefined => {
  if (!Rules.isRecord(options)) return undefined
  const { cert, key } = options
  if ((cert === undefined) === (key === undefined)) return undefined
  return cert === undefined
    ? { option: "cert", rule: "must be given with `key`: the certificate that the key belongs to" }
    : { option: "key", rule: "must be given with `cert`: the private key of the certificate" }
}
