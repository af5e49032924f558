/**
 * A client that is not ready for the first time yet, and whose caller leaves, whose scope closes, or whose transport
 * does what it should not.
 */
import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Schedule, Stream } from "effect"
import { AmiError, AmiTransport } from "effect-ami"
import { TestClock } from "effect/testing"
import { credentials, logs, reasonOf, test } from "./clientOutput.ts"
import { count, lettingIn, logIn } from "./inboxWords.ts"
import {
  accepted,
  atOnce,
  challenge,
  connected,
  connecting,
  lost,
  makePeer,
  messagesOf,
  type Peer,
  start,
  turn,
  watch
} from "./scriptedTransport.ts"

const refused = new AmiError.AmiError({
  reason: new AmiError.ConnectFailed({ address: "pbx:5038", code: "ECONNREFUSED" })
})

const rejected = "Response: Error\nMessage: Not today"

/** A peer to which a connection is made as `connect` says, with its own. */
const through = (
  peer: Peer,
  connect: (own: AmiTransport.AmiTransport["Service"]["connect"]) => AmiTransport.AmiTransport["Service"]["connect"]
): Peer => ({ ...peer, transport: { connect: connect(peer.transport.connect) } })

/** A peer to which each connection fails, and how many were tried. */
const away = () => {
  let tries = 0
  const peer = through(makePeer(), () =>
    Effect.suspend(() => {
      tries += 1
      return Effect.fail(refused)
    }))
  return { peer, tries: () => tries }
}

describe("AmiClient, if its caller leaves before it is ready", () => {
  test("tries no more, though its scope stays open", () =>
    Effect.gen(function*() {
      const { peer, tries } = away()
      const { fiber } = yield* connecting({ reconnect: { first: true, schedule: Schedule.spaced("1 second") } }, peer)
      yield* TestClock.adjust("3 seconds")

      yield* Fiber.interrupt(fiber)
      const before = tries()
      yield* TestClock.adjust("10 minutes")

      assert.deepStrictEqual([before, tries()], [4, 4])
    }))

  test("closes the connection that it has, though its scope stays open", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ reconnect: { first: true } })

      yield* Fiber.interrupt(fiber)
      yield* turn

      assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
    }))

  test("logs off from an Asterisk that boots, and closes its scope after that", () =>
    Effect.gen(function*() {
      const { close, fiber, peer } = yield* connecting()
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), accepted)

      yield* Fiber.interrupt(fiber)
      assert.strictEqual(count(peer, "Logoff"), 1)
      const closing = yield* start(close())
      assert.deepStrictEqual([closing.pollUnsafe(), peer.closed()], [undefined, 0])
      peer.answer(peer.last("Logoff"), "Response: Goodbye")
      yield* Fiber.join(closing)

      assert.deepStrictEqual([count(peer, "Logoff"), peer.closed()], [1, 1])
    }))
})

describe("AmiClient, if its scope closes before it is ready", () => {
  for (
    const [when, until] of [
      ["logs in", () => undefined],
      ["waits for Asterisk to boot", (peer: Peer) => {
        peer.answer(peer.last("Challenge"), challenge)
        peer.answer(peer.last("Login"), accepted)
      }]
    ] as const
  ) {
    test(`fails while it ${when}, and tries no more`, () =>
      Effect.gen(function*() {
        const { close, fiber, peer } = yield* connecting({ reconnect: { first: true, ...atOnce } })
        until(peer)

        const closing = yield* start(close())
        yield* TestClock.adjust("5 seconds")
        yield* Fiber.join(closing)

        assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "ConnectionLost", why: "ClientClosed" })
        assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
      }))
  }

  test("fails while it waits between two attempts", () =>
    Effect.gen(function*() {
      const { peer, tries } = away()
      const { close, fiber } = yield* connecting({ reconnect: { first: true } }, peer)

      yield* close()
      yield* TestClock.adjust("10 minutes")

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "ConnectionLost", why: "ClientClosed" })
      assert.strictEqual(tries(), 1)
    }))
})

