/**
 * What AMI says of the channels of a house, over a session of its own that shares no code with the client under test.
 */
import { Effect, type Scope } from "effect"
import type { Lines } from "../fidelity/conversations.ts"
import { rawSocket } from "../rawSocket.ts"
import { type Changing, changing } from "../transport/waiting.ts"

/** A channel, as events say. `name` may be that of its endpoint's second, third, … channel. */
export interface SeenChannel {
  readonly name: string
  readonly Uniqueid: string
  isRinging: boolean
  isUp: boolean
  isHeld: boolean
  isOver: boolean
  /** How many digits it was heard to send. */
  digits: number
}

export interface Observer {
  /** What was received, responses and events, since the login. */
  readonly messages: ReadonlyArray<Lines>
  /** The channels of an endpoint such as `PJSIP/101`, in the order of their creation. */
  readonly channelsOf: (endpoint: string) => ReadonlyArray<SeenChannel>
  /** How many channels there are. */
  readonly living: () => number
  /** How often an event came. */
  readonly count: (event: string) => number
  /** Waits until something is so, checking whenever something came; dies after a limit. */
  readonly until: Changing["until"]
  /** Sends the lines of a request, and waits for its answer. */
  readonly request: (lines: string) => Effect.Effect<Lines>
}

export const valueIn = (lines: Lines, name: string): string =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ""

/** An observer that is logged in; the scope closes it. */
export const observe = Effect.fnUntraced(function*(account: {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly secret: string
}): Effect.fn.Return<Observer, never, Scope.Scope> {
  const messages: Array<Lines> = []
  const counts = new Map<string, number>()
  const byId = new Map<string, SeenChannel>()
  const byEndpoint = new Map<string, Array<SeenChannel>>()
  const waits = changing()
  let rest = ""
  let asked = 0

  const hear = (lines: Lines) => {
    messages.push(lines)
    const name = valueIn(lines, "Event")
    if (name === "" || valueIn(lines, "Privilege") === "") return
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const Uniqueid = valueIn(lines, "Uniqueid")
    if (name === "Newchannel") {
      const channel = valueIn(lines, "Channel")
      const seen = { name: channel, Uniqueid, isRinging: false, isUp: false, isHeld: false, isOver: false, digits: 0 }
      byId.set(Uniqueid, seen)
      const endpoint = channel.replace(/-[0-9a-f]+$/, "")
      byEndpoint.set(endpoint, [...byEndpoint.get(endpoint) ?? [], seen])
    }
    const channel = byId.get(Uniqueid)
    if (channel === undefined) return
    if (name === "Newstate") {
      channel.isRinging ||= valueIn(lines, "ChannelState") === "5"
      channel.isUp ||= valueIn(lines, "ChannelState") === "6"
    }
    if (name === "Hold") channel.isHeld = true
    if (name === "Unhold") channel.isHeld = false
    if (name === "DTMFEnd" && valueIn(lines, "Direction") === "Received") channel.digits += 1
    if (name === "Hangup") channel.isOver = true
  }
  const socket = yield* rawSocket({ host: account.host, port: account.port }, (text) => {
    const parts = (rest + text).split("\r\n\r\n")
    rest = parts.pop() ?? ""
    for (const part of parts) hear(part.replace(/^Asterisk Call Manager\/.*\r\n/, "").split("\r\n"))
    waits.changed()
  })
  const request = (lines: string) =>
    Effect.suspend(() => {
      const id = `observer-${++asked}`
      const answer = () => messages.find((message) => valueIn(message, "ActionID") === id && isAnswer(message))
      return socket.write(`${lines.trim().replaceAll(/\r?\n/g, "\r\n")}\r\nActionID: ${id}\r\n\r\n`).pipe(
        Effect.andThen(waits.until(`an answer to ${lines.split("\n")[0]}`, () => answer() !== undefined)),
        Effect.map(() => answer() ?? [])
      )
    })
  yield* request(`Action: Login\nUsername: ${account.username}\nSecret: ${account.secret}\nEvents: on`)
  return {
    messages,
    channelsOf: (endpoint) => byEndpoint.get(endpoint) ?? [],
    living: () => [...byId.values()].filter(({ isOver }) => !isOver).length,
    count: (event) => counts.get(event) ?? 0,
    until: waits.until,
    request
  }
})

const isAnswer = (lines: Lines): boolean => lines.some((line) => line.startsWith("Response: "))
