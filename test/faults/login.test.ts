import { assert, describe } from "@effect/vitest"
import { type Duration, Effect, Fiber } from "effect"
import { Actions, type AmiClient, type AmiCodec } from "effect-ami"
import { TestClock } from "effect/testing"
import { reasonOf, secretStaysHidden, test } from "../client/clientOutput.ts"
import { count, event, inboxOf, lettingIn, logIn } from "../client/inboxWords.ts"
import {
  accepted,
  challenge,
  connected,
  connecting,
  fullyBooted,
  makePeer,
  type Peer,
  pong,
  reconnecting,
  start,
  turn
} from "../client/scriptedTransport.ts"

type Options = Partial<AmiClient.Options>

/** Retries from the first connection on. */
const always: Options = { reconnect: { first: true } }

/** Answers logins like this, one after the other, and accepts the one after the last. */
const answering = (...answers: ReadonlyArray<string | "silence">) => {
  const left = [...answers]
  return (action: AmiCodec.EncodedAction, peer: Peer) => {
    if (action.name !== "Login") return lettingIn(action, peer)
    const answer = left.shift()
    if (answer === undefined) lettingIn(action, peer)
    else if (answer !== "silence") peer.answer(action, answer)
  }
}

const refusal = (message: string) => `Response: Error\nMessage: ${message}`

/** Starts to connect to a peer that answers logins like this, and lets time pass. */
const after = Effect.fnUntraced(function*(
  time: Duration.Input,
  answers: ReadonlyArray<string>,
  options: Options = always
) {
  const started = yield* connecting(options, makePeer(answering(...answers)))
  yield* TestClock.adjust(time)
  return { ...started, logins: () => count(started.peer, "Login") }
})

describe("AmiClient, when Asterisk refuses its login", () => {
  test("abandons a login that is not answered within 10 seconds, closes the connection, and retries (C7, row 15)", () =>
    Effect.gen(function*() {
      const { fiber, logins, peer } = yield* after("9900 millis", ["silence"])
      const before = [logins(), peer.closed()]

      yield* TestClock.adjust("500 millis")
      const ami = yield* Fiber.join(fiber)

      assert.deepStrictEqual(before, [1, 0])
      assert.deepStrictEqual([logins(), peer.opened(), peer.closed()], [2, 2, 1])
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
    }))

  for (const message of ["Asterisk is shutting down", "Login Already In Use"]) {
    test(`retries after \`${message}\` for as long as Asterisk says it (C7, rows 16, 17)`, () =>
      Effect.gen(function*() {
        const times = message === "Login Already In Use" ? 60 : 100
        const { fiber, logins } = yield* after("80 minutes", Array(times).fill(refusal(message)))

        const ami = yield* Fiber.join(fiber)

        assert.strictEqual(logins(), times + 1)
        assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      }))
  }

  test("fails actions as NotExecuted while Asterisk shuts down, and connects to the next one (C11, row 16)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: true })
      const hangup = yield* start(reasonOf(ami.send(Actions.Hangup({ Channel: "PJSIP/100-1" }))))

      peer.answer(peer.last("Hangup"), refusal("Asterisk is shutting down"))
      peer.deliver("Event: Shutdown\nPrivilege: system,all\nShutdown: Cleanly\nRestart: False")
      const during = yield* ami.status.get
      peer.end()
      yield* reconnecting
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), refusal("Asterisk is shutting down"))
      yield* TestClock.adjust("30 seconds")
      logIn(peer)
      yield* turn

      assert.strictEqual((yield* Fiber.join(hangup))._tag, "NotExecuted")
      assert.strictEqual(during._tag, "Ready")
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))

  for (const answer of ["Response: Error\nMessage: Must specify AuthType", "Response: Success\nChallenge: "]) {
    test(`requests a challenge once if it is answered with \`${answer.split("\n")[1]}\`, and sends no login (C36, row 19)`, () =>
      Effect.gen(function*() {
        const peer = makePeer((action, peer) => peer.answer(action, answer))
        const { fiber } = yield* connecting(always, peer)
        yield* TestClock.adjust("10 minutes")

        assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "ChallengeUnavailable")
        assert.deepStrictEqual(peer.written.map(({ name }) => name), ["Challenge"])
        assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
      }))
  }
})

describe("AmiClient, while Asterisk boots", () => {
  test("holds actions that wait for a connection until Asterisk has booted, also in later epochs (C12, row 21)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: true, onDisconnected: "wait" })
      peer.end()
      yield* reconnecting
      const ping = yield* start(ami.send(Actions.Ping()))
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), accepted)
      yield* TestClock.adjust("8 seconds")
      const before = count(peer, "Ping")

      peer.deliver(fullyBooted)
      yield* turn
      peer.answer(peer.last("Ping"), pong)
      yield* Fiber.join(ping)

      assert.deepStrictEqual([before, count(peer, "Ping")], [0, 1])
    }))

  test("tells subscribers of an epoch without FullyBooted that Asterisk may not have booted (C3, row 21)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: true })
      const { words } = yield* inboxOf(ami)
      peer.end()
      yield* reconnecting
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), accepted)

      yield* TestClock.adjust("10 seconds")
      peer.deliver(event(1))
      yield* turn

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2", "2: 1"])
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2, bootState: "unknown" })
    }))
})

describe("AmiClient, with an account without permissions", () => {
  const denied = refusal("Permission denied")
  const denying = (action: AmiCodec.EncodedAction, peer: Peer) => {
    lettingIn(action, peer)
    if (action.name === "Ping") peer.answer(action, denied)
  }

  test("counts a denied Ping as a sign of life, for more than a minute (C25, row 22)", () =>
    Effect.gen(function*() {
      const peer = makePeer(denying, { noticesSilence: false })
      const { ami } = yield* connected({ reconnect: true }, peer)

      yield* TestClock.adjust("5 minutes")

      assert.isAtLeast(count(peer, "Ping"), 15)
      assert.deepStrictEqual([peer.opened(), count(peer, "Login")], [1, 1])
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
    }))

  secretStaysHidden()
})
