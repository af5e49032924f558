/** Nodes of a cluster as processes that a test starts, asks and signals. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { Command, Options } from "./node.ts"

/** What a node says of a command. */
export interface Reply {
  readonly id: string
  readonly value?: unknown
  readonly error?: string
  readonly message?: string
}

/** What it says by itself. */
export type Word =
  | { readonly mark: string; readonly server: string; readonly seen: number; readonly at: number }
  | { readonly broken: true; readonly server: string; readonly last: number; readonly number: number }

type WithoutId<A> = A extends unknown ? Omit<A, "id"> : never

export interface NodeProcess {
  readonly port: number
  readonly pid: number
  /** Done when the node runs, and its clients are connected. */
  readonly running: Promise<void>
  /** Undefined if the process ends before it answers. */
  readonly ask: (command: WithoutId<Command> & { readonly id?: string }) => Promise<Reply | undefined>
  readonly signal: (signal: NodeJS.Signals) => void
  readonly isAlive: () => boolean
  readonly ended: Promise<void>
  /** Kills it. */
  readonly close: () => Promise<void>
}

const script = fileURLToPath(new URL("./node.ts", import.meta.url))

export const freePort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === "object" && address !== null ? address.port : 0
}

let count = 0

export const start = (options: Options, onWord: (word: Word) => void = () => undefined): NodeProcess => {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], {
    stdio: ["pipe", "pipe", options.verbose === true ? "inherit" : "ignore"]
  })
  child.stdin.on("error", () => undefined)
  const waiting = new Map<string, (reply: Reply | undefined) => void>()
  const isAlive = () => child.exitCode === null && child.signalCode === null
  const ended = once(child, "exit").then(() => {
    for (const resolve of waiting.values()) resolve(undefined)
    waiting.clear()
  })
  let isRunning: () => void = () => undefined
  const running = Promise.race([
    new Promise<void>((resolve) => {
      isRunning = resolve
    }),
    ended
  ])
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!line.startsWith("{")) return void console.error(`node ${options.port}: ${line}`)
    const said = JSON.parse(line)
    if ("running" in said) isRunning()
    else if ("id" in said) {
      waiting.get(said.id)?.(said)
      waiting.delete(said.id)
    } else onWord(said)
  })
  return {
    port: options.port,
    pid: child.pid ?? 0,
    running,
    isAlive,
    ended,
    ask: (command) =>
      new Promise((resolve) => {
        const id = command.id ?? `q${++count}`
        if (!isAlive()) return resolve(undefined)
        waiting.set(id, resolve)
        child.stdin.write(`${JSON.stringify({ ...command, id })}\n`)
      }),
    signal: (signal) => void child.kill(signal),
    close: async () => {
      if (isAlive()) child.kill("SIGKILL")
      await ended
    }
  }
}
