/**
 * Queues without calls: their lists, and the actions that change their members.
 */
import { assert, describe, it } from "@effect/vitest"
import { AmiError } from "effect-ami"
import { SimulatedPbx } from "effect-ami/simulator"
import { emptyConditions } from "../../src/simulator/internal/pbx/queues/options.ts"

const now = 1_700_000_000_000

const queues: SimulatedPbx.Options["queues"] = {
  sales: {
    strategy: "linear",
    members: ["PJSIP/101,1,Alice", "PJSIP/102,2,Bob,Custom:bob"],
    weight: 3,
    servicelevel: 20
  },
  support: { members: ["Local/100@from-internal"], maxlen: 5 },
  empty: {}
}

interface Pbx {
  readonly ask: (...lines: ReadonlyArray<string>) => ReadonlyArray<ReadonlyArray<string>>
  /** The names of the events since the last look. */
  readonly events: () => ReadonlyArray<SimulatedPbx.RaisedEvent>
}

const pbxOf = (options: SimulatedPbx.Options = {}): Pbx => {
  let state = SimulatedPbx.make(now, { queues, ...options })
  let events: ReadonlyArray<SimulatedPbx.RaisedEvent> = []
  return {
    ask: (...lines) => {
      const step = SimulatedPbx.answer(state, lines, now + 5000)
      assert.isDefined(step)
      state = step?.state ?? state
      events = [...events, ...step?.events ?? []]
      return step?.reply ?? []
    },
    events: () => {
      const seen = events
      events = []
      return seen
    }
  }
}

const messageOf = (reply: ReadonlyArray<ReadonlyArray<string>>): string =>
  reply[0]?.find((line) => line.startsWith("Message: "))?.slice("Message: ".length) ?? ""

const member = (lines: ReadonlyArray<string> | undefined, ...names: ReadonlyArray<string>) =>
  names.map((name) => lines?.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2))

