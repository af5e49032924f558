import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions } from "effect-ami"
import { reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { complete, Doors, listStart } from "./doorList.ts"
import { connected, type Peer, pong, start } from "./scriptedTransport.ts"

/** About 1,100 bytes. */
const door = (number: number) => `Event: Door\nName: ${number}\nColour: ${"x".repeat(1000)}`

const open = (peer: Peer, count: number) => {
  const action = peer.last("DoorList")
  peer.answer(action, listStart, ...Array.from({ length: count }, (_, index) => door(index)))
  return () => peer.answer(action, complete(count))
}

describe("AmiClient, the size limits of lists", () => {
  test("fails with ListIncomplete(TooLarge) past limits.listBytes; the rest is swallowed and the connection stays up (C29, row 28)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { listBytes: 4000, inFlight: 1 } })
      const fiber = yield* start(reasonOf(ami.collect(Doors())))

      const finish = open(peer, 5)
      const reason = yield* Fiber.join(fiber)
      finish()
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)

      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "TooLarge" && reason.items.length === 3)
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
    }))

  test("bounds the memory of an exchange and a stream (C29)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { listBytes: 4000 } })

      for (const run of [Stream.runDrain(ami.exchange(Doors())), Stream.runDrain(ami.stream(Doors()))]) {
        const fiber = yield* start(reasonOf(run))
        open(peer, 5)
        const reason = yield* Fiber.join(fiber)

        assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "TooLarge")
      }
    }))

  test("lets all lists together hold twice as much, until they end or their callers leave (C29)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { listBytes: 4000 } })
      const collecting = start(reasonOf(ami.collect(Doors())))

      const left = yield* collecting
      open(peer, 3)
      const whole = yield* start(ami.collect(Doors()))
      const finish = open(peer, 3)
      const third = yield* collecting
      open(peer, 3)
      const tooMuch = yield* Fiber.join(third)
      yield* Fiber.interrupt(left)
      finish()
      const items = yield* Fiber.join(whole)
      const later = yield* Effect.forEach([1, 2], () => start(ami.collect(Doors())))
      const ends = peer.written.filter(({ name }) => name === "DoorList").slice(-2)
      for (const action of ends) peer.answer(action, listStart, door(1), door(2), door(3), complete(3))

      assert.isTrue(tooMuch._tag === "ListIncomplete" && tooMuch.cause === "TooLarge")
      assert.strictEqual(items.length, 3)
      assert.deepStrictEqual((yield* Fiber.joinAll(later)).map((one) => one.length), [3, 3])
    }))

  secretStaysHidden()
})
