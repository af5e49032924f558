/**
 * A URL of Asterisk, taken apart.
 *
 * It means what it means to `NodeAmi.layerUrl`. Errors contain no part of it, because it may hold a secret.
 *
 * @since 0.2.0
 */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"

/** How Asterisk is reached. */
export type Protocol = "ami" | "amis" | "http" | "https"

/** How the secret is proven: `session` and `digest` over HTTP only. */
export type Auth = "session" | "digest" | "challenge" | "plaintext"

/** The parts of a URL. */
export interface Address {
  readonly protocol: Protocol
  readonly host: string
  readonly port: number
  /** The prefix of http.conf; "" without one. */
  readonly prefix: string
  readonly username: string | undefined
  readonly secret: Redacted.Redacted<string> | undefined
  readonly auth: Auth | undefined
}

export const defaultPorts: Readonly<Record<Protocol, number>> = { ami: 5038, amis: 5039, http: 80, https: 443 }

const auths: ReadonlyArray<Auth> = ["session", "digest", "challenge", "plaintext"]

const isProtocol = (text: string): text is Protocol => Object.hasOwn(defaultPorts, text)

/** The end of a URL that no other mistake explains: a port that is none. */
const wrongPort = /^(?:[a-z]+:\/\/)?(?:[^@/#?]*@)?[^:@/#?]+:[^@/#?]*(?:[/?][^@]*)?$/i

/** Reads a URL, or says which rule it breaks: the rule continues "The URL ". */
export const read = (given: string): Result.Result<Address, string> =>
  Result.gen(function*() {
    const text = given.trim()
    const url = yield* Result.try({
      try: () => new URL(/^[a-z]+:\/\//i.test(text) ? text : `ami://${text}`),
      catch: () =>
        wrongPort.test(text)
          ? "must have a port from 1 to 65535"
          : "must be readable: write % in a name or a secret as %25, / as %2F, # as %23, @ as %40"
    })
    const protocol = url.protocol.slice(0, -1)
    if (!isProtocol(protocol)) return yield* Result.fail("must begin with ami://, amis://, http:// or https://")
    if (/[\s\p{Cc}]/u.test(text) || url.hash !== "") {
      return yield* Result.fail("must have no spaces and no #: write # as %23 and a space as %20")
    }
    const [, path = "", end] = /^\/*(.*?)(?:\/?(a?rawman))?\/*$/.exec(url.pathname) ?? []
    const isHttp = protocol === "http" || protocol === "https"
    if (!isHttp && path !== "") return yield* Result.fail("must have no path: write / in a name or a secret as %2F")
    const secret = yield* decoded(url.password)
    const auth = end === "arawman" ? "digest" : yield* authOf(url.searchParams, isHttp)
    return {
      protocol,
      host: url.hostname === "" ? "127.0.0.1" : decodeURIComponent(url.hostname),
      port: url.port === "" ? defaultPorts[protocol] : Number(url.port),
      prefix: path,
      username: yield* decoded(url.username),
      secret: secret === undefined ? undefined : Redacted.make(secret, { label: "secret" }),
      auth
    }
  })

const decoded = (encoded: string): Result.Result<string | undefined, string> =>
  encoded === "" ? Result.succeed(undefined) : Result.try({
    try: () => decodeURIComponent(encoded),
    catch: () => "must have a name and a secret that are percent-encoded: write % as %25"
  })

const authOf = (query: URLSearchParams, isHttp: boolean): Result.Result<Auth | undefined, string> => {
  const [first, ...others] = [...query]
  if (first === undefined) return Result.succeed(undefined)
  const auth = auths.find((one) => first[0] === "auth" && one === first[1])
  if (auth === undefined || others.length > 0) return Result.fail(`must have no query but auth=${auths.join("|")}`)
  return isHttp || auth === "challenge" || auth === "plaintext"
    ? Result.succeed(auth)
    : Result.fail(`must have auth=${auth} only with http:// or https://`)
}
