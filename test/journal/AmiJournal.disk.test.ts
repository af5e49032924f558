import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { NodeSqlite } from "effect-ami/node"
import { SqlClient } from "effect/sql"
import { statSync } from "node:fs"
import { join } from "node:path"
import { folder } from "./databases.ts"
import { all, build, inbox, noise, outlastsFullDisk, short, start, stored } from "./journals.ts"

const day = 86_400_000

/** A journal in a file, and its database. */
const inFile = Effect.gen(function*() {
  const filename = join(yield* folder, "journal.db")
  const context = yield* Layer.build(NodeSqlite.layer({ filename, survives: "process" }))
  const sql = Context.get(context, SqlClient.SqlClient)
  const pragma = (name: string, value?: number) =>
    Effect.map(
      sql<Record<string, number>>`PRAGMA ${sql.literal(value === undefined ? name : `${name} = ${value}`)}`,
      ([row]) => Number(Object.values(row ?? {})[0])
    )
  return { filename, journal: yield* build(Layer.succeedContext(context)), pragma }
})

describe("AmiJournal on a disk", () => {
  it.live("gives back the space of what is removed because of its age", () =>
    Effect.gen(function*() {
      const { filename, journal, pragma } = yield* inFile
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { keep: Infinity, blockEvents: 100 })
      yield* put(...yield* noise(1, 4000, start - 3 * day), ...yield* noise(4001, 4200))
      yield* stored(writing, 4200)
      yield* pragma("wal_checkpoint(TRUNCATE)")
      const before = statSync(filename).size
      assert.strictEqual(yield* journal.prune(new Date(start - day)), 4000)
      yield* pragma("wal_checkpoint(TRUNCATE)")
      assert.isBelow(statSync(filename).size, before / 5)
      assert.strictEqual(yield* pragma("freelist_count"), 0)
      assert.deepStrictEqual((yield* all(journal)).slice(-200).map(short).at(0), 4001)
    }).pipe(Effect.scoped))

  it.live("that is full stores or counts each message, goes on reading, and recovers when there is space", () =>
    Effect.gen(function*() {
      const { journal, pragma } = yield* inFile
      yield* outlastsFullDisk(journal, {
        fill: Effect.flatMap(pragma("page_count"), (pages) => pragma("max_page_count", pages + 20)),
        clear: pragma("max_page_count", 1_000_000)
      })
    }).pipe(Effect.scoped))

  it.live("that is full has space again when what is old is removed", () =>
    Effect.gen(function*() {
      const { journal, pragma } = yield* inFile
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { keep: Infinity, blockEvents: 10, maxBlocks: 20 })
      for (let from = 1; from <= 500; from += 100) {
        yield* put(...yield* noise(from, from + 99, start - 3 * day))
        yield* stored(writing, from + 99)
      }
      yield* pragma("max_page_count", yield* pragma("page_count"))
      yield* put(...yield* noise(501, 2000))
      yield* Effect.repeat(writing.counts, { until: ({ dropped }) => dropped > 0 })
      assert.strictEqual(yield* journal.prune(new Date(start - day)), 500)
      yield* stored(writing, 2000)
      const { dropped, stored: kept } = yield* writing.counts
      assert.strictEqual(kept + dropped, 2000)
      assert.isAtLeast(kept, 700)
    }).pipe(Effect.scoped))
})
