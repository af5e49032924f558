/**
 * Which events reach a session: filters of accounts and of the action `Filter`, and what an account may not do.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { login, type RawSession, simulator } from "./rawSession.ts"

const users = {
  hello: { secret: "world" },
  nosys: { secret: "world", write: "call,reporting,originate" },
  quiet: { secret: "world", eventFilter: ["Event: UserEvent", "!Noise: yes"] },
  adv: {
    secret: "world",
    eventFilter: [{ criteria: "name(UserEvent),header(Noise),method(starts_with)", pattern: "y" }]
  }
}

const ask = (session: RawSession, request: string): Effect.Effect<string> =>
  Effect.andThen(session.send(`${request}\n\n`), Effect.map(session.reply, (reply) => reply.split("\n").at(-1) ?? ""))

/** The values of `N` in the user events that a session hears. */
const heard = Effect.fnUntraced(function*(session: RawSession, ...lines: ReadonlyArray<string>) {
  for (const [index, line] of lines.entries()) {
    yield* session.send(`Action: UserEvent\nUserEvent: ${index}\n${line}\n\n`)
  }
  yield* session.send("Action: Logoff\n\n")
  return [...(yield* session.rest).matchAll(/^UserEvent: (.*)$/gm)].map(([, name]) => Number(name))
})

const success = "Message: Success"
const uncompiled = "Message: Filter did not compile.  Check the syntax of the filter given."
const malformed = "Message: Filter was formatted incorrectly.  Check the syntax of the filter given."

/** Filters, what Asterisk 22 and 16 say of them, and which of three events pass on 22. */
const filters: ReadonlyArray<readonly [lines: string, on22: string, on16: string, passing: ReadonlyArray<number>]> = [
  ["Filter: A: [[:digit:]]+", success, success, [0, 1]],
  ["Filter: !A: 1", success, success, [1, 2]],
  ["Filter: A: 1\\rB", success, success, []],
  ["Filter: A: 1.*UserEvent", success, success, []],
  ["Filter: Event: UserEvent.*A: 2", success, success, [1]],
  ["Filter: ^UserEvent", success, success, []],
  ["Filter: a(", uncompiled, uncompiled, [0, 1, 2]],
  ["Filter: *a", uncompiled, uncompiled, [0, 1, 2]],
  ["Filter: ", malformed, success, [0, 1, 2]],
  ["Filter: !", malformed, success, [0, 1, 2]],
  ["MatchCriteria: name(UserEvent),header(A),method(exact)\nFilter: 1", success, success, [0]],
  ["MatchCriteria: action(exclude),name(UserEvent),header(A:),method(ends_with)\nFilter: 2", success, success, [0, 2]],
  ["MatchCriteria: name(UserEvent),header(A)", success, success, [0, 1]],
  ["MatchCriteria: name(userevent)", success, success, []],
  ["MatchCriteria: header(A),method(regex)\nFilter: ^[12]$", success, success, [0, 1]],
  ["MatchCriteria: header(A),method(contains)\nFilter: !1", success, success, [1, 2]],
  ["MatchCriteria: name(UserEvent)\nFilter: x", malformed, success, [0, 1, 2]],
  ["MatchCriteria: method(regex)", malformed, success, [0, 1, 2]],
  ["MatchCriteria: action(include)", malformed, success, [0, 1, 2]],
  ["MatchCriteria: colour(red)", malformed, success, [0, 1, 2]]
]

describe("Filter", () => {
  for (const [lines, on22, on16, passing] of filters) {
    it.live(`reads ${lines.replaceAll("\n", " ")}`, () =>
      Effect.gen(function*() {
        const session = yield* login({ events: "user" })

        assert.strictEqual(yield* ask(session, `Action: Filter\nOperation: Add\n${lines}`), on22)
        assert.deepStrictEqual(yield* heard(session, "A: 1", "A: 2", "B: 1"), passing)
        const old = yield* Effect.provide(
          Effect.flatMap(login(), (older) => ask(older, `Action: Filter\nOperation: add\n${lines}`)),
          simulator({ version: "16" })
        )
        assert.strictEqual(old, on16)
      }).pipe(Effect.provide(simulator())))
  }

  it.live("needs an operation, and the class system", () =>
    Effect.gen(function*() {
      const session = yield* login()
      const little = yield* login({ user: "nosys" })

      assert.strictEqual(yield* ask(session, "Action: Filter\nFilter: x"), "Message: Unknown operation")
      assert.strictEqual(yield* ask(little, "Action: Filter\nOperation: Add\nFilter: x"), "Message: Permission denied")
    }).pipe(Effect.provide(simulator({ users }))))

  it.live("of an account applies to each of its sessions", () =>
    Effect.gen(function*() {
      const quiet = yield* heard(yield* login({ user: "quiet", events: "user" }), "Noise: yes", "Noise: no", "A: 1")
      const adv = yield* heard(yield* login({ user: "adv", events: "user" }), "Noise: yes", "Noise: no", "A: 1")

      assert.deepStrictEqual([quiet, adv], [[1, 2], [0]])
    }).pipe(Effect.provide(simulator({ users }))))
})

const originate = "Action: Originate\nChannel: Local/200@from-internal\nAsync: true\n"
const blacklisted = "Message: Originate Access Forbidden: app or data blacklisted"
const application = "Message: Originate Access Forbidden: Application"
const queued = "Message: Originate successfully queued"

/** What an account without `system` may not do, and what Asterisk 22 and 16 say. */
const forbidden: ReadonlyArray<readonly [request: string, on22: string, on16: string]> = [
  ["Action: Getvar\nVariable: SHELL(id)", "Message: GetVar Access Forbidden: Variable", "same"],
  ["Action: Status\nVariables: EVAL(x)", "Message: Status Access Forbidden: Variables", "same"],
  [`${originate}Application: TrySystem\nData: id`, blacklisted, application],
  [`${originate}Application: Reload`, blacklisted, queued],
  [`${originate}Application: Wait\nData: \${SHELL(id)}`, blacklisted, "Message: Originate Access Forbidden: Data"],
  [`${originate}Application: Wait\nData: \${ODBC_X(1)}`, blacklisted, queued],
  [`${originate}Application: Queue\nData: sales,,,,,agi`, blacklisted, queued],
  [`${originate}Application: Queue\nData: sales`, queued, queued],
  ["Action: Originate\nChannel: nowhere\nApplication: System", "Message: Invalid channel", "same"]
]

describe.each(["16", "22"] as const)("an account without the class system, on %s", (version) => {
  it.live("may not run programs through applications and functions", () =>
    Effect.gen(function*() {
      const session = yield* login({ user: "nosys", events: "off" })

      for (const [request, on22, on16] of forbidden) {
        assert.strictEqual(yield* ask(session, request), version === "22" || on16 === "same" ? on22 : on16, request)
      }
    }).pipe(Effect.provide(simulator({ users, version }))))
})
