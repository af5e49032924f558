/**
 * The address of AMI on an HTTP server: what is no address, and what to say of one before anything is sent there.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import { AmiError, NotSent } from "../../AmiError.ts"
import * as ClearText from "../ClearText.ts"

export interface AddressOptions {
  readonly url: string | URL
  readonly prefix?: string | undefined
  readonly auth: "session" | "digest"
  readonly maxRequests: number
}

/** The address of AMI, or the option that is of no use. */
export const endpoint = (options: AddressOptions): Effect.Effect<URL, AmiError> => {
  const url = parse(options.url)
  const { auth, maxRequests, prefix = "" } = options
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return invalid("url", "must be a URL that begins with http:// or https://")
  }
  if (url.username !== "" || url.password !== "") return invalid("url", "must hold no credentials: AmiClient has them")
  if (url.search !== "" || url.hash !== "") return invalid("url", "must hold no query and no fragment")
  if (!/^[\w./~-]*$/.test(prefix)) return invalid("prefix", "must be a path, such as the `prefix` of http.conf")
  if (!(maxRequests >= 1)) return invalid("maxRequests", "must be 1 or more")
  const path = `${url.pathname}/${prefix}/${auth === "digest" ? "arawman" : "rawman"}`
  return Effect.succeed(new URL(path.replace(/\/+/g, "/"), url.origin))
}

const invalid = (field: string, rule: string) =>
  Effect.fail(new AmiError({ reason: new NotSent({ action: "Login", why: "Invalid", field, rule }) }))

const parse = (url: string | URL): URL | undefined => URL.canParse(String(url)) ? new URL(String(url)) : undefined

/** Warns of plain HTTP to another machine. */
export const warnOfClearText = (address: string | URL): Effect.Effect<void> => {
  const url = parse(address)
  return url?.protocol === "http:" ? ClearText.warn(url.hostname, "https:") : Effect.void
}
