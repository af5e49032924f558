import { assert, describe, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { answeredCall, reasonOf } from "../tasks/watching.ts"
import { clientOver, kindsOfSession, offers } from "./clients.ts"
import { inboxOf, isNote, marksOf, raise } from "./inboxes.ts"
import { forEachServer, privateServer } from "./servers.ts"

describe.concurrent("over HTTP", () =>
  forEachServer("a server that waits for a call before it stops", (server) => {
    for (const way of kindsOfSession) {
      it.live.skipIf(!offers(server, way) || !server.offers.cli)(
        `executes nothing, and the client over ${way} survives if the shutdown is aborted`,
        () =>
          Effect.gen(function*() {
            const busy = yield* privateServer(server.version)

            yield* Effect.gen(function*() {
              const ami = yield* AmiClient.AmiClient
              const { items, until } = yield* inboxOf
              yield* answeredCall("100", "200")

              // The console blocks until it ends.
              yield* Effect.forkScoped(Effect.ignore(busy.cli("core stop gracefully")), { startImmediately: true })
              const refused = yield* Effect.repeat(Effect.option(reasonOf(Ami.ping)), {
                until: (reason) => reason._tag === "Some",
                schedule: Schedule.spaced("50 millis")
              })
              const meanwhile = yield* ami.status.get
              yield* busy.cli("core abort shutdown")
              yield* Effect.retry(Ami.ping, { schedule: Schedule.spaced("50 millis"), times: 100 })
              yield* raise("after")
              yield* until("an event after it", isNote("after", 1))

              assert.strictEqual(refused._tag === "Some" && refused.value._tag, "NotExecuted")
              assert.include(refused._tag === "Some" ? refused.value.message : "", "Asterisk is shutting down")
              assert.strictEqual(meanwhile._tag, "Ready")
              assert.deepStrictEqual(marksOf(items), ["Connected 1"])
            }).pipe(Effect.provide(clientOver(way, busy)))
          }).pipe(Effect.scoped)
      )
    }
  }))
