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
export const early = server("early")
export const otherAddress = server("otherAddress")
export const wildcard = server("wildcard")
export const nameInCn = server("nameInCn")
export const addressInCn = server("addressInCn")
export const purpose = server("purpose")
export const weaklySigned = server("weaklySigned")
/** A key that OpenSSL takes only where it is told to. */
export const weak = { cert: read("weak.pem"), key: read("weak.key"), ciphers: "DEFAULT@SECLEVEL=0" }
export const sameNameCa = read("sameNameCa.pem")
export const weakCa = read("weakCa.pem")

/** The right authority in the forms in which it may be given besides text. */
export const authorities = [
  ["bytes", new TextEncoder().encode(ca)],
  ["one of several", [otherCa, Buffer.from(ca)]]
] as const

/** Certificates that a client must not trust: what is wrong, what it trusts, the code of Node, and what the hint names. */
export const untrusted = [
  ["of another authority", good, otherCa, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "No certificate in `ca` is that"],
  ["of an authority that nobody gave", good, undefined, "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "`ca`"],
  ["signed by itself", selfSigned, ca, "DEPTH_ZERO_SELF_SIGNED_CERT", "`ca`"],
  ["with another name", otherName, ca, "ERR_TLS_CERT_ALTNAME_INVALID", "`servername: \"pbx.example.org\"`"],
  ["that has expired", expired, ca, "CERT_HAS_EXPIRED", "renewed"],
  ["that is not valid yet", early, ca, "CERT_NOT_YET_VALID", "clock"],
  ["where `ca` is a path", good, "/etc/asterisk/keys/ca.crt", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "not its path"]
] as const
