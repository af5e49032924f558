/**
 * A socket for tests to observe a server with, which shares no code with `src` and knows none of the traps that the client
 * has to know, so that the two cannot be wrong in the same way.
 *
 * Received text has one character per byte (Latin-1), so that no byte is lost.
 */
import { Effect } from "effect"
import * as net from "node:net"

export interface RawSocket {
  readonly socket: net.Socket
  /** Writes text as UTF-8, or raw bytes. */
  readonly write: (text: string | Uint8Array) => Effect.Effect<void>
  readonly isClosed: () => boolean
  /** Searches whenever something arrives, until something is found, or `undefined` once the server has closed. */
  readonly until: <A>(find: () => A | undefined) => Effect.Effect<A | undefined>
}

/** Connects, and disconnects with the scope. Passes what arrives to `onText`. */
export const rawSocket = Effect.fnUntraced(function*(
  options: { readonly host?: string; readonly port: number },
  onText: (text: string) => void
) {
  const looks = new Set<() => void>()
  const look = () => looks.forEach((one) => one())
  let isClosed = false
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => net.connect({ host: "127.0.0.1", noDelay: true, allowHalfOpen: true, ...options })),
    (socket) => Effect.sync(() => socket.destroy())
  )
  const close = () => {
    isClosed = true
    look()
  }
  // A reset ends a session too, and is reported by `close`.
  socket.on("error", () => {}).on("end", close).on("close", close)
  socket.setEncoding("latin1").on("data", (text) => {
    onText(String(text))
    look()
  })
  const raw: RawSocket = {
    socket,
    write: (text) => Effect.sync(() => void socket.write(text)),
    isClosed: () => isClosed,
    until: <A>(find: () => A | undefined) =>
      Effect.callback<A | undefined>((resume) => {
        const attempt = () => {
          const found = find()
          if (found === undefined && !isClosed) return
          looks.delete(attempt)
          resume(Effect.succeed(found))
        }
        looks.add(attempt)
        attempt()
        return Effect.sync(() => looks.delete(attempt))
      })
  }
  return raw
})
