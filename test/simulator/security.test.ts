/**
 * What `security` readers hear, and how a simulator boots, stops and restarts.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { connect, login, open, type RawSession, simulator } from "./rawSession.ts"

const users = {
  hello: { secret: "world" },
  single: { secret: "world", allowMultipleLogin: false },
  little: { secret: "world", write: "call" }
}

const stripped = (event: string, session: RawSession): ReadonlyArray<string> =>
  event.split("\n").slice(2).filter((line) => !line.startsWith("EventTV")).map((line) =>
    line
      .replace(/^(SessionID: 0x)[0-9a-f]{12}$/, "$1…")
      .replace(`/${session.socket.localPort}`, "/client")
      .replace(`/${session.socket.remotePort}`, "/server")
      .replace(/^(Challenge: )\d+$/, "$1…")
      .replace(/^(ExpectedResponse: )[0-9a-f]{32}$/, "$1…")
  )

const common = (account: ReadonlyArray<string>, severity = "Error", version = 1) => [
  `Severity: ${severity}`,
  "Service: AMI",
  `EventVersion: ${version}`,
  ...account,
  "SessionID: 0x…",
  "LocalAddress: IPV4/TCP/127.0.0.1/server",
  "RemoteAddress: IPV4/TCP/127.0.0.1/client"
]

const stranger = "SessionTV: 1970-01-01T00:00:00.000+0000"
const loginAs = (user: string, secret: string) => `Action: Login\nUsername: ${user}\nSecret: ${secret}\nEvents: off\n\n`

/** Requests, the event about them, and its lines, as Asterisk 16 and 22 wrote them. */
const reports: ReadonlyArray<readonly [requests: string, event: string, lines: ReadonlyArray<string>]> = [
  ["Action: Ping\n\n", "RequestNotAllowed", [...common(["AccountID: "]), "RequestType: Action: Ping", stranger]],
  ["Foo: bar\n\n", "RequestBadFormat", [...common([]), "RequestType: Action: NONE", stranger, "AccountID: "]],
  [loginAs("Hello", "bad"), "InvalidPassword", [...common(["AccountID: Hello"], "Error", 2), stranger]],
  [loginAs("nobody", "bad"), "InvalidAccountID", [...common(["AccountID: nobody"]), stranger]],
  [loginAs("single", "world"), "SessionLimit", [...common(["AccountID: "]), stranger]],
  ["Action: Challenge\nAuthType: MD5\nUsername: SINGLE\n\n", "SessionLimit", [...common(["AccountID: "]), stranger]],
  [
    "Action: Challenge\nAuthType: MD5\n\nAction: Login\nUsername: hello\nAuthType: MD5\nKey: abc\n\n",
    "ChallengeResponseFailed",
    [...common(["AccountID: "]), "Challenge: …", "Response: abc", "ExpectedResponse: …", stranger]
  ],
  [
    `${loginAs("little", "world")}Action: Command\nCommand: x\n\n`,
    "RequestNotAllowed",
    [...common(["AccountID: little"]), "RequestType: Action: Command"]
  ],
  [
    `${loginAs("little", "world")}Action: N${"o".repeat(70)}\n\n`,
    "RequestBadFormat",
    [...common([]), `RequestType: Action: N${"o".repeat(54)}`]
  ]
]

