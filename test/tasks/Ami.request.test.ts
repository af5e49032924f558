import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { connected, start, turn, watch } from "../client/scriptedTransport.ts"

const listStart = "Response: Success\nEventList: start\nMessage: Items will follow"

/** A written request, and how to answer it. */
const requesting = Effect.fnUntraced(function*(
  headers: Ami.RequestHeaders,
  options: Partial<AmiClient.Options> = {}
) {
  const { ami, peer } = yield* connected(options)
  const fiber = yield* start(Effect.provideService(Ami.request(headers), AmiClient.AmiClient, ami))
  const action = peer.last(headers.Action)
  return { ami, peer, fiber, action, headers: action.headers.filter(([name]) => name !== "ActionID") }
})

describe("Ami.request", () => {
  test("writes text, numbers and booleans, repeats a header for an array, and leaves out undefined", () =>
    Effect.gen(function*() {
      const { headers } = yield* requesting({
        Action: "QueuePause",
        Interface: "PJSIP/100",
        Penalty: 3,
        Paused: true,
        Reason: undefined,
        Variable: ["A=1", "B=2"],
        Nothing: [],
        Empty: ""
      })

      assert.deepStrictEqual(headers, [
        ["Action", "QueuePause"],
        ["Interface", "PJSIP/100"],
        ["Penalty", "3"],
        ["Paused", "true"],
        ["Variable", "A=1"],
        ["Variable", "B=2"],
        ["Empty", ""]
      ])
    }))

  test("returns the response of a plain action", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "Getvar", Variable: "EPOCH" })

      peer.answer(action, "Response: Success\nVariable: EPOCH\nValue: 1")
      const { complete, items, response } = yield* Fiber.join(fiber)

      assert.deepStrictEqual([response.get("Value"), items, complete], ["1", [], undefined])
    }))

  test("returns the items of a list and its completing event, in one read or in many", () =>
    Effect.gen(function*() {
      const item = "Event: Parkinglot\nName: default"
      const end = "Event: ParkinglotsComplete\nEventList: Complete\nListItems: 2\nTotal: 2"
      const many = yield* requesting({ Action: "Parkinglots" })
      for (const message of [listStart, item, item, end]) many.peer.answer(many.action, message)
      const one = yield* requesting({ Action: "Parkinglots" })
      one.peer.answer(one.action, listStart, item, item, end)

      for (const { fiber } of [many, one]) {
        const answer = yield* Fiber.join(fiber)
        assert.strictEqual(answer.response.get("EventList"), "start")
        assert.deepStrictEqual(answer.items.map((message) => message.get("Name")), ["default", "default"])
        assert.strictEqual(answer.complete?.get("Total"), "2")
      }
    }))

  test("returns the items of a list whose items have no ActionID", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "IAXpeers" })

      peer.answer(action, listStart)
      peer.deliver("Event: PeerEntry\nObjectName: iax1")
      peer.answer(action, "Event: PeerlistComplete\nEventList: Complete\nListItems: 1")

      assert.deepStrictEqual((yield* Fiber.join(fiber)).items.map((item) => item.get("ObjectName")), ["iax1"])
    }))

  test("returns an empty list", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "Parkinglots" })

      peer.answer(action, listStart, "Event: ParkinglotsComplete\nEventList: Complete\nListItems: 0")
      const { complete, items } = yield* Fiber.join(fiber)

      assert.deepStrictEqual([items, complete?.name], [[], "ParkinglotsComplete"])
    }))

  test("treats an `Error` that means an empty list as an answer without items", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "PJSIPShowEndpoints" })

      peer.answer(action, "Response: Error\nMessage: No endpoints found")
      const { complete, items, response } = yield* Fiber.join(fiber)

      assert.deepStrictEqual([response.name, items, complete], ["Error", [], undefined])
    }))

  test("fails with any other `Error` as `send` does", () =>
    Effect.gen(function*() {
      for (
        const [message, tag] of [
          ["No such channel", "ActionFailed"],
          ["Permission denied", "PermissionDenied"],
          ["Invalid/unknown command: Frobnicate.", "NotExecuted"]
        ] as const
      ) {
        const { action, fiber, peer } = yield* requesting({ Action: "Frobnicate" })
        peer.answer(action, `Response: Error\nMessage: ${message}`)
        assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, tag)
      }
    }))

  test("fails with ListIncomplete and the items so far if the list is cancelled or stalls, or the connection drops", () =>
    Effect.gen(function*() {
      const item = "Event: Parkinglot\nName: default"
      const ends = [
        ["Cancelled", (request) => request.peer.answer(request.action, "Event: X\nEventList: cancelled")],
        ["Timeout", () => undefined],
        ["Disconnected", (request) => request.peer.end()]
      ] as ReadonlyArray<
        readonly [
          "Cancelled" | "Timeout" | "Disconnected",
          (request: Effect.Success<ReturnType<typeof requesting>>) => void
        ]
      >
      for (const [cause, end] of ends) {
        const request = yield* requesting({ Action: "Parkinglots" }, { actionTimeout: "5 seconds" })
        request.peer.answer(request.action, listStart, item, item)
        yield* turn

        end(request)
        yield* TestClock.adjust("6 seconds")
        const reason = yield* reasonOf(Fiber.join(request.fiber))

        assert.deepInclude(reason, { _tag: "ListIncomplete", action: "Parkinglots", cause })
        assert.strictEqual("items" in reason && reason.items.length, 2)
      }
    }))

  test("fails with ListIncomplete(TooManyItems) and the items so far past limits.listItems (C29)", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "Parkinglots" }, { limits: { listItems: 2 } })
      peer.answer(action, listStart)
      for (const name of ["a", "b", "c", "d"]) peer.answer(action, `Event: Parkinglot\nName: ${name}`)

      const reason = yield* reasonOf(Fiber.join(fiber))

      assert.strictEqual(reason._tag === "ListIncomplete" && reason.cause, "TooManyItems")
      assert.strictEqual(reason._tag === "ListIncomplete" && reason.items.length, 2)
    }))

  test("rejects an action named like an object member as unknown, like any other (C9)", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "constructor" })
      peer.answer(action, "Response: Error\nMessage: Invalid/unknown command: constructor. Use Action: ListCommands")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "NotExecuted")
    }))

  test("fails with OutcomeUnknown if there is no answer at all", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* requesting({ Action: "Parkinglots" })

      peer.end()

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "OutcomeUnknown", actionId: action.actionId })
    }))

  test("what follows the answer is swallowed if it belongs to the action, and delivered if it was raised for all", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* requesting({ Action: "FAXStats" })
      const others = yield* watch(ami)

      peer.answer(action, "Response: Success\nMessage: FAXStats event will follow")
      yield* Fiber.join(fiber)
      peer.answer(action, "Event: FAXStats\nCurrentSessions: 0", "Event: UserEvent\nPrivilege: user,all")

      assert.deepStrictEqual(others.map((message) => message.name), ["UserEvent"])
    }))

  test("rejects a name or value that Asterisk would misread, and an ActionID of the caller's (C33, C34)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const headers: ReadonlyArray<Ami.RequestHeaders> = [
        { Action: "Ping", ActionID: "mine" },
        { Action: "Ping", Extra: "a\r\nAction: Originate" },
        { Action: "Ping", "Ex: tra": "a" },
        { Action: "Ping\r\nAction: Originate" },
        { Action: "" }
      ]

      for (const one of headers) {
        const error = yield* failure(Effect.provideService(Ami.request(one), AmiClient.AmiClient, ami))
        assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid" })
      }
      assert.strictEqual(peer.written.length, 2)
    }))

  test("says how to write headers that were given in another way", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      const wrong: ReadonlyArray<readonly [headers: unknown, words: string]> = [
        ["Ping", "must be an object, such as { Action: \"Ping\" }; it is a plain text"],
        [undefined, "must be an object, such as { Action: \"Ping\" }; it is undefined"],
        [{ action: "Ping" }, "`Action` of Ami.request must be given, and not as `action`"]
      ]

      for (const [headers, words] of wrong) {
        const request = Ami.request(headers as Ami.RequestHeaders)
        const error = yield* failure(Effect.provideService(request, AmiClient.AmiClient, ami))

        assert.include(error.message, words)
        assert.strictEqual(error.client, ami.status.name)
      }
    }))

  secretStaysHidden()
})
