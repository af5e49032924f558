import { assert, it } from "@effect/vitest"
import { Duration, Effect, Layer, Queue } from "effect"
import { Ami, AmiClient, AmiError } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { readFileSync } from "node:fs"
import { listen, reasonOf } from "../tasks/watching.ts"
import { hang } from "../transport/waiting.ts"
import { client, clientOver, offers } from "./clients.ts"
import { field, isEvent, rawSession } from "./rawSession.ts"
import { forEachServer } from "./servers.ts"

const banners = { 22: "Asterisk Call Manager/11.0.0", 16: "Asterisk Call Manager/5.0.4" }

forEachServer("login", (server) => {
  for (const way of ["tcp", "http", "https"] as const) {
    for (const auth of ["challenge", "plaintext"] as const) {
      it.live.skipIf(!offers(server, way))(
        `logs in by ${auth} over ${way} and finds Asterisk booted`,
        () =>
          Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const status = yield* ami.status.get
            const pong = yield* Ami.ping

            assert.deepStrictEqual(status, {
              _tag: "Ready",
              epoch: 1,
              banner: way === "tcp" ? banners[server.version] : undefined,
              bootState: "booted"
            })
            assert.strictEqual(pong.Ping, "Pong")
          }).pipe(Effect.provide(clientOver(way, server, { auth })))
      )

      it.live.skipIf(!offers(server, way))(
        `tries a wrong secret only once by ${auth} over ${way}, and fails with a typed error (C7, row 14)`,
        () =>
          Effect.gen(function*() {
            const observer = yield* rawSession(server)
            const user = { username: `${server.users.hello.username}`, secret: `wrong-${auth}` }

            const [took, reason] = yield* Effect.timed(
              reasonOf(Layer.build(clientOver(way, server, { user, auth })))
            )
            // Events of class security come in order: before this answer.
            yield* observer.request("Action: Ping")
            const failures = (yield* observer.messages).filter((message) =>
              /^(InvalidPassword|ChallengeResponseFailed)$/.test(field(message, "Event") ?? "")
            )

            assert.deepStrictEqual(
              { ...reason },
              { ...new AmiError.LoginRejected({ username: user.username, message: "Authentication failed" }) }
            )
            assert.isBelow(Duration.toMillis(took), hang)
            const ours = failures.filter((message) =>
              (field(message, "Event") === "InvalidPassword") === (auth === "plaintext")
            )
            assert.strictEqual(ours.length, 1)
          })
      )
    }
  }

  it.live.skipIf(!offers(server, "digest"))(
    "logs in by digest, which reports nothing about the boot",
    () =>
      Effect.gen(function*() {
        const ami = yield* AmiClient.AmiClient
        const status = yield* ami.status.get
        const pong = yield* Ami.ping

        assert.deepStrictEqual(status, { _tag: "Ready", epoch: 1, banner: undefined, bootState: "unknown" })
        assert.strictEqual(pong.Ping, "Pong")
      }).pipe(Effect.provide(clientOver("digest", server)))
  )

  // With an existing user: Asterisk 16 crashes at a digest of an unknown one (manager.c, auth_http_callback).
  it.live.skipIf(!offers(server, "digest"))(
    "fails with a typed error for a wrong secret by digest",
    () =>
      Effect.gen(function*() {
        const user = { username: server.users.hello.username, secret: "wrong-digest" }

        const [took, reason] = yield* Effect.timed(reasonOf(Layer.build(clientOver("digest", server, { user }))))

        assert.deepStrictEqual(
          { ...reason },
          { ...new AmiError.LoginRejected({ username: user.username, message: "Authentication failed" }) }
        )
        assert.isBelow(Duration.toMillis(took), hang)
      })
  )

  it.live("reports that an account with a single login is in use, which is retryable (C7, row 17)", () =>
    Effect.gen(function*() {
      const user = server.users.single
      yield* Layer.build(client(server, { user }))

      const error = yield* Effect.flip(Layer.build(client(server, { user })))

      assert.strictEqual(error.reason._tag, "LoginRejected")
      assert.strictEqual(error.reason.message, "Login Already In Use")
      assert.isTrue(error.isRetryable)
    }))

  it.live("names the classes that an account lacks, and the line for manager.conf", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Ami.originate({ originator: "100", extension: "200" }))

      assert.strictEqual(error.reason._tag, "PermissionDenied")
      assert.deepStrictEqual(error.reason._tag === "PermissionDenied" ? error.reason.needs : [], ["originate"])
      assert.include(error.message, "Add `originate` to its `write =` line")
      assert.isFalse(error.isRetryable)
    }).pipe(Effect.provide(client(server, { user: server.users.nocall }))))

  it.live("hides events of class system from a client that asked for others, and still notices the boot (row 21)", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const observer = yield* rawSession(server)
      const mark = `mark-${Math.random()}`
      const inbox = yield* listen(ami.inbox)

      yield* Ami.request({ Action: "Reload", Module: "features" })
      yield* observer.waitFor("Reload, of class system", isEvent("Reload"))
      yield* Ami.request({ Action: "UserEvent", UserEvent: mark })
      const names: Array<string> = []
      yield* Effect.repeat(
        Effect.tap(
          Queue.take(inbox),
          (item) => Effect.sync(() => names.push(item._tag === "Received" ? item.message.name : item._tag))
        ),
        { until: (item) => item._tag === "Received" && item.message.get("UserEvent") === mark }
      )
      const status = yield* ami.status.get

      assert.include(names, "UserEvent")
      assert.notInclude(names, "Reload")
      assert.strictEqual(status._tag === "Ready" && status.bootState, "booted")
    }).pipe(Effect.scoped, Effect.timeout("60 seconds"), Effect.provide(client(server, { events: ["user"] }))))
})

