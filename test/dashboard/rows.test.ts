import { assert, describe, it } from "@effect/vitest"
import { Showing } from "../../src/dashboard/internal/floor.ts"
import type { AgentRow } from "../../src/dashboard/internal/row.ts"
import { rowsOf } from "../../src/dashboard/internal/rows.ts"
import { call, caller, floor, leg, member, noon, party, queue } from "./floors.ts"

const all = new Showing()

const agentOf = (row: unknown) => row as AgentRow

const provider = party("PJSIP/provider", { number: "0201234567" })

describe("the row of an agent", () => {
  const states: ReadonlyArray<readonly [string, Parameters<typeof member>[2], AgentRow["state"], Partial<AgentRow>]> = [
    ["can be called", { statusSince: noon - 5000 }, "ready", { since: noon - 5000, known: true }],
    ["rings", { status: "Ringing", state: "Ringing", ringingFor: "1.1" }, "ringing", { peer: "0201234567" }],
    ["talks", { InCall: true, status: "InCall", state: "InUse" }, "talking", { queue: "sales" }],
    ["talks with somebody else", { status: "InUse", state: "InUse" }, "talking", {}],
    ["rings while it talks", { InCall: true, status: "InCall", state: "RingInUse" }, "talking", {}],
    ["holds", { InCall: true, status: "InCall", state: "OnHold" }, "hold", {}],
    ["rests after a call", { status: "WrapUp" }, "wrapup", {}],
    ["cannot be reached", { status: "Unavailable", state: "Unavailable" }, "off", {}],
    ["is paused", { status: "Paused", Paused: true, PausedReason: "Lunch", pausedSince: noon - 9000 }, "paused", {
      reason: "Lunch",
      paused: true,
      since: noon - 9000
    }],
    ["is paused since before anybody looked", { status: "Paused", Paused: true, LastPause: noon - 8000 }, "paused", {
      since: noon - 8000,
      known: true,
      reason: ""
    }],
    ["is paused while it talks", { status: "Paused", Paused: true, InCall: true, state: "InUse" }, "talking", {
      paused: true
    }],
    ["has been idle since its last call", { LastCall: noon - 7000, LoginTime: noon - 90_000 }, "ready", {
      since: noon - 7000,
      known: true
    }],
    ["has a clock of Asterisk that is ahead", { LastCall: noon + 7000 }, "ready", { since: noon, known: true }]
  ]

  it("says what the agent does, and since when", () => {
    for (const [name, more, state, expected] of states) {
      const queues = [queue("sales", [member("sales", "PJSIP/101", more)], { callers: [caller("sales", "1.1")] })]
      const row = agentOf(rowsOf(floor({ queues }), all).rows.get("a:PJSIP/101"))
      assert.strictEqual(row.state, state, name)
      assert.deepInclude(row, expected, name)
    }
  })

  it("is one for all queues, with what they have in common", () => {
    const queues = [
      queue("support", [member("support", "PJSIP/101", { CallsTaken: 3, Paused: true, status: "Paused" })]),
      queue("sales", [member("sales", "pjsip/101", { CallsTaken: 4, InCall: true, status: "InCall" })])
    ]
    const { rows } = rowsOf(floor({ queues }), all)
    assert.deepStrictEqual([...rows.keys()].filter((key) => key.startsWith("a:")), ["a:PJSIP/101"])
    assert.deepInclude(agentOf(rows.get("a:PJSIP/101")), {
      queues: ["sales", "support"],
      taken: 7,
      state: "talking",
      queue: "sales",
      paused: true,
      pausedIn: ["support"]
    })
  })

  it("keeps the moment at which a state was seen first, if nobody saw it begin", () => {
    const away = member("sales", "PJSIP/101", { status: "Unavailable", state: "Unavailable" })
    const first = rowsOf(floor({ queues: [queue("sales", [away])] }), all)
    const later = { queues: [queue("sales", [away])], at: noon + 60_000 }
    assert.deepInclude(agentOf(rowsOf(floor(later), all, first.rows).rows.get("a:PJSIP/101")), {
      since: noon,
      known: false
    })
    const back = { queues: [queue("sales", [member("sales", "PJSIP/101")])], at: noon + 60_000 }
    assert.deepInclude(agentOf(rowsOf(floor(back), all, first.rows).rows.get("a:PJSIP/101")), {
      since: noon + 60_000,
      known: false
    })
  })

  it("finds the telephone of a Local member by the call that connected it, or by its device", () => {
    const calls = [
      call("1.1", "Talking", [
        leg("1.1", provider, { role: "Caller", isTalking: true }),
        leg("1.4", party("PJSIP/101", { name: "Alice" }), { isTalking: true, answeredAt: noon - 4000 })
      ])
    ]
    const local = (more: object) => member("sales", "Local/101@from-queue/n", { state: "Unknown", ...more })
    const connected = local({
      InCall: true,
      status: "InCall",
      call: { Uniqueid: "1.1", DestUniqueid: "1.2", DestChannel: "Local/101@from-queue-1;1", connectedAt: noon - 3000 }
    })
    const byDevice = local({ StateInterface: "PJSIP/101", status: "InUse" })
    for (const one of [connected, byDevice]) {
      const row = agentOf(rowsOf(floor({ queues: [queue("sales", [one])], calls }), all).rows.get(`a:${one.Interface}`))
      assert.deepInclude(row, { state: "talking", channel: "PJSIP/101-00000004", peer: "0201234567" })
    }
    const idle = agentOf(
      rowsOf(floor({ queues: [queue("sales", [local({})])], calls }), all).rows.get("a:Local/101@from-queue/n")
    )
    assert.strictEqual(idle.state, "ready")
    assert.notProperty(idle, "channel")
  })
})

