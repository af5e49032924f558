/**
 * The attempts to call: what was meant to be dialled, and what became of it.
 *
 * **Details**
 *
 * A dialer writes down each attempt before it asks Asterisk to dial, and the outcome after it. A dialer that was killed finds
 * the attempts that are open, looks them up, and dials none of them a second time. So an attempt must be stored for good when
 * `intend` completes.
 *
 * Attempts are kept in memory (for tests), in a key-value store, or in a SQL database. An attempt is known by its `id`, which
 * is the `ChannelId` of the call, and by its campaign, contact and number: a second attempt with any of the two is refused.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as KeyValueStore from "effect/persistence/KeyValueStore"
import type * as SqlClient from "effect/sql/SqlClient"
import { built } from "../internal/readers.ts"
import { type Attempt, AttemptLog, AttemptLogError } from "./internal/attempt.ts"
import { Book } from "./internal/book.ts"

export {
  /**
   * One attempt to call one number of a contact. It is open until it has an `outcome`.
   *
   * @category models
   * @since 0.2.0
   */
  Attempt,
  /**
   * The log of attempts.
   *
   * @category services
   * @since 0.2.0
   */
  AttemptLog,
  /**
   * Why the log did not do what it was asked.
   *
   * **Details**
   *
   * - `AlreadyIntended`: there is an attempt with this `id`, or with this number of this contact. Nothing was written.
   * - `NotFound`: there is no attempt with this `id`.
   * - `Unreadable`: what is stored is not an attempt.
   * - `StorageFailed`: the storage failed, and may or may not have written.
   *
   * @category errors
   * @since 0.2.0
   */
  AttemptLogError
} from "./internal/attempt.ts"

/**
 * Layer of a log in memory, for tests and for calls that nobody minds twice: it is empty when the process starts.
 *
 * **Example** (Writing down an attempt and its outcome)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { AttemptLog } from "effect-ami"
 *
 * const attempt = { campaign: "spring", contact: "1", number: "0201234", attempt: 1, id: "a1", intendedAt: 0 }
 * const program = Effect.gen(function*() {
 *   const log = yield* AttemptLog.AttemptLog
 *   yield* log.intend(attempt)
 *   const again = yield* Effect.flip(log.intend({ ...attempt, id: "a2" }))
 *   yield* log.finish("a1", { _tag: "Busy", cause: 17 })
 *   const outcomes = (yield* log.of("spring", "1")).map(({ outcome }) => outcome?._tag)
 *   return [again.reason, outcomes, (yield* log.open("spring")).length]
 * })
 *
 * await Effect.runPromise(Effect.provide(program, AttemptLog.layerMemory)) // => ["AlreadyIntended", ["Busy"], 0]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerMemory: Layer.Layer<AttemptLog> = /*#__PURE__*/ Layer.sync(AttemptLog, () => {
  const book = new Book()
  const suspend = <A>(run: () => A | AttemptLogError): Effect.Effect<A, AttemptLogError> =>
    Effect.suspend(() => {
      const result = run()
      return result instanceof AttemptLogError ? Effect.fail(result) : Effect.succeed(result)
    })
  return {
    intend: (attempt) =>
      suspend(() => {
        if (!book.admits(attempt)) return alreadyIntended(attempt)
        book.put(attempt)
      }),
    finish: (id, outcome) =>
      Effect.flatMap(Clock.currentTimeMillis, (finishedAt) =>
        suspend(() => {
          if (!book.has(id)) return notFound("finish", id)
          book.finish(id, outcome, finishedAt)
        })),
    withdraw: (id) =>
      suspend(() => {
        if (!book.isOpen(id)) return notFound("withdraw", id)
        book.remove(id)
      }),
    open: (campaign) => Effect.sync(() => book.open(campaign)),
    of: (campaign, contact) => Effect.sync(() => book.of(campaign, contact)),
    history: (campaign) => Effect.sync(() => book.history(campaign))
  }
})

const alreadyIntended = ({ id }: Attempt): AttemptLogError =>
  new AttemptLogError({ reason: "AlreadyIntended", operation: "intend", of: id })

const notFound = (operation: "finish" | "withdraw", id: string): AttemptLogError =>
  new AttemptLogError({ reason: "NotFound", operation, of: id })

/**
 * Layer of a log in a key-value store, such as a folder of files. For campaigns of some thousand contacts, and one process.
 *
 * **Details**
 *
 * Each attempt is one entry, and each outcome another. All of them are read when the Layer is built. The log is as lasting as
 * the store: that of `KeyValueStore.layerFileSystem` survives the end of the process, and not always that of the machine.
 *
 * **Example** (Keeping attempts in a folder)
 *
 * ```ts
 * import { NodeFileSystem, NodePath } from "@effect/platform-node"
 * import { Layer } from "effect"
 * import { AttemptLog } from "effect-ami"
 * import { KeyValueStore } from "effect/persistence"
 *
 * export const Log = AttemptLog.layerKeyValue.pipe(
 *   Layer.provide(KeyValueStore.layerFileSystem("attempts")),
 *   Layer.provide([NodeFileSystem.layer, NodePath.layer])
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerKeyValue: Layer.Layer<AttemptLog, AttemptLogError, KeyValueStore.KeyValueStore> = /*#__PURE__*/ built(
  () => Layer.unwrap(Effect.map(Effect.promise(() => import("./internal/keyValueLog.ts")), ({ layer }) => layer))
)

/**
 * Layer of a log in a table `effect_ami_attempts` of a SQL database, which it makes: SQLite or PostgreSQL. For several dialers
 * too, each with campaigns of its own.
 *
 * **Details**
 *
 * An attempt is stored when the database has committed it, so how lasting it is is a matter of the settings of the database.
 * SQLite lets a program wait for the disk at each commit: attempts and outcomes that come meanwhile are committed together.
 *
 * **Example** (Keeping attempts in a file of SQLite)
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
export const layerSql: Layer.Layer<AttemptLog, AttemptLogError, SqlClient.SqlClient> = /*#__PURE__*/ built(() =>
  Layer.unwrap(Effect.map(Effect.promise(() => import("./internal/sqlLog.ts")), ({ layer }) => layer))
)
