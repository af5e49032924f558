import { assert, describe } from "@effect/vitest"
import { Duration, Effect, Fiber, Metric, Schedule, Stream } from "effect"
import { Actions, Ami, AmiClient, AmiError, type AmiStatus } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { count, event, inboxOf, lettingIn, logIn } from "./inboxWords.ts"
import {
  atOnce,
  challenge,
  connected,
  connecting,
  makePeer,
  pong,
  reconnecting,
  start,
  turn
} from "./scriptedTransport.ts"

const again = { reconnect: true } as const

const refused = new AmiError.AmiError({
  reason: new AmiError.ConnectFailed({ address: "pbx:5038", code: "ECONNREFUSED" })
})
const failingTls = new AmiError.AmiError({ reason: new AmiError.TlsRejected({ address: "pbx:5039", code: "CERT" }) })
const notAmi = new AmiError.AmiError({ reason: new AmiError.NotAmi({ address: "pbx:5038", sample: "SSH-2.0" }) })

/** A peer that accepts logins after its connections have failed with these errors, one per attempt. */
const failing = (...errors: ReadonlyArray<AmiError.AmiError>) => {
  const left = [...errors]
  const peer = makePeer(lettingIn)
  const tries: Array<number> = []
  const connect = Effect.gen(function*() {
    tries.push(yield* Effect.clockWith((clock) => clock.currentTimeMillis))
    const error = left.shift()
    return yield* error === undefined ? peer.transport.connect : Effect.fail(error)
  })
  return { peer: { ...peer, transport: { connect } }, tries, fail: (...more: typeof errors) => left.push(...more) }
}

/** Logs in up to the secret, and answers the login. */
const answerLogin = (peer: ReturnType<typeof makePeer>, answer: string) => {
  peer.answer(peer.last("Challenge"), challenge)
  peer.answer(peer.last("Login"), answer)
}

/** Advances time until the peer is asked for another challenge, and returns how many steps that took. */
const untilAsked = Effect.fnUntraced(function*(
  peer: ReturnType<typeof makePeer>,
  step: Duration.Input,
  atMost: number
) {
  const before = count(peer, "Challenge")
  let steps = 0
  while (count(peer, "Challenge") === before && steps < atMost) {
    yield* TestClock.adjust(step)
    steps += 1
  }
  return steps
})

