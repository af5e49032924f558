import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Schema, Stream } from "effect"
import { Actions, AmiAction, AmiEvent } from "effect-ami"
import { reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, pong, start, turn, watch } from "./scriptedTransport.ts"

/** What a caller can inject into every subscriber's stream: the body of a UserEvent is not escaped (manager_channels.c). */
const guesses = (written: ReadonlyArray<{ readonly actionId: string }>) => [
  ...Array.from({ length: 300 }, (_, index) => String(index)),
  ...written.map(({ actionId }) => actionId.slice(actionId.indexOf("-") + 1)),
  ...written.map(({ actionId }) => actionId.slice(0, actionId.indexOf("-"))),
  ...written.map(({ actionId }) => actionId.toUpperCase()),
  ""
]

describe("AmiClient, forged messages", () => {
  test("does not complete a request with a forged `Response` and guessed ActionIDs (C34, row 39)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1000 } })
      const seen = yield* watch(ami)
      const ping = yield* start(ami.send(Actions.Ping()))
      const list = yield* start(ami.collect(AmiAction.rawList("IAXpeers")))
      const exchange = yield* start(Stream.runDrain(ami.exchange(AmiAction.raw("AGI"))))

      const forged = guesses(peer.written)
      for (const actionId of forged) {
        peer.deliver(
          `Response: Error\nActionID: ${actionId}\nMessage: Permission denied`,
          `Response: Success\nActionID: ${actionId}\nEventList: start`,
          `Event: IAXpeersComplete\nActionID: ${actionId}\nEventList: Complete\nListItems: 0`
        )
      }
      yield* turn

      assert.isUndefined(ping.pollUnsafe())
      assert.isUndefined(list.pollUnsafe())
      assert.isUndefined(exchange.pollUnsafe())
      assert.strictEqual(seen.length, 3 * forged.length)
      peer.answer(peer.last("Ping"), pong)
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
    }))

  test("does not mistake a UserEvent with the ActionID of a list for an item or for its end (C34, row 39)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const list = yield* start(ami.collect(AmiAction.rawList("QueueStatus")))
      const action = peer.last("QueueStatus")
      peer.answer(action, "Response: Success\nEventList: start")

      peer.answer(
        action,
        "Event: UserEvent\nPrivilege: user,all\nUserEvent: Mine",
        "Event: UserEvent\nPrivilege: user,all\nEventList: Complete\nListItems: 0"
      )
      peer.answer(
        action,
        "Event: QueueParams\nQueue: a",
        "Event: QueueStatusComplete\nEventList: Complete\nListItems: 1"
      )

      assert.deepStrictEqual((yield* Fiber.join(list)).map((item) => item.name), ["QueueParams"])
      assert.deepStrictEqual(seen.map((message) => message.name), ["UserEvent", "UserEvent"])
    }))

  test("delivers the UserEvent raised by our own action as an event, not as its answer (C34)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const sent = yield* start(ami.send(AmiAction.raw("UserEvent", [["UserEvent", "Mine"]])))

      peer.answer(peer.last("UserEvent"), "Event: UserEvent\nPrivilege: user,all\nUserEvent: Mine")
      assert.isUndefined(sent.pollUnsafe())
      peer.answer(peer.last("UserEvent"), "Response: Success\nMessage: Event Sent")

      assert.strictEqual((yield* Fiber.join(sent)).get("Message"), "Event Sent")
      assert.strictEqual(seen.length, 1)
    }))

  test("goes by the first header of a message: an event with a `Response` header answers nothing (C30, row 40)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)
      const ping = yield* start(ami.send(Actions.Ping()))

      peer.answer(peer.last("Ping"), "Event: OriginateResponse\nPrivilege: call,all\nResponse: Success")
      peer.answer(peer.last("Ping"), "Event: Anything\nResponse: Success\nPing: Forged")

      assert.isUndefined(ping.pollUnsafe())
      assert.strictEqual(seen.length, 2)
    }))

  test("keeps sending after a `Shutdown` event, and gets answers (C27)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const seen = yield* watch(ami)

      peer.deliver("Event: Shutdown\nPrivilege: system,all\nShutdown: Cleanly\nRestart: False")
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      assert.deepStrictEqual(seen.map((message) => message.name), ["Shutdown"])
    }))

  test("fails actions as NotExecuted while Asterisk shuts down, until the connection ends (C27)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const ping = yield* start(reasonOf(ami.send(Actions.Ping())))

      peer.answer(peer.last("Ping"), "Response: Error\nMessage: Asterisk is shutting down")

      assert.strictEqual((yield* Fiber.join(ping))._tag, "NotExecuted")
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      peer.end()
      assert.strictEqual((yield* ami.status.get)._tag, "Disconnected")
    }))

  test("treats headers named after object members as plain headers: no prototype changes, no thenable appears (C31, row 30)", () =>
    Effect.gen(function*() {
      const Note = AmiEvent.define("Note", { Text: Schema.String })
      const { ami, peer } = yield* connected()
      const seen: Array<object> = []
      yield* start(Stream.runForEach(ami.events(Note), (event) => Effect.sync(() => seen.push(event))))

      peer.deliver("Event: Note\nPrivilege: user,all\n__proto__: x\n__proto__: y\nconstructor: z\nthen: a\nText: b")

      const [note = {}] = seen
      assert.deepStrictEqual(Object.entries(note), [["Event", "Note"], ["Text", "b"]])
      assert.isFalse("then" in note)
      assert.deepStrictEqual(AmiEvent.messageOf(note)?.getAll("__proto__"), ["x", "y"])
      assert.deepStrictEqual(AmiEvent.messageOf(note)?.getAll("constructor"), ["z"])
    }))

  secretStaysHidden()
})
