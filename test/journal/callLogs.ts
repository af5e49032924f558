/**
 * A table of call records, in whatever database it is.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Queue, type Scope, Stream, Struct } from "effect"
import type { CallRecord } from "effect-ami"
import { AmiCallLog } from "effect-ami/journal"
import { SqlClient } from "effect/sql"
import type { Kind } from "./journals.ts"

type Record = CallRecord.CallRecord

export const buildLog = (database: Layer.Layer<SqlClient.SqlClient, unknown>) =>
  Effect.map(
    Layer.build(Layer.fresh(AmiCallLog.layer.pipe(Layer.provide(database)))),
    (context) => Context.get(context, AmiCallLog.AmiCallLog)
  )

const day = 86_400_000

/** The moment at which the calls of tests begin, which is kept. */
export const start = Math.floor(Date.now() / 1000) * 1000 - day

const party = (number: string) => ({ number, endpoint: `PJSIP/${number}`, side: "Inside" } as const)

/** A call of a number of seconds. */
export const call = (second: number, more: Partial<Record> = {}): Record => ({
  version: 1,
  id: `${start / 1000 + second}.1`,
  linkedids: [`${start / 1000 + second}.1`],
  direction: "Internal",
  origin: "Dialed",
  from: party("100"),
  dialed: "101",
  startedAt: start + second * 1000,
  answeredAt: start + second * 1000 + 500,
  endedAt: start + second * 1000 + 900,
  outcome: "Answered",
  answeredBy: party("101"),
  end: { _tag: "HungUp", by: "Caller", cause: 16 },
  legs: [],
  queues: [],
  transfers: [],
  forwards: [],
  pickups: [],
  parkings: [],
  conferences: [],
  recordings: [],
  dtmf: { count: 0 },
  holds: 0,
  unknown: [],
  ...more
})

const visit = (Queue: string, outcome: "Connected" | "Abandoned", member?: string) => ({
  Queue,
  joinedAt: start,
  waitMs: 1000,
  outcome,
  ...member === undefined ? {} : { member },
  rings: []
})

/** Writes records, and stops. */
export const wroteCalls = (
  log: AmiCallLog.AmiCallLog["Service"],
  records: ReadonlyArray<Record>,
  options: AmiCallLog.WriteOptions = { server: "berlin" }
) =>
  Effect.scoped(
    Effect.flatMap(
      log.write(Stream.fromIterable(records), options),
      ({ counts, ended }) => Effect.andThen(ended, counts)
    )
  )

const found = (log: AmiCallLog.AmiCallLog["Service"], options?: AmiCallLog.Filter) =>
  Effect.map(Stream.runCollect(log.find(options)), (calls) => calls.map(({ record }) => record.id))

