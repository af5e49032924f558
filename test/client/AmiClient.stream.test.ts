import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions, AmiAction, type AmiMessage } from "effect-ami"
import { TestClock } from "effect/testing"
import { reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { complete, door, Doors, gather, listStart } from "./doorList.ts"
import { connected, type Peer, pong, start, turn, watch } from "./scriptedTransport.ts"

const names = (messages: ReadonlyArray<AmiMessage.AmiMessage>) => messages.map((message) => message.name)

describe("AmiClient.stream", () => {
  test("emits each item as it comes, before the list is complete, and ends with it", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, seen } = yield* gather(ami.stream(Doors()))
      const action = peer.last("DoorList")

      peer.answer(action, listStart, door(1))
      yield* turn
      assert.deepStrictEqual(seen.map((door) => door.Name), [1])
      peer.answer(action, door(2))
      yield* turn
      assert.deepStrictEqual(seen.map((door) => door.Name), [1, 2])
      assert.isUndefined(fiber.pollUnsafe())
      peer.answer(action, complete(2))

      yield* Fiber.join(fiber)
      assert.strictEqual(seen.length, 2)
    }))

  test("sends the action each time it is run, and not before", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const doors = ami.stream(Doors())
      assert.strictEqual(peer.written.length, 2)

      for (const count of [1, 2]) {
        const { fiber } = yield* gather(doors)
        peer.answer(peer.last("DoorList"), listStart, complete(0))
        yield* Fiber.join(fiber)
        assert.strictEqual(peer.written.length, 2 + count)
      }
    }))

  test("swallows what still comes after a consumer stops early, and sends the next action", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const others = yield* watch(ami)
      const { fiber, seen } = yield* gather(Stream.take(ami.stream(Doors()), 1))

      peer.answer(peer.last("DoorList"), listStart, door(1), door(2))
      yield* Fiber.join(fiber)
      peer.answer(peer.last("DoorList"), door(3), complete(3))
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepStrictEqual(seen.map((door) => door.Name), [1])
      assert.deepStrictEqual(others, [])
    }))

  test("writes nothing more after a consumer stops early or is interrupted", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber } = yield* gather(ami.stream(Doors()))
      peer.answer(peer.last("DoorList"), listStart, door(1))

      yield* Fiber.interrupt(fiber)

      assert.deepStrictEqual(peer.written.slice(2).map((action) => action.name), ["DoorList"])
    }))

  test("fails with ListIncomplete after the items so far, and does not repeat them in the error", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const { fiber, seen } = yield* gather(ami.stream(Doors()))

      peer.answer(peer.last("DoorList"), listStart, door(1), door(2))
      peer.end()
      const reason = yield* reasonOf(Fiber.join(fiber))

      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Disconnected" && reason.items.length === 0)
      assert.strictEqual(seen.length, 2)
    }))

  test("an `Error` fails the stream, and one that means empty ends it", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const failing = yield* gather(ami.stream(Doors()))
      peer.answer(peer.last("DoorList"), "Response: Error\nMessage: Stuck")
      const empty = yield* gather(ami.stream(Doors()))
      peer.answer(peer.last("DoorList"), "Response: Error\nMessage: No doors")

      assert.strictEqual((yield* reasonOf(Fiber.join(failing.fiber)))._tag, "ActionFailed")
      yield* Fiber.join(empty.fiber)
      assert.deepStrictEqual(empty.seen, [])
    }))

  test("loses no item for a slow consumer, and blocks neither the reader nor other requests (C19)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen: Array<number> = []
      const fiber = yield* start(
        ami.stream(Doors()).pipe(
          Stream.runForEach((door) => Effect.delay(Effect.sync(() => seen.push(door.Name)), "1 second"))
        )
      )

      peer.answer(
        peer.last("DoorList"),
        listStart,
        ...Array.from({ length: 50 }, (_, index) => door(index)),
        complete(50)
      )
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepStrictEqual(seen, [])
      yield* TestClock.adjust("50 seconds")

      yield* Fiber.join(fiber)
      assert.strictEqual(seen.length, 50)
    }))
})

