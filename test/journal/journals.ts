/**
 * What a journal does, in whatever database it is.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Queue, Random, type Scope, Stream } from "effect"
import { AmiError, type AmiInbox, AmiMessage } from "effect-ami"
import { AmiJournal } from "effect-ami/journal"
import { NodeZstd } from "effect-ami/node"
import type { SqlClient } from "effect/sql"

/** A database that nobody has used, as a Layer. */
export type Kind = Effect.Effect<Layer.Layer<SqlClient.SqlClient, unknown>, unknown, Scope.Scope>

export const build = (database: Layer.Layer<SqlClient.SqlClient, unknown>) =>
  Effect.map(
    Layer.build(Layer.fresh(AmiJournal.layer.pipe(Layer.provide([database, NodeZstd.layer])))),
    (context) => Context.get(context, AmiJournal.AmiJournal)
  )

/** After whatever a writer notes with the clock of this machine, and too young to be removed. */
export const start = Date.now() + 3_600_000

export const received = (seq: number, more: Partial<AmiInbox.Received> = {}): AmiInbox.Received => ({
  _tag: "Received",
  epoch: 1,
  seq,
  receivedAt: start + seq,
  message: AmiMessage.make([["Event", seq % 10 === 0 ? "Hangup" : "Newexten"], ["Uniqueid", `1.${seq}`]]),
  ...more
})

export const messages = (from: number, to: number, more: Partial<AmiInbox.Received> = {}) =>
  Array.from({ length: to - from + 1 }, (_, index) => received(from + index, more))

export const lost = (epoch: number, lastMessageAt: number): AmiInbox.Disconnected => ({
  _tag: "Disconnected",
  epoch,
  lastMessageAt,
  cause: new AmiError.AmiError({ reason: new AmiError.ConnectionLost({ why: "Ended" }) })
})

export const gap = (dropped: number | "unknown", more: Partial<AmiInbox.Gap> = {}): AmiInbox.Gap => ({
  _tag: "Gap",
  epoch: 1,
  dropped,
  reason: "SlowConsumer",
  firstSeq: 1,
  lastSeq: 1,
  ...more
})

/** An inbox that delivers what is put into it. */
export const inbox = Effect.map(Queue.unbounded<AmiInbox.Item>(), (queue) => ({
  put: (...items: ReadonlyArray<AmiInbox.Item>) => Queue.offerAll(queue, items),
  stream: Stream.fromQueue(queue)
}))

/** Waits until a writer was given so many messages, and has stored them. */
export const stored = <E>({ counts, flushed }: AmiJournal.Writing<E>, messages: number) =>
  Effect.andThen(Effect.repeat(counts, { until: ({ received }) => received >= messages }), flushed)

/** An item in short: the number of a message, or a gap with its size. */
export const short = (item: AmiJournal.Replayed): number | string =>
  item._tag === "Received" ? item.seq : `${item.reason} ${item.dropped}`

export const all = (journal: AmiJournal.AmiJournal["Service"], options: Partial<AmiJournal.ReplayOptions> = {}) =>
  Stream.runCollect(journal.replay({ server: "berlin", ...options }))

/** Messages that no compression makes smaller. */
export const noise = (from: number, to: number, at = start) =>
  Effect.forEach(Array.from({ length: to - from + 1 }, (_, index) => from + index), (seq) =>
    Effect.map(
      Effect.all(Array.from({ length: 40 }, () => Random.nextInt)),
      (numbers) =>
        received(seq, {
          receivedAt: at + seq,
          message: AmiMessage.make([["Event", "UserEvent"], ["Noise", numbers.join("")]])
        })
    ))

/** How many messages are missing, as far as gaps say. */
export const droppedOf = (items: ReadonlyArray<AmiJournal.Replayed>) =>
  items.reduce((sum, item) => sum + (item._tag === "Missing" && item.dropped !== "unknown" ? item.dropped : 0), 0)

/** Writes items, and stops. */
export const wrote = (
  journal: AmiJournal.AmiJournal["Service"],
  items: ReadonlyArray<AmiInbox.Item>,
  options?: AmiJournal.WriteOptions
) =>
  Effect.scoped(Effect.flatMap(
    journal.write("berlin", Stream.fromIterable(items), options),
    ({ ended }) => ended
  ))

