import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, Stream } from "effect"
import type { AmiInbox } from "effect-ami"
import type { AmiJournal } from "effect-ami/journal"
import { TestClock } from "effect/testing"
import { randomFrom } from "../live/telephony.ts"
import { seeds } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { moody, sqlite } from "./databases.ts"
import { all, build, gap, inbox, lost, messages, received, short, stored } from "./journals.ts"

/** A journal in a database that does what it is told. */
const unreliable = Effect.gen(function*() {
  const { layer, state } = moody(yield* sqlite)
  return { journal: yield* build(layer), state }
})

const counted = (items: ReadonlyArray<AmiJournal.Replayed>) =>
  items.reduce(
    (sum, item) => item._tag === "Missing" && item.reason === "JournalFull" ? sum + Number(item.dropped) : sum,
    0
  )

describe("AmiJournal, whose database is slow", () => {
  it.live("takes all that is there at once: the inbox must not lose what comes meanwhile", () =>
    Effect.gen(function*() {
      const { journal } = yield* unreliable
      const writing = yield* journal.write("berlin", Stream.rechunk(Stream.fromIterable(messages(1, 20)), 1))
      assert.strictEqual((yield* writing.counts).received, 20)
    }).pipe(Effect.scoped))
})

describe("AmiJournal, whose database is gone", () => {
  it.live("keeps what it has room for, and counts the rest exactly, in its place", () =>
    Effect.gen(function*() {
      const { journal, state } = yield* unreliable
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { blockEvents: 10, maxBlocks: 5 })
      yield* put(...messages(1, 10))
      yield* stored(writing, 10)
      state.mood = "fails"
      yield* put(...messages(11, 20))
      yield* Effect.repeat(writing.counts, { until: () => state.refused > 0 })
      yield* put(...messages(21, 200))
      const counts = yield* Effect.repeat(writing.counts, { until: ({ received }) => received === 200 })
      assert.deepStrictEqual(counts, { received: 200, stored: 10, dropped: 140, waiting: 50 })
      state.mood = "works"
      yield* writing.flushed
      assert.deepStrictEqual(yield* writing.counts, { received: 200, stored: 60, dropped: 140, waiting: 0 })

      const replayed = yield* all(journal)
      assert.deepStrictEqual(replayed.map(short), [
        "OwnerChanged unknown",
        ...messages(1, 20).map(({ seq }) => seq),
        "JournalFull 140",
        ...messages(161, 200).map(({ seq }) => seq)
      ])
    }).pipe(Effect.scoped))

  it.live("begins without its database, and stores what came when it is there", () =>
    Effect.gen(function*() {
      const { journal, state } = yield* unreliable
      const { put, stream } = yield* inbox
      state.mood = "fails"
      const writing = yield* journal.write("berlin", stream)
      yield* put(...messages(1, 3))
      yield* Effect.repeat(writing.counts, { until: ({ received }) => received === 3 && state.refused > 0 })
      state.mood = "works"
      yield* stored(writing, 3)
      assert.deepStrictEqual((yield* all(journal)).map(short), ["OwnerChanged unknown", 1, 2, 3])
    }).pipe(Effect.scoped))

  it.live("stores nothing twice whose answer was lost", () =>
    Effect.gen(function*() {
      const { journal, state } = yield* unreliable
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { blockEvents: 5 })
      yield* put(...messages(1, 5))
      yield* stored(writing, 5)
      state.mood = "forgets"
      yield* put(...messages(6, 20))
      yield* Effect.repeat(writing.counts, { until: () => state.refused > 1 })
      state.mood = "works"
      yield* stored(writing, 20)
      assert.deepStrictEqual((yield* all(journal)).slice(1).map(short), messages(1, 20).map(({ seq }) => seq))
    }).pipe(Effect.scoped))

  it.effect("is asked again when it answers nothing", () =>
    Effect.gen(function*() {
      const { journal, state } = yield* unreliable
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { blockEvents: 5, keep: Infinity })
      state.mood = "hangs"
      yield* put(...messages(1, 10))
      yield* Effect.repeat(writing.counts, { until: ({ received }) => received === 10 && state.refused > 0 })
      const refused = state.refused
      const later = Effect.andThen(TestClock.adjust("10 seconds"), writing.counts)
      yield* Effect.repeat(later, { until: () => state.refused > refused })
      state.mood = "works"
      yield* Effect.repeat(later, { until: ({ waiting }) => waiting === 0 })
      assert.strictEqual((yield* writing.counts).stored, 10)
    }).pipe(Effect.scoped))

  it.effect("stops although its inbox never pauses, and stores what it took", () =>
    Effect.gen(function*() {
      const { journal } = yield* unreliable
      let seq = 0
      const stream = Stream.fromEffectRepeat(Effect.map(Effect.yieldNow, () => received(++seq)))
      const scope = yield* Scope.make()
      const writing = yield* Scope.provide(journal.write("berlin", stream), scope)
      yield* Effect.repeat(writing.counts, { until: ({ received }) => received > 100 })
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      yield* Effect.repeat(TestClock.adjust("1 second"), { until: () => closing.pollUnsafe() !== undefined })
      const numbers = (yield* all(journal)).slice(1).map(short)
      assert.deepStrictEqual(numbers, numbers.map((_, index) => index + 1))
      assert.deepStrictEqual((yield* writing.counts).stored, numbers.length)
    }))

  it.live("merges gaps when there are many, and says that their size is not known if one of them is not", () =>
    Effect.gen(function*() {
      const { journal, state } = yield* unreliable
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream, { blockEvents: 10, maxBlocks: 2 })
      yield* stored(writing, 0)
      state.mood = "fails"
      const flaps = Array.from({ length: 200 }, (_, epoch) => [received(1, { epoch }), lost(epoch, 1)]).flat()
      yield* put(...flaps)
      yield* Effect.repeat(writing.counts, { until: ({ received }) => received === 200 })
      state.mood = "works"
      yield* writing.flushed
      const { dropped, stored: kept } = yield* writing.counts
      assert.strictEqual(dropped + kept, 200)
      const replayed = yield* all(journal)
      assert.isBelow(replayed.length, 20)
      assert.isTrue(
        replayed.some((item) => item._tag === "Missing" && item.reason === "JournalFull" && item.dropped === "unknown")
      )
    }).pipe(Effect.scoped))

  it.live(
    "has stored or counted all that it was given, after any moods, restarts and writers",
    () =>
      Effect.gen(function*() {
        for (const seed of seeds) {
          const random = randomFrom(seed)
          const { journal, state } = yield* unreliable
          let fed = 0
          let known = 0
          let dropped = 0
          let epoch = 0
          for (let run = 0; run < 4; run++) {
            epoch += 1
            state.mood = "works"
            const { put, stream } = yield* inbox
            const blockEvents = 1 + Math.floor(random() * 20)
            const maxBlocks = 1 + Math.floor(random() * 8)
            yield* Effect.scoped(Effect.gen(function*() {
              const writing = yield* journal.write("berlin", stream, { blockEvents, maxBlocks, blockAge: "20 millis" })
              yield* writing.generation
              let own = 0
              for (let step = 0; step < size(60, 25); step++) {
                const moods = ["works", "fails", "forgets", "works"] as const
                state.mood = moods[Math.floor(random() * moods.length)] ?? "works"
                const count = Math.floor(random() * 60)
                const items: ReadonlyArray<AmiInbox.Item> = messages(own + 1, own + count, { epoch })
                own += count
                yield* put(...items)
                if (random() < 0.1) {
                  const size = Math.floor(random() * 9)
                  known += size
                  yield* put(gap(size, { epoch }))
                }
                yield* Effect.repeat(writing.counts, { until: ({ received }) => received >= own })
                if (random() < 0.3) yield* Effect.sleep(Math.floor(random() * 10))
              }
              state.mood = "works"
              yield* stored(writing, own)
              const counts = yield* writing.counts
              assert.strictEqual(counts.stored + counts.dropped, own)
              fed += own
              dropped += counts.dropped
            }))
          }
          const replayed = yield* all(journal)
          const kept = replayed.filter((item) => item._tag === "Received")
          assert.strictEqual(kept.length + dropped, fed, `seed ${seed}`)
          const gaps = replayed.flatMap((item) =>
            item._tag === "Missing" && item.dropped !== "unknown" ? [item.dropped] : []
          )
          assert.strictEqual(gaps.reduce((sum, one) => sum + one, 0), dropped + known, `seed ${seed}`)
          assert.isAtLeast(counted(replayed), 0)
          for (const [index, item] of kept.entries()) {
            const before = kept[index - 1]
            const isAfter = before === undefined || before.epoch < item.epoch
              || (before.epoch === item.epoch && before.seq < item.seq)
            assert.isTrue(isAfter, `seed ${seed}`)
          }
        }
      }).pipe(Effect.scoped),
    120_000
  )

  it.live("fails a reader, and lets a consumer wait", () =>
    Effect.gen(function*() {
      const { journal, state } = yield* unreliable
      const { put, stream } = yield* inbox
      const writing = yield* journal.write("berlin", stream)
      yield* put(...messages(1, 3))
      yield* stored(writing, 3)
      state.mood = "fails"
      const error = yield* Effect.flip(all(journal))
      assert.strictEqual(error.reason, "StorageFailed")
      const refused = state.refused
      const consumed = yield* Effect.forkChild(
        Effect.flip(journal.consume({ consumer: "crm", server: "berlin" }, (items) => Effect.fail(items.map(short))))
      )
      yield* Effect.repeat(Effect.yieldNow, { until: () => state.refused > refused })
      state.mood = "works"
      assert.deepStrictEqual(yield* Fiber.join(consumed), ["OwnerChanged unknown"])
    }).pipe(Effect.scoped))
})
