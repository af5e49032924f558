import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { Actions, Ami, AmiClient, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, logs, reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { connected, start, turn, watch } from "../client/scriptedTransport.ts"
import { channelId, dialling, hangup, outcome, pjsip, queued, raised } from "./dialEvents.ts"

describe("Ami.dial", () => {
  test("returns the OriginateResponse once the originator has answered", () =>
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

  test("fails at once if Asterisk refuses the action, and names the extension and the context", () =>
    Effect.gen(function*() {
      const refusal = "Response: Error\nMessage: Extension does not exist."
      const byDefault = yield* dialling()
      byDefault.peer.answer(byDefault.action, refusal)
      const named = yield* dialling({ context: "sales", priority: 2 })
      named.peer.answer(named.action, refusal)

      const error = yield* failure(Fiber.join(byDefault.fiber))

      assert.deepInclude(error.reason, { _tag: "ActionFailed", message: "Extension does not exist." })
      assert.strictEqual(
        error.message,
        "Originate failed: Extension does not exist. There is no extension 200 with priority 1 in the context "
          + "from-internal, the default: name another one with the option `context`"
      )
      assert.strictEqual(
        (yield* failure(Fiber.join(named.fiber))).message,
        "Originate failed: Extension does not exist. There is no extension 200 with priority 2 in the context sales"
      )
    }))

  test("fails with DecodeFailed if the outcome cannot be read", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued)
      peer.answer(action, "Event: OriginateResponse\nPrivilege: call,all\nReason: 0")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "DecodeFailed")
    }))

  test("fails with OutcomeUnknown and the ActionID if no outcome comes 10 seconds after the originator's timeout", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({ timeout: "20 seconds" })

      peer.answer(action, queued)
      yield* TestClock.adjust("29900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("200 millis")

      const error = yield* failure(Fiber.join(fiber))
      assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", actionId: action.actionId, cause: "Timeout" })
      assert.include(error.message, "no event of it came. May the account read the class `call`")
    }))

  test("does not blame the account if events of the call came", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued)
      peer.deliver(raised("Newchannel", pjsip))
      yield* TestClock.adjust("26 seconds")
      const error = yield* failure(Fiber.join(fiber))

      assert.deepInclude(error.reason, { _tag: "OutcomeUnknown", cause: "Timeout" })
      assert.include(error.message, "events of the call came, and no OriginateResponse")
      assert.notInclude(error.message, "account")
    }))

  for (const events of ["off", ["system", "agent"]] as const) {
    test(`fails with NotSent if the client does not see events of class call (${events})`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected({ events })
        const task = Ami.dial({ originator: "100", extension: "200" })
        const error = yield* failure(Effect.provideService(task, AmiClient.AmiClient, ami))

        assert.deepInclude(error.reason, { _tag: "NotSent", why: "Invalid", field: "events" })
        assert.include(error.message, "leaves out the class `call`")
        assert.isFalse(peer.written.some(({ name }) => name === "Originate"))
      }))
  }

  test("dials if `call` is among the named classes", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling({}, { events: ["agent", "call"] })

      peer.answer(action, queued, outcome("Success", 4))

      assert.strictEqual((yield* Fiber.join(fiber)).Response, "Success")
    }))

  for (const channelId of ["", "/.*/"]) {
    test(`fails with NotSent for the channelId "${channelId}", which Hangup would misinterpret`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const task = Ami.dial({ originator: "100", extension: "200", channelId })
        const reason = yield* reasonOf(Effect.provideService(task, AmiClient.AmiClient, ami))

        assert.deepInclude(reason, { _tag: "NotSent", why: "Invalid", field: "ChannelId" })
        assert.isFalse(peer.written.some(({ name }) => name === "Originate"))
      }))
  }

  test("its errors name their client", () =>
    Effect.gen(function*() {
      const named = { name: "berlin" }
      const unanswered = yield* dialling({}, named)
      unanswered.peer.answer(unanswered.action, queued, outcome("Failure", 3))
      unanswered.peer.deliver(raised("Newchannel", pjsip), hangup(pjsip, 19, "User alerting, no answer"))
      const missing = yield* dialling({}, named)
      missing.peer.answer(missing.action, "Response: Error\nMessage: Extension does not exist.")
      const { ami } = yield* connected({ ...named, events: "off" })
      const blind = Ami.dial({ originator: "100", extension: "200" })

      assert.strictEqual((yield* failure(Fiber.join(unanswered.fiber))).client, "berlin")
      assert.strictEqual((yield* failure(Fiber.join(missing.fiber))).client, "berlin")
      assert.strictEqual(
        (yield* failure(Effect.provideService(blind, AmiClient.AmiClient, ami))).client,
        "berlin"
      )
    }))

  test("tolerates events with missing or odd headers, and loses only what they would tell", () =>
    Effect.gen(function*() {
      const before = logs.length
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued, outcome("Failure", 0))
      peer.deliver(
        `Event: Newchannel\nPrivilege: call,all\nLinkedid: ${channelId}`,
        `Event: DialEnd\nPrivilege: call,all\nDestLinkedid: ${channelId}`,
        `Event: Hangup\nPrivilege: call,all\nUniqueid: ${channelId}\nCause: busy`,
        `Event: Hangup\nPrivilege: call,all\nLinkedid: ${channelId}`
      )
      yield* TestClock.adjust("1 second")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "NotAnswered", outcome: "Cancelled" })
      assert.deepStrictEqual(logs.slice(before).filter(({ level }) => level === "Warn"), [])
    }))

  test("fails with OutcomeUnknown and the ActionID if Asterisk does not even answer", () =>
    Effect.gen(function*() {
      const { action, fiber } = yield* dialling()

      yield* TestClock.adjust("31 seconds")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), {
        _tag: "OutcomeUnknown",
        actionId: action.actionId,
        cause: "Timeout"
      })
    }))

  test("fails with NotSent if its turn never came: nothing of it was written (C11)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 }, actionTimeout: "1 minute" })
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

  test("fails with OutcomeUnknown if the connection ends after the call was queued", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()

      peer.answer(action, queued)
      peer.end()

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "OutcomeUnknown", cause: "Disconnected" })
    }))

  test("delivers the outcome to subscribers of events too (C30, row 40)", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* dialling()
      const seen: Array<number> = []
      yield* start(
        Stream.runForEach(ami.events(Events.OriginateResponse), (event) => Effect.sync(() => seen.push(event.Reason)))
      )

      peer.answer(action, queued)
      peer.answer(action, outcome("Failure", 5))
      yield* TestClock.adjust("1 second")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "NotAnswered")
      assert.deepStrictEqual(seen, [5])
    }))

  test("ignores the outcome of another call", () =>
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

  secretStaysHidden()
})