describe("the actions about queues", () => {
  const interfaces = (action: string, parameter: string, value: string) =>
    `Action: ${action}\nInterface: ${parameter}\n${value}`

  it.each([
    ["Action: QueueAdd", "'Queue' not specified."],
    ["Action: QueueAdd\nQueue: sales", "'Interface' not specified."],
    ["Action: QueueAdd\nQueue: nosuch\nInterface: PJSIP/1", "Unable to add interface to queue: No such queue"],
    ["Action: QueueAdd\nQueue: SALES\nInterface: pjsip/101", "Unable to add interface: Already there"],
    ["Action: QueueAdd\nQueue: Sales\nInterface: PJSIP/103\nPenalty: -3", "Added interface to queue"],
    ["Action: QueueRemove\nQueue: sales", "Need 'Queue' and 'Interface' parameters."],
    ["Action: QueueRemove\nQueue: nosuch\nInterface: x", "Unable to remove interface from queue: No such queue"],
    ["Action: QueueRemove\nQueue: sales\nInterface: x", "Unable to remove interface: Not there"],
    ["Action: QueueRemove\nQueue: sales\nInterface: pjsip/101", "Member not dynamic"],
    ["Action: QueuePause\nInterface: PJSIP/101", "Need 'Interface' and 'Paused' parameters."],
    [interfaces("QueuePause", "PJSIP/101", "Paused: maybe"), "Interface unpaused successfully"],
    [interfaces("QueuePause", "pjsip/101", "Paused: YES"), "Interface paused successfully"],
    [interfaces("QueuePause", "PJSIP/101", "Paused: 1\nQueue: empty"), "Interface not found"],
    [interfaces("QueuePenalty", "PJSIP/101", "Penalty: -1"), "Invalid interface, queuename or penalty"],
    [interfaces("QueuePenalty", "PJSIP/101", "Penalty: many"), "Interface penalty set successfully"],
    [interfaces("QueuePenalty", "nobody", "Penalty: 1"), "Invalid interface, queuename or penalty"],
    [
      interfaces("QueueMemberRingInUse", "PJSIP/101", "RingInUse: maybe"),
      "'RingInUse' parameter must be a truth value (yes/no, on/off, 0/1, etc)"
    ],
    [
      interfaces("QueueMemberRingInUse", "nobody", "RingInUse: no"),
      "Invalid interface, queuename, or ringinuse value\n"
    ],
    [interfaces("QueueMemberRingInUse", "PJSIP/101", "RingInUse: off"), "Interface ringinuse set successfully"],
    ["Action: QueueLog\nQueue: sales", "Need 'Queue' and 'Event' parameters."],
    ["Action: QueueLog\nQueue: nosuch\nEvent: X", "Event added successfully"],
    ["Action: QueueReload\nQueue: nosuch", "Queue reloaded successfully"],
    ["Action: QueueReset\nQueue: nosuch", "Queue stats reset successfully"],
    ["Action: QueueChangePriorityCaller\nQueue: sales\nCaller: x", "'Priority' not specified."],
    ["Action: QueueChangePriorityCaller\nQueue: sales\nCaller: x\nPriority: high", "'Priority' need integer."],
    [
      "Action: QueueChangePriorityCaller\nQueue: sales\nCaller: x\nPriority: 1",
      "Unable to change priority caller on queue: No such caller"
    ],
    [
      "Action: QueueChangePriorityCaller\nQueue: nosuch\nCaller: x\nPriority: 1",
      "Unable to change priority caller on queue: No such queue"
    ],
    ["Action: QueueWithdrawCaller\nQueue: sales", "'Caller' not specified."],
    ["Action: QueueWithdrawCaller\nQueue: sales\nCaller: x", "Unable to request withdraw from queue: No such caller"]
  ])("answer %j as Asterisk does", (request, message) => {
    assert.strictEqual(messageOf(pbxOf().ask(...request.split("\n"))), message)
  })

  it("change members, and tell all of them in every queue", () => {
    const { ask, events } = pbxOf()
    ask(
      "Action: QueueAdd",
      "Queue: support",
      "Interface: PJSIP/101",
      "MemberName: Al",
      "Penalty: 7",
      "Paused: yes",
      "Reason: tea"
    )
    ask("Action: QueuePause", "Interface: PJSIP/101", "Paused: no", "Reason: back")
    ask("Action: QueuePenalty", "Interface: PJSIP/101", "Penalty: 4")
    ask("Action: QueueRemove", "Queue: support", "Interface: PJSIP/101")

    const fields = ["Queue", "MemberName", "Membership", "Penalty", "Paused", "PausedReason", "LastPause"] as const
    const told = events()
      .filter(({ name }) => name.startsWith("QueueMember"))
      .map(({ lines, name }) => [name.slice("QueueMember".length), ...member(lines, ...fields)])
    const paused = "1700000005"
    assert.deepStrictEqual(told, [
      ["Added", "support", "Al", "dynamic", "7", "1", "tea", paused],
      // 22 tells why a pause ended.
      ["Pause", "support", "Al", "dynamic", "7", "0", "back", paused],
      ["Pause", "sales", "Alice", "static", "1", "0", "back", "0"],
      ["Penalty", "support", "Al", "dynamic", "4", "0", "", paused],
      ["Penalty", "sales", "Alice", "static", "4", "0", "", "0"],
      ["Removed", "support", "Al", "dynamic", "4", "0", "", paused]
    ])
  })

  it("tell why somebody is paused as the version does", () => {
    const tail = (version: "16" | "22") => {
      const { ask, events } = pbxOf({ version })
      ask("Action: QueuePause", "Interface: PJSIP/101", "Paused: yes", "Reason: tea")
      return events().find(({ name }) => name === "QueueMemberPause")?.lines.slice(-4)
    }
    assert.deepStrictEqual(tail("22"), ["Paused: 1", "PausedReason: tea", "Ringinuse: 1", "Wrapuptime: 0"])
    assert.deepStrictEqual(tail("16"), ["PausedReason: tea", "Ringinuse: 1", "Wrapuptime: 0", "Reason: tea"])
  })

  it("list queues and members in the order of Asterisk's tables", () => {
    const { ask } = pbxOf()
    // Not in the order in which they are listed.
    for (const name of ["Alice", "101", "200", "102"]) {
      ask("Action: QueueAdd", "Queue: support", `Interface: PJSIP/${name}`)
      ask("Action: QueueAdd", "Queue: sales", `Interface: PJSIP/${name}`)
    }
    const listed = ask("Action: QueueStatus").flatMap((lines) =>
      lines.filter((line) => /^(Queue|Location): /.test(line))
    )
    const locations = (queue: string) =>
      ask("Action: QueueStatus", `Queue: ${queue}`).flatMap((lines) => member(lines, "Location")[0] ?? [])

    assert.deepStrictEqual([...new Set(listed.filter((line) => line.startsWith("Queue: ")))], [
      "Queue: support",
      "Queue: sales",
      "Queue: empty"
    ])
    // The strategy `linear` keeps a list.
    assert.deepStrictEqual(locations("sales"), ["PJSIP/101", "PJSIP/102", "PJSIP/Alice", "PJSIP/200"])
    assert.deepStrictEqual(locations("support"), [
      "Local/100@from-internal",
      "PJSIP/200",
      "PJSIP/102",
      "PJSIP/101",
      "PJSIP/Alice"
    ])
  })

  it("summarise, filter and count", () => {
    const { ask } = pbxOf({
      queues: { ...queues, sales: { ...queues?.["sales"], completed: 16, completedinlevel: 1, abandoned: 4 } }
    })
    const params = ask("Action: QueueStatus", "Queue: SALES", "Member: Bob")
    const [summary] = ask("Action: QueueSummary", "Queue: sales").slice(1)

    assert.strictEqual(params.length, 4)
    assert.deepStrictEqual(member(params[1], "Completed", "ServicelevelPerf", "ServicelevelPerf2", "Weight"), [
      "16",
      "6.2",
      "5.0",
      "3"
    ])
    assert.deepStrictEqual(member(params[2], "Name", "StateInterface", "Penalty"), ["Bob", "Custom:bob", "2"])
    assert.deepStrictEqual(params[3]?.slice(1), ["EventList: Complete", "ListItems: 2"])
    assert.deepStrictEqual(member(summary, "LoggedIn", "Available", "Callers"), ["2", "2", "0"])

    ask("Action: QueueReset", "Queue: sales")
    assert.deepStrictEqual(member(ask("Action: QueueStatus", "Queue: sales")[1], "Completed", "Abandoned"), ["0", "0"])
  })

  it("print rules with two blank lines", () => {
    const { ask } = pbxOf({ queueRules: { patience: ["60,10,5", "30,+3"] } })
    assert.deepStrictEqual(ask("Action: QueueRule", "Rule: PATIENCE"), [[
      "Response: Success",
      "RuleList: patience",
      "Rule: 30,+3,+0",
      "Rule: 60,10,5",
      ""
    ]])
  })
})

