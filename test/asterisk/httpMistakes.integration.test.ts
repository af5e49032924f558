import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted, Result, Schedule } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { readFileSync } from "node:fs"
import { client, clientOver, transports } from "./clients.ts"
import { account, noSessions, sessions } from "./ends.ts"
import { rawConnection } from "./rawSession.ts"
import { forEachServer, privateServer } from "./servers.ts"

const denied = { username: "denied", secret: "world" }

const configured = {
  "manager.conf": "[general](+)\nbrokeneventsaction = yes\n[denied]\nsecret = world\nread = all\nwrite = all\n"
    + "deny = 0.0.0.0/0.0.0.0\npermit = 192.0.2.1/255.255.255.255"
}

/** Clients of a port that speaks something else. */
const wrongPorts = [
  ["HTTP", "http", "httpsPort", ["ConnectFailed", "`url` begins with https:"]],
  ["HTTP", "http", "tlsPort", ["ConnectFailed", "5039 is AMI without HTTP"]],
  ["HTTP", "http", "port", ["ConnectFailed", "Asterisk Call Manager/", "use NodeAmi.layerTcp"]],
  ["HTTPS", "https", "httpPort", ["TlsRejected", "The port does not speak TLS"]],
  ["HTTPS", "https", "port", ["TlsRejected", "The port does not speak TLS"]],
  ["HTTPS", "https", "tlsPort", ["ConnectFailed", "Asterisk Call Manager/", "use NodeAmi.layerTls"]]
] as const

describe.concurrent("over HTTP", () =>
  forEachServer("mistakes", (server) => {
    for (const [way, over, port, [tag, ...says]] of wrongPorts) {
      it.live.skipIf(!server.offers.https)(`says what to do if ${way} meets \`${port}\``, () =>
        Effect.gen(function*() {
          const url = `${over}://localhost:${server[port]}`

          const error = yield* Effect.flip(
            Effect.scoped(Effect.provide(Ami.ping, client(server, {}, transports(server)[over]({ url }))))
          )

          assert.strictEqual(error.reason._tag, tag)
          for (const part of says) {
            assert.include(error.message, part)
          }
        }))
    }

    it.live.skipIf(!server.offers.https)(
      "asks whether it is an HTTP port if the server does not speak first",
      () =>
        Effect.gen(function*() {
          const options = { host: "localhost", bannerTimeout: "500 millis" } as const
          const ca = server.ca === "" ? undefined : readFileSync(server.ca)
          const meeting = (layer: ReturnType<typeof NodeAmi.layerTcp>) =>
            Effect.flip(Effect.scoped(Effect.provide(Ami.ping, client(server, {}, layer))))

          const plain = yield* meeting(NodeAmi.layerTcp({ ...options, port: server.httpPort }))
          const tls = yield* meeting(NodeAmi.layerTls({ ...options, port: server.httpsPort, ca }))

          assert.deepInclude(plain.reason, { _tag: "ConnectFailed", code: "NO_BANNER" })
          assert.include(plain.message, "nor on its HTTP port")
          assert.deepInclude(tls.reason, { _tag: "ConnectFailed", code: "NO_BANNER" })
          assert.include(tls.message, "Is this the port of HTTPS")
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "says what is wrong with a server's certificate, and what to do (C35)",
      () =>
        Effect.gen(function*() {
          const layer = (host: string, more: NodeAmi.TlsOptions = {}) =>
            client(server, {}, NodeAmi.layerTls({ host, port: server.tlsPort, ...more }))

          const untrusted = yield* Effect.flip(Effect.scoped(Effect.provide(Ami.ping, layer("localhost"))))
          const path = yield* Effect.flip(
            Effect.scoped(Effect.provide(Ami.ping, layer("localhost", { ca: server.ca })))
          )

          assert.deepInclude(untrusted.reason, { _tag: "TlsRejected", code: "DEPTH_ZERO_SELF_SIGNED_CERT" })
          assert.include(untrusted.message, "self-signed certificate")
          assert.include(untrusted.message, "Pass the certificate of the server")
          assert.include(path.message, "not its path")
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "copes with `brokeneventsaction`, and with a forbidden address, by digest",
      () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version, { config: configured })
          const over = (options: Parameters<typeof clientOver>[2], auth: "session" | "digest") =>
            clientOver(auth === "digest" ? "digest" : "http", own, options)

          const pongs = yield* Effect.forEach(["session", "digest"] as const, (auth) =>
            Effect.scoped(Effect.provide(
              Effect.map(Ami.ping, ({ Ping }) => Ping),
              over({}, auth)
            )))
          const error = yield* Effect.flip(
            Effect.scoped(Effect.provide(Ami.ping, over({ user: denied, reconnect: { first: true } }, "digest")))
          )
          const log = yield* own.cli("manager show connected")

          assert.deepStrictEqual(pongs, ["Pong", "Pong"])
          assert.deepInclude(error.reason, { _tag: "LoginRejected", message: "Permission denied to this address" })
          assert.notInclude(log, "denied")
        })
    )

    it.live.skipIf(!server.offers.cli)(
      "loses none of 800 pings of 8 clients with the default `sessionlimit`, and names it if it is 12",
      () =>
        Effect.gen(function*() {
          const pingsBeside = Effect.fnUntraced(function*(limit: number) {
            const own = yield* privateServer(server.version, {
              config: { "http.conf": `[general](+)\nsessionlimit = ${limit}` }
            })
            const pings = AmiClient.AmiClient.use((ami) =>
              Effect.forEach(Array.from({ length: 100 }), () => Effect.result(ami.send(Actions.Ping())), {
                concurrency: 50
              })
            )
            const one = Effect.scoped(Effect.provide(pings, clientOver("http", own, { reconnect: { first: true } })))
            const results = yield* Effect.forEach(Array.from({ length: 8 }), () => one, { concurrency: "unbounded" })
            return results.flat().flatMap((result) => Result.isFailure(result) ? [result.failure] : [])
          })

          const none = yield* Effect.scoped(pingsBeside(100))
          const some = yield* Effect.scoped(pingsBeside(12))

          assert.deepStrictEqual(none, [])
          assert.isBelow(some.length, 400)
          for (const { message, reason } of some) {
            if (reason._tag === "OutcomeUnknown") assert.include(message, "`sessionlimit` (http.conf)")
            else assert.include(["NotSent", "NotExecuted"], reason._tag)
          }
        }),
      60_000
    )

    it.live.skipIf(!server.offers.cli)("leaves no digest session, however soon it closes", () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version)
        const { secret, username } = account(own)
        const cycle = (pause: number) =>
          AmiClient.make({ username, secret: Redacted.make(secret) }).pipe(
            Effect.flatMap((ami) => Effect.andThen(ami.send(Actions.Ping()), Effect.sleep(pause))),
            Effect.scoped,
            Effect.provide(transports(own).digest())
          )

        yield* Effect.forEach(
          Array.from({ length: 100 }, (_, index) => index % 2 === 0 ? 0 : 40 + index % 20),
          cycle,
          {
            concurrency: 8
          }
        )
        // Asterisk removes ended sessions when somebody connects (tcptls.c, ast_tcptls_server_root).
        const purged = Effect.andThen(Effect.scoped(rawConnection(own)), sessions(own))
        yield* Effect.repeat(purged, {
          until: (count) => count === 0,
          schedule: Schedule.spaced("100 millis")
        }).pipe(
          Effect.timeout("45 seconds")
        )
        yield* noSessions(own)
      }), 60_000)
  }))
