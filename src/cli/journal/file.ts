/**
 * The file of a journal: looked at before it is opened, so that a file of another program stays as it is.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Fs from "node:fs"
import type * as Sqlite from "node:sqlite"
import * as AmiJournal from "../../journal/AmiJournal.ts"
import * as NodeSqlite from "../../node/NodeSqlite.ts"
import * as NodeZstd from "../../node/NodeZstd.ts"
import { Cli } from "../context.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import { printable } from "../output.ts"

/** Node 22 warns that its SQLite is experimental: on stderr, where programs read JSON. */
const sqlite: Effect.Effect<typeof Sqlite, Failed> = Effect.suspend(() => {
  const { emitWarning } = process
  process.emitWarning = () => undefined
  const loaded: typeof Sqlite | undefined = process.getBuiltinModule("node:sqlite")
  process.emitWarning = emitWarning
  return loaded === undefined
    ? Effect.fail(failed("This runtime has no SQLite: run ami with Node", { exitCode: codes.usage }))
    : Effect.succeed(loaded)
})

const wordsOf = (error: unknown): string => error instanceof Error ? error.message : String(error)

/** The tables of a file; it is not changed. */
const tablesOf = (file: string): Effect.Effect<ReadonlyArray<unknown>, Failed> =>
  Effect.flatMap(sqlite, ({ DatabaseSync }) =>
    Effect.acquireUseRelease(
      Effect.try(() => new DatabaseSync(file, { readOnly: true })),
      (database) => Effect.try(() => database.prepare("SELECT name FROM sqlite_schema").all().map(({ name }) => name)),
      (database) => Effect.sync(() => Result.try(() => database.close()))
    )).pipe(
      Effect.mapError((error) =>
        error._tag === "Failed" ? error : usage(`${printable(file)} is no journal: ${wordsOf(error.cause)}`)
      )
    )

const isThere = (file: string): boolean => Fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true

const foreign = (file: string): Failed =>
  usage(`${printable(file)} is no journal, and is left as it is`, "ami journal write FILE makes one")

const failure = (file: string) => (error: AmiJournal.JournalError): Failed =>
  error.reason === "Superseded"
    ? failed(error.message, { reason: "Superseded" })
    : failed(`The journal in ${printable(file)} failed: ${rootOf(error)}`, { reason: error.reason })

/** The innermost cause: that of SQLite. */
const rootOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : wordsOf(error)

/** Says of a journal that fails, and of no other error, what people can do. */
export const failing = <A, E, R>(
  file: string,
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, Exclude<E, AmiJournal.JournalError> | Failed, R> =>
  Effect.mapError(effect, (error) =>
    // A type assertion: the errors that are not of the journal are all the others.
    error instanceof AmiJournal.JournalError
      ? failure(file)(error)
      : error as Exclude<E, AmiJournal.JournalError>)

const opened = (file: string) =>
  Layer.build(AmiJournal.layer.pipe(Layer.provide([NodeSqlite.layer({ filename: file }), NodeZstd.layer]))).pipe(
    Effect.mapError((error) =>
      failed(`The journal in ${printable(file)} could not be opened: ${rootOf(error)}`, { reason: "StorageFailed" })
    )
  )

/** Opens the journal in a file. Fails if there is none. */
export const open = (file: string) =>
  Effect.gen(function*() {
    if ((yield* Cli).from !== undefined) return yield* usage("The journal is the argument, and not --from")
    if (!isThere(file)) {
      return yield* usage(`There is no file ${printable(file)}`, `ami journal write ${printable(file)} makes a journal`)
    }
    if (!(yield* tablesOf(file)).includes("ami_journal")) return yield* foreign(file)
    return yield* opened(file)
  })

/** Opens the journal in a file, which is made if it is missing: for its owner alone. */
export const openToWrite = (file: string) =>
  Effect.gen(function*() {
    if (isThere(file)) {
      const tables = yield* tablesOf(file)
      if (tables.length > 0 && !tables.includes("ami_journal")) return yield* foreign(file)
    } else {
      yield* sqlite
      yield* Effect.try({
        try: () => Fs.closeSync(Fs.openSync(file, "a", 0o600)),
        catch: (error) => usage(`${printable(file)} cannot be written: ${wordsOf(error)}`)
      })
    }
    return yield* opened(file)
  })
