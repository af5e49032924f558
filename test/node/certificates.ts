/** The certificates of the tests; see `certificates/README.md`. */
import { readFileSync } from "node:fs"

const read = (name: string) => readFileSync(new URL(`./certificates/${name}`, import.meta.url), "utf8")

export const ca = read("ca.pem")
export const otherCa = read("otherCa.pem")
export const client = { cert: read("client.pem"), key: read("client.key") }

const key = read("server.key")
const server = (name: string) => ({ cert: read(`${name}.pem`), key })

export const good = server("server")
export const selfSigned = server("selfSigned")
export const otherName = server("otherName")
export const expired = server("expired")

/** The right authority in the forms in which it may be given besides text. */
export const authorities = [
  ["bytes", new TextEncoder().encode(ca)],
  ["one of several", [otherCa, Buffer.from(ca)]]
] as const

/** Certificates that a client must not trust: what is wrong, what it trusts, the code of Node, and what the hint names. */
export const untrusted = [
  ["of another authority", good, otherCa, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "`ca`"],
  ["of an authority that nobody gave", good, undefined, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "`ca`"],
  ["signed by itself", selfSigned, ca, "DEPTH_ZERO_SELF_SIGNED_CERT", "`ca`"],
  ["with another name", otherName, ca, "ERR_TLS_CERT_ALTNAME_INVALID", "`servername`"],
  ["that has expired", expired, ca, "CERT_HAS_EXPIRED", "renewed"],
  ["where `ca` is no certificate", good, "no certificate", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "`ca`"]
] as const
