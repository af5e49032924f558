/**
 * Removes what is too old: PostgreSQL drops the partition of a day, SQLite deletes some rows at a time.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { SqlError } from "effect/sql/SqlError"
import { quietly } from "../../internal/foreign.ts"
import { dayMillis, type Storage } from "./storage.ts"

/** So many rows are deleted at a time, so that writers get their turn. */
const rowsAtOnce = 1000

type Numbers = Readonly<Record<string, unknown>>

const pruneEvery = "1 hour"

/** Removes every hour what is older than it is kept. */
export const keeping = (
  keep: Duration.Input,
  what: string,
  remove: (before: number) => Effect.Effect<unknown, unknown>
): Effect.Effect<void> => {
  const kept = Duration.toMillis(keep)
  if (!Number.isFinite(kept)) return Effect.void
  return Effect.flatMap(Clock.currentTimeMillis, (now) => remove(now - kept)).pipe(
    Effect.catchCause((cause) => quietly(Effect.logWarning(`What is too old in ${what} was not removed`, cause))),
    Effect.andThen(Effect.sleep(pruneEvery)),
    Effect.forever
  )
}

/** Removes blocks whose last message came before a moment, and gives how many events they held. */
export const expire = (storage: Storage, before: number): Effect.Effect<number, SqlError> =>
  storage.isPostgres ? dropDays(storage, before) : deleteRows(storage, before)

const deleteRows = Effect.fnUntraced(function*({ sql }: Storage, before: number) {
  let events = 0
  const servers = yield* sql<{ readonly server: string }>`SELECT server FROM ami_server`
  for (const { server } of servers) {
    while (true) {
      const oldest = sql`SELECT id, last_at, events FROM ami_journal
        WHERE server = ${server} AND last_at < ${before} ORDER BY id LIMIT ${sql.literal(String(rowsAtOnce))}`
      const count = yield* sql.withTransaction(Effect.gen(function*() {
        const [all] = yield* sql<Numbers>`SELECT max(id) AS id, max(last_at) AS at, sum(events) AS events,
          count(*) AS amount FROM (${oldest})`
        const amount = Number(all?.["amount"] ?? 0)
        if (amount === 0) return 0
        const id = Number(all?.["id"])
        yield* sql`UPDATE ami_server SET expired_id = ${id}, expired_at = ${Number(all?.["at"])},
          expired_items = (SELECT max(1, events) FROM ami_journal WHERE id = ${id})
          WHERE server = ${server} AND expired_id < ${id}`
        yield* sql`DELETE FROM ami_journal WHERE server = ${server} AND last_at < ${before} AND id <= ${id}`
        events += Number(all?.["events"] ?? 0)
        return amount
      }))
      if (count === 0) break
      yield* sql`PRAGMA incremental_vacuum`
      yield* Effect.yieldNow
    }
  }
  return events
})

const dropDays = Effect.fnUntraced(function*({ sql }: Storage, before: number) {
  let events = 0
  const partitions = yield* sql<{ readonly name: string }>`SELECT c.relname AS name FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass('ami_journal') ORDER BY c.relname`
  for (const { name } of partitions) {
    const [, year, month, day] = /^ami_journal_(\d{4})(\d\d)(\d\d)$/.exec(name) ?? []
    if (year === undefined || Date.parse(`${year}-${month}-${day}`) + dayMillis > before) continue
    events += yield* sql.withTransaction(Effect.gen(function*() {
      const [all] = yield* sql<Numbers>`SELECT sum(events) AS events FROM ${sql(name)}`
      yield* sql`UPDATE ami_server SET expired_id = old.id, expired_at = old.at, expired_items = GREATEST(1, old.events)
        FROM (SELECT DISTINCT ON (server) server, id, events, last_at AS at FROM ${sql(name)}
          ORDER BY server, id DESC) AS old
        WHERE old.server = ami_server.server AND ami_server.expired_id < old.id`
      yield* sql`DROP TABLE ${sql(name)}`
      return Number(all?.["events"] ?? 0)
    }))
  }
  return events
})
