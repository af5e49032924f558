/**
 * Transports over Node: TCP, TLS, Unix sockets, HTTP and HTTPS.
 *
 * Each is a Layer of `AmiTransport` for `AmiClient.layer`. The connection is made when the client is built, not when
 * the Layer is. `effect-ami/node/tcp` has the TCP and TLS layers without Node's HTTP client.
 *
 * Building a Layer fails on Node older than 22.19; Bun and Deno are not checked.
 *
 * @since 0.1.0
 */
import type * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Struct from "effect/Struct"
import type { AmiError } from "../AmiError.ts"
import type { AmiClient } from "../client/AmiClient.ts"
import { type Configured, layerOf } from "../internal/configured.ts"
import { rules as httpRules } from "../internal/httpOptions.ts"
import { layerUnless, unusable } from "../internal/invalidOptions.ts"
import type { Rules } from "../internal/options.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import * as AmiTransportHttp from "../transport/AmiTransportHttp.ts"
import * as ClientLayer from "./internal/clientLayer.ts"
import { trust as trustRules, unpaired } from "./internal/options.ts"
import { onSupportedNode } from "./internal/runtime.ts"
import { explain } from "./internal/trust.ts"
import { layerTcp, layerTls, type TlsOptions } from "./tcp.ts"

export {
  /**
   * Layer of a transport over plain TCP, or over a Unix socket.
   *
   * @category layers
   * @since 0.1.0
   */
  layerTcp,
  /**
   * Like `layerTcp`, but each option may be a value or a `Config`.
   *
   * @category layers
   * @since 0.2.0
   */
  layerTcpConfig,
  /**
   * Layer of a transport over TLS.
   *
   * @category layers
   * @since 0.1.0
   */
  layerTls,
  /**
   * Like `layerTls`, but each option may be a value or a `Config`.
   *
   * @category layers
   * @since 0.2.0
   */
  layerTlsConfig,
  /**
   * Where and how to connect.
   *
   * @category models
   * @since 0.1.0
   */
  type TcpOptions,
  /**
   * Where and how to connect with TLS.
   *
   * @category models
   * @since 0.1.0
   */
  type TlsOptions
} from "./tcp.ts"

/**
 * Where and how to reach AMI over HTTP, and which certificates to trust.
 *
 * **Details**
 *
 * As with TLS, the server's certificate is always verified.
 *
 * @category models
 * @since 0.1.0
 */
export interface HttpOptions
  extends AmiTransportHttp.HttpOptions, Pick<TlsOptions, "ca" | "servername" | "cert" | "key">
{}

/**
 * Layer of a transport over HTTP or HTTPS, with a separate connection pool for each connection to AMI.
 *
 * **When to use**
 *
 * If only the HTTP port can be reached, for example through a web server. TCP and TLS are faster, and lose no events.
 *
 * **Details**
 *
 * Needs `webenabled = yes` in manager.conf and `enabled = yes` in http.conf. On FreePBX and Issabel set `prefix` to
 * `asterisk`.
 *
 * **Example** (Reaching a FreePBX over HTTPS)
 *
 * ```ts
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 * import { readFileSync } from "node:fs"
 *
 * const AmiLayer = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
 *   Layer.provide(NodeAmi.layerHttp({
 *     url: "https://pbx.example.org:8089",
 *     prefix: "asterisk",
 *     ca: readFileSync("ca.pem")
 *   }))
 * )
 *
 * export const program = Effect.provide(Ami.ping, AmiLayer)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHttp = (options: HttpOptions = {}): Layer.Layer<AmiTransport> =>
  onSupportedNode(layerUnless(unusable("NodeAmi.layerHttp", options, rules, unpaired), () => overHttp(options)))

/**
 * Like `layerHttp`, but each option may be a value or a `Config`.
 *
 * **Example** (Reading the URL from the environment)
 *
 * ```ts
 * import { Config } from "effect"
 * import { NodeAmi } from "effect-ami/node"
 *
 * export const Transport = NodeAmi.layerHttpConfig({ url: Config.String("AMI_HTTP"), prefix: "asterisk" })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerHttpConfig = (
  options: Configured<HttpOptions>
): Layer.Layer<AmiTransport, Config.ConfigError> => layerOf(options, layerHttp)

const rules: Rules<HttpOptions> = { ...httpRules, ...trustRules }

const overHttp = (options: HttpOptions): Layer.Layer<AmiTransport> => {
  const http = Struct.omit(options, ["ca", "cert", "key", "servername"])
  return Layer.effect(
    AmiTransport,
    Effect.map(AmiTransport, (transport) => explain(transport, options))
  ).pipe(Layer.provide(AmiTransportHttp.layerClient(httpClient(options), http)))
}

/** Loaded on demand, like the transport: programs that use TCP should not start slower for it. */
const httpClient = (options: HttpOptions): Layer.Layer<HttpClient.HttpClient> =>
  Layer.unwrap(Effect.map(
    Effect.promise(() => import("./internal/httpClient.ts")),
    ({ layer }) => {
      const { defaults } = AmiTransportHttp
      const { connectTimeout = defaults.connectTimeout, maxRequests = defaults.maxRequests } = options
      return layer({ trust: options, connectTimeout: Duration.fromInputUnsafe(connectTimeout), maxRequests })
    }
  ))