describe("a reader of security events", () => {
  for (const [requests, event, lines] of reports) {
    it.live(`hears ${event} of ${JSON.stringify(requests.slice(0, 60))}`, () =>
      Effect.gen(function*() {
        const reader = yield* login({ events: "security" })
        yield* login({ user: "single", events: "off" })
        const session = yield* open
        yield* session.send(requests)

        assert.deepStrictEqual(stripped(yield* reader.event(event), session).slice(0, lines.length), lines)
      }).pipe(Effect.provide(simulator({ users, loginDelay: 0 }))))
  }

  it.live("hears of a login with the true addresses, and of each session under its own pointer", () =>
    Effect.gen(function*() {
      const reader = yield* login({ events: "security" })
      const [first, second] = [yield* open, yield* open]
      const pointer = /^SessionID: (.*)$/m

      yield* first.send(loginAs("HELLO", "world"))
      const one = yield* reader.event("SuccessfulAuth")
      yield* second.send(loginAs("hello", "world"))
      const two = yield* reader.event("SuccessfulAuth")

      assert.deepStrictEqual(
        stripped(one, first).slice(0, -1),
        [...common(["AccountID: HELLO"], "Informational"), "UsingPassword: 0"]
      )
      assert.notStrictEqual(pointer.exec(one)?.[1], pointer.exec(two)?.[1])
    }).pipe(Effect.provide(simulator({ users }))))
})

describe("a simulator that boots", () => {
  it.live("lets clients log in, knows the actions of its modules later, and tells when", () =>
    Effect.gen(function*() {
      const session = yield* open
      yield* session.send(
        "Action: Login\nUsername: hello\nSecret: world\nActionID: l\n\nAction: QueueStatus\nActionID: q\n\n"
      )
      const before = [yield* session.reply, yield* session.reply]
      const booted = yield* session.event("FullyBooted")
      yield* session.send("Action: QueueStatus\nActionID: q\n\n")

      assert.include(before[0], "Message: Authentication accepted")
      assert.include(before[1], "Message: Invalid/unknown command: QueueStatus.")
      assert.match(
        booted,
        /^Event: FullyBooted\nPrivilege: system,all\nStatus: Fully Booted\nUptime: \d+\nLastReload: \d+$/
      )
      assert.include(yield* session.reply, "Message: Queue status will follow")
    }).pipe(Effect.provide(simulator({ bootTime: "200 millis" }))))

  it.live("announces its hints before and after they are in the dialplan", () =>
    Effect.gen(function*() {
      const session = yield* open
      yield* session.send("Action: Login\nUsername: hello\nSecret: world\n\n")
      yield* session.reply
      const states = [yield* session.event("ExtensionStatus"), yield* session.event("ExtensionStatus")]

      assert.deepStrictEqual(states.map((state) => /^Hint: (.*)$/m.exec(state)?.[1]), ["", "Custom:desk"])
    }).pipe(
      Effect.provide(simulator({ bootTime: "200 millis", hints: { "from-internal": { "100": "Custom:desk" } } }))
    ))
})

describe("a simulator that stops", () => {
  const shutdown = (restart: string) =>
    `Event: Shutdown\nPrivilege: system,all\nShutdown: Cleanly\nRestart: ${restart}\n\n`

  it.live("tells its sessions, ends them, and closes new ones without a banner", () =>
    Effect.gen(function*() {
      const { port, sessions, shutdown: stop } = yield* AmiSimulator.AmiSimulator
      const session = yield* login({ events: "system" })
      yield* stop()

      assert.strictEqual(yield* session.rest, shutdown("False"))
      assert.strictEqual(yield* sessions, 0)
      assert.strictEqual(yield* (yield* connect(port)).rest, "")
    }).pipe(Effect.provide(simulator())))

  it.live("says nothing more to the session that asked for it by a command, and starts again after a restart", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const [asking, other] = [yield* login({ events: "system" }), yield* login({ events: "system" })]
      yield* asking.send("Action: Command\nCommand: core restart now\n\n")

      assert.strictEqual(yield* other.rest, shutdown("True"))
      assert.strictEqual(yield* asking.rest, "")
      const banner = Effect.exit(Effect.flatMap(connect(port), ({ line }) => line))
      const again = yield* Effect.repeat(banner, { until: Exit.isSuccess })
      assert.deepStrictEqual(again, Exit.succeed("Asterisk Call Manager/11.0.0"))
    }).pipe(Effect.scoped, Effect.provide(simulator())))
})
