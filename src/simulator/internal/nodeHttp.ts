/**
 * The HTTP port of the simulator, in Node.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import type * as HttpServer from "effect/http/HttpServer"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Http from "node:http"
import * as Https from "node:https"
import type * as Net from "node:net"
import * as Tls from "node:tls"
import * as Rules from "../../internal/options.ts"

interface Identity {
  readonly key: string
  readonly cert: string
}

/** Where to listen. */
export interface Options {
  readonly port: number | undefined
  readonly tls: Identity | undefined
}

const pem = Rules.satisfies("must be PEM", (value) => typeof value === "string" && value !== "", Rules.kindOf)

const isUsable = (value: unknown): boolean =>
  Result.isSuccess(Result.try(() => Tls.createSecureContext(value as Tls.SecureContextOptions)))

/** Node itself checks whether key and certificate are usable. */
const usable = (rule: Rules.Rule): Rules.Rule =>
  Rules.both(rule, Rules.satisfies("must be a private key and its certificate in PEM", isUsable, Rules.kindOf))

const needed = "must be an object with key and cert"
const port = Rules.port(0)

const http = Rules.members<Options>("must be true, or an object with port and tls", {
  port,
  tls: usable(Rules.members<Identity>(needed, { key: pem, cert: pem }, ["key", "cert"]))
})

/** Rules for the options of the ports for TLS and HTTP. */
export const options: Readonly<Record<"tls" | "http", Rules.Rule>> = {
  tls: usable(
    Rules.members<Identity & { readonly port: number }>(needed, { port, key: pem, cert: pem }, ["key", "cert"])
  ),
  http: (value) => typeof value === "boolean" ? undefined : http(value)
}

/** Asterisk closes a connection that has been idle this long (http.conf, `session_keep_alive`). */
const keepAliveTimeout = 15_000

/** Node refuses anything longer in its own words; below this limit the simulator answers in Asterisk's. */
const maxHeaderSize = 1 << 20

/** Closes a server and all of its connections without waiting, as Asterisk does when it stops. */
const close = (server: Http.Server | Https.Server, sockets: ReadonlySet<Net.Socket>): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })

/** Gives a layer an HTTP server that is closed before the layer is. */
export const serving = <A, E, R>(
  layer: Layer.Layer<A, E, R | HttpServer.HttpServer>,
  { host, port = 0, tls }: Options & { readonly host: string }
): Layer.Layer<A, E | HttpServerError.ServeError, Exclude<R, HttpServer.HttpServer>> =>
  Layer.unwrap(Effect.sync(() => {
    const options = { keepAliveTimeout, maxHeaderSize }
    const server = tls === undefined ? Http.createServer(options) : Https.createServer({ ...options, ...tls })
    // Node only tracks connections that have sent something; TLS handshakes may still be in progress.
    const sockets = new Set<Net.Socket>()
    server.on("connection", (socket: Net.Socket) => {
      sockets.add(socket)
      socket.once("close", () => sockets.delete(socket))
    })
    return Layer.effectDiscard(Effect.addFinalizer(() => close(server, sockets))).pipe(
      Layer.provideMerge(layer),
      Layer.provide(NodeHttpServer.layerServer(() => server, { host, port }))
    )
  }))
