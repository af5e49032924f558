/**
 * A table of call records in a database: who called whom, who answered, and how it ended, for months.
 *
 * **Details**
 *
 * `AmiCalls` makes the records. Each is stored once, with columns to look for it by SQL: `server`, `linkedid`, `started_at`,
 * `answered_at`, `ended_at`, `direction`, `caller`, `called`, `answered_by`, `queue`, `agent`, `outcome`, `end_reason`, `complete`,
 * and the whole of it as JSON in `record`. Times are in milliseconds since 1970. `complete` is 0 if events were missing while
 * the call lasted.
 *
 * The models never wait for the database: what waits is bounded, and what had to be dropped is counted.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type * as SqlClient from "effect/sql/SqlClient"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import { checked } from "../internal/given.ts"
import * as Rules from "../internal/options.ts"
import { AmiCalls } from "../live/AmiCalls.ts"
import type * as Models from "./internal/callModels.ts"
import { makeRows, type Raw } from "./internal/callRows.ts"
import { writeCalls } from "./internal/callWriter.ts"
import { JournalError } from "./internal/entry.ts"
import { isDate, name } from "./internal/given.ts"
import { keeping } from "./internal/retention.ts"
import { prepare } from "./internal/tables.ts"

// --- Models -----------------------------------------------------------------

/**
 * A call that is in the table.
 *
 * @category models
 * @since 0.2.0
 */
export interface StoredCall extends Models.StoredCall {}

/**
 * A table of records that is being written.
 *
 * @category models
 * @since 0.2.0
 */
export interface Writing<out E> extends Models.CallWriting<E> {}

/**
 * How records are written.
 *
 * @category models
 * @since 0.2.0
 */
export interface WriteOptions extends Models.CallWriteOptions {}

/**
 * Which calls are found: those that meet all that is given.
 *
 * @category models
 * @since 0.2.0
 */
export interface Filter extends Models.CallFilter {}

// --- Options ----------------------------------------------------------------

const writeRules: Rules.Rules<WriteOptions> = {
  server: name,
  maxWaiting: Rules.within(1, 10_000_000),
  keep: Rules.duration({ zero: false })
}

const date = Rules.satisfies("must be a Date that is valid", isDate)

const findRules: Rules.Rules<Filter> = {
  server: name,
  from: date,
  to: date,
  number: Rules.text,
  queue: Rules.text,
  agent: Rules.text
}

// --- Service ----------------------------------------------------------------

/**
 * The records of the calls of any number of servers in one database.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiCallLog extends Context.Service<AmiCallLog, Models.CallShape>()("effect-ami/journal/AmiCallLog") {}

const failed = (cause: unknown): JournalError =>
  new JournalError({ reason: "StorageFailed", operation: "calls", cause })

const make = Effect.gen(function*() {
  yield* prepare
  const rows = yield* makeRows
  return AmiCallLog.of({
    write: (records, options = {}) =>
      Effect.gen(function*() {
        const { keep = "400 days", maxWaiting = 10_000, server } = yield* checked(
          "AmiCallLog.write",
          options,
          writeRules,
          []
        )
        const writing = yield* writeCalls(rows, records, server, maxWaiting)
        yield* Effect.forkScoped(keeping(keep, "the table of calls", rows.expire))
        return writing
      }),
    find: (options = {}) =>
      Stream.unwrap(
        Effect.map(checked("AmiCallLog.find", options, findRules, []), (wanted) =>
          Stream.paginate(undefined as Raw | undefined, (after) =>
            Effect.map(
              Effect.mapError(rows.page(wanted, after), failed),
              ({ calls, last }) =>
                [calls, last === undefined ? Option.none() : Option.some(last)] as const
            )))
      ),
    get: (server, id) => Effect.mapError(rows.get(server, id), failed),
    prune: (before) => Effect.mapError(rows.expire(before.getTime()), failed)
  })
})

/**
 * Layer of the table in the database that is given, SQLite or PostgreSQL. It makes the table if it is missing.
 *
 * **Example** (Looking for the calls of a number)
 *
 * ```ts
 * import { Console, Effect, Layer, Stream } from "effect"
 * import { AmiCallLog } from "effect-ami/journal"
 * import { NodeSqlite } from "effect-ami/node"
 *
 * const Log = AmiCallLog.layer.pipe(Layer.provide(NodeSqlite.layer({ filename: "calls.db" })))
 *
 * export const program = AmiCallLog.AmiCallLog.use((log) =>
 *   log.find({ number: "0201234", from: new Date("2026-11-01") }).pipe(
 *     Stream.take(20),
 *     Stream.runForEach(({ record }) => Console.log(record.startedAt, record.outcome))
 *   )
 * ).pipe(Effect.provide(Log))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer: Layer.Layer<AmiCallLog, JournalError, SqlClient.SqlClient> = /*#__PURE__*/ Layer
  .effect(AmiCallLog, make)

/**
 * Writes the records of `AmiCalls` until the scope closes: those of calls that end from now on.
 *
 * **Example** (Keeping a record of each call)
 *
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { AmiCalls } from "effect-ami"
 * import { AmiCallLog } from "effect-ami/journal"
 * import { NodeAmi, NodeSqlite } from "effect-ami/node"
 *
 * const Log = AmiCallLog.layer.pipe(Layer.provide(NodeSqlite.layer({ filename: "calls.db" })))
 * const Calls = AmiCalls.layer.pipe(Layer.provide(NodeAmi.layerConfig()))
 *
 * export const program = AmiCallLog.record({ server: "berlin" }).pipe(
 *   Effect.flatMap(({ ended }) => ended),
 *   Effect.scoped,
 *   Effect.provide([Log, Calls])
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const record = (
  options: WriteOptions = {}
): Effect.Effect<Writing<AmiError>, AmiError, AmiCalls | AmiCallLog | Scope.Scope> =>
  Effect.gen(function*() {
    const { records } = yield* AmiCalls
    const { write } = yield* AmiCallLog
    return yield* write(records, options)
  })

/**
 * Layer that writes the records of `AmiCalls`. See `record`.
 *
 * **Example** (Keeping a record of each call for the life of a program)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { AmiCalls } from "effect-ami"
 * import { AmiCallLog } from "effect-ami/journal"
 * import { NodeAmi, NodeSqlite } from "effect-ami/node"
 *
 * export const Recorder = AmiCallLog.layerRecord({ server: "berlin" }).pipe(
 *   Layer.provideMerge([AmiCallLog.layer, AmiCalls.layer]),
 *   Layer.provide([NodeSqlite.layer({ filename: "calls.db" }), NodeAmi.layerConfig()])
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerRecord = (options: WriteOptions = {}): Layer.Layer<never, AmiError, AmiCalls | AmiCallLog> =>
  Layer.effectDiscard(record(options))
