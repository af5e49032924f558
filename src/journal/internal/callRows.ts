/**
 * The table of call records: its statements.
 *
 * @since 0.2.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { CallRecord } from "../../live/CallRecord.ts"
import type { CallFilter, StoredCall } from "./callModels.ts"

/** So many rows are read, and deleted, together. */
const rowsAtOnce = 500

/** A row; drivers give a BIGINT as a number, a bigint or a text. */
export interface Raw {
  readonly server: string
  readonly linkedid: string
  readonly started_at: unknown
  readonly complete: unknown
  readonly record: string
}

const decode = /*#__PURE__*/ Schema.decodeUnknownEffect(/*#__PURE__*/ Schema.fromJsonString(CallRecord))

/** What both databases take as a text of a column: numbers and names are those of peers. */
const cell = (value: string | undefined): string | null =>
  value === undefined ? null : value.replaceAll("\0", "").slice(0, 255).toWellFormed()

const partyOf = (party: CallRecord["from"]): string | undefined => party?.number ?? party?.endpoint

/** The columns of a record. The queue is the one in which somebody took the call, or else the last one. */
const rowOf = (server: string, record: CallRecord) => {
  const { answeredAt, answeredBy, dialed, direction, end, endedAt, from, id, outcome, queues, startedAt } = record
  const visit = queues.find(({ outcome }) => outcome === "Connected") ?? queues.at(-1)
  return {
    server: cell(server),
    linkedid: cell(id),
    started_at: Math.round(startedAt),
    answered_at: answeredAt === undefined ? null : Math.round(answeredAt),
    ended_at: Math.round(endedAt),
    direction,
    caller: cell(partyOf(from)),
    called: cell(dialed),
    answered_by: cell(partyOf(answeredBy)),
    queue: cell(visit?.Queue),
    agent: cell(visit?.member),
    outcome,
    end_reason: end._tag === "HungUp" ? end.by : end._tag,
    complete: record.unknown.length === 0 ? 1 : 0,
    record: JSON.stringify(record)
  }
}

export type CallRows = Effect.Success<typeof makeRows>

export const makeRows = Effect.gen(function*() {
  const sql = (yield* SqlClient.SqlClient).withoutTransforms()
  const isPostgres = sql.onDialectOrElse({ pg: () => true, orElse: () => false })

  const columns = sql.literal("server, linkedid, started_at, complete, record")

  const storedOf = (raw: Raw): Effect.Effect<StoredCall, Schema.SchemaError> =>
    Effect.map(decode(raw.record), (record) => ({ server: raw.server, complete: Number(raw.complete) === 1, record }))

  const conditionsOf = ({ agent, from, number, queue, server, to }: CallFilter) => [
    ...server === undefined ? [] : [sql`server = ${server}`],
    ...from === undefined ? [] : [sql`started_at >= ${from.getTime()}`],
    ...to === undefined ? [] : [sql`started_at <= ${to.getTime()}`],
    ...number === undefined ? [] : [sql`(caller = ${number} OR called = ${number} OR answered_by = ${number})`],
    ...queue === undefined ? [] : [sql`queue = ${queue}`],
    ...agent === undefined ? [] : [sql`agent = ${agent}`]
  ]

  return {
    /** Stores records, of which those that are there stay as they are. */
    insert: (server: string, records: ReadonlyArray<CallRecord>): Effect.Effect<void, SqlError> => {
      const rows = records.map((record) => rowOf(server, record))
      return Arr.isArrayNonEmpty(rows)
        ? Effect.asVoid(sql`INSERT INTO ami_call ${sql.insert(rows)} ON CONFLICT DO NOTHING`)
        : Effect.void
    },

    /** The next calls after one, the newest first, and the place of the last one; undefined if there are no more. */
    page: Effect.fnUntraced(function*(options: CallFilter, after: Raw | undefined) {
      const place = after === undefined ? [] : [
        sql`(started_at < ${Number(after.started_at)} OR (started_at = ${Number(after.started_at)}
          AND (server > ${after.server} OR (server = ${after.server} AND linkedid > ${after.linkedid}))))`
      ]
      const rows = yield* sql<Raw>`SELECT ${columns} FROM ami_call WHERE ${
        sql.and([...conditionsOf(options), ...place])
      }
        ORDER BY started_at DESC, server, linkedid LIMIT ${sql.literal(String(rowsAtOnce))}`
      return { calls: yield* Effect.forEach(rows, storedOf), last: rows.length < rowsAtOnce ? undefined : rows.at(-1) }
    }),

    get: (server: string, linkedid: string) =>
      Effect.flatMap(
        sql<Raw>`SELECT ${columns} FROM ami_call WHERE server = ${server} AND linkedid = ${linkedid}`,
        ([row]): Effect.Effect<StoredCall | undefined, Schema.SchemaError> =>
          row === undefined ? Effect.succeed(undefined) : storedOf(row)
      ),

    /** Removes the calls that began before a moment, some at a time, and gives how many. */
    expire: Effect.fnUntraced(function*(before: number) {
      let removed = 0
      while (true) {
        const rows = yield* sql`DELETE FROM ami_call WHERE (server, linkedid) IN
          (SELECT server, linkedid FROM ami_call WHERE started_at < ${before} LIMIT ${sql.literal(String(rowsAtOnce))})
          RETURNING linkedid`
        removed += rows.length
        if (!isPostgres && rows.length > 0) yield* sql`PRAGMA incremental_vacuum`
        if (rows.length < rowsAtOnce) return removed
        yield* Effect.yieldNow
      }
    })
  }
})
