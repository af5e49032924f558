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

/** Where to listen. */
export interface Options {
  readonly host: string
  readonly port: number
  readonly tls: { readonly key: string; readonly cert: string } | undefined
}

const pem = Rules.satisfies("must be PEM", (value) => typeof value === "string" && value !== "", Rules.kindOf)

/** What the options of the HTTP port must be. Node itself says whether key and certificate are of use. */
export const options = {
  httpPort: Rules.port(0),
  httpTls: Rules.both(
    Rules.members<NonNullable<Options["tls"]>>(
      "must be an object with key and cert",
      { key: pem, cert: pem },
      ["key", "cert"]
    ),
    Rules.satisfies(
      "must be a private key and its certificate in PEM",
      (value) => Result.isSuccess(Result.try(() => Tls.createSecureContext(value as Tls.SecureContextOptions))),
      Rules.kindOf
    )
  )
} as const

/** Asterisk closes a connection that is idle for so long (http.conf, `session_keep_alive`). */
const keepAliveTimeout = 15_000

/** Node itself refuses what is longer, in its own words; up to there the simulator does, in Asterisk's. */
const maxHeaderSize = 1 << 20

/** Closes a server with all of its connections, as Asterisk does when it stops: nobody is waited for. */
const close = (server: Http.Server | Https.Server, sockets: ReadonlySet<Net.Socket>): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    for (const socket of sockets) socket.destroy()
  })

/** Gives a layer an HTTP server, which is closed before the layer is. */
export const serving = <A, E, R>(
  layer: Layer.Layer<A, E, R | HttpServer.HttpServer>,
  { host, port, tls }: Options
): Layer.Layer<A, E | HttpServerError.ServeError, Exclude<R, HttpServer.HttpServer>> =>
  Layer.unwrap(Effect.sync(() => {
    const options = { keepAliveTimeout, maxHeaderSize }
    const server = tls === undefined ? Http.createServer(options) : Https.createServer({ ...options, ...tls })
    // Node itself knows only the connections that have said something; TLS may still be shaking hands.
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
