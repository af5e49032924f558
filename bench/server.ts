/**
 * The replay server, a separate process: accepts every login, answers, and sends recorded events on request.
 *
 * It accepts three actions besides those of Asterisk:
 *
 *   Replay        `Times` and `Segment`: sends the mix that often, in writes of that many bytes; 0 writes event by event
 *   ListSize      `Items`: the length of the lists of CoreShowChannels from now on
 *   Shuffle       `Answers`: holds back that many answers of Getvar, and sends them in another order
 *
 * Everything that it sends is prepared in advance, and it writes no faster than the client reads. When it listens, it
 * prints its ports and the tally of one round of the mix.
 */
import { createServer, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { good } from "../test/node/certificates.ts"
import { listOf } from "./list.ts"
import { events, type Mix, type Tally } from "./mix.ts"
import { type Asked, type Connection, listening, plainly, serve, succeed, waited } from "./peer.ts"
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

/** The writes of one round, by their size. */
const segments = new Map<number, ReadonlyArray<Buffer>>()
const segmentsOf = ({ bytes, starts }: Mix, size: number): ReadonlyArray<Buffer> => {
  const known = segments.get(size)
  if (known !== undefined) return known
  const cuts = size === 0 ? starts : Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size)
  const made = cuts.map((cut, index) => bytes.subarray(cut, cuts[index + 1] ?? bytes.length))
  segments.set(size, made)
  return made
}

/** What a client may request over sockets and over HTTP, and what it has requested so far. */
class Session {
  private listSize = 10
  private shuffled = 0
  private held: Array<() => void> = []

  readonly action = (asked: Asked, connection: Connection): void => {
    switch (asked.name) {
      case "getvar":
        this.held.push(() => succeed(asked, connection, "Variable: x", `Value: ${asked.value("variable")}`))
        return this.release()
      case "coreshowchannels":
        return void connection.send(listOf(asked.value("actionid") ?? "", this.listSize))
      case "listsize":
        this.listSize = Number(asked.value("items"))
        return succeed(asked, connection, "Message: List size set")
      case "shuffle":
        this.shuffled = Number(asked.value("answers"))
        return succeed(asked, connection, "Message: Answers are shuffled")
      case "replay":
        succeed(asked, connection, "Message: Replaying")
        return void connection.send(replay(Number(asked.value("times")), Number(asked.value("segment"))))
      default:
        return plainly(asked, connection)
    }
  }

  private release(): void {
    if (this.held.length < this.shuffled) return
    // Every second one from the front, then the others from the back: no answer keeps its place for long.
    const odd = this.held.filter((_, index) => index % 2 === 1)
    const even = this.held.filter((_, index) => index % 2 === 0)
    this.held = []
    for (const answer of [...even, ...odd.toReversed()]) answer()
  }
}

function* replay(times: number, segment: number) {
  const pieces = segmentsOf(mix, segment)
  for (let round = 0; round < times; round++) yield* pieces
  yield done
}

const take = (socket: Socket): void => void serve(socket, new Session())

const listens: Listening = {
  tcp: await listening(createServer(take)),
  tls: await listening(createTlsServer(good, take)),
  http: await listenHttp(mix, done, () => new Session()),
  bytes: mix.bytes.length,
  tally: mix.tally
}
console.log(JSON.stringify(listens))
// Its parent requests the longest write with a line; it is gone when the input ends.
process.stdin.on("data", () => {
  console.log(JSON.stringify(waited.longest))
  waited.longest = 0
}).on("end", () => process.exit(0))
