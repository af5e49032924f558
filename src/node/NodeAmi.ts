/**
 * Transports over Node: TCP, TLS, Unix sockets, HTTP and HTTPS.
 *
 * Each is a Layer of `AmiTransport` for `AmiClient.layer`. A connection is made
 * when the client is built, not when the Layer is. `effect-ami/node/tcp` has those
 * of TCP and TLS without the HTTP client of Node.
 *
 * A Node older than 22.19 is refused when a Layer is built; Bun and Deno are not.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import * as Struct from "effect/Struct"
import { rules as httpRules } from "../internal/httpOptions.ts"
import { layerUnless, unusable } from "../internal/invalidOptions.ts"
import type { Rules } from "../internal/options.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import * as AmiTransportHttp from "../transport/AmiTransportHttp.ts"
import { trust as trustRules } from "./internal/options.ts"
import { onSupportedNode } from "./internal/runtime.ts"
import { explain } from "./internal/trust.ts"
import type { TlsOptions } from "./tcp.ts"

export {
  /**
   * Layer of a transport over plain TCP, or over a Unix socket.
   *
   * @category layers
   * @since 0.1.0
   */
  layerTcp,
  /**
   * Layer of a transport over TLS.
   *
   * @category layers
   * @since 0.1.0
   */
  layerTls,
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
 * Where and how to reach AMI over HTTP, and whom to trust there.
 *
 * **Details**
 *
 * As with TLS, the certificate of the server is always verified.
 *
 * @category models
 * @since 0.1.0
 */
export interface HttpOptions
  extends AmiTransportHttp.HttpOptions, Pick<TlsOptions, "ca" | "servername" | "cert" | "key">
{}

/**
 * Layer of a transport over HTTP or HTTPS, in which each connection to AMI has a pool of its own.
 *
 * **When to use**
 *
 * Where only the HTTP port can be reached, as behind a web server. TCP and TLS are
 * faster, and lose no events on the way.
 *
 * **Details**
 *
 * Needs `webenabled = yes` in manager.conf and `enabled = yes` in http.conf. On
 * FreePBX and Issabel give the `prefix` `asterisk`.
 *
 * **Example** (Reaching a FreePBX over HTTPS)
 *
 * ```ts
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 * import { readFileSync } from "node:fs"
 *
 * const AmiLive = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
 *   Layer.provide(NodeAmi.layerHttp({
 *     url: "https://pbx.example.org:8089",
 *     prefix: "asterisk",
 *     ca: readFileSync("ca.pem")
 *   }))
 * )
 *
 * export const program = Effect.provide(Ami.ping, AmiLive)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHttp = (options: HttpOptions = {}): Layer.Layer<AmiTransport> =>
  onSupportedNode(layerUnless(unusable("NodeAmi.layerHttp", options, rules), () => overHttp(options)))

const rules: Rules<HttpOptions> = { ...httpRules, ...trustRules }

const overHttp = (options: HttpOptions): Layer.Layer<AmiTransport> => {
  const http = Struct.omit(options, ["ca", "cert", "key", "servername"])
  return Layer.effect(
    AmiTransport,
    Effect.map(AmiTransport, (transport) => explain(transport, options))
  ).pipe(Layer.provide(AmiTransportHttp.layerClient(httpClient(options), http)))
}

/** Loaded when it is used, as the transport is: a program that goes over TCP should not start slower for it. */
const httpClient = (options: HttpOptions): Layer.Layer<HttpClient.HttpClient> =>
  Layer.unwrap(Effect.map(
    Effect.promise(() => import("./internal/httpClient.ts")),
    ({ layer }) => {
      const { defaults } = AmiTransportHttp
      const { connectTimeout = defaults.connectTimeout, maxRequests = defaults.maxRequests } = options
      return layer({ trust: options, connectTimeout: Duration.fromInputUnsafe(connectTimeout), maxRequests })
    }
  ))
