/**
 * The journal of a real Asterisk under a storm of calls and events, while its PostgreSQL is gone for ten seconds.
 */
import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Redacted, Scope } from "effect"
import { Ami } from "effect-ami"
import { AmiJournal } from "effect-ami/journal"
import { all, build } from "../journal/journals.ts"
import { absence, database, postgres } from "../postgres/database.ts"
import { client } from "./clients.ts"
import { forEachServer } from "./servers.ts"

forEachServer("a journal whose database is gone for ten seconds", (server) => {
  const databases = postgres()

  it.live.skipIf(absence !== undefined)(
    "has stored or counted each event of a storm, in order",
    () =>
      Effect.gen(function*() {
        const own = yield* databases
        const journal = yield* build(PgClient.layer({ url: Redacted.make(yield* database(own)) }))
        const scope = yield* Scope.make()
        const writing = yield* AmiJournal.record({ server: "pbx", blockEvents: 50, maxBlocks: 20 }).pipe(
          Effect.provideService(AmiJournal.AmiJournal, journal),
          Scope.provide(scope)
        )
        let raised = 0
        const raise = Effect.suspend(() => {
          raised += 1
          return Ami.request({ Action: "UserEvent", UserEvent: "Storm", Number: String(raised) })
        })
        const call = Ami.request({
          Action: "Originate",
          Channel: "Local/100@from-internal",
          Application: "Wait",
          Data: "1",
          Async: "true"
        })
        const storm = yield* Effect.forkChild(Effect.forever(
          Effect.andThen(Effect.all(Array.from({ length: 20 }, () => raise)), Effect.ignore(call))
        ))
        yield* Effect.repeat(writing.counts, { until: ({ stored }) => stored > 100 })
        yield* Effect.promise(() => own.halt())
        // How long the outage is.
        yield* Effect.sleep("10 seconds")
        yield* Effect.promise(() => own.restart())
        yield* writing.flushed
        yield* Fiber.interrupt(storm)
        // It stores what it has, and takes nothing more.
        yield* Scope.close(scope, Exit.void)
        yield* writing.flushed

        const { dropped, received, stored, waiting } = yield* writing.counts
        assert.deepStrictEqual([stored + dropped, waiting], [received, 0])
        assert.isAbove(dropped, 0)
        const replayed = yield* all(journal, { server: "pbx" })
        const numbers = replayed.flatMap((item) =>
          item._tag === "Received" && item.message.get("UserEvent") === "Storm"
            ? [Number(item.message.get("Number"))]
            : []
        )
        assert.isTrue(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)))
        const gaps = replayed.flatMap((item) =>
          item._tag === "Missing" && item.reason === "JournalFull" ? [Number(item.dropped)] : []
        )
        assert.strictEqual(gaps.reduce((sum, one) => sum + one, 0), dropped)
        const kept = replayed.filter(({ _tag }) => _tag === "Received").length
        assert.strictEqual(kept, stored)
        console.log(`${server.version}: ${received} received, ${stored} stored, ${dropped} counted, ${raised} raised`)
      }).pipe(Effect.provide(client(server)), Effect.scoped)
  )
})
