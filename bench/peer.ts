/**
 * The smallest server that a client of AMI logs in to, for measurements whose server does something of its own besides.
 *
 * It lets everybody in and answers Challenge, Login, Ping and Logoff; every other action is the measurement's. A server is
 * a process of its own, so that its CPU is not counted as the client's: `listen` there, `startPeer` in the process that
 * measures.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { fileURLToPath } from "node:url"

/** An action as it came, and the connection that it came over. */
export interface Asked {
  readonly name: string
  readonly socket: Socket
  /** The value of a header, whose name is given in lower case. */
  readonly value: (name: string) => string | undefined
  /** Answers with these lines behind `Response` and `ActionID`. */
  readonly reply: (lines: string, response?: string) => void
}

const booted =
  "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 10\r\nLastReload: 10\r\nStatus: Fully Booted\r\n\r\n"

const answer = (asked: Asked, onAction: (asked: Asked) => void): void => {
  switch (asked.name) {
    case "challenge":
      return asked.reply("Challenge: 161805996")
    case "login":
      asked.reply("Message: Authentication accepted")
      asked.socket.write(booted)
      return
    case "ping":
      return asked.reply("Ping: Pong\r\nTimestamp: 1795422461.022468")
    case "logoff":
      asked.reply("Message: Thanks for all the fish.", "Goodbye")
      asked.socket.end()
      return
    default:
      return onAction(asked)
  }
}

const parse = (text: string, socket: Socket): Asked => {
  const value = (name: string) =>
    text.split("\r\n").find((line) => line.toLowerCase().startsWith(`${name}: `))?.slice(name.length + 2)
  const actionId = value("actionid")
  const id = actionId === undefined ? "" : `ActionID: ${actionId}\r\n`
  return {
    name: (value("action") ?? "").toLowerCase(),
    socket,
    value,
    reply: (lines, response = "Success") => void socket.write(`Response: ${response}\r\n${id}${lines}\r\n\r\n`)
  }
}

/** Listens on a free port, prints it, and ends when the process that started it does. */
export const listen = async (
  onAction: (asked: Asked) => void = ({ reply }) => reply("Message: Done")
): Promise<void> => {
  const server = createServer({ noDelay: true }, (socket) => {
    let rest = ""
    socket.on("error", () => socket.destroy())
    socket.setEncoding("latin1").on("data", (chunk) => {
      const actions = (rest + String(chunk)).split("\r\n\r\n")
      rest = actions.pop() ?? ""
      for (const action of actions) answer(parse(action, socket), onAction)
    })
    socket.write("Asterisk Call Manager/11.0.0\r\n")
  })
  server.listen(0, "127.0.0.1", 1024)
  await once(server, "listening")
  process.stdin.resume().on("end", () => process.exit(0))
  const address = server.address()
  console.log(typeof address === "object" && address !== null ? address.port : 0)
}

export interface Peer {
  readonly port: number
  /** Ends the server. */
  readonly stop: () => Promise<void>
}

/** Starts a server, named by the path of its program from `bench/`. */
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
