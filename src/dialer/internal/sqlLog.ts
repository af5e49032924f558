/**
 * The log of attempts in a table of a SQL database.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { type Attempt, AttemptLog, AttemptLogError } from "./attempt.ts"
import { guard, mostTimeOfAll } from "./guardedLog.ts"
import { isPlain, Outcome } from "./outcome.ts"
import { Together } from "./together.ts"

type Operation = AttemptLogError["operation"]

/** A part of a statement. */
type Fragment = ReturnType<SqlClient.SqlClient["literal"]>

const table = "effect_ami_attempts"

/** Names have a length because some databases index no text of any length. */
const migrations = {
  "0001_attempts": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE ${sql(table)} (
      id VARCHAR(64) NOT NULL UNIQUE,
      campaign VARCHAR(255) NOT NULL,
      contact VARCHAR(255) NOT NULL,
      number VARCHAR(255) NOT NULL,
      attempt INTEGER NOT NULL,
      intended_at BIGINT NOT NULL,
      finished_at BIGINT,
      outcome TEXT,
      UNIQUE (campaign, contact, attempt)
    )`
    yield* sql`CREATE INDEX effect_ami_attempts_open ON ${sql(table)} (campaign, intended_at) WHERE finished_at IS NULL`
  })
}

/** Drivers give a BIGINT as a number, a bigint or a text. */
interface Row {
  readonly id: string
  readonly contact: string
  readonly number: string
  readonly attempt: unknown
  readonly intended_at: unknown
  readonly finished_at: unknown
  readonly outcome: string | null
}

const json = /*#__PURE__*/ Schema.fromJsonString(Outcome)
const decode = /*#__PURE__*/ Schema.decodeUnknownResult(json)
const encode = /*#__PURE__*/ Schema.encodeEffect(json)

const read = (text: string): Result.Result<Outcome, unknown> => {
  const plain = Result.try((): unknown => JSON.parse(text))
  return Result.isSuccess(plain) && isPlain(plain.success) ? Result.succeed(plain.success) : decode(text)
}

/** The attempts of rows, without an Effect for each: a campaign may have hundreds of thousands. */
const attemptsOf = (
  operation: Operation,
  campaign: string,
  rows: ReadonlyArray<Row>
): Result.Result<ReadonlyArray<Attempt>, AttemptLogError> => {
  const attempts: Array<Attempt> = []
  for (const { attempt, contact, finished_at, id, intended_at, number, outcome } of rows) {
    const intendedAt = Number(intended_at)
    if (outcome === null) {
      attempts.push({ campaign, contact, number, attempt: Number(attempt), id, intendedAt })
      continue
    }
    const decoded = read(outcome)
    if (Result.isFailure(decoded)) {
      return Result.fail(new AttemptLogError({ reason: "Unreadable", operation, of: id, cause: decoded.failure }))
    }
    attempts.push({
      campaign,
      contact,
      number,
      attempt: Number(attempt),
      id,
      intendedAt,
      finishedAt: Number(finished_at),
      outcome: decoded.success
    })
  }
  return Result.succeed(attempts)
}

/**
 * SQLite waits for the disk at each commit, and is one connection. A server commits what comes at once together by itself, and
 * answers over several connections.
 */
const writesTogether = Effect.fnUntraced(function*(sql: SqlClient.SqlClient) {
  if (!sql.onDialectOrElse({ sqlite: () => true, orElse: () => false })) return undefined
  const together = new Together(
    (writes) =>
      Effect.mapError(sql.withTransaction(writes), (error) =>
        error instanceof AttemptLogError
          ? error
          : new AttemptLogError({ reason: "StorageFailed", operation: "finish", cause: error })),
    yield* Effect.context<never>()
  )
  // What was asked for is written before the database is closed.
  yield* Effect.addFinalizer(() => together.over)
  return together
})

const make = Effect.gen(function*() {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const migrated = Migrator.make({})({ loader: Migrator.fromRecord(migrations), table: "effect_ami_migrations" }).pipe(
    Effect.mapError((cause) => new AttemptLogError({ reason: "StorageFailed", operation: "prepare", cause }))
  )
  yield* guard("prepare", undefined, () => migrated, mostTimeOfAll)

  const failed = (operation: Operation, of: string) => (cause: SqlError): AttemptLogError =>
    new AttemptLogError({
      reason: operation === "intend" && cause.reason._tag === "UniqueViolation" ? "AlreadyIntended" : "StorageFailed",
      operation,
      of,
      cause
    })

  const columns = sql.literal("id, contact, number, attempt, intended_at, finished_at, outcome")

  /** The attempts of a campaign for which something holds. Its name is in none of the rows: it is the same in all. */
  const select = (operation: Operation, campaign: string, of: string, rest: Fragment) =>
    sql<Row>`SELECT ${columns} FROM ${sql(table)} WHERE campaign = ${campaign} ${rest}`.pipe(
      Effect.mapError(failed(operation, of)),
      Effect.flatMap((rows) => Effect.fromResult(attemptsOf(operation, campaign, rows)))
    )

  const together = yield* writesTogether(sql)
  /** Does a write alone, in the transaction that it is in, or with others. */
  const write = (operation: Operation, of: string, run: Effect.Effect<void, AttemptLogError>) =>
    together === undefined ? run : Effect.flatMap(
      Effect.serviceOption(sql.transactionService),
      (transaction) => Option.isSome(transaction) ? run : together.write({ operation, of, run })
    )

  /** Changes an open attempt, and finds out why none was changed. */
  const change = (operation: Operation, id: string, changed: Effect.Effect<ReadonlyArray<object>, SqlError>) => {
    const all = Effect.mapError(changed, failed(operation, id)).pipe(
      Effect.filterOrElse(
        (rows) => rows.length > 0,
        () =>
          Effect.mapError(sql`SELECT id FROM ${sql(table)} WHERE id = ${id}`, failed(operation, id)).pipe(
            Effect.filterOrFail(
              (rows) => rows.length > 0 && operation === "finish",
              () => new AttemptLogError({ reason: "NotFound", operation, of: id })
            )
          )
      ),
      Effect.asVoid
    )
    return write(operation, id, all)
  }

  return AttemptLog.of({
    intend: ({ attempt, campaign, contact, id, intendedAt, number }) =>
      write(
        "intend",
        id,
        sql`INSERT INTO ${sql(table)} ${
          sql.insert({ id, campaign, contact, number, attempt, intended_at: intendedAt })
        }`
          .pipe(Effect.mapError(failed("intend", id)), Effect.asVoid)
      ),
    finish: (id, outcome) =>
      Effect.gen(function*() {
        const finishedAt = yield* Clock.currentTimeMillis
        const text = yield* Effect.mapError(
          encode(outcome),
          (cause) => new AttemptLogError({ reason: "StorageFailed", operation: "finish", of: id, cause })
        )
        yield* change(
          "finish",
          id,
          sql`UPDATE ${sql(table)} SET finished_at = ${finishedAt}, outcome = ${text}
            WHERE id = ${id} AND finished_at IS NULL RETURNING id`
        )
      }),
    withdraw: (id) =>
      change(
        "withdraw",
        id,
        sql`DELETE FROM ${sql(table)} WHERE id = ${id} AND finished_at IS NULL RETURNING id`
      ),
    open: (campaign) => select("open", campaign, campaign, sql`AND finished_at IS NULL ORDER BY intended_at`),
    of: (campaign, contact) => select("of", campaign, contact, sql`AND contact = ${contact} ORDER BY attempt`),
    history: (campaign) => select("history", campaign, campaign, sql`ORDER BY contact, attempt`)
  })
})

/** Layer of the log in the database that is given. */
export const layer: Layer.Layer<AttemptLog, AttemptLogError, SqlClient.SqlClient> = /*#__PURE__*/ Layer.effect(
  AttemptLog,
  make
)
