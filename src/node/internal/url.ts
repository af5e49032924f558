/**
 * The address of Asterisk and the account, in one URL.
 *
 * A URL may contain a secret, even in an unexpected place: no part of it is ever shown, and errors only name the rule
 * that it breaks.
 *
 * @since 0.2.0
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { isHost } from "./options.ts"

/** How the secret is proven: `session` and `digest` are for HTTP only, `challenge` and `plaintext` for all transports. */
export type Auth = "session" | "digest" | "challenge" | "plaintext"

/** The destination of a URL. */
export type Place =
  | { readonly _tag: "Tcp" | "Tls"; readonly host: string; readonly port: number | undefined }
  | { readonly _tag: "Http" | "Https"; readonly url: string }

/** The parts of a URL. */
export interface Address {
  readonly place: Place
  readonly username: string | undefined
  readonly secret: Redacted.Redacted<string> | undefined
  readonly auth: Auth | undefined
}

/** Parses a URL, or returns the rule that it breaks, which continues the name of the option. */
export const read = (given: unknown): Result.Result<Address, string> => {
  const text = textOf(given)
  if (text === undefined) return no("must be a URL such as ami://user:secret@host: a text, a URL, or a Redacted of one")
  if (!/^(amis?|https?):\/\//i.test(text)) {
    return no("must begin with ami://, amis://, http:// or https://, as in ami://user:secret@host:5038")
  }
  // `URL` silently removes some of these characters, which would change the secret.
  if (/[\s\p{Cc}]/u.test(text)) return no("must have no spaces and no control characters: a space is written %20")
  if (!URL.canParse(text)) {
    return no(
      "must be readable: in a name or a secret write % as %25, / as %2F, : as %3A, ? as %3F, # as %23 and @ as %40, "
        + "and a port as a number up to 65535"
    )
  }
  const url = new URL(text)
  if (url.hash !== "") return no("must have no fragment: in a name or a secret write # as %23")
  return Result.gen(function*() {
    const username = yield* decoded(url.username, "name")
    const secret = yield* decoded(url.password, "secret")
    const auth = yield* authOf(url)
    const { fixed, place } = yield* url.protocol.startsWith("ami") ? socketOf(url) : httpOf(url)
    const isOfHttp = auth === "session" || auth === "digest"
    if (isOfHttp && !("url" in place)) {
      return yield* no("must have auth=challenge or auth=plaintext, if any, without HTTP")
    }
    if (fixed !== undefined && auth !== undefined && auth !== fixed) {
      return yield* no("must have auth=digest, if any, with a path that ends with arawman")
    }
    return {
      place,
      username,
      secret: secret === undefined ? undefined : Redacted.make(secret, { label: "secret" }),
      auth: auth ?? fixed
    }
  })
}

const no = (rule: string): Result.Result<never, string> => Result.fail(rule)

const textOf = (given: unknown): string | undefined => {
  const value = Redacted.isRedacted(given)
    ? Result.getOrUndefined(Result.try((): unknown => Redacted.value(given)))
    : given
  if (value instanceof URL) return value.href
  return typeof value === "string" ? value.trim() : undefined
}

/** A name or secret may have any character, percent-encoded; an empty one counts as missing. */
const decoded = (encoded: string, what: string): Result.Result<string | undefined, string> =>
  encoded === "" ? Result.succeed(undefined) : Result.try({
    try: () => decodeURIComponent(encoded),
    catch: () => `must have a ${what} that is percent-encoded UTF-8: write % as %25`
  })

const auths: ReadonlyArray<Auth> = ["session", "digest", "challenge", "plaintext"]

const authOf = ({ searchParams }: URL): Result.Result<Auth | undefined, string> => {
  const [first, ...others] = [...searchParams]
  if (first === undefined) return Result.succeed(undefined)
  const [name, value] = first
  if (name !== "auth" || others.length > 0) {
    return no("must have no query but `auth`: in a name or a secret write ? as %3F")
  }
  const auth = auths.find((one) => one === value)
  return auth === undefined ? no(`must have an \`auth\` that is ${auths.join(", ")}`) : Result.succeed(auth)
}

/** A destination, and its `auth` if only one is possible. */
interface Found {
  readonly place: Place
  readonly fixed?: Auth
}

const socketOf = (url: URL): Result.Result<Found, string> => {
  if (url.pathname !== "" && url.pathname !== "/") {
    return no("must have no path: in a name or a secret write / as %2F")
  }
  // `URL` does not decode the host of a scheme that it does not know.
  const host = Result.getOrElse(Result.try(() => decodeURIComponent(url.hostname)), () => "")
  if (!isHost(host)) return no("must name a host, as in ami://user:secret@host")
  const port = url.port === "" ? undefined : Number(url.port)
  if (port === 0) return no("must have a port from 1 to 65535, if any")
  return Result.succeed({ place: { _tag: url.protocol === "amis:" ? "Tls" : "Tcp", host, port } })
}

const httpOf = (url: URL): Result.Result<Found, string> => {
  const [, path = "", end] = /^(.*?)(?:\/(a?(?:rawman|manager|mxml)))?\/*$/.exec(url.pathname) ?? []
  if (!/^[\w./~-]*$/.test(path)) return no("must have a path that is the `prefix` of http.conf, or none")
  if (end !== undefined && !end.endsWith("rawman")) {
    return no("must end with rawman, arawman, or the prefix before them: pages for people are not read")
  }
  if (url.port === "0") return no("must have a port from 1 to 65535, if any")
  return Result.succeed({
    place: { _tag: url.protocol === "https:" ? "Https" : "Http", url: `${url.origin}${path}` },
    ...(end === "arawman" ? { fixed: "digest" } : {})
  })
}
