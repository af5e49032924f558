/**
 * A database of SQLite in a file or in memory, as the `SqlClient` of Effect, on the SQLite that is built into Node.
 *
 * It is what a log of attempts needs to survive the end of the process, without another package. Any other `SqlClient` does as
 * well: that of PostgreSQL, or one of SQLite with a pool.
 *
 * Bun has no `node:sqlite`: building the Layer fails there.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import { classifySqliteError, ConnectionError, SqlError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"
import type * as Sqlite from "node:sqlite"

/**
 * Which database, and how lasting it is.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** The file, which is made if it is not there, or `:memory:`. */
  readonly filename: string
  /**
   * What a committed transaction survives. `power` waits for the disk, so that it survives the loss of power; `process` does
   * not, and survives that of the process. Defaults to `power`.
   */
  readonly survives?: "power" | "process" | undefined
}

/** Loaded when it is asked for, so that a program that never asks for a database does not load one, nor warn that it is experimental. */
const load = (): typeof Sqlite | undefined => process.getBuiltinModule("node:sqlite")

/** What Node throws has SQLite's code in `errcode`, and Effect looks for it in `errno`. */
const failedTo = (operation: string, message: string) => (cause: unknown): SqlError => {
  const known = cause instanceof Error && "errcode" in cause
    ? Object.assign(new Error(cause.message), { errno: cause.errcode })
    : cause
  return new SqlError({ reason: classifySqliteError(known, { message, operation }) })
}

/** What SQLite takes and what a program may give. */
const bound = (value: unknown): Sqlite.SQLInputValue => {
  if (value === undefined || value === null) return null
  if (typeof value === "boolean") return value ? 1 : 0
  if (value instanceof Date) return value.toISOString()
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value
  return value instanceof Uint8Array ? value : JSON.stringify(value)
}

/** Statements are prepared once, as long as there are not too many of them. */
const mostStatements = 256

const open = (options: Options, { DatabaseSync }: typeof Sqlite) =>
  Effect.acquireRelease(
    Effect.try({
      try: () => {
        const database = new DatabaseSync(options.filename, { timeout: 5000 })
        // Before anything is in a new file: what is deleted can be given back to the disk then.
        database.exec("PRAGMA auto_vacuum = INCREMENTAL")
        database.exec("PRAGMA journal_mode = WAL")
        database.exec(`PRAGMA synchronous = ${options.survives === "process" ? "NORMAL" : "FULL"}`)
        return database
      },
      catch: failedTo("open", `SQLite could not open ${options.filename}`)
    }),
    (database) => Effect.sync(() => Result.try(() => database.close()))
  )

const connectionOf = (database: Sqlite.DatabaseSync): SqlConnection.Connection => {
  const prepared = new Map<string, Sqlite.StatementSync>()
  const prepare = (sql: string): Sqlite.StatementSync => {
    const known = prepared.get(sql)
    if (known !== undefined) return known
    const statement = database.prepare(sql)
    if (prepared.size >= mostStatements) prepared.clear()
    prepared.set(sql, statement)
    return statement
  }
  const attempt = <A>(run: () => A): Effect.Effect<A, SqlError> =>
    Effect.try({ try: run, catch: failedTo("execute", "SQLite failed to execute a statement") })
  const all = (sql: string, params: ReadonlyArray<unknown>) =>
    attempt(() => {
      const statement = prepare(sql)
      statement.setReturnArrays(false)
      return statement.all(...params.map(bound))
    })
  const values = (sql: string, params: ReadonlyArray<unknown>) =>
    attempt(() => {
      const statement = prepare(sql)
      statement.setReturnArrays(true)
      const rows: ReadonlyArray<unknown> = statement.all(...params.map(bound))
      return rows.map((row) => Array.isArray(row) ? row : [row])
    })
  const execute: SqlConnection.Connection["execute"] = (sql, params, transform) =>
    transform === undefined ? all(sql, params) : Effect.map(all(sql, params), transform)
  return {
    execute,
    executeUnprepared: execute,
    executeRaw: all,
    executeValues: values,
    executeValuesUnprepared: values,
    executeStream: (sql, params, transform) => Stream.fromIterableEffect(execute(sql, params, transform))
  }
}

const make = Effect.fnUntraced(function*(options: Options) {
  const sqlite = load()
  if (sqlite === undefined) {
    const message = "This runtime has no node:sqlite: give the SqlClient of another package"
    return yield* Effect.fail(
      new SqlError({ reason: new ConnectionError({ message, cause: message, operation: "open" }) })
    )
  }
  const database = yield* open(options, sqlite)
  const acquirers = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed(connectionOf(database)),
    semaphore: yield* Semaphore.make(1),
    isTransaction: () => database.isTransaction
  })
  return yield* SqlClient.make({
    ...acquirers,
    compiler: Statement.makeCompilerSqlite(),
    driver: "node-sqlite",
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

/**
 * Layer of a database of SQLite. There is one connection, and statements run one after another.
 *
 * **Example** (Keeping the attempts of a campaign in a file)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { AttemptLog } from "effect-ami"
 * import { NodeSqlite } from "effect-ami/node"
 *
 * export const Log = AttemptLog.layerSql.pipe(Layer.provide(NodeSqlite.layer({ filename: "attempts.db" })))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (options: Options): Layer.Layer<SqlClient.SqlClient, SqlError> =>
  Layer.effect(SqlClient.SqlClient, make(options)).pipe(Layer.provide(Reactivity.layer))
