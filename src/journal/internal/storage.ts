/**
 * The statements of a journal, for SQLite and PostgreSQL.
 *
 * @since 0.2.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { Row } from "./backlog.ts"
import { anyName, isPlain } from "./block.ts"
import { type GapReason, type Position, wholeBlock } from "./entry.ts"

export const dayMillis = 86_400_000

/** A row as the database has it; drivers give a BIGINT as a number, a bigint or a text. */
export interface Found {
  readonly id: number
  readonly generation: number
  readonly epoch: number
  readonly firstAt: number
  readonly events: number
  readonly dropped: number | null
  readonly gap: GapReason | null
  readonly since: number | null
  readonly data: Uint8Array | null
}

interface Raw extends Readonly<Record<Exclude<keyof Found, "gap" | "data" | "firstAt">, unknown>> {
  readonly first_at: unknown
  readonly gap: GapReason | null
  readonly data: Uint8Array | null
}

const whole = (value: unknown): number | null => value === null || value === undefined ? null : Number(value)

const found = (raw: Raw): Found => ({
  id: Number(raw.id),
  generation: Number(raw.generation),
  epoch: Number(raw.epoch),
  firstAt: Number(raw.first_at),
  events: Number(raw.events),
  dropped: whole(raw.dropped),
  gap: raw.gap,
  since: whole(raw.since),
  data: raw.data
})

/** How far the journal of a server goes, and what of it has expired. */
export interface Extent {
  readonly newest: number
  readonly expired: Position
  readonly expiredAt: number | undefined
}

export type Storage = Effect.Success<typeof make>

