import { NodeFileSystem, NodePath } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, Schema } from "effect"
import { AttemptLog } from "effect-ami"
import { NodeSqlite } from "effect-ami/node"
import { KeyValueStore } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { TestClock } from "effect/testing"

const files = Layer.mergeAll(NodeFileSystem.layer, NodePath.layer)
const folder = Effect.flatMap(FileSystem.FileSystem, (fs) => fs.makeTempDirectoryScoped())

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

const build = <A, E>(layer: Layer.Layer<AttemptLog.AttemptLog, E, A>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) => Context.get(context, AttemptLog.AttemptLog))

const attempt = (id: string, more: Partial<AttemptLog.Attempt> = {}): AttemptLog.Attempt => ({
  campaign: "spring",
  contact: "1",
  number: "0201234",
  attempt: 1,
  id,
  intendedAt: 1000,
  ...more
})

const busy = { _tag: "Busy", cause: 17 } as const
const ids = (attempts: ReadonlyArray<AttemptLog.Attempt>) => attempts.map(({ id }) => id)

for (const [name, kind] of Object.entries(kinds)) {
  describe(`AttemptLog in ${name}`, () => {
    it.effect("keeps an attempt open until it has its outcome, and the first outcome stays", () =>
      Effect.gen(function*() {
        const log = yield* build(yield* kind)
        yield* log.intend(attempt("a"))
        yield* log.intend(attempt("b", { contact: "2", intendedAt: 2000 }))
        yield* log.intend(attempt("c", { campaign: "autumn" }))
        assert.deepStrictEqual(yield* log.open("spring"), [
          attempt("a"),
          attempt("b", { contact: "2", intendedAt: 2000 })
        ])

        yield* TestClock.setTime(5000)
        yield* log.finish("a", busy)
        yield* log.finish("a", { _tag: "Unknown", why: "NotSeen", lookedAt: [] })
        assert.deepStrictEqual(yield* log.of("spring", "1"), [{ ...attempt("a"), finishedAt: 5000, outcome: busy }])
        assert.deepStrictEqual(ids(yield* log.open("spring")), ["b"])
        assert.deepStrictEqual(ids(yield* log.history("spring")), ["a", "b"])
        assert.deepStrictEqual(ids(yield* log.history("autumn")), ["c"])
      }).pipe(Effect.scoped, Effect.provide(files)))

    it.effect("refuses an id or a number of a contact that it has, also when both come at once", () =>
      Effect.gen(function*() {
        const log = yield* build(yield* kind)
        yield* log.intend(attempt("a"))
        const sameId = yield* Effect.flip(log.intend(attempt("a", { contact: "2" })))
        const sameNumber = yield* Effect.flip(log.intend(attempt("b")))
        assert.deepStrictEqual([sameId.reason, sameNumber.reason], ["AlreadyIntended", "AlreadyIntended"])
        assert.include(sameNumber.message, "must not be dialled")

        const both = ["c", "d"].map((id) => Effect.exit(log.intend(attempt(id, { attempt: 2 }))))
        const exits = yield* Effect.all(both, { concurrency: "unbounded" })
        assert.strictEqual(exits.filter(({ _tag }) => _tag === "Success").length, 1)
        assert.strictEqual((yield* log.of("spring", "1")).length, 2)
      }).pipe(Effect.scoped, Effect.provide(files)))

    it.effect("withdraws an open attempt alone, and says what it does not have", () =>
      Effect.gen(function*() {
        const log = yield* build(yield* kind)
        yield* log.intend(attempt("a"))
        yield* log.withdraw("a")
        yield* log.intend(attempt("b"))
        yield* log.finish("b", busy)
        const errors = [
          yield* Effect.flip(log.withdraw("a")),
          yield* Effect.flip(log.withdraw("b")),
          yield* Effect.flip(log.finish("a", busy))
        ]
        assert.deepStrictEqual(errors.map(({ reason }) => reason), ["NotFound", "NotFound", "NotFound"])
        assert.deepStrictEqual(ids(yield* log.history("spring")), ["b"])
      }).pipe(Effect.scoped, Effect.provide(files)))
  })
}

describe("AttemptLog", () => {
  for (const [name, kind] of Object.entries(lasting)) {
    it.effect(`in ${name} is there when it is opened again`, () =>
      Effect.gen(function*() {
        const layer = yield* kind
        yield* Effect.scoped(Effect.gen(function*() {
          const log = yield* build(layer)
          yield* log.intend(attempt("a"))
          yield* log.intend(attempt("b", { attempt: 2 }))
          yield* log.finish("a", busy)
        }))
        const log = yield* build(layer)
        assert.deepStrictEqual((yield* log.of("spring", "1")).map(({ outcome }) => outcome), [busy, undefined])
        assert.deepStrictEqual(ids(yield* log.open("spring")), ["b"])
        assert.strictEqual((yield* Effect.flip(log.intend(attempt("c")))).reason, "AlreadyIntended")
      }).pipe(Effect.scoped, Effect.provide(files)))
  }

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
    assert.deepStrictEqual(Schema.decodeUnknownSync(codec)(JSON.parse(JSON.stringify(value))), value)
  })
})
