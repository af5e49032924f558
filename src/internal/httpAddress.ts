/**
 * The address of AMI on an HTTP server: what is no address, and what to say of one before anything is sent there.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as ClearText from "./clearText.ts"
import * as Rules from "./options.ts"

export interface AddressOptions {
  readonly url: string | URL
  readonly prefix: string | undefined
  readonly auth: "session" | "digest"
}

/** Printed only if it has none of the characters with which credentials may stand in it. */
const printed = (value: unknown): string =>
  value instanceof URL || typeof value !== "string" || !/^[\w.:/[\]-]*$/.test(value)
    ? Rules.kindOf(value)
    : Rules.print(value)

const saysUrl = (rule: string, isValid: (url: URL) => boolean): Rules.Rule =>
  Rules.satisfies(rule, (value) => {
    const address = parse(value)
    return address !== undefined && isValid(address)
  }, printed)

/** The URL of an HTTP server, without anything that is not an address. */
export const url: Rules.Rule = [
  saysUrl(
    "must hold no credentials: AmiClient has them",
    ({ password, username }) => username === "" && password === ""
  ),
  saysUrl("must hold no query and no fragment", ({ hash, search }) => hash === "" && search === "")
].reduce(
  Rules.both,
  saysUrl("must be a URL that begins with http:// or https://", ({ protocol }) => /^https?:$/.test(protocol))
)

/** The `prefix` of http.conf. */
export const prefix: Rules.Rule = Rules.satisfies(
  "must be a path, such as the `prefix` of http.conf",
  (value) => typeof value === "string" && /^[\w./~-]*$/.test(value)
)

const joined = (url: string | URL, ...parts: ReadonlyArray<string>): URL => {
  const { origin, pathname } = new URL(url)
  return new URL([pathname, ...parts].join("/").replace(/\/+/g, "/"), origin)
}

/** The address of AMI, from options that are right. */
export const endpoint = ({ auth, prefix = "", url }: AddressOptions): URL =>
  joined(url, prefix, auth === "digest" ? "arawman" : "rawman")

/** The address that identifies the server. */
export const shown = (url: string | URL, prefix = ""): string => joined(url, prefix).href.replace(/\/$/, "")

const parse = (url: unknown): URL | undefined =>
  url instanceof URL ? url : typeof url === "string" && URL.canParse(url) ? new URL(url) : undefined

/** Warns of plain HTTP to another machine. */
export const warnOfClearText = (address: string | URL): Effect.Effect<void> => {
  const url = parse(address)
  return url?.protocol === "http:" ? ClearText.warn(url.hostname, "https:") : Effect.void
}
