/**
 * The replay server over HTTP: `/rawman` with the session cookie of Asterisk, events by `WaitEvent`.
 *
 * `Replay` fills the queue of its session, of which each poll takes about so many bytes as `Segment` says. Answers of Getvar
 * are never held back here: each request has an answer of its own.
 */
import { once } from "node:events"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { listOf } from "./list.ts"
import type { Mix } from "./mix.ts"

interface Session {
  readonly id: string
  /** What is to be polled. */
  queue: Iterator<Buffer>
  waiting: ((events: Buffer) => void) | undefined
  listSize: number
}

const none: Iterator<Buffer> = [].values()

/** Pieces of whole events, each of at least so many bytes but for the last. */
const piecesOf = ({ bytes, starts }: Mix, size: number): ReadonlyArray<Buffer> => {
  const cuts = [0]
  for (const start of starts) if (start - cuts.at(-1)! >= size) cuts.push(start)
  return cuts.map((cut, index) => bytes.subarray(cut, cuts[index + 1] ?? bytes.length))
}

/** Listens, and gives its port. */
export const listenHttp = async (mix: Mix, done: Buffer): Promise<number> => {
  const sessions = new Map<string, Session>()
  const made = (): Session => {
    const id = (0x1000_0000 + sessions.size).toString(16)
    const session: Session = { id, queue: none, waiting: undefined, listSize: 10 }
    sessions.set(id, session)
    return session
  }

  const poll = (session: Session, answer: (events: Buffer) => void): void => {
    const next = session.queue.next()
    if (next.done === true) session.waiting = answer
    else answer(next.value)
  }

  const replay = (session: Session, times: number, segment: number): void => {
    const pieces = piecesOf(mix, segment)
    session.queue = function*() {
      for (let round = 0; round < times; round++) yield* pieces
      yield done
    }()
    const { waiting } = session
    session.waiting = undefined
    if (waiting !== undefined) poll(session, waiting)
  }

  const take = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const params = new URLSearchParams(body)
    const id = /mansession_id="?([0-9a-f]+)/.exec(request.headers.cookie ?? "")?.[1] ?? ""
    const session = sessions.get(id) ?? made()
    const actionId = params.get("ActionID")
    const idLine = actionId === null ? "" : `ActionID: ${actionId}\r\n`
    const send = (bytes: string | Buffer) => {
      response.writeHead(200, {
        "Server": "Asterisk/22.10.1",
        "Cache-Control": "no-cache, no-store",
        "Content-type": "text/plain",
        "Set-Cookie": `mansession_id="${session.id}"; Version=1; Max-Age=60`,
        "Content-Length": Buffer.byteLength(bytes)
      })
      response.end(bytes)
    }
    const reply = (rest: string, word = "Success") => send(`Response: ${word}\r\n${idLine}${rest}\r\n\r\n`)
    switch (params.get("Action")?.toLowerCase()) {
      case "challenge":
        return reply("Challenge: 161805996")
      case "login":
        return reply(
          "Message: Authentication accepted\r\n\r\nEvent: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted"
        )
      case "ping":
        return reply("Ping: Pong\r\nTimestamp: 1795422461.022468")
      case "getvar":
        return reply(`Variable: x\r\nValue: ${params.get("Variable")}`)
      case "coreshowchannels":
        return send(listOf(actionId ?? "", session.listSize).join(""))
      case "listsize":
        session.listSize = Number(params.get("Items"))
        return reply("Message: List size set")
      case "logoff":
        sessions.delete(session.id)
        return reply("Message: Thanks for all the fish.", "Goodbye")
      case "replay":
        reply("Message: Replaying")
        return replay(session, Number(params.get("Times")), Number(params.get("Segment")))
      case "waitevent": {
        const before = Buffer.from(`Response: Success\r\n${idLine}Message: Waiting for Event completed.\r\n\r\n`)
        const behind = Buffer.from(`Event: WaitEventComplete\r\n${idLine}\r\n`)
        return poll(session, (events) => send(Buffer.concat([before, events, behind])))
      }
      default:
        return reply("Message: Done")
    }
  }

  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    let body = ""
    request.setEncoding("latin1")
    request.on("data", (chunk: string) => (body += chunk))
    request.on("end", () => take(request, response, body))
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}
