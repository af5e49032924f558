/** A server that serves the page and plays what a test wants: rows, patches, answers of actions, and its own end. */
import { once } from "node:events"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { page } from "../../../src/dashboard/internal/page.ts"
import type { ActRequest, ActResponse, Rows } from "../../../src/dashboard/internal/row.ts"

/** What a viewer asked for. */
export interface Asked {
  readonly token: string | undefined
  readonly request: ActRequest
}

/** A running server. */
export interface Fixture {
  readonly url: string
  /** The paths that were asked for, each as often as it was. */
  readonly paths: Array<string>
  readonly asked: Array<Asked>
  /** The viewers that are connected now. */
  readonly viewers: () => number
  /** Changes rows, and sends the patch. */
  readonly patch: (set: Rows, del?: ReadonlyArray<string>) => void
  /** Changes rows with a patch that nobody gets. */
  readonly lose: (set: Rows, del?: ReadonlyArray<string>) => void
  readonly tick: () => void
  /** What the next actions are answered. */
  answer: { status: number; body: ActResponse | string }
  build: string
  /** Whether `/events` answers as a proxy does whose server is down. */
  refuses: boolean
  /** The clock of the server. */
  now: () => number
  /** Ends all connections, and refuses new ones until `open`. */
  readonly close: () => Promise<void>
  readonly open: () => Promise<void>
}

/** Starts a server with rows. */
export const serve = async (rows: Rows, now: () => number = Date.now): Promise<Fixture> => {
  const current = new Map<string, unknown>(Object.entries(rows))
  const viewers = new Set<ServerResponse>()
  let id = 0
  let port = 0
  let server: Server

  const send = (to: Iterable<ServerResponse>, event: string, data: unknown, withId = true) => {
    for (const viewer of to) {
      viewer.write(`${withId ? `id: ${id}\n` : ""}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
  }

  const body = async (request: IncomingMessage): Promise<string> => {
    let text = ""
    for await (const part of request) text += part
    return text
  }

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname
    fixture.paths.push(path)
    if (path === "/") {
      response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(page)
    } else if (path === "/events" && fixture.refuses) {
      fixture.paths.push("/events refused")
      response.writeHead(502, { "content-type": "text/html" }).end("Bad gateway")
    } else if (path === "/events") {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" })
      response.write("retry: 100\n")
      viewers.add(response)
      response.on("close", () => viewers.delete(response))
      send([response], "state", { now: fixture.now(), build: fixture.build, rows: Object.fromEntries(current) })
    } else if (path === "/act") {
      fixture.asked.push({
        token: request.headers["x-token"] as string | undefined,
        request: JSON.parse(await body(request)) as ActRequest
      })
      const { body: answer, status } = fixture.answer
      response.writeHead(status, { "content-type": "application/json" })
      response.end(typeof answer === "string" ? answer : JSON.stringify(answer))
    } else response.writeHead(404).end()
  }

  const listen = async () => {
    server = createServer((request, response) => void handle(request, response))
    server.listen(port, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    port = typeof address === "object" && address !== null ? address.port : 0
  }

  const fixture: Fixture = {
    get url() {
      return `http://127.0.0.1:${port}/`
    },
    paths: [],
    asked: [],
    viewers: () => viewers.size,
    patch: (set, del = []) => {
      fixture.lose(set, del)
      send(viewers, "patch", { now: fixture.now(), set, del })
    },
    lose: (set, del = []) => {
      for (const key of del) current.delete(key)
      for (const [key, row] of Object.entries(set)) current.set(key, row)
      id++
    },
    tick: () => send(viewers, "tick", fixture.now(), false),
    answer: { status: 200, body: { ok: true } },
    build: "1",
    refuses: false,
    now,
    close: async () => {
      const ended = once(server, "close")
      server.close()
      server.closeAllConnections()
      await ended
    },
    open: listen
  }
  await listen()
  return fixture
}
