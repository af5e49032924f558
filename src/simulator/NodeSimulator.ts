/**
 * The simulator on a TCP port in Node, with ports for TLS and HTTP if wanted.
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
import * as SocketServer from "effect/socket/SocketServer"
import * as Struct from "effect/Struct"
import type { AmiError } from "../AmiError.ts"
import type { Rules } from "../internal/options.ts"
import * as AmiSimulator from "./AmiSimulator.ts"
import { TlsListener } from "./internal/line.ts"
import * as nodeHttp from "./internal/nodeHttp.ts"
import { check, listening, simulator as simulatorRules } from "./internal/options.ts"

/**
 * A private key and its certificate, both in PEM.
 *
 * @category models
 * @since 0.2.0
 */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/**
 * Options of a simulator on ports of its own.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends AmiSimulator.Options {
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host?: string | undefined
  /** The port to listen on. Defaults to 0: a free port. */
  readonly port?: number | undefined
  /** A port for AMI over TLS, with the key and the certificate (PEM). Defaults to none. */
  readonly tls?: (Identity & { readonly port?: number | undefined }) | undefined
  /** A port for AMI over HTTP, or over HTTPS with the key and the certificate. Defaults to none. */
  readonly http?:
    | boolean
    | { readonly port?: number | undefined; readonly tls?: Identity | undefined }
    | undefined
}

/**
 * Layer of a simulator on a TCP port, and on ports for TLS and HTTP if wanted, all for the same PBX.
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
 * await Effect.runPromise(Effect.provide(program, NodeSimulator.layer({ http: true })))
 * // => "Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
 * ```
 *
 * @category layers
 * @since 0.1.0
 */
export const layer = (
  options: Options = {}
): Layer.Layer<AmiSimulator.AmiSimulator, AmiError | SocketServer.SocketServerError | HttpServerError.ServeError> =>
  Layer.unwrap(Effect.map(check("NodeSimulator.layer", options, rules), () => {
    const { host = "127.0.0.1", http, port = 0, tls } = options
    const simulator = Struct.omit(options, ["host", "port", "tls", "http"])
    // A peer that half-closes after its last request still gets its answers.
    const listen = { host, noDelay: true, allowHalfOpen: true }
    const served = http === undefined || http === false ? AmiSimulator.layer(simulator) : nodeHttp.serving(
      AmiSimulator.layerHttp(simulator),
      { host, port: 0, tls: undefined, ...http === true ? {} : Struct.pick(http, ["port", "tls"]) }
    )
    const overTls = Layer.provide(
      Layer.effect(TlsListener, SocketServer.SocketServer),
      NodeSocketServer.layerTls({ ...listen, port: 0, ...tls })
    )
    return (tls === undefined ? served : Layer.provide(served, overTls)).pipe(
      Layer.provide(NodeSocketServer.layer({ ...listen, port }))
    )
  }))

const rules: Rules<Options> = { ...simulatorRules, ...listening, ...nodeHttp.options }