describe("the options of queues", () => {
  it.each<readonly [path: string, queue: unknown]>([
    ["queues.sales", 5],
    ["queues.sales.strategy", { strategy: "roundrobin" }],
    ["queues.sales.timeout", { timeout: "15 seconds" }],
    ["queues.sales.members[1].penalty", { members: ["PJSIP/101", { interface: "PJSIP/102", penalty: -1 }] }],
    ["queues.sales.members[0].interface", { members: [{ membername: "Alice" }] }],
    ["queues.sales.joinempty", { joinempty: "sometimes" }],
    ["queues.sales.autopause", { autopause: "some" }],
    ["queues.sales.ringInUse", { ringInUse: true }]
  ])("refuse a wrong %s", (path, queue) => {
    const made = () => SimulatedPbx.make(now, { queues: { sales: queue as SimulatedPbx.Queue } })
    try {
      made()
      assert.fail("it was accepted")
    } catch (error) {
      assert.instanceOf(error, AmiError.AmiError)
      assert.deepInclude(error.reason, { _tag: "InvalidOption", option: path })
    }
  })

  it("read when a queue counts as empty as queues.conf does", () => {
    assert.deepStrictEqual(
      [[true, false], [false, false], ["strict", false], ["paused,unavailable", true], ["paused,loose", true], [
        true,
        true
      ]]
        .map(([value, refuses]) => emptyConditions(value as boolean | string, refuses === true)?.join()),
      [
        "",
        "penalty,invalid,paused",
        "penalty,invalid,paused,unavailable",
        "paused,unavailable",
        "penalty,invalid",
        "penalty,invalid,paused"
      ]
    )
  })
})