describe("AmiClient, on a transport", () => {
  test("whose first attempt interrupts itself, fails", () =>
    Effect.gen(function*() {
      const { fiber } = yield* connecting({ reconnect: { first: true } }, through(makePeer(), () => Effect.interrupt))

      const { message, reason } = yield* Effect.flip(Fiber.join(fiber))

      assert.deepInclude(reason, { _tag: "ConnectionLost", why: "Defect" })
      assert.include(message, "was interrupted")
    }))

  test("of which a later attempt interrupts itself, ends visibly", () =>
    Effect.gen(function*() {
      let tries = 0
      const peer = through(makePeer(), (own) => Effect.suspend(() => ++tries === 1 ? own : Effect.interrupt))
      const { ami } = yield* connected({ reconnect: atOnce }, peer)

      peer.end()
      yield* turn

      assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
      yield* Stream.runDrain(ami.inbox)
    }))

  test("whose attempt throws, closes what the attempt has opened", () =>
    Effect.gen(function*() {
      const peer = through(makePeer(), (own) => Effect.andThen(own, Effect.die("boom")))
      const { fiber } = yield* connecting({ reconnect: { first: true } }, peer)

      assert.deepInclude(yield* reasonOf(Fiber.join(fiber)), { _tag: "ConnectionLost", why: "Defect" })
      assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
    }))

  for (const attempt of [1, 2]) {
    test(`whose attempt ${attempt} cannot be interrupted, closes all the same`, () =>
      Effect.gen(function*() {
        let tries = 0
        const peer = through(
          makePeer(lettingIn),
          (own) => Effect.suspend(() => ++tries < attempt ? own : Effect.uninterruptible(Effect.never))
        )
        const { close } = yield* connecting({ reconnect: atOnce }, peer)
        peer.end()
        yield* turn

        const closing = yield* start(close())
        yield* TestClock.adjust("3 seconds")

        assert.isDefined(closing.pollUnsafe())
        assert.include(logs.map(({ message }) => message).join("\n"), "does not stop connecting")
      }))
  }

  test("that goes on to read after it was closed, gets nothing across to the next connection", () =>
    Effect.gen(function*() {
      const first = AmiTransport.inbound()
      const peer = through(
        makePeer(lettingIn),
        (own) =>
          Effect.map(own, (connection): AmiTransport.Connection =>
            peer.opened() > 1 ? connection : {
              ...connection,
              write: () => true,
              receive: (...receivers) => Effect.uninterruptible(first.receive(...receivers))
            })
      )
      const { fiber } = yield* connecting({ reconnect: { first: true, ...atOnce } }, peer)
      yield* TestClock.adjust("30 seconds")
      const ami = yield* Fiber.join(fiber)
      const seen = yield* watch(ami)

      first.deliver(messagesOf("Event: Late\nPrivilege: user,all"))
      first.notify({ _tag: "Missed", why: "PollFailed" })
      first.end(lost())
      yield* turn

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
      assert.deepStrictEqual(seen, [])
    }))
})

describe("AmiClient, after a connection was lost", () => {
  test("does not count the time that it takes to close as a part of its life", () =>
    Effect.gen(function*() {
      const asked: Array<number> = []
      const schedule = Schedule.forever.pipe(
        Schedule.modifyDelay(({ attempt }) =>
          Effect.sync(() => {
            asked.push(attempt)
            return "1 second"
          })
        )
      )
      const slow = through(makePeer(lettingIn), (own) =>
        Effect.andThen(Effect.addFinalizer(() => Effect.sleep("4 seconds")), own))
      yield* connected({ reconnect: { schedule } }, slow)

      yield* TestClock.adjust("58 seconds")
      slow.end()
      yield* TestClock.adjust("5 seconds")
      yield* TestClock.adjust("58 seconds")
      slow.end()
      yield* TestClock.adjust("5 seconds")
      yield* TestClock.adjust("60 seconds")
      slow.end()
      yield* TestClock.adjust("5 seconds")

      assert.deepStrictEqual(asked, [1, 2, 1])
    }))

  test("tries once more after a login that is refused in the words with which the connection ended", () =>
    Effect.gen(function*() {
      let end: ((error: AmiError.AmiError) => void) | undefined
      const peer = through(makePeer(), (own) =>
        Effect.map(own, (connection): AmiTransport.Connection => ({
          ...connection,
          receive: (...receivers) =>
            Effect.raceFirst(
              connection.receive(...receivers),
              Effect.callback<never, AmiError.AmiError>((resume) => {
                end = (error) => resume(Effect.fail(error))
              })
            )
        })))
      const { ami } = yield* connected({ reconnect: atOnce }, peer)

      end?.(
        new AmiError.AmiError({
          reason: new AmiError.LoginRejected({ username: credentials.username, message: "Not today" })
        })
      )
      yield* turn
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), rejected)
      yield* turn
      logIn(peer)
      yield* turn

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))
})
