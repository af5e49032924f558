/** When a connection may continue to read, as far as its subscribers are concerned. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Stream } from "effect"
import { type AmiInbox, AmiMessage } from "effect-ami"
import { WakeQueue } from "../../../src/client/internal/wakes.ts"
import { start, turn } from "../scriptedTransport.ts"
import { openInbox } from "./openInbox.ts"

const received = (seq: number): AmiInbox.Received => ({
  _tag: "Received",
  epoch: 1,
  seq,
  receivedAt: seq,
  message: AmiMessage.make([["Event", "Door"]])
})

/** Subscriptions with one subscriber, which has handled its messages whenever the test says so. */
const subscribed = Effect.fnUntraced(function*(capacity: number) {
  const wakes = new WakeQueue()
  const inbox = openInbox(undefined, wakes)
  let gate = Deferred.makeUnsafe<void>()
  const stream = inbox.stream(undefined, { capacity, overflow: "dropOldest" })
  const subscriber = yield* start(
    Stream.runForEachArray(stream, (items) =>
      items.some(({ _tag }) => _tag === "Received")
        ? Effect.suspend(() => Deferred.await(gate))
        : Effect.void)
  )
  let seq = 0
  let told = 0
  return {
    subscriber,
    publish: (count: number) =>
      wakes.batch(() => inbox.publish(1, Array.from({ length: count }, () => received(++seq)))),
    handle: Effect.suspend(() => {
      const handled = gate
      gate = Deferred.makeUnsafe<void>()
      Deferred.doneUnsafe(handled, Exit.void)
      return turn
    }),
    ask: () => inbox.onceCaughtUp(() => void (told += 1)),
    told: () => told
  }
})

describe("subscribers have caught up", () => {
  it.effect("when all of them are waiting", () =>
    Effect.gen(function*() {
      const { ask, subscriber, told } = yield* subscribed(100)

      ask()

      assert.strictEqual(told(), 1)
      yield* Fiber.interrupt(subscriber)
    }))

  it.effect("when the last one has handled everything it got, not before", () =>
    Effect.gen(function*() {
      const { ask, handle, publish, subscriber, told } = yield* subscribed(100)
      publish(4)
      publish(4)

      ask()
      assert.strictEqual(told(), 0)
      yield* handle
      assert.strictEqual(told(), 0)
      yield* handle

      assert.strictEqual(told(), 1)
      publish(1)
      yield* handle
      assert.strictEqual(told(), 1)
      yield* Fiber.interrupt(subscriber)
    }))

  it.effect("when the last one that has not goes away", () =>
    Effect.gen(function*() {
      const { ask, publish, subscriber, told } = yield* subscribed(100)
      publish(4)

      ask()
      assert.strictEqual(told(), 0)
      yield* Fiber.interrupt(subscriber)

      assert.strictEqual(told(), 1)
    }))
})
