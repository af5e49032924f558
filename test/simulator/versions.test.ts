/**
 * The session layer in the dialects of Asterisk 16 and 22, compared with recordings of both.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Queue } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import { capture } from "../captures/captures.ts"
import { connect, login, type RawSession, simulator } from "./rawSession.ts"
import { type Lines, messagesOf, recordedText, valueIn, without } from "./recorded.ts"
import { play } from "./scenario.ts"

const versions = ["16", "22"] as const

/** The recorded messages with this id. */
const recorded = (name: string, version: string, id: string) =>
  messagesOf(recordedText(`${name}.ast${version}`)).filter((lines) => valueIn(lines, "ActionID") === id)

const ask = (session: RawSession, request: string): Effect.Effect<Lines> =>
  Effect.andThen(session.send(`${request}\n\n`), Effect.map(session.reply, (reply) => reply.split("\n")))

const users = {
  hello: { secret: "world" },
  readonly: { secret: "world", read: "system,call", write: "" }
}

describe.each(versions)("a simulator of Asterisk %s", (version) => {
  const banner = { "16": "Asterisk Call Manager/5.0.4", "22": "Asterisk Call Manager/11.0.0" }[version]

  it.live("says so in its banner and its settings", () =>
    Effect.gen(function*() {
      const guest = yield* connect((yield* AmiSimulator.AmiSimulator).port)
      const session = yield* login({ events: "off" })

      assert.strictEqual(yield* guest.line, banner)
      const settings = yield* ask(session, "Action: CoreSettings\nActionID: L86")
      const [expected = []] = recorded("lists-populated", version, "L86")
      assert.deepStrictEqual(settings, expected)
    }).pipe(Effect.provide(simulator({ version, users, http: true }))))

  it.live("lists the actions that an account may send, as that version does", () =>
    Effect.gen(function*() {
      const all = yield* login({ events: "off" })
      const few = yield* login({ user: "readonly", events: "off" })
      const [everything = []] = recorded("lists-populated", version, "L34")
      const little = recorded("readonly", version, "n").find((lines) =>
        lines.some((line) => line.startsWith("Login:"))
      ) ??
        []

      assert.deepStrictEqual(yield* ask(all, "Action: ListCommands\nActionID: L34"), everything)
      assert.deepStrictEqual(yield* ask(few, "Action: ListCommands\nActionID: n"), little)
    }).pipe(Effect.provide(simulator({ version, users }))))

  it.live("does not know the actions of a module that is not loaded", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const unknown = (name: string) =>
        `Message: Invalid/unknown command: ${name}. Use Action: ListCommands to show available commands.`

      assert.strictEqual((yield* ask(session, "Action: QueueStatus"))[1], unknown("QueueStatus"))
      assert.strictEqual((yield* ask(session, "Action: MeetmeList"))[1], unknown("MeetmeList"))
      assert.strictEqual((yield* ask(session, "Action: parkedcalls"))[1], unknown("parkedcalls"))
      const listed = yield* ask(session, "Action: ListCommands")
      assert.deepStrictEqual(listed.filter((line) => /^(Queue|Park|Play)/.test(line)), [
        "PlayDTMF: Play DTMF signal on a specific channel.  (Priv: call,all)"
      ])
    }).pipe(Effect.provide(simulator({ version, users, modules: ["app_senddtmf.so"] }))))

  it.live("tells the time, the source, the server and the variables of channels in each event, if it is asked to", () =>
    Effect.gen(function*() {
      const name = `timestamp-debug-systemname-channelvars.ast${version}`
      const told = messagesOf(recordedText(name)).filter((lines) =>
        /^Event: (Newchannel|DialBegin|OriginateResponse|Hangup)$/.test(lines[0] ?? "")
      )
      const session = yield* login({ events: "call" })
      yield* session.send(
        "Action: Originate\nChannel: Local/200@from-internal\nContext: from-internal\nExten: 500\nPriority: 1\n"
          + "Async: true\nActionID: o1\nVariable: FOO=1,BAR=2\n\n"
      )

      for (const event of ["Newchannel", "DialBegin", "OriginateResponse", "Hangup"]) {
        const lines = (yield* session.event(event)).split("\n")
        const expected = told.find(([first]) => first === `Event: ${event}`) ?? []
        const header = (line: string) =>
          line.replace(/^(ChanVariable\(.*?\)|[\w-]+): .*$/, "$1").replace(/-0000000\d;/, ";")
        assert.deepStrictEqual(lines.map(header), expected.map(header))
        assert.deepStrictEqual(lines.filter((line) => /^(File|Func|SystemName)/.test(line)), [
          expected[4],
          expected[6],
          "SystemName: labsys"
        ])
        assert.match(valueIn(lines, "Timestamp") ?? "", /^\d{10}\.\d{6}$/)
        if (event !== "DialBegin") assert.match(valueIn(lines, "Uniqueid") ?? "", /^labsys-\d+\.\d+$/)
      }
    }).pipe(Effect.provide(simulator({
      version,
      users,
      systemName: "labsys",
      timestampEvents: true,
      debugEvents: true,
      channelVars: ["FOO", "CHANNEL(state)", "NOSUCH"]
    }))))

  it.live("answers an odd mask of events as that version does", () =>
    Effect.gen(function*() {
      const session = yield* login({ events: "off" })
      const requests = Buffer.from(capture(`events-mask.ast${version}`).sent).toString("latin1").split("\r\n\r\n")
        .slice(1, -1)
      const expected = without(messagesOf(recordedText(`events-mask.ast${version}`)).slice(1), "Registry", "TestEvent")

      for (const request of requests) {
        yield* session.sendRaw(`${request}\r\n\r\n`)
      }
      yield* session.send("Action: Logoff\n\n")

      assert.deepStrictEqual(messagesOf(yield* session.rest).slice(0, -1), expected)
    }).pipe(Effect.provide(simulator({ version, users }))))
})

