/**
 * The journal in a real PostgreSQL, which is started for it, is stopped, and comes back.
 */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { keepsCalls } from "../journal/callLogs.ts"
import { findsCalls } from "../journal/callsOf.ts"
import { build, inbox, keepsJournal, messages, outlastsFullDisk, start, stored } from "../journal/journals.ts"
import { absence, database, postgres } from "../postgres/database.ts"
import { canMount, smallDisk } from "../postgres/disk.ts"

describe.skipIf(absence !== undefined)(`PostgreSQL${absence === undefined ? "" : ` (${absence})`}`, () => {
  const server = postgres()
  const client = Effect.map(Effect.flatMap(server, database), (url) => PgClient.layer({ url: Redacted.make(url) }))

  keepsJournal("PostgreSQL", client)
  findsCalls("PostgreSQL", client)
  keepsCalls("PostgreSQL", client)

  it.live("keeps a table for each day, and drops those that are too old", () =>
    Effect.gen(function*() {
      const layer = yield* client
      const journal = yield* build(layer)
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { keep: Infinity, blockEvents: 10 })
      const day = 86_400_000
      const old = (days: number) =>
        messages(1, 10).map((item) => ({ ...item, epoch: days, receivedAt: item.receivedAt - days * day }))
      yield* put(...old(9), ...old(5), ...messages(1, 10))
      yield* stored(writing, 30)
      const days = SqlClient.SqlClient.use((sql) =>
        sql<{ name: string }>`SELECT inhrelid::regclass::text AS name FROM pg_inherits ORDER BY name`
      ).pipe(Effect.map((rows) => rows.map(({ name }) => name)), Effect.provide(layer))
      const nameOf = (at: number) => `ami_journal_${new Date(at).toISOString().slice(0, 10).replaceAll("-", "")}`
      assert.includeMembers([...(yield* days)], [
        nameOf(start - 9 * day),
        nameOf(start - 5 * day),
        nameOf(start),
        nameOf(start + day)
      ])

      assert.strictEqual(yield* journal.prune(new Date(start - 7 * day)), 10)
      assert.notInclude(yield* days, nameOf(start - 9 * day))
      assert.include(yield* days, nameOf(start - 5 * day))
    }).pipe(Effect.scoped))

  it.live("stores what came while the server was stopped, once it is there again", () =>
    Effect.gen(function*() {
      const own = yield* server
      const journal = yield* build(yield* client)
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { blockEvents: 10, maxBlocks: 20 })
      yield* put(...messages(1, 10))
      yield* stored(writing, 10)
      yield* Effect.promise(() => own.halt())
      yield* put(...messages(11, 500))
      yield* Effect.repeat(writing.counts, { until: ({ received }) => received === 500 })
      yield* Effect.promise(() => own.restart())
      yield* writing.flushed
      const { dropped, stored: kept } = yield* writing.counts
      assert.strictEqual(kept + dropped, 500)
      assert.isAbove(dropped, 200)
      const [summary] = yield* journal.servers
      assert.deepInclude(summary, { events: kept, dropped })
    }).pipe(Effect.scoped))

  it.live.skipIf(!canMount)(
    "on a disk that is full stores or counts each message, and recovers when there is space",
    () =>
      Effect.gen(function*() {
        const own = yield* server
        const disk = yield* smallDisk
        const layer = PgClient.layer({ url: Redacted.make(yield* database(own, disk.path)) })
        const journal = yield* build(layer)
        const more = Effect.provide(
          SqlClient.SqlClient.use((sql) => sql`CREATE TABLE more AS SELECT generate_series(1, 100000)`),
          layer
        )
        yield* outlastsFullDisk(journal, {
          fill: Effect.sync(() => disk.fill()),
          whileFull: Effect.map(
            Effect.flip(more),
            (refused) =>
              assert.include(refused._tag === "SqlError" ? String(refused.reason.cause) : "", "No space left on device")
          ),
          clear: Effect.sync(() => disk.clear())
        })
      }).pipe(Effect.scoped)
  )

  it.live("makes its tables once, when several programs are started at once, of which the last writes", () =>
    Effect.gen(function*() {
      const layer = yield* client
      const journals = yield* Effect.all(Array.from({ length: 4 }, () => build(layer)), { concurrency: "unbounded" })
      const [first, ...others] = journals
      if (first === undefined) return assert.fail()
      const { put, stream } = yield* inbox
      const generations = yield* Effect.forEach(
        others,
        (journal) =>
          Effect.flatMap(
            Effect.flatMap(inbox, (other) => journal.write("berlin", other.stream)),
            ({ generation }) => generation
          )
      )
      assert.deepStrictEqual(generations, [1, 2, 3])
      const writing = yield* first.write("berlin", stream)
      yield* put(...messages(1, 3))
      yield* stored(writing, 3)
      assert.strictEqual(yield* writing.generation, 4)
      const [own] = yield* first.servers
      assert.strictEqual(own?.events, 3)
    }).pipe(Effect.scoped))
})
