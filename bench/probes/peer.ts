/**
 * A server that follows a script: it writes what Asterisk would write, or what a probe makes it write instead.
 */
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import type { Target } from "../contestant.ts"
import { type Connection, letIn, listening, type Script, serve } from "../peer.ts"

export interface Peer {
  readonly target: Target
  /** Writes to every logged-in session. */
  readonly raise: (bytes: string | Uint8Array) => void
  /** Ends all connections, and refuses new ones until it listens again. */
  readonly stop: () => Promise<void>
  readonly listen: () => Promise<void>
}

export const listen = async (script: Script = {}): Promise<Peer> => {
  const sockets = new Set<Socket>()
  const admitted = new Map<Socket, Connection>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("close", () => {
      sockets.delete(socket)
      admitted.delete(socket)
    })
    void serve(socket, {
      ...script,
      login: (asked, connection) => {
        admitted.set(socket, connection)
        ;(script.login ?? letIn)(asked, connection)
      }
    })
  })
  const port = await listening(server)
  return {
    target: { host: "127.0.0.1", port, username: "probe", secret: "secret" },
    raise: (bytes) => {
      for (const connection of admitted.values()) connection.write(bytes)
    },
    stop: async () => {
      const closed = once(server, "close")
      server.close()
      for (const socket of sockets) socket.destroySoon()
      await closed
    },
    listen: async () => void await listening(server, port)
  }
}