describe("the row of a call", () => {
  const talking = leg("1.2", party("PJSIP/101", { number: "101" }), { isTalking: true })
  const ringing = leg("1.3", party("PJSIP/102", { number: "102" }), { ringingAt: noon })
  const from = leg("1.1", provider, { role: "Caller" })

  it("says who calls whom, as people know them", () => {
    const queues = [queue("sales", [member("sales", "PJSIP/101")])]
    const visit = { Queue: "sales", joinedAt: noon, waitMs: 0, outcome: "Connected", rings: [] } as const
    const cases: ReadonlyArray<readonly [ReturnType<typeof call>, object]> = [
      [call("1.1", "Talking", [from, talking, ringing], { queues: [visit] }), {
        from: "0201234567",
        to: "Alice",
        state: "talking",
        queue: "sales"
      }],
      [call("1.1", "Ringing", [from, ringing]), { to: "102", state: "ringing" }],
      [call("1.1", "Ringing", [from, ringing, { ...ringing, Uniqueid: "1.4" }], { dialed: "600" }), { to: "600" }],
      [call("1.1", "Queued", [from], { queues: [{ ...visit, outcome: "Unknown" }], dialed: "700" }), {
        to: "sales",
        state: "waiting"
      }],
      [
        call("1.1", "Parked", [from, { ...talking, endedAt: noon }], {
          parkings: [{ lot: "default", space: "701", at: noon, ms: 0, outcome: "Unknown" }]
        }),
        { to: "701", state: "parked" }
      ],
      [call("1.1", "Setup", [from]), { to: "", state: "setup" }]
    ]
    for (const [one, expected] of cases) {
      assert.deepInclude(rowsOf(floor({ queues, calls: [one] }), all).rows.get("c:1.1") as object, expected)
    }
  })

  it("has the legs that are there", () => {
    const held = { ...talking, heldSince: noon }
    const gone = { ...ringing, endedAt: noon }
    const { legs } = rowsOf(floor({ calls: [call("1.1", "Held", [from, held, gone])] }), all).rows.get("c:1.1") as {
      readonly legs: unknown
    }
    assert.deepStrictEqual(legs, [
      { channel: "PJSIP/provider-00000001", who: "0201234567", state: "up" },
      { channel: "PJSIP/101-00000002", who: "101", state: "hold" }
    ])
  })
})

describe("rows", () => {
  it("have a key for each queue, caller, telephone and line", () => {
    const registered = { ObjectName: "provider", ClientUri: "sip:a", ServerUri: "sip:b", Status: "Registered" }
    const { rows } = rowsOf(
      floor({
        queues: [queue("a b/ü", [], { ServiceLevel: 20, callers: [caller("a b/ü", "1.1")] })],
        registrations: [registered, { ...registered, ObjectName: "backup", Status: "Rejected", statusSince: noon }],
        devices: [
          { Device: "PJSIP/provider", State: "NOT_INUSE" },
          { Device: "PJSIP/101", State: "UNAVAILABLE", since: noon },
          { Device: "PJSIP/line", State: "INUSE" },
          { Device: "Queue:sales", State: "INUSE" },
          { Device: "Custom:night", State: "NOT_INUSE" }
        ]
      }),
      new Showing({ trunks: ["PJSIP/line"] })
    )
    assert.deepStrictEqual(Object.fromEntries(rows), {
      "q:a b/ü": { name: "a b/ü", completed: 40, abandoned: 2, serviceLevel: 20, perf: 80, holdtime: 12 },
      "w:a b/ü:1.1": {
        queue: "a b/ü",
        num: "0201234567",
        name: "",
        since: noon - 30_000,
        position: 1,
        channel: "PJSIP/provider-00000001"
      },
      "e:provider": { name: "provider", state: "up", trunk: true },
      "e:backup": { name: "backup", state: "down", trunk: true, since: noon },
      "e:PJSIP/101": { name: "101", state: "down", trunk: false, since: noon },
      "e:PJSIP/line": { name: "line", state: "up", trunk: true }
    })
  })

  it("show callers as they may be shown, and channels with their counters", () => {
    const dangerous = new Showing({
      redact: (text) => {
        if (text === "Eve") throw new Error("no")
        return `…${text.slice(-3)}`
      }
    })
    const waiting = caller("sales", "1.1", {
      CallerIDName: "Eve",
      Channel: "SIP/+15550102009-00012345"
    })
    const dialling = leg("1.3", party("PJSIP/102"), { role: "Caller" })
    const { channels, rows } = rowsOf(
      floor({
        queues: [queue("sales", [member("sales", "PJSIP/102", { InCall: true })], { callers: [waiting] })],
        calls: [
          call("1.1", "Talking", [leg("1.1", provider, { role: "Caller" }), leg("1.2", party("PJSIP/101"))]),
          call("1.3", "Setup", [dialling], { dialed: "0201234567" })
        ]
      }),
      dangerous
    )
    assert.deepInclude(rows.get("c:1.3") as object, { to: "…567" })
    assert.deepInclude(rows.get("a:PJSIP/102") as object, { peer: "…567" })
    assert.deepInclude(rows.get("w:sales:1.1") as object, { num: "…567", name: "", channel: "SIP/…009-00012345" })
    assert.deepInclude(rows.get("c:1.1") as object, { from: "…567", to: "PJSIP/101" })
    assert.strictEqual(channels.get("SIP/…009-00012345"), "SIP/+15550102009-00012345")
    assert.notInclude(JSON.stringify([...rows.values()]), "0201234567")
    assert.notInclude(JSON.stringify([...rows.values()]), "15550102009")
  })
})
