import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Result, Stream } from "effect"
import { AmiJournal } from "effect-ami/journal"
import { NodeZstd } from "effect-ami/node"
import { AmiNdjson, AmiSink } from "effect-ami/sink"
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { zstdDecompressSync } from "node:zlib"
import { folder, sqlite } from "../journal/databases.ts"
import { messages, wrote } from "../journal/journals.ts"

const services = Layer.mergeAll(
  NodeFileSystem.layer,
  NodeZstd.layer,
  Layer.unwrap(Effect.map(sqlite, (database) => AmiJournal.layer.pipe(Layer.provide([database, NodeZstd.layer]))))
)

interface Line {
  readonly Event?: string
  readonly Uniqueid?: string
  readonly _: { readonly mark?: string; readonly seq?: number; readonly id: string; readonly dropped?: unknown }
}

/** The lines of all files of a folder, the oldest file first. */
const linesIn = (path: string): ReadonlyArray<Line> =>
  readdirSync(path).sort((one, other) =>
    Number(one === "berlin.ndjson") - Number(other === "berlin.ndjson") || one.localeCompare(other)
  )
    .flatMap((name) => {
      const bytes = readFileSync(`${path}/${name}`)
      const text = (name.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes).toString()
      return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line) as Line)
    })

/** Runs a sink in a process' life of its own, until it has noted the place after all that is there. */
const ran = (path: string, more: Partial<AmiNdjson.Options> = {}) =>
  Effect.scoped(Effect.gen(function*() {
    const journal = yield* AmiJournal.AmiJournal
    const last = (yield* Stream.runCollect(journal.replay({ server: "berlin" }))).at(-1)?.position
    const sink = yield* AmiNdjson.make({ folder: path, batch: 10, ...more })
    yield* Effect.raceFirst(
      AmiSink.run(sink, ["berlin"]),
      Effect.repeat(Effect.andThen(Effect.sleep("5 millis"), journal.consumers), {
        until: ([one]) => one?.position.block === last?.block && one?.position.item === last?.item
      })
    )
  }))

describe("AmiNdjson", () => {
  it.live("writes a line for each event and each gap, and goes on in the same file", () =>
    Effect.gen(function*() {
      const path = yield* folder
      const journal = yield* AmiJournal.AmiJournal
      yield* wrote(journal, messages(1, 25), { blockEvents: 10 })
      yield* ran(path)
      yield* wrote(journal, messages(26, 30))
      // A line that a kill has broken off.
      appendFileSync(`${path}/berlin.ndjson`, `{"Event":"Hang`)
      yield* ran(path)
      const lines = linesIn(path)
      assert.deepStrictEqual(readdirSync(path), ["berlin.ndjson"])
      assert.deepStrictEqual(lines.map(({ _ }) => _.seq ?? _.mark), [
        "Gap",
        ...messages(1, 25).map(({ seq }) => seq),
        "Gap",
        26,
        27,
        28,
        29,
        30
      ])
      assert.strictEqual(new Set(lines.map(({ _ }) => _.id)).size, 32)
      assert.deepInclude(lines[1], { Event: "Newexten", Uniqueid: "1.1" })
    }).pipe(Effect.provide(services), Effect.scoped))

  it.live("begins another file when one is large, and compresses those that are closed", () =>
    Effect.gen(function*() {
      const path = yield* folder
      const journal = yield* AmiJournal.AmiJournal
      yield* wrote(journal, messages(1, 200), { blockEvents: 50 })
      yield* ran(path, { maxBytes: 5000 })
      const names = readdirSync(path)
      assert.isAbove(names.length, 3)
      assert.isTrue(
        names.every((name) => name === "berlin.ndjson" || /^berlin\.\d{4}-\d\d-\d\dT\d{9}Z\.ndjson\.zst$/.test(name))
      )
      assert.deepStrictEqual(linesIn(path).slice(1).map(({ _ }) => _.seq), messages(1, 200).map(({ seq }) => seq))
    }).pipe(Effect.provide(services), Effect.scoped))

  it.live("compresses what a kill has left, half compressed or not at all", () =>
    Effect.gen(function*() {
      const path = yield* folder
      const journal = yield* AmiJournal.AmiJournal
      yield* wrote(journal, messages(1, 3))
      const closed = (hour: string) => `berlin.2026-11-29T${hour}0000000Z.ndjson`
      const left = [closed("10"), `${closed("10")}.zst.part`, closed("11"), `${closed("11")}.zst`, closed("12")]
      for (const name of left) writeFileSync(`${path}/${name}`, `{"_":{"id":"${name}"}}\n`)
      yield* ran(path)
      assert.deepStrictEqual(readdirSync(path).sort(), [
        `${closed("10")}.zst`,
        `${closed("11")}.zst`,
        `${closed("12")}.zst`,
        "berlin.ndjson"
      ])
      assert.deepStrictEqual(linesIn(path).slice(0, 3).map(({ _ }) => _.id), [closed("10"), closed("11"), closed("12")])
    }).pipe(Effect.provide(services), Effect.scoped))

  it.live("begins another file when a day is over", () =>
    Effect.gen(function*() {
      const path = yield* folder
      const journal = yield* AmiJournal.AmiJournal
      const tomorrow = messages(3, 4).map((item) => ({ ...item, receivedAt: item.receivedAt + 2 * 86_400_000 }))
      yield* wrote(journal, [...messages(1, 2), ...tomorrow], { blockEvents: 2 })
      yield* ran(path, { compress: false })
      const names = readdirSync(path)
      assert.isAtLeast(names.length, 2)
      assert.deepStrictEqual(linesIn(path).slice(1).map(({ _ }) => _.seq), [1, 2, 3, 4])
    }).pipe(Effect.provide(services), Effect.scoped))

  it.live("names an option that is wrong", () =>
    Effect.gen(function*() {
      const result = yield* Effect.result(AmiNdjson.make({ folder: "x", maxBytes: 1 }))
      assert.include(Result.isFailure(result) ? result.failure.message : "", "maxBytes")
    }).pipe(Effect.provide(services), Effect.scoped))
})