describe("AmiClient.exchange", () => {
  /** An open exchange, and the messages it has delivered. */
  const exchanging = Effect.fnUntraced(function*(name: string, peerOptions: Parameters<typeof connected>[0] = {}) {
    const { ami, peer } = yield* connected(peerOptions)
    const { fiber, seen } = yield* gather(ami.exchange(AmiAction.raw(name)))
    return { ami, peer, fiber, seen, action: peer.last(name) }
  })

  const stillServes = Effect.fnUntraced(function*(ami: Parameters<typeof watch>[0], peer: Peer) {
    const ping = yield* start(ami.send(Actions.Ping()))
    peer.answer(peer.last("Ping"), pong)
    return (yield* Fiber.join(ping)).Ping === "Pong"
  })

  test("delivers every message with the ActionID, the response first, and an `Error` like any other", () =>
    Effect.gen(function*() {
      const { action, fiber, peer, seen } = yield* exchanging("FAXStats")

      peer.answer(action, "Response: Error\nMessage: no")
      peer.answer(action, "Event: FAXStats\nCurrentSessions: 0")
      peer.answer(action, "Event: FAXStats\nPrivilege: Call\nCurrentSessions: 1")
      yield* turn

      assert.deepStrictEqual(names(seen), ["Error", "FAXStats", "FAXStats"])
      assert.isUndefined(fiber.pollUnsafe())
    }))

  test("delivers a list with its start, its items and its completing event", () =>
    Effect.gen(function*() {
      const { action, peer, seen } = yield* exchanging("DoorList")

      peer.answer(action, listStart, door(1), complete(1))
      yield* turn

      assert.deepStrictEqual(names(seen), ["Success", "Door", "DoorListComplete"])
    }))

  test("delivers an OriginateResponse, which reaches subscribers too", () =>
    Effect.gen(function*() {
      const { action, ami, peer, seen } = yield* exchanging("Originate")
      const others = yield* watch(ami)

      peer.answer(action, "Response: Success\nMessage: Originate successfully queued")
      peer.answer(action, "Event: OriginateResponse\nPrivilege: call,all\nResponse: Failure\nReason: 5")
      yield* turn

      assert.deepStrictEqual(names(seen), ["Success", "OriginateResponse"])
      assert.deepStrictEqual(names(others), ["OriginateResponse"])
    }))

  test("delivers no broadcast events, and nothing before its response", () =>
    Effect.gen(function*() {
      const { action, ami, peer, seen } = yield* exchanging("UserEvent")
      const others = yield* watch(ami)

      peer.answer(action, "Event: Early\nName: 1")
      peer.answer(action, "Response: Success\nMessage: Event Sent")
      peer.answer(action, "Event: UserEvent\nPrivilege: user,all\nUserEvent: Mine")
      yield* turn

      assert.deepStrictEqual(names(seen), ["Success"])
      assert.deepStrictEqual(names(others), ["Early", "UserEvent"])
    }))

  test("fails with OutcomeUnknown if no response comes in time; otherwise it stays open as long as its scope", () =>
    Effect.gen(function*() {
      const silent = yield* exchanging("AGI", { actionTimeout: "5 seconds" })
      const answered = yield* exchanging("AGI", { actionTimeout: "5 seconds" })
      answered.peer.answer(answered.action, "Response: Success")

      yield* TestClock.adjust("1 hour")

      assert.deepInclude(yield* reasonOf(Fiber.join(silent.fiber)), { _tag: "OutcomeUnknown", cause: "Timeout" })
      assert.isUndefined(answered.fiber.pollUnsafe())
      answered.peer.answer(answered.action, "Event: AsyncAGIExec\nResult: late")
      yield* turn
      assert.deepStrictEqual(names(answered.seen), ["Success", "AsyncAGIExec"])
    }))

  test("fails with OutcomeUnknown(Timeout) if a list in it stalls", () =>
    Effect.gen(function*() {
      const { action, fiber, peer, seen } = yield* exchanging("DoorList", { actionTimeout: "5 seconds" })

      peer.answer(action, listStart, door(1))
      yield* TestClock.adjust("5100 millis")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "OutcomeUnknown", cause: "Timeout" })
      assert.strictEqual(seen.length, 2)
    }))

  test("fails when the connection ends", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* exchanging("AGI")
      peer.answer(action, "Response: Success")

      peer.end()

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "OutcomeUnknown", cause: "Disconnected" })
    }))

  test("swallows what still comes after it is closed", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* exchanging("AGI")
      const others = yield* watch(ami)
      peer.answer(action, "Response: Success")

      yield* Fiber.interrupt(fiber)
      peer.answer(action, "Event: AsyncAGIExec\nResult: late")

      assert.deepStrictEqual(others, [])
      assert.isTrue(yield* stillServes(ami, peer))
    }))

  test("exchanges that have their response do not count as in flight (C16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1, queued: 0 } })
      for (let count = 0; count < 5; count++) {
        yield* gather(ami.exchange(AmiAction.raw("AGI")))
        peer.answer(peer.last("AGI"), "Response: Success")
      }

      assert.isTrue(yield* stillServes(ami, peer))
    }))

  test("frees a slot only once if a completing event completes nothing or comes twice (C16)", () =>
    Effect.gen(function*() {
      const { action, ami, peer } = yield* exchanging("WaitEvent", { limits: { inFlight: 1, queued: 0 } })
      peer.answer(action, "Response: Success\nMessage: Waiting for Event completed.")
      peer.answer(action, complete(0), complete(0))
      const list = yield* gather(ami.exchange(AmiAction.raw("DoorList")))
      peer.answer(peer.last("DoorList"), listStart, complete(0), complete(0))

      yield* start(ami.send(Actions.Ping()))
      yield* turn
      const more = yield* reasonOf(ami.send(Actions.Ping()))

      assert.deepInclude(more, { _tag: "NotSent", why: "QueueFull" })
      assert.deepStrictEqual(names(list.seen), ["Success", "DoorListComplete", "DoorListComplete"])
    }))

  secretStaysHidden()
})
