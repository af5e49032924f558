/**
 * What is accepted as a request, and how anything else is answered.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { login, open, simulator } from "./rawSession.ts"
import { messagesOf, recordedText } from "./recorded.ts"

const masked = (text: string): string => text.replaceAll(/(?<=Timestamp: )[\d.]+/g, "now")

/** The answers that Asterisk gave, except that to the login. */
const answersOf = (name: string): ReadonlyArray<string> =>
  messagesOf(masked(recordedText(`${name}.ast22`))).slice(1).map((lines) => lines.join("\n"))

describe("a request", () => {
  it.live("is read as tolerantly as Asterisk does", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const odd = [
        "Action: Ping\nActionID: lf\n\n",
        "Action:Ping\r\nActionID:nospace\r\n\r\n",
        "Action:      Ping\r\nActionID:   spaced  \r\n\r\n",
        "Action : Ping\r\nActionID: x\r\n\r\n",
        "aCtIoN: pInG\r\nACTIONID: Case\r\n\r\n",
        "Action: \r\nAction: Ping\r\nActionID: emptyfirst\r\n\r\n",
        "Action: Ping\r\nAction: Logoff\r\nActionID: dup\r\nActionID: dup2\r\n\r\n",
        "Action: Ping \r\nActionID: trail\r\n\r\n",
        "Action: Ping\r\ngarbage\r\nActionID: g\r\n\r\n",
        "\r\n",
        "Action: Ping\r\nActionID: nul\u0000abc\r\n\r\n",
        "Action: Ping\r\nActionID: caf\u00e9\r\n\r\n",
        "Action: Ping\r\nActionID: a\rb\r\n\r\n"
      ]

      yield* session.sendRaw(odd.join(""))
      const answers = yield* Effect.forEach(odd, () => Effect.map(session.message, masked))

      assert.deepStrictEqual(answers, answersOf("framing-oddities"))
    }).pipe(Effect.provide(simulator())))

  it.live("is refused over 1,024 bytes per line and 128 lines, and the session continues", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const padded = (bytes: number) => `Action: Ping\nActionID: first\nPad: ${"x".repeat(bytes - "Pad: ".length)}\n\n`
      const headers = (count: number) =>
        `Action: UserEvent\nUserEvent: X\nActionID: h${count}\n${"V: v\n".repeat(count - 3)}\n`

      yield* session.send([padded(1022), padded(1023), padded(1024), padded(4998), headers(128), headers(129)].join(""))
      const answers = yield* Effect.forEach(Array(7).fill(0), () => Effect.map(session.message, masked))

      assert.deepStrictEqual(answers, answersOf("limits").slice(0, 7))
    }).pipe(Effect.provide(simulator())))

  it.live("is read the same however it is split", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const request = `Action: Ping\r\nActionID: cut\r\nPad: ${
        "x".repeat(1020)
      }\r\n\r\nAction: Ping\r\nActionID: next\r\n\r\n`

      for (const character of request) yield* session.sendRaw(character)
      const refused = yield* session.message
      const answered = yield* session.message

      assert.strictEqual(
        refused,
        "Response: Error\nActionID: cut\nMessage: Failed to parse message: line too long"
      )
      assert.strictEqual(masked(answered), "Response: Success\nActionID: next\nPing: Pong\nTimestamp: now")
    }).pipe(Effect.provide(simulator())))

  it.live("must name an existing action", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })

      yield* session.send("Action: Nonexist\nActionID: n\n\n")

      assert.strictEqual(
        yield* session.message,
        "Response: Error\nActionID: n\nMessage: Invalid/unknown command: Nonexist. "
          + "Use Action: ListCommands to show available commands."
      )
    }).pipe(Effect.provide(simulator())))

  it.live("may be sent before the banner is read, and many are answered in order", () =>
    Effect.gen(function*() {
      const session = yield* open
      const ids = Array.from({ length: 200 }, (_, index) => `p${index}`)
      const pings = ids.map((id) => `Action: Ping\nActionID: ${id}\n\n`).join("")

      yield* session.send(`Action: Login\nUsername: hello\nSecret: world\nEvents: off\n\n${pings}`)
      yield* session.reply
      const answers = yield* Effect.forEach(ids, () => session.message)

      assert.deepStrictEqual(answers.map((answer) => answer.split("\n")[1]), ids.map((id) => `ActionID: ${id}`))
    }).pipe(Effect.provide(simulator())))
})
