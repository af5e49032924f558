import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { reasonOf } from "../tasks/watching.ts"
import { clientOver, offers } from "./clients.ts"
import { forEachServer, privateServer } from "./servers.ts"

/** An endpoint that names a transport which does not exist. */
const lost = `[lost]
type = endpoint
context = from-internal
disallow = all
allow = ulaw
transport = nope
aors = lost
[lost]
type = aor
max_contacts = 1
`

const ways = ["tcp", "http", "digest"] as const

forEachServer("failures that Asterisk reports in odd places", (server) => {
  describe.skipIf(!server.offers.cli)("an error within a list", () => {
    it.live("fails it with the text and the items so far, and the connection stays up", () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version, { config: { "pjsip.conf": lost } })
        for (const way of ways) {
          yield* Effect.gen(function*() {
            const ami = yield* AmiClient.AmiClient
            const list = Actions.PJSIPShowEndpoint({ Endpoint: "lost" })
            const strangers: Array<string> = []
            yield* Effect.forkScoped(
              Stream.runForEach(
                ami.inbox,
                (item) => Effect.sync(() => item._tag === "Received" && strangers.push(item.message.name))
              ),
              { startImmediately: true }
            )

            const collected = yield* reasonOf(ami.collect(list))
            const streamed = yield* reasonOf(Stream.runDrain(ami.stream(list)))
            const requested = yield* reasonOf(Ami.request({ Action: "PJSIPShowEndpoint", Endpoint: "lost" }))
            const whole = yield* ami.collect(Actions.PJSIPShowEndpoint({ Endpoint: "alice" }))

            for (const reason of [collected, streamed, requested]) {
              assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Failed", `${way}: ${reason}`)
              assert.include(reason.message, "Unable to retrieve transport nope")
            }
            assert.isAbove(whole.length, 1)
            assert.strictEqual((yield* Ami.ping).Ping, "Pong")
            assert.notInclude(strangers.join(" "), "Endpoint")
          }).pipe(Effect.scoped, Effect.provide(clientOver(way, own)))
        }
      }).pipe(Effect.scoped))
  })

  for (const way of ways) {
    it.live.skipIf(!offers(server, way))(
      `a failed command over ${way} says what the console says`,
      () =>
        Effect.gen(function*() {
          const unknown = yield* Effect.flip(Ami.command("frobnicate now"))
          const requested = yield* Effect.flip(Ami.request({ Action: "Command", Command: "frobnicate now" }))

          assert.strictEqual(unknown.reason._tag, "ActionFailed")
          assert.match(unknown.message, /Command failed: No such command 'frobnicate now'/)
          assert.strictEqual(requested.message, unknown.message)
          assert.include((yield* Ami.command("core show uptime")).join("\n"), "System uptime")
        }).pipe(Effect.provide(clientOver(way, server)))
    )
  }
})
