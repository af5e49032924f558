/**
 * The measuring processes: starts them, tells them what to do, and reads their results.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { fileURLToPath } from "node:url"
import type { Order } from "./order.ts"
import type { Listening } from "./server.ts"

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** A contestant that reports nothing for this long has lost what it waits for. */
const limitMillis = 30_000

/** A process that measures one form. A result that does not come in time, or because it has ended, is undefined. */
export interface Measuring {
  readonly next: () => Promise<unknown>
  readonly tell: (command: "run" | "end") => Promise<unknown>
  /** Waits until it has ended, which it does after `end`, and makes sure of it. */
  readonly close: () => Promise<void>
}

const closeMillis = 3000

/** Every process loads the same files, and compiling them is most of its startup. */
const compiled = mkdtempSync(join(tmpdir(), "effect-ami-bench-"))
process.on("exit", () => rmSync(compiled, { recursive: true, force: true }))
const env = { ...process.env, NODE_COMPILE_CACHE: compiled }

/** Ends the running processes if this one ends first. */
const running = new Set<() => void>()
process.on("exit", () => running.forEach((kill) => kill()))

/** Starts `measure.ts`, or the script of a Python client. Only our own processes print their errors here. */
export const measuring = (
  order: Order,
  python: string | undefined,
  showErrors: boolean,
  isOnOneCore: boolean
): Measuring => {
  const script = python === undefined ? "measure.ts" : "forms/measurePanoramisk.py"
  const command = [python ?? process.execPath, here(script), JSON.stringify(order)]
  const [program = "", ...args] = placed(command, isOnOneCore)
  const child = spawn(program, args, {
    env,
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

/** The replay server, and what it reported about itself. */
export interface Serving {
  readonly listening: Listening
  /** The longest that a write of it has waited since the last such request, in milliseconds. */
  readonly longestWrite: () => Promise<number>
}

/** Starts the replay server, which ends with this process. */
export const serving = async (isOnOneCore: boolean): Promise<Serving> => {
  const [program = "", ...args] = placed([process.execPath, here("server.ts")], isOnOneCore)
  const server = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] })
  process.on("exit", () => server.kill())
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value ?? "null")
  return {
    listening: await next(),
    longestWrite: () => {
      server.stdin.write("longest write\n")
      return next()
    }
  }
}

/** A process that uses all of the core that others are pinned to, as far as they leave it any. */
export const keepingBusy = (): () => void => {
  const [program = "", ...args] = placed([process.execPath, "-e", "for (;;);"], true)
  const child = spawn(program, args, { stdio: "ignore" })
  const kill = () => void child.kill("SIGKILL")
  process.on("exit", kill)
  return kill
}

/** The same command, on the first core only if wanted. */
const placed = (command: ReadonlyArray<string>, isOnOneCore: boolean): ReadonlyArray<string> =>
  isOnOneCore ? ["taskset", "-c", "0", ...command] : command
