/**
 * AMI over HTTP and HTTPS, on any `HttpClient`.
 *
 * An action is a POST to `/rawman`, whose answer holds what TCP would deliver. Events arrive through `WaitEvent`, for
 * which a poller runs in parallel with the actions. The session is a cookie bound by a login, or the nonce of HTTP
 * Digest on `/arawman`. `/mxml` is not used: it offers nothing more, loses the spelling of names and may be ill-formed.
 *
 * What HTTP cannot guarantee is reported: actions that are sent in parallel are executed in any order, and events that
 * were lost with a failed poll leave a `Gap`. Redirects are not followed, and no request is sent twice, except for one
 * whose digest Asterisk calls stale, since Asterisk did not process it.
 *
 * `NodeAmi.layerHttp` includes the `HttpClient` of Node.
 *
 * @since 0.1.0
 */
import type * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { type Configured, layerOf } from "../internal/configured.ts"
import * as Address from "../internal/httpAddress.ts"
import * as Options from "../internal/httpOptions.ts"
import { layerUnless, unusable } from "../internal/invalidOptions.ts"
import { AmiTransport } from "./AmiTransport.ts"

/**
 * Where and how to reach AMI over HTTP.
 *
 * @category models
 * @since 0.1.0
 */
export interface HttpOptions extends Options.HttpOptions {}

/**
 * The default options.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaults = {
  url: "http://127.0.0.1:8088",
  maxRequests: 8,
  connectTimeout: "5 seconds",
  pollTimeout: "15 seconds",
  pollFloor: "50 millis"
} as const

/**
 * Makes a transport over HTTP, on the `HttpClient` from the context.
 *
 * **Example** (Connecting with `fetch`)
 *
 * ```ts
 * import { Effect, Redacted } from "effect"
 * import { AmiClient, AmiTransport, AmiTransportHttp } from "effect-ami"
 * import { FetchHttpClient } from "effect/http"
 *
 * export const program = Effect.gen(function*() {
 *   const transport = yield* AmiTransportHttp.make({ url: "http://127.0.0.1:8088" })
 *   const ami = yield* AmiClient.make({ username: "hello", secret: Redacted.make("world") }).pipe(
 *     Effect.provideService(AmiTransport.AmiTransport, transport)
 *   )
 *   return yield* ami.status.get
 * }).pipe(Effect.scoped, Effect.provide(FetchHttpClient.layer))
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const make = (
  options: HttpOptions = {}
): Effect.Effect<AmiTransport["Service"], never, HttpClient.HttpClient> => connecting(options, loggingOnce())

/** Logs once per transport that Asterisk accepts `Events` without an answer. */
const loggingOnce = (): Effect.Effect<void> => {
  let isTold = false
  return Effect.suspend(() => {
    if (isTold) return Effect.void
    isTold = true
    return Effect.logInfo(
      "Asterisk does not answer `Events` with a mask of all events (`brokeneventsaction = yes` in manager.conf): it counts as successful"
    )
  })
}

const connecting = Effect.fnUntraced(function*(
  options: HttpOptions,
  logEventsUnanswered: Effect.Effect<void>
): Effect.fn.Return<AmiTransport["Service"], never, HttpClient.HttpClient> {
  const broken = unusable("AmiTransportHttp", options, Options.rules)
  if (broken !== undefined) return broken
  const { auth = "session", maxRequests = defaults.maxRequests, url = defaults.url } = options
  const { make } = yield* load
  const transport = yield* make({
    url: Address.endpoint({ url, prefix: options.prefix, auth }),
    auth,
    maxRequests,
    connectTimeout: Duration.fromInputUnsafe(options.connectTimeout ?? defaults.connectTimeout),
    pollTimeout: Duration.fromInputUnsafe(options.pollTimeout ?? defaults.pollTimeout),
    pollFloor: Duration.fromInputUnsafe(options.pollFloor ?? defaults.pollFloor),
    logEventsUnanswered,
    decoder: { charset: options.charset, limits: options.limits }
  })
  return { ...transport, address: Address.shown(url, options.prefix) }
})

/** Loaded on demand: this module is part of the main entry, and programs that use TCP should not start slower for it. */
const load = Effect.promise(() => import("./internal/httpTransport.ts"))

/**
 * Layer of a transport over HTTP, on the `HttpClient` from the context.
 *
 * **When to use**
 *
 * Without Node, or with an HTTP client of your own. In Node, `NodeAmi.layerHttp` has a client that supports your own
 * certificate authority, and that closes idle connections before Asterisk does.
 *
 * **Gotchas**
 *
 * Plain HTTP can be read on the network, including the session cookie. To another machine use `https:`; otherwise a
 * warning is logged. To set `fetch` options, provide `FetchHttpClient.RequestInit` to this layer.
 *
 * **Example** (Reaching a FreePBX)
 *
 * ```ts
 * import { Layer, Redacted } from "effect"
 * import { AmiClient, AmiTransportHttp } from "effect-ami"
 * import { FetchHttpClient } from "effect/http"
 *
 * export const AmiLayer = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
 *   Layer.provide(AmiTransportHttp.layer({ url: "https://pbx.example.org:8089", prefix: "asterisk" })),
 *   Layer.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (options: HttpOptions = {}): Layer.Layer<AmiTransport, never, HttpClient.HttpClient> =>
  layerUnless(
    unusable("AmiTransportHttp", options, Options.rules),
    () =>
      Layer.effect(AmiTransport, Effect.tap(make(options), () => Address.warnOfClearText(options.url ?? defaults.url)))
  )

/**
 * Like `layer`, but each option may be a value or a `Config`.
 *
 * **Example** (Reading the URL from the environment)
 *
 * ```ts
 * import { Config, Layer } from "effect"
 * import { AmiTransportHttp } from "effect-ami"
 * import { FetchHttpClient } from "effect/http"
 *
 * export const Transport = AmiTransportHttp.layerConfig({ url: Config.String("AMI_HTTP"), prefix: "asterisk" }).pipe(
 *   Layer.provide(FetchHttpClient.layer)
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerConfig = (
  options: Configured<HttpOptions>
): Layer.Layer<AmiTransport, Config.ConfigError, HttpClient.HttpClient> => layerOf(options, layer)

/**
 * Layer of a transport over HTTP, with a new `HttpClient` for each connection.
 *
 * **When to use**
 *
 * With a client that has a pool of sockets: it is closed with its connection, so that no socket stays open and nothing
 * that hangs delays the next login. `NodeAmi.layerHttp` works this way.
 *
 * **Example** (Going through a client of your own)
 *
 * ```ts
 * import { NodeHttpClient } from "@effect/platform-node"
 * import { AmiTransportHttp } from "effect-ami"
 *
 * export const Transport = AmiTransportHttp.layerClient(NodeHttpClient.layerNodeHttp, {
 *   url: "http://127.0.0.1:8088"
 * })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerClient = (
  client: Layer.Layer<HttpClient.HttpClient>,
  options: HttpOptions = {}
): Layer.Layer<AmiTransport> =>
  layerUnless(unusable("AmiTransportHttp", options, Options.rules), () => {
    const logEventsUnanswered = loggingOnce()
    return Layer.effect(
      AmiTransport,
      Effect.as(Address.warnOfClearText(options.url ?? defaults.url), {
        address: Address.shown(options.url ?? defaults.url, options.prefix),
        connect: Effect.gen(function*() {
          const services = yield* Layer.build(client)
          const { connect } = yield* Effect.provide(connecting(options, logEventsUnanswered), services)
          return yield* connect
        })
      })
    )
  })
