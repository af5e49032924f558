/**
 * What is kept of the stream of events, and its texts.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { AmiMessage } from "effect-ami"
import type { AmiJournal } from "effect-ami/journal"
import { Feed, most } from "../../src/gateway/internal/feed.ts"
import { eventText, idOf, placeOf } from "../../src/gateway/internal/kept.ts"
import { ofJournal } from "../../src/gateway/internal/past.ts"
import { rightsOf } from "../../src/gateway/internal/rights.ts"
import { Tokens } from "../../src/gateway/internal/tokens.ts"
import { Reader } from "./server.ts"

const rights = rightsOf({ name: "a", tokenHash: "0".repeat(64), servers: ["*"], events: [{ name: "*" }] })

const received = (seq: number) => ({
  _tag: "Received" as const,
  epoch: 1,
  seq,
  receivedAt: seq,
  message: AmiMessage.make([["Event", "UserEvent"], ["N", String(seq)]])
})

describe("what is kept", () => {
  it.effect("is at least the last 10,000 items, and a gap says what is no longer there", () =>
    Effect.gen(function*() {
      const feed = new Feed("run", new Tokens(), undefined)
      for (let at = 0; at < 45_000; at += 100) {
        feed.add({ server: "berlin", items: Array.from({ length: 100 }, (_, n) => received(at + n + 1)) }, 0)
      }
      const after = Effect.fnUntraced(function*(count: number, takes: number) {
        const id = `run.${count}.${count}.${count}.berlin`
        const stream = yield* feed.read(rights, id, placeOf(id))
        const reader = new Reader()
        const decoder = new TextDecoder()
        yield* Stream.runForEach(Stream.take(stream, takes), (bytes) =>
          Effect.sync(() => reader.hear(decoder.decode(bytes))))
        return reader
      })
      const recent = yield* after(45_000 - most, 1 + Math.ceil(most / 256))
      assert.lengthOf(recent.numbers, most)
      assert.deepStrictEqual([recent.numbers[0], recent.numbers.at(-1)], [45_000 - most + 1, 45_000])
      const old = yield* after(1, 3)
      assert.strictEqual(old.names[0], "gap Expired")
      assert.isAbove(old.numbers[0] ?? 0, 25_000)
      assert.strictEqual(feed.streamsOf(rights), 2)
    }))

  it.effect("goes on after what the journal has, and a gap says what neither of them has", () =>
    Effect.gen(function*() {
      const reads = Effect.fnUntraced(function*(stored: number) {
        const items = Array.from({ length: stored }, (_, n): AmiJournal.Replayed => ({
          ...received(n + 1),
          server: "berlin",
          generation: 1,
          position: { block: 1, item: n }
        }))
        // A type assertion: of a journal, a gateway uses no more.
        const journal = {
          servers: Effect.succeed([{ server: "berlin", firstAt: 0 }]),
          replay: ({ from }: { readonly from: Date }) =>
            Stream.fromIterable(items.filter((item) => item._tag === "Missing" || item.receivedAt >= from.getTime()))
        } as unknown as AmiJournal.AmiJournal["Service"]
        const feed = new Feed("run", new Tokens(), ofJournal(journal))
        // Of these, memory has the last 10,000.
        feed.add({ server: "berlin", items: Array.from({ length: 2 * most }, (_, n) => received(n + 1)) }, 0)
        const stream = yield* feed.read(rights, "run.9.9.9.berlin", placeOf("run.9.9.9.berlin"))
        const reader = new Reader()
        const decoder = new TextDecoder()
        yield* stream.pipe(
          Stream.tap((bytes) => Effect.sync(() => reader.hear(decoder.decode(bytes)))),
          Stream.takeUntil(() => reader.numbers.at(-1) === 2 * most),
          Stream.runDrain
        )
        const place = reader.items.findIndex(({ event }) => event === "gap")
        return { count: reader.numbers.length, gap: reader.items[place]?.data, after: reader.numbers[place - 1] }
      })
      const none = { count: 2 * most - 9, gap: undefined, after: undefined }

      assert.deepStrictEqual(yield* reads(most), none)
      assert.deepStrictEqual(yield* reads(most + 500), none)
      assert.deepStrictEqual(yield* reads(most - 500), {
        count: 2 * most - 509,
        gap: { server: "berlin", dropped: null, reason: "NotStored" },
        after: most - 500
      })
    }))
})

describe("a text", () => {
  it("has one line for its data, whatever Asterisk sends", () => {
    const message = AmiMessage.make([["Event", "A"], ["B", "1\r\nevent: x\ndata: y\r\u2028\n\nid: 7"]])
    const text = eventText(rights, { server: "a\nb", at: 1, message }, "1")
    assert.lengthOf(text.split(/\r\n|\r|\n/), 5)
    const reader = new Reader()
    reader.hear(text)
    assert.deepStrictEqual(reader.items[0]?.data.headers, message.headers)
  })

  it("has a place that is read again, with any name of a server", () => {
    for (const server of ["berlin", "10.0.0.1:5038", "Zürich %20 🙂.1", "a b\r\n", "x'()*!~"]) {
      const place = { run: "a-_1", count: 7, at: 1_700_000_000_000, seq: -1, server }
      assert.match(idOf(place), /^[\x21-\x7e]+$/)
      assert.deepStrictEqual(placeOf(idOf(place)), place)
    }
  })
})
