/**
 * A client with its transport, from a URL and options.
 *
 * @since 0.2.0
 */
import * as Config from "effect/Config"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Struct from "effect/Struct"
import type { AmiError } from "../../AmiError.ts"
import * as AmiClient from "../../client/AmiClient.ts"
import { invalidOption } from "../../internal/failing.ts"
import { type HttpOptions, rules as httpRules } from "../../internal/httpOptions.ts"
import * as Rules from "../../internal/options.ts"
import { limits as limitsOfCodec } from "../../internal/readingOptions.ts"
import type * as AmiCodec from "../../protocol/AmiCodec.ts"
import type { AmiTransport } from "../../transport/AmiTransport.ts"
import type { TcpOptions, TlsOptions } from "../tcp.ts"
import { socket as socketRules, trust as trustRules } from "./options.ts"
import type { Trust } from "./trustOptions.ts"
import * as Url from "./url.ts"

type OfClient = Omit<AmiClient.Options, "username" | "secret" | "auth" | "limits">
type OfSocket = Pick<TcpOptions, "bannerTimeout">
type OfHttp = Pick<HttpOptions, "maxRequests" | "pollTimeout" | "pollFloor">
type OfEither = Pick<TcpOptions, "connectTimeout" | "charset">

export interface Options extends OfClient, OfSocket, OfHttp, OfEither, Trust {
  /** The account in manager.conf; defaults to that of the URL. */
  readonly username?: string | undefined
  /** Defaults to the secret of the URL. */
  readonly secret?: Redacted.Redacted<string> | undefined
  /**
   * `digest` and `session` are those of `HttpOptions`, for HTTP only; `challenge` and `plaintext` those of
   * `AmiClient.Options`. Defaults to the query `auth` of the URL, otherwise to `session` and `challenge`.
   */
  readonly auth?: Url.Auth | undefined
  /** Those of `AmiClient.Options` and those of the transport, combined. */
  readonly limits?: (AmiClient.Limits & Partial<AmiCodec.Limits>) | undefined
}

/** A URL, optionally `Redacted`. */
export type UrlInput = string | URL | Redacted.Redacted<string> | Redacted.Redacted<URL>

/** The Layers for the kinds of URL. */
export interface Transports {
  readonly tcp: (options: TcpOptions) => Layer.Layer<AmiTransport>
  readonly tls: (options: TlsOptions) => Layer.Layer<AmiTransport>
  readonly http: (options: HttpOptions & Trust) => Layer.Layer<AmiTransport>
}

// --- Rules ------------------------------------------------------------------

/** Left to `AmiClient`, which validates its own options. */
const itself: Rules.Rule = () => undefined

const ofClient: Rules.Rules<OfClient> = {
  name: itself,
  events: itself,
  actionTimeout: itself,
  loginTimeout: itself,
  bootTimeout: itself,
  drainTimeout: itself,
  buffer: itself,
  dangerous: itself,
  reconnect: itself,
  onDisconnected: itself,
  pingInterval: itself,
  pingTimeout: itself
}
const ofSocket: Rules.Rules<OfSocket> = { bannerTimeout: socketRules.bannerTimeout }
const ofHttp: Rules.Rules<OfHttp> = Struct.pick(httpRules, ["maxRequests", "pollTimeout", "pollFloor"])
const ofEither: Rules.Rules<OfEither> = Struct.pick(socketRules, ["connectTimeout", "charset"])
const limitsOfClient = { inFlight: itself, queued: itself, listItems: itself, listBytes: itself } as const

const namesOf = <A>(rules: Rules.Rules<A>) => Object.keys(rules) as Array<keyof A & string>

const rules: Rules.Rules<Options> = {
  username: Rules.text,
  secret: Rules.secret,
  auth: Rules.oneOf("session", "digest", "challenge", "plaintext"),
  ...ofClient,
  ...ofSocket,
  ...ofHttp,
  ...ofEither,
  ...trustRules,
  limits: Rules.members<NonNullable<Options["limits"]>>("must be an object", { ...limitsOfClient, ...limitsOfCodec })
}

/** Options that do not apply to the destination. Ignoring `ca`, for example, would suggest that the connection is verified. */
const foreignTo = (
  { _tag: tag }: Url.Place
): ReadonlyArray<readonly [names: ReadonlyArray<keyof Options>, of: string]> => {
  const isHttp = tag === "Http" || tag === "Https"
  return [
    [tag === "Tls" || tag === "Https" ? [] : namesOf(trustRules), "amis:// and https://"],
    [isHttp ? namesOf(ofSocket) : namesOf(ofHttp), isHttp ? "ami:// and amis://" : "http:// and https://"]
  ]
}

// --- Layers -----------------------------------------------------------------

/** The account if neither the URL nor an option contains it. */
interface Account {
  readonly username: string | undefined
  readonly secret: Redacted.Redacted<string> | undefined
}

