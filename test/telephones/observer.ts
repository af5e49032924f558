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
  isBridged: boolean
  /** Its telephone has hung up. Some features keep its channel for a while. */
  hasAsked: boolean
  isOver: boolean
  /** How many digits it was heard to send. */
  digits: number
}

export interface Observer {
  /** What was received, responses and events, since the login; nothing if `keeps` is false. */
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
  /** Sends the lines of a request for a list, and gives its items. */
  readonly list: (lines: string) => Effect.Effect<ReadonlyArray<Lines>>
}

export const valueIn = (lines: Lines, name: string): string =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ""

/** An observer that is logged in; the scope closes it. */
export const observe = Effect.fnUntraced(function*(
  account: {
    readonly host: string
    readonly port: number
    readonly username: string
    readonly secret: string
  },
  { keeps = true }: { readonly keeps?: boolean } = {}
): Effect.fn.Return<Observer, never, Scope.Scope> {
  const messages: Array<Lines> = []
  const counts = new Map<string, number>()
  const byId = new Map<string, SeenChannel>()
  const byEndpoint = new Map<string, Array<SeenChannel>>()
  const waits = changing()
  let rest = ""
  let asked = 0
  let living = 0
  /** What came in answer to requests that are under way. */
  const answers = new Map<string, Array<Lines>>()

  const hear = (lines: Lines) => {
    if (keeps) messages.push(lines)
    answers.get(valueIn(lines, "ActionID"))?.push(lines)
    const name = valueIn(lines, "Event")
    if (name === "" || valueIn(lines, "Privilege") === "") return
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const Uniqueid = valueIn(lines, "Uniqueid")
    if (name === "Newchannel") {
      const channel = valueIn(lines, "Channel")
      const seen = {
        name: channel,
        Uniqueid,
        isRinging: false,
        isUp: false,
        isHeld: false,
        isBridged: false,
        hasAsked: false,
        isOver: false,
        digits: 0
      }
      byId.set(Uniqueid, seen)
      living += 1
      const endpoint = channel.replace(/-[0-9a-f]+$/, "")
      if (keeps) byEndpoint.set(endpoint, [...byEndpoint.get(endpoint) ?? [], seen])
    }
    const channel = byId.get(Uniqueid)
    if (channel === undefined) return
    if (name === "Newstate") {
      channel.isRinging ||= valueIn(lines, "ChannelState") === "5"
      channel.isUp ||= valueIn(lines, "ChannelState") === "6"
    }
    if (name === "HangupRequest") channel.hasAsked = true
    if (name === "Hold") channel.isHeld = true
    if (name === "Unhold") channel.isHeld = false
    if (name === "BridgeEnter") channel.isBridged = true
    if (name === "BridgeLeave") channel.isBridged = false
    if (name === "DTMFEnd" && valueIn(lines, "Direction") === "Received") channel.digits += 1
    if (name !== "Hangup") return
    channel.isOver = true
    living -= 1
    if (!keeps) byId.delete(Uniqueid)
  }
  const socket = yield* rawSocket({ host: account.host, port: account.port }, (text) => {
    const parts = (rest + text).split("\r\n\r\n")
    rest = parts.pop() ?? ""
    for (const part of parts) hear(part.replace(/^Asterisk Call Manager\/.*\r\n/, "").split("\r\n"))
    waits.changed()
  })
  const answered = (lines: string, isAll: (messages: ReadonlyArray<Lines>) => boolean) =>
    Effect.suspend(() => {
      const id = `observer-${++asked}`
      const got: Array<Lines> = []
      answers.set(id, got)
      return socket.write(`${lines.trim().replaceAll(/\r?\n/g, "\r\n")}\r\nActionID: ${id}\r\n\r\n`).pipe(
        Effect.andThen(waits.until(`an answer to ${lines.split("\n")[0]}`, () => isAll(got))),
        Effect.ensuring(Effect.sync(() => answers.delete(id))),
        Effect.as(got)
      )
    })
  const request = (lines: string) =>
    Effect.map(answered(lines, (got) => got.some(isAnswer)), (got) => got.find(isAnswer) ?? [])
  yield* request(`Action: Login\nUsername: ${account.username}\nSecret: ${account.secret}\nEvents: on`)
  return {
    messages,
    channelsOf: (endpoint) => byEndpoint.get(endpoint) ?? [],
    living: () => living,
    count: (event) => counts.get(event) ?? 0,
    until: waits.until,
    request,
    list: (lines) =>
      Effect.map(
        answered(lines, (got) => got.some((one) => isComplete(one) || valueIn(one, "Response") === "Error")),
        (got) => got.filter((one) => valueIn(one, "Event") !== "" && !isComplete(one))
      )
  }
})

const isAnswer = (lines: Lines): boolean => lines.some((line) => line.startsWith("Response: "))

const isComplete = (lines: Lines): boolean => valueIn(lines, "EventList") === "Complete"
