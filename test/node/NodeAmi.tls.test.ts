import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Redacted } from "effect"
import { NodeAmi } from "effect-ami/node"
import { TestClock } from "effect/testing"
import { millisUntil } from "../transport/clocks.ts"
import * as certificates from "./certificates.ts"
import { connect, greeting, rejection, resolving, secret } from "./connecting.ts"
import { scriptedServer } from "./scriptedServer.ts"

const { ca, good } = certificates

describe("NodeAmi over TLS", () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    it.live(`trusts a certificate for ${host} that the given authority signed (C35, row 12)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting, tls: good })

        const connection = yield* connect(NodeAmi.layerTls({ host, port: server.port, ca }))

        assert.strictEqual(connection.banner, "Asterisk Call Manager/11.0.0")
      }))
  }

  for (const [what, given] of certificates.authorities) {
    it.live(`takes the authority as ${what}`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting, tls: good })

        const connection = yield* connect(NodeAmi.layerTls({ port: server.port, ca: given }))

        assert.isDefined(connection.banner)
      }))
  }

  it.live("trusts a self-signed server whose certificate is given (C35)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting, tls: certificates.selfSigned })

      const connection = yield* connect(NodeAmi.layerTls({ port: server.port, ca: certificates.selfSigned.cert }))

      assert.isDefined(connection.banner)
    }))

  it.live("takes another name than the host's with `servername` (C35)", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting, tls: certificates.otherName })

      const connection = yield* connect(NodeAmi.layerTls({ port: server.port, ca, servername: "pbx.example.org" }))

      assert.isDefined(connection.banner)
    }))

  for (const [what, tls, trusted, code, hint] of certificates.untrusted) {
    it.live(`refuses a certificate ${what}, after one attempt and with nothing sent (C35, row 12)`, () =>
      Effect.gen(function*() {
        let received = ""
        const server = yield* scriptedServer({
          greeting,
          tls,
          onPeer: (peer) => peer.onReceived((text) => (received = text))
        })

        const error = yield* rejection(NodeAmi.layerTls({ host: "localhost", port: server.port, ca: trusted }))
        yield* server.allClosed

        assert.deepInclude(error.reason, { _tag: "TlsRejected", code, address: `localhost:${server.port}` })
        assert.include(error.message, hint)
        assert.isFalse(error.isRetryable)
        assert.strictEqual(received, "")
        assert.strictEqual(server.attempts(), 1)
      }))
  }

  it.live("verifies the name of the host that was asked for, whatever address it has (C35, row 12)", () =>
    Effect.gen(function*() {
      yield* resolving(["127.0.0.1"])
      const server = yield* scriptedServer({ greeting, tls: good })

      const error = yield* rejection(NodeAmi.layerTls({ host: "pbx.example.net", port: server.port, ca }))

      assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_TLS_CERT_ALTNAME_INVALID" })
    }))

  it.live("refuses less than TLS 1.2 (C35)", () =>
    Effect.gen(function*() {
      const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const
      const server = yield* scriptedServer({ greeting, tls: { ...good, ...old } })

      const error = yield* rejection(NodeAmi.layerTls({ port: server.port, ca }))

      assert.strictEqual(error.reason._tag, "TlsRejected")
    }))

  it.live("presents the client certificate to a server that asks for one", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({
        greeting,
        tls: { ...good, ca, requestCert: true, rejectUnauthorized: true }
      })
      const { cert, key } = certificates.client

      const connection = yield* connect(NodeAmi.layerTls({ port: server.port, ca, cert, key: Redacted.make(key) }))
      const peer = yield* server.accept

      assert.isDefined(connection.banner)
      assert.strictEqual(peer.clientName(), "effect-ami test client")
    }))

  it.live("fails when the server asks for a certificate and there is none", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({
        greeting,
        tls: { ...good, ca, requestCert: true, rejectUnauthorized: true }
      })

      const error = yield* rejection(NodeAmi.layerTls({ port: server.port, ca }))

      assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED" })
      assert.include(error.message, "`cert` and `key`")
    }))

  it.live("fails when the certificate or the key of the client is none, without telling the key", () =>
    Effect.gen(function*() {
      const { cert } = certificates.client

      const noKey = yield* rejection(NodeAmi.layerTls({ cert, key: Redacted.make(secret) }))
      const noCertificate = yield* rejection(
        NodeAmi.layerTls({ cert: secret, key: Redacted.make(certificates.client.key) })
      )

      for (const error of [noKey, noCertificate]) {
        assert.strictEqual(error.reason._tag, "TlsRejected")
        assert.match(error.message, /ERR_OSSL/)
        assert.notInclude(error.message, secret)
      }
    }))

  it.live("finds that a port is plain, and sends no secret to it (C7, row 11)", () =>
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

  it.effect("gives up in time when the handshake stalls (C3, row 13)", () =>
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
    it.live(`fails as ConnectFailed, not TlsRejected, when the handshake ends by ${how} (C7)`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ onPeer: (peer) => peer[how]() })

        const error = yield* rejection(NodeAmi.layerTls({ port: server.port, ca }))

        assert.strictEqual(error.reason._tag, "ConnectFailed")
        assert.isTrue(error.isRetryable)
      }))
  }
})