/** Declares the tests of a table. */
export const keepsCalls = (name: string, kind: Kind): void => {
  describe(`AmiCallLog in ${name}`, () => {
    const log: Effect.Effect<AmiCallLog.AmiCallLog["Service"], unknown, Scope.Scope> = Effect.flatMap(kind, buildLog)

    it.live("gives back each record as it was, once, and says whether events were missing", () =>
      Effect.gen(function*() {
        const own = yield* log
        const whole = call(1)
        const poor: Record = {
          ...Struct.omit(call(2), ["answeredAt", "answeredBy", "dialed", "from"]),
          outcome: "Unknown",
          end: { _tag: "Vanished", lastSeenAt: start },
          unknown: [{ to: start, cause: "Disconnected" }]
        }
        const odd = call(3, { from: { ...party("\0é😀\ud800"), name: "\0'" }, dialed: "1".repeat(500) })
        const counts = yield* wroteCalls(own, [whole, whole, poor, odd])
        assert.deepStrictEqual(counts, { received: 4, stored: 4, dropped: 0, waiting: 0 })
        yield* wroteCalls(own, [{ ...whole, outcome: "Busy" }])

        assert.deepStrictEqual(yield* own.get("berlin", whole.id), { server: "berlin", complete: true, record: whole })
        assert.deepStrictEqual(yield* own.get("berlin", poor.id), { server: "berlin", complete: false, record: poor })
        assert.deepStrictEqual((yield* own.get("berlin", odd.id))?.record, odd)
        assert.strictEqual(yield* own.get("paris", whole.id), undefined)
        assert.deepStrictEqual(yield* found(own), [odd.id, poor.id, whole.id])
      }).pipe(Effect.scoped))

    it.live("stores what was received before it stops, however little of it was taken", () =>
      Effect.gen(function*() {
        const log = yield* buildLog(yield* kind)
        const records = yield* Queue.unbounded<Record>()
        yield* Effect.scoped(Effect.gen(function*() {
          yield* log.write(Stream.buffer(Stream.fromQueue(records), { capacity: 16 }), { server: "berlin" })
          yield* Queue.offerAll(records, Array.from({ length: 300 }, (_, second) => call(second)))
        }))
        assert.lengthOf(yield* Stream.runCollect(log.find()), 300)
      }).pipe(Effect.scoped))

    it.live("finds calls by time, number, queue, agent and server, the newest first", () =>
      Effect.gen(function*() {
        const own = yield* log
        const id = (second: number) => call(second).id
        yield* wroteCalls(own, [
          call(1),
          call(2, { from: party("0201234"), dialed: "5550100" }),
          call(3, { queues: [visit("sales", "Abandoned"), visit("support", "Connected", "Alice")] }),
          call(4, { queues: [visit("support", "Abandoned"), visit("sales", "Abandoned")] }),
          call(5, { answeredBy: party("0201234") })
        ])
        yield* wroteCalls(own, [call(1)], { server: "paris" })
        const at = (second: number) => new Date(start + second * 1000)
        assert.deepStrictEqual(yield* found(own, { from: at(2), to: at(4) }), [id(4), id(3), id(2)])
        assert.deepStrictEqual(yield* found(own, { number: "0201234" }), [id(5), id(2)])
        assert.deepStrictEqual(yield* found(own, { number: "5550100", from: at(1) }), [id(2)])
        assert.deepStrictEqual(yield* found(own, { number: "%" }), [])
        assert.deepStrictEqual(yield* found(own, { queue: "support" }), [id(3)])
        assert.deepStrictEqual(yield* found(own, { queue: "sales" }), [id(4)])
        assert.deepStrictEqual(yield* found(own, { agent: "Alice" }), [id(3)])
        assert.deepStrictEqual(yield* found(own, { server: "paris" }), [id(1)])
      }).pipe(Effect.scoped))

    it.live("gives all of many calls, also of those that began at the same moment, and removes those that are old", () =>
      Effect.gen(function*() {
        const own = yield* log
        const many = Array.from(
          { length: 1203 },
          (_, index) => call(1 + Math.floor(index / 400), { id: `${start / 1000}.${index}` })
        )
        yield* wroteCalls(own, [...many, call(-401 * 86_400)], { server: "berlin", keep: Infinity })
        const ids = yield* found(own)
        assert.strictEqual(new Set(ids).size, 1204)
        assert.strictEqual(ids.length, 1204)
        assert.strictEqual(yield* own.prune(new Date(start - day)), 1)
        assert.strictEqual(yield* own.prune(new Date(start + 2000)), 400)
        assert.strictEqual((yield* found(own)).length, 803)
      }).pipe(Effect.scoped))

    it.live("removes what is older than 400 days while it is written", () =>
      Effect.gen(function*() {
        const own = yield* log
        yield* wroteCalls(own, [call(1), call(-401 * 86_400)], { keep: Infinity })
        yield* own.write(Stream.never)
        const ids = yield* Effect.repeat(found(own), { until: ({ length }) => length < 2 })
        assert.deepStrictEqual(ids, [call(1).id])
        assert.isDefined(yield* own.get("asterisk", call(1).id))
      }).pipe(Effect.scoped))

    it.live("names an option that is wrong", () =>
      Effect.gen(function*() {
        const own = yield* log
        const errors = [
          yield* Effect.flip(own.write(Stream.empty, { server: "" })),
          yield* Effect.flip(own.write(Stream.empty, { maxWaiting: 0 })),
          yield* Effect.flip(found(own, { from: new Date(Number.NaN) }))
        ]
        const options = errors.map(({ reason }) =>
          typeof reason !== "string" && reason._tag === "InvalidOption" ? reason.option : reason
        )
        assert.deepStrictEqual(options, ["server", "maxWaiting", "from"])
      }).pipe(Effect.scoped))
  })
}
