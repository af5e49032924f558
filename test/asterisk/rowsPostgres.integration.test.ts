/**
 * The program of docs/brokers.md that writes rows, in a real PostgreSQL.
 */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiJournal } from "effect-ami/journal"
import { NodeZstd } from "effect-ami/node"
import { SqlClient } from "effect/sql"
import { run } from "../brokers/programs.ts"
import { folder } from "../journal/databases.ts"
import { absence, database, postgres } from "../postgres/database.ts"
import { compare, fill, type Place } from "../sink/filling.ts"

const servers = ["berlin", "paris"]
const each = 2000

describe.skipIf(absence !== undefined)(`rows.mts${absence === undefined ? "" : ` (${absence})`}`, () => {
  const server = postgres()

  it.live("has a row for each event, and one only, when it is killed and when PostgreSQL is stopped", () =>
    Effect.gen(function*() {
      const own = yield* server
      const url = yield* database(own)
      const client = PgClient.layer({ url: Redacted.make(url) })
      const services = AmiJournal.layer.pipe(Layer.provide(NodeZstd.layer), Layer.provideMerge(client))
      const context = yield* Layer.build(services)
      yield* Effect.provideContext(fill(servers, each), context)
      const sql = Context.get(context, SqlClient.SqlClient)
      const start = run("rows.mts", yield* folder, { "postgres://ami@127.0.0.1:5432/ami": url })
      const count = sql<{ n: number }>`SELECT COUNT(*)::int AS n FROM event`.pipe(
        Effect.map(([row]) => row?.n ?? 0),
        // It is made when the program has started, and PostgreSQL is away now and then.
        Effect.orElseSucceed(() => 0)
      )
      const until = (rows: number) =>
        Effect.repeat(Effect.andThen(Effect.sleep("5 millis"), count), {
          until: (n) => n >= rows
        })
      for (const rows of [1, 700, 2100]) {
        const running = yield* start
        yield* until(rows)
        yield* running.kill
      }
      const running = yield* start
      yield* until(2800)
      yield* Effect.promise(() => own.halt())
      yield* Effect.promise(() => own.restart())
      yield* until(servers.length * (each + 1))
      assert.isTrue(running.isAlive(), running.printed())
      const rows = yield* sql<{ place: Place; linkedid: string | null }>`
        SELECT body->'_' AS place, linkedid FROM event`
      assert.lengthOf(rows, servers.length * (each + 1))
      // A table has no order.
      const { again, lost } = compare(rows.map(({ place }) => place), servers, each)
      assert.deepStrictEqual({ again, lost }, { again: 0, lost: 0 })
      const event = rows.find(({ place }) => place.seq === 7)
      assert.strictEqual(event?.linkedid, "7.1")
    }).pipe(Effect.scoped))
})
