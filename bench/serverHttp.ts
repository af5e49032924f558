/**
 * The replay server over HTTP: `/rawman` with the session cookie of Asterisk, events by `WaitEvent`.
 *
 * `Replay` fills the queue of its session, of which each poll takes about as many bytes as `Segment` says.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { Mix } from "./mix.ts"
import { answer, type Asked, type Connection, listening, plainly, type Script, succeed, take } from "./peer.ts"

interface Session {
  readonly id: string
  readonly script: Script
  /** What is to be polled. */
  queue: Iterator<Buffer>
  waiting: ((events: Buffer) => void) | undefined
}

const none: Iterator<Buffer> = [].values()

/** Pieces of whole events, each of at least that many bytes except the last. */
const piecesOf = ({ bytes, starts }: Mix, size: number): ReadonlyArray<Buffer> => {
  const cuts = [0]
  for (const start of starts) if (start - cuts.at(-1)! >= size) cuts.push(start)
  return cuts.map((cut, index) => bytes.subarray(cut, cuts[index + 1] ?? bytes.length))
}

/** Listens, and returns its port; every action except `Replay` and `WaitEvent` goes to the script of its session. */
export const listenHttp = (
  mix: Mix,
  done: Buffer,
  scriptOf: () => Required<Pick<Script, "action">>
): Promise<number> => {
  const sessions = new Map<string, Session>()
  const made = (): Session => {
    const id = (0x1000_0000 + sessions.size).toString(16)
    const { action } = scriptOf()
    const session: Session = {
      id,
      queue: none,
      waiting: undefined,
      script: {
        action: (asked, connection) =>
          asked.name === "replay"
            ? replay(session, asked, connection)
            : asked.name === "waitevent"
            ? waitEvent(session, asked, connection)
            // Each request has its own answer, which is never held back.
            : asked.name === "shuffle"
            ? plainly(asked, connection)
            : action(asked, connection)
      }
    }
    sessions.set(id, session)
    return session
  }

  const poll = (session: Session, give: (events: Buffer) => void): void => {
    const next = session.queue.next()
    if (next.done === true) session.waiting = give
    else give(next.value)
  }

  const replay = (session: Session, asked: Asked, connection: Connection): void => {
    const pieces = piecesOf(mix, Number(asked.value("segment")))
    const times = Number(asked.value("times"))
    session.queue = function*() {
      for (let round = 0; round < times; round++) yield* pieces
      yield done
    }()
    succeed(asked, connection, "Message: Replaying")
    const { waiting } = session
    session.waiting = undefined
    if (waiting !== undefined) poll(session, waiting)
  }

  const waitEvent = (session: Session, asked: Asked, connection: Connection): void => {
    succeed(asked, connection, "Message: Waiting for Event completed.")
    poll(session, (events) => {
      connection.write(events)
      answer(asked, connection, "Event: WaitEventComplete")
      connection.end()
    })
  }

  const answerRequest = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const params = new Map([...new URLSearchParams(body)].map(([name, value]) => [name.toLowerCase(), value]))
    const id = /mansession_id="?([0-9a-f]+)/.exec(request.headers.cookie ?? "")?.[1] ?? ""
    const session = sessions.get(id) ?? made()
    const pieces: Array<Uint8Array> = []
    const write = (bytes: string | Uint8Array) =>
      void pieces.push(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes)
    const end = () => {
      const bytes = Buffer.concat(pieces)
      response.writeHead(200, {
        "Server": "Asterisk/22.10.1",
        "Cache-Control": "no-cache, no-store",
        "Content-type": "text/plain",
        "Set-Cookie": `mansession_id="${session.id}"; Version=1; Max-Age=60`,
        "Content-Length": bytes.length
      })
      response.end(bytes)
    }
    const asked: Asked = {
      name: params.get("action")?.toLowerCase() ?? "",
      value: (name) => params.get(name),
      values: (name) => [...params].filter(([own]) => own === name).map(([, value]) => value)
    }
    // A single-body answer ends when the action is answered, a poll when there is something to return.
    const send: Connection["send"] = async (all) => {
      for (const piece of all) write(piece)
    }
    take(
      asked,
      { write, send, end: asked.name === "waitevent" ? end : () => void sessions.delete(session.id) },
      session.script
    )
    if (asked.name !== "waitevent") end()
  }

  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    let body = ""
    request.setEncoding("latin1")
    request.on("data", (chunk: string) => (body += chunk))
    request.on("end", () => answerRequest(request, response, body))
  })
  return listening(server)
}
