/**
 * The events of one call in a journal, in whatever database it is.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { type AmiInbox, AmiMessage } from "effect-ami"
import { AmiJournal } from "effect-ami/journal"
import { NodeZstd } from "effect-ami/node"
import type { SqlClient } from "effect/sql"
import { gap, type Kind, received, short, start, wrote } from "./journals.ts"

const hour = 3_600_000

/** A journal that counts the blocks that are unpacked. */
const counting = (database: Layer.Layer<SqlClient.SqlClient, unknown>) =>
  Effect.gen(function*() {
    const { compress, decompress } = Context.get(yield* Layer.build(NodeZstd.layer), AmiJournal.Compression)
    const read = { blocks: 0 }
    const compression = Layer.succeed(AmiJournal.Compression, {
      compress,
      decompress: (bytes: Uint8Array) =>
        Effect.suspend(() => {
          read.blocks += 1
          return decompress(bytes)
        })
    })
    const context = yield* Layer.build(Layer.fresh(AmiJournal.layer.pipe(Layer.provide([database, compression]))))
    return { journal: Context.get(context, AmiJournal.AmiJournal), read }
  })

/** The id of a call that begins at a moment. */
const idAt = (at: number, count = 1) => `pbx-${Math.floor(at / 1000)}.${count}`

/** Events with numbers, one a second. */
const sequence = (from: number, at: number, events: ReadonlyArray<ReadonlyArray<AmiMessage.Header>>) =>
  events.map((headers, index) =>
    received(from + index, { receivedAt: at + index * 1000, message: AmiMessage.make(headers) })
  )

const channel = (event: string, id: string, linkedid = id, more: ReadonlyArray<AmiMessage.Header> = []) =>
  [
    ["Event", event],
    ["Channel", `PJSIP/${id}`],
    ["Uniqueid", id],
    ["Linkedid", linkedid],
    ...more
  ] as const

/** So many other events, one a second. */
const others = (from: number, at: number, count: number): ReadonlyArray<AmiInbox.Received> =>
  Array.from({ length: count }, (_, index) =>
    received(from + index, {
      receivedAt: at + index * 1000,
      message: AmiMessage.make(channel("Newexten", idAt(at, 1000 + index)))
    }))

/** Declares the tests of `call`. */
export const findsCalls = (name: string, kind: Kind): void => {
  describe(`AmiJournal.call in ${name}`, () => {
    it.live("gives the events of its channels, of those that join it, and the gaps between", () =>
      Effect.gen(function*() {
        const { journal } = yield* counting(yield* kind)
        const [one, other, second] = [idAt(start), idAt(start, 10), idAt(start, 2)]
        const events = sequence(1, start, [
          channel("Newchannel", other),
          channel("Newchannel", one),
          channel("Newchannel", second),
          channel("DialBegin", one, one, [["DestChannel", "PJSIP/2"], ["DestUniqueid", second], ["DestLinkedid", one]]),
          channel("Newstate", second, one),
          channel("Hangup", second, one),
          channel("Hangup", one),
          [["Event", "Cdr"], ["Channel", `PJSIP/${one}`], ["UniqueID", one]],
          channel("Hangup", other)
        ])
        yield* wrote(journal, [...events.slice(0, 5), gap(3), ...events.slice(5), gap(4)])

        assert.deepStrictEqual((yield* journal.call("berlin", one)).map(short), [2, 4, 5, "SlowConsumer 3", 6, 7, 8])
        assert.deepStrictEqual((yield* journal.call("berlin", other)).map(short), [1, "SlowConsumer 3", 9])
        assert.deepStrictEqual(yield* journal.call("berlin", idAt(start, 99)), [])
        assert.deepStrictEqual(yield* journal.call("paris", one), [])
      }).pipe(Effect.scoped))

    it.live("says that its end may be in a gap", () =>
      Effect.gen(function*() {
        const { journal } = yield* counting(yield* kind)
        const id = idAt(start)
        yield* wrote(journal, [...sequence(1, start, [channel("Newchannel", id)]), gap(3), gap(4)])
        assert.deepStrictEqual((yield* journal.call("berlin", id)).map(short), [1, "SlowConsumer 3"])
      }).pipe(Effect.scoped))

    it.live("reads the blocks in which it lives, and finds it if the clock of the server is wrong", () =>
      Effect.gen(function*() {
        const { journal, read } = yield* counting(yield* kind)
        const at = start + 2 * hour
        const call = (id: string) => sequence(10_001, at, [channel("Newchannel", id), channel("Hangup", id)])
        const own = idAt(at)
        const ahead = idAt(at + hour, 2)
        const behind = idAt(at - hour, 3)
        yield* wrote(journal, [
          ...others(1, start, 7200),
          ...call(own),
          ...call(ahead),
          ...call(behind),
          ...others(20_001, at + 10_000, 7200)
        ], { blockEvents: 10, maxBlocks: 5000 })
        for (const id of [own, ahead, behind]) {
          read.blocks = 0
          assert.deepStrictEqual((yield* journal.call("berlin", id)).map(short), [10_001, 10_002], id)
          // Of 1,441 blocks.
          if (id === own) assert.isBelow(read.blocks, 20)
          else assert.isBelow(read.blocks, 1100)
        }
      }).pipe(Effect.scoped))

    it.live("says that its beginning has expired", () =>
      Effect.gen(function*() {
        const { journal } = yield* counting(yield* kind)
        const day = 24 * hour
        const at = start - 3 * day
        const id = idAt(at)
        yield* wrote(journal, [
          ...sequence(1, at, [channel("Newchannel", id)]),
          gap(1),
          ...sequence(2, start, [channel("Hangup", id)])
        ], { keep: Infinity, blockEvents: 1 })
        yield* journal.prune(new Date(start - day))
        assert.deepStrictEqual((yield* journal.call("berlin", id)).map(short).at(0), "Expired unknown")
        assert.deepStrictEqual(yield* journal.call("berlin", idAt(start)), [])
      }).pipe(Effect.scoped))

    it.live("names an option that is wrong", () =>
      Effect.gen(function*() {
        const { journal } = yield* counting(yield* kind)
        const { reason } = yield* Effect.flip(journal.call("berlin", ""))
        assert.deepInclude(reason, { _tag: "InvalidOption", option: "linkedid" })
      }).pipe(Effect.scoped))
  })
}