export const make = Effect.gen(function*() {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const isPostgres = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  /** The days of which this process knows that they have a partition. */
  const days = new Set<number>()

  const partitionOf = (day: number) =>
    `ami_journal_${new Date(day * dayMillis).toISOString().slice(0, 10).replaceAll("-", "")}`

  const ensureDay = (day: number) =>
    sql`CREATE TABLE IF NOT EXISTS ${sql(partitionOf(day))} PARTITION OF ami_journal
      FOR VALUES FROM (${sql.literal(String(day * dayMillis))}) TO (${sql.literal(String((day + 1) * dayMillis))})`
      .pipe(
        // Another program may make it at the same moment.
        Effect.catch((error) =>
          Effect.flatMap(
            sql<{ readonly name: unknown }>`SELECT to_regclass(${partitionOf(day)})::text AS name`,
            ([row]) => (row?.name ?? null) === null ? Effect.fail(error) : Effect.void
          )
        )
      )

  /** Makes the partitions of new rows, and that of the next day while there is time. */
  const ensureDays = Effect.fnUntraced(function*(rows: ReadonlyArray<Row>) {
    for (const { firstAt } of rows) {
      const day = Math.floor(firstAt / dayMillis)
      if (days.has(day)) continue
      yield* ensureDay(day)
      yield* ensureDay(day + 1)
      days.add(day)
    }
  })

  return {
    sql,
    isPostgres,

    /** Makes this writer the one of a server, and gives its generation. */
    claim: (server: string, now: number): Effect.Effect<number, SqlError> =>
      Effect.map(
        sql<{ readonly generation: unknown }>`INSERT INTO ami_server (server, generation, written_at)
          VALUES (${server}, 1, ${now})
          ON CONFLICT (server) DO UPDATE SET generation = ami_server.generation + 1 RETURNING generation`,
        ([row]) => Number(row?.generation)
      ),

    /**
     * Stores rows, unless there is another writer by now: then it gives false. Of a server one transaction runs at a time, so
     * that ids grow in the order of commits.
     */
    insert: (server: string, generation: number, rows: ReadonlyArray<Row>, number: number, now: number) =>
      Effect.gen(function*() {
        if (isPostgres) yield* ensureDays(rows)
        const values = rows.map((row, index) => ({
          server,
          generation,
          number: number + index,
          epoch: row.epoch,
          first_at: row.firstAt,
          last_at: row.lastAt,
          events: row.events,
          dropped: row.dropped,
          gap: row.gap,
          since: row.since,
          names: row.names,
          data: row.data
        }))
        return yield* sql.withTransaction(Effect.gen(function*() {
          const held = yield* sql`UPDATE ami_server SET written_at = ${now}
            WHERE server = ${server} AND generation = ${generation} RETURNING generation`
          if (held.length === 0) return false
          if (Arr.isArrayNonEmpty(values)) {
            yield* sql`INSERT INTO ami_journal ${sql.insert(values)} ON CONFLICT DO NOTHING`
          }
          return true
        }))
      }).pipe(Effect.tapError(() => Effect.sync(() => days.clear()))),

    extent: (server: string): Effect.Effect<Extent, SqlError> =>
      Effect.map(
        sql<Readonly<Record<string, unknown>>>`SELECT expired_id, expired_items, expired_at,
          (SELECT max(id) FROM ami_journal WHERE server = ${server}) AS newest
          FROM ami_server WHERE server = ${server}`,
        ([row]) => ({
          newest: Number(row?.["newest"] ?? 0),
          expired: { block: Number(row?.["expired_id"] ?? 0), item: Number(row?.["expired_items"] ?? 0) },
          expiredAt: whole(row?.["expired_at"]) ?? undefined
        })
      ),

    /** The place before the first row that holds something of a moment or later. */
    placeOf: (server: string, at: number): Effect.Effect<Position | undefined, SqlError> =>
      Effect.map(
        sql<
          { readonly id: unknown }
        >`SELECT min(id) AS id FROM ami_journal WHERE server = ${server} AND last_at >= ${at}`,
        ([row]) => {
          const id = whole(row?.id)
          return id === null ? undefined : { block: id - 1, item: wholeBlock }
        }
      ),

    /** The next rows after a place: gaps, and blocks with one of the names. */
    rows: (server: string, after: Position, newest: number, names: ReadonlyArray<string> | undefined, most: number) => {
      const wanted = names?.every((name) => isPlain.test(name)) === true ? [...names, anyName] : undefined
      const named = wanted === undefined ?
        sql`` :
        sql` AND (gap IS NOT NULL OR ${
          sql.or(wanted.map((name) => sql`names LIKE ${`% ${name.replace(/[%_\\]/g, "\\$&")} %`} ESCAPE '\\'`))
        })`
      return Effect.map(
        sql<Raw>`SELECT id, generation, epoch, first_at, events, dropped, gap, since, data FROM ami_journal
          WHERE server = ${server} AND id <= ${newest}
          AND (id > ${after.block} OR (id = ${after.block} AND events > ${after.item}))${named}
          ORDER BY id LIMIT ${sql.literal(String(most))}`,
        (rows) => rows.map(found)
      )
    },

    /** Makes this reader the one of a name, and gives its generation and its place. */
    subscribe: (consumer: string, server: string, now: number, first: Position) =>
      Effect.map(
        sql<Readonly<Record<string, unknown>>>`INSERT INTO ami_consumer
          (consumer, server, generation, block, item, noted_at)
          VALUES (${consumer}, ${server}, 1, ${first.block}, ${first.item}, ${now})
          ON CONFLICT (consumer, server) DO UPDATE SET generation = ami_consumer.generation + 1
          RETURNING generation, block, item`,
        ([row]) => ({
          generation: Number(row?.["generation"]),
          position: { block: Number(row?.["block"]), item: Number(row?.["item"]) }
        })
      ),

    /** Notes a place, unless another reader has the name by now: then it gives false. */
    note: (consumer: string, server: string, generation: number, { block, item }: Position, now: number) =>
      Effect.map(
        sql`UPDATE ami_consumer SET block = ${block}, item = ${item}, noted_at = ${now}
          WHERE consumer = ${consumer} AND server = ${server} AND generation = ${generation} RETURNING generation`,
        (rows) => rows.length > 0
      )
  }
})
