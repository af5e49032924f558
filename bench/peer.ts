/**
 * The AMI server that all measurements and probes talk to, each with its own script.
 *
 * It accepts every login and answers Challenge, Login and Logoff; every other action is the script's. For measurements the
 * server is a separate process, so that its CPU does not count as the client's: `listen` there, `startPeer` in the
 * measuring process.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type Server, type Socket } from "node:net"
import { fileURLToPath } from "node:url"

/** An action as it arrived; the names of its headers are in lower case. */
export interface Asked {
  readonly name: string
  readonly value: (name: string) => string | undefined
  readonly values: (name: string) => ReadonlyArray<string>
}

/** Where answers go; a text has one character per byte. */
export interface Connection {
  /** What is written while a read is answered leaves in one write. */
  readonly write: (bytes: string | Uint8Array) => void
  /** Writes pieces after what was written before, no faster than the client reads. */
  readonly send: (pieces: Iterable<string | Buffer>) => Promise<void>
  /** Ends it as Asterisk does: what was written still arrives. */
  readonly end: () => void
}

export interface Script {
  /** What is sent first on a new connection. Defaults to the banner of Asterisk 22. */
  readonly greet?: (connection: Connection) => void | Promise<void>
  /** Handles a login. Accepts everybody by default. */
  readonly login?: (asked: Asked, connection: Connection) => void
  /** Handles every other action. Answers `plainly` by default. */
  readonly action?: (asked: Asked, connection: Connection) => void
}

export const banner = "Asterisk Call Manager/11.0.0\r\n"

/** Answers an action, with its ActionID after the first line as in Asterisk. */
export const answer = (asked: Asked, connection: Connection, first: string, ...rest: ReadonlyArray<string>): void => {
  const id = asked.value("actionid")
  const idLine = id === undefined ? "" : `ActionID: ${id}\r\n`
  connection.write(`${first}\r\n${idLine}${rest.map((line) => `${line}\r\n`).join("")}\r\n`)
}

export const succeed = (asked: Asked, connection: Connection, ...rest: ReadonlyArray<string>): void =>
  answer(asked, connection, "Response: Success", ...rest)

export const letIn = (asked: Asked, connection: Connection): void => {
  succeed(asked, connection, "Message: Authentication accepted")
  connection.write(
    "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 10\r\nLastReload: 10\r\nStatus: Fully Booted\r\n\r\n"
  )
}

/** Answers a Ping, and any other action with success. */
export const plainly = (asked: Asked, connection: Connection): void =>
  asked.name === "ping"
    ? succeed(asked, connection, "Ping: Pong", "Timestamp: 1795422461.022468")
    : succeed(asked, connection, "Message: Done")

/** Answers an action with a script. */
export const take = (asked: Asked, connection: Connection, script: Script): void => {
  switch (asked.name) {
    case "challenge":
      return succeed(asked, connection, "Challenge: 161805996")
    case "login":
      return (script.login ?? letIn)(asked, connection)
    case "logoff":
      answer(asked, connection, "Response: Goodbye", "Message: Thanks for all the fish.")
      return connection.end()
    default:
      return (script.action ?? plainly)(asked, connection)
  }
}

const patterns = new Map<string, RegExp>()

const patternOf = (name: string): RegExp => {
  const pattern = patterns.get(name) ?? new RegExp(`(?<=^|\n)${name}: ?([^\r]*)`, "gi")
  patterns.set(name, pattern)
  pattern.lastIndex = 0
  return pattern
}

const parse = (text: string): Asked => {
  const value = (name: string) => patternOf(name).exec(text)?.[1]
  return {
    name: value("action")?.toLowerCase() ?? "",
    value,
    values: (name) => [...text.matchAll(patternOf(name))].map(([, value = ""]) => value)
  }
}

/** The longest that a write has waited for the client since the last request, in milliseconds. */
export const waited = { longest: 0 }

/** Waits until the socket has room, or is gone. */
const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const from = performance.now()
    const go = () => {
      waited.longest = Math.max(waited.longest, performance.now() - from)
      socket.off("drain", go).off("close", go)
      resolve()
    }
    socket.on("drain", go).on("close", go)
  })

/** Talks to one client, with a script that is made for it. */
export const serve = async (socket: Socket, script: Script): Promise<void> => {
  let outgoing = ""
  let isAnswering = false
  const flush = () => {
    if (outgoing !== "") socket.write(outgoing, "latin1")
    outgoing = ""
  }
  const connection: Connection = {
    write: (bytes) => {
      if (typeof bytes === "string") outgoing += bytes
      if (typeof bytes !== "string" || !isAnswering) flush()
      if (typeof bytes !== "string") socket.write(bytes)
    },
    send: async (pieces) => {
      // After the answers of this read.
      await Promise.resolve()
      for (const piece of pieces) {
        if (socket.destroyed) return
        const hasRoom = typeof piece === "string" ? socket.write(piece, "latin1") : socket.write(piece)
        if (!hasRoom) await drained(socket)
      }
    },
    end: () => {
      flush()
      socket.destroySoon()
    }
  }
  socket.setNoDelay(true)
  socket.on("error", () => socket.destroy())
  // Asterisk reads nothing before it has sent its banner.
  const greeting = (script.greet ?? (({ write }) => write(banner)))(connection)
  if (greeting !== undefined) await greeting
  let rest = ""
  socket.setEncoding("latin1").on("data", (chunk) => {
    const text = rest + String(chunk)
    let at = 0
    isAnswering = true
    for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n", at)) {
      take(parse(text.slice(at, end)), connection, script)
      at = end + 4
    }
    isAnswering = false
    rest = text.slice(at)
    flush()
  })
}

/** Makes a server listen, on a free port by default, and returns its port. */
export const listening = async (server: Server, port = 0): Promise<number> => {
  server.listen(port, "127.0.0.1", 1024)
  await once(server, "listening")
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

/** Listens on a free port, prints it, and ends with the process that started it. */
export const listen = async (scriptOf: (socket: Socket) => Script = () => ({})): Promise<void> => {
  const port = await listening(createServer((socket) => void serve(socket, scriptOf(socket))))
  process.stdin.resume().on("end", () => process.exit(0))
  console.log(port)
}

export interface Peer {
  readonly port: number
  /** Ends the server. */
  readonly stop: () => Promise<void>
}

/** Starts a server, given the path of its program from `bench/`. */
export const startPeer = async (program: string, ...options: ReadonlyArray<string>): Promise<Peer> => {
  const path = fileURLToPath(new URL(program, import.meta.url))
  const child = spawn(process.execPath, [path, ...options], { stdio: ["pipe", "pipe", "inherit"] })
  const port = Number(await firstLine(child))
  return {
    port,
    stop: async () => {
      if (child.exitCode !== null) return
      const ended = once(child, "exit")
      child.stdin.end()
      await ended
    }
  }
}

const firstLine = async (child: ChildProcess): Promise<string> => {
  let text = ""
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk)
    if (text.includes("\n")) return text.slice(0, text.indexOf("\n"))
  }
  throw new Error(`a server ended before it listened, with status ${child.exitCode}`)
}
