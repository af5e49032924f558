import { assert, it } from "@effect/vitest"
import { Deferred, Duration, Effect, Fiber, Stream } from "effect"
import { Ami, AmiClient, type AmiInbox } from "effect-ami"
import { hang } from "../transport/waiting.ts"
import { client } from "./clients.ts"
import { isNote, raise } from "./inboxes.ts"
import { forEachServer, privateServer } from "./servers.ts"

const total = 60_000
const filler = "x".repeat(200)
const last = "after the storm"

/** Raises them over another connection, with 1,000 in flight at any time. */
const storm = Effect.forEach(
  Array.from({ length: total / 1000 }),
  () =>
    Effect.forEach(
      Array.from({ length: 1000 }),
      () => Ami.request({ Action: "UserEvent", UserEvent: "Storm", Filler: filler }),
      { concurrency: "unbounded", discard: true }
    ),
  { discard: true }
)

/** What an inbox delivered: the count, the sum of its gaps, and every inconsistent number. */
const account = (items: ReadonlyArray<AmiInbox.Item>) => {
  const wrong: Array<string> = []
  let [delivered, dropped, gaps, expected] = [0, 0, 0, 0]
  for (const item of items) {
    const [first, next] = item._tag === "Received"
      ? [item.seq, item.seq + 1]
      : item._tag === "Gap"
      ? [item.firstSeq, item.lastSeq + 1]
      : [expected, expected]
    if (expected > 0 && first !== expected) wrong.push(`${item._tag} ${first} where ${expected} was due`)
    expected = next
    if (item._tag === "Received") delivered += 1
    if (item._tag !== "Gap") continue
    gaps += 1
    dropped += Number(item.dropped)
    if (item.dropped !== item.lastSeq - item.firstSeq + 1) wrong.push(`${item.dropped} at ${item.firstSeq}`)
  }
  return { delivered, dropped, gaps, wrong }
}

forEachServer("a storm of events", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "counts in gaps what a subscriber of 10 events a second misses, and blocks nobody (C18, C19, row 64)",
    () =>
      Effect.gen(function*() {
        // Its account is cut off if it does not read for 100 ms.
        const own = yield* privateServer(server.version)

        yield* Effect.gen(function*() {
          const ami = yield* AmiClient.AmiClient
          const calm = yield* Deferred.make<void>()
          const ended = yield* Deferred.make<void>()
          const [fast, slow]: [Array<AmiInbox.Item>, Array<AmiInbox.Item>] = [[], []]
          const reading = (items: Array<AmiInbox.Item>, pause: Effect.Effect<void>) =>
            ami.inbox.pipe(
              Stream.tap((item) => Effect.andThen(Effect.sync(() => items.push(item)), pause)),
              Stream.takeUntil(isNote(last)),
              Stream.runDrain,
              Effect.forkChild({ startImmediately: true })
            )
          const quick = yield* Effect.provideService(reading(fast, Effect.void), AmiClient.Buffer, {
            capacity: 2 * total,
            overflow: "fail"
          })
          const tired = yield* reading(slow, Effect.raceFirst(Effect.sleep("100 millis"), Deferred.await(calm)))
          const waits: Array<number> = []
          const pinging = Effect.tap(Effect.timed(Ami.ping), ([took]) =>
            Effect.sync(() => waits.push(Duration.toMillis(took))))
          const asking = yield* Effect.forkChild(
            Effect.repeat(pinging, {
              until: () =>
                Deferred.isDoneUnsafe(ended)
            })
          )

          yield* Effect.provide(storm, client(own, { events: "off", limits: { queued: 1000 } }))
          yield* raise(last)
          yield* Fiber.join(quick)
          const status = yield* ami.status.get
          const behind = slow.length
          yield* Deferred.succeed(calm, undefined)
          yield* Fiber.join(tired)
          yield* Deferred.succeed(ended, undefined)
          yield* Fiber.join(asking)

          const all = account(fast)
          const some = account(slow)
          const stormy = fast.filter((item) => item._tag === "Received" && item.message.get("UserEvent") === "Storm")
          const p99 = waits.toSorted((left, right) => left - right)[Math.floor(waits.length * 0.99)] ?? Infinity
          assert.strictEqual(status._tag === "Ready" && status.epoch, 1)
          assert.strictEqual(stormy.length, total)
          assert.deepStrictEqual([all.dropped, all.wrong, some.wrong], [0, [], []])
          assert.isAbove(some.gaps, 0)
          assert.isBelow(behind, total / 10)
          assert.strictEqual(some.delivered + some.dropped, all.delivered)
          assert.isBelow(p99, hang)
        }).pipe(Effect.scoped, Effect.provide(client(own, { buffer: { capacity: 1000, overflow: "dropOldest" } })))
      }).pipe(Effect.scoped)
  )
})
