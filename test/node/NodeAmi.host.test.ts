import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { NodeAmi } from "effect-ami/node"
import { networkInterfaces } from "node:os"
import * as certificates from "./certificates.ts"
import { connect, greeting, rejection } from "./connecting.ts"
import { account, clientOn } from "./httpHarness.ts"
import { httpServer } from "./httpServer.ts"
import { scriptedServer } from "./scriptedServer.ts"

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"))

describe("the host of NodeAmi", () => {
  for (const host of ["::1", "[::1]"]) {
    it.live.skipIf(!hasIpv6)(`is an IPv6 address over TCP, written ${host}`, () =>
      Effect.gen(function*() {
        const server = yield* scriptedServer({ greeting, host: "::1" })

        const connection = yield* connect(NodeAmi.layerTcp({ host, port: server.port }))

        assert.isDefined(connection.banner)
      }))

    it.live.skipIf(!hasIpv6)(
      `is an IPv6 address over TLS, written ${host}, with its own name`,
      () =>
        Effect.gen(function*() {
          const server = yield* scriptedServer({ greeting, tls: certificates.good, host: "::1" })
          const { ca } = certificates

          const connection = yield* connect(NodeAmi.layerTls({ host, port: server.port, ca, servername: "localhost" }))
          const error = yield* rejection(NodeAmi.layerTls({ host, port: server.port, ca }))

          assert.isDefined(connection.banner)
          assert.deepInclude(error.reason, { _tag: "TlsRejected", address: `[::1]:${server.port}` })
          assert.include(error.message, "IP: ::1 is not in the cert's list")
        })
    )
  }

  for (const tls of [undefined, certificates.good]) {
    it.live.skipIf(!hasIpv6)(
      `is an IPv6 address over ${tls === undefined ? "HTTP" : "HTTPS"}, in brackets as in each URL`,
      () =>
        Effect.gen(function*() {
          const server = yield* httpServer({ ...account, tls, host: "::1" })
          const url = `${tls === undefined ? "http" : "https"}://[::1]:${server.port}`

          yield* clientOn(NodeAmi.layerHttp({ url, ca: certificates.ca, servername: "localhost" }))

          assert.strictEqual(server.named("Login").length, 1)
        })
    )
  }

  it.live("loses the brackets around it, whatever it is", () =>
    Effect.gen(function*() {
      const server = yield* scriptedServer({ greeting })

      const connection = yield* connect(NodeAmi.layerTcp({ host: "[127.0.0.1]", port: server.port }))

      assert.isDefined(connection.banner)
    }))

  for (
    const host of ["pbx.example.org:5038", "ami://pbx.example.org", "hello@pbx.example.org", "pbx example", "[::1"]
  ) {
    for (const [way, layer] of [["TCP", NodeAmi.layerTcp], ["TLS", NodeAmi.layerTls]] as const) {
      it.effect(`is rejected over ${way} if it is invalid: ${host}`, () =>
        Effect.gen(function*() {
          const error = yield* rejection(layer({ host }))

          assert.deepInclude(error.reason, { _tag: "InvalidOption", option: "host" })
          assert.include(error.message, "`port`")
          assert.isFalse(error.isRetryable)
        }))
    }
  }
})
