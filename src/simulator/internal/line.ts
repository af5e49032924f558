/**
 * What a session needs of its connection, however that is made: a socket, or a pipe inside the process.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import * as Socket from "effect/socket/Socket"
import type * as SocketServer from "effect/socket/SocketServer"

/** A second socket server of a simulator, whose connections are over TLS. */
export class TlsListener extends Context.Service<TlsListener, SocketServer.SocketServer["Service"]>()(
  "effect-ami/simulator/TlsListener"
) {}

/** An address, as Asterisk writes it in security events. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** Both ends of a connection. */
export interface Peer {
  readonly local: Address
  readonly remote: Address
  readonly transport: "TCP" | "TLS"
}

/** A connection to one peer. */
export interface Line {
  readonly peer: Peer
  /** What the peer has sent since the last time; fails when it sends no more. */
  readonly pull: Effect.Effect<ReadonlyArray<Uint8Array>, unknown>
  /** Writes; waits while the peer does not read. */
  readonly write: (bytes: Uint8Array) => Effect.Effect<void, unknown>
  /** Ends this side, after everything that was written. */
  readonly end: Effect.Effect<void>
  /** Ends both sides at once; `reset` so that the peer sees an error. */
  readonly destroy: (how: "closed" | "reset") => Effect.Effect<void>
}

/** What a Node socket knows of its ends, under the name that Node's socket server gives it to its connections. */
interface NodeSocket {
  readonly localAddress?: string | undefined
  readonly localPort?: number | undefined
  readonly remoteAddress?: string | undefined
  readonly remotePort?: number | undefined
  readonly encrypted?: boolean | undefined
  readonly resetAndDestroy?: (() => unknown) | undefined
}

class NetSocket extends Context.Service<NetSocket, NodeSocket>()("@effect/platform-node/NodeSocket/NetSocket") {}

/** Asterisk writes an IPv4 address that came through an IPv6 socket as IPv4. */
const plain = (host: string | undefined): string => (host ?? "127.0.0.1").replace(/^::ffff:/, "")

/** Both ends of a Node socket, as far as they are known. */
export const peerOf = (socket: NodeSocket | undefined): Peer => ({
  local: { host: plain(socket?.localAddress), port: socket?.localPort ?? 5038 },
  remote: { host: plain(socket?.remoteAddress), port: socket?.remotePort ?? 0 },
  transport: socket?.encrypted === true ? "TLS" : "TCP"
})

/** The line of a socket. Its scope ends it. */
export const ofSocket = Effect.fnUntraced(function*(socket: Socket.Socket): Effect.fn.Return<
  Line,
  Socket.SocketError,
  Scope.Scope
> {
  const pull = yield* Socket.readerBytes(socket)
  const writable = yield* Scope.fork(yield* Effect.scope)
  const writer = yield* Scope.provide(socket.writer, writable)
  const node = Option.getOrUndefined(Context.getOption(yield* Effect.context<never>(), NetSocket))
  return {
    peer: peerOf(node),
    pull,
    write: (bytes) => writer.write(bytes),
    end: Scope.close(writable, Exit.void),
    destroy: (how) =>
      how === "reset" && node?.resetAndDestroy !== undefined
        ? Effect.sync(() => void node.resetAndDestroy?.())
        : Effect.ignore(writer.write(new Socket.CloseEvent(1000)))
  }
})
