import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Actions } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import * as certificates from "./certificates.ts"
import { resolving } from "./connecting.ts"
import { account, clientOn, rejectionOn } from "./httpHarness.ts"
import { httpServer } from "./httpServer.ts"
import { scriptedServer } from "./scriptedServer.ts"

const { ca, good } = certificates

describe("NodeAmi over HTTPS", () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    it.live(`trusts a certificate for ${host} that the given authority signed`, () =>
      Effect.gen(function*() {
        const server = yield* httpServer({ ...account, tls: good })

        const ami = yield* clientOn(NodeAmi.layerHttp({ url: `https://${host}:${server.port}`, ca }))
        const pong = yield* ami.send(Actions.Ping())

        assert.strictEqual(pong.Ping, "Pong")
      }))
  }

  for (const [what, given] of certificates.authorities) {
    it.live(`takes the authority as ${what}`, () =>
      Effect.gen(function*() {
        const server = yield* httpServer({ ...account, tls: good })

        yield* clientOn(NodeAmi.layerHttp({ url: server.url, ca: given }))

        assert.strictEqual(server.named("Login").length, 1)
      }))
  }

  it.live("trusts a self-signed server whose certificate is given", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({ ...account, tls: certificates.selfSigned })

      yield* clientOn(NodeAmi.layerHttp({ url: server.url, ca: certificates.selfSigned.cert }))

      assert.strictEqual(server.named("Login").length, 1)
    }))

  it.live("takes another name than the host's with `servername`", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({ ...account, tls: certificates.otherName })

      yield* clientOn(NodeAmi.layerHttp({ url: server.url, ca, servername: "pbx.example.org" }))

      assert.strictEqual(server.named("Login").length, 1)
    }))

  for (const [what, tls, trusted, code, hint] of certificates.untrusted) {
    for (const auth of ["session", "digest"] as const) {
      it.live(`refuses a certificate ${what}, once and having said nothing, by ${auth}`, () =>
        Effect.gen(function*() {
          const server = yield* httpServer({ ...account, tls })

          const url = `https://localhost:${server.port}`
          const error = yield* rejectionOn(NodeAmi.layerHttp({ url, auth, ca: trusted }))
          yield* server.allClosed

          assert.deepInclude(error.reason, { _tag: "TlsRejected", code, address: url })
          assert.include(error.message, hint)
          assert.isFalse(error.isRetryable)
          assert.deepStrictEqual(server.requests, [])
          assert.strictEqual(server.attempts(), 1)
        }))
    }
  }

  it.live("verifies the name of the host that was asked for, whatever address it has", () =>
    Effect.gen(function*() {
      yield* resolving(["127.0.0.1"])
      const server = yield* httpServer({ ...account, tls: good })

      const error = yield* rejectionOn(NodeAmi.layerHttp({ url: `https://pbx.example.net:${server.port}`, ca }))

      assert.deepInclude(error.reason, { _tag: "TlsRejected", code: "ERR_TLS_CERT_ALTNAME_INVALID" })
      assert.deepStrictEqual(server.requests, [])
    }))

  it.live("refuses less than TLS 1.2", () =>
    Effect.gen(function*() {
      const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const
      const server = yield* httpServer({ ...account, tls: { ...good, ...old } })

      const error = yield* rejectionOn(NodeAmi.layerHttp({ url: server.url, ca }))

      assert.strictEqual(error.reason._tag, "TlsRejected")
      assert.deepStrictEqual(server.requests, [])
    }))

  it.live("presents the client certificate to a server that asks for one", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({
        ...account,
        tls: { ...good, ca, requestCert: true, rejectUnauthorized: true }
      })
      const { cert, key } = certificates.client

      yield* clientOn(NodeAmi.layerHttp({ url: server.url, ca, cert, key: Redacted.make(key) }))

      assert.strictEqual(server.named("Login").length, 1)
    }))

  it.live("fails when the server asks for a certificate and there is none", () =>
    Effect.gen(function*() {
      const server = yield* httpServer({
        ...account,
        tls: { ...good, ca, requestCert: true, rejectUnauthorized: true }
      })

      const error = yield* rejectionOn(NodeAmi.layerHttp({ url: server.url, ca }))

      // The alert may come behind the end of the connection, which then is all that is known.
      assert.include(["TlsRejected", "ConnectFailed"], error.reason._tag)
      assert.deepStrictEqual(server.requests, [])
    }))

  it.live("fails when the certificate or the key of the client is none, without telling the key", () =>
    Effect.gen(function*() {
      const secret = "canary-77c1"
      const { cert, key } = certificates.client
      const server = yield* httpServer({ ...account, tls: good })

      const noKey = yield* rejectionOn(NodeAmi.layerHttp({ url: server.url, ca, cert, key: Redacted.make(secret) }))
      const noCertificate = yield* rejectionOn(
        NodeAmi.layerHttp({ url: server.url, ca, cert: secret, key: Redacted.make(key) })
      )

      for (const error of [noKey, noCertificate]) {
        assert.strictEqual(error.reason._tag, "TlsRejected")
        assert.isFalse(error.isRetryable)
        assert.match(error.message, /ERR_OSSL/)
        assert.notInclude(error.message, secret)
      }
      assert.deepStrictEqual(server.requests, [])
    }))

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

  it.live("gives up in time when the handshake stalls", () =>
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
    it.live(`fails as ConnectFailed, not TlsRejected, when the handshake ends by ${how}`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ onPeer: (peer) => peer[how]() })

        const error = yield* rejectionOn(NodeAmi.layerHttp({ url: `https://127.0.0.1:${server.port}`, ca }))

        assert.strictEqual(error.reason._tag, "ConnectFailed")
        assert.isTrue(error.isRetryable)
      }))
  }
})
