import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { NodeAmi } from "effect-ami/node"
import { TestClock } from "effect/testing"
import { millisUntil } from "../transport/clocks.ts"
import * as certificates from "./certificates.ts"
import { greeting, rejection, resolving, secret } from "./connecting.ts"
import { account, rejectionOn } from "./httpHarness.ts"
import { httpServer } from "./httpServer.ts"
import { scriptedServer } from "./scriptedServer.ts"
import { ways } from "./tlsWays.ts"

const { ca, good } = certificates

const trusted = [
  ...["127.0.0.1", "localhost"].map((host) =>
    [`a certificate for ${host} signed by the given authority`, good, { host, ca }] as const
  ),
  ...certificates.authorities.map(([what, ca]) => [`the authority as ${what}`, good, { ca }] as const),
  ["a self-signed server whose certificate is given", certificates.selfSigned, { ca: certificates.selfSigned.cert }],
  ["another name than the host's with `servername`", certificates.otherName, { ca, servername: "pbx.example.org" }]
] as const

for (const [way, serverWith] of Object.entries(ways)) {
  describe(`NodeAmi over ${way}`, () => {
    for (const [what, tls, given] of trusted) {
      it.live(`trusts ${what} (C35, row 12)`, () =>
        Effect.gen(function*() {
          const server = yield* serverWith(tls)

          assert.strictEqual(yield* server.taken(given), "connected")
        }))
    }

    it.live("verifies the requested host name, whatever its address (C35, row 12)", () =>
      Effect.gen(function*() {
        yield* resolving(["127.0.0.1"])
        const server = yield* serverWith(good)

        const error = yield* server.refused({ host: "pbx.example.net", ca })

        assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_TLS_CERT_ALTNAME_INVALID" })
        assert.isTrue(server.heardNothing())
      }))

    it.live("fails if the server asks for a certificate and there is none", () =>
      Effect.gen(function*() {
        const server = yield* serverWith({ ...good, ca, requestCert: true, rejectUnauthorized: true })

        const { message, reason } = yield* server.refused({ ca })

        // Over HTTP the alert may come after the end of the connection, which then is all that is known.
        if (reason._tag !== "ConnectFailed" || way === "TLS") {
          assert.deepInclude(reason, { _tag: "TlsRejected", code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" })
          assert.include(message, "`cert` and `key`")
        }
        assert.isTrue(server.heardNothing())
      }))

    it.live("fails if the client's certificate or key is invalid, without revealing the key", () =>
      Effect.gen(function*() {
        const { cert, key } = certificates.client
        const server = yield* serverWith(good)

        const noKey = yield* server.refused({ ca, cert, key: Redacted.make(secret) })
        const noCertificate = yield* server.refused({ ca, cert: secret, key: Redacted.make(key) })

        for (const error of [noKey, noCertificate]) {
          assert.strictEqual(error.reason._tag, "TlsRejected")
          assert.isFalse(error.isRetryable)
          assert.match(error.message, /ERR_OSSL/)
          assert.notInclude(error.message, secret)
        }
        assert.isTrue(server.heardNothing())
      }))
  })
}

describe("NodeAmi over TLS, if the handshake fails", () => {
  it.live("recognizes that a port is plain, and sends no secret to it (C7, row 11)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })

      const error = yield* rejection(NodeAmi.layerTls({ port: server.port, ca }))
      const peer = yield* server.accept
      yield* peer.ended

      assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_SSL_WRONG_VERSION_NUMBER" })
      assert.include(error.message, "5039")
      assert.isFalse(error.isRetryable)
      assert.notInclude(peer.received(), "Action")
      assert.strictEqual(server.attempts(), 1)
    }))

  it.effect("times out if the handshake stalls (C3, row 13)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()

      const connecting = yield* Effect.forkChild(
        rejection(NodeAmi.layerTls({ port: server.port, ca, connectTimeout: "300 millis" }))
      )
      const millis = yield* millisUntil(TestClock, "the failure", () => connecting.pollUnsafe() !== undefined)
      const error = yield* Fiber.join(connecting)
      const peer = yield* server.accept
      yield* peer.ended

      assert.deepInclude(error.reason, { _tag: "ConnectFailed", code: "TIMEOUT" })
      assert.strictEqual(millis, 300)
    }))

  for (const how of ["end", "reset"] as const) {
    it.live(`fails as ConnectFailed, not TlsRejected, if the handshake ends by ${how} (C7)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ onPeer: (peer) => peer[how]() })

        const error = yield* rejection(NodeAmi.layerTls({ port: server.port, ca }))

        assert.strictEqual(error.reason._tag, "ConnectFailed")
        assert.isTrue(error.isRetryable)
      }))
  }
})

describe("NodeAmi over HTTPS, if the handshake fails", () => {
  it.live("finds that a port speaks plain HTTP, and sends nothing of AMI to it", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({
        onPeer: (peer) => peer.onReceived(() => peer.send("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"))
      })

      const error = yield* rejectionOn(NodeAmi.layerHttp({ url: `https://127.0.0.1:${server.port}`, ca }))
      const peer = yield* server.accept
      yield* peer.ended

      assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_SSL_WRONG_VERSION_NUMBER" })
      assert.include(error.message, "8089 for HTTP")
      assert.notInclude(peer.received(), "rawman")
      assert.strictEqual(server.attempts(), 1)
    }))

  it.live("calls it a failed connection when a plain port hangs up on a handshake", () =>
    Effect.gen(function*() {
      const server = yield* httpServer(account)

      const error = yield* rejectionOn(NodeAmi.layerHttp({ url: `https://127.0.0.1:${server.port}`, ca }))

      assert.strictEqual(error.reason._tag, "ConnectFailed")
      assert.deepStrictEqual(server.requests, [])
    }))

  it.live("calls it a failed connection when a port of TLS is asked in clear text", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({ ...account, tls: good })

      const error = yield* rejectionOn(NodeAmi.layerHttp({ url: `http://127.0.0.1:${server.port}` }))

      assert.strictEqual(error.reason._tag, "ConnectFailed")
      assert.deepStrictEqual(server.requests, [])
      assert.strictEqual(server.attempts(), 1)
    }))

  it.live("times out if the handshake stalls", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer()

      const error = yield* rejectionOn(
        NodeAmi.layerHttp({ url: `https://127.0.0.1:${server.port}`, ca, connectTimeout: "300 millis" })
      )
      const peer = yield* server.accept
      yield* peer.ended

      assert.strictEqual(error.reason._tag, "ConnectFailed")
    }))

  for (const how of ["end", "reset"] as const) {
    it.live(`fails as ConnectFailed, not TlsRejected, if the handshake ends by ${how}`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ onPeer: (peer) => peer[how]() })

        const error = yield* rejectionOn(NodeAmi.layerHttp({ url: `https://127.0.0.1:${server.port}`, ca }))

        assert.strictEqual(error.reason._tag, "ConnectFailed")
        assert.isTrue(error.isRetryable)
      }))
  }
})
