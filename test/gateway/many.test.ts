/**
 * A thousand streams at once, or a hundred in a quick run: each has what its grant allows, and nothing is left of those that went away.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Scope, Stream } from "effect"
import { AmiMessage } from "effect-ami"
import { Feed } from "../../src/gateway/internal/feed.ts"
import { most } from "../../src/gateway/internal/outbox.ts"
import { rightsOf } from "../../src/gateway/internal/rights.ts"
import { Tokens } from "../../src/gateway/internal/tokens.ts"
import { isQuick } from "../size.ts"
import { grantOf, open, Reader, tokenOf } from "./server.ts"

const tokens = isQuick ? 25 : 250

const streams = 4

/** What a reader of a token may see: one number in so many. */
const isOf = (token: number) => (n: number) => n % tokens === token

describe("many streams", () => {
  it.live("have what their grants allow and nothing else, and all are let go when they leave", () =>
    Effect.gen(function*() {
      const grants = yield* Effect.forEach(
        Array.from({ length: tokens }, (_, index) => index),
        (index) => grantOf(`t${index}`, { streams, events: [{ name: "UserEvent", where: { Of: String(index) } }] })
      )
      const { ask, read, server } = yield* open({ grants, onAction: () => Effect.void })
      const events = Array.from({ length: 4 * tokens }, (_, n) => n)
      const until = (holds: () => boolean): Effect.Effect<void> =>
        Effect.suspend(() => holds() ? Effect.void : Effect.andThen(Effect.sleep("10 millis"), until(holds)))
      const readers: Array<{ readonly token: number; readonly reader: Reader }> = []
      const scope = yield* Scope.make()
      yield* Effect.forEach(grants, (_, token) =>
        Effect.replicateEffect(
          Effect.map(read({ token: tokenOf(`t${token}`) }), (reader) => readers.push({ token, reader })),
          streams
        )).pipe(Scope.provide(scope))
      assert.lengthOf(readers, tokens * streams)
      assert.strictEqual((yield* ask("/v1/events", { token: tokenOf("t7") })).status, 429)
      for (const n of events) {
        yield* server.broadcast([["Event", "UserEvent"], ["N", String(n)], ["Of", String(n % tokens)]])
      }
      yield* until(() => readers.every(({ reader }) => reader.items.length >= 4))
      for (const { reader, token } of readers) {
        assert.deepStrictEqual(reader.numbers, events.filter(isOf(token)))
        assert.deepStrictEqual(reader.names, reader.numbers.map(() => "UserEvent"))
      }
      yield* Scope.close(scope, yield* Effect.exit(Effect.void))
      // None of them counts any more.
      const again = yield* Effect.replicateEffect(read({ token: tokenOf("t7") }), streams)
      assert.lengthOf(again, streams)
    }))

  it.effect("that take nothing keep a bounded number of events, and a count of the others", () =>
    Effect.gen(function*() {
      const feed = new Feed("run", new Tokens(), undefined)
      const rights = Array.from(
        { length: tokens * streams },
        (_, index) => rightsOf({ name: `t${index}`, tokenHash: String(index), servers: ["*"], events: [{ name: "*" }] })
      )
      const unread = yield* Effect.forEach(rights, (one) => feed.read(one, undefined, undefined))
      const add = (from: number, count: number) =>
        feed.add({
          server: "berlin",
          items: Array.from({ length: count }, (_, n) => ({
            _tag: "Received" as const,
            epoch: 1,
            seq: from + n,
            receivedAt: from + n,
            message: AmiMessage.make([["Event", "UserEvent"], ["Text", "x"]])
          }))
        }, 0)
      add(1, most)
      // What comes after that is counted, and not kept.
      add(most + 1, 2 * most)
      const decoder = new TextDecoder()
      for (const stream of [unread[0], unread.at(-1)]) {
        const reader = new Reader()
        yield* Stream.runForEach(
          Stream.take(stream ?? Stream.empty, 2),
          (bytes) => Effect.sync(() => reader.hear(decoder.decode(bytes)))
        )
        assert.lengthOf(reader.items, most + 1)
        assert.deepStrictEqual(reader.items.at(-1)?.data, { server: "berlin", dropped: 2 * most, reason: "SlowReader" })
      }
      assert.strictEqual(feed.streamsOf(rights[7] ?? assert.fail("no rights")), 1)
    }).pipe(Effect.scoped))
})
