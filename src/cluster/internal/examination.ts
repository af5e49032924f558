/**
 * Whether a database can hold the locks of a cluster.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import type { SqlError } from "effect/sql/SqlError"

export interface Finding {
  /** What is wrong with it. */
  readonly problem: "Version" | "Pooler" | "Shards"
  /** The same in words, and what to do. */
  readonly message: string
}

/** The first with `idle_session_timeout`, which ends the session of a node that is frozen. */
const leastVersion = 140_000
/** A statement of the locks has a column for each; PostgreSQL takes 1,664. */
const mostShards = 1600

type Examined<A> = Effect.Effect<A, SqlError, Scope.Scope>

const one = (connection: Connection, sql: string) =>
  Effect.map(connection.executeValues(sql, []), (rows) => String(rows[0]?.[0] ?? ""))

/** A setting of a session is lost if the next statement runs in another one, as over a pooler that shares sessions. */
const isPooled = (sql: SqlClient.SqlClient): Examined<boolean> =>
  Effect.gen(function*() {
    const word = crypto.randomUUID()
    const [first, second] = [yield* sql.reserve, yield* sql.reserve]
    yield* one(first, `SELECT set_config('effect_ami.session', '${word}', false)`)
    // The session that has the setting is the one that a pooler gives away now.
    yield* second.executeRaw("BEGIN", [])
    yield* one(second, "SELECT 1")
    const read = yield* Effect.ensuring(
      one(first, "SELECT current_setting('effect_ami.session', true)"),
      Effect.ignore(second.executeRaw("ROLLBACK", []))
    )
    yield* one(first, "SELECT set_config('effect_ami.session', '', false)")
    return read !== word
  })

const ofPostgres = Effect.fnUntraced(function*(sql: SqlClient.SqlClient, shards: number) {
  const findings: Array<Finding> = []
  const version = Number(
    yield* Effect.scoped(Effect.flatMap(sql.reserve, (connection) => one(connection, "SHOW server_version_num")))
  )
  if (version < leastVersion) {
    findings.push({
      problem: "Version",
      message: `PostgreSQL is of version ${
        Math.floor(version / 10_000)
      }; before 14 a node that is frozen keeps its servers`
    })
  }
  if (yield* Effect.scoped(isPooled(sql))) {
    findings.push({
      problem: "Pooler",
      message: "A pooler gives each transaction another session of PostgreSQL, and a lock is lost with its session: "
        + "connect to PostgreSQL directly, or let the pooler keep sessions (pool_mode = session)"
    })
  }
  if (shards > mostShards) {
    findings.push({
      problem: "Shards",
      message:
        `There are ${shards} shards in all groups together; with more than ${mostShards} PostgreSQL refuses to lock any`
    })
  }
  return findings
})

/** What is wrong; nothing with a database that is not PostgreSQL. */
export const examine = (shards: number): Effect.Effect<ReadonlyArray<Finding>, SqlError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    sql.onDialectOrElse({
      pg: () => ofPostgres(sql.withoutTransforms(), shards),
      orElse: (): Effect.Effect<ReadonlyArray<Finding>, SqlError> => Effect.succeed([])
    }))
