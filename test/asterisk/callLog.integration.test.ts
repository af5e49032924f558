/**
 * The records of calls of a real Asterisk in a table: each row is the record that the model gave.
 */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Stream } from "effect"
import { Ami, AmiCalls, type CallRecord } from "effect-ami"
import { AmiCallLog, AmiJournal } from "effect-ami/journal"
import { SqlClient } from "effect/sql"
import { buildLog } from "../journal/callLogs.ts"
import { sqlite } from "../journal/databases.ts"
import { build, type Kind } from "../journal/journals.ts"
import { absence, database, postgres } from "../postgres/database.ts"
import { client } from "./clients.ts"
import { forEachServer } from "./servers.ts"

const calls = 12

forEachServer("a table of calls", (server) => {
  const own = postgres()
  const kinds: ReadonlyArray<readonly [name: string, kind: Kind, isThere: boolean]> = [
    ["SQLite", sqlite, true],
    [
      "PostgreSQL",
      Effect.map(Effect.flatMap(own, database), (url) => PgClient.layer({ url: Redacted.make(url) })),
      absence === undefined
    ]
  ]
  for (const [name, kind, isThere] of kinds) {
    describe.skipIf(!isThere)(name, () => {
      it.live("has the record of each call, and the journal its events", () =>
        Effect.gen(function*() {
          const layer = Layer.succeedContext(yield* Layer.build(yield* kind))
          const log = yield* buildLog(layer)
          const journal = yield* build(layer)
          const journaled = yield* Effect.provideService(
            AmiJournal.record({ server: "pbx" }),
            AmiJournal.AmiJournal,
            journal
          )
          const { records } = yield* AmiCalls.AmiCalls
          const given: Array<CallRecord.CallRecord> = []
          yield* Effect.forkScoped(
            Stream.runForEach(records, (record) => Effect.sync(() => given.push(record))),
            { startImmediately: true }
          )
          const writing = yield* Effect.provideService(
            AmiCallLog.record({ server: "pbx" }),
            AmiCallLog.AmiCallLog,
            log
          )
          for (let index = 0; index < calls; index++) {
            yield* Ami.request({
              Action: "Originate",
              Channel: `Local/${index % 2 === 0 ? 100 : 999}@from-internal`,
              Application: "Wait",
              Data: "1",
              Async: "true"
            })
          }
          yield* Effect.repeat(writing.counts, {
            until: ({ stored }) => stored >= calls / 2 && stored === given.length
          })
          yield* writing.flushed

          const stored = yield* Stream.runCollect(log.find({ server: "pbx" }))
          const byId = (all: ReadonlyArray<CallRecord.CallRecord>) =>
            all.toSorted((one, other) => one.id.localeCompare(other.id))
          assert.deepStrictEqual(byId(stored.map(({ record }) => record)), byId(given.slice(0, stored.length)))
          const rows = yield* Effect.provide(
            SqlClient.SqlClient.use((sql) =>
              sql<Readonly<Record<string, unknown>>>`SELECT * FROM ami_call ORDER BY linkedid`
            ),
            layer
          )
          for (const row of rows) {
            const record = given.find(({ id }) => id === row["linkedid"])
            assert.deepStrictEqual(
              [row["server"], Number(row["started_at"]), Number(row["ended_at"]), row["outcome"], row["complete"]],
              ["pbx", record?.startedAt, record?.endedAt, record?.outcome, record?.unknown.length === 0 ? 1 : 0]
            )
          }

          yield* journaled.flushed
          for (const { record } of stored) {
            const items = yield* journal.call("pbx", record.id)
            const names = items.flatMap((item) => item._tag === "Received" ? [item.message.name] : [item.reason])
            assert.strictEqual(names[0], "Newchannel", record.id)
            const hangups = names.filter((name) => name === "Hangup").length
            assert.strictEqual(hangups, names.filter((name) => name === "Newchannel").length, record.id)
          }
          console.log(`${server.version}, ${name}: ${stored.length} records, ${rows.length} rows`)
        }).pipe(Effect.provide(AmiCalls.layer.pipe(Layer.provideMerge(client(server)))), Effect.scoped))
    })
  }
})
