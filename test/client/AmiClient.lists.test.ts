import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Actions, AmiAction, AmiEvent } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { collected, complete, door, Doors, listStart, ping } from "./doorList.ts"
import { connected, start, watch } from "./scriptedTransport.ts"

describe("AmiClient.collect, a complete list", () => {
  test("returns the items in wire order, in one read or in many", () =>
    Effect.gen(function*() {
      const many = yield* collected(Doors(), listStart, door(2), door(1), complete(2))
      const { ami, peer } = yield* connected()
      const fiber = yield* start(ami.collect(Doors()))
      peer.answer(peer.last("DoorList"), listStart, door(2), door(1), complete(2))

      assert.deepStrictEqual(many.map((door) => door.Name), [2, 1])
      assert.deepEqual(yield* Fiber.join(fiber), many)
    }))

  test("keeps headers of an item that its schema does not name", () =>
    Effect.gen(function*() {
      const [item] = yield* collected(Doors(), listStart, `${door(1)}\nColour: red`, complete(1))

      assert.strictEqual(item && AmiEvent.messageOf(item)?.get("Colour"), "red")
    }))

  test("an event of another name within the list is not an item, but is counted, as Asterisk counts it", () =>
    Effect.gen(function*() {
      const items = yield* collected(Doors(), listStart, door(1), "Event: DoorHinge\nSide: left", complete(2))

      assert.deepStrictEqual(items.map((door) => door.Name), [1])
    }))

  for (
    const [name, messages] of [
      ["starts and completes at once", [listStart, complete(0)]],
      ["completes without a count", [listStart, "Event: DoorListComplete\nEventList: Complete"]],
      ["has its marks in another case", [
        listStart.replace("start", "Start"),
        complete(0).replace("Complete\nL", "complete\nL")
      ]],
      ["is `Success` without a list", ["Response: Success\nMessage: There are no doors currently defined."]],
      ["is an `Error` that the action knows as empty", ["Response: Error\nMessage: No doors"]]
    ] as const
  ) {
    test(`returns no items if the list ${name}`, () =>
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* collected(Doors(), ...messages), [])
      }))
  }

  for (
    const [action, message] of [
      ["ConfbridgeListRooms", "No active conferences."],
      ["ConfbridgeList", "No Conference by that name found."],
      ["DBGet", "Database entry not found"],
      // res_pjsip ends its texts with an extra line feed.
      ["PJSIPShowEndpoints", "No endpoints found\n"],
      ["PJSIPShowAors", "No AORs found\n"]
    ] as const
  ) {
    test(`\`Error\` with \`${message.trim()}\` is an empty list for ${action}, and a failure for another action`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const refuse = (name: string) =>
          peer.deliverWire(`Response: Error\r\nActionID: ${peer.last(name).actionId}\r\nMessage: ${message}\r\n\r\n`)
        const empty = yield* start(ami.collect(AmiAction.rawList(action)))
        refuse(action)
        const other = yield* start(reasonOf(ami.collect(AmiAction.rawList("Other"))))
        refuse("Other")

        assert.deepStrictEqual(yield* Fiber.join(empty), [])
        assert.deepInclude(yield* Fiber.join(other), { _tag: "ActionFailed", message: message.trim() })
      }))
  }

  test("fails with any other `Error` as `send` does (C11, row 45)", () =>
    Effect.gen(function*() {
      const failed = yield* reasonOf(collected(Doors(), "Response: Error\nMessage: The doors are stuck"))
      const denied = yield* reasonOf(
        collected(Actions.CoreShowChannels(), "Response: Error\nMessage: Permission denied")
      )

      assert.deepInclude(failed, { _tag: "ActionFailed", action: "DoorList", message: "The doors are stuck" })
      assert.deepInclude(denied, { _tag: "PermissionDenied", needs: ["system", "reporting"] })
    }))

  test("goes by the mark of the completing event, not by its name", () =>
    Effect.gen(function*() {
      const items = yield* collected(
        Doors(),
        listStart,
        door(1),
        "Event: PeerlistComplete\nEventList: Complete\nListItems: 1"
      )

      assert.strictEqual(items.length, 1)
    }))

  test("accepts items of `Status`, although they have `Privilege: Call`", () =>
    Effect.gen(function*() {
      const items = yield* collected(
        AmiAction.rawList("Status"),
        listStart,
        "Event: Status\nPrivilege: Call\nChannel: PJSIP/1-1",
        "Event: PeerStatus\nPrivilege: System\nPeer: SIP/1",
        "Event: StatusComplete\nEventList: Complete\nListItems: 2\nItems: 2"
      )

      assert.deepStrictEqual(items.map((item) => item.get("Privilege")), ["Call", "System"])
    }))

  test("an item without ActionID belongs to the open list", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(ami.collect(AmiAction.rawList("IAXpeers")))
      peer.answer(peer.last("IAXpeers"), listStart)

      peer.deliver("Event: PeerEntry\nObjectName: iax1", "Event: PeerEntry\nObjectName: iax2")
      peer.answer(peer.last("IAXpeers"), "Event: PeerlistComplete\nEventList: Complete\nListItems: 2")

      assert.deepStrictEqual((yield* Fiber.join(fiber)).map((item) => item.get("ObjectName")), ["iax1", "iax2"])
      assert.deepStrictEqual(seen, [])
    }))

  test("an event that is raised while the list is open goes to the inbox, even with the name of an item", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(ami.collect(Doors()))
      const { actionId } = peer.last("DoorList")

      peer.answer(peer.last("DoorList"), listStart, door(1))
      peer.deliver("Event: Door\nPrivilege: call,all\nName: 7")
      peer.deliver(`Event: Door\nPrivilege: user,all\nActionID: ${actionId}\nName: 8`)
      peer.answer(peer.last("DoorList"), complete(1))

      assert.deepStrictEqual((yield* Fiber.join(fiber)).map((door) => door.Name), [1])
      assert.deepStrictEqual(seen.map((message) => message.get("Name")), ["7", "8"])
    }))

  test("ignores a second response and a second Complete (C32, row 42)", () =>
    Effect.gen(function*() {
      const items = yield* collected(Doors(), listStart, door(1), listStart, door(2), complete(2), complete(2))

      assert.strictEqual(items.length, 2)
    }))
})

