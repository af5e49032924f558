/**
 * The log of attempts in a real PostgreSQL, which is started for it: Debian's package, with the `SqlClient` of `@effect/sql-pg`.
 */
import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AttemptLog } from "effect-ami"
import { SqlClient } from "effect/sql"
import { attempt, build, busy, ids, isLasting, keepsAttempts } from "../dialer/attemptLogs.ts"
import { absence, database, postgres } from "../postgres/database.ts"

describe.skipIf(absence !== undefined)(`PostgreSQL${absence === undefined ? "" : ` (${absence})`}`, () => {
  const server = postgres()
  const client = Effect.map(
    Effect.flatMap(server, database),
    (url) => PgClient.layer({ url: Redacted.make(url), applicationName: "dialer" })
  )
  const log = Effect.map(client, (client) => AttemptLog.layerSql.pipe(Layer.provide(client), Layer.orDie))

  keepsAttempts("PostgreSQL", log)
  isLasting("PostgreSQL", log)

  it.effect("makes its table once, when several dialers are started at once, and gives an attempt to one of them", () =>
    Effect.gen(function*() {
      const layer = yield* log
      const logs = yield* Effect.all(Array.from({ length: 4 }, () => build(layer)), { concurrency: "unbounded" })
      const exits = yield* Effect.forEach(
        logs,
        (log, index) => Effect.exit(log.intend(attempt(`a${index}`))),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(exits.filter(({ _tag }) => _tag === "Success").length, 1)
      const [first] = logs
      assert.strictEqual((yield* first?.history("spring") ?? Effect.succeed([])).length, 1)
    }).pipe(Effect.scoped))

  it.effect("works again after the server has ended its connections", () =>
    Effect.gen(function*() {
      const layer = yield* client
      const one = yield* build(AttemptLog.layerSql.pipe(Layer.provide(layer)))
      yield* one.intend(attempt("a"))
      yield* SqlClient.SqlClient.use((sql) =>
        sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`
      ).pipe(Effect.provide(Layer.fresh(layer)))
      // A connection that was ended is found out by its next use.
      yield* Effect.retry(one.finish("a", busy), { times: 20 })
      assert.deepStrictEqual(ids(yield* one.history("spring")), ["a"])
      assert.deepStrictEqual(yield* one.open("spring"), [])
    }).pipe(Effect.scoped))
})
