import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions, Ami, AmiClient, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, reasonOf, secretStaysHidden, test } from "./capture.ts"
import { connected, start, turn, watch } from "./scriptedTransport.ts"

const queued = "Response: Success\nMessage: Originate successfully queued"

const outcome = (response: string, reason: number, uniqueid = "<unknown>") =>
  `Event: OriginateResponse\nPrivilege: call,all\nResponse: ${response}\nChannel: Local/100@from-internal\n`
  + `Context: from-internal\nExten: 200\nReason: ${reason}\nUniqueid: ${uniqueid}\nCallerIDNum: <unknown>\nCallerIDName: <unknown>`

/** A dial that has been written. */
const dialling = Effect.fnUntraced(function*(
  options: Partial<Ami.OriginateOptions> = {},
  clientOptions: Partial<AmiClient.Options> = {}
) {
  const { ami, peer } = yield* connected(clientOptions)
  const task = Ami.dial({ originator: "100", extension: "200", ...options })
  const fiber = yield* start(Effect.provideService(task, AmiClient.AmiClient, ami))
  return { ami, peer, fiber, action: peer.last("Originate") }
})

describe("Ami.dial", () => {
  test("gives the OriginateResponse when the originator has answered", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued)
      yield* TestClock.adjust("8 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      peer.answer(action, outcome("Success", 4, "call-17"))

      assert.deepInclude(yield* Fiber.join(fiber), { Response: "Success", Reason: 4, Uniqueid: "call-17" })
    }))

  test("the answer and the outcome may come in one read", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued, outcome("Success", 4))

      assert.strictEqual((yield* Fiber.join(fiber)).Response, "Success")
    }))

  for (
    const [reason, words] of [
      [0, "no such extension or endpoint, or the far end hung up (reason 0)"],
      [1, "hung up while it was dialled (reason 1)"],
      [3, "no answer (reason 3)"],
      [5, "busy (reason 5)"],
      [8, "congestion, or the far end refused (reason 8)"],
      [7, "failed (reason 7)"]
    ] as const
  ) {
    test(`fails with \`${words}\``, () =>
      Effect.gen(function*() {
        const { action, fiber, peer } = yield* dialling()

        peer.answer(action, queued)
        peer.answer(action, outcome("Failure", reason))
        const error = yield* failure(Fiber.join(fiber))

        assert.strictEqual(error.message, `Originate failed: ${words}`)
        assert.isTrue(error.reason._tag === "ActionFailed" && error.reason.response.name === "OriginateResponse")
      }))
  }

  test("fails at once where Asterisk refuses the action", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, "Response: Error\nMessage: Extension does not exist.")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), {
        _tag: "ActionFailed",
        message: "Extension does not exist."
      })
    }))

  test("DecodeFailed where the outcome cannot be read", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued)
      peer.answer(action, "Event: OriginateResponse\nPrivilege: call,all\nResponse: Failure")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "DecodeFailed")
    }))

  test("OutcomeUnknown with the ActionID, 10 seconds after the originator's time, where no outcome comes", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({ timeout: "20 seconds" })

      peer.answer(action, queued)
      yield* TestClock.adjust("29900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("200 millis")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), {
        _tag: "OutcomeUnknown",
        actionId: action.actionId,
        cause: "Timeout"
      })
    }))

  test("OutcomeUnknown with the ActionID where Asterisk does not even answer", () =>
    Effect.gen(function*() {
      const { action, fiber } = yield* dialling()

      yield* TestClock.adjust("31 seconds")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), {
        _tag: "OutcomeUnknown",
        actionId: action.actionId,
        cause: "Timeout"
      })
    }))

  test("C11: NotSent where its turn never came: a call that was never written is not called unknown", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ maxInFlight: 1, actionTimeout: "1 minute" })
      yield* start(ami.exchange(Actions.CoreShowChannels()).pipe(Stream.runDrain))
      yield* TestClock.adjust("30 seconds")
      const task = Ami.dial({ originator: "100", extension: "200", timeout: "1 second" })
      const fiber = yield* start(reasonOf(Effect.provideService(task, AmiClient.AmiClient, ami)))

      yield* TestClock.adjust("20 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      peer.end()

      assert.deepInclude(yield* Fiber.join(fiber), { _tag: "NotSent", why: "NotConnected" })
      assert.isFalse(peer.written.some(({ name }) => name === "Originate"))
    }))

  test("OutcomeUnknown where the connection ends after the call was queued", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued)
      peer.end()

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "OutcomeUnknown", cause: "Disconnected" })
    }))

  test("C30, row 40: the outcome reaches subscribers of events too", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* dialling()
      const seen: Array<number> = []
      yield* start(
        Stream.runForEach(ami.events(Events.OriginateResponse), (event) => Effect.sync(() => seen.push(event.Reason)))
      )

      peer.answer(action, queued)
      peer.answer(action, outcome("Failure", 5))

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "ActionFailed")
      assert.deepStrictEqual(seen, [5])
    }))

  test("the outcome of somebody else's call is not taken for this one", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* dialling()
      const others = yield* watch(ami)

      peer.answer(action, queued)
      peer.deliver(outcome("Failure", 5), `${outcome("Failure", 5)}\nActionID: 1`)
      yield* turn
      assert.isUndefined(fiber.pollUnsafe())
      peer.answer(action, outcome("Success", 4))

      assert.strictEqual((yield* Fiber.join(fiber)).Response, "Success")
      assert.strictEqual(others.length, 3)
    }))

  test("an interrupted dial leaves nothing behind, and its outcome reaches subscribers all the same", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* dialling()
      const others = yield* watch(ami)
      peer.answer(action, queued)

      yield* Fiber.interrupt(fiber)
      peer.answer(action, outcome("Success", 4))

      assert.deepStrictEqual(others.map((message) => message.name), ["OriginateResponse"])
      assert.deepStrictEqual(peer.written.slice(2).map(({ name }) => name), ["Originate"])
    }))

  secretStaysHidden()
})
