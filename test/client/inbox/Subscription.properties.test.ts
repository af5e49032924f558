import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { type AmiInbox, AmiMessage } from "effect-ami"
import * as fc from "fast-check"
import { Subscription } from "../../../src/client/internal/inbox/subscription.ts"
import { WakeQueue } from "../../../src/client/internal/wakes.ts"
import { check } from "../../protocol/properties.ts"
import { scaled, size } from "../../size.ts"
import { start } from "../scriptedTransport.ts"
import { openInbox } from "./openInbox.ts"

type Step =
  | { readonly kind: "offer"; readonly names: ReadonlyArray<string> }
  | { readonly kind: "take"; readonly most: number }
  | { readonly kind: "mark" }

const steps: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("offer" as const),
        names: fc.array(fc.constantFrom("A", "B", "C"), { maxLength: 8 })
      })
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("take" as const), most: fc.integer({ min: 1, max: 8 }) }) },
    { weight: 1, arbitrary: fc.constant({ kind: "mark" as const }) }
  ),
  { maxLength: 60, size: "max" }
)

const cases = fc.record({
  steps,
  capacity: fc.integer({ min: 1, max: 6 }),
  overflow: fc.constantFrom("dropOldest" as const, "dropNewest" as const, "fail" as const),
  wanted: fc.constantFrom(undefined, ["A"], ["A", "B"])
})

const received = (seq: number, name: string): AmiInbox.Received => ({
  _tag: "Received",
  epoch: 1,
  seq,
  receivedAt: seq,
  message: AmiMessage.make([["Event", name]])
})

const connectedMark: AmiInbox.Mark = { _tag: "Connected", epoch: 1, banner: undefined, bootState: "booted" }

const buffer = { capacity: 16_384, overflow: "dropOldest" } as const

describe("a subscription", () => {
  it("delivers everything that it received or counts it as dropped, in order, with one gap per loss (C18)", () => {
    const seen = { gaps: 0, overflows: 0, filtered: 0 }
    const share = check(
      20_000,
      fc.property(cases, ({ capacity, overflow, steps, wanted }) => {
        const names = wanted === undefined ? undefined : new Set<string>(wanted)
        const subscription = new Subscription(names && (({ name }) => names.has(name)), { capacity, overflow })
        const took: Array<AmiInbox.Item> = []
        const offered: Array<number> = []
        let held = 0
        let marks = 0
        let seq = 0
        const all: ReadonlyArray<Step> = [...steps, { kind: "take", most: Infinity }]
        for (const step of all) {
          if (step.kind === "mark") {
            subscription.mark(connectedMark)
            if (subscription.end === undefined) marks += 1
          } else if (step.kind === "take") {
            const items = subscription.take(step.most) ?? []
            const delivered = items.filter(({ _tag }) => _tag === "Received").length
            assert.isAtMost(delivered, Math.min(held, step.most))
            assert.isAtLeast(items.length, Math.min(held, step.most))
            held -= delivered
            took.push(...items)
          } else {
            for (const name of step.names) {
              seq += 1
              const isWanted = names?.has(name) ?? true
              if (isWanted && subscription.end === undefined) {
                held = Math.min(held + 1, capacity)
                offered.push(seq)
              } else seen.filtered += 1
              subscription.offer(received(seq, name))
            }
          }
        }

        assert.strictEqual(held, 0)
        const lost = overflow === "fail" && subscription.end === "overflowed" ? offered.pop() : undefined
        if (lost !== undefined) seen.overflows += 1
        // What was offered, in order: each item accounts for the next one, each gap for as many as it counts.
        let at = 0
        for (const item of took) {
          if (item._tag === "Received") assert.strictEqual(item.seq, offered[at++])
          if (item._tag !== "Gap" || item.dropped === "unknown") continue
          seen.gaps += 1
          assert.notStrictEqual(overflow, "fail")
          assert.strictEqual(item.firstSeq, offered[at])
          assert.strictEqual(item.lastSeq, offered[at + item.dropped - 1])
          at += item.dropped
        }
        assert.strictEqual(at, offered.length)
        assert.strictEqual(took.filter(({ _tag }) => _tag === "Connected").length, marks)
        // Two adjacent gaps would be one: there is nothing between them.
        assert.isFalse(took.some((item, index) => item._tag === "Gap" && took[index - 1]?._tag === "Gap"))
      })
    )

    for (const count of Object.values(seen)) assert.isAbove(count, share * scaled(1000))
  }, 60_000)

  it("keeps the latest with dropOldest and the first with dropNewest, up to its capacity (C18)", () => {
    const keeps = { dropOldest: [8, 9, 10], dropNewest: [1, 2, 3], fail: [1, 2, 3] } as const
    for (const overflow of ["dropOldest", "dropNewest", "fail"] as const) {
      const subscription = new Subscription(undefined, { capacity: 3, overflow })
      for (let seq = 1; seq <= 10; seq++) subscription.offer(received(seq, "A"))

      const kept = subscription.take(Infinity)?.flatMap((item) => item._tag === "Received" ? [item.seq] : [])

      assert.deepStrictEqual(kept, [...keeps[overflow]])
      assert.isUndefined(subscription.take(Infinity))
    }
  })

  // If each drop moved everything that is kept, this would be ten billion moves.
  it("dropping one of 100,000 costs no more than dropping one of a few (C18)", () => {
    const capacity = 100_000
    const subscription = new Subscription(undefined, { capacity, overflow: "dropOldest" })

    for (let seq = 1; seq <= 3 * capacity; seq++) subscription.offer(received(seq, "A"))
    const [gap, first, ...others] = subscription.take(Infinity) ?? []

    assert.deepInclude(gap, { _tag: "Gap", dropped: 2 * capacity, firstSeq: 1, lastSeq: 2 * capacity })
    assert.deepInclude(first, { seq: 2 * capacity + 1 })
    assert.strictEqual(others.length, capacity - 1)
  })
})

