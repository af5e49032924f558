/**
 * A server that follows a script: it writes what Asterisk would write, or what a probe has it write instead.
 */
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import type { Target } from "../contestant.ts"

/** An action as it stood on the wire. */
export interface Received {
  readonly name: string
  readonly raw: string
  readonly values: (header: string) => ReadonlyArray<string>
}

export interface Connection {
  readonly write: (bytes: string | Uint8Array) => void
  /** Answers an action, with its ActionID behind the first line as Asterisk has it. */
  readonly answer: (action: Received, response: string, ...rest: ReadonlyArray<string>) => void
  /** Ends it as Asterisk does: what was written still arrives. */
  readonly end: () => void
}

export interface Script {
  /** What is said to a new connection; the banner of Asterisk 22 unless given. */
  readonly greet?: (connection: Connection) => void | Promise<void>
  /** Takes a login; lets everybody in unless given. */
  readonly login?: (action: Received, connection: Connection) => void
  /** Takes every other action. */
  readonly action?: (action: Received, connection: Connection) => void
}

export interface Peer {
  readonly target: Target
  /** Writes to everybody who has logged in. */
  readonly raise: (bytes: string | Uint8Array) => void
  /** Ends all connections, and refuses others until it listens again. */
  readonly stop: () => Promise<void>
  readonly listen: () => Promise<void>
}

export const banner = "Asterisk Call Manager/11.0.0\r\n"

/** Behind its name, a value begins after one blank, as clients write it. */
const receive = (raw: string): Received => {
  const headers = raw.split("\r\n").map((line) => {
    const at = line.indexOf(":")
    return [line.slice(0, at).toLowerCase(), line.slice(at + 1).replace(/^ /, "")] as const
  })
  const values = (header: string) => headers.filter(([name]) => name === header.toLowerCase()).map(([, value]) => value)
  return { name: values("Action")[0]?.toLowerCase() ?? "", raw, values }
}

/** With the ActionID of an action, where that has one. */
export const withId = (action: Received, first: string, ...rest: ReadonlyArray<string>): string => {
  const [id] = action.values("ActionID")
  return [first, ...(id === undefined ? [] : [`ActionID: ${id}`]), ...rest, "", ""].join("\r\n")
}

const letIn = (action: Received, connection: Connection): void => {
  connection.answer(action, "Response: Success", "Message: Authentication accepted")
  connection.write(
    "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 10\r\nLastReload: 10\r\nStatus: Fully Booted\r\n\r\n"
  )
}

const over = (socket: Socket): Connection => ({
  write: (bytes) => void socket.write(bytes),
  answer: (action, response, ...rest) => void socket.write(withId(action, response, ...rest)),
  end: () => socket.destroySoon()
})

export const listen = async (script: Script = {}): Promise<Peer> => {
  const sockets = new Set<Socket>()
  const admitted = new Set<Connection>()

  const take = (action: Received, connection: Connection) => {
    if (action.name === "challenge") return connection.answer(action, "Response: Success", "Challenge: 161805996")
    if (action.name === "login") {
      admitted.add(connection)
      return (script.login ?? letIn)(action, connection)
    }
    if (action.name === "logoff") {
      connection.answer(action, "Response: Goodbye", "Message: Thanks for all the fish.")
      return connection.end()
    }
    if (script.action !== undefined) return script.action(action, connection)
    connection.answer(action, "Response: Success", "Ping: Pong", "Timestamp: 1795422461.022468")
  }

  const server = createServer(async (socket) => {
    const connection = over(socket)
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on("error", () => socket.destroy()).on("close", () => {
      sockets.delete(socket)
      admitted.delete(connection)
    })
    const greet = script.greet ?? ((connection) => connection.write(banner))
    // Asterisk reads nothing before it has said what it is.
    await greet(connection)
    let rest = ""
    socket.on("data", (chunk) => {
      const actions = (rest + chunk.toString("utf8")).split("\r\n\r\n")
      rest = actions.pop() ?? ""
      for (const action of actions) take(receive(action), connection)
    })
  })

  const listenAt = async (port: number): Promise<number> => {
    server.listen(port, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    return typeof address === "object" && address !== null ? address.port : port
  }
  const port = await listenAt(0)
  return {
    target: { host: "127.0.0.1", port, username: "probe", secret: "secret" },
    raise: (bytes) => {
      for (const connection of admitted) connection.write(bytes)
    },
    stop: async () => {
      const closed = once(server, "close")
      server.close()
      for (const socket of sockets) socket.destroySoon()
      await closed
    },
    listen: async () => void await listenAt(port)
  }
}
