/**
 * Transports over Node without HTTP: TCP, TLS and Unix sockets.
 *
 * `NodeAmi` of `effect-ami/node` has these Layers too, and those for HTTP. This module does not import Node's HTTP
 * client, for programs that are bundled or have to start quickly. Building a Layer fails on Node older than 22.19; Bun
 * and Deno are not checked.
 *
 * @since 0.2.0
 */
import type * as Config from "effect/Config"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Net from "node:net"
import * as Tls from "node:tls"
import * as ClearText from "../internal/clearText.ts"
import { type Configured, layerOf } from "../internal/configured.ts"
import { layerUnless, unusable } from "../internal/invalidOptions.ts"
import type { Rules } from "../internal/options.ts"
import type * as AmiCodec from "../protocol/AmiCodec.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import { connect, type ConnectOptions } from "./internal/connection.ts"
import { withoutBrackets } from "./internal/host.ts"
import { socket as socketRules, trust as trustRules, unpaired } from "./internal/options.ts"
import { onSupportedNode } from "./internal/runtime.ts"
import { explain, trust } from "./internal/trust.ts"

/**
 * Where and how to connect.
 *
 * @category models
 * @since 0.1.0
 */
export interface TcpOptions {
  /** Name or address of Asterisk; defaults to `127.0.0.1`. An IPv6 address may be in brackets. */
  readonly host?: string | undefined
  /** The port of Asterisk. Defaults to 5038; for TLS it defaults to 5039. */
  readonly port?: number | undefined
  /** The path of a Unix socket, instead of host and port. */
  readonly path?: string | undefined
  /** How long the name look-up, the connection and the TLS handshake may take together. Defaults to 5 seconds. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long Asterisk may take to send its banner. Defaults to 5 seconds. */
  readonly bannerTimeout?: Duration.Input | undefined
  /** How values that are not UTF-8 are decoded; see `AmiCodec.DecoderOptions`. Defaults to `utf-8`. */
  readonly charset?: AmiCodec.DecoderOptions["charset"]
  /** Limits on what Asterisk may send, so that memory stays bounded; see `AmiCodec.Limits`. */
  readonly limits?: Partial<AmiCodec.Limits> | undefined
}

/**
 * Where and how to connect with TLS.
 *
 * **Details**
 *
 * The server's certificate and its name are always verified; this cannot be switched off. To trust a self-signed
 * server, or one with a private authority, pass its certificate, or that of its authority, as `ca`. To connect to an IP
 * address, the certificate must list it in `subjectAltName`: `CN` is only checked for names.
 *
 * @category models
 * @since 0.1.0
 */
export interface TlsOptions extends TcpOptions {
  /**
   * The certificates to trust (PEM, not a path): of authorities, or of the server itself. Defaults to the authorities
   * that Node knows; if `ca` is given, those are not trusted.
   */
  readonly ca?: string | Uint8Array | ReadonlyArray<string | Uint8Array> | undefined
  /** The name or address that the certificate must have; defaults to the host. */
  readonly servername?: string | undefined
  /** A client certificate (PEM), for a proxy that asks for one: Asterisk does not. */
  readonly cert?: string | Uint8Array | undefined
  /** The private key of `cert` (PEM). */
  readonly key?: Redacted.Redacted<string> | undefined
}

