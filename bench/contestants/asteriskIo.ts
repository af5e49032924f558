/**
 * asterisk.io: one callback per action, one event for all events. It cannot be closed, and does not reconnect.
 */
import type { EventEmitter } from "node:events"
import type { Action, Contestant } from "../contestant.ts"
import { allOf, completes, type Fields, firstOf, load, property, text, versionOf } from "./package.ts"

interface Client extends EventEmitter {
  action(name: string, headers: object, callback: (answer: Fields) => void): void
}
interface Package {
  readonly ami: (host: string, port: number, username: string, secret: string) => Client
}

const { ami: open } = load<Package>("asterisk.io")

export const contestant: Contestant<Fields> = {
  name: "asterisk.io",
  version: versionOf("asterisk.io"),
  connect: async ({ host, port, secret, username }) => {
    const ami = open(host, port, username, secret)
    const onEnd: Array<() => void> = []
    await new Promise<void>((resolve, reject) => {
      ami.on("error", (error) => {
        reject(error)
        for (const handler of onEnd) handler()
      })
      ami.once("ready", () => resolve())
    })
    const send = ({ Action: name, ...headers }: Action, callback: (answer: Fields) => void) =>
      ami.action(name, headers, callback)
    return {
      onEvent: (handler) => void ami.on("eventAny", handler),
      send: (action) => new Promise((resolve) => send(action, resolve)),
      list: (action) =>
        new Promise((resolve, reject) =>
          send(action, (answer) => {
            if (answer["Response"] === "Error") return reject(new Error(text(answer["Message"])))
            const items: Array<Fields> = []
            const take = (event: Fields) => {
              if (event["ActionID"] !== answer["ActionID"]) return
              if (!completes(text(event["Event"]), text(event["EventList"]))) return void items.push(event)
              ami.off("eventAny", take)
              resolve(items)
            }
            ami.on("eventAny", take)
          })
        ),
      onEnd: (handler) => void onEnd.push(handler),
      close: async () => undefined
    }
  },
  get: (message, header) => firstOf(property(message, header)),
  getAll: (message, header) => allOf(property(message, header))
}
