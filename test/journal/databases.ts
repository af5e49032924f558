/**
 * Databases for journals, and what may happen to them.
 */
import { Context, Effect, Layer } from "effect"
import { NodeSqlite } from "effect-ami/node"
import * as Reactivity from "effect/reactivity/Reactivity"
import { SqlClient, SqlConnection, SqlError, Statement } from "effect/sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A folder that is removed with the scope. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "ami-journal-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** A new database in a file. */
export const sqlite = Effect.map(
  folder,
  (path) => NodeSqlite.layer({ filename: join(path, "journal.db"), survives: "process" })
)

/**
 * What a database does: it works; `fails` with each statement; does nothing (`hangs`); `forgets` to answer to a commit that it has
 * made.
 */
export type Mood = "works" | "fails" | "hangs" | "forgets"

export interface Moody {
  mood: Mood
  /** How many statements were refused, or not answered. */
  refused: number
}

const refused = () =>
  new SqlError.SqlError({
    reason: new SqlError.ConnectionError({ message: "gone", cause: "gone", operation: "execute" })
  })

/** The same database in a mood. */
export const moody = (inner: Layer.Layer<SqlClient.SqlClient, unknown>) => {
  const state: Moody = { mood: "works", refused: 0 }
  const gate = <A>(run: Effect.Effect<A, SqlError.SqlError>, isCommit = false): Effect.Effect<A, SqlError.SqlError> =>
    Effect.suspend(() => {
      if (state.mood === "works") return run
      if (state.mood === "forgets") {
        if (!isCommit) return run
        state.refused += 1
        return Effect.andThen(run, Effect.fail(refused()))
      }
      state.refused += 1
      return state.mood === "hangs" ? Effect.never : Effect.fail(refused())
    })
  const connectionOf = (connection: SqlConnection.Connection): SqlConnection.Connection => ({
    ...connection,
    execute: (sql, params, transform) => gate(connection.execute(sql, params, transform)),
    executeUnprepared: (sql, params, transform) =>
      // Effect lets nobody interrupt these.
      sql === "ROLLBACK" || (sql === "BEGIN" && state.mood === "hangs")
        ? connection.executeUnprepared(sql, params, transform)
        : gate(connection.executeUnprepared(sql, params, transform), sql === "COMMIT")
  })
  const layer = Layer.effect(
    SqlClient.SqlClient,
    Effect.gen(function*() {
      const client = Context.get(yield* Layer.build(inner), SqlClient.SqlClient)
      return yield* SqlClient.make({
        acquirer: Effect.map(client.reserve, connectionOf),
        compiler: Statement.makeCompilerSqlite(),
        driver: "moody",
        spanAttributes: []
      })
    })
  ).pipe(Layer.provide(Reactivity.layer), Layer.orDie)
  return { layer, state }
}
