/**
 * The dialogue of a session from its banner to its end.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { createHash } from "node:crypto"
import { millisUntil } from "../transport/clocks.ts"
import { connect, login, open, simulator } from "./rawSession.ts"
import { recordedText } from "./recorded.ts"

const fullyBooted = "Event: FullyBooted\nPrivilege: system,all\nUptime: 0\nLastReload: 0\nStatus: Fully Booted\n\n"

/** What Asterisk said, without its own events that depend on its uptime and its modules. */
const dialogue = (text: string): string =>
  text.replaceAll(/Event: SuccessfulAuth\n(?:.+\n)+\n/g, "").replaceAll(/(?<=Uptime: |LastReload: )\d+/g, "0")

describe("a session", () => {
  it.live("opens with one line of banner", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const session = yield* connect(port)

      yield* session.send("Action: Logoff\n\n")

      assert.strictEqual(
        yield* session.rest,
        "Asterisk Call Manager/5.0.4\nResponse: Goodbye\nMessage: Thanks for all the fish.\n\n"
      )
    }).pipe(Effect.provide(simulator({ banner: "Asterisk Call Manager/5.0.4" }))))

  it.live("logs in with a secret, logs in again without one, and logs off", () =>
    Effect.gen(function*() {
      const session = yield* open

      yield* session.send(
        "Action: Login\nUsername: hello\nSecret: world\nActionID: login-1\n\n"
          + "Action: Login\nUsername: hello\nSecret: zzz\nActionID: login-again\n\n"
          + "Action: Logoff\nActionID: bye\n\n"
      )

      assert.strictEqual(dialogue(yield* session.rest), dialogue(recordedText("auth-plain.ast22")))
    }).pipe(Effect.provide(simulator())))

  it.live("logs in with the answer to its challenge", () =>
    Effect.gen(function*() {
      const session = yield* open
      yield* session.send("Action: Challenge\nAuthType: MD5\n\nAction: Challenge\nAuthType: md5\n\n")
      const challenge = /^Response: Success\nChallenge: (\d{9})$/.exec(yield* session.message)?.[1]

      assert.strictEqual(yield* session.message, `Response: Success\nChallenge: ${challenge}`)
      const key = createHash("md5").update(`${challenge}wörld`).digest("hex")
      yield* session.send(`Action: Login\nAuthType: MD5\nUsername: HELLO\nKey: ${key}\nEvents: off\n\n`)

      assert.strictEqual(yield* session.message, "Response: Success\nMessage: Authentication accepted")
    }).pipe(Effect.provide(simulator({ users: { hello: { secret: "wörld" } } }))))

  it.live("is refused and closed with anything but the right secret or key", () =>
    Effect.gen(function*() {
      const wrong = [
        "Username: hello\nSecret: World",
        "Username: hello\nSecret: world ",
        "Username: hello",
        "Username: nobody\nSecret: world",
        "Secret: world",
        "AuthType: MD5\nUsername: hello\nKey: 00000000000000000000000000000000",
        `AuthType: MD5\nUsername: hello\nKey: ${createHash("md5").update("world").digest("hex")}`
      ]

      for (const headers of wrong) {
        const session = yield* open
        yield* session.send(`Action: Login\n${headers}\nActionID: x\n\nAction: Ping\n\n`)
        assert.strictEqual(yield* session.rest, recordedText("auth-failed.ast22"), headers)
      }
      const { sessions } = yield* AmiSimulator.AmiSimulator
      assert.strictEqual(yield* sessions, 0)
    }).pipe(Effect.provide(simulator({ loginDelay: 0 }))))

  it.live("is refused a second after a wrong secret", () =>
    Effect.gen(function*() {
      const clock = yield* TestClock.make({ warningDelay: "1 minute" })
      const millis = yield* Effect.gen(function*() {
        const session = yield* open
        yield* session.send("Action: Login\nUsername: hello\nSecret: bad\n\n")
        const refused = yield* Effect.forkChild(session.rest)
        return yield* millisUntil(clock, "the refusal", () => refused.pollUnsafe() !== undefined)
      }).pipe(Effect.provide(Layer.provide(simulator(), Layer.succeed(Clock.Clock, clock))))

      assert.isAtLeast(millis, 1000)
      assert.isBelow(millis, 10_000)
    }))

  it.live("may do nothing before its login, not even send an unknown action", () =>
    Effect.gen(function*() {
      const session = yield* open

      yield* session.send(
        "Action: Ping\nActionID: p\n\nAction: NoSuch\nActionID: q\n\n\nAction: Logoff\nActionID: r\n\n"
      )

      assert.strictEqual(yield* session.rest, recordedText("auth-required.ast22"))
    }).pipe(Effect.provide(simulator())))

  it.live("gets FullyBooted if it wants and may read system events", () =>
    Effect.gen(function*() {
      const told = Effect.fnUntraced(function*(user: string, events: string) {
        const session = yield* open
        yield* session.send(`Action: Login\nUsername: ${user}\nSecret: s\n${events}\nAction: Logoff\n\n`)
        return (yield* session.rest).replaceAll(/Response: .*\n(?:.+\n)+\n/g, "")
      })

      assert.strictEqual(yield* told("all", ""), fullyBooted)
      assert.strictEqual(yield* told("all", "Events: \n"), fullyBooted)
      assert.strictEqual(yield* told("all", "Events: system\n"), fullyBooted)
      assert.strictEqual(yield* told("all", "Events: off\n"), "")
      assert.strictEqual(yield* told("all", "Events: call\n"), "")
      assert.strictEqual(yield* told("calls", ""), "")
    }).pipe(Effect.provide(simulator({
      users: { all: { secret: "s", read: "system,call" }, calls: { secret: "s", read: ["call"] } }
    }))))

  it.live("sees every login if it may read security events", () =>
    Effect.gen(function*() {
      const watching = yield* login()
      yield* login()

      const event = yield* watching.event("SuccessfulAuth")

      assert.include(event, "Privilege: security,all\nEventTV: ")
      assert.include(event, "\nAccountID: hello\n")
    }).pipe(Effect.provide(simulator())))

  it.live("is closed without notice if nobody logs in", () =>
    Effect.gen(function*() {
      const idle = yield* open
      const busy = yield* login({ events: "off" })

      assert.strictEqual(yield* idle.rest, "")
      yield* busy.send("Action: Ping\nActionID: still\n\n")
      assert.include(yield* busy.message, "ActionID: still")
    }).pipe(Effect.provide(simulator({ authTimeout: "100 millis" }))))

  it.live("is closed without a banner if too many are not logged in", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const first = yield* login()
      yield* open
      yield* open
      const third = yield* connect(port)

      assert.strictEqual(yield* third.rest, "")
      yield* first.send("Action: Ping\nActionID: still\n\n")
      assert.include(yield* first.reply, "ActionID: still")
    }).pipe(Effect.provide(simulator({ authLimit: 2 }))))

  it.live("answers requests after the client half-closed", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })

      yield* session.send("Action: Ping\nActionID: one\n\nAction: Ping\nActionID: two\n\n")
      yield* session.end
      const rest = yield* session.rest

      assert.match(rest, /ActionID: one\n[^]*ActionID: two\n/)
    }).pipe(Effect.provide(simulator())))
})