forEachServer("TLS", (server) => {
  const tls = (options: NodeAmi.TlsOptions) =>
    client(server, {}, NodeAmi.layerTls({ host: "127.0.0.1", port: server.tlsPort, ...options }))
  const ca = () => readFileSync(server.ca)

  it.live.skipIf(!server.offers.tls)(
    "trusts the given certificate, by address and by name",
    () =>
      Effect.gen(function*() {
        const byAddress = yield* Effect.provide(Ami.ping, tls({ ca: ca() }))
        const byName = yield* Effect.provide(Ami.ping, tls({ ca: ca(), host: "localhost" }))

        assert.deepStrictEqual([byAddress.Ping, byName.Ping], ["Pong", "Pong"])
      })
  )

  it.live.skipIf(!server.offers.tls)("rejects a certificate for another name", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf(Layer.build(tls({ ca: ca(), servername: "pbx.example.org" })))

      assert.strictEqual(reason._tag === "TlsRejected" && reason.code, "ERR_TLS_CERT_ALTNAME_INVALID")
    }))

  it.live("reports that the plain port does not speak TLS, and tries it once (C7, row 11)", () =>
    Effect.gen(function*() {
      const tried = client(server, { reconnect: { first: true } }, NodeAmi.layerTls({ port: server.port }))

      const reason = yield* reasonOf(Layer.build(tried))

      assert.strictEqual(reason._tag, "TlsRejected")
      assert.include(reason.message, "does not speak TLS")
    }))

  it.live.skipIf(!server.offers.tls)(
    "asks whether it is the TLS port if a plain connection receives nothing (row 10)",
    () =>
      Effect.gen(function*() {
        const transport = NodeAmi.layerTcp({ port: server.tlsPort, bannerTimeout: "500 millis" })

        const reason = yield* reasonOf(Layer.build(client(server, {}, transport)))

        assert.strictEqual(reason._tag === "ConnectFailed" && reason.code, "NO_BANNER")
        assert.include(reason.message, "TLS port")
      })
  )
})
