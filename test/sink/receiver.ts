/**
 * A receiver of webhooks over HTTP that fails as often as it is asked to, and remembers what it has taken.
 */
import type { AmiSink } from "effect-ami/sink"
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

export const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

export type Fault = "none" | "refuses" | "forgets"

export interface Receiver {
  readonly url: string
  /** What it has taken, each delivery once. */
  readonly taken: ReadonlyArray<AmiSink.Envelope>
  /** The ids of all deliveries that came, also of those that it refused or did not answer. */
  readonly deliveries: ReadonlyArray<string>
  readonly wrong: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

const signed = (id: string, timestamp: string, body: string): string =>
  "v1," +
  createHmac("sha256", Buffer.from(secret.slice("whsec_".length), "base64")).update(`${id}.${timestamp}.${body}`)
    .digest("base64")

/** A receiver; `fault` decides what it does with each delivery: it refuses it with 500, or takes it and forgets to answer. */
export const receiver = async (fault: () => Fault): Promise<Receiver> => {
  const taken: Array<AmiSink.Envelope> = []
  const deliveries: Array<string> = []
  const wrong: Array<string> = []
  const bodies = new Map<string, string>()
  const server = createServer((request, response) => {
    let body = ""
    request.setEncoding("utf8").on("data", (chunk) => {
      body += chunk
    }).on("end", () => {
      const id = String(request.headers["webhook-id"])
      deliveries.push(id)
      const what = fault()
      if (what === "refuses") return response.writeHead(500).end()
      if (request.headers["webhook-signature"] !== signed(id, String(request.headers["webhook-timestamp"]), body)) {
        wrong.push(`${id} is not signed`)
      }
      const known = bodies.get(id)
      if (known === undefined) taken.push(...JSON.parse(body).data)
      else if (known !== body) wrong.push(`${id} came with other items`)
      bodies.set(id, body)
      if (what === "forgets") return void response.destroy()
      return response.writeHead(204).end()
    })
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${port}/`, taken, deliveries, wrong, close }
}
