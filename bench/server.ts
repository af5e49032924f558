/**
 * The replay server, a process of its own: lets everybody in, answers, and sends recorded events where it is asked to.
 *
 * It takes three actions besides those of Asterisk:
 *
 *   Replay        `Times` and `Segment`: sends the mix so often, in writes of so many bytes; 0 writes event by event
 *   ListSize      `Items`: how long the lists of CoreShowChannels are from now on
 *   Shuffle       `Answers`: holds back so many answers of Getvar, and sends them in another order
 *
 * Everything that it sends was made before it is asked, and it writes no faster than the client reads. When it listens, it
 * prints its ports and what one round of the mix amounts to.
 */
import { once } from "node:events"
import { createServer, type Server, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { good } from "../test/node/certificates.ts"
import { listOf } from "./list.ts"
import { events, type Mix, type Tally } from "./mix.ts"
import { listenHttp } from "./serverHttp.ts"

export interface Listening {
  readonly tcp: number
  readonly tls: number
  readonly http: number
  readonly bytes: number
  readonly tally: Tally
}

const mix = events(16_384)
const done = Buffer.from("Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: ReplayDone\r\n\r\n")

/** The writes of one round, by the size that they have. */
const segments = new Map<number, ReadonlyArray<Buffer>>()
const segmentsOf = ({ bytes, starts }: Mix, size: number): ReadonlyArray<Buffer> => {
  const known = segments.get(size)
  if (known !== undefined) return known
  const cuts = size === 0 ? starts : Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size)
  const made = cuts.map((cut, index) => bytes.subarray(cut, cuts[index + 1] ?? bytes.length))
  segments.set(size, made)
  return made
}

class Session {
  private readonly socket: Socket
  private rest = ""
  private outgoing = ""
  private listSize = 10
  private shuffled = 0
  private held: Array<string> = []

  constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.on("error", () => socket.destroy())
    socket.setEncoding("latin1").on("data", (chunk) => this.take(String(chunk)))
    socket.write("Asterisk Call Manager/11.0.0\r\n")
  }

  /** The answers to all actions of one read leave in one write. */
  private take(chunk: string): void {
    const text = this.rest + chunk
    let at = 0
    for (let end = text.indexOf("\r\n\r\n"); end !== -1; end = text.indexOf("\r\n\r\n", at)) {
      this.answer(text.slice(at, end))
      at = end + 4
    }
    this.rest = text.slice(at)
    if (this.outgoing !== "") this.socket.write(this.outgoing, "latin1")
    this.outgoing = ""
  }

  private answer(action: string): void {
    const name = valueOf(action, "action")?.toLowerCase()
    const actionId = valueOf(action, "actionid")
    const id = actionId === undefined ? "" : `ActionID: ${actionId}\r\n`
    const reply = (rest: string, response = "Success") => {
      this.outgoing += `Response: ${response}\r\n${id}${rest}\r\n\r\n`
    }
    switch (name) {
      case "ping":
        return reply("Ping: Pong\r\nTimestamp: 1795422461.022468")
      case "challenge":
        return reply("Challenge: 161805996")
      case "login":
        reply("Message: Authentication accepted")
        this.outgoing +=
          "Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 10\r\nLastReload: 10\r\nStatus: Fully Booted\r\n\r\n"
        return
      case "logoff":
        reply("Message: Thanks for all the fish.", "Goodbye")
        this.socket.end(this.outgoing)
        this.outgoing = ""
        return
      case "getvar":
        return this.hold(`Response: Success\r\n${id}Variable: x\r\nValue: ${valueOf(action, "variable")}\r\n\r\n`)
      case "coreshowchannels":
        return void this.send(listOf(actionId ?? "", this.listSize))
      case "listsize":
        this.listSize = Number(valueOf(action, "items"))
        return reply("Message: List size set")
      case "shuffle":
        this.shuffled = Number(valueOf(action, "answers"))
        return reply("Message: Answers are shuffled")
      case "replay":
        reply("Message: Replaying")
        return void this.replay(Number(valueOf(action, "times")), Number(valueOf(action, "segment")))
      default:
        return reply("Message: Done")
    }
  }

  private hold(answer: string): void {
    this.held.push(answer)
    if (this.held.length < this.shuffled) return
    // Every second one from the front, then the others from the back: no answer keeps its place for long.
    const odd = this.held.filter((_, index) => index % 2 === 1)
    const even = this.held.filter((_, index) => index % 2 === 0)
    this.outgoing += [...even, ...odd.toReversed()].join("")
    this.held = []
  }

  private async send(pieces: Iterable<string | Buffer>): Promise<void> {
    // Behind the answers of this read.
    await Promise.resolve()
    for (const piece of pieces) {
      if (this.socket.destroyed) return
      const hasRoom = typeof piece === "string" ? this.socket.write(piece, "latin1") : this.socket.write(piece)
      if (!hasRoom) await drained(this.socket)
    }
  }

  private replay(times: number, segment: number): Promise<void> {
    const pieces = segmentsOf(mix, segment)
    return this.send(function*() {
      for (let round = 0; round < times; round++) yield* pieces
      yield done
    }())
  }
}

/** The longest that a write has waited since somebody asked, in milliseconds. */
let longestWrite = 0

/** Waits until the socket has room, or is gone. */
const drained = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    const from = performance.now()
    const go = () => {
      longestWrite = Math.max(longestWrite, performance.now() - from)
      socket.off("drain", go).off("close", go)
      resolve()
    }
    socket.on("drain", go).on("close", go)
  })

const patterns = new Map<string, RegExp>()

/** The value of a header, whatever the case of its name. */
const valueOf = (action: string, name: string): string | undefined => {
  const pattern = patterns.get(name) ?? new RegExp(`(?:^|\\n)${name}: ?([^\\r]*)`, "i")
  patterns.set(name, pattern)
  return pattern.exec(action)?.[1]
}

const listening = async (server: Server): Promise<number> => {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

const take = (socket: Socket): void => void new Session(socket)

const listens: Listening = {
  tcp: await listening(createServer(take)),
  tls: await listening(createTlsServer(good, take)),
  http: await listenHttp(mix, done),
  bytes: mix.bytes.length,
  tally: mix.tally
}
console.log(JSON.stringify(listens))
// Its parent asks how long the longest write has waited by a line; it is gone when the input ends.
process.stdin.on("data", () => {
  console.log(JSON.stringify(longestWrite))
  longestWrite = 0
}).on("end", () => process.exit(0))
