/**
 * A link between a client and a server, which a test may cut, freeze and heal, and listen on.
 */
import { Effect, type Scope } from "effect"
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

export interface Proxy {
  readonly url: string
  /** Breaks every connection and refuses new ones. */
  readonly cut: Effect.Effect<void>
  /** Lets nothing through any more, in either direction; new connections are made and stay silent. */
  readonly freeze: Effect.Effect<void>
  /** Takes connections again, and lets through what was held back. */
  readonly heal: Effect.Effect<void>
  /** The id by which Asterisk knows the session of the latest request: the value of its cookie, or the nonce of its digest. */
  readonly sessionId: () => string | undefined
  /** Every such id that was seen. */
  readonly sessionIds: () => ReadonlyArray<string>
}

/** Listens on a port of its own; the scope closes it. */
export const proxyTo = Effect.fnUntraced(function*(
  target: { readonly host: string; readonly port: number }
): Effect.fn.Return<Proxy, never, Scope.Scope> {
  const sockets = new Set<Socket>()
  const ids: Array<string> = []
  let isFrozen = false

  const add = (socket: Socket, onData: (data: Buffer) => void, other: () => Socket) => {
    sockets.add(socket)
    if (isFrozen) socket.pause()
    socket.on("data", onData)
    socket.on("end", () => other().end())
    // An error is followed by a close.
    socket.on("error", () => {})
    socket.on("close", () => {
      sockets.delete(socket)
      other().destroy()
    })
  }
  const note = (data: Buffer) => {
    const found = /(?:cookie: mansession_id="?|nonce=")([0-9a-f]+)/i.exec(data.toString("latin1"))?.[1]
    if (found !== undefined && found !== ids.at(-1)) ids.push(found)
  }
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true })
    add(far, (data) => near.write(data), () => near)
    add(near, (data) => {
      note(data)
      far.write(data)
    }, () => far)
  })
  const listen = (port: number) =>
    Effect.promise(() => {
      server.listen(port, "127.0.0.1")
      return once(server, "listening")
    })
  const cut = Effect.sync(() => {
    server.close()
    sockets.forEach((socket) => socket.resetAndDestroy())
  })
  yield* Effect.acquireRelease(listen(0), () => cut)
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    freeze: Effect.sync(() => {
      isFrozen = true
      sockets.forEach((socket) => socket.pause())
    }),
    heal: Effect.suspend(() => {
      isFrozen = false
      sockets.forEach((socket) => socket.resume())
      return server.listening ? Effect.void : listen(port)
    }),
    sessionId: () => ids.at(-1),
    sessionIds: () => ids
  }
})
