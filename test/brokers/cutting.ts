/**
 * A TCP proxy that cuts connections in which events are sent: before the broker has them, or when it answers.
 */
import { Effect, type Scope } from "effect"
import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

export interface Cutting {
  readonly port: number
  /** How many connections were made, how many pieces with events came, and how many of these were cut off in either way. */
  readonly counts: { connections: number; pieces: number; refused: number; unanswered: number }
  /** Until then it closes each connection at once. */
  readonly open: Effect.Effect<unknown>
}

/** What every event has in its JSON, and nothing else that a client sends. */
const mark = "\"_\":{"

/** A proxy in front of a port. `random` gives numbers between 0 and 1: 10 % are cut off before, and 10 % afterwards. */
export const cutting = Effect.fnUntraced(function*(
  target: number,
  random: () => number
): Effect.fn.Return<Cutting, never, Scope.Scope> {
  const counts = { connections: 0, pieces: 0, refused: 0, unanswered: 0 }
  const sockets = new Set<Socket>()
  let isOpen = false
  const server = createServer({ noDelay: true }, (near) => {
    counts.connections += 1
    if (!isOpen) return near.destroy()
    const far = connect({ port: target, host: "127.0.0.1", noDelay: true })
    let isToBeCut = false
    const cut = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on("error", cut).on("close", () => {
        sockets.delete(socket)
        cut()
      })
    }
    near.on("data", (bytes) => {
      if (bytes.includes(mark)) {
        counts.pieces += 1
        const die = random()
        if (die < 0.1) {
          counts.refused += 1
          return cut()
        }
        isToBeCut ||= die < 0.2
      }
      far.write(bytes)
    })
    far.on("data", (bytes) => {
      if (!isToBeCut) return near.write(bytes)
      counts.unanswered += 1
      return cut()
    })
  }).listen(0, "127.0.0.1")
  yield* Effect.promise(() => once(server, "listening"))
  yield* Effect.addFinalizer(() =>
    Effect.promise(async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    })
  )
  const address = server.address()
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    counts,
    open: Effect.sync(() => isOpen = true)
  }
})
