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
/** A key that OpenSSL accepts only if it is told to. */
export const weak = { cert: read("weak.pem"), key: read("weak.key"), ciphers: "DEFAULT@SECLEVEL=0" }
export const sameNameCa = read("sameNameCa.pem")
export const weakCa = read("weakCa.pem")

/** The right authority in each accepted form besides text. */
export const authorities = [
  ["bytes", new TextEncoder().encode(ca)],
  ["one of several", [otherCa, Buffer.from(ca)]]
] as const