describe("WaitEvent over a socket", () => {
  it.live("ends with an event of any kind, or with the next request", () =>
    Effect.gen(function*() {
      const { broadcast, respondWith } = yield* AmiSimulator.AmiSimulator
      const session = yield* login({ events: "user" })
      const arrived = yield* Queue.unbounded<string>()
      yield* respondWith("WaitEvent", ({ actionId = "" }) => {
        Queue.offerUnsafe(arrived, actionId)
        return undefined
      })
      const wait = (id: string) =>
        Effect.andThen(session.send(`Action: WaitEvent\nTimeout: 100\nActionID: ${id}\n\n`), Queue.take(arrived))

      yield* wait("w1")
      yield* broadcast([["Event", "Hangup"], ["Privilege", "call,all"]])
      const first = [yield* session.message, yield* session.message]
      yield* wait("w2")
      yield* broadcast([["Event", "UserEvent"], ["Privilege", "user,all"], ["UserEvent", "W"]])
      const second = [yield* session.message, yield* session.message, yield* session.message]
      yield* wait("w3")
      yield* session.send("Action: Ping\nActionID: pw\n\n")
      const third = [yield* session.message, yield* session.message]

      const completed = (id: string) => `Response: Success\nActionID: ${id}\nMessage: Waiting for Event completed.`
      assert.deepStrictEqual(first, [completed("w1"), "Event: WaitEventComplete\nActionID: w1"])
      assert.deepStrictEqual(second, [
        completed("w2"),
        "Event: UserEvent\nPrivilege: user,all\nUserEvent: W",
        "Event: WaitEventComplete\nActionID: w2"
      ])
      assert.deepStrictEqual(third, [completed("w3"), "Event: WaitEventComplete\nActionID: w3"])
      assert.include(yield* session.reply, "Ping: Pong")
    }).pipe(Effect.provide(simulator())))
})

const calling = (exten: string) =>
  `Action: Originate\nChannel: Local/${exten}@from-internal/n\nApplication: Wait\nData: 300\nAsync: true`

type Steps = Parameters<typeof play>[0]

/** What 22 says and 16 does not. */
const later: ReadonlyArray<readonly [header: string, first: string, on22: string, steps: Steps]> = [
  ["CoreProcessedCalls", "Response: Success", "0", [["Action: CoreStatus", 0]]],
  [
    "EndMarkedAny",
    "Event: ConfbridgeList",
    "No",
    [[calling("600"), 1], ["Action: ConfbridgeList\nConference: room", 0]]
  ],
  [
    "PausedReason",
    "Event: QueueMemberAdded",
    "Lunch",
    [["Action: QueueAdd\nQueue: sales\nInterface: PJSIP/101\nPaused: true\nReason: Lunch", 0]]
  ],
  ["TechCause", "Event: Hangup", "603", [[calling("601"), 1]]]
]

describe("a PBX", () => {
  it.each(later)("says %s in `%s` as Asterisk 22 only", (header, first, on22, steps) => {
    const said = (version: "16" | "22") =>
      play(steps, {
        version,
        extensions: { "from-internal": { "600": ["ConfBridge(room)"], "601": ["Dial(PJSIP/101)"] } },
        endpoints: { "101": { onCall: "rejects" } },
        queues: { sales: {} }
      }).filter(([line]) => line === first)
    assert.include(said("22").map((lines) => valueIn(lines, header)), on22)
    const on16 = said("16")
    assert.isNotEmpty(on16)
    for (const lines of on16) assert.include(["", undefined], valueIn(lines, header))
  })
})
