/**
 * The processes that measure: starts them, tells them what to do, and takes what they tell.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import type { Order } from "./order.ts"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A contestant that tells nothing for so long has lost what it waits for. */
const limitMillis = 30_000

/** A process that measures one form. What it does not tell in time, or because it has ended, is undefined. */
export interface Measuring {
  readonly next: () => Promise<unknown>
  readonly tell: (command: "run" | "end") => Promise<unknown>
  /** Waits until it has ended, which it does behind `end`, and sees to that. */
  readonly close: () => Promise<void>
}

const closeMillis = 3000

/** What ends the processes that run, should this one end before. */
const running = new Set<() => void>()
process.on("exit", () => running.forEach((kill) => kill()))

/** Starts `measure.ts`, or the script of a client in Python. Only what is ours tells its errors here. */
export const measuring = (order: Order, python: string | undefined, showErrors: boolean): Measuring => {
  const [program, script] = python === undefined
    ? [process.execPath, here("measure.ts")]
    : [python, here("forms/measurePanoramisk.py")]
  const child = spawn(program, [script, JSON.stringify(order)], {
    stdio: ["pipe", "ignore", showErrors ? "inherit" : "ignore", "pipe"]
  })
  const kill = () => void child.kill("SIGKILL")
  running.add(kill)
  const ended = once(child, "exit").then(() => void running.delete(kill))
  child.stdin?.on("error", () => undefined)
  const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const late = setTimeout(kill, limitMillis)
    const line = await lines.next()
    clearTimeout(late)
    return line.done === true ? undefined : JSON.parse(line.value)
  }
  return {
    next,
    tell: (command) => {
      child.stdin?.write(`${command}\n`)
      return next()
    },
    close: async () => {
      const late = setTimeout(kill, closeMillis)
      await ended
      clearTimeout(late)
    }
  }
}

/** Starts the replay server, which ends with this process, and gives what it tells of itself. */
export const serving = async <Listening>(): Promise<Listening> => {
  const server: ChildProcess = spawn(process.execPath, [here("server.ts")], { stdio: ["pipe", "pipe", "inherit"] })
  process.on("exit", () => server.kill())
  const [line] = await once(createInterface({ input: server.stdout! }), "line")
  return JSON.parse(String(line))
}
