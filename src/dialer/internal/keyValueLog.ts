/**
 * The log of attempts in a key-value store.
 *
 * An attempt is one entry and its outcome another, so that writing the outcome
 * can never harm the attempt: a file that is written while the process is killed
 * may be left empty. An empty attempt was not stored, so that nobody has dialled
 * it; an empty outcome leaves its attempt open.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as KeyValueStore from "effect/persistence/KeyValueStore"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { Attempt, AttemptLog, AttemptLogError } from "./attempt.ts"
import { Book } from "./book.ts"
import { guard, mostTimeOfAll } from "./guardedLog.ts"
import { Outcome } from "./outcome.ts"

type Operation = AttemptLogError["operation"]

const attempts = "ami-attempt/"
const outcomes = "ami-outcome/"

const Finished = /*#__PURE__*/ Schema.Struct({ finishedAt: Schema.Finite, outcome: Outcome })
const attemptJson = /*#__PURE__*/ Schema.fromJsonString(Attempt)
const finishedJson = /*#__PURE__*/ Schema.fromJsonString(Finished)

const failed = (operation: Operation, of?: string) => (cause: unknown): AttemptLogError =>
  new AttemptLogError({ reason: "StorageFailed", operation, cause, ...(of === undefined ? {} : { of }) })

const read = <A>(store: KeyValueStore.KeyValueStore, schema: Schema.Codec<A, string>, key: string) =>
  store.get(key).pipe(
    Effect.mapError(failed("prepare", key)),
    Effect.flatMap((text) =>
      text === undefined || text === "" ? Effect.undefined : Effect.mapError(
        Schema.decodeEffect(schema)(text),
        (cause) => new AttemptLogError({ reason: "Unreadable", operation: "prepare", of: key, cause })
      )
    )
  )

/** All that is stored. Entries of other programs are left alone. */
const load = Effect.fnUntraced(function*(store: KeyValueStore.KeyValueStore) {
  const book = new Book()
  const keys = yield* Effect.mapError(store.keys, failed("prepare"))
  const finished = new Set(keys.filter((key) => key.startsWith(outcomes)).map((key) => key.slice(outcomes.length)))
  for (const key of keys) {
    if (!key.startsWith(attempts)) continue
    const attempt = yield* read(store, attemptJson, key)
    if (attempt === undefined) continue
    const outcome = finished.has(attempt.id) ? yield* read(store, finishedJson, `${outcomes}${attempt.id}`) : undefined
    book.put({ ...attempt, ...outcome })
  }
  return book
})

const make = Effect.gen(function*() {
  const store = yield* KeyValueStore.KeyValueStore
  const book = yield* guard("prepare", undefined, () => load(store), mostTimeOfAll)
  /** What may have been written although the store failed. It must not be found beside what is written later. */
  const doubtful = new Book()
  // What is checked and what is written must be one step.
  const alone = Semaphore.makeUnsafe(1).withPermits(1)
  const write = (operation: Operation, id: string, key: string, value: string) =>
    Effect.mapError(store.set(key, value), failed(operation, id))
  const none = (operation: Operation, of: string) => new AttemptLogError({ reason: "NotFound", operation, of })
  const remove = (operation: Operation, id: string) =>
    Effect.mapError(store.remove(`${attempts}${id}`), failed(operation, id)).pipe(
      Effect.andThen(Effect.sync(() => doubtful.remove(id)))
    )

  return AttemptLog.of({
    intend: (attempt) =>
      alone(Effect.gen(function*() {
        const { campaign, contact, id } = attempt
        if (!book.admits(attempt)) {
          return yield* Effect.fail(new AttemptLogError({ reason: "AlreadyIntended", operation: "intend", of: id }))
        }
        const json = yield* Effect.mapError(Schema.encodeEffect(attemptJson)(attempt), failed("intend", id))
        for (const other of doubtful.of(campaign, contact)) yield* remove("intend", other.id)
        doubtful.put(attempt)
        yield* write("intend", id, `${attempts}${id}`, json)
        doubtful.remove(id)
        book.put(attempt)
      })),
    finish: (id, outcome) =>
      alone(Effect.gen(function*() {
        if (!book.has(id)) return yield* Effect.fail(none("finish", id))
        if (!book.isOpen(id)) return
        const finishedAt = yield* Clock.currentTimeMillis
        const json = yield* Effect.mapError(
          Schema.encodeEffect(finishedJson)({ finishedAt, outcome }),
          failed("finish", id)
        )
        yield* write("finish", id, `${outcomes}${id}`, json)
        book.finish(id, outcome, finishedAt)
      })),
    withdraw: (id) =>
      alone(Effect.gen(function*() {
        if (!book.isOpen(id) && !doubtful.has(id)) return yield* Effect.fail(none("withdraw", id))
        yield* remove("withdraw", id)
        book.remove(id)
      })),
    open: (campaign) => Effect.sync(() => book.open(campaign)),
    of: (campaign, contact) => Effect.sync(() => book.of(campaign, contact)),
    history: (campaign) => Effect.sync(() => book.history(campaign))
  })
})

/** Layer of the log in the store that is given. */
export const layer: Layer.Layer<AttemptLog, AttemptLogError, KeyValueStore.KeyValueStore> = /*#__PURE__*/ Layer.effect(
  AttemptLog,
  make
)