const nobody: Account = { username: undefined, secret: undefined }

const connecting = (
  of: string,
  given: unknown,
  options: Options,
  transports: Transports,
  account: Account
): Result.Result<Layer.Layer<AmiClient.AmiClient, AmiError>, AmiError> => {
  const no = (option: string, rule: string) => Result.fail(invalidOption(of, { option, rule }))
  const wrong = Rules.firstInvalid(options, rules)
  if (wrong !== undefined) return Result.fail(invalidOption(of, wrong))
  const read = Url.read(given)
  if (Result.isFailure(read)) return no("url", read.failure)
  const { place, ...address } = read.success
  for (const [names, where] of foreignTo(place)) {
    const name = names.find((name) => options[name] !== undefined)
    if (name !== undefined) return no(name, `must be left out of this URL: it is for ${where}`)
  }
  const auth = options.auth ?? address.auth
  const isOfHttp = auth === "session" || auth === "digest"
  if (isOfHttp && !("url" in place)) return no("auth", "must be `challenge` or `plaintext` without HTTP")
  const username = options.username ?? address.username ?? account.username
  const secret = options.secret ?? address.secret ?? account.secret
  const missing = "must be given, in the URL as in ami://user:secret@host, or as an option"
  if (username === undefined) return no("username", missing)
  if (secret === undefined) return no("secret", missing)
  const limits = options.limits ?? {}
  const client = AmiClient.layer({
    ...Struct.pick(options, namesOf(ofClient)),
    limits: Struct.pick(limits, namesOf(limitsOfClient)),
    username,
    secret,
    auth: isOfHttp ? undefined : auth
  })
  const reading = {
    ...Struct.pick(options, namesOf(ofEither)),
    limits: Struct.pick(limits, namesOf(limitsOfCodec))
  }
  const socket = { ...reading, ...Struct.pick(options, namesOf(ofSocket)) }
  const trust = Struct.pick(options, namesOf(trustRules))
  const transport = () => {
    switch (place._tag) {
      case "Tcp":
        return transports.tcp({ ...socket, host: place.host, port: place.port })
      case "Tls":
        return transports.tls({ ...socket, ...trust, host: place.host, port: place.port })
      case "Http":
      case "Https": {
        const http = { ...reading, ...trust, ...Struct.pick(options, namesOf(ofHttp)) }
        return transports.http({ ...http, url: place.url, auth: isOfHttp ? auth : undefined })
      }
    }
  }
  return Result.succeed(Layer.provide(client, transport()))
}

export const layerUrl = (
  given: UrlInput,
  options: Options,
  transports: Transports
): Layer.Layer<AmiClient.AmiClient, AmiError> =>
  Layer.unwrap(
    Effect.suspend(() => Effect.fromResult(connecting("NodeAmi.layerUrl", given, options, transports, nobody)))
  )

// --- The environment --------------------------------------------------------

/** An empty variable counts as unset. */
const text = (name: string) => Config.map(Config.option(Config.String(name)), Option.filter((value) => value !== ""))
const redacted = (name: string) =>
  Config.map(Config.option(Config.Redacted(name)), Option.filter((value) => Redacted.value(value) !== ""))

const accountOfEnvironment = Config.map(
  Config.all({ username: text("AMI_USERNAME"), secret: redacted("AMI_SECRET") }),
  ({ secret, username }): Account => ({
    username: Option.getOrUndefined(username),
    secret: Option.getOrUndefined(secret)
  })
)

const hostOfEnvironment = Config.map(
  Config.all({
    host: text("AMI_HOST"),
    port: Config.option(Config.Port("AMI_PORT")),
    isTls: Config.withDefault(Config.Boolean("AMI_TLS"), false)
  }),
  ({ host, isTls, port }): string => {
    const name = Option.getOrElse(host, () => "127.0.0.1")
    const place = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name
    return `${isTls ? "amis" : "ami"}://${place}${
      Option.match(port, { onNone: () => "", onSome: (port) => `:${port}` })
    }`
  }
)

export const layerConfig = (
  given: Options & { readonly url?: UrlInput | undefined },
  transports: Transports
): Layer.Layer<AmiClient.AmiClient, AmiError | Config.ConfigError> =>
  Layer.unwrap(Effect.gen(function*() {
    // Untyped callers may pass nothing; the options are validated below.
    const options = Rules.isRecord(given) ? Struct.omit(given, ["url"]) : given
    const url = Rules.isRecord(given) ? given.url : undefined
    const account = yield* accountOfEnvironment
    const place = url ?? Option.getOrUndefined(yield* redacted("AMI_URL")) ?? (yield* hostOfEnvironment)
    return yield* Effect.fromResult(connecting("NodeAmi.layerConfig", place, options, transports, account))
  }))
