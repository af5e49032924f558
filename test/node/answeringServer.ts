/**
 * A scripted server that behaves like Asterisk: it greets, accepts every login, and answers each action.
 *
 * A test says what to answer differently, and reads from `actions` what really arrived: a client that reports an action
 * as not sent must agree with this log.
 */
import { Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { changing } from "../transport/waiting.ts"
import { greeting, secret } from "./connecting.ts"
import { scriptedServer, type ServerOptions, type ServerPeer } from "./scriptedServer.ts"

/** An action that arrived whole. */
export interface Action {
  readonly name: string
  readonly actionId: string
  /** The value of a header, named as on the wire. */
  readonly get: (name: string) => string | undefined
  /** The connection that it arrived on. */
  readonly peer: ServerPeer
}

/** Returns the messages that answer an action, "" for none, or undefined for the usual answer. */
export type Answer = (action: Action) => string | undefined

export const booted = "Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"
export const success = ({ actionId }: Action, more = "") => `Response: Success\r\nActionID: ${actionId}\r\n${more}\r\n`
export const userEvent = (number: number) =>
  `Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: Test\r\nNumber: ${number}\r\n\r\n`

const usual: Answer = (action) => {
  switch (action.name) {
    case "Challenge":
      return success(action, "Challenge: 161805996\r\n")
    case "Login":
      return success(action, "Message: Authentication accepted\r\n") + booted
    case "Ping":
      return success(action, "Ping: Pong\r\nTimestamp: 1\r\n")
    case "Logoff":
      return `Response: Goodbye\r\nActionID: ${action.actionId}\r\nMessage: Thanks for all the fish.\r\n\r\n`
    default:
      return success(action)
  }
}

export const answeringServer = Effect.fnUntraced(function*(
  answer: Answer = () => undefined,
  options: Omit<ServerOptions, "onPeer" | "greeting"> = {}
) {
  const actions: Array<Action> = []
  const { changed, until } = changing()
  const onAction = (action: Action) => {
    actions.push(action)
    changed()
    const text = answer(action) ?? usual(action) ?? ""
    if (text !== "") action.peer.send(text)
    if (action.name === "Logoff" && text !== "") action.peer.end()
  }
  const onPeer = (peer: ServerPeer) => {
    let read = 0
    peer.onReceived((received) => {
      for (let end = received.indexOf("\r\n\r\n", read); end >= 0; end = received.indexOf("\r\n\r\n", read)) {
        const headers = received.slice(read, end).split("\r\n").map((line) => line.split(": "))
        read = end + 4
        const get = (name: string) => headers.find((header) => header[0] === name)?.[1]
        onAction({ name: get("Action") ?? "none", actionId: get("ActionID") ?? "none", get, peer })
      }
    })
  }
  const server = yield* scriptedServer({ ...options, greeting, onPeer })
  return {
    ...server,
    actions,
    names: () => actions.map((action) => action.name),
    awaitAction: (name: string) => until(`the action ${name}`, () => actions.some((action) => action.name === name)),
    awaitActions: (count: number) => until(`${count} actions`, () => actions.length >= count)
  }
})

/** The account of every client in these tests. */
export const account = { username: "canary", secret: Redacted.make(secret) }

/** A client of the server, in the scope of the test. It makes one connection unless a test says otherwise. */
export const clientOf = (
  server: { readonly port: number },
  options: Partial<AmiClient.Options> = {},
  transport: NodeAmi.TcpOptions = {}
) =>
  Effect.provide(
    AmiClient.make({ ...account, reconnect: false, ...options }),
    NodeAmi.layerTcp({ port: server.port, ...transport })
  )

/** Like `clientOf`, as a Layer. */
export const clientLayer = (server: { readonly port: number }, options: Partial<AmiClient.Options> = {}) =>
  AmiClient.layer({ ...account, ...options }).pipe(Layer.provide(NodeAmi.layerTcp({ port: server.port })))
