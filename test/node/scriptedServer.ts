/**
 * A server that does what a test says, over TCP, TLS or a Unix socket.
 *
 * It knows no AMI and shares no code with `src`. Every step is immediate: `send` hands its text to the kernel before it
 * returns, so that a test can place an end or a reset exactly after it. Text is sent as UTF-8 and recorded as Latin-1,
 * one character per byte.
 */
import { Effect, Queue, type Scope } from "effect"
import * as Net from "node:net"
import * as Tls from "node:tls"
import type { Peer } from "../transport/suite.ts"
import { changing, turns, within } from "../transport/waiting.ts"

/** One accepted connection. */
export interface ServerPeer extends Omit<Peer, "send"> {
  readonly send: (data: string | Uint8Array) => void
  /** Sends each piece separately, with turns of the event loop between them. */
  readonly sendPieces: (pieces: ReadonlyArray<string | Uint8Array>) => Effect.Effect<void>
  /** Calls back with everything that was received, whenever more arrives. */
  readonly onReceived: (listener: (received: string) => void) => void
  /** Waits until what was sent has left, or can no longer leave. */
  readonly flushed: Effect.Effect<void>
}

export interface ScriptedServer {
  readonly port: number
  /** The next connection, in order of arrival; over TLS once the handshake is done. */
  readonly accept: Effect.Effect<ServerPeer>
  /** How many connections were made, including failed handshakes. */
  readonly attempts: () => number
  readonly open: () => number
  readonly allClosed: Effect.Effect<void>
}

export interface ServerOptions {
  /** What is sent first on each connection. */
  readonly greeting?: string | Uint8Array | undefined
  /** Certificates, for TLS. */
  readonly tls?: Tls.TlsOptions | undefined
  /** The address to listen on. Defaults to `127.0.0.1`. */
  readonly host?: string | undefined
  /** The path of a Unix socket, instead of a port. */
  readonly path?: string | undefined
  /** Runs for each connection, before its first byte is read. */
  readonly onPeer?: ((peer: ServerPeer) => void) | undefined
}

/** A server on its own port; it and its connections end with its scope. */
export const scriptedServer = Effect.fnUntraced(function*(
  options: ServerOptions = {}
): Effect.fn.Return<ScriptedServer, never, Scope.Scope> {
  const accepted = yield* Queue.unbounded<ServerPeer>()
  const sockets = new Set<Net.Socket>()
  const { changed, until } = changing()
  let attempts = 0

  const onConnection = (socket: Net.Socket) => {
    attempts += 1
    sockets.add(socket)
    socket.on("error", () => undefined)
    socket.on("close", () => {
      sockets.delete(socket)
      changed()
    })
  }
  const onReady = (socket: Net.Socket) => {
    const raw = [...sockets].find((one) => one === socket || one.remotePort === socket.remotePort) ?? socket
    const peer = makePeer(socket, raw)
    options.onPeer?.(peer)
    if (options.greeting !== undefined) peer.send(options.greeting)
    Queue.offerUnsafe(accepted, peer)
  }
  const server = options.tls === undefined
    ? Net.createServer({ noDelay: true }, onReady)
    : Tls.createServer({ noDelay: true, ...options.tls }, onReady)
  server.prependListener("connection", onConnection)
  server.on("tlsClientError", () => undefined)

  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => {
      server.listen(
        options.path === undefined ? { port: 0, host: options.host ?? "127.0.0.1" } : { path: options.path },
        () => {
          resume(Effect.void)
        }
      )
    }),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        sockets.forEach((socket) => socket.destroy())
      })
  )
  const address = server.address()
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    accept: Queue.take(accepted).pipe(within("a connection")),
    attempts: () => attempts,
    open: () => sockets.size,
    allClosed: until("the end of every connection", () => sockets.size === 0)
  }
})

const makePeer = (socket: Net.Socket, raw: Net.Socket): ServerPeer => {
  const { changed, until } = changing()
  const listeners: Array<(received: string) => void> = []
  let received = ""
  let ended = false
  const end = () => {
    ended = true
    changed()
  }
  socket.setEncoding("latin1")
  socket.on("data", (text) => {
    received += text
    listeners.forEach((listener) => listener(received))
    changed()
  })
  socket.on("error", () => undefined)
  socket.on("end", end)
  socket.on("close", end)
  socket.on("drain", changed)
  const send = (data: string | Uint8Array) => {
    if (socket.writable) socket.write(data)
  }
  return {
    send,
    sendPieces: (pieces) =>
      Effect.forEach(pieces, (piece) => Effect.andThen(Effect.sync(() => send(piece)), turns(2)), { discard: true }),
    end: () => void socket.end(),
    // A Unix socket has no reset.
    reset: () => void (raw.remotePort === undefined ? raw.destroy() : raw.resetAndDestroy()),
    freeze: () => {
      // Otherwise the client's end would be answered even while nothing is read.
      socket.allowHalfOpen = true
      socket.pause()
    },
    received: () => received,
    onReceived: (listener) => void listeners.push(listener),
    awaitReceived: (characters) => until(`${characters} bytes of the client`, () => received.length >= characters),
    ended: until("the end of the client's side", () => ended),
    flushed: until("room for more", () => ended || !socket.writableNeedDrain)
  }
}
