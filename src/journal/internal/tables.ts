/**
 * The tables of a journal.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import { JournalError } from "./entry.ts"

const migrations = {
  "0001_journal": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const pg = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
    const bytes = sql.literal(pg ? "BYTEA" : "BLOB")
    // `generation` counts the writers: one that has lost a server without knowing is refused.
    yield* sql`CREATE TABLE ami_server (
      server VARCHAR(255) NOT NULL PRIMARY KEY,
      generation BIGINT NOT NULL,
      written_at BIGINT NOT NULL,
      expired_id BIGINT NOT NULL DEFAULT 0,
      expired_items INTEGER NOT NULL DEFAULT 0,
      expired_at BIGINT
    )`
    // `number` counts the rows of a writer, so that one that is written again is written once.
    const columns = sql.literal(`
      server VARCHAR(255) NOT NULL,
      generation BIGINT NOT NULL,
      number BIGINT NOT NULL,
      epoch INTEGER NOT NULL,
      first_at BIGINT NOT NULL,
      last_at BIGINT NOT NULL,
      events INTEGER NOT NULL,
      dropped BIGINT,
      gap VARCHAR(32),
      since BIGINT,
      names TEXT NOT NULL
    `)
    if (pg) {
      yield* sql`CREATE TABLE ami_journal (id BIGINT GENERATED ALWAYS AS IDENTITY, ${columns}, data ${bytes})
        PARTITION BY RANGE (first_at)`
      yield* sql`CREATE UNIQUE INDEX ami_journal_number ON ami_journal (server, generation, number, first_at)`
    } else {
      yield* sql`CREATE TABLE ami_journal (id INTEGER PRIMARY KEY AUTOINCREMENT, ${columns}, data ${bytes})`
      yield* sql`CREATE UNIQUE INDEX ami_journal_number ON ami_journal (server, generation, number)`
    }
    yield* sql`CREATE INDEX ami_journal_server ON ami_journal (server, id)`
    yield* sql`CREATE INDEX ami_journal_time ON ami_journal (server, last_at)`
    yield* sql`CREATE TABLE ami_consumer (
      consumer VARCHAR(255) NOT NULL,
      server VARCHAR(255) NOT NULL,
      generation BIGINT NOT NULL,
      block BIGINT NOT NULL,
      item INTEGER NOT NULL,
      noted_at BIGINT NOT NULL,
      PRIMARY KEY (consumer, server)
    )`
    yield* sql`CREATE TABLE ami_dead_letter (
      consumer VARCHAR(255) NOT NULL,
      id VARCHAR(600) NOT NULL,
      at BIGINT NOT NULL,
      reason TEXT NOT NULL,
      body TEXT NOT NULL,
      PRIMARY KEY (consumer, id)
    )`
  }),
  "0002_calls": Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE ami_call (
      server VARCHAR(255) NOT NULL,
      linkedid VARCHAR(255) NOT NULL,
      started_at BIGINT NOT NULL,
      answered_at BIGINT,
      ended_at BIGINT NOT NULL,
      direction VARCHAR(32) NOT NULL,
      caller VARCHAR(255),
      called VARCHAR(255),
      answered_by VARCHAR(255),
      queue VARCHAR(255),
      agent VARCHAR(255),
      outcome VARCHAR(32) NOT NULL,
      end_reason VARCHAR(32) NOT NULL,
      complete INTEGER NOT NULL,
      record TEXT NOT NULL,
      PRIMARY KEY (server, linkedid)
    )`
    yield* sql`CREATE INDEX ami_call_started ON ami_call (started_at)`
    for (const column of ["caller", "called", "answered_by", "queue", "agent"]) {
      yield* sql`CREATE INDEX ${sql(`ami_call_${column}`)} ON ami_call (${sql(column)}, started_at)`
    }
  })
}

/** Makes the tables that are missing. A program that does so at the same time is waited for. */
export const prepare: Effect.Effect<void, JournalError, SqlClient.SqlClient> = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const isKnown = sql.onDialectOrElse({ pg: () => true, sqlite: () => true, orElse: () => false })
  if (!isKnown) return yield* Effect.fail(new JournalError({ reason: "Unsupported", operation: "prepare" }))
  yield* Migrator.make({})({ loader: Migrator.fromRecord(migrations), table: "ami_migrations" }).pipe(
    // SQLite refuses one of two that begin at once.
    Effect.retry({ times: 3 }),
    Effect.mapError((cause) => new JournalError({ reason: "StorageFailed", operation: "prepare", cause }))
  )
})