describe("AmiClient, after a lost connection", () => {
  test("connects again by default (C1)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: undefined })

      peer.end()
      yield* reconnecting
      logIn(peer)
      yield* turn

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))

  test("does not reconnect with `reconnect: false`: streams end, and the state is final", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: false })
      const { fiber, words } = yield* inboxOf(ami)

      peer.end("SessionExpired")
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("10 minutes")

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
      assert.strictEqual(peer.opened(), 1)
    }))

  test("does not reconnect after a manual logoff", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const { fiber, words } = yield* inboxOf(ami)
      yield* start(Effect.provideService(Ami.logoff, AmiClient.AmiClient, ami))

      peer.answer(peer.last("Logoff"), "Response: Goodbye\nMessage: Thanks for all the fish.")
      peer.end()
      yield* Fiber.join(fiber)
      yield* TestClock.adjust("10 minutes")

      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1"])
      assert.strictEqual(peer.opened(), 1)
    }))

  test("reconnects after a forged `Goodbye`", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)

      peer.deliver("Response: Goodbye\nMessage: forged")
      peer.end()
      yield* reconnecting
      logIn(peer)
      yield* turn

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))

  test("gives up if no attempt can succeed, and says why (C7, rows 8, 12)", () =>
    Effect.gen(function*() {
      for (const error of [failingTls, notAmi]) {
        const { fail, peer, tries } = failing()
        const { ami } = yield* connected(again, peer)
        const { fiber } = yield* inboxOf(ami)
        fail(error)

        peer.end()
        yield* reconnecting
        yield* Fiber.join(fiber)
        yield* TestClock.adjust("10 minutes")
        const state = yield* ami.status.get

        assert.strictEqual(tries.length, 2)
        assert.strictEqual(state._tag === "Disconnected" && state.isFinal && state.cause, error)
      }
      assert.include(logs.map(({ message }) => message).join("\n"), "No new login: TLS to pbx:5039 failed")
    }))

  test("retries an untrusted certificate with `retryTls` (C7)", () =>
    Effect.gen(function*() {
      const { fail, peer, tries } = failing()
      const { ami } = yield* connected({ reconnect: { retryTls: true } }, peer)
      fail(failingTls, failingTls)

      peer.end()
      yield* TestClock.adjust("5 minutes")

      assert.strictEqual(tries.length, 4)
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 2 })
    }))

  test("tries again after unknown words, but not if Asterisk says them twice running (C7, row 18)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      const odd = (text: string) =>
        Effect.suspend(() => {
          answerLogin(peer, `Response: Error\nMessage: ${text}`)
          return untilAsked(peer, "100 millis", 100)
        })

      peer.end()
      yield* reconnecting
      yield* odd("Not today")
      yield* odd("Asterisk is shutting down")
      yield* odd("Not today")
      yield* odd("Not today")
      yield* TestClock.adjust("10 minutes")

      // The first login and one per answer: the last was final.
      assert.strictEqual(count(peer, "Login"), 5)
      assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
    }))

  test("backs off to up to a minute while the account is in use (C7, row 17)", () =>
    Effect.gen(function*() {
      const { peer } = yield* connected(again)
      const waits: Array<number> = []

      peer.end()
      yield* reconnecting
      for (let attempt = 0; attempt < 30; attempt++) {
        answerLogin(peer, "Response: Error\nMessage: Login Already In Use")
        waits.push(yield* untilAsked(peer, "1 second", 100))
      }

      assert.isAtLeast(Math.min(...waits), 5)
      assert.isAtMost(Math.max(...waits), 60)
      assert.isAbove(Math.max(...waits), 30)
    }))

  test("reports the number of the attempt, and why the previous one failed (C1)", () =>
    Effect.gen(function*() {
      const { fail, peer } = failing()
      const { ami } = yield* connected({ reconnect: atOnce }, peer)
      const states: Array<string> = []
      const wordsOf = (state: AmiStatus.State) =>
        state._tag === "Connecting" ? `${state.attempt} behind ${state.cause?.reason._tag}` : state._tag
      yield* start(Stream.runForEach(ami.status.changes, (state) => Effect.sync(() => states.push(wordsOf(state)))))
      fail(refused, refused)

      peer.end()
      yield* turn

      assert.deepStrictEqual(states, [
        "Ready",
        "Disconnected",
        "1 behind ConnectionLost",
        "2 behind ConnectFailed",
        "3 behind ConnectFailed",
        "LoggingIn",
        "Booting",
        "Ready"
      ])
      assert.include(logs.map(({ message }) => message), `Attempt 2 failed: ${refused.message}`)
    }))

  test("follows the caller's schedule, and ends with it (C6)", () =>
    Effect.gen(function*() {
      const { fail, peer, tries } = failing()
      const schedule = Schedule.upTo(Schedule.spaced("7 seconds"), { times: 3 })
      const { ami } = yield* connected({ reconnect: { schedule } }, peer)
      fail(refused, refused, refused, refused, refused)

      peer.end()
      yield* TestClock.adjust("10 minutes")

      const delays = tries.slice(1).map((time, index) => time - (tries[index] ?? 0))
      assert.deepStrictEqual(delays, [7000, 7000, 7000])
      assert.deepInclude(yield* ami.status.get, { _tag: "Disconnected", isFinal: true })
    }))
})

describe("AmiClient, on its first connection", () => {
  test("fails fast by default", () =>
    Effect.gen(function*() {
      const { peer, tries } = failing(refused)
      const { fiber } = yield* connecting(again, peer)

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "ConnectFailed")
      assert.strictEqual(tries.length, 1)
    }))

  test("retries with `first: true` until it succeeds", () =>
    Effect.gen(function*() {
      const { peer, tries } = failing(refused, refused, refused)
      const { fiber } = yield* connecting({ reconnect: { first: true } }, peer)

      yield* TestClock.adjust("2 minutes")
      const ami = yield* Fiber.join(fiber)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
      assert.strictEqual(tries.length, 4)
    }))

  test("tries a wrong secret only once anyway (C7, row 14)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ reconnect: { first: true } })
      answerLogin(peer, "Response: Error\nMessage: Authentication failed")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "LoginRejected")
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual([count(peer, "Login"), peer.opened(), peer.closed()], [1, 1, 1])
    }))
})

