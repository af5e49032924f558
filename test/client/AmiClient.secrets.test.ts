import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Fiber, Redacted, Schema, Stream } from "effect"
import { Actions, AmiAction, AmiError, AmiEvent } from "effect-ami"
import { TestClock } from "effect/testing"
import { inspect } from "node:util"
import { canary, credentials, failure, letOut, secretStaysHidden, test } from "./clientOutput.ts"
import { challenge, connected, connecting, start } from "./scriptedTransport.ts"

/** Every form in which a value may be printed. */
const forms = (value: unknown) =>
  [
    String(value),
    `${value}`,
    JSON.stringify(value),
    inspect(value, { depth: 20, showHidden: true }),
    Cause.pretty(Cause.fail(value)),
    Cause.pretty(Cause.die(value))
  ].join("\n")

describe("the secret of an account", () => {
  test("is in no error of a failed login, in clear or by challenge, however it failed (C37)", () =>
    Effect.gen(function*() {
      const errors: Array<AmiError.AmiError> = []
      for (const auth of ["plaintext", "challenge"] as const) {
        for (
          const answer of [
            "Response: Error\nMessage: Authentication failed",
            "Response: Error\nMessage: Asterisk is shutting down",
            undefined
          ]
        ) {
          const { fiber, peer } = yield* connecting({ auth })
          if (auth === "challenge") peer.answer(peer.last("Challenge"), challenge)
          if (answer === undefined) yield* TestClock.adjust("11 seconds")
          else peer.answer(peer.last("Login"), answer)
          errors.push(yield* failure(Fiber.join(fiber)))
        }
      }

      assert.strictEqual(errors.length, 6)
      for (const error of errors) assert.notInclude(forms(error), canary)
    }))

  test("is in nothing that a client shows, and neither is the key derived from it (C37)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const key = peer.last("Login").headers.find(([name]) => name === "Key")?.[1] ?? "none"
      const unanswered = yield* start(failure(ami.send(Actions.Ping())))
      peer.end()

      const shown = [ami, yield* ami.status.get, yield* Fiber.join(unanswered), credentials].map(forms).join("\n")

      assert.match(key, /^[0-9a-f]{32}$/)
      assert.notInclude(shown, canary)
      assert.notInclude(shown, key)
      assert.notInclude(letOut(), key)
    }))

  test("is not in the trace of a connection, which has a span of its own (C37)", () =>
    Effect.gen(function*() {
      yield* connected({ auth: "plaintext" })

      assert.include(letOut(), "AmiClient.connect")
      assert.notInclude(letOut(), canary)
    }))

  it("the search for it finds a leak (C37)", () => {
    const leak = new Error(`Login failed with Secret: ${canary}`)

    assert.include(forms(leak), canary)
    assert.include(forms({ secret: Redacted.value(credentials.secret) }), canary)
    assert.notInclude(forms(credentials), canary)
  })
})

describe("secrets that Asterisk sends", () => {
  const config =
    "Response: Success\nCategory-000000: demo\nLine-000000-000000: secret=topsecret\nLine-000000-000001: read=all"

  test("are intact in the answer that the caller gets, but hidden when it is printed (C37)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const fiber = yield* start(ami.send(AmiAction.raw("GetConfig", [["Filename", "manager.conf"]])))
      peer.answer(peer.last("GetConfig"), config)

      const answer = yield* Fiber.join(fiber)

      assert.strictEqual(answer.get("Line-000000-000000"), "secret=topsecret")
      assert.notInclude(forms(answer), "topsecret")
      assert.include(forms(answer), "read=all")
    }))

  test("are hidden in an error that holds the answer (C37)", () =>
    Effect.gen(function*() {
      const Odd = AmiAction.define("GetConfig", { response: { "Category-000009": Schema.String } })
      const { ami, peer } = yield* connected()
      const decode = yield* start(failure(ami.send(Odd())))
      peer.answer(peer.last("GetConfig"), config)
      const failed = yield* start(failure(ami.send(AmiAction.raw("GetConfig"))))
      peer.answer(peer.last("GetConfig"), config.replace("Success", "Error"))
      const list = yield* start(failure(ami.collect(AmiAction.rawList("PJSIPShowAuths"))))
      peer.answer(
        peer.last("PJSIPShowAuths"),
        "Response: Success\nEventList: start",
        "Event: AuthList\nPassword: topsecret"
      )
      peer.end()

      const errors = [yield* Fiber.join(decode), yield* Fiber.join(failed), yield* Fiber.join(list)]

      assert.deepStrictEqual(errors.map(({ reason }) => reason._tag), [
        "DecodeFailed",
        "ActionFailed",
        "ListIncomplete"
      ])
      for (const error of errors) assert.notInclude(forms(error), "topsecret")
    }))

  test("are hidden in the items of an incomplete typed list (C37)", () =>
    Effect.gen(function*() {
      const Auth = AmiEvent.define("AuthList", { Username: Schema.String, Password: Schema.String })
      const Auths = AmiAction.defineList("PJSIPShowAuths", { items: [Auth] })
      const { ami, peer } = yield* connected()
      const list = yield* start(failure(ami.collect(Auths())))
      peer.answer(
        peer.last("PJSIPShowAuths"),
        "Response: Success\nEventList: start",
        "Event: AuthList\nUsername: alice\nPassword: topsecret"
      )
      peer.end()

      const error = yield* Fiber.join(list)
      const serialized = JSON.stringify(yield* Schema.encodeUnknownEffect(Schema.toCodecJson(AmiError.AmiError))(error))

      const { reason } = error
      assert.deepStrictEqual(reason._tag === "ListIncomplete" && reason.items.map((item) => item.get("Password")), [
        "topsecret"
      ])
      assert.include(serialized, "alice")
      assert.notInclude(forms(error) + forms(reason) + serialized, "topsecret")
    }))

  test("are hidden in the inbox when it is printed: the key of another account's failed login (C37)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const items: Array<unknown> = []
      yield* start(
        Stream.runForEach(
          ami.inbox,
          (item) => Effect.andThen(Effect.logInfo(item), Effect.sync(() => items.push(item)))
        )
      )

      peer.deliver(
        "Event: ChallengeResponseFailed\nPrivilege: security,all\nAccountID: demo\n"
          + "Challenge: 12345\nResponse: topsecret-1\nExpectedResponse: topsecret-2"
      )

      assert.strictEqual(items.length, 2)
      assert.notInclude(forms(items), "topsecret")
      assert.notInclude(letOut(), "topsecret")
    }))

  secretStaysHidden()
})
