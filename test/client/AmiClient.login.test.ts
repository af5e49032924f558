import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Redacted, Stream } from "effect"
import { AmiAuth, AmiError } from "effect-ami"
import { TestClock } from "effect/testing"
import { canary, failure, reasonOf, secretStaysHidden, test } from "./clientOutput.ts"
import { accepted, challenge, connected, connecting, fullyBooted, makePeer, start } from "./scriptedTransport.ts"

const names = (peer: { readonly written: ReadonlyArray<{ readonly name: string }> }) =>
  peer.written.map((action) => action.name)

const refusedWith = Effect.fnUntraced(function*(answerToLogin: string) {
  const { fiber, peer } = yield* connecting()
  peer.answer(peer.last("Challenge"), challenge)
  peer.answer(peer.last("Login"), answerToLogin)
  return { error: yield* failure(Fiber.join(fiber)), peer }
})

describe("AmiClient, logging in", () => {
  test("answers a challenge with its MD5 key, and never writes the secret (C36)", () =>
    Effect.gen(function*() {
      const { peer } = yield* connected()

      const [asked, login, ...others] = peer.written
      assert.deepStrictEqual(asked?.headers.slice(2), [["AuthType", "MD5"]])
      assert.deepStrictEqual(login?.headers.slice(2), [
        ["Username", "demo"],
        ["AuthType", "MD5"],
        ["Key", AmiAuth.challengeKey("161805996", Redacted.make(canary))],
        ["Events", "on"]
      ])
      assert.deepStrictEqual(others, [])
      assert.notInclude(peer.written.map((action) => action.text).join(), canary)
    }))

  test("sends the secret in clear if the caller chose plaintext, without a challenge (C36)", () =>
    Effect.gen(function*() {
      const { peer } = yield* connected({ auth: "plaintext" })

      assert.deepStrictEqual(names(peer), ["Login"])
      assert.deepStrictEqual(peer.last("Login").headers.slice(2), [
        ["Username", "demo"],
        ["Secret", canary],
        ["Events", "on"]
      ])
    }))

  for (
    const [name, answer] of [
      ["refused", "Response: Error\nMessage: Must specify AuthType"],
      ["refused without a word", "Response: Error"],
      ["empty", "Response: Success\nChallenge: "],
      ["missing", "Response: Success"],
      ["unknown to Asterisk", "Response: Error\nMessage: Invalid/unknown command: Challenge."]
    ] as const
  ) {
    test(`gives up when the challenge is ${name}, with no secret written (C36, row 19)`, () =>
      Effect.gen(function*() {
        const { fiber, peer } = yield* connecting()

        peer.answer(peer.last("Challenge"), answer)
        const error = yield* failure(Fiber.join(fiber))

        assert.strictEqual(error.reason._tag, "ChallengeUnavailable")
        assert.isFalse(error.isRetryable)
        assert.deepStrictEqual(names(peer), ["Challenge"])
        assert.notMatch(peer.written.map((action) => action.text).join(), /Secret|c4nary/)
      }))
  }

  test("writes nothing after Login until it is answered (C5, row 15)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()
      assert.deepStrictEqual(names(peer), ["Challenge"])

      peer.answer(peer.last("Challenge"), challenge)
      yield* TestClock.adjust("9 seconds")
      assert.deepStrictEqual(names(peer), ["Challenge", "Login"])

      peer.answer(peer.last("Login"), accepted)
      peer.deliver(fullyBooted)
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(names(peer), ["Challenge", "Login"])
    }))

  test("fails with a non-retryable LoginRejected after one attempt with a wrong password (C7, row 14)", () =>
    Effect.gen(function*() {
      const { error, peer } = yield* refusedWith("Response: Error\nMessage: Authentication failed")
      yield* TestClock.adjust("10 minutes")

      assert.deepInclude(error.reason, { _tag: "LoginRejected", username: "demo", message: "Authentication failed" })
      assert.isFalse(error.isRetryable)
      assert.deepStrictEqual(names(peer), ["Challenge", "Login"])
      assert.strictEqual(peer.opened(), 1)
    }))

  for (const message of ["Asterisk is shutting down", "Login Already In Use"]) {
    test(`treats \`${message}\` as retryable: it says nothing about the password (C7, rows 16, 17)`, () =>
      Effect.gen(function*() {
        const { error } = yield* refusedWith(`Response: Error\nMessage: ${message}`)

        assert.deepInclude(error.reason, { _tag: "LoginRejected", message })
        assert.isTrue(error.isRetryable)
      }))

    test(`treats \`${message}\` in answer to the challenge as retryable (C7, rows 16, 17)`, () =>
      Effect.gen(function*() {
        const { fiber, peer } = yield* connecting()

        peer.answer(peer.last("Challenge"), `Response: Error\nMessage: ${message}`)
        const error = yield* failure(Fiber.join(fiber))

        assert.deepInclude(error.reason, { _tag: "LoginRejected", message })
        assert.isTrue(error.isRetryable)
      }))
  }

  test("fails by any other refusal as LoginRejected with Asterisk's words, which is not retryable (C7)", () =>
    Effect.gen(function*() {
      const { error } = yield* refusedWith("Response: Error\nMessage: The moon is in the wrong house")
      const { error: silent } = yield* refusedWith("Response: Error")

      assert.strictEqual(error.message, "Asterisk refused the login of demo: The moon is in the wrong house")
      assert.isFalse(error.isRetryable)
      assert.deepInclude(silent.reason, { _tag: "LoginRejected", message: "no reason given" })
    }))

  test("accepts only `Success` as a login", () =>
    Effect.gen(function*() {
      for (const answer of ["Response: Goodbye\nMessage: Thanks", "Response: Succeeded", "Response: "]) {
        const { error } = yield* refusedWith(answer)
        assert.strictEqual(error.reason._tag, "LoginRejected")
      }
    }))

  test("fails with the transport's reason if a connection cannot be made", () =>
    Effect.gen(function*() {
      const refused = new AmiError.AmiError({
        reason: new AmiError.ConnectFailed({ address: "127.0.0.1:5038", code: "ECONNREFUSED" })
      })
      const { fiber } = yield* connecting({}, { ...makePeer(), transport: { connect: Effect.fail(refused) } })

      assert.strictEqual(yield* failure(Fiber.join(fiber)), refused)
    }))

  test("fails with ConnectionLost if the connection ended before it was read", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const connect = Effect.tap(peer.transport.connect, () => Effect.sync(() => peer.end()))
      const { fiber } = yield* connecting({}, { ...peer, transport: { connect } })

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "ConnectionLost")
      assert.deepStrictEqual(names(peer), [])
    }))

  test("fails with LoginTimeout if Asterisk does not answer the login within loginTimeout (C3, row 15)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ loginTimeout: "3 seconds" })
      peer.answer(peer.last("Challenge"), challenge)

      yield* TestClock.adjust(2_900)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(200)
      const error = yield* failure(Fiber.join(fiber))

      assert.deepInclude(error.reason, { _tag: "LoginTimeout", username: "demo" })
      assert.isTrue(error.isRetryable)
    }))

  test("fails with LoginTimeout after 10 seconds by default if Asterisk does not even answer the challenge (C3, row 15)", () =>
    Effect.gen(function*() {
      const { fiber } = yield* connecting()

      yield* TestClock.adjust(9_900)
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust(200)

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "LoginTimeout")
    }))

  test("counts loginTimeout for challenge and login together (C3, row 15)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting({ loginTimeout: "10 seconds" })

      yield* TestClock.adjust("6 seconds")
      peer.answer(peer.last("Challenge"), challenge)
      yield* TestClock.adjust("3900 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("200 millis")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "LoginTimeout")
    }))

  test("an answer to the login that comes after LoginTimeout is ignored", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()
      peer.answer(peer.last("Challenge"), challenge)
      yield* TestClock.adjust("11 seconds")

      peer.answer(peer.last("Login"), accepted)

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "LoginTimeout")
      assert.deepStrictEqual(names(peer), ["Challenge", "Login"])
    }))

  test("fails with ConnectionLost if the connection drops before the challenge or the login is answered", () =>
    Effect.gen(function*() {
      const first = yield* connecting()
      first.peer.end()
      const second = yield* connecting()
      second.peer.answer(second.peer.last("Challenge"), challenge)
      second.peer.end("Reset")

      for (const { fiber } of [first, second]) {
        const error = yield* failure(Fiber.join(fiber))
        assert.deepInclude(error.reason, { _tag: "ConnectionLost", detail: "while logging in" })
        assert.isTrue(error.isRetryable)
      }
    }))

  test("fails with ConnectionLost if the connection drops while the challenge is answered, so that the login cannot be written", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const { fiber } = yield* connecting({}, peer)

      peer.refuse()
      peer.answer(peer.last("Challenge"), challenge)

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "ConnectionLost")
      assert.deepStrictEqual(names(peer), ["Challenge"])
    }))

  test("accepts an answer without ActionID to the challenge and the login, the only action in flight (row 20)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()

      peer.deliver(challenge)
      peer.deliver(accepted, fullyBooted)
      const ami = yield* Fiber.join(fiber)

      assert.strictEqual((yield* ami.status.get)._tag, "Ready")
    }))

  test("an answer with another ActionID does not answer the login", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()
      peer.answer(peer.last("Challenge"), challenge)

      peer.deliver("Response: Success\nActionID: 1\nMessage: Authentication accepted", fullyBooted)
      yield* TestClock.adjust("11 seconds")

      assert.strictEqual((yield* reasonOf(Fiber.join(fiber)))._tag, "LoginTimeout")
    }))

  test("accepts events before the answer to the login (row 20)", () =>
    Effect.gen(function*() {
      const { fiber, peer } = yield* connecting()
      peer.answer(peer.last("Challenge"), challenge)

      peer.deliver("Event: Hangup\nPrivilege: call,all\nChannel: PJSIP/1-1")
      peer.deliver(fullyBooted, `Response: Success\nActionID: ${peer.last("Login").actionId}`)
      const ami = yield* Fiber.join(fiber)

      assert.deepInclude(yield* ami.status.get, { _tag: "Ready", bootState: "booted" })
    }))

  test("rejects a username or plaintext secret that would forge a header, before connecting (C33)", () =>
    Effect.gen(function*() {
      const peer = makePeer()
      const forged = Redacted.make(`${canary}\r\nEvents: off`)
      const username = yield* connecting({ username: "demo\r\nAction: Originate" }, peer)
      const secret = yield* connecting({ auth: "plaintext", secret: forged }, peer)

      const reasons = [yield* reasonOf(Fiber.join(username.fiber)), yield* reasonOf(Fiber.join(secret.fiber))]

      assert.deepStrictEqual(
        reasons.map((reason) => reason._tag === "InvalidOption" && [reason.of, reason.option]),
        [["AmiClient", "username"], ["AmiClient", "secret"]]
      )
      assert.notInclude(reasons.map((reason) => reason.message).join(), "Originate")
      assert.deepStrictEqual([peer.opened(), peer.written.length], [0, 0])
    }))

  test("leaves nothing open after a failed login, even if its scope stays open (C8)", () =>
    Effect.gen(function*() {
      const { error, peer } = yield* refusedWith("Response: Error\nMessage: Authentication failed")

      assert.strictEqual(error.reason._tag, "LoginRejected")
      assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
    }))

  test("a caller that is interrupted while logging in leaves nothing open and sends no logoff", () =>
    Effect.gen(function*() {
      const { close, fiber, peer } = yield* connecting()

      yield* Fiber.interrupt(fiber)
      yield* close()

      assert.deepStrictEqual(names(peer), ["Challenge"])
      assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
    }))

  test("a caller that is interrupted while Asterisk boots logs off", () =>
    Effect.gen(function*() {
      const { close, fiber, peer } = yield* connecting()
      peer.answer(peer.last("Challenge"), challenge)
      peer.answer(peer.last("Login"), accepted)

      yield* Fiber.interrupt(fiber)
      const closing = yield* start(close())
      peer.answer(peer.last("Logoff"), "Response: Goodbye\nMessage: Thanks for all the fish.")
      yield* Fiber.join(closing)

      assert.deepStrictEqual(names(peer), ["Challenge", "Login", "Logoff"])
      assert.deepStrictEqual([peer.opened(), peer.closed()], [1, 1])
    }))

  test("reports the states of the connection in order", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected()
      const seen: Array<string> = []
      const watching = yield* ami.status.changes.pipe(
        Stream.runForEach((state) => Effect.sync(() => seen.push(state._tag))),
        start
      )

      const closing = yield* start(close())
      peer.answer(peer.last("Logoff"), "Response: Goodbye\nMessage: Thanks for all the fish.")
      yield* Fiber.join(closing)
      yield* Fiber.join(watching)

      assert.deepStrictEqual(seen, ["Ready", "Closing", "Closed"])
      assert.deepStrictEqual(yield* ami.status.get, { _tag: "Closed" })
    }))

  secretStaysHidden()
})
