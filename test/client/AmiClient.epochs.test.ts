import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Fiber, Stream } from "effect"
import { Actions, AmiError } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { count, event, inboxOf, lettingIn, logIn, userEventsOf } from "./inboxWords.ts"
import {
  accepted,
  challenge,
  connected,
  fullyBooted,
  makePeer,
  pong,
  reconnecting,
  start,
  turn
} from "./scriptedTransport.ts"

const again = { reconnect: true } as const

describe("AmiClient, after a lost connection or an expired session", () => {
  const causes = [
    "Ended",
    "Reset",
    "WriteFailed",
    "TooLarge",
    "SessionExpired",
    "SessionStolen",
    "Unreachable"
  ] as const
  for (const why of causes) {
    test(`logs in again after ${why}, and its streams continue in the next epoch (C1, C17)`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected(again)
        const { words } = yield* inboxOf(ami)
        const typed = yield* userEventsOf(ami)

        peer.deliver(event(1))
        peer.end(why)
        yield* reconnecting
        logIn(peer)
        yield* turn
        peer.deliver(event(2))
        yield* turn

        assert.deepStrictEqual(words, ["Connected 1", "1: 1", "Disconnected 1", "Connected 2", "2: 2"])
        assert.deepStrictEqual(typed, ["Test", "Test"])
        assert.deepStrictEqual([count(peer, "Login"), peer.opened(), peer.closed()], [2, 2, 1])
        assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
      }))
  }

  test("closes the lost connection before it opens the next, with other ActionIDs (C2)", () =>
    Effect.gen(function*() {
      const closedWhenOpened: Array<number> = []
      const peer = makePeer()
      const transport = {
        connect: Effect.suspend(() => {
          closedWhenOpened.push(peer.closed())
          return peer.transport.connect
        })
      }
      yield* connected(again, { ...peer, transport })
      const first = peer.last("Login").actionId

      peer.end("SessionExpired")
      yield* reconnecting
      logIn(peer)
      yield* turn

      assert.deepStrictEqual(closedWhenOpened, [0, 1])
      assert.notStrictEqual(peer.last("Login").actionId.split("-")[0], first.split("-")[0])
    }))

  test("reports every state on the way", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const states: Array<string> = []
      yield* start(Stream.runForEach(ami.status.changes, ({ _tag }) => Effect.sync(() => states.push(_tag))))

      peer.end("SessionExpired")
      yield* reconnecting
      logIn(peer)
      yield* turn

      assert.deepStrictEqual(states, ["Ready", "Disconnected", "Connecting", "LoggingIn", "Booting", "Ready"])
    }))

  test("sends nothing again: written actions are OutcomeUnknown, those before the next login NotSent (C10)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const hangup = yield* start(reasonOf(ami.send(Actions.Hangup({ Channel: "PJSIP/100-1" }))))

      peer.end("SessionExpired")
      const written = yield* Fiber.join(hangup)
      const meanwhile = yield* reasonOf(ami.send(Actions.Ping()))
      yield* reconnecting
      logIn(peer)
      yield* turn
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Ping"), pong)

      assert.strictEqual(written._tag === "OutcomeUnknown" && written.cause, "Disconnected")
      assert.strictEqual(meanwhile._tag === "NotSent" && meanwhile.why, "NotConnected")
      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepStrictEqual([count(peer, "Hangup"), count(peer, "Ping")], [1, 1])
    }))

  test("shows nothing between Disconnected and Connected (C17)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const { words } = yield* inboxOf(ami)

      peer.end("SessionExpired")
      yield* reconnecting
      peer.answer(peer.last("Challenge"), challenge)
      peer.deliver(event(1))
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.answer(peer.last("Login"), accepted)
      peer.deliver(event(2))
      peer.deliver(fullyBooted)
      yield* turn
      peer.deliver(event(3))
      yield* turn

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2", "2: 3"])
    }))

  test("streams continue if a connection ends during a login, whatever ended it", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const { words } = yield* inboxOf(ami)

      peer.end("SessionExpired")
      yield* reconnecting
      peer.end("Ended")
      yield* TestClock.adjust("1 second")
      logIn(peer)
      yield* turn
      peer.deliver(event(1))
      yield* turn

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2", "2: 1"])
      assert.strictEqual(peer.opened(), 3)
    }))

  test("tries a secret that has become wrong only once, ends its streams and says why (C7, row 14)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const { fiber, words } = yield* inboxOf(ami)

      peer.end("SessionExpired")
      yield* reconnecting
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), "Response: Error\nMessage: Authentication failed")
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("10 minutes")
      const state = yield* ami.status.get

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      assert.strictEqual(count(peer, "Login"), 2)
      assert.strictEqual(state._tag === "Disconnected" && state.cause.reason._tag, "LoginRejected")
      assert.include(logs.map(({ message }) => message).join("\n"), "No new login: Asterisk refused the login of demo")
      assert.deepStrictEqual([peer.opened(), peer.closed()], [2, 2])
    }))

  const refused = new AmiError.AmiError({
    reason: new AmiError.ConnectFailed({ address: "pbx:8088", code: "ECONNREFUSED" })
  })
  /** A peer whose later connections fail for a while, and the times of the attempts. */
  const failing = Effect.fnUntraced(function*(times: number, error: AmiError.AmiError) {
    const peer = makePeer(lettingIn)
    const tries: Array<number> = []
    let left = 0
    const connect = Effect.gen(function*() {
      tries.push(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
      if (left-- > 0) return yield* error
      return yield* peer.transport.connect
    })
    const started = yield* connected(again, { ...peer, transport: { connect } })
    left = times
    return { ...started, peer, tries }
  })

  test("backs off further while every session is lost at once, until one has lasted a minute (C6, row 62)", () =>
    Effect.gen(function*() {
      const logins: Array<number> = []
      const peer = makePeer(lettingIn)
      const connect = Effect.gen(function*() {
        logins.push(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
        return yield* peer.transport.connect
      })
      yield* connected(again, { ...peer, transport: { connect } })
      const lose = Effect.sync(() => peer.end("SessionExpired"))
      const loseFor = (duration: Duration.Input) => Effect.andThen(lose, TestClock.adjust(duration))

      yield* Effect.forEach(Array.from({ length: 8 }), () => loseFor("50 seconds"), { discard: true })
      const delays = logins.slice(1).map((time, index) => time - index * 50_000)
      yield* TestClock.adjust("60 seconds")
      const before = logins.length
      yield* loseFor("250 millis")

      delays.forEach((delay, index) => {
        assert.isAtLeast(delay, 100)
        assert.isAtMost(delay, Math.max(100, Math.min(30_000, 250 * 2 ** index)))
      })
      assert.deepStrictEqual([delays.length, logins.length], [8, before + 1])
    }))

  test("tries again if the HTTP server does not serve AMI for a moment, as while Asterisk starts", () =>
    Effect.gen(function*() {
      const notYet = new AmiError.AmiError({ reason: new AmiError.NotAmi({ address: "pbx", sample: "HTTP 404" }) })
      const { ami, peer } = yield* failing(2, notYet)

      peer.end("Unreachable")
      yield* TestClock.adjust("1 minute")

      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  test("closes at once while waiting to log in again, and opens no other connection", () =>
    Effect.gen(function*() {
      const { ami, close, peer, tries } = yield* failing(1000, refused)
      const { fiber, words } = yield* inboxOf(ami)

      peer.end("Unreachable")
      yield* TestClock.adjust("5 seconds")
      const tried = tries.length
      yield* close()
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("10 minutes")

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      assert.strictEqual(tries.length, tried)
      assert.strictEqual((yield* ami.status.get)._tag, "Closed")
    }))

  secretStaysHidden()
})
