/**
 * yana: calls its callback for the response and for each event of a list.
 */
import type { EventEmitter } from "node:events"
import type { Action, Contestant } from "../contestant.ts"
import { allOf, completes, type Fields, firstOf, load, property, text, versionOf } from "./package.ts"

interface Client extends EventEmitter {
  connect(callback: () => void): void
  /** Returns false if it does not send. */
  send(action: object, callback: (message: Fields) => void): false | undefined
  disconnect(callback: () => void): false | undefined
}

const Yana = load<new(options: object) => Client>("yana")

export const contestant: Contestant<Fields> = {
  name: "yana",
  version: versionOf("yana"),
  connect: async ({ host, port, reconnect = false, secret, username }) => {
    const ami = new Yana({ host, port, login: username, password: secret, reconnect })
    const onEnd: Array<() => void> = []
    await new Promise<void>((resolve, reject) => {
      const ended = (reason: unknown) => {
        reject(new Error(text(reason) ?? "disconnected"))
        for (const handler of onEnd) handler()
      }
      // With reconnects on, it reports the end with one event, otherwise with the other.
      ami.on("error", ended)
      if (reconnect) ami.on("disconnect", ended)
      ami.connect(resolve)
    })
    const sending = (action: Action, callback: (message: Fields) => void, reject: (error: Error) => void) => {
      if (ami.send({ ...action }, callback) === false) reject(new Error("not sent"))
    }
    return {
      onEvent: (handler) => void ami.on("event", handler),
      send: (action) => new Promise((resolve, reject) => sending(action, resolve, reject)),
      list: (action) =>
        new Promise((resolve, reject) => {
          const items: Array<Fields> = []
          sending(action, (message) => {
            if (message["Response"] === "Error") return reject(new Error(text(message["Message"])))
            if (message["Event"] === undefined) return
            if (completes(text(message["Event"]), text(message["EventList"]))) resolve(items)
            else items.push(message)
          }, reject)
        }),
      onEnd: (handler) => void onEnd.push(handler),
      close: () =>
        new Promise((resolve) => {
          if (ami.disconnect(resolve) === false) resolve()
        })
    }
  },
  // The output of the older format of Command is a separate property.
  get: (message, header) => firstOf(property(message, header)) ?? output(message, header)[0],
  getAll: (message, header) => {
    const values = allOf(property(message, header))
    return values.length === 0 ? output(message, header) : values
  }
}

const output = (message: Fields, header: string): ReadonlyArray<string> =>
  header === "Output" ? allOf(property(message, "CMD")) : []
