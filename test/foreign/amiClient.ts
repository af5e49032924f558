/**
 * ami-client, in Python: a child process driven by `driveAmiClient.py`, over TCP or over HTTP.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { Action, Contestant, Session, Target } from "../../bench/contestant.ts"

type Message = Readonly<Record<string, string>>

interface Told {
  readonly connected?: true
  readonly event?: Message
  readonly id?: number
  readonly failed?: string
  readonly messages?: ReadonlyArray<Message>
}

const script = fileURLToPath(new URL("driveAmiClient.py", import.meta.url))

const connect = async (python: string, http: boolean, target: Target): Promise<Session<Message>> => {
  const child = spawn(python, [script, JSON.stringify({ ...target, http })], { stdio: ["pipe", "pipe", "inherit"] })
  const onEvent: Array<(event: Message) => void> = []
  const waiting = new Map<number, (told: Told) => void>()
  await new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the process ended")))
    createInterface(child.stdout).on("line", (line) => {
      const told: Told = JSON.parse(line)
      if (told.event !== undefined) {
        for (const handler of onEvent) handler(told.event)
      } else if (told.id !== undefined) waiting.get(told.id)?.(told)
      else if (told.connected === true) resolve()
      else reject(new Error(told.failed))
    })
  })
  let ids = 0
  const ask = (action: Action): Promise<ReadonlyArray<Message>> =>
    new Promise((resolve, reject) => {
      const id = ids++
      waiting.set(id, ({ failed, messages = [] }) => {
        const [first] = messages
        if (failed !== undefined) reject(new Error(failed))
        else if (first?.["Response"] === "Error") reject(new Error(first["Message"]))
        else resolve(messages)
      })
      child.stdin.write(`${JSON.stringify({ id, action })}\n`)
    })
  return {
    onEvent: (handler) => void onEvent.push(handler),
    send: async (action) => (await ask(action))[0] ?? {},
    list: async (action) => (await ask(action)).slice(1, -1),
    onEnd: () => undefined,
    close: async () => {
      const ended = once(child, "exit")
      child.stdin.end()
      setTimeout(() => child.kill("SIGKILL"), 5_000).unref()
      await ended
    }
  }
}

export const contestant = (python: string, http: boolean): Contestant<Message> => ({
  name: http ? "ami-client over HTTP" : "ami-client",
  version: "",
  connect: (target) => connect(python, http, target),
  get: (message, header) => message[header],
  getAll: (message, header) => Object.entries(message).flatMap(([name, value]) => name === header ? [value] : [])
})
