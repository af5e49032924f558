/**
 * Calls that SIP telephones make in a real Asterisk, in a table: each column of each row says what the record says that `AmiCalls` gave.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { buildLog } from "../journal/callLogs.ts"
import { sqlite } from "../journal/databases.ts"
import { house } from "../telephones/house.ts"
import { observe } from "../telephones/observer.ts"
import { play } from "../telephones/play.ts"
import { markOf, recorder } from "../telephones/recorder.ts"
import { type AsteriskVersion, forEachServer } from "./servers.ts"

/** What is played, and what came of the first call of it. */
const shapes = {
  "queue-answered": "Answered",
  "queue-abandoned": "Abandoned",
  "blind-refer": "Answered",
  "attended-refer": "Answered",
  "queue-attended-transfer": "Answered",
  "queue-blind-transfer": "Answered"
}

const tabled = Effect.fnUntraced(function*(version: AsteriskVersion) {
  const home = yield* house(version)
  const people = yield* recorder(home, "tcp")
  const observer = yield* observe(home)
  const layer = Layer.succeedContext(yield* Layer.build(yield* sqlite))
  const log = yield* buildLog(layer)
  const writing = yield* log.write(people.calls.records, { server: "pbx" })
  for (const [name, outcome] of Object.entries(shapes)) {
    const before = people.records.length
    assert.isUndefined((yield* play(home, name)).failure, name)
    yield* observer.request(markOf(name))
    yield* people.marked(name)
    yield* people.until(`the record of ${name}`, () => people.open.size === 0 && people.records.length > before)
    assert.strictEqual(people.records[before]?.outcome, outcome, name)
  }
  yield* Effect.repeat(writing.counts, { until: ({ received }) => received === people.records.length })
  yield* writing.flushed

  const rows = yield* Effect.provide(
    SqlClient.SqlClient.use((sql) => sql<Readonly<Record<string, unknown>>>`SELECT * FROM ami_call`),
    layer
  )
  assert.strictEqual(rows.length, people.records.length)
  for (const record of people.records) {
    const { answeredAt, answeredBy, dialed, direction, end, endedAt, from, id, outcome, queues, startedAt, unknown } =
      record
    const served = queues.find((one) => one.outcome === "Connected") ?? queues.at(-1)
    const row = rows.find(({ linkedid }) => linkedid === id) ?? assert.fail(id)
    assert.deepStrictEqual(JSON.parse(String(row["record"])), JSON.parse(JSON.stringify(record)))
    assert.deepInclude(row, {
      server: "pbx",
      started_at: Math.round(startedAt),
      answered_at: answeredAt === undefined ? null : Math.round(answeredAt),
      ended_at: Math.round(endedAt),
      caller: from?.number ?? from?.endpoint ?? null,
      called: dialed ?? null,
      answered_by: answeredBy?.number ?? answeredBy?.endpoint ?? null,
      queue: served?.Queue ?? null,
      direction,
      outcome,
      end_reason: end._tag === "HungUp" ? end.by : end._tag,
      complete: unknown.length === 0 ? 1 : 0
    }, id)
  }
  return rows
})

forEachServer("a table of calls of telephones", ({ version }) => {
  it.live("has what the records say", () =>
    Effect.gen(function*() {
      const rows = yield* tabled(version)
      assert.isTrue(rows.some(({ agent }) => agent !== null))
    }).pipe(Effect.scoped))
})
