/**
 * panoramisk, in Python: a child process driven by `drivePanoramisk.py`. It always reconnects on its own.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { Action, Contestant, Target } from "../contestant.ts"
import { allOf, type Fields, firstOf, property, text } from "./package.ts"

const script = fileURLToPath(new URL("drivePanoramisk.py", import.meta.url))

/** The Python that has it and reports its version; undefined if none has. */
export const found = ["python3", "/usr/bin/python3"].map((python) => ({
  python,
  ...spawnSync(python, [
    "-c",
    "import panoramisk, importlib.metadata; print(importlib.metadata.version('panoramisk'))"
  ], { encoding: "utf8" })
})).find(({ status }) => status === 0)

interface Reported {
  readonly connected?: true
  readonly end?: true
  readonly event?: Fields
  readonly id?: number
  readonly failed?: string
  readonly messages?: ReadonlyArray<Fields>
}

interface Waiting {
  readonly resolve: (messages: ReadonlyArray<Fields>) => void
  readonly reject: (error: Error) => void
}

const open = async (python: string, { host, port, secret, username }: Target) => {
  const target = JSON.stringify({ host, port, secret, username })
  const child = spawn(python, [script, target], { stdio: ["pipe", "pipe", "ignore"] })
  process.once("exit", () => child.kill("SIGKILL"))
  const waiting = new Map<number, Waiting>()
  const onEvent: Array<(event: Fields) => void> = []
  const onEnd: Array<() => void> = []
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the process ended")))
    createInterface(child.stdout).on("line", (line) => {
      const { connected, end, event, failed, id, messages }: Reported = JSON.parse(line)
      if (event !== undefined) { for (const handler of onEvent) handler(event) }
      else if (id !== undefined) {
        const { reject, resolve } = waiting.get(id)!
        waiting.delete(id)
        if (messages === undefined) reject(new Error(failed))
        else resolve(messages)
      } else if (end === true) { for (const handler of onEnd) handler() }
      else if (connected === true) resolve()
      else reject(new Error(failed))
    })
  })
  let ids = 0
  const ask = (action: Action): Promise<ReadonlyArray<Fields>> =>
    new Promise((resolve, reject) => {
      const id = ids++
      waiting.set(id, { resolve, reject })
      child.stdin.write(`${JSON.stringify({ id, action })}\n`)
    })
  return { ask, child, onEnd, onEvent }
}

export const contestant: Contestant<Fields> | undefined = found && {
  name: "panoramisk",
  version: found.stdout.trim(),
  connect: async (target) => {
    const { ask, child, onEnd, onEvent } = await open(found.python, target)
    return {
      onEvent: (handler) => void onEvent.push(handler),
      send: async (action) => (await ask(action))[0]!,
      // The first one is the response, the last one the event that completes the list.
      list: async (action) => (await ask(action)).slice(1, -1),
      onEnd: (handler) => void onEnd.push(handler),
      close: async () => {
        const ended = once(child, "exit")
        child.stdin.end()
        await ended
      }
    }
  },
  get: (message, header) => firstOf(property(message, header)) ?? output(message, header)[0],
  getAll: (message, header) => {
    const values = allOf(property(message, header))
    return values.length === 0 ? output(message, header) : values
  }
}

/** The output of the older format of Command is a separate text. */
const output = (message: Fields, header: string): ReadonlyArray<string> =>
  header === "Output" ? text(message["content"])?.split("\n") ?? [] : []
