/**
 * The answers of single actions, compared with what Asterisk 22 answered.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { login, type RawSession, simulator } from "./rawSession.ts"
import { messagesOf, namesIn, recordedText, valueIn } from "./recorded.ts"

const recorded = (name: string) => messagesOf(recordedText(`${name}.ast22`))

/** The messages with this id. */
const withId = (name: string, id: string) => recorded(name).filter((lines) => valueIn(lines, "ActionID") === id)

/** Sends an action and returns its answer up to the last message with its id. */
const ask = Effect.fnUntraced(function*(session: RawSession, action: string) {
  yield* session.send(`${action}\nActionID: ask\n\nAction: Ping\nActionID: asked\n\n`)
  const answer: Array<ReadonlyArray<string>> = []
  while (true) {
    const lines = (yield* session.message).split("\n")
    if (valueIn(lines, "ActionID") === "asked") return answer
    answer.push(lines)
  }
})

const originate =
  "Action: Originate\nChannel: Local/200@from-internal/n\nContext: from-internal\nExten: 100\nPriority: 1\nAsync: true\nCallerID: \"Bob O'Neil\" <5550>\nAccount: acct\nVariable: COLOR=red"

const channel = "Local/200@from-internal-00000000;1"

/** A session with an established call between an echo and extension 100. */
const withCall = Effect.gen(function*() {
  const session = yield* login()
  yield* session.send(`${originate}\n\n`)
  yield* session.event("OriginateResponse")
  yield* session.send("Action: Events\nEventMask: off\nActionID: quiet\n\n")
  let reply = ""
  while (!reply.includes("quiet")) reply = yield* session.reply
  return session
})

describe("CoreShowChannels and Status", () => {
  it.live("list channels with the same headers as Asterisk", () =>
    Effect.gen(function*() {
      const session = yield* withCall

      const shown = yield* ask(session, "Action: CoreShowChannels")
      const status = yield* ask(session, "Action: Status")

      const [expectedStart, expectedItem] = withId("lists-populated", "L8")
      assert.deepStrictEqual(shown.map((lines) => lines[0]), [
        "Response: Success",
        "Event: CoreShowChannel",
        "Event: CoreShowChannel",
        "Event: CoreShowChannelsComplete"
      ])
      assert.deepStrictEqual(shown[0]?.slice(2), expectedStart?.slice(2))
      assert.deepStrictEqual(namesIn(shown[1] ?? []), namesIn(expectedItem ?? []))
      assert.deepStrictEqual(shown[3], [
        "Event: CoreShowChannelsComplete",
        "ActionID: ask",
        "EventList: Complete",
        "ListItems: 2"
      ])
      const [statusStart, statusItem] = withId("lists-populated", "L11")
      const complete = withId("lists-populated", "L11").at(-1)
      assert.deepStrictEqual(status[0]?.slice(2), statusStart?.slice(2))
      assert.deepStrictEqual(namesIn(status[1] ?? []), namesIn(statusItem ?? []))
      assert.deepStrictEqual(namesIn(status[3] ?? []), namesIn(complete ?? []))
      assert.strictEqual(valueIn(status[1] ?? [], "CallerIDName"), "Bob O\\'Neil")
    }).pipe(Effect.provide(simulator({ timeScale: 0.001, extensions: { "from-internal": held } }))))

  it.live("Status reports variables, and a channel that does not exist", () =>
    Effect.gen(function*() {
      const session = yield* withCall

      const named = yield* ask(session, `Action: Status\nChannel: ${channel}\nVariables: COLOR,NOTSET,CHANNEL(name)`)
      const every = yield* ask(session, `Action: Status\nChannel: ${channel}\nAllVariables: true`)
      const nobody = yield* ask(session, "Action: Status\nChannel: nosuch")

      const variables = (lines: ReadonlyArray<string> = []) => lines.filter((line) => line.startsWith("Variable: "))
      assert.deepStrictEqual(variables(named[1]), [
        "Variable: COLOR=red",
        "Variable: NOTSET=(null)",
        `Variable: CHANNEL(name)=${channel}`
      ])
      assert.deepStrictEqual(variables(every[1]), ["Variable: COLOR=red"])
      assert.deepStrictEqual(nobody, [["Response: Error", "ActionID: ask", "Message: No such channel"]])
    }).pipe(Effect.provide(simulator({ timeScale: 0.001, extensions: { "from-internal": held } }))))
})

const held = { "100": ["Answer()", "Echo()"], "200": ["Answer()", "Echo()"] }