/** Counts how many subscribers are notified. */
class CountingWakeQueue extends WakeQueue {
  count = 0

  override run(wake: () => void): void {
    this.count += 1
    super.run(wake)
  }
}

const times = size(100_000, 10_000)

describe("the subscriptions of a client", () => {
  it.effect(`keeps nothing of ${times} that came and went (C19, row 68)`, () =>
    Effect.gen(function*() {
      const wakes = new CountingWakeQueue()
      const inbox = openInbox(undefined, wakes)
      const stream = inbox.stream(undefined, { capacity: 1, overflow: "dropOldest" })
      const one = yield* start(Stream.runDrain(stream))

      for (let count = 0; count < times; count++) yield* Stream.runHead(stream)
      wakes.count = 0
      inbox.publish(1, [received(1, "A")])

      assert.strictEqual(wakes.count, 1)
      yield* Fiber.interrupt(one)
      inbox.publish(1, [received(2, "A")])
      assert.strictEqual(wakes.count, 1)
    }))

  for (const subscribers of [1, 10]) {
    it.effect(`${subscribers} that take 1 ms per message run for at most 30 ms before they yield to the event loop (C19)`, () =>
      Effect.gen(function*() {
        let now = 0
        let turns = 0
        const handledInTurn: Array<number> = []
        const inbox = openInbox(() => now)
        const handling = Stream.runDrain(Stream.map(inbox.stream(undefined, buffer), ({ _tag }) => {
          if (_tag !== "Received") return
          now += 1
          handledInTurn[turns] = (handledInTurn[turns] ?? 0) + 1
        }))
        const fibers = yield* Effect.forEach(Array.from({ length: subscribers }), () => start(handling))
        const items = Array.from({ length: 500 }, (_, index) => received(index + 1, "A"))

        // Within one turn of the event loop, reads follow one another.
        for (const item of items.slice(0, 250)) inbox.publish(1, [item])
        inbox.publish(1, items.slice(250))
        while (handledInTurn.reduce((sum, handled) => sum + handled) < subscribers * items.length) {
          turns += 1
          yield* Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void)))
        }

        assert.isAbove(turns, 5)
        for (const handled of handledInTurn) assert.isAtMost(handled ?? 0, 30)
        yield* Fiber.interruptAll(fibers)
      }))
  }

  it.effect("one that is interrupted while it waits leaves nothing (C19)", () =>
    Effect.gen(function*() {
      const wakes = new CountingWakeQueue()
      const inbox = openInbox(undefined, wakes)
      const stream = inbox.stream(undefined, { capacity: 1, overflow: "dropOldest" })
      const waiting = yield* Effect.forEach(Array.from({ length: 100 }), () => start(Stream.runDrain(stream)))

      yield* Fiber.interruptAll(waiting)
      wakes.count = 0
      inbox.publish(1, [received(1, "A")])

      assert.strictEqual(wakes.count, 0)
    }))
})
