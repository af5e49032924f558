/**
 * Consumers that fail, die or leave in the middle of something: only they end.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions } from "effect-ami"
import { secretStaysHidden, test } from "../client/clientOutput.ts"
import { Door, door, Doors } from "../client/doorList.ts"
import { event } from "../client/inboxWords.ts"
import { connected, pong, start, turn } from "../client/scriptedTransport.ts"
import { isQuick, size } from "../size.ts"
import { heldBytes } from "./memory.ts"

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** What a consumer does with the third item. */
const endings = {
  fails: () => Effect.fail("no"),
  dies: () => Effect.die(new Error("no")),
  throws: () =>
    Effect.sync(() => {
      throw new Error("no")
    }),
  "interrupts itself": () => Effect.interrupt
} as const

const times = size(10_000, 1000)

describe("a consumer that ends in the middle", () => {
  for (const [how, end] of Object.entries(endings)) {
    test(`delivers every item and event to the others if a consumer of a list ${how} (C19, row 66)`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected({ limits: { inFlight: 2 } })
        const listed: Array<number> = []
        const events: Array<string | undefined> = []
        const ending = yield* start(Effect.exit(Stream.runForEach(
          ami.stream(Doors()),
          ({ Name }) => Name === 2 ? end() : Effect.void
        )))
        const first = peer.last("DoorList")
        const other = yield* start(
          Stream.runForEach(ami.stream(Doors()), ({ Name }) => Effect.sync(() => listed.push(Name)))
        )
        const second = peer.last("DoorList")
        yield* start(
          Stream.runForEach(
            ami.inbox,
            (item) => Effect.sync(() => item._tag === "Received" && events.push(item.message.get("Number")))
          )
        )

        for (const action of [first, second]) peer.answer(action, "Response: Success\nEventList: start")
        for (const number of numbers(50)) {
          peer.answer(first, door(number))
          peer.deliver(event(number))
          peer.answer(second, door(number))
          yield* turn
        }
        for (const action of [first, second]) {
          peer.answer(action, "Event: DoorListComplete\nEventList: Complete\nListItems: 50")
        }
        yield* Fiber.join(other)

        assert.strictEqual((yield* Fiber.join(ending))._tag, "Failure")
        assert.deepStrictEqual(listed, numbers(50))
        assert.deepStrictEqual(events, numbers(50).map(String))
        const ping = yield* start(ami.send(Actions.Ping()))
        peer.answer(peer.last("Ping"), pong)
        assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      }))

    test(`keeps the counts of the others exact if a subscriber of events ${how} (C18, C19, row 66)`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected({ buffer: { capacity: 3, overflow: "dropOldest" } })
        const counts = { received: 0, dropped: 0 }
        yield* start(Stream.runForEach(ami.inbox, (item) =>
          Effect.sync(() => {
            if (item._tag === "Received") counts.received += 1
            if (item._tag === "Gap") counts.dropped += Number(item.dropped)
          })))
        const ending = yield* start(Effect.exit(Stream.runForEach(
          ami.inbox,
          (item) => item._tag === "Received" && item.message.get("Number") === "2" ? end() : Effect.void
        )))

        for (const number of numbers(20)) {
          // One read exceeds the buffer, so that the others lose some and must know how many.
          peer.deliver(...numbers(5).map((more) => event(number + more)))
          yield* turn
        }

        assert.strictEqual((yield* Fiber.join(ending))._tag, "Failure")
        assert.deepStrictEqual(counts, { received: 60, dropped: 40 })
      }))
  }

  test("writes nothing more for an interrupted consumer of a list, and gives its slot to the next action (C19, row 66)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const listing = yield* start(Stream.runDrain(ami.stream(Doors())))
      const list = peer.last("DoorList")
      peer.answer(list, "Response: Success\nEventList: start", door(1))

      yield* Fiber.interrupt(listing)
      const written = peer.written.length
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(list, door(2), "Event: DoorListComplete\nEventList: Complete\nListItems: 2")
      peer.answer(peer.last("Ping"), pong)

      assert.deepStrictEqual(peer.written.slice(written).map(({ name }) => name), ["Ping"])
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
    }))

  it.effect.skipIf(isQuick)(
    `retains nothing of ${2 * times} subscribers that came and went (C19, row 68)`,
    () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const come = Effect.gen(function*() {
          const inbox = yield* start(Stream.runDrain(ami.inbox))
          const events = yield* start(Stream.runDrain(ami.events(Door)))
          peer.deliver(event(1))
          yield* Fiber.interruptAll([inbox, events])
        })
        const comeTimes = (times: number) => Effect.forEach(numbers(times), () => come, { discard: true })
        yield* comeTimes(times / 5)
        const before = heldBytes()

        yield* comeTimes(times)

        assert.isBelow(heldBytes() - before, 2 << 20)
      })
  )

  secretStaysHidden()
})
