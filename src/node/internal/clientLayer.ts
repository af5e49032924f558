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
import { isHost, socket as socketRules, trust as trustRules } from "./options.ts"
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

/** What a URL and options leave open, and where both came from. */
interface Origin {
  /** The account if neither the URL nor an option contains it. */
  readonly username?: string | undefined
  readonly secret?: Redacted.Redacted<string> | undefined
  /** The variable of the environment with the URL. */
  readonly variable?: string | undefined
  /** Where the account could have been given besides. */
  readonly readsEnvironment: boolean
}

const connecting = (
  of: string,
  given: unknown,
  options: Options,
  transports: Transports,
  origin: Origin
): Result.Result<Layer.Layer<AmiClient.AmiClient, AmiError>, AmiError> => {
  const no = (option: string, rule: string) => Result.fail(invalidOption(of, { option, rule }))
  const read = Url.read(given)
  if (Result.isFailure(read)) {
    return no(
      "url",
      origin.variable === undefined ? read.failure : `${read.failure}; it is read from ${origin.variable}`
    )
  }
  const { place, ...address } = read.success
  for (const [names, where] of foreignTo(place)) {
    const name = names.find((name) => options[name] !== undefined)
    if (name !== undefined) return no(name, `must be left out of this URL: it is for ${where}`)
  }
  const auth = options.auth ?? address.auth
  const isOfHttp = auth === "session" || auth === "digest"
  if (isOfHttp && !("url" in place)) return no("auth", "must be `challenge` or `plaintext` without HTTP")
  const username = options.username ?? address.username ?? origin.username
  const secret = options.secret ?? address.secret ?? origin.secret
  const missing = (variable: string) =>
    `must be given${origin.readsEnvironment ? `, as ${variable} in the environment` : ""}, `
    + "in the URL as in ami://user:secret@host, or as an option"
  if (username === undefined) return no("username", missing("AMI_USERNAME"))
  if (secret === undefined) return no("secret", missing("AMI_SECRET"))
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

/** What is wrong with options, of which `layerConfig` has one more. */
const refused = <A>(of: string, options: unknown, rules: Rules.Rules<A>): Effect.Effect<void, AmiError> => {
  const wrong = Rules.firstInvalid(options, rules)
  return wrong === undefined ? Effect.void : Effect.fail(invalidOption(of, wrong))
}

export const layerUrl = (
  given: UrlInput,
  options: Options,
  transports: Transports
): Layer.Layer<AmiClient.AmiClient, AmiError> =>
  Layer.unwrap(Effect.gen(function*() {
    const of = "NodeAmi.layerUrl"
    yield* refused(of, options, rules)
    return yield* Effect.fromResult(connecting(of, given, options, transports, { readsEnvironment: false }))
  }))

// --- The environment --------------------------------------------------------

type Read<A> = Effect.Effect<A | undefined, Config.ConfigError>

/** A variable; an empty one counts as unset. */
const variable = <A>(name: string, config: (name: string) => Config.Config<A>): Read<A> =>
  Effect.flatMap(
    Config.option(Config.Redacted(name)),
    Option.match({
      onNone: () => Effect.succeed(undefined),
      onSome: (value): Read<A> => Redacted.value(value) === "" ? Effect.succeed(undefined) : config(name)
    })
  )

interface ConfigOptions extends Options {
  readonly url?: UrlInput | undefined
}

/** Where the environment says to connect, and the variable that says so. */
const fromEnvironment = (of: string) =>
  Effect.gen(function*() {
    const no = (option: string, rule: string) => Effect.fail(invalidOption(of, { option, rule }))
    const url = yield* variable("AMI_URL", Config.Redacted)
    const isTls = yield* variable("AMI_TLS", Config.Boolean)
    if (url !== undefined) {
      // Ignoring it would send in clear text what was to be encrypted.
      return isTls === true && /^(ami|http):/i.test(Redacted.value(url))
        ? yield* no("AMI_TLS", "must not be true beside an AMI_URL without TLS: begin that with amis:// or https://")
        : { url, variable: "AMI_URL" }
    }
    const host = (yield* variable("AMI_HOST", Config.String)) ?? "127.0.0.1"
    const port = yield* variable("AMI_PORT", Config.Port)
    if (!isHost(host)) {
      return yield* no("AMI_HOST", "must be only a name or an address: the port is AMI_PORT, and a URL is AMI_URL")
    }
    const place = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host
    return {
      url: `${isTls === true ? "amis" : "ami"}://${place}${port === undefined ? "" : `:${port}`}`,
      variable: "AMI_HOST"
    }
  })

export const layerConfig = (
  given: ConfigOptions,
  transports: Transports
): Layer.Layer<AmiClient.AmiClient, AmiError | Config.ConfigError> =>
  Layer.unwrap(Effect.gen(function*() {
    const of = "NodeAmi.layerConfig"
    yield* refused<ConfigOptions>(of, given, { url: itself, ...rules })
    const { url, ...options } = given
    const place = url === undefined ? yield* fromEnvironment(of) : { url }
    const origin = {
      ...place,
      username: yield* variable("AMI_USERNAME", Config.String),
      secret: yield* variable("AMI_SECRET", Config.Redacted),
      readsEnvironment: true
    }
    return yield* Effect.fromResult(connecting(of, place.url, options, transports, origin))
  }))