describe("AmiClient.collect, an incomplete list", () => {
  test("fails with ListIncomplete(Timeout) and the items so far, if the next item or Complete does not come (C11, row 41)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ actionTimeout: "5 seconds" })
      const fiber = yield* start(failure(ami.collect(Doors())))
      yield* TestClock.adjust("4 seconds")
      peer.answer(peer.last("DoorList"), listStart)
      yield* TestClock.adjust("4 seconds")
      peer.answer(peer.last("DoorList"), door(1))
      yield* TestClock.adjust("4 seconds")
      peer.answer(peer.last("DoorList"), door(2))

      yield* TestClock.adjust("4900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("200 millis")
      const error = yield* Fiber.join(fiber)

      assert.deepInclude(error.reason, { _tag: "ListIncomplete", action: "DoorList", cause: "Timeout" })
      assert.strictEqual("items" in error.reason && error.reason.items.length, 2)
      assert.isFalse(error.isRetryable)
      assert.strictEqual(yield* ping(ami, peer), "Pong")
    }))

  test("fails with OutcomeUnknown(Timeout) if not even the start came; a Complete without a start ends nothing (C11, row 42)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ actionTimeout: "5 seconds" })
      const fiber = yield* start(reasonOf(ami.collect(Doors())))

      peer.answer(peer.last("DoorList"), door(1), complete(1))
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("5100 millis")

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "OutcomeUnknown", cause: "Timeout" })
    }))

  test("fails with ListIncomplete(Disconnected) and the items so far", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(failure(ami.collect(Doors())))

      peer.answer(peer.last("DoorList"), listStart, door(1), door(2))
      peer.end()
      const { message, reason } = yield* Fiber.join(fiber)

      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Disconnected" && reason.items.length === 2)
      assert.strictEqual(message, "The list of DoorList broke off after 2 items (Disconnected: the connection ended)")
    }))

  test("fails with OutcomeUnknown(Disconnected) if the connection ends before the list has started", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(reasonOf(ami.collect(Doors())))

      peer.end()

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "OutcomeUnknown", cause: "Disconnected" })
    }))

  test("fails with ListIncomplete(Cancelled) if Asterisk cancels the list (C11, row 45)", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf(
        collected(Doors(), listStart, door(1), "Event: DoorListComplete\nEventList: cancelled\nListItems: 1")
      )

      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "Cancelled" && reason.items.length === 1)
    }))

  test("fails with ListIncomplete(CountMismatch) if Asterisk sent more items than arrived (C11, row 43)", () =>
    Effect.gen(function*() {
      const reason = yield* reasonOf(collected(Doors(), listStart, door(1), complete(2)))

      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "CountMismatch" && reason.items.length === 1)
    }))

  test("ignores a count that is too small or not a number, and any count of DBGetTree (C11, row 43)", () =>
    Effect.gen(function*() {
      const odd = complete(1).replace("ListItems: 1", "ListItems: one")
      const tree = AmiAction.rawList("DBGetTree")

      assert.strictEqual((yield* collected(Doors(), listStart, door(1), door(2), complete(1))).length, 2)
      assert.strictEqual((yield* collected(Doors(), listStart, door(1), odd)).length, 1)
      // Asterisk 16 always says 1, even if the tree is empty.
      assert.strictEqual((yield* collected(tree, listStart, complete(1))).length, 0)
    }))

  test("fails with DecodeFailed and the item if one does not match its schema; the rest is swallowed", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(reasonOf(ami.collect(Doors())))
      peer.answer(
        peer.last("DoorList"),
        listStart,
        door(1),
        "Event: Door\nName: north\nColour: red",
        door(2),
        complete(3)
      )

      const reason = yield* Fiber.join(fiber)

      assert.isTrue(reason._tag === "DecodeFailed" && reason.response.get("Colour") === "red")
      assert.deepStrictEqual(seen, [])
      assert.strictEqual(yield* ping(ami, peer), "Pong")
    }))

  test("fails with ListIncomplete(TooManyItems) past limits.listItems; the rest is swallowed and the connection stays up (C29, row 28)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { listItems: 3, inFlight: 1 } })
      const seen = yield* watch(ami)
      const fiber = yield* start(reasonOf(ami.collect(Doors())))

      peer.answer(peer.last("DoorList"), listStart, door(1), door(2), door(3), door(4), door(5))
      const reason = yield* Fiber.join(fiber)
      peer.answer(peer.last("DoorList"), door(6), complete(6))

      assert.isTrue(reason._tag === "ListIncomplete" && reason.cause === "TooManyItems" && reason.items.length === 3)
      assert.deepStrictEqual(seen, [])
      assert.strictEqual(yield* ping(ami, peer), "Pong")
    }))

  test("accepts a list of exactly limits.listItems items (C29)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { listItems: 3 } })
      const fiber = yield* start(ami.collect(Doors()))

      peer.answer(peer.last("DoorList"), listStart, door(1), door(2), door(3), complete(3))

      assert.strictEqual((yield* Fiber.join(fiber)).length, 3)
    }))

  test("`send` that is answered by a list returns its start, and the items are swallowed", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const seen = yield* watch(ami)
      const fiber = yield* start(ami.send(AmiAction.raw("DoorList")))

      peer.answer(peer.last("DoorList"), listStart, door(1), complete(1))

      assert.strictEqual((yield* Fiber.join(fiber)).get("EventList"), "start")
      assert.deepStrictEqual(seen, [])
      assert.strictEqual(yield* ping(ami, peer), "Pong")
    }))

  test("no item of an interrupted caller reaches subscribers, with ActionID or without", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const fiber = yield* start(ami.collect(AmiAction.rawList("IAXpeers")))
      const entry = "Event: PeerEntry\nObjectName: iax"
      peer.answer(peer.last("IAXpeers"), listStart)
      peer.deliver(entry)

      yield* Fiber.interrupt(fiber)
      peer.deliver(entry)
      peer.answer(peer.last("IAXpeers"), entry, "Event: PeerlistComplete\nEventList: Complete\nListItems: 3")
      assert.deepStrictEqual(seen, [])

      peer.deliver("Event: PeerEntry\nObjectName: nobody's")
      assert.deepStrictEqual(seen.map((message) => message.get("ObjectName")), ["nobody's"])
    }))

  secretStaysHidden()
})
