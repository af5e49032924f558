/**
 * ami-io: has its own action objects, and lists come as `events` of their response. Its log is turned off, as its
 * documentation shows, and it decodes ASCII by default, which its documentation warns about.
 */
import type { EventEmitter } from "node:events"
import type { Action, Contestant } from "../contestant.ts"
import { allOf, apart, type Fields, firstOf, load, pairsOf, property, text, versionOf } from "./package.ts"

interface Client extends EventEmitter {
  connect(reconnect?: boolean): void
  send(action: object, callback: (error: Fields | Error | null, answer: Fields) => void): void
  disconnect(): void
}
interface Package {
  readonly createClient: (options: object) => Client
  readonly SilentLogger: new() => object
  readonly Action: { readonly Action: new(name: string) => Record<string, unknown> }
}

const AmiIo = load<Package>("ami-io")

const made = (sent: Action) => {
  const { headers, name, variables } = apart(sent)
  const action = new AmiIo.Action.Action(name)
  Object.assign(action, headers)
  if (variables !== undefined) action["variables"] = variables
  return action
}

const failure = (error: Fields | Error): Error => error instanceof Error ? error : new Error(text(error["message"]))

/** The client's property name for a header. */
const keyOf = (header: string): string => header.toLowerCase().replaceAll("-", "_")

export const contestant: Contestant<Fields> = {
  name: "ami-io",
  version: versionOf("ami-io"),
  connect: async ({ host, port, reconnect, secret, username }) => {
    const client = AmiIo.createClient({
      host,
      port,
      login: username,
      password: secret,
      logger: new AmiIo.SilentLogger()
    })
    await new Promise<void>((resolve, reject) => {
      client.once("connected", resolve)
      for (const event of ["connectionRefused", "incorrectServer", "incorrectLogin", "disconnected"]) {
        client.once(event, () => reject(new Error(event)))
      }
      client.connect(reconnect)
    })
    const send = (action: Action): Promise<Fields> =>
      new Promise((resolve, reject) => {
        client.send(made(action), (error, answer) => error === null ? resolve(answer) : reject(failure(error)))
      })
    return {
      onEvent: (handler) => void client.on("event", handler),
      send,
      list: async (action) => {
        const { events } = await send(action)
        // The last one is the event that completes the list.
        return Array.isArray(events) ? events.slice(0, -1) : []
      },
      onEnd: (handler) => void client.on("disconnected", handler),
      close: async () => client.disconnect()
    }
  },
  get: (message, header) => {
    const value = property(message, keyOf(header))
    return typeof value === "object" ? pairsOf(value)[0] : firstOf(value)
  },
  getAll: (message, header) => {
    const value = property(message, keyOf(header))
    return typeof value === "object" && value !== null ? pairsOf(value) : allOf(value)
  }
}
