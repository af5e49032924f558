/** A proxy in front of HTTP servers, which shares no code with `src` and changes requests and answers as a test says. */
import { Effect } from "effect"
import * as Http from "node:http"
import type * as Net from "node:net"

export interface Answered {
  status: number
  headers: Http.OutgoingHttpHeaders
  body: Buffer
}

export interface Passing {
  /** The headers of the request, which may be changed. */
  readonly headers: Http.IncomingHttpHeaders
  readonly action: string
  readonly path: string
  /** How many requests came before. */
  readonly number: number
  /** Forwards the request to a server, by its port, with the current `headers`. */
  readonly ask: (port: number) => Promise<Answered>
}

export type Manner = (passing: Passing) => Promise<Answered>

/** All headers except those with these names. */
export const without = (headers: Http.OutgoingHttpHeaders, ...names: ReadonlyArray<string>): Http.OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)))

/** Listens on its own port until its scope closes. */
export const httpProxy = Effect.fnUntraced(function*(manner: Manner) {
  const seen: Array<Passing> = []
  const server = Http.createServer((incoming, outgoing) => {
    const chunks: Array<Buffer> = []
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
    incoming.on("end", () => {
      const body = Buffer.concat(chunks)
      const headers = { ...incoming.headers }
      const ask = (port: number) =>
        new Promise<Answered>((resolve, reject) => {
          const upstream = Http.request(
            { host: "127.0.0.1", port, path: incoming.url, method: incoming.method, headers },
            (answer) => {
              const parts: Array<Buffer> = []
              answer.on("data", (part: Buffer) => parts.push(part))
              answer.on("end", () => {
                const headers = without(answer.headers, "connection", "keep-alive")
                resolve({ status: answer.statusCode ?? 0, headers, body: Buffer.concat(parts) })
              })
            }
          )
          upstream.on("error", reject)
          upstream.end(body)
        })
      const passing = {
        headers,
        ask,
        path: incoming.url ?? "",
        number: seen.length,
        action: new URLSearchParams(body.toString()).get("Action") ?? ""
      }
      seen.push(passing)
      manner(passing).then(
        ({ body, headers, status }) => outgoing.writeHead(status, headers).end(body),
        () => outgoing.destroy()
      )
    })
  })
  const sockets = new Set<Net.Socket>()
  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
  })
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
    () =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        sockets.forEach((socket) => socket.destroy())
      })
  )
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, seen: seen as ReadonlyArray<Passing> }
})
