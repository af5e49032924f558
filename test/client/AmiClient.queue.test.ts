import { assert, describe } from "@effect/vitest"
import { Effect, Exit, Fiber, Stream } from "effect"
import { Actions, AmiAction, type AmiClient } from "effect-ami"
import { TestClock } from "effect/testing"
import { failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { connected, makePeer, type Peer, pong, start } from "./scriptedTransport.ts"

type Ami = AmiClient.AmiClient["Service"]

const ask = (ami: Ami, value: string) => ami.send(AmiAction.raw("Getvar", [["Variable", value]]))

/** What was requested on the wire, in order. */
const asked = (peer: Peer) => peer.written.slice(2).map((action) => action.headers[2]?.[1])

const answer = (peer: Peer, value: string) => {
  const action = peer.written.find((action) => action.headers[2]?.[1] === value)
  if (action === undefined) throw new Error(`${value} was not written`)
  peer.answer(action, `Response: Success\nValue: ${value}`)
}

const drain = <A, E>(stream: Stream.Stream<A, E>) => Stream.runDrain(stream)

describe("AmiClient.send, queueing", () => {
  test("writes at most limits.inFlight actions, then one per answer, in order (C16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 2 } })
      const fibers = yield* Effect.forEach(["a", "b", "c", "d", "e"], (value) => start(ask(ami, value)))
      assert.deepStrictEqual(asked(peer), ["a", "b"])

      answer(peer, "b")
      assert.deepStrictEqual(asked(peer), ["a", "b", "c"])
      answer(peer, "a")
      answer(peer, "c")
      answer(peer, "d")
      answer(peer, "e")

      const answers = yield* Effect.forEach(fibers, Fiber.join)
      assert.deepStrictEqual(answers.map((message) => message.get("Value")), ["a", "b", "c", "d", "e"])
      assert.deepStrictEqual(asked(peer), ["a", "b", "c", "d", "e"])
    }))

  test("fails at once with NotSent(QueueFull) if limits.queued actions are already waiting (C16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1, queued: 2 } })
      for (const value of ["a", "b", "c"]) yield* start(ask(ami, value))

      const error = yield* failure(ask(ami, "d"))

      assert.deepInclude(error.reason, { _tag: "NotSent", why: "QueueFull", action: "Getvar" })
      assert.isTrue(error.isRetryable)
      assert.deepStrictEqual(asked(peer), ["a"])
    }))

  test("queues nothing with a limits.queued of 0 (C16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1, queued: 0 } })
      yield* start(ask(ami, "a"))

      assert.deepInclude(yield* reasonOf(ask(ami, "b")), { _tag: "NotSent", why: "QueueFull" })
      answer(peer, "a")
      const next = yield* start(ask(ami, "c"))
      answer(peer, "c")
      assert.strictEqual((yield* Fiber.join(next)).get("Value"), "c")
    }))

  test("lets 256 actions be in flight and 1,024 wait by default (C16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      for (let count = 0; count < 256 + 1024; count++) yield* start(ask(ami, String(count)))

      assert.strictEqual(asked(peer).length, 256)
      assert.deepInclude(yield* reasonOf(ask(ami, "more")), { _tag: "NotSent", why: "QueueFull" })
    }))

  test("fails with NotSent(QueuedTimeout) if its turn never comes, and writes nothing (C12)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 }, actionTimeout: "5 seconds" })
      yield* start(ami.stream(AmiAction.rawList("Status")).pipe(drain))
      peer.answer(peer.last("Status"), "Response: Success\nEventList: start")
      const waiting = yield* start(failure(ask(ami, "a")))

      yield* TestClock.adjust("4 seconds")
      peer.answer(peer.last("Status"), "Event: Status\nPrivilege: Call\nChannel: a")
      yield* TestClock.adjust(900)
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust(200)
      const error = yield* Fiber.join(waiting)

      assert.deepInclude(error.reason, { _tag: "NotSent", why: "QueuedTimeout" })
      assert.isTrue(error.isRetryable)
      assert.deepStrictEqual(peer.written.slice(2).map((action) => action.name), ["Status"])
    }))

  test("gives the slot of a timed-out action to the next one (C15)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 }, actionTimeout: "5 seconds" })
      const first = yield* start(reasonOf(ask(ami, "a")))
      yield* TestClock.adjust("3 seconds")
      const second = yield* start(ask(ami, "b"))

      yield* TestClock.adjust("2100 millis")
      assert.deepStrictEqual(asked(peer), ["a", "b"])
      answer(peer, "a")
      answer(peer, "b")

      assert.strictEqual((yield* Fiber.join(first))._tag, "OutcomeUnknown")
      assert.strictEqual((yield* Fiber.join(second)).get("Value"), "b")
    }))

  test("removes the action of an interrupted caller from the queue, and writes nothing of it (C14, row 59)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1, queued: 1 } })
      yield* start(ask(ami, "a"))
      const waiting = yield* start(ask(ami, "b"))

      yield* Fiber.interrupt(waiting)
      const next = yield* start(ask(ami, "c"))
      answer(peer, "a")
      answer(peer, "c")

      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(waiting)))
      assert.strictEqual((yield* Fiber.join(next)).get("Value"), "c")
      assert.deepStrictEqual(asked(peer), ["a", "c"])
    }))

  test("swallows the answer to a written action of an interrupted caller, and others continue (C14, row 59)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const gone = yield* start(ask(ami, "a"))
      const stays = yield* start(ask(ami, "b"))

      yield* Fiber.interrupt(gone)
      answer(peer, "a")
      answer(peer, "b")

      assert.strictEqual((yield* Fiber.join(stays)).get("Value"), "b")
      assert.deepStrictEqual(asked(peer), ["a", "b"])
    }))

  test("gives the slot of an interrupted caller in flight to the next action (C14)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const gone = yield* start(ask(ami, "a"))
      const next = yield* start(ask(ami, "b"))

      yield* Fiber.interrupt(gone)
      assert.deepStrictEqual(asked(peer), ["a", "b"])
      answer(peer, "b")

      assert.strictEqual((yield* Fiber.join(next)).get("Value"), "b")
    }))

  test("does not confuse the next action with one abandoned by `Effect.timeout`, nor with its late answer (C14, row 60)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const impatient = yield* start(Effect.exit(Effect.timeout(ask(ami, "a"), "1 second")))

      yield* TestClock.adjust("1 second")
      const exit = yield* Fiber.join(impatient)
      const next = yield* start(ask(ami, "b"))
      answer(peer, "a")
      answer(peer, "b")

      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual((yield* Fiber.join(next)).get("Value"), "b")
    }))

  test("writes nothing for a caller that is interrupted before it ran (C14, row 59)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()

      const fiber = yield* Effect.forkChild(ask(ami, "a"))
      yield* Fiber.interrupt(fiber)

      assert.deepStrictEqual(asked(peer), [])
    }))
})

