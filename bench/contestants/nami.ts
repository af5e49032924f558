/**
 * nami: has its own action objects, and lists come as `events` of their response. Its log is turned off, as its
 * documentation shows. It does not reconnect; its users call `open` again, as its example does.
 */
import type { EventEmitter } from "node:events"
import type { Action, Contestant } from "../contestant.ts"
import { allOf, apart, type Fields, firstOf, load, pairsOf, property, text, versionOf } from "./package.ts"

interface NamiAction {
  set(name: string, value: unknown): void
  variables: Readonly<Record<string, string>>
}
interface Client extends EventEmitter {
  open(): void
  close(): void
  send(action: NamiAction, callback: (answer: Fields) => void): void
}
interface Package {
  readonly Nami: new(options: object) => Client
  readonly Actions: { readonly Ping: { readonly super_: new(name: string) => NamiAction } }
}

const { Actions, Nami } = load<Package>("nami")
const quiet = () => undefined
const logger = { error: quiet, warn: quiet, info: quiet, debug: quiet }

// There is a constructor for each known action; they all inherit from this one.
const made = (sent: Action): NamiAction => {
  const { headers, name, variables } = apart(sent)
  const action = new Actions.Ping.super_(name)
  for (const [header, value] of Object.entries(headers)) action.set(header, value)
  if (variables !== undefined) action.variables = variables
  return action
}

/** The client's property name for a header. */
const keyOf = (header: string): string => header.replace("-", "_").toLowerCase()

/** Variables with a value are separate from the other headers. */
const pairs = (message: Fields, header: string): ReadonlyArray<string> =>
  header.toLowerCase().includes("variable") ? pairsOf(message["variables"]) : []

export const contestant: Contestant<Fields> = {
  name: "nami",
  version: versionOf("nami"),
  connect: async ({ host, port, reconnect, secret, username }) => {
    const nami = new Nami({ host, port, username, secret, logger })
    await new Promise<void>((resolve, reject) => {
      nami.once("namiConnected", resolve)
      for (const event of ["namiLoginIncorrect", "namiInvalidPeer", "namiConnectionError", "namiConnectionClose"]) {
        nami.once(event, () => reject(new Error(event)))
      }
      nami.open()
    })
    if (reconnect === true) nami.on("namiConnectionClose", () => setTimeout(() => nami.open(), 5000))
    const send = (action: Action): Promise<Fields> => new Promise((resolve) => nami.send(made(action), resolve))
    return {
      onEvent: (handler) => void nami.on("namiEvent", handler),
      send,
      list: async (action) => {
        const answer = await send(action)
        if (answer["response"] === "Error") throw new Error(text(answer["message"]))
        // The last one is the event that completes the list.
        return Array.isArray(answer["events"]) ? answer["events"].slice(0, -1) : []
      },
      onEnd: (handler) => void nami.on("namiConnectionClose", handler),
      close: async () => nami.close()
    }
  },
  get: (message, header) => firstOf(property(message, keyOf(header))) ?? pairs(message, header)[0],
  getAll: (message, header) => [...allOf(property(message, keyOf(header))), ...pairs(message, header)]
}
