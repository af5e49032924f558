import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Metric, Schema, Stream } from "effect"
import { AmiClient, AmiEvent, AmiValue, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { gather } from "./doorList.ts"
import { connected, start, watch } from "./scriptedTransport.ts"

const Door = AmiEvent.define("Door", { Number: AmiValue.Int })
const Gate = AmiEvent.define("Gate", { Colour: Schema.optionalKey(Schema.Literals(["red", "green"])) })

const door = (number: number | string) => `Event: Door\nPrivilege: user,all\nNumber: ${number}`

describe("AmiClient.events", () => {
  test("delivers the requested events, decoded, in wire order", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { seen } = yield* gather(ami.events(Door, Gate))

      peer.deliver(door(1), "Event: Gate\nPrivilege: user,all\nColour: red")
      peer.deliver("Event: Window\nPrivilege: user,all\nNumber: 5", door(2))

      assert.deepEqual(seen, [
        { Event: "Door", Number: 1 },
        { Event: "Gate", Colour: "red" },
        { Event: "Door", Number: 2 }
      ])
    }))

  test("decodes a catalogue event", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { seen } = yield* gather(ami.events(Events.OriginateResponse))

      peer.deliver(
        "Event: OriginateResponse\nPrivilege: call,all\nActionID: x\nResponse: Failure\nChannel: Local/1@a\n"
          + "Reason: 5\nUniqueid: <unknown>\nNew: kept"
      )

      assert.deepInclude(seen[0], { Event: "OriginateResponse", Reason: 5, Response: "Failure" })
      assert.isFalse(seen[0] !== undefined && "Uniqueid" in seen[0])
      assert.strictEqual(seen[0] && AmiEvent.messageOf(seen[0])?.get("New"), "kept")
    }))

  test("omits an optional header that does not match, rather than the whole event", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { seen } = yield* gather(ami.events(Gate))

      peer.deliver("Event: Gate\nPrivilege: user,all\nColour: blue")

      assert.deepEqual(seen, [{ Event: "Gate" }])
      assert.strictEqual(seen[0] && AmiEvent.messageOf(seen[0])?.get("Colour"), "blue")
    }))

  test("skips and counts events that do not match their schema, and logs the first of each name", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const count = Effect.map(
        Metric.snapshot,
        (metrics) =>
          metrics.flatMap((metric) =>
            metric.id === "ami_events_undecodable_total" && metric.type === "Counter"
              ? [Number(metric.state.count)]
              : []
          ).reduce((sum, one) => sum + one, 0)
      )
      const before = yield* count
      const { seen } = yield* gather(ami.events(Door, Gate))
      const inbox = yield* watch(ami)

      peer.deliver(door("north"), door(1), door("south"), "Event: Door\nPrivilege: user,all")
      peer.deliver(door(2))

      assert.deepEqual(seen.map((event) => event.Event === "Door" && event.Number), [1, 2])
      assert.strictEqual((yield* count) - before, 3)
      const warnings = logs.filter(({ message }) => message.includes("An event Door does not fit"))
      assert.deepStrictEqual(warnings.map(({ level }) => level), ["Warn"])
      assert.include(warnings[0]?.message, "Number: Expected an integer")
      assert.strictEqual(inbox.length, 5)
    }))

  test("ends with the connection, after what was buffered", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<number> = []
      const fiber = yield* start(Stream.runForEach(ami.events(Door), (event) =>
        Effect.delay(
          Effect.sync(() => seen.push(event.Number)),
          "1 second"
        )))

      peer.deliver(door(1), door(2))
      peer.end()
      yield* TestClock.adjust("2 seconds")

      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, [1, 2])
    }))

  test("ends at once if the connection has already ended", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      peer.end()

      assert.deepStrictEqual(yield* Stream.runCollect(ami.events(Door)), [])
    }))

  test("does not buffer events that nobody asked for (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ buffer: { capacity: 2, overflow: "fail" } })
      const seen: Array<number> = []
      const fiber = yield* start(Stream.runForEach(ami.events(Door), (event) =>
        Effect.delay(
          Effect.sync(() => seen.push(event.Number)),
          "1 second"
        )))
      peer.deliver(door(1))

      peer.deliver(...Array.from({ length: 10 }, () => "Event: Window\nPrivilege: user,all"), door(2), door(3))
      peer.end()
      yield* TestClock.adjust("3 seconds")

      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, [1, 2, 3])
    }))

  test("fails with SlowConsumer if the buffer is set to fail (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(
        ami.events(Door).pipe(
          Stream.provideService(AmiClient.Buffer, { capacity: 1, overflow: "fail" }),
          Stream.runForEach(() => Effect.sleep("1 second"))
        )
      )

      for (const number of [1, 2, 3]) peer.deliver(door(number))
      yield* TestClock.adjust("3 seconds")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "SlowConsumer", capacity: 1 })
    }))

  test("drops the oldest events otherwise (C18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ buffer: { capacity: 2, overflow: "dropOldest" } })
      const seen: Array<number> = []
      yield* start(Stream.runForEach(ami.events(Door), (event) =>
        Effect.delay(
          Effect.sync(() => seen.push(event.Number)),
          "1 second"
        )))

      peer.deliver(door(1))
      peer.deliver(...[2, 3, 4, 5].map(door))
      yield* TestClock.adjust("5 seconds")

      assert.deepStrictEqual(seen, [1, 4, 5])
    }))

  test("a subscription to no events is empty, and ends with the connection", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, seen } = yield* gather(ami.events())

      peer.deliver(door(1))
      peer.end()

      yield* Fiber.join(fiber)
      assert.deepStrictEqual(seen, [])
    }))

  secretStaysHidden()
})
