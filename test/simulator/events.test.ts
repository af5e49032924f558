/**
 * Which events reach a session, and where they come between its answers.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { login, simulator } from "./rawSession.ts"
import { messagesOf, recordedText } from "./recorded.ts"

const masks = [
  "on",
  "off",
  "yes",
  "no",
  "true",
  "false",
  "1",
  "0",
  "all",
  "none",
  "call",
  "call,user",
  "user",
  "system,call,bogus",
  "bogus",
  "",
  "5",
  "-1",
  "-5",
  "64",
  "ON",
  "Call",
  "call, user",
  "99999999999"
]

const calls = `Action: Originate
Channel: Local/200@from-internal/n
Application: Echo
Async: true
ActionID: o

`

describe("events", () => {
  it.live("are filtered by the mask, as Asterisk reads it", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const requests = masks.map((mask) =>
        `Action: Events\nEventMask: ${mask}\nActionID: e\n\nAction: UserEvent\nUserEvent: X\n\n`
      )
      // The recording starts with the answer to its login.
      const expected = messagesOf(recordedText("events-mask.ast22")).slice(1).map((lines) => lines.join("\n"))

      yield* session.send(`${requests.join("")}Action: Events\nActionID: e\n\n`)
      const actual = yield* Effect.forEach(expected, () => session.message)

      assert.isAbove(expected.length, 2 * masks.length)
      assert.deepStrictEqual(actual, expected)
    }).pipe(Effect.provide(simulator())))

  it.live("of users reach every session unchanged, with the ActionID of the sender", () =>
    Effect.gen(function*() {
      const sender = yield* login({ events: "off" })
      const listener = yield* login()
      const expected = messagesOf(recordedText("setvar-userevent-raw.ast22"))
        .map((lines) => lines.join("\n")).filter((message) => message.startsWith("Event: UserEvent"))

      yield* sender.sendRaw(
        "Action: UserEvent\r\nUserEvent: Foo\r\nH1: v1\r\nH1: v2\r\nnocolon line\r\nH2:nospace\r\nH3:   many\r\n"
          + "Empty:\r\nEmpty2: \r\nBin: \u00ff\u00fe\r\nCR: a\rb\r\nActionID: ue1\r\n\r\n"
          + "Action: UserEvent\r\nUserEvent:\r\nActionID: ue2\r\n\r\n"
          + "Action: UserEvent\r\nActionID: ue3\r\nEvent: Hangup\r\nPrivilege: fake\r\nResponse: Success\r\n\r\n"
          + "Action: UserEvent\r\nUserEvent: Last\r\n\r\n"
      )
      const actual = yield* Effect.forEach(expected, () => listener.message)

      assert.strictEqual(expected.length, 4)
      assert.deepStrictEqual(actual, expected)
      assert.strictEqual(yield* sender.message, "Response: Success\nActionID: ue1\nMessage: Event Sent")
    }).pipe(Effect.provide(simulator())))

  it.live("are limited to those that the account may read", () =>
    Effect.gen(function*() {
      const caller = yield* login({ events: "off" })
      const reader = yield* login({ user: "calls" })

      yield* caller.send(`${calls}Action: Hangup\nChannel: /^Local/\n\n`)
      yield* caller.reply
      yield* caller.reply
      yield* reader.send("Action: Logoff\n\n")
      const events = messagesOf(yield* reader.rest).filter(([first]) => first?.startsWith("Event: "))
      const classes = new Set(events.map(([, privilege]) => privilege))

      assert.deepStrictEqual([...classes], ["Privilege: call,all"])
      assert.isTrue(events.some(([name]) => name === "Event: OriginateResponse"))
    }).pipe(Effect.provide(simulator({
      users: { hello: { secret: "world" }, calls: { secret: "world", read: "call,system", write: "" } }
    }))))

  it.live("come after the whole answer to the action that raised them", () =>
    Effect.gen(function*() {
      const session = yield* login()

      yield* session.send(calls)

      assert.strictEqual(
        yield* session.message,
        "Response: Success\nActionID: o\nMessage: Originate successfully queued"
      )
      assert.match(yield* session.message, /^Event: Newchannel\n/)
    }).pipe(Effect.provide(simulator())))

  it.live("never come between the start of a list and its end", () =>
    Effect.gen(function*() {
      const session = yield* login()
      const other = yield* login({ events: "off" })
      yield* other.send(calls)
      yield* session.event("OriginateResponse")
      const count = 100

      for (let index = 0; index < count; index++) {
        yield* session.send(`Action: CoreShowChannels\nActionID: list${index}\n\n`)
        yield* other.send("Action: UserEvent\nUserEvent: Between\n\n")
      }
      const seen: Array<string> = []
      const ended = () => seen.filter((name) => name === "CoreShowChannelsComplete").length
      // The other session may be read after all lists.
      while (ended() < count || !seen.includes("UserEvent")) {
        const [first = ""] = (yield* session.message).split("\n")
        seen.push(first.replace(/^\w+: /, ""))
      }
      const lists = seen.filter((name) => name !== "UserEvent")
      const whole = ["Success", "CoreShowChannel", "CoreShowChannel", "CoreShowChannelsComplete"]
      const broken = seen.flatMap((name, index) => {
        const inside = index > 0 && seen[index - 1] !== "CoreShowChannelsComplete" && seen[index - 1] !== "UserEvent"
        return name === "UserEvent" && inside ? [index] : []
      })

      assert.deepStrictEqual(
        lists.filter((name) => whole.includes(name)),
        Array.from({ length: count }, () => whole).flat()
      )
      assert.deepStrictEqual(broken, [])
    }).pipe(Effect.provide(simulator())))
})

describe("an Originate without Async", () => {
  const originate = (exten: string, id: string) =>
    `Action: Originate\nChannel: Local/${exten}@from-internal\nApplication: Echo\nTimeout: 200\nActionID: ${id}\n\n`

  it.live("is answered by its outcome, and holds back whatever comes after it", () =>
    Effect.gen(function*() {
      const session = yield* login()

      yield* session.send(`${originate("300", "no")}${originate("200", "yes")}Action: Ping\nActionID: after\n\n`)
      const answers = [yield* session.message, yield* session.reply, yield* session.reply]

      assert.strictEqual(answers[0], "Response: Error\nActionID: no\nMessage: Originate failed")
      assert.strictEqual(answers[1], "Response: Success\nActionID: yes\nMessage: Originate successfully queued")
      assert.include(answers[2], "ActionID: after")
    }).pipe(Effect.provide(simulator({ timeScale: 0.5 }))))

  it.live("is answered even if its call takes no time", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })

      yield* session.send(originate("200", "yes"))

      assert.strictEqual(
        yield* session.message,
        "Response: Success\nActionID: yes\nMessage: Originate successfully queued"
      )
    }).pipe(Effect.provide(simulator())))

  it.live("does not delay other sessions", () =>
    Effect.gen(function*() {
      const waiting = yield* login({ events: "off" })
      const other = yield* login({ events: "off" })

      yield* waiting.send(originate("300", "slow").replace("200", "600000"))
      yield* other.send("Action: Ping\nActionID: quick\n\n")

      assert.include(yield* other.message, "ActionID: quick")
    }).pipe(Effect.provide(simulator({ timeScale: 1 }))))
})