/**
 * Layer of a transport over plain TCP, or over a Unix socket.
 *
 * **Gotchas**
 *
 * Plain TCP can be read, and calls can be hijacked, on the network. To another machine use `layerTls`; otherwise a
 * warning is logged.
 *
 * **Example** (Connecting over TCP)
 *
 * ```ts
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 *
 * const AmiLayer = AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
 *   Layer.provide(NodeAmi.layerTcp({ host: "127.0.0.1" }))
 * )
 *
 * export const program = Effect.provide(Ami.ping, AmiLayer)
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerTcp = (options: TcpOptions = {}): Layer.Layer<AmiTransport> =>
  onSupportedNode(layerUnless(unusable("NodeAmi.layerTcp", options, tcpRules), () => overTcp(options)))

const overTcp = (options: TcpOptions): Layer.Layer<AmiTransport> => {
  const { path, port = 5038 } = options
  const host = withoutBrackets(options.host ?? "127.0.0.1")
  return Layer.effect(
    AmiTransport,
    Effect.as(
      path === undefined ? ClearText.warn(host, "NodeAmi.layerTls") : Effect.void,
      transport(options, {
        ready: "connect",
        address: addressOf(host, port, path),
        dial: (onread) =>
          path === undefined ? Net.connect({ host, port, noDelay: true, onread }) : Net.connect({ path, onread })
      })
    )
  ).pipe(onSupportedNode)
}

/**
 * Layer of a transport over TLS.
 *
 * **Example** (Trusting a certificate of your own)
 *
 * ```ts
 * import { NodeAmi } from "effect-ami/node"
 * import { readFileSync } from "node:fs"
 *
 * export const Transport = NodeAmi.layerTls({ host: "pbx.example.org", ca: readFileSync("ca.pem") })
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerTls = (options: TlsOptions = {}): Layer.Layer<AmiTransport> =>
  onSupportedNode(layerUnless(unusable("NodeAmi.layerTls", options, tlsRules, unpaired), () => overTls(options)))

const overTls = (options: TlsOptions): Layer.Layer<AmiTransport> => {
  const { path, port = 5039 } = options
  const host = withoutBrackets(options.host ?? "127.0.0.1")
  const secure: Tls.ConnectionOptions = {
    ...(path === undefined ? { host, port } : { path, host }),
    ...(Net.isIP(host) === 0 ? { servername: host } : {}),
    ...trust(options)
  }
  const plain = transport(options, {
    ready: "secureConnect",
    address: addressOf(host, port, path),
    dial: (onread) => {
      // The types of `node:tls` lack `onread`, which it supports.
      const reading: Tls.ConnectionOptions & { readonly onread: Net.OnReadOpts } = { ...secure, onread }
      return Tls.connect(reading)
    }
  })
  return onSupportedNode(Layer.succeed(AmiTransport, explain(plain, options)))
}

/**
 * Like `layerTcp`, but each option may be a value or a `Config`.
 *
 * **Example** (Reading the host from the environment)
 *
 * ```ts
 * import { Config } from "effect"
 * import { NodeAmi } from "effect-ami/node"
 *
 * export const Transport = NodeAmi.layerTcpConfig({ host: Config.String("AMI_HOST"), connectTimeout: "2 seconds" })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerTcpConfig = (
  options: Configured<TcpOptions>
): Layer.Layer<AmiTransport, Config.ConfigError> => layerOf(options, layerTcp)

/**
 * Like `layerTls`, but each option may be a value or a `Config`.
 *
 * **Example** (Reading the host from the environment)
 *
 * ```ts
 * import { Config } from "effect"
 * import { NodeAmi } from "effect-ami/node"
 * import { readFileSync } from "node:fs"
 *
 * export const Transport = NodeAmi.layerTlsConfig({ host: Config.String("AMI_HOST"), ca: readFileSync("ca.pem") })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerTlsConfig = (
  options: Configured<TlsOptions>
): Layer.Layer<AmiTransport, Config.ConfigError> => layerOf(options, layerTls)

const tcpRules: Rules<TcpOptions> = socketRules
const tlsRules: Rules<TlsOptions> = { ...socketRules, ...trustRules }

const transport = (
  options: TcpOptions,
  socket: Pick<ConnectOptions, "ready" | "address" | "dial">
): AmiTransport["Service"] => ({
  address: socket.address,
  connect: connect({
    ...socket,
    connectTimeout: Duration.fromInputUnsafe(options.connectTimeout ?? "5 seconds"),
    bannerTimeout: Duration.fromInputUnsafe(options.bannerTimeout ?? "5 seconds"),
    decoder: { charset: options.charset, limits: options.limits }
  })
})

const addressOf = (host: string, port: number, path: string | undefined): string =>
  path ?? (host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`)