describe("AmiClient, an action while connected", () => {
  test("starts no extra fiber with `onDisconnected: wait`", () =>
    Effect.gen(function*() {
      const startedBy = Effect.fnUntraced(function*(onDisconnected: "fail" | "wait") {
        const { ami, peer } = yield* connected({ ...again, onDisconnected })
        let started = 0
        const counting = { recordFiberStart: () => void (started += 1), recordFiberEnd: () => undefined }
        const counted = <A, E>(sending: Effect.Effect<A, E>) =>
          start(Effect.provideService(sending, Metric.FiberRuntimeMetrics, counting))

        const ping = yield* counted(ami.send(Actions.Ping()))
        const channels = yield* counted(ami.collect(Actions.CoreShowChannels()))
        const streamed = yield* counted(Stream.runDrain(ami.stream(Actions.QueueStatus())))
        peer.answer(peer.last("Ping"), pong)
        for (const name of ["CoreShowChannels", "QueueStatus"]) {
          peer.answer(
            peer.last(name),
            "Response: Success\nEventList: start",
            `Event: ${name}Complete\nEventList: Complete`
          )
        }
        yield* Fiber.joinAll([ping, channels, streamed])
        return started
      })

      assert.strictEqual(yield* startedBy("wait"), yield* startedBy("fail"))
    }))
})

describe("AmiClient, an action while disconnected", () => {
  test("fails at once with NotSent by default (C12)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(again)
      peer.end()

      const reason = yield* reasonOf(ami.send(Actions.Ping()))

      assert.isTrue(reason._tag === "NotSent" && reason.why === "NotConnected")
    }))

  test("waits for the next connection with `onDisconnected: wait`, and is written once (C12)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ ...again, onDisconnected: "wait" })
      peer.end()
      const ping = yield* start(ami.send(Actions.Ping()))
      const channels = yield* start(ami.collect(Actions.CoreShowChannels()))
      const streamed = yield* start(Stream.runCollect(ami.stream(Actions.QueueStatus())))
      yield* reconnecting
      assert.deepStrictEqual(["Ping", "CoreShowChannels", "QueueStatus"].map((name) => count(peer, name)), [0, 0, 0])

      logIn(peer)
      yield* turn
      peer.answer(peer.last("Ping"), pong)
      for (const name of ["CoreShowChannels", "QueueStatus"]) {
        peer.answer(
          peer.last(name),
          "Response: Success\nEventList: start",
          `Event: ${name}Complete\nEventList: Complete`
        )
      }

      assert.strictEqual((yield* Fiber.join(ping)).Ping, "Pong")
      assert.deepStrictEqual(yield* Fiber.join(channels), [])
      assert.deepStrictEqual(yield* Fiber.join(streamed), [])
      assert.deepStrictEqual(["Ping", "CoreShowChannels", "QueueStatus"].map((name) => count(peer, name)), [1, 1, 1])
    }))

  test("waits no longer than its own timeout, and then was not sent (C12)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ ...again, onDisconnected: "wait", actionTimeout: "4 seconds" })
      peer.end()
      const ping = yield* start(reasonOf(ami.send(Actions.Ping())))

      yield* TestClock.adjust("4 seconds")
      const reason = yield* Fiber.join(ping)

      assert.isTrue(reason._tag === "NotSent" && reason.why === "QueuedTimeout")
      assert.strictEqual(count(peer, "Ping"), 0)
    }))

  test("does not wait if there will be no other connection (C12)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: false, onDisconnected: "wait" })
      peer.end()

      const reason = yield* reasonOf(ami.send(Actions.Ping()))

      assert.isTrue(reason._tag === "NotSent" && reason.why === "NotConnected")
    }))

  test("is dropped when its caller is interrupted (C14)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ ...again, onDisconnected: "wait" })
      peer.end()
      const ping = yield* start(ami.send(Actions.Ping()))
      yield* Fiber.interrupt(ping)

      yield* reconnecting
      logIn(peer)
      yield* turn

      assert.strictEqual(count(peer, "Ping"), 0)
    }))
})

