import { assert, describe } from "@effect/vitest"
import { Effect, Exit, Fiber, Stream } from "effect"
import { Actions, Ami, AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, secretStaysHidden, test } from "../client/clientOutput.ts"
import { connected, type Peer, start, turn, watch } from "../client/scriptedTransport.ts"
import { channelId, dialled, dialling, hangup, outcome, pjsip, queued, raised } from "./dialEvents.ts"

const missing = "Response: Error\nMessage: No such channel"
const done = "Response: Success\nMessage: Channel Hungup"

const hangups = (peer: Peer) => peer.written.filter(({ name }) => name === "Hangup")

const warnings = () => logs.filter(({ level, message }) => level === "Warn" && message.includes("may still ring"))

describe("Ami.dial, interrupted", () => {
  test("hangs up the ringing channels, by the id of the call", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()
      peer.answer(action, queued)
      peer.deliver(raised("Newchannel", pjsip))

      const interrupting = yield* start(Fiber.interrupt(fiber))
      assert.deepStrictEqual(peer.last("Hangup").headers.slice(-1), [["Channel", channelId]])
      peer.answer(peer.last("Hangup"), done)
      yield* Fiber.join(interrupting)

      assert.lengthOf(hangups(peer), 1)
      assert.deepStrictEqual(warnings(), [])
    }))

  test("a timeout is an interruption too", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const task = Ami.dial({ originator: "100", extension: "200" }).pipe(
        Effect.timeoutOption("3 seconds"),
        Effect.provideService(AmiClient.AmiClient, ami)
      )
      const fiber = yield* start(task)
      peer.answer(peer.last("Originate"), queued)

      yield* TestClock.adjust("3 seconds")
      peer.answer(peer.last("Hangup"), done)

      assert.strictEqual((yield* Fiber.join(fiber))._tag, "None")
    }))

  test("retries until the channel of a call that Asterisk has just queued exists", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* dialling()

      const interrupting = yield* start(Fiber.interrupt(fiber))
      peer.answer(peer.last("Hangup"), missing)
      yield* TestClock.adjust("50 millis")
      peer.answer(peer.last("Hangup"), missing)
      yield* TestClock.adjust("50 millis")
      peer.answer(peer.last("Hangup"), done)
      yield* Fiber.join(interrupting)

      assert.lengthOf(hangups(peer), 3)
    }))

  for (
    const [what, event] of [
      ["its channel has hung up", hangup(pjsip, 17, "User busy")],
      ["it has failed", outcome("Failure", 0, channelId)]
    ] as const
  ) {
    test(`does not retry once ${what}`, () =>
      Effect.gen(function*() {
        const { action, fiber, peer } = yield* dialling()
        peer.answer(action, queued)

        const interrupting = yield* start(Fiber.interrupt(fiber))
        peer.deliver(event)
        peer.answer(peer.last("Hangup"), missing)
        yield* Fiber.join(interrupting)

        assert.lengthOf(hangups(peer), 1)
      }))
  }

  test("hangs up nothing while it waits for the end of a failed call", () =>
    Effect.gen(function*() {
      const { action, fiber, peer } = yield* dialling()
      peer.answer(action, queued, outcome("Failure", 0, channelId))

      yield* Fiber.interrupt(fiber)

      assert.lengthOf(hangups(peer), 0)
    }))

  test("leaves the call alone with `onInterrupt: leave`, and its outcome still reaches subscribers", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* dialling({ onInterrupt: "leave" })
      const others = yield* watch(ami)
      peer.answer(action, queued)

      yield* Fiber.interrupt(fiber)
      peer.answer(action, outcome("Success", 4))

      assert.deepStrictEqual(others.map((message) => message.name), ["OriginateResponse"])
      assert.deepStrictEqual(peer.written.slice(2).map(({ name }) => name), ["Originate"])
    }))

  test("writes nothing for a call that was never handed to a connection", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ onDisconnected: "wait", reconnect: true })
      peer.end()
      const task = Ami.dial({ originator: "100", extension: "200" })
      const fiber = yield* start(Effect.provideService(task, AmiClient.AmiClient, ami))

      yield* Fiber.interrupt(fiber)

      assert.notInclude(peer.written.map(({ name }) => name), "Originate")
      assert.lengthOf(hangups(peer), 0)
    }))

  test("writes nothing for a call that is still queued, and does not wait either", () =>
    Effect.gen(function*() {
      const before = warnings().length
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      yield* start(ami.exchange(Actions.CoreShowChannels()).pipe(Stream.runDrain))
      const task = Ami.dial({ originator: "100", extension: "200" })
      const fiber = yield* start(Effect.provideService(task, AmiClient.AmiClient, ami))

      yield* Fiber.interrupt(fiber)
      peer.answer(peer.last("CoreShowChannels"), "Response: Error\nMessage: no")
      yield* turn

      assert.deepStrictEqual(peer.written.slice(2).map(({ name }) => name), ["CoreShowChannels"])
      assert.lengthOf(warnings(), before)
    }))

  test("gives up after 2 seconds if Asterisk does not answer, and warns that the telephone may still ring", () =>
    Effect.gen(function*() {
      const before = warnings().length
      const { action, fiber, peer } = yield* dialling()
      peer.answer(action, queued)

      const interrupting = yield* start(Fiber.interrupt(fiber))
      yield* TestClock.adjust("1900 millis")
      assert.isUndefined(interrupting.pollUnsafe())
      yield* TestClock.adjust("100 millis")
      yield* Fiber.join(interrupting)

      assert.lengthOf(warnings(), before + 1)
      assert.include(warnings().at(-1)?.message, channelId)
    }))

  test("gives up after 2 seconds if other actions hold up the Hangup", () =>
    Effect.gen(function*() {
      const { action, ami, fiber, peer } = yield* dialling({}, { limits: { inFlight: 1 } })
      peer.answer(action, queued)
      yield* start(ami.exchange(Actions.CoreShowChannels()).pipe(Stream.runDrain))

      const interrupting = yield* start(Fiber.interrupt(fiber))
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(interrupting)

      assert.lengthOf(hangups(peer), 0)
    }))

  test("warns if the account may not hang up", () =>
    Effect.gen(function*() {
      const before = warnings().length
      const { action, fiber, peer } = yield* dialling()
      peer.answer(action, queued)

      const interrupting = yield* start(Fiber.interrupt(fiber))
      peer.answer(peer.last("Hangup"), "Response: Error\nMessage: Permission denied")
      yield* Fiber.join(interrupting)

      assert.lengthOf(warnings(), before + 1)
      assert.include(warnings().at(-1)?.message, "Hangup is not permitted for this account")
    }))

  test("warns if the connection ends before the call was hung up", () =>
    Effect.gen(function*() {
      const before = warnings().length
      const { action, fiber, peer } = yield* dialling()
      peer.answer(action, queued)

      const interrupting = yield* start(Fiber.interrupt(fiber))
      peer.end()
      yield* Fiber.join(interrupting)

      assert.lengthOf(warnings(), before + 1)
    }))

  test("warns if the call was forwarded to channels with other ids", () =>
    Effect.gen(function*() {
      const before = warnings().length
      const { action, fiber, peer } = yield* dialling()
      peer.answer(action, queued)
      peer.deliver(
        raised("Newchannel", pjsip),
        dialled("DialEnd", undefined, pjsip, "DialStatus: CANCEL\nForward: 101")
      )

      const interrupting = yield* start(Fiber.interrupt(fiber))
      peer.answer(peer.last("Hangup"), missing)
      yield* Fiber.join(interrupting)

      assert.lengthOf(warnings(), before + 1)
      assert.include(warnings().at(-1)?.message, "forwarded")
    }))

  test("a closing client hangs up the calls of waiting fibers before it logs off", () =>
    Effect.gen(function*() {
      const { action, close, fiber, peer } = yield* dialling()
      peer.answer(action, queued)

      const closing = yield* start(close())
      peer.answer(peer.last("Hangup"), done)
      yield* turn
      peer.answer(peer.last("Logoff"), "Response: Goodbye\nMessage: Thanks for all the fish.")
      peer.end()
      yield* Fiber.join(closing)
      const exit = yield* Fiber.await(fiber)

      assert.isTrue(Exit.isFailure(exit))
      assert.deepStrictEqual(peer.written.slice(2).map(({ name }) => name), ["Originate", "Hangup", "Logoff"])
    }))

  test("an interrupted client writes the Hangup before the Logoff, and does not wait for its answer", () =>
    Effect.gen(function*() {
      const { action, close, peer } = yield* dialling()
      peer.answer(action, queued)

      const closing = yield* start(close(Exit.interrupt(1)))
      yield* turn
      peer.answer(peer.last("Logoff"), "Response: Goodbye\nMessage: Thanks for all the fish.")
      peer.end()
      yield* Fiber.join(closing)

      assert.deepStrictEqual(peer.written.slice(2).map(({ name }) => name), ["Originate", "Hangup", "Logoff"])
    }))

  secretStaysHidden()
})
