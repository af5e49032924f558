import { assert, describe, it } from "@effect/vitest"
import { compare, type Verdict } from "./compare.ts"
import { sections } from "./conf.ts"
import type { Lines } from "./conversations.ts"
import { messagesIn } from "./conversations.ts"
import { dialplanOf } from "./dialplan.ts"
import { storyOf } from "./story.ts"

const verdicts = (recorded: ReadonlyArray<Lines>, said: ReadonlyArray<Lines>): ReadonlyArray<Verdict> =>
  compare(recorded, said).map(({ verdict }) => verdict)

const event = (name: string, channel: string, ...more: Lines): Lines => [
  `Event: ${name}`,
  "Privilege: call,all",
  `Channel: ${channel}`,
  ...more
]

const answer = (id: string, ...more: Lines): Lines => ["Response: Success", `ActionID: ${id}`, ...more]

const call = (one: string, id: string): ReadonlyArray<Lines> => [
  event("Newchannel", `PJSIP/100-0000000${one}`, `Uniqueid: ${id}`, `Linkedid: ${id}`),
  event("Newstate", `PJSIP/100-0000000${one}`, `Uniqueid: ${id}`, "ChannelState: 6"),
  event("Hangup", `PJSIP/100-0000000${one}`, `Uniqueid: ${id}`, "Cause: 16")
]

describe("compare", () => {
  it("considers two runs of a call equal if only their ids differ", () => {
    assert.deepStrictEqual(verdicts(call("3", "1795421000.7"), call("9", "1795000000.12")), ["equal", "equal", "equal"])
  })

  it("notices each change of a message", () => {
    const [first = [], second = [], last = []] = call("3", "1795421000.7")
    const rows: ReadonlyArray<readonly [Verdict, Lines]> = [
      ["shape", [...last.slice(0, -1), "Cause: 17"]],
      ["shape", [...last.slice(0, -1), "Cause:  16"]],
      ["near", [...last, "Cause-txt: Normal Clearing"]],
      ["near", last.slice(0, -1)],
      ["near", [...last.slice(0, 3), ...last.slice(3).toReversed()]]
    ]
    for (const [verdict, changed] of rows) {
      assert.deepStrictEqual(verdicts([first, second, last], [first, second, changed]), ["equal", "equal", verdict])
    }
    assert.deepStrictEqual(verdicts([first, second, last], [first, second]), ["equal", "equal", "missing"])
    assert.deepStrictEqual(verdicts([first, second], [first, second, last]), ["equal", "equal", "surplus"])
    assert.deepStrictEqual(verdicts([first], [first, first]), ["equal", "surplus"])
  })

  it("notices a call that mixes up its ids", () => {
    const mixed = call("3", "1795421000.7").with(
      2,
      event("Hangup", "PJSIP/100-00000003", "Uniqueid: 1795421000.8", "Cause: 16")
    )
    assert.notDeepEqual(verdicts(call("3", "1795421000.7"), mixed), ["equal", "equal", "equal"])
  })

  it("leaves the order across channels free, and holds that within a channel", () => {
    const one = [event("Newstate", "PJSIP/100-00000001", "A: 1"), event("Hangup", "PJSIP/100-00000001", "A: 2")]
    const two = [event("Newstate", "PJSIP/200-00000002", "A: 1"), event("Hangup", "PJSIP/200-00000002", "A: 2")]
    assert.deepStrictEqual(verdicts([...one, ...two], [...two, ...one]), ["equal", "equal", "equal", "equal"])
    assert.include(verdicts(one, one.toReversed()), "shape")
  })

  it("holds the order of answers, and leaves that of events to them free", () => {
    const answers = [answer("a", "Value: 1"), answer("b", "Value: 2")]
    const change: Lines = ["Event: DeviceStateChange", "Privilege: call,all", "Device: PJSIP/100", "State: INUSE"]
    assert.deepStrictEqual(verdicts([change, ...answers], [...answers, change]), ["equal", "equal", "equal"])
    assert.notDeepEqual(verdicts(answers, answers.toReversed()), ["equal", "equal"])
  })

  it("leaves the order of a list free if its items are known by ids", () => {
    const list = (...items: ReadonlyArray<Lines>): ReadonlyArray<Lines> => [answer("l", "EventList: start"), ...items]
    const channel = (one: string): Lines => ["Event: Status", "ActionID: l", `Channel: PJSIP/10${one}-0000000${one}`]
    const queue = (name: string): Lines => ["Event: QueueParams", "ActionID: l", `Queue: ${name}`]
    assert.notInclude(verdicts(list(channel("1"), channel("2")), list(channel("2"), channel("1"))), "shape")
    assert.include(verdicts(list(queue("a"), queue("b")), list(queue("b"), queue("a"))), "shape")
  })

  it("allows durations what clocks differ by, and no more", () => {
    const set = (name: string, value: string) =>
      event("VarSet", "PJSIP/100-00000001", `Variable: ${name}`, `Value: ${value}`)
    assert.deepStrictEqual(verdicts([set("DIALEDTIME", "3")], [set("DIALEDTIME", "4")]), ["equal"])
    assert.deepStrictEqual(verdicts([set("DIALEDTIME", "3")], [set("DIALEDTIME", "5")]), ["shape"])
    assert.deepStrictEqual(verdicts([set("DIALEDTIME", "3")], [set("DIALEDTIME", "")]), ["shape"])
    assert.deepStrictEqual(verdicts([set("COUNT", "3")], [set("COUNT", "4")]), ["shape"])
  })
})

describe("messagesIn", () => {
  it("keeps the banner, stray line feeds and empty lines beyond the end of a message", () => {
    assert.deepStrictEqual(
      messagesIn("Asterisk Call Manager/11.0.0\r\nResponse: Error\r\nMessage: No\n\r\n\r\n\r\nEvent: A\r\nB: \r\n\r\n"),
      [["Asterisk Call Manager/11.0.0"], ["Response: Error", "Message: No\n", ""], ["Event: A", "B: "]]
    )
  })
})

describe("configuration files", () => {
  it("give templates to the sections made of them, and extensions their priorities, hints and contexts", () => {
    const files = "[phone](!)\na = 1 ; the first\n[101](phone)\nb => x\\;y\n[internal]\nexten => 101,1,Answer()\n" +
      " same => n,Dial(PJSIP/101,,tT)\nexten => 101,hint,PJSIP/101\n"
    const all = sections(files)
    assert.deepStrictEqual(all[0], { name: "101", entries: [{ key: "a", value: "1" }, { key: "b", value: "x;y" }] })
    const { extensions, hints } = dialplanOf(all.slice(1))
    assert.deepStrictEqual(extensions, { internal: { "101": ["Answer()", "Dial(PJSIP/101,,tT)"] } })
    assert.deepStrictEqual(hints, { internal: { "101": "PJSIP/101" } })
  })
})

describe("storyOf", () => {
  it("connects two parties by a Local channel, whichever channel enters its bridge last", () => {
    const enters = (channel: string, bridge: string) => event("BridgeEnter", channel, `BridgeUniqueid: ${bridge}`)
    const entries = [
      enters("PJSIP/101-00000001", "one"),
      enters("Local/102@here-00000000;1", "one"),
      enters("Local/102@here-00000000;2", "two"),
      enters("PJSIP/102-00000002", "two")
    ]
    for (let first = 0; first < entries.length; first++) {
      const told = storyOf([...entries.slice(first), ...entries.slice(0, first)])
      assert.deepStrictEqual(told, ["Talk PJSIP/101#1 and PJSIP/102#1"])
    }
  })
})