describe("AmiClient, keep-alive", () => {
  const silent = { ...again, pingInterval: "15 seconds", pingTimeout: "10 seconds" } as const
  const peerOf = () => makePeer(() => undefined, { noticesSilence: false })

  test("sends a Ping after 15 seconds of silence, and its answer keeps the connection (C25)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: true }, peerOf())

      yield* TestClock.adjust("14 seconds")
      const before = count(peer, "Ping")
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual([before, count(peer, "Ping")], [0, 1])
      peer.answer(peer.last("Ping"), pong)
      yield* TestClock.adjust("14 seconds")

      assert.strictEqual(count(peer, "Ping"), 1)
      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
    }))

  test("sends no Ping while events arrive (C25)", () =>
    Effect.gen(function*() {
      const { peer } = yield* connected(silent, peerOf())

      for (let seconds = 0; seconds < 60; seconds += 5) {
        peer.deliver(event(seconds))
        yield* TestClock.adjust("5 seconds")
      }

      assert.strictEqual(count(peer, "Ping"), 0)
    }))

  test("declares a silent connection lost within 26 seconds, and reconnects (C25, row 54)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected(silent, peerOf())
      const { words } = yield* inboxOf(ami)
      const hangup = yield* start(reasonOf(ami.send(Actions.Hangup({ Channel: "PJSIP/100-1" }))))

      yield* TestClock.adjust("26100 millis")
      const reason = yield* Fiber.join(hangup)
      logIn(peer)
      yield* turn

      assert.isTrue(reason._tag === "OutcomeUnknown" && reason.cause === "Disconnected")
      assert.deepStrictEqual(words, ["Connected 1", "Disconnected 1", "Connected 2"])
      assert.include(logs.map(({ message }) => message).join("\n"), "nothing was heard for")
    }))

  test("declares it lost within 1.2 seconds with half a second for both options (C25, row 51)", () =>
    Effect.gen(function*() {
      const short = { ...again, pingInterval: "500 millis", pingTimeout: "500 millis" } as const
      const { ami, peer } = yield* connected(short, peerOf())
      const { words } = yield* inboxOf(ami)

      // Asterisk may fall silent at any time, not only on a tick of the client.
      yield* TestClock.adjust("230 millis")
      peer.deliver(event(1))
      yield* TestClock.adjust("1 second")
      const before = words.at(-1)
      yield* TestClock.adjust("200 millis")

      assert.deepStrictEqual([before, words.at(-1)], ["1: 1", "Disconnected 1"])
    }))

  test("waits for an action that blocks Asterisk, as long as it may take (C25)", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected(silent, peerOf())
      const call = { Channel: "PJSIP/100", Application: "Wait", Async: false, Timeout: "60 seconds" } as const
      yield* start(reasonOf(ami.send(Actions.Originate(call))))

      yield* TestClock.adjust("60 seconds")
      const waiting = yield* ami.status.get
      yield* TestClock.adjust("20 seconds")

      assert.strictEqual(waiting._tag, "Ready")
      assert.notStrictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  test("counts any byte as a sign of life, even of an incomplete answer (C25)", () =>
    Effect.gen(function*() {
      let bytes = 0
      const peer = makePeer(() => undefined, { noticesSilence: false, heard: () => bytes })
      const { ami } = yield* connected(silent, peer)

      for (let seconds = 0; seconds < 120; seconds += 5) {
        bytes += 1
        yield* TestClock.adjust("5 seconds")
      }

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", epoch: 1 })
    }))

  test("ends a frozen connection even if there is no room for a Ping (C25)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ ...silent, limits: { inFlight: 1, queued: 0 } }, peerOf())
      yield* start(reasonOf(ami.send(Actions.Getvar({ Variable: "A" }))))

      yield* TestClock.adjust("27 seconds")

      assert.strictEqual(count(peer, "Ping"), 0)
      assert.notStrictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  test("sends no Ping with an infinite interval", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ ...again, pingInterval: Duration.infinity }, peerOf())

      yield* TestClock.adjust("10 minutes")

      assert.strictEqual(count(peer, "Ping"), 0)
      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  secretStaysHidden()
})
