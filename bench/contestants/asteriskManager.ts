/**
 * asterisk-manager: the constructor connects and logs in, and actions wait for that. It reports the login only among all
 * responses, of which the first is that of the login. `keepConnected` only if requested.
 */
import type { EventEmitter } from "node:events"
import type { Action, Contestant } from "../contestant.ts"
import { allOf, apart, completes, type Fields, firstOf, load, pairsOf, property, text, versionOf } from "./package.ts"

interface Manager extends EventEmitter {
  action(action: Fields, callback: (error: Fields | undefined, answer: Fields) => void): string
  keepConnected(): void
  disconnect(callback: () => void): void
}
type Construct = new(port: number, host: string, username: string, secret: string, events: boolean) => Manager

const Manager = load<Construct>("asterisk-manager")

const shaped = (sent: Action): Fields => {
  const { headers, name, variables } = apart(sent)
  return variables === undefined ? { Action: name, ...headers } : { Action: name, ...headers, Variable: variables }
}

/** `Variable` and `ChanVariable` become an object of their names and values. */
const isPairs = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value)

const failure = (answer: Fields) => new Error(text(answer["message"]) ?? "error")

export const contestant: Contestant<Fields> = {
  name: "asterisk-manager",
  version: versionOf("asterisk-manager"),
  connect: async ({ host, port, reconnect, secret, username }) => {
    const ami = new Manager(port, host, username, secret, true)
    if (reconnect === true) ami.keepConnected()
    await new Promise<void>((resolve, reject) => {
      ami.once("error", reject).once("close", () => reject(new Error("closed")))
      ami.once("response", (answer: Fields) => {
        if (answer["response"] === "Success") resolve()
        else reject(failure(answer))
      })
    })
    return {
      onEvent: (handler) => void ami.on("managerevent", handler),
      send: (action) =>
        new Promise((resolve, reject) => {
          ami.action(shaped(action), (error, answer) => error === undefined ? resolve(answer) : reject(failure(error)))
        }),
      list: (action) =>
        new Promise((resolve, reject) => {
          const items: Array<Fields> = []
          const take = (event: Fields) => {
            if (event["actionid"] !== id) return
            if (!completes(text(event["event"]), text(event["eventlist"]))) return void items.push(event)
            ami.removeListener("managerevent", take)
            resolve(items)
          }
          ami.on("managerevent", take)
          const id = ami.action(shaped(action), (error) => {
            if (error === undefined) return
            ami.removeListener("managerevent", take)
            reject(failure(error))
          })
        }),
      onEnd: (handler) => void ami.on("close", handler),
      close: () => new Promise((resolve) => ami.disconnect(resolve))
    }
  },
  get: (message, header) => {
    const value = property(message, keyOf(message, header))
    return isPairs(value) ? pairsOf(value)[0] : firstOf(value)
  },
  getAll: (message, header) => {
    const value = property(message, keyOf(message, header))
    return isPairs(value) ? pairsOf(value) : allOf(value)
  }
}

/** The output of the older format of Command is one text together with its headers. */
const keyOf = (message: Fields, header: string): string =>
  header === "Output" && Object.hasOwn(message, "content") ? "content" : header
