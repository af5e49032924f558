import { assert, it } from "@effect/vitest"
import { Duration, Effect, Exit, Fiber, Layer, Schedule, Scope } from "effect"
import { Ami } from "effect-ami"
import { hang } from "../transport/waiting.ts"
import { clientOver, kindsOfSession, offers, waysOverHttp } from "./clients.ts"
import { connectionsTo, freeze, noSessions, sessions, sockets } from "./ends.ts"
import { forEachServer, privateServer } from "./servers.ts"

/** Node closes a socket a moment after it was destroyed. */
const noConnections = (port: number) =>
  Effect.repeat(connectionsTo(port), { until: (count) => count === 0, schedule: Schedule.spaced("10 millis") }).pipe(
    Effect.timeout("2 seconds")
  )

forEachServer("closing over HTTP", (server) => {
  for (const way of waysOverHttp) {
    it.live.skipIf(!server.offers.cli || !offers(server, way))(
      `leaves no login, no connection and no handle when its scope closes, over ${way} (C8, C28)`,
      () =>
        Effect.gen(function*() {
          // Used by no other test.
          const user = server.users.readonly
          const before = yield* sockets
          const port = way === "https" ? server.httpsPort : server.httpPort

          const [during, open] = yield* Effect.gen(function*() {
            yield* Effect.forEach(Array.from({ length: 16 }), () => Ami.ping, { concurrency: "unbounded" })
            return [yield* sessions(server, user), yield* connectionsTo(port)] as const
          }).pipe(Effect.provide(clientOver(way, server, { user })))
          yield* noConnections(port)
          yield* noSessions(server, user)

          assert.strictEqual(during, 1)
          assert.isAbove(open, 0)
          assert.isAtMost(yield* sockets, before)
        })
    )
  }

  it.live.skipIf(!server.offers.cli)(
    "closes even if Asterisk is frozen, with an unanswered action (C28)",
    () =>
      Effect.gen(function*() {
        const frozen = yield* privateServer(server.version)
        const before = yield* sockets

        const clients = yield* Effect.forEach(["tcp", ...kindsOfSession] as const, (way) =>
          Effect.gen(function*() {
            const scope = yield* Scope.make()
            const context = yield* Layer.buildWithScope(clientOver(way, frozen), scope)
            yield* Effect.provide(Ami.ping, context)
            return { close: Scope.close(scope, Exit.void), ping: Effect.provide(Effect.flip(Ami.ping), context) }
          }))
        yield* freeze(frozen.pid)
        const ends = yield* Effect.forEach(clients, ({ close, ping }) =>
          Effect.gen(function*() {
            const fiber = yield* Effect.forkChild(ping, { startImmediately: true })
            const [took] = yield* Effect.timed(close)
            return { took: Duration.toMillis(took), error: yield* Fiber.join(fiber) }
          }), { concurrency: "unbounded" })

        for (const { error, took } of ends) {
          assert.isBelow(took, hang)
          assert.strictEqual(error.reason._tag, "OutcomeUnknown")
        }
        yield* noConnections(frozen.port)
        yield* noConnections(frozen.httpPort)
        assert.isAtMost(yield* sockets, before)
      }).pipe(Effect.scoped)
  )
})