/** A disk that can be filled, and what is looked at while it is full. */
interface Disk<E> {
  readonly fill: Effect.Effect<unknown, E>
  readonly whileFull?: Effect.Effect<void, E>
  readonly clear: Effect.Effect<unknown, E>
}

/** Writes while a disk is full, and after that: each message is taken, and stored or counted. */
export const outlastsFullDisk = Effect.fnUntraced(function*<E>(
  journal: AmiJournal.AmiJournal["Service"],
  { clear, fill, whileFull = Effect.void }: Disk<E>
) {
  const { put, stream } = yield* inbox
  const writing = yield* journal.write("berlin", stream, { keep: Infinity, blockEvents: 10, maxBlocks: 20 })
  yield* put(...yield* noise(1, 100))
  yield* stored(writing, 100)
  yield* fill
  for (let from = 101; from <= 2000; from += 100) {
    yield* put(...yield* noise(from, from + 99))
    // All of them are taken, whatever becomes of them.
    yield* Effect.repeat(writing.counts, { until: ({ received }) => received === from + 99 })
  }
  const full = yield* Effect.repeat(writing.counts, { until: ({ dropped }) => dropped > 0 })
  assert.isAtMost(full.waiting, 210)
  assert.strictEqual(full.stored + full.dropped + full.waiting, 2000)
  // What was stored can be read.
  assert.isAtLeast((yield* all(journal)).length, 101)
  yield* whileFull

  yield* clear
  yield* put(...yield* noise(2001, 2010))
  yield* stored(writing, 2010)
  const counts = yield* writing.counts
  assert.deepStrictEqual([counts.stored + counts.dropped, counts.waiting], [2010, 0])
  const replayed = yield* all(journal)
  const numbers = replayed.flatMap((item) => item._tag === "Received" ? [item.seq] : [])
  assert.deepStrictEqual(numbers, numbers.toSorted((one, other) => one - other))
  assert.strictEqual(new Set(numbers).size, counts.stored)
  assert.strictEqual(droppedOf(replayed), counts.dropped)
  assert.strictEqual(numbers.at(-1), 2010)
})

