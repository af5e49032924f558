import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Layer, Result, Schema } from "effect"
import { AmiDial, AttemptLog } from "effect-ami"
import { NodeSqlite } from "effect-ami/node"
import { KeyValueStore } from "effect/persistence"
import { SqlClient } from "effect/sql"
import * as fc from "fast-check"
import { size } from "../size.ts"
import { attempt, build, busy, ids, isLasting, keepsAttempts } from "./attemptLogs.ts"

const files = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)
const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped()).pipe(
  Effect.provide(files)
)

/** Logs whose storage is there when they are opened again, as the next process does. */
const lasting = {
  "key-value store": Effect.map(folder, (path) =>
    AttemptLog.layerKeyValue.pipe(
      Layer.provide(KeyValueStore.layerFileSystem(path)),
      Layer.provide(files),
      Layer.orDie
    )),
  SQLite: Effect.map(
    folder,
    (path) =>
      AttemptLog.layerSql.pipe(Layer.provide(NodeSqlite.layer({ filename: `${path}/attempts.db` })), Layer.orDie)
  )
}
const kinds = { memory: Effect.succeed(AttemptLog.layerMemory), ...lasting }

for (const [name, kind] of Object.entries(kinds)) keepsAttempts(name, kind)

describe("AttemptLog", () => {
  for (const [name, kind] of Object.entries(lasting)) isLasting(name, kind)

  it.effect("in a key-value store takes a torn attempt for none, a torn outcome for open, and names what it cannot read", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      yield* Effect.scoped(Effect.gen(function*() {
        const log = yield* build(AttemptLog.layerKeyValue)
        yield* log.intend(attempt("a"))
        yield* log.finish("a", busy)
      }))
      yield* store.set("ami-attempt/b", "")
      yield* store.set("ami-outcome/a", "")
      yield* store.set("other", "{")
      const log = yield* build(AttemptLog.layerKeyValue)
      assert.deepStrictEqual(yield* log.open("spring"), [attempt("a")])

      yield* store.set("ami-attempt/c", "{")
      const error = yield* Effect.flip(build(AttemptLog.layerKeyValue))
      assert.strictEqual(error.reason, "Unreadable")
      assert.include(error.message, "ami-attempt/c")
    }).pipe(Effect.scoped, Effect.provide(KeyValueStore.layerMemory)))

  it.effect("in a key-value store that failed, and wrote all the same, has no attempt beside the one that is written later", () =>
    Effect.gen(function*() {
      const store = yield* KeyValueStore.KeyValueStore
      const failure = new KeyValueStore.KeyValueStoreError({ method: "set", message: "full" })
      let isFull = true
      const failing = KeyValueStore.make({
        ...store,
        set: (key, value) =>
          Effect.andThen(store.set(key, value), Effect.suspend(() => isFull ? Effect.fail(failure) : Effect.void))
      })
      const Log = AttemptLog.layerKeyValue.pipe(Layer.provide(Layer.succeed(KeyValueStore.KeyValueStore, failing)))
      const log = yield* build(Log)
      for (const id of ["a", "b"]) {
        assert.strictEqual((yield* Effect.flip(log.intend(attempt(id)))).reason, "StorageFailed")
      }
      assert.strictEqual((yield* Effect.flip(log.intend(attempt("x", { contact: "2" })))).reason, "StorageFailed")
      isFull = false
      yield* log.withdraw("x")
      yield* log.intend(attempt("c"))
      assert.deepStrictEqual(ids(yield* (yield* build(Log)).history("spring")), ["c"])
    }).pipe(Effect.scoped, Effect.provide(KeyValueStore.layerMemory)))

  it.effect("in a database says which operation failed, and names an outcome that it cannot read", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const log = yield* build(AttemptLog.layerSql)
      yield* log.intend(attempt("a"))
      yield* log.finish("a", busy)
      yield* sql`UPDATE effect_ami_attempts SET outcome = ${"{"}`
      const unreadable = yield* Effect.flip(log.of("spring", "1"))
      assert.deepStrictEqual([unreadable.reason, unreadable.of], ["Unreadable", "a"])
      yield* sql`DROP TABLE effect_ami_attempts`
      const failed = yield* Effect.flip(log.intend(attempt("b")))
      assert.deepStrictEqual([failed.reason, failed.operation], ["StorageFailed", "intend"])
      assert.isTrue(Schema.is(AttemptLog.AttemptLogError)(failed))
    }).pipe(Effect.scoped, Effect.provide(NodeSqlite.layer({ filename: ":memory:" }))))

  it.effect("in SQLite gives each of many writes that come at once its own result, and does them in their order", () =>
    Effect.gen(function*() {
      const log = yield* build(AttemptLog.layerSql)
      const numbers = Array.from({ length: 200 }, (_, index) => String(index))
      const writes = numbers.flatMap((number) => [
        log.intend(attempt(`a${number}`, { contact: number })),
        log.intend(attempt(`b${number}`, { contact: number })),
        log.finish(`a${number}`, busy),
        log.withdraw(`a${number}`)
      ])
      const results = yield* Effect.all(writes.map(Effect.result), { concurrency: "unbounded" })
      const words = results.map((result) => Result.isSuccess(result) ? "done" : result.failure.reason)
      assert.deepStrictEqual(words, numbers.flatMap(() => ["done", "AlreadyIntended", "done", "NotFound"]))
      assert.deepStrictEqual(
        (yield* log.history("spring")).map(({ id, outcome }) => [id, outcome]),
        numbers.toSorted().map((number) => [`a${number}`, busy])
      )
    }).pipe(Effect.scoped, Effect.provide(NodeSqlite.layer({ filename: ":memory:" }))))

  it.effect("in a database reads of an outcome what its schema reads, and refuses what that refuses (seed 7)", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const log = yield* build(AttemptLog.layerSql)
      yield* log.intend(attempt("a"))
      yield* log.finish("a", busy)
      const field = fc.constantFrom(17, 1.5, "x", "", null, true, { a: 1 }, [])
      const name = fc.constantFrom("channel", "ringMs", "cause", "causeText", "text", "why", "lookedAt", "more")
      const outcome = fc.tuple(
        fc.constantFrom("Answered", "Busy", "Failed", "Unknown", "__proto__", 1),
        fc.array(fc.tuple(name, field), { maxLength: 3 })
      ).map(([_tag, fields]) => ({ _tag, ...Object.fromEntries(fields) }))
      const decode = Schema.decodeUnknownResult(Schema.fromJsonString(AmiDial.Outcome))
      const texts = fc.oneof(
        { weight: 20, arbitrary: outcome.map((value) => JSON.stringify(value).replaceAll("1.5", "1e400")) },
        fc.json(),
        fc.string()
      )
      for (const text of fc.sample(texts, { seed: 7, numRuns: size(20_000, 200) })) {
        yield* sql`UPDATE effect_ami_attempts SET outcome = ${text}`
        const read = yield* Effect.result(log.of("spring", "1"))
        const expected = decode(text)
        assert.strictEqual(read._tag, expected._tag, text)
        if (Result.isSuccess(read)) assert.deepStrictEqual(read.success[0]?.outcome, Result.getOrThrow(expected), text)
      }
    }).pipe(Effect.scoped, Effect.provide(NodeSqlite.layer({ filename: ":memory:" }))))

  it.effect("runs on a database that takes transactions, and none of one that failed stays", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const log = yield* build(AttemptLog.layerSql)
      yield* Effect.flip(sql.withTransaction(Effect.andThen(log.intend(attempt("a")), Effect.fail("no"))))
      assert.deepStrictEqual(yield* log.open("spring"), [])
      yield* sql.withTransaction(log.intend(attempt("a")))
      assert.deepStrictEqual(ids(yield* log.open("spring")), ["a"])
    }).pipe(Effect.scoped, Effect.provide(NodeSqlite.layer({ filename: ":memory:" }))))

  it("has values that are their own JSON", () => {
    const value = { ...attempt("a"), finishedAt: 5, outcome: busy }
    const codec = Schema.toCodecJson(AttemptLog.Attempt)
    assert.deepStrictEqual(
      Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(value).replaceAll("1.5", "1e400"))),
      value
    )
  })
})
