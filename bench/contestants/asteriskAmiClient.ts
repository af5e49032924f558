/**
 * asterisk-ami-client: promises for answers, with ids that it derives from the time. Its timeout for an answer is fixed.
 */
import type { EventEmitter } from "node:events"
import type { Contestant } from "../contestant.ts"
import { allOf, completes, type Fields, firstOf, load, property, text, versionOf } from "./package.ts"

interface Client extends EventEmitter {
  connect(username: string, secret: string, options: { readonly host: string; readonly port: number }): Promise<unknown>
  action(action: object, promised: true): Promise<Fields>
  disconnect(): void
}

const Client = load<new(options?: { readonly reconnect: true }) => Client>("asterisk-ami-client")

export const contestant: Contestant<Fields> = {
  name: "asterisk-ami-client",
  version: versionOf("asterisk-ami-client"),
  fixedTimeoutMillis: 10_000,
  connect: async ({ host, port, reconnect, secret, username }) => {
    const client = reconnect === true ? new Client({ reconnect }) : new Client()
    await client.connect(username, secret, { host, port })
    return {
      onEvent: (handler) => void client.on("event", handler),
      send: (action) => client.action({ ...action }, true),
      list: (action) =>
        new Promise((resolve, reject) => {
          const items: Array<Fields> = []
          // The client writes its id into the action.
          const sent: { readonly Action: string; readonly ActionID?: string } = { ...action }
          const take = (event: Fields) => {
            if (event["ActionID"] !== sent.ActionID) return
            if (!completes(text(event["Event"]), text(event["EventList"]))) return void items.push(event)
            client.off("event", take)
            resolve(items)
          }
          const fail = (error: Error) => {
            client.off("event", take)
            reject(error)
          }
          client.on("event", take)
          client.action(sent, true).then((answer) => {
            if (answer["Response"] === "Error") fail(new Error(text(answer["Message"])))
          }, fail)
        }),
      onEnd: (handler) => void client.on("disconnect", handler),
      close: async () => client.disconnect()
    }
  },
  get: (message, header) => firstOf(property(message, keyOf(message, header))),
  getAll: (message, header) => allOf(property(message, keyOf(message, header)))
}

/** The output of the older format of Command is a separate text. */
const keyOf = (message: Fields, header: string): string =>
  header === "Output" && Object.hasOwn(message, "$content") ? "$content" : header
