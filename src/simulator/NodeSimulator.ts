/**
 * The simulator on a TCP port in Node, with an HTTP port if wanted.
 *
 * Defaults to the loopback address and to free ports, so that tests never collide.
 * Closing its scope ends every session and releases the ports.
 *
 * @since 0.1.0
 */
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import * as Effect from "effect/Effect"
import type * as HttpServerError from "effect/http/HttpServerError"
import * as Layer from "effect/Layer"
import type * as SocketServer from "effect/socket/SocketServer"
import * as Struct from "effect/Struct"
import type { AmiError } from "../AmiError.ts"
import type { Rules } from "../internal/options.ts"
import * as AmiSimulator from "./AmiSimulator.ts"
import * as nodeHttp from "./internal/nodeHttp.ts"
import { check, listening, simulator as simulatorRules } from "./internal/options.ts"

/**
 * Options of a simulator on a TCP port.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends AmiSimulator.Options {
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host?: string | undefined
  /** The port to listen on. Defaults to 0: a free port. */
  readonly port?: number | undefined
}

/**
 * Options of a simulator on a TCP port and on an HTTP port.
 *
 * @category models
 * @since 0.1.0
 */
export interface HttpOptions extends Options {
  /** The port to listen on for HTTP, at the same address. Defaults to 0: a free port. */
  readonly httpPort?: number | undefined
  /** The private key and the certificate (PEM) for HTTPS instead of HTTP. Defaults to none. */
  readonly httpTls?: { readonly key: string; readonly cert: string } | undefined
}

const socketServer = (options: Options) =>
  NodeSocketServer.layer({
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    noDelay: true,
    // A peer that half-closes after its last request still gets its answers.
    allowHalfOpen: true
  })

/**
 * Layer of a simulator on a TCP port.
 *
 * **Example** (Finding the port)
 *
 * ```ts import.meta.vitest
 * import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const simulator = yield* AmiSimulator.AmiSimulator
 *   return simulator.address.host
 * })
 *
 * await Effect.runPromise(Effect.provide(program, NodeSimulator.layer())) // => "127.0.0.1"
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: Options = {}
): Layer.Layer<AmiSimulator.AmiSimulator, AmiError | SocketServer.SocketServerError> =>
  Layer.unwrap(Effect.map(
    check("NodeSimulator.layer", options, rules),
    () => {
      const simulator = Struct.omit(options, ["host", "port"])
      return AmiSimulator.layer(simulator).pipe(Layer.provide(socketServer(options)))
    }
  ))

const rules: Rules<Options> = { ...simulatorRules, ...listening }

/**
 * Layer of a simulator on a TCP port and on an HTTP port, with the same PBX behind both.
 *
 * **Example** (Asking over HTTP)
 *
 * ```ts import.meta.vitest
 * import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
 * import { Effect } from "effect"
 *
 * const program = Effect.gen(function*() {
 *   const { httpPort } = yield* AmiSimulator.AmiSimulator
 *   const address = `http://127.0.0.1:${httpPort}/rawman?action=Login&username=hello&secret=world`
 *   const answer = yield* Effect.promise(() => fetch(address))
 *   return yield* Effect.promise(() => answer.text())
 * })
 *
 * await Effect.runPromise(Effect.provide(program, NodeSimulator.layerHttp()))
 * // => "Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layerHttp = (
  options: HttpOptions = {}
): Layer.Layer<AmiSimulator.AmiSimulator, AmiError | SocketServer.SocketServerError | HttpServerError.ServeError> =>
  Layer.unwrap(Effect.map(
    check("NodeSimulator.layerHttp", options, httpRules),
    () => {
      const { host = "127.0.0.1", httpPort = 0, httpTls } = options
      const simulator = Struct.omit(options, ["host", "port", "httpPort", "httpTls"])
      return nodeHttp.serving(AmiSimulator.layerHttp(simulator), { host, port: httpPort, tls: httpTls }).pipe(
        Layer.provide(socketServer(options))
      )
    }
  ))

const httpRules: Rules<HttpOptions> = { ...simulatorRules, ...listening, ...nodeHttp.options }
