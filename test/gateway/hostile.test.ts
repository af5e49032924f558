/**
 * Requests that no client sends: each has its status, none stops the gateway, and none keeps a stream.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { connect } from "node:net"
import { grantOf, house, tokenOf } from "./server.ts"
import { serve } from "./serving.ts"

/** Sends bytes; gives the status when the first bytes of an answer have come, and hangs up. */
const statusOf = (port: number, bytes: string) =>
  Effect.promise(() =>
    new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(bytes))
      socket.on("data", (data) => {
        resolve(String(data).slice(9, 12))
        socket.destroy()
      })
      socket.on("error", () => resolve("error"))
      socket.on("close", () => resolve("closed"))
    })
  )

describe("a request of a hostile client", () => {
  it.live("is refused with its status, and the next one is served", () =>
    Effect.gen(function*() {
      const ami = yield* Layer.build(
        AmiClient.layer({ username: "gateway", secret: Redacted.make("secret") }).pipe(
          Layer.provide(AmiSimulator.layerTransport(house))
        )
      )
      const grants = [yield* grantOf("crm", { actions: { Ping: [{}] }, events: [{ name: "*" }] })]
      const { url } = yield* serve({ grants, server: "berlin", onAction: () => Effect.void }, ami)
      const port = Number(new URL(url).port)
      const token = `Host: x\r\nAuthorization: Bearer ${tokenOf("crm")}\r\n`
      const ping = `POST /v1/servers/berlin/actions/Ping HTTP/1.1\r\n${token}`
      const chunk = `4000\r\n${"x".repeat(0x4000)}\r\n`
      const cases = [
        [`POST /v1/servers/%zz/actions/Ping HTTP/1.1\r\n${token}Content-Length: 2\r\n\r\n{}`, "404"],
        [`POST /v1/servers/berlin/actions/%ff HTTP/1.1\r\n${token}Content-Length: 2\r\n\r\n{}`, "404"],
        [`GET /v1/servers/berlin/actions/Ping HTTP/1.1\r\n${token}\r\n`, "404"],
        [`GET /v1/events?ticket=a&ticket=b HTTP/1.1\r\nHost: x\r\n\r\n`, "401"],
        [`GET /v1/servers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \u0001\r\n\r\n`, "400"],
        [`GET /v1/servers HTTP/1.1\r\n${token}Origin: http://[\r\n\r\n`, "403"],
        [`${ping}Content-Length: -1\r\n\r\n{}`, "400"],
        [`${ping}Content-Length: 999999999\r\n\r\n`, "413"],
        [`${ping}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`, "413"],
        [`${ping}Content-Length: 60000\r\n\r\n${"[".repeat(60_000)}`, "422"],
        [`${ping}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b`, "422"]
      ] as const
      for (const [bytes, status] of cases) {
        assert.strictEqual(yield* statusOf(port, bytes), status, bytes.slice(0, 120))
      }
      // More than the token may have at once, each gone when it has begun.
      for (let n = 0; n < 12; n++) {
        const method = n % 2 === 0 ? "GET" : "HEAD"
        let status = ""
        while (status !== "200") {
          status = yield* statusOf(port, `${method} /v1/events HTTP/1.1\r\n${token}\r\n`)
          assert.include(["200", "429"], status)
        }
      }
      assert.strictEqual(yield* statusOf(port, `${ping}Content-Length: 2\r\n\r\n{}`), "200")
    }))
})
