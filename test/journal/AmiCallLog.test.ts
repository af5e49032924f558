import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue, Stream } from "effect"
import { buildLog, call, keepsCalls } from "./callLogs.ts"
import { moody, sqlite } from "./databases.ts"

keepsCalls("SQLite", sqlite)

describe("AmiCallLog, whose database is gone", () => {
  it.live("takes all records at once, keeps what it has room for, and counts the others", () =>
    Effect.gen(function*() {
      const { layer, state } = moody(yield* sqlite)
      const log = yield* buildLog(layer)
      const queue = yield* Queue.unbounded<ReturnType<typeof call>>()
      const writing = yield* log.write(Stream.fromQueue(queue), { maxWaiting: 20 })
      state.mood = "fails"
      yield* Queue.offer(queue, call(0))
      yield* Effect.repeat(writing.counts, { until: () => state.refused > 0 })
      yield* Queue.offerAll(queue, Array.from({ length: 100 }, (_, index) => call(1 + index)))
      const counts = yield* Effect.repeat(writing.counts, { until: ({ received }) => received === 101 })
      assert.deepStrictEqual(counts, { received: 101, stored: 0, dropped: 80, waiting: 21 })
      state.mood = "forgets"
      yield* Effect.repeat(writing.counts, { until: ({ waiting }) => waiting === 0 || state.refused > 5 })
      state.mood = "works"
      yield* writing.flushed
      assert.deepStrictEqual(yield* writing.counts, { received: 101, stored: 21, dropped: 80, waiting: 0 })
      const stored = yield* Stream.runCollect(log.find())
      assert.deepStrictEqual(stored.map(({ record }) => record.id), [
        ...Array.from({ length: 20 }, (_, index) => call(100 - index).id),
        call(0).id
      ])
    }).pipe(Effect.scoped))

  it.live("fails who looks for calls", () =>
    Effect.gen(function*() {
      const { layer, state } = moody(yield* sqlite)
      const log = yield* buildLog(layer)
      state.mood = "fails"
      const error = yield* Effect.flip(log.get("berlin", "1.1"))
      assert.strictEqual(error.reason, "StorageFailed")
      assert.include(error.message, "`calls`")
    }).pipe(Effect.scoped))
})