describe("Getvar and Setvar", () => {
  it.live("read and write channel variables and global ones", () =>
    Effect.gen(function*() {
      const session = yield* withCall
      const answers = [
        ["Action: Setvar\nChannel: <call>\nVariable: XX\nValue: y z", "Message: Variable Set"],
        ["Action: Setvar\nVariable: GLB\nValue: 1", "Message: Variable Set"],
        ["Action: Setvar\nChannel: nosuch\nVariable: A\nValue: 1", "Message: No such channel"],
        ["Action: Setvar", "Message: No variable specified"],
        ["Action: Getvar\nChannel: <call>\nVariable: XX", "Variable: XX\nValue: y z"],
        ["Action: Getvar\nChannel: <call>\nVariable: COLOR", "Variable: COLOR\nValue: red"],
        ["Action: Getvar\nVariable: GLB", "Variable: GLB\nValue: 1"],
        ["Action: Getvar\nChannel: <call>\nVariable: CHANNEL(name)", `Variable: CHANNEL(name)\nValue: ${channel}`],
        ["Action: Getvar\nChannel: <call>\nVariable: CALLERID(name)", "Variable: CALLERID(name)\nValue: Bob O'Neil"],
        ["Action: Getvar\nVariable: NOSUCHFUNC(x)", "Variable: NOSUCHFUNC(x)\nValue: "],
        ["Action: Getvar\nChannel: nosuch\nVariable: A", "Message: No such channel"],
        ["Action: Getvar", "Message: No variable specified"]
      ] as const

      for (const [action, expected] of answers) {
        const [answer] = yield* ask(session, action.replace("<call>", channel))
        assert.strictEqual(answer?.slice(2).join("\n"), expected, action)
      }
    }).pipe(Effect.provide(simulator({ timeScale: 0.001, extensions: { "from-internal": held } }))))

  it.live("raise VarSet, with a C-escaped value", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "dialplan" })

      yield* session.sendRaw("Action: Setvar\r\nVariable: GLB\r\nValue: a\"b\\c\td\u00ff\r\n\r\n")

      assert.strictEqual(
        yield* session.event("VarSet"),
        "Event: VarSet\nPrivilege: dialplan,all\nChannel: none\nUniqueid: none\nVariable: GLB\n"
          + "Value: a\\\"b\\\\c\\td\u00ef\u00bf\u00bd"
      )
    }).pipe(Effect.provide(simulator())))
})

describe("Command", () => {
  it.live("answers in the form of Asterisk 14 and later", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const command = (text: string) => ask(session, `Action: Command\nCommand: ${text}`)
      const output = ["Response: Success", "ActionID: ask", "Message: Command output follows"]

      const [uptime] = yield* command("core show uptime")
      const [channels] = yield* command("core  show   channels")
      const [connected] = yield* command("manager show connected")
      const [version] = yield* command("core show version")

      assert.deepStrictEqual(uptime?.slice(0, 3), output)
      assert.deepStrictEqual(uptime?.slice(3).map((line) => line.replace(/\d+ seconds?/, "n seconds")), [
        "Output: System uptime: n seconds",
        "Output: Last reload: n seconds"
      ])
      assert.deepStrictEqual(channels?.slice(3), [
        `Output: ${"Channel".padEnd(64)} ${"Location".padEnd(32)} State   Application(Data)             `,
        "Output: 0 active channels",
        "Output: 0 active calls",
        "Output: 0 calls processed"
      ])
      assert.match(connected?.[4] ?? "", /^Output: {3}hello {12}127\.0\.0\.1/)
      assert.match(version?.[3] ?? "", /^Output: Asterisk 22\.10\.1\S* built by /)
    }).pipe(Effect.provide(simulator())))

  it.live("rejects commands as Asterisk does", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const commands = ["core show nonsense", "", "module load foo.so", "module  LOAD x", "restart gracefully", "!ls"]
      const errors = recorded("command").filter(([first]) => first === "Response: Error")
        .map((lines) => lines.slice(2).join("\n"))

      for (const command of commands) {
        const [answer] = yield* ask(session, `Action: Command\nCommand: ${command}`)
        assert.strictEqual(answer?.[0], "Response: Error")
        assert.include(errors, answer?.slice(2).join("\n"), command)
      }
    }).pipe(Effect.provide(simulator())))
})

describe("the actions about the server", () => {
  it.live("have the same headers as Asterisk's", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })

      const [status] = yield* ask(session, "Action: CoreStatus")
      const [settings] = yield* ask(session, "Action: CoreSettings")
      const queues = yield* ask(session, "Action: QueueStatus")

      const [expectedStatus] = withId("lists-populated", "L85")
      const [expectedSettings] = withId("lists-populated", "L86")
      assert.deepStrictEqual(namesIn(status ?? []), namesIn(expectedStatus ?? []))
      assert.deepStrictEqual(namesIn(settings ?? []), namesIn(expectedSettings ?? []))
      assert.strictEqual(valueIn(settings ?? [], "AMIversion"), "11.0.0")
      const emptyQueues = withId("lists-populated", "L56").map((lines) =>
        lines.map((line) => line.replace("L56", "ask"))
      )
      assert.strictEqual(emptyQueues.length, 2)
      assert.deepStrictEqual(queues, emptyQueues)
    }).pipe(Effect.provide(simulator())))

  it.live("are denied without any of their privileges", () =>
    Effect.gen(function*() {
      const session = yield* login({ user: "nocall", events: "off" })

      const [denied] = yield* ask(session, originate)
      const [allowed] = yield* ask(session, "Action: CoreShowChannels")

      assert.deepStrictEqual(denied, ["Response: Error", "ActionID: ask", "Message: Permission denied"])
      assert.strictEqual(allowed?.[0], "Response: Success")
    }).pipe(Effect.provide(simulator({ users: { nocall: { secret: "world", write: "system" } } }))))
})