// --- Client and transport in one --------------------------------------------

/**
 * Options of a client that connects to a URL: those of `AmiClient.Options`, of TLS and of HTTP, except those in the
 * URL.
 *
 * An option that does not apply to the URL, such as `ca` without TLS, is refused.
 *
 * @category models
 * @since 0.2.0
 */
export interface UrlOptions extends ClientLayer.Options {}

/**
 * A URL as text or as a `URL`, optionally `Redacted`.
 *
 * @category models
 * @since 0.2.0
 */
export type UrlInput = string | URL | Redacted.Redacted<string> | Redacted.Redacted<URL>

/**
 * Options of a client that is configured from the environment.
 *
 * @category models
 * @since 0.2.0
 */
export interface ConfigOptions extends UrlOptions {
  /** The URL, as for `layerUrl`; defaults to that of the environment. */
  readonly url?: UrlInput | undefined
}

/**
 * Layer of a client with its transport, from one URL.
 *
 * **Details**
 *
 * - `ami://user:secret@host:5038` uses TCP; the port defaults to 5038.
 * - `amis://user:secret@host:5039` uses TLS; the port defaults to 5039.
 * - `http://user:secret@host:8088/prefix/rawman` and `https://…` use HTTP; the port defaults to 80 and 443, as in every
 *   HTTP URL, and not to Asterisk's 8088 and 8089. `rawman` may be omitted, and the prefix is that of http.conf.
 *
 * An IPv6 address is in brackets. In a name or a secret `%`, `/`, `:`, `?`, `#` and `@` are percent-encoded: `p#ss` is
 * `p%23ss`. The query `?auth=digest`, or `arawman` instead of `rawman`, logs in with HTTP Digest; `?auth=plaintext`
 * sends the secret in clear. The options `username`, `secret` and `auth` override those of the URL. Errors contain no
 * part of the URL.
 *
 * **Example** (Connecting to a simulator)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { Ami } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 * import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
 *
 * const program = Effect.gen(function*() {
 *   const { port } = yield* AmiSimulator.AmiSimulator
 *   const AmiLayer = NodeAmi.layerUrl(`ami://hello:world@127.0.0.1:${port}`, { actionTimeout: "5 seconds" })
 *   return yield* Effect.provide(Ami.ping, AmiLayer)
 * })
 *
 * ;(await Effect.runPromise(Effect.provide(program, NodeSimulator.layer()))).Ping // => "Pong"
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerUrl = (
  url: UrlInput,
  options: UrlOptions = {}
): Layer.Layer<AmiClient, AmiError> => ClientLayer.layerUrl(url, options, transports)

/**
 * Layer of a client with its transport, from configuration; each option may be a value or a `Config`.
 *
 * **Details**
 *
 * Missing options are read from the environment: `AMI_URL`, or otherwise `AMI_HOST` (`127.0.0.1`), `AMI_PORT` and
 * `AMI_TLS` (`false`); and `AMI_USERNAME` and `AMI_SECRET`, unless the URL contains the account. An empty variable
 * counts as unset.
 *
 * **Example** (Reading everything from the environment)
 *
 * ```ts import.meta.vitest
 * import { ConfigProvider, Effect } from "effect"
 * import { Ami } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 * import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
 *
 * const AmiLayer = NodeAmi.layerConfig({ actionTimeout: "5 seconds" })
 *
 * const program = Effect.gen(function*() {
 *   const { port } = yield* AmiSimulator.AmiSimulator
 *   const environment = { AMI_URL: `ami://127.0.0.1:${port}`, AMI_USERNAME: "hello", AMI_SECRET: "world" }
 *   return yield* Ami.ping.pipe(
 *     Effect.provide(AmiLayer),
 *     Effect.provide(ConfigProvider.layer(ConfigProvider.fromEnvRecord(environment)))
 *   )
 * })
 *
 * ;(await Effect.runPromise(Effect.provide(program, NodeSimulator.layer()))).Ping // => "Pong"
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerConfig = (
  options: Configured<ConfigOptions> = {}
): Layer.Layer<AmiClient, AmiError | Config.ConfigError> =>
  layerOf(options, (options) => ClientLayer.layerConfig(options, transports))

const transports: ClientLayer.Transports = { tcp: layerTcp, tls: layerTls, http: layerHttp }
