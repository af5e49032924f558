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
