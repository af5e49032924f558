/**
 * The simulator on a TCP port, in Node.
 *
 * It listens on the loopback address and on a port of the system's choice unless
 * told otherwise, so that tests never collide. Closing its scope ends every
 * session and gives the port back.
 *
 * @since 0.1.0
 */
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import * as Layer from "effect/Layer"
import type * as SocketServer from "effect/socket/SocketServer"
import * as AmiSimulator from "./AmiSimulator.ts"

/**
 * Options of a simulator on a TCP port.
 *
 * @category models
 * @since 0.1.0
 */
export interface Options extends AmiSimulator.Options {
  /** The address to listen on; `127.0.0.1` unless given. */
  readonly host?: string | undefined
  /** The port to listen on; 0, for one of the system's choice, unless given. */
  readonly port?: number | undefined
}

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
): Layer.Layer<AmiSimulator.AmiSimulator, SocketServer.SocketServerError> =>
  AmiSimulator.layer(options).pipe(
    Layer.provide(NodeSocketServer.layer({
      host: options.host ?? "127.0.0.1",
      port: options.port ?? 0,
      noDelay: true,
      // A peer that closes its side after its last request still gets its answers.
      allowHalfOpen: true
    }))
  )