/** Declares the tests of a journal. */
export const keepsJournal = (name: string, kind: Kind): void => {
  describe(`AmiJournal in ${name}`, () => {
    it.live("gives back each message as it was, in order, with gaps in their places", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const items = [
          ...messages(1, 5),
          gap(7),
          ...messages(13, 15),
          lost(1, start + 15),
          ...messages(1, 3, { epoch: 2 }),
          gap("unknown", { reason: "PollFailed", epoch: 2 })
        ]
        yield* wrote(journal, items)

        const replayed = yield* all(journal)
        assert.deepStrictEqual(replayed.map(short), [
          "OwnerChanged unknown",
          1,
          2,
          3,
          4,
          5,
          "SlowConsumer 7",
          13,
          14,
          15,
          "Disconnected unknown",
          1,
          2,
          3,
          "PollFailed unknown"
        ])
        const stored = replayed.filter((item) => item._tag === "Received")
        const given = items.filter((item) => item._tag === "Received")
        assert.deepStrictEqual(
          stored.map(({ epoch, message, receivedAt, seq }) => [epoch, seq, receivedAt, message.headers]),
          given.map(({ epoch, message, receivedAt, seq }) => [epoch, seq, receivedAt, message.headers])
        )
        const [, , , , , , , , , , disconnected] = replayed
        assert.strictEqual(disconnected?._tag === "Missing" && disconnected.since, start + 15)
        assert.deepStrictEqual([stored[0]?.server, stored[0]?.generation], ["berlin", 1])
      }).pipe(Effect.scoped))

    it.live("goes on after any place, and from any moment", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        yield* wrote(journal, messages(1, 25), { blockEvents: 10 })
        const whole = yield* all(journal)
        for (const [index, { position }] of whole.entries()) {
          const token = AmiJournal.positionOf(AmiJournal.tokenOf(position))
          assert.deepStrictEqual((yield* all(journal, { from: token })).map(short), whole.slice(index + 1).map(short))
        }
        const from = new Date(start + 14)
        assert.deepStrictEqual((yield* all(journal, { from, to: new Date(start + 22) })).map(short).slice(0, 9), [
          14,
          15,
          16,
          17,
          18,
          19,
          20,
          21,
          22
        ])
        assert.deepStrictEqual((yield* all(journal, { names: ["Hangup"] })).map(short), [
          "OwnerChanged unknown",
          10,
          20
        ])
        assert.deepStrictEqual((yield* all(journal, { names: ["Ha%"] })).map(short), ["OwnerChanged unknown"])
        assert.deepStrictEqual(yield* all(journal, { server: "paris" }), [])
      }).pipe(Effect.scoped))

    it.live("follows what is written", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const { put, stream } = yield* inbox
        const writing = yield* journal.write("berlin", stream)
        const names = ["Hangup"]
        const followed = yield* Effect.forkChild(
          Stream.runCollect(Stream.take(journal.replay({ server: "berlin", names, follow: true }), 3))
        )
        yield* put(...messages(1, 15))
        yield* stored(writing, 15)
        yield* put(...messages(16, 20))
        yield* stored(writing, 20)
        assert.deepStrictEqual((yield* Fiber.join(followed)).map(short), ["OwnerChanged unknown", 10, 20])
        assert.deepStrictEqual(yield* writing.counts, { received: 20, stored: 20, dropped: 0, waiting: 0 })
      }).pipe(Effect.scoped))

    it.live("stops a writer when another one takes over, and says where", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const { put, stream } = yield* inbox
        let isRead = true
        const read = Stream.ensuring(stream, Effect.sync(() => isRead = false))
        const stale = yield* journal.write("berlin", read)
        yield* put(...messages(1, 3))
        yield* stored(stale, 3)
        const other = yield* inbox
        const writing = yield* journal.write("berlin", other.stream)
        assert.deepStrictEqual([yield* stale.generation, yield* writing.generation], [1, 2])

        yield* put(...messages(4, 6))
        const error = yield* Effect.flip(stale.ended)
        assert.strictEqual(error.reason, "Superseded")
        assert.include(error.message, "Another program writes the journal of berlin now")
        assert.isFalse(isRead)
        yield* other.put(...messages(4, 7))
        yield* stored(writing, 4)
        assert.deepStrictEqual((yield* all(journal)).map(short), [
          "OwnerChanged unknown",
          1,
          2,
          3,
          "OwnerChanged unknown",
          4,
          5,
          6,
          7
        ])
      }).pipe(Effect.scoped))

    it.live("stores what was received before it stops, however little of it was taken", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const { put, stream } = yield* inbox
        yield* Effect.scoped(Effect.gen(function*() {
          yield* journal.write("berlin", Stream.buffer(stream, { capacity: 16 }))
          yield* put(...messages(1, 5000))
        }))
        assert.deepStrictEqual((yield* all(journal)).slice(1).map(short), messages(1, 5000).map(({ seq }) => seq))
      }).pipe(Effect.scoped))

    it.live("hands each item to a consumer, which goes on where it stopped, with the same parts", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        yield* wrote(journal, messages(1, 25), { blockEvents: 10 })
        const options = { consumer: "crm", server: "berlin", batch: 4 }
        const seen: Array<ReadonlyArray<number | string>> = []
        /** Fails after some parts: the last one is handed over again. */
        const run = (parts: number) => {
          let left = parts
          return Effect.flip(journal.consume(options, (items) => {
            seen.push(items.map(short))
            left -= 1
            return left > 0 ? Effect.void : Effect.fail("enough")
          }))
        }
        assert.strictEqual(yield* run(3), "enough")
        assert.strictEqual(yield* run(2), "enough")
        yield* run(5)
        assert.deepStrictEqual(seen, [
          ["OwnerChanged unknown"],
          [1, 2, 3, 4],
          [5, 6, 7, 8],
          [5, 6, 7, 8],
          [9, 10],
          [9, 10],
          [11, 12, 13, 14],
          [15, 16, 17, 18],
          [19, 20],
          [21, 22, 23, 24]
        ])
        const [summary] = yield* journal.consumers
        assert.deepInclude(summary, { consumer: "crm", server: "berlin" })
      }).pipe(Effect.scoped))

    it.live("stops a consumer when another one of its name begins", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const { put, stream } = yield* inbox
        const writing = yield* journal.write("berlin", stream)
        const options = { consumer: "crm", server: "berlin", from: "now" } as const
        const seen = yield* Queue.unbounded<number | string>()
        const take = (items: ReadonlyArray<AmiJournal.Replayed>) => Queue.offerAll(seen, items.map(short))
        yield* put(...messages(1, 3))
        yield* stored(writing, 3)
        const first = yield* Effect.forkChild(Effect.flip(journal.consume(options, take)), { startImmediately: true })
        yield* Effect.repeat(journal.consumers, { until: (all) => all.length === 1 })
        yield* put(...messages(4, 4))
        assert.strictEqual(yield* Queue.take(seen), 4)
        const second = yield* Effect.forkChild(journal.consume(options, () => Effect.void))
        let seq = 4
        const next = Effect.suspend(() => Effect.andThen(put(received(++seq)), stored(writing, seq)))
        yield* Effect.repeat(next, { until: () => first.pollUnsafe() !== undefined })
        const error = yield* Fiber.join(first)
        assert.strictEqual(error.reason, "Superseded")
        yield* Fiber.interrupt(second)
      }).pipe(Effect.scoped))

    it.live("removes what is old, and says so to who had not read it", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const day = 86_400_000
        const old = messages(1, 20).map((item) => ({ ...item, receivedAt: item.receivedAt - 3 * day }))
        yield* wrote(journal, [...old, ...messages(21, 25)], { blockEvents: 10, keep: Infinity })
        const [first] = (yield* all(journal, { from: new Date(0) })).filter((item) => item._tag === "Received")
        assert.strictEqual(first?.seq, 1)

        assert.strictEqual(yield* journal.prune(new Date(start - day)), 20)
        const from = { block: first?.position.block ?? 0, item: 3 }
        assert.deepStrictEqual((yield* all(journal, { from })).map(short), ["Expired unknown", 21, 22, 23, 24, 25])
        const moment = new Date(start - 3 * day)
        assert.deepStrictEqual((yield* all(journal, { from: moment })).map(short).slice(-6), [
          "Expired unknown",
          21,
          22,
          23,
          24,
          25
        ])
        assert.deepStrictEqual((yield* all(journal, { names: ["Newexten"] })).map(short).slice(-5), [
          21,
          22,
          23,
          24,
          25
        ])
        const [summary] = yield* journal.servers
        assert.deepInclude(summary, { server: "berlin", generation: 1, events: 5 })
        assert.strictEqual(yield* journal.prune(new Date(start - day)), 0)
      }).pipe(Effect.scoped))

    it.live("keeps secrets off the disk", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const secret = AmiMessage.make([["Event", "AuthDetail"], ["Password", "hunter2"], ["Text", "secret=hunter2"]])
        yield* wrote(journal, [received(1, { message: secret })])
        const [, item] = yield* all(journal)
        assert.deepStrictEqual(item?._tag === "Received" && item.message.headers, [
          ["Event", "AuthDetail"],
          ["Password", "<redacted>"],
          ["Text", "secret=<redacted>"]
        ])
      }).pipe(Effect.scoped))

    it.live("names an option that is wrong", () =>
      Effect.gen(function*() {
        const journal = yield* build(yield* kind)
        const errors = [
          yield* Effect.flip(journal.write("", Stream.empty)),
          yield* Effect.flip(journal.write("berlin", Stream.empty, { maxBlocks: 0 })),
          yield* Effect.flip(all(journal, { from: new Date(Number.NaN) })),
          yield* Effect.flip(journal.consume({ consumer: "a\nb", server: "berlin" }, () => Effect.void))
        ]
        const options = errors.map(({ reason }) =>
          typeof reason !== "string" && reason._tag === "InvalidOption" ? reason.option : reason
        )
        assert.deepStrictEqual(options, ["server", "maxBlocks", "from", "consumer"])
      }).pipe(Effect.scoped))
  })
}