describe("AmiClient.send, when the connection ends", () => {
  test("fails written actions with OutcomeUnknown(Disconnected) and queued ones with NotSent(NotConnected) (C9)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 2 } })
      const fibers = yield* Effect.forEach(["a", "b", "c"], (value) => start(failure(ask(ami, value))))

      peer.end()
      const errors = yield* Effect.forEach(fibers, Fiber.join)

      assert.deepStrictEqual(
        errors.map(({ reason }) => [reason._tag, "cause" in reason ? reason.cause : "why" in reason && reason.why]),
        [["OutcomeUnknown", "Disconnected"], ["OutcomeUnknown", "Disconnected"], ["NotSent", "NotConnected"]]
      )
      assert.deepStrictEqual(errors.map((error) => error.isRetryable), [false, false, true])
      assert.deepStrictEqual(asked(peer), ["a", "b"])
    }))

  test("fails every kind of request with NotSent(NotConnected) from then on (C12)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      peer.end("Reset")

      const reasons = yield* Effect.all([
        reasonOf(ask(ami, "a")),
        reasonOf(ami.collect(Actions.CoreShowChannels())),
        reasonOf(drain(ami.stream(Actions.CoreShowChannels()))),
        reasonOf(drain(ami.exchange(Actions.Ping())))
      ])

      for (const reason of reasons) assert.deepInclude(reason, { _tag: "NotSent", why: "NotConnected" })
      assert.deepStrictEqual(asked(peer), [])
    }))

  test("fails new and queued actions with NotSent(NotConnected) if the transport can no longer write (C10)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ limits: { inFlight: 1 } })
      const first = yield* start(ask(ami, "a"))
      const waiting = yield* start(reasonOf(ask(ami, "b")))

      peer.refuse()
      answer(peer, "a")
      const refused = yield* reasonOf(ask(ami, "c"))

      assert.strictEqual((yield* Fiber.join(first)).get("Value"), "a")
      for (const reason of [yield* Fiber.join(waiting), refused]) {
        assert.deepInclude(reason, { _tag: "NotSent", why: "NotConnected" })
      }
      assert.deepStrictEqual(asked(peer), ["a"])
    }))

  test("returns an answer that arrives during the write (C9)", () =>
    Effect.gen(function*() {
      const peer = makePeer((action, peer) => action.name === "Ping" && peer.answer(action, pong))
      const { ami } = yield* connected({}, peer)

      assert.strictEqual((yield* ami.send(Actions.Ping())).Ping, "Pong")
    }))

  test("returns an answer in the last read before the end (C9)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const answered = yield* start(ask(ami, "a"))
      const unanswered = yield* start(reasonOf(ask(ami, "b")))

      answer(peer, "a")
      peer.end()

      assert.strictEqual((yield* Fiber.join(answered)).get("Value"), "a")
      assert.deepInclude(yield* Fiber.join(unanswered), { _tag: "OutcomeUnknown", cause: "Disconnected" })
    }))

  secretStaysHidden()
})
