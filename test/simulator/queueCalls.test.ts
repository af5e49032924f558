/**
 * Calls through queues: who rings, what becomes of the caller, and what the queue counts.
 */
import { assert, describe, it } from "@effect/vitest"
import { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const extensions: SimulatedPbx.Extensions = {
  "from-internal": {
    "100": ["Answer()", "Echo()"],
    "200": ["Answer()", "Queue(sales,c,,,30)", "NoOp(${QUEUESTATUS})", "Wait(1)"],
    "201": ["Answer()", "Queue(sales)", "Wait(1)"],
    "202": ["Answer()", "Queue(sales,n)", "Wait(1)"],
    "203": ["Answer()", "Queue(nosuch)", "Wait(1)"]
  },
  exits: { "5": ["Wait(1)"] }
}

const endpoints: SimulatedPbx.Options["endpoints"] = {
  "101": { onCall: { answersAfter: "2 seconds", hangsUpAfter: "10 seconds" }, callerId: "\"Alice\" <101>" },
  "102": { onCall: { answersAfter: "2 seconds", hangsUpAfter: "10 seconds" }, callerId: "\"Bob\" <102>" },
  "103": { onCall: "rings", callerId: "\"Carol\" <103>" },
  "104": { onCall: "busy", callerId: "\"Dave\" <104>" }
}

const call = (exten: string, id: number | string = "") =>
  `Action: Originate\nChannel: Local/100@from-internal/n\nContext: from-internal\nExten: ${exten}\nPriority: 1\n` +
  `Async: true\nChannelId: caller${id}\nCallerID: "Customer" <0301${id}>`

const hangUp = (id: number | string = "") => `Action: Hangup\nChannel: caller${id}`

const nothing = "Action: Ping"

const ask = (
  steps: Parameters<typeof play>[0],
  sales: SimulatedPbx.Queue,
  options: SimulatedPbx.Options = {}
) => play(steps, { extensions, endpoints, queues: { sales }, ...options })

const events = (said: ReadonlyArray<Lines>, pattern: RegExp): ReadonlyArray<Lines> =>
  said.filter((lines) => pattern.test(valueIn(lines, "Event") ?? ""))

/** Events of one pattern, as their names and the values of some headers. */
const told = (said: ReadonlyArray<Lines>, pattern: RegExp, ...headers: ReadonlyArray<string>) =>
  events(said, pattern).map((lines) => ["Event", ...headers].map((header) => valueIn(lines, header)).join(" "))

const agents = /^(Agent|QueueCaller)/

const variable = (said: ReadonlyArray<Lines>, name: string) =>
  said.filter((lines) => valueIn(lines, "Event") === "VarSet" && valueIn(lines, "Variable") === name)
    .map((lines) => valueIn(lines, "Value"))

const rung = (said: ReadonlyArray<Lines>) => events(said, /^AgentCalled$/).map((lines) => valueIn(lines, "MemberName"))

describe("a caller of a queue", () => {
  it.each([
    ["they talk", 5],
    ["it rings", 1]
  ])("is counted although its member is removed while %s", (_, seconds) => {
    const member = "Queue: sales\nInterface: PJSIP/101"
    const said = ask([
      [`Action: QueueAdd\n${member}`, 0],
      [call("201"), seconds],
      [`Action: QueueRemove\n${member}`, 20],
      ["Action: QueueStatus", 0]
    ], { members: [] })

    assert.deepStrictEqual(told(said, /^AgentComplete$/, "Interface", "Reason"), ["AgentComplete PJSIP/101 agent"])
    assert.deepStrictEqual(told(said, /^QueueParams$/, "Completed", "TalkTime"), ["QueueParams 1 10"])
  })

  it("is connected with the member that answers, and counted when one of them hangs up", () => {
    const said = ask([[call("201"), 20], ["Action: QueueStatus", 0]], {
      members: ["PJSIP/101,0,Alice"],
      servicelevel: 5
    })

    assert.deepStrictEqual(told(said, agents, "MemberName", "Position", "HoldTime", "TalkTime", "Reason"), [
      "QueueCallerJoin  1   ",
      "AgentCalled Alice    ",
      "QueueCallerLeave  1   ",
      "AgentConnect Alice  2  ",
      "AgentComplete Alice  2 10 agent"
    ])
    const [params] = events(said, /^QueueParams$/)
    const [member] = events(said, /^QueueMember$/)
    assert.deepStrictEqual(
      ["Completed", "Abandoned", "Holdtime", "TalkTime", "ServicelevelPerf"].map((name) => valueIn(params ?? [], name)),
      ["1", "0", "2", "10", "100.0"]
    )
    assert.deepStrictEqual(
      ["CallsTaken", "InCall", "Status"].map((name) => valueIn(member ?? [], name)),
      ["1", "0", "1"]
    )
  })

  it("goes on in the dialplan after the call with the option `c`, and ends without it", () => {
    const members = ["PJSIP/101"]
    assert.deepStrictEqual(variable(ask([[call("200"), 30]], { members }), "QUEUESTATUS"), ["CONTINUE"])
    assert.deepStrictEqual(variable(ask([[call("201"), 30]], { members }), "QUEUESTATUS"), [])
  })

  it("gives up after its time, while members do not answer", () => {
    const said = ask([[call("200"), 40], ["Action: QueueStatus", 0]], {
      members: ["PJSIP/103,0,Carol"],
      timeout: 8,
      retry: 2
    })

    assert.deepStrictEqual(told(said, /^AgentRingNoAnswer$/, "RingTime"), [
      "AgentRingNoAnswer 8000",
      "AgentRingNoAnswer 8000",
      "AgentRingNoAnswer 8000"
    ])
    assert.deepStrictEqual(told(said, /^QueueCaller/, "HoldTime").slice(1), [
      "QueueCallerAbandon 30",
      "QueueCallerLeave "
    ])
    assert.deepStrictEqual(variable(said, "QUEUESTATUS"), ["TIMEOUT"])
    assert.strictEqual(valueIn(events(said, /^QueueParams$/)[0] ?? [], "Abandoned"), "1")
  })

  it("is abandoned if it hangs up while it waits or a member rings", () => {
    const said = ask([[call("201"), 5], [hangUp(), 1], ["Action: QueueStatus", 0]], { members: ["PJSIP/103"] })

    assert.deepStrictEqual(told(said, /^(QueueCaller|DialEnd)/, "DialStatus", "HoldTime").slice(1), [
      "QueueCallerJoin  ",
      "DialEnd CANCEL ",
      "DialEnd CANCEL ",
      "QueueCallerAbandon  5",
      "QueueCallerLeave  "
    ])
    assert.strictEqual(valueIn(events(said, /^QueueParams$/)[0] ?? [], "Calls"), "0")
  })

  it.each<readonly [status: string, exten: string, queue: SimulatedPbx.Queue]>([
    ["UNKNOWN", "203", {}],
    ["JOINEMPTY", "200", { joinempty: false }],
    ["JOINEMPTY", "200", { joinempty: "paused", members: [{ interface: "PJSIP/101", paused: true }] }],
    ["LEAVEEMPTY", "200", { leavewhenempty: true }],
    ["TIMEOUT", "202", { members: ["PJSIP/104"] }]
  ])("leaves with %s", (status, exten, queue) => {
    assert.deepStrictEqual(variable(ask([[call(exten), 40]], queue), "QUEUESTATUS"), [status])
  })

  it("finds the queue full", () => {
    const said = ask([[call("201", 1), 1], [call("201", 2), 1]], { maxlen: 1, members: ["PJSIP/103"] })
    assert.deepStrictEqual(variable(said, "QUEUESTATUS"), ["FULL"])
  })

  it("waits behind others, and before those of a lower priority", () => {
    const said = ask(
      [[call("201", 1), 1], [call("201", 2), 1], [`${call("201", 3)}\nVariable: QUEUE_PRIO=5`, 1], [
        "Action: QueueStatus",
        0
      ]],
      {}
    )
    assert.deepStrictEqual(told(said, /^QueueEntry$/, "CallerIDNum", "Position", "Priority"), [
      "QueueEntry 03013 1 5",
      "QueueEntry 03011 2 0",
      "QueueEntry 03012 3 0"
    ])
  })

  it("moves at once if its priority changes so on 22, and leaves when it is withdrawn", () => {
    const priority = (channel: string) =>
      `Action: QueueChangePriorityCaller\nQueue: sales\nCaller: ${channel}\nPriority: 9\nImmediate: yes`
    const second = "Local/100@from-internal-00000001;1"
    const withdraw = `Action: QueueWithdrawCaller\nQueue: sales\nCaller: ${second}\nWithdrawInfo: moved`
    const said = ask([[call("201", 1), 1], [call("201", 2), 1], [priority(second), 0], ["Action: QueueStatus", 0], [
      withdraw,
      3
    ], [withdraw, 0]], {})

    assert.deepStrictEqual(told(said, /^QueueEntry$/, "CallerIDNum"), ["QueueEntry 03012", "QueueEntry 03011"])
    assert.deepStrictEqual(variable(said, "QUEUE_WITHDRAW_INFO"), ["moved"])
    assert.deepStrictEqual(variable(said, "QUEUESTATUS"), ["WITHDRAW"])
    assert.include(said.at(-1) ?? [], "Message: Unable to request withdraw from queue: No such caller")
  })

  it("is served in order when members become free, who rest after each call", () => {
    const said = ask([[call("201", 1), 1], [call("201", 2), 40], ["Action: QueueStatus", 0]], {
      members: ["PJSIP/101"],
      wrapuptime: 5,
      ringinuse: false
    })
    const times = events(said, /^AgentConnect$/).map((lines) => valueIn(lines, "HoldTime"))
    assert.strictEqual(times.length, 2)
    // Two seconds of ringing, ten of talk, five of rest, up to one until it looks again, and two of ringing.
    assert.include(["18", "19", "20"], times[1])
    // Three parts of the mean so far, and one of the new time.
    const [params = []] = events(said, /^QueueParams$/)
    assert.strictEqual(valueIn(params, "Holdtime"), `${Math.floor((3 * 2 + Number(times[1])) / 4)}`)
  })

  it.each<
    readonly [whose: string, wrapuptime: number, own: number, available: string, called: Array<string | undefined>]
  >([
    ["its queue", 30, 0, "INUSE", ["Alice", "Carol"]],
    ["its own", 0, 30, "INUSE", ["Alice", "Carol"]],
    ["none", 0, 0, "NOT_INUSE", ["Alice", "Alice"]]
  ])("neither rings nor counts a member during the wrap-up time of %s", (_, wrapuptime, own, available, called) => {
    const queue: SimulatedPbx.Queue = {
      strategy: "linear",
      ringinuse: false,
      wrapuptime,
      members: [{ interface: "PJSIP/101", membername: "Alice", wrapuptime: own }]
    }
    const added = "Action: QueueAdd\nQueue: sales\nInterface: PJSIP/103\nMemberName: Carol"
    const first = [call("201", 1), 20] as const
    const states = told(ask([first], queue), /^DeviceStateChange$/, "Device", "State")

    assert.strictEqual(
      states.findLast((line) => line.includes("Queue:sales_avail")),
      `DeviceStateChange Queue:sales_avail ${available}`
    )
    assert.deepStrictEqual(rung(ask([first, [added, 0], [call("201", 2), 1]], queue)), called)
  })

  it.each(["sales", "support"])(
    "is served before callers of other queues if the weight of its own, %s, is higher",
    (heavy) => {
      const light = heavy === "sales" ? "support" : "sales"
      const queue = { members: ["PJSIP/101"], ringinuse: false }
      const said = play(
        // The second caller looks before the third whether the member is free.
        [[call("200", 1), 1.5], [call(light, 2), 0.2], [call(heavy, 3), 40]],
        {
          extensions: {
            "from-internal": {
              "100": ["Answer()", "Echo()"],
              "200": ["Answer()", "Queue(other)"],
              sales: ["Answer()", "Queue(sales)"],
              support: ["Answer()", "Queue(support)"]
            }
          },
          endpoints,
          queues: { other: queue, sales: queue, support: queue, [heavy]: { ...queue, weight: 5 } }
        }
      )
      assert.deepStrictEqual(
        told(said, /^AgentConnect$/, "Queue"),
        ["other", heavy, light].map((name) => `AgentConnect ${name}`)
      )
    }
  )
})

describe("a strategy", () => {
  const members = ["PJSIP/103,0,Carol", "PJSIP/101,0,Alice", "PJSIP/102,0,Bob"]

  it("rings all at once, and those of a higher penalty when nobody else is left", () => {
    assert.sameMembers([...rung(ask([[call("201"), 1]], { members })) as Array<string>], ["Carol", "Alice", "Bob"])
    const said = ask([[call("201"), 5]], { members: ["PJSIP/104,0,Dave", "PJSIP/101,1,Alice", "PJSIP/102,2,Bob"] })
    assert.deepStrictEqual(rung(said), ["Dave", "Alice"])
  })

  it("calls one after the other in a list", () => {
    const said = ask([[call("200"), 40]], { strategy: "linear", members, timeout: 3, retry: 1 })
    assert.deepStrictEqual(rung(said).slice(0, 2), ["Carol", "Alice"])
  })

  it("goes round from caller to caller", () => {
    const said = ask(
      [[call("201", 1), 20], [call("201", 2), 20], [call("201", 3), 20]],
      { strategy: "rrordered", members: ["PJSIP/101,0,Alice", "PJSIP/102,0,Bob"] }
    )
    assert.deepStrictEqual(rung(said), ["Alice", "Bob", "Alice"])
  })

  it("prefers who took the fewest calls, or whose last call is longest ago", () => {
    const given = (interface_: string, membername: string, callstaken: number, lastcall: number) => ({
      interface: interface_,
      membername,
      callstaken,
      lastcall
    })
    const some = [given("PJSIP/101", "Alice", 5, 1_795_422_000), given("PJSIP/102", "Bob", 1, 1_795_422_800)]
    assert.deepStrictEqual(rung(ask([[call("201"), 1]], { strategy: "fewestcalls", members: some })), ["Bob"])
    assert.deepStrictEqual(rung(ask([[call("201"), 1]], { strategy: "leastrecent", members: some })), ["Alice"])
  })

  it("pauses who does not answer, if the queue says so", () => {
    const said = ask([[call("200"), 12]], { members: ["PJSIP/103,0,Carol"], timeout: 3, retry: 1, autopause: true })
    assert.deepStrictEqual(told(said, /^QueueMemberPause$/, "MemberName", "PausedReason"), [
      "QueueMemberPause Carol Auto-Pause"
    ])
    assert.deepStrictEqual(rung(said), ["Carol"])
  })

  it("calls only members whose penalty the caller accepts", () => {
    const limited = `${call("201")}\nVariable: QUEUE_MAX_PENALTY=1`
    const some = ["PJSIP/101,2,Alice", "PJSIP/102,1,Bob"]
    assert.deepStrictEqual(rung(ask([[limited, 1]], { members: some })), ["Bob"])
  })
})

describe("a queue whose calls take no time", () => {
  it("lets callers wait until somebody comes, without end and without haste", () => {
    const said = ask(
      [[call("201"), 0], [nothing, 0], ["Action: QueueAdd\nQueue: sales\nInterface: PJSIP/101\nMemberName: Alice", 0]],
      { members: ["PJSIP/104,0,Dave"] },
      { timeScale: 0 }
    )
    const toAlice = told(said, agents, "MemberName", "Reason").filter((line) => line.includes("Alice"))
    assert.deepStrictEqual(toAlice, ["AgentCalled Alice ", "AgentConnect Alice ", "AgentComplete Alice agent"])
  })
})
