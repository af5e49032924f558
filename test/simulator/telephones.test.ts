/**
 * Telephones of a simulated PBX, whose users do what commands say.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { SimulatedPbx } from "effect-ami/simulator"

const start = 1_700_000_000_000

const telephone = (number: string, name: string): SimulatedPbx.Telephone => ({
  callerId: `"${name}" <${number}>`,
  callGroup: "1",
  pickupGroup: "1",
  onCall: "manual"
})

const options: SimulatedPbx.Options = {
  endpoints: {
    "101": telephone("101", "Alice"),
    "102": telephone("102", "Bob"),
    "103": telephone("103", "Carol"),
    provider: { context: "from-trunk", onCall: "manual" }
  },
  extensions: {
    "from-internal": {
      "102": ["Dial(PJSIP/102,20,tTkK)", "Hangup()"],
      "103": ["Dial(PJSIP/103,20,tTkK)", "Hangup()"],
      "150": ["Dial(PJSIP/102&PJSIP/103,20)", "Hangup()"],
      "0301": ["Dial(PJSIP/0301@provider,20)", "Hangup()"],
      "895": ["Dial(PJSIP/102,20,L(2000))", "Hangup()"]
    },
    "from-trunk": { "5550100": ["Dial(PJSIP/101,20,tT)", "Hangup()"] }
  }
}

type Move = SimulatedPbx.Command | number | ReadonlyArray<string>

/** Does one thing after the other; a number is a wait in milliseconds, lines are a request. */
const play = (moves: ReadonlyArray<Move>, more: SimulatedPbx.Options = {}) => {
  let now = start
  let pbx = SimulatedPbx.make(now, { ...options, ...more })
  const events: Array<SimulatedPbx.RaisedEvent> = []
  const take = (step: SimulatedPbx.Step) => {
    pbx = step.state
    events.push(...step.events)
  }
  for (const move of moves) {
    if (typeof move === "number") now += move
    else {
      now += 10
      take(SimulatedPbx.advance(pbx, now))
      if ("command" in move) take(Result.getOrThrow(SimulatedPbx.perform(pbx, move, now)))
      else take(SimulatedPbx.answer(pbx, move, now) ?? assert.fail(`the PBX does not know ${move[0]}`))
    }
    take(SimulatedPbx.advance(pbx, now))
  }
  return { pbx, events }
}

const valueIn = ({ lines }: SimulatedPbx.RaisedEvent, name: string): string =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? ""

/** What these events say under these headers. */
const told = (events: ReadonlyArray<SimulatedPbx.RaisedEvent>, name: string, ...headers: ReadonlyArray<string>) =>
  events.filter((event) => event.name === name).map((event) =>
    headers.map((header) => valueIn(event, header)).join(" ")
  )

const calls = (phone: string, number: string): SimulatedPbx.Command => ({ command: "call", phone, number })
const by = (phone: string, command: "ring" | "answer" | "hangUp" | "hold" | "unhold" | "progress") => ({
  command,
  phone
})

/** 101 talks with 102. */
const talking: ReadonlyArray<Move> = [calls("101", "102"), by("102", "ring"), 200, by("102", "answer"), 500]

/** The provider talks with 101. */
const inbound: ReadonlyArray<Move> = [calls("provider", "5550100"), by("101", "ring"), 200, by("101", "answer"), 500]

describe("a telephone", () => {
  it("lists the number that a channel has dialed, and none for one that was called", () => {
    const { pbx } = play(talking)
    const reply = SimulatedPbx.answer(pbx, ["Action: Status"], start + 10_000)?.reply ?? []
    const dialed = reply.flat().filter((line) => line.startsWith("DNID: ")).sort()
    assert.deepStrictEqual(dialed, ["DNID: ", "DNID: 102"])
  })

  it.each<readonly [status: number, cause: string, dialStatus: string, variable: string]>([
    [486, "17", "BUSY", "BUSY"],
    [600, "17", "BUSY", "BUSY"],
    [603, "21", "NOANSWER", "CHANUNAVAIL"],
    [404, "1", "NOANSWER", "CHANUNAVAIL"],
    [480, "19", "NOANSWER", "NOANSWER"],
    [503, "34", "CONGESTION", "CONGESTION"],
    [488, "58", "NOANSWER", "CHANUNAVAIL"]
  ])("that refuses with %i tells its cause, and ends the dial", (status, cause, dialStatus, variable) => {
    const { events, pbx } = play([calls("101", "102"), by("102", "ring"), { command: "reject", phone: "102", status }])

    assert.deepStrictEqual(told(events, "DialEnd", "DialStatus"), [dialStatus])
    assert.strictEqual(
      told(events, "Hangup", "Channel", "Cause", "TechCause")[0],
      `PJSIP/102-00000001 ${cause} ${status}`
    )
    const statuses = told(events, "VarSet", "Variable", "Value").filter((line) => line.startsWith("DIALSTATUS "))
    assert.strictEqual(statuses.at(-1), `DIALSTATUS ${variable}`)
    assert.deepStrictEqual(SimulatedPbx.channels(pbx), [])
  })

  it("is given up by its caller with 487 and cause 127 on both sides", () => {
    const { events } = play([calls("101", "102"), by("102", "ring"), 500, by("101", "hangUp")])

    assert.deepStrictEqual(told(events, "DialEnd", "DialStatus"), ["CANCEL"])
    assert.deepStrictEqual(told(events, "Hangup", "Cause", "TechCause"), ["127 500", "127 487"])
  })

  it.each<readonly [version: "16" | "22", talking: string, alone: string, givenUp: string, forwarded: string]>([
    ["16", "", "16", "127", "127"],
    ["22", "16", "", "127", "23"]
  ])("of Asterisk %s shows its cause when it hangs up", (version, whileTalking, alone, givenUp, forwarded) => {
    const extensions = { "from-internal": { ...options.extensions?.["from-internal"], "200": ["Answer()", "Echo()"] } }
    const shown = (...moves: ReadonlyArray<Move>) =>
      told(play(moves, { version, extensions }).events, "HangupRequest", "Cause")[0]

    assert.deepStrictEqual([
      shown(...talking, by("101", "hangUp")),
      shown(calls("101", "200"), 500, by("101", "hangUp")),
      shown(calls("101", "102"), by("102", "ring"), 500, by("101", "hangUp")),
      shown(calls("101", "102"), { command: "forward", phone: "102", number: "103" })
    ], [whileTalking, alone, givenUp, forwarded])
  })

  it.each<readonly [version: "16" | "22", other: string]>([["16", "21"], ["22", "16"]])(
    "of Asterisk %s ends with cause %s when the other party is hung up with cause 21",
    (version, other) => {
      const hangup = ["Action: Hangup", "Channel: PJSIP/provider-00000000", "Cause: 21"]
      const { events } = play([...inbound, hangup, 100], { version })

      assert.deepStrictEqual(told(events, "Hangup", "Channel", "Cause").sort(), [
        `PJSIP/101-00000001 ${other}`,
        "PJSIP/provider-00000000 21"
      ])
    }
  )

  it.each<readonly [version: "16" | "22", cause: string]>([["16", "0"], ["22", "23"]])(
    "of Asterisk %s that forwards an originated call ends with cause %s",
    (version, cause) => {
      const { events } = play([
        ["Action: Originate", "Channel: PJSIP/102", "Application: Echo", "Async: true"],
        { command: "forward", phone: "102", number: "103" },
        50
      ], { version })

      assert.deepStrictEqual(told(events, "Hangup", "Channel", "Cause")[0], `PJSIP/102-00000000 ${cause}`)
    }
  )

  it("hears another answer elsewhere", () => {
    const { events } = play([calls("101", "150"), by("102", "ring"), by("103", "ring"), by("103", "answer")])

    assert.deepStrictEqual(told(events, "DialEnd", "DestChannel", "DialStatus"), [
      "PJSIP/102-00000001 CANCEL",
      "PJSIP/103-00000002 ANSWER"
    ])
    assert.deepStrictEqual(told(events, "Hangup", "Channel", "Cause-txt"), ["PJSIP/102-00000001 Answered elsewhere"])
  })

  it("forwards a call to another, through a Local channel", () => {
    const { events } = play([
      calls("101", "102"),
      { command: "forward", phone: "102", number: "103" },
      by("103", "ring"),
      by("103", "answer")
    ])

    assert.deepStrictEqual(told(events, "DialEnd", "DestChannel", "Forward", "DialStatus"), [
      "PJSIP/102-00000001 103 CANCEL",
      "PJSIP/103-00000002  ANSWER",
      "Local/103@from-internal-00000000;1  ANSWER"
    ])
  })

  it("holds a call and takes it back, with music for the other", () => {
    const { events } = play([...talking, by("101", "hold"), 100, by("101", "unhold")])

    const names = events.map(({ name }) => name)
    assert.deepStrictEqual(names.filter((name) => /Hold|hold/.test(name)), [
      "Hold",
      "MusicOnHoldStart",
      "Unhold",
      "MusicOnHoldStop"
    ])
  })

  it("ends a call whose time is over", () => {
    const { events, pbx } = play([calls("101", "895"), by("102", "answer"), 2500])

    assert.deepStrictEqual(SimulatedPbx.channels(pbx), [])
    assert.deepStrictEqual(told(events, "Hangup", "Cause"), ["16", "16"])
  })

  it("transfers without asking, by REFER and by keys", () => {
    for (
      const moves of [
        [{ command: "transfer", phone: "101", number: "102" }],
        [{ command: "press", phone: "101", digits: "#1102" }, 3000]
      ] satisfies ReadonlyArray<ReadonlyArray<Move>>
    ) {
      const { events, pbx } = play([...inbound, ...moves, by("102", "ring"), by("102", "answer")])

      assert.deepStrictEqual(told(events, "BlindTransfer", "Result", "Extension"), ["Success 102"])
      assert.deepStrictEqual(SimulatedPbx.channels(pbx).map(({ endpoint }) => endpoint), ["provider", "102"])
    }
  })

  it("connects two of its calls, and their Linkedid becomes the older one", () => {
    const { events, pbx } = play([
      ...inbound,
      by("101", "hold"),
      calls("101", "102"),
      by("102", "ring"),
      by("102", "answer"),
      { command: "attendedTransfer", phone: "101" },
      100
    ])

    assert.deepStrictEqual(told(events, "AttendedTransfer", "Result", "DestType"), ["Success Bridge"])
    const left = SimulatedPbx.channels(pbx)
    assert.deepStrictEqual(left.map(({ endpoint }) => endpoint), ["provider", "102"])
    assert.strictEqual(new Set(left.map(({ linkedid }) => linkedid)).size, 1)
  })

  it("connects two of its calls in the bridge of the one that a queue made", () => {
    const queues = { sales: { members: ["PJSIP/101,0,Alice"] } }
    const extensions = {
      ...options.extensions,
      "from-trunk": { "5550100": ["Answer()", "Queue(sales)"] }
    }
    const { events, pbx } = play([
      calls("provider", "5550100"),
      600,
      by("101", "ring"),
      by("101", "answer"),
      500,
      by("101", "hold"),
      calls("101", "102"),
      by("102", "ring"),
      by("102", "answer"),
      { command: "attendedTransfer", phone: "101" },
      100
    ], { queues, extensions })

    const [ofQueue] = told(events, "BridgeCreate", "BridgeUniqueid")
    assert.deepStrictEqual(told(events, "AttendedTransfer", "OrigBridgeUniqueid", "DestBridgeUniqueid"), [
      `${ofQueue} ${ofQueue}`
    ])
    assert.deepStrictEqual(
      SimulatedPbx.channels(pbx).map(({ bridge, endpoint }) => `${endpoint} ${bridge}`),
      [`provider ${ofQueue}`, `102 ${ofQueue}`]
    )
  })

  it("transfers into a conference: the other party takes its place there", () => {
    const extensions = {
      ...options.extensions,
      "from-internal": { ...options.extensions?.["from-internal"], "600": ["Answer()", "ConfBridge(room)", "Hangup()"] }
    }
    const moves = [calls("102", "600"), 5000, ...inbound, by("101", "hold"), calls("101", "600"), 5000] as const
    const refer = { command: "attendedTransfer", phone: "101" } as const
    const { events, pbx } = play([...moves, refer, 1000], { extensions })
    assert.deepStrictEqual(told(events, "AttendedTransfer", "Result", "DestType", "DestApp"), [
      "Success App ConfBridge"
    ])
    assert.deepStrictEqual(
      told(events, "ConfbridgeLeave", "Channel").concat(told(events, "ConfbridgeJoin", "Channel").slice(-1)),
      ["PJSIP/101-00000003", "PJSIP/provider-00000001"]
    )
    assert.sameMembers(SimulatedPbx.channels(pbx).map(({ name }) => name), [
      "PJSIP/102-00000000",
      "PJSIP/provider-00000001"
    ])
    const over = play([...moves, refer, 1000, by("provider", "hangUp"), by("102", "hangUp"), 1000], { extensions })
    assert.strictEqual(told(over.events, "ConfbridgeEnd", "Conference").length, 1)
    assert.strictEqual(SimulatedPbx.channels(over.pbx).length, 0)
  })

  it("announces nobody in a conference when a party takes the place of a channel that has not entered it", () => {
    const extensions = {
      ...options.extensions,
      "from-internal": { ...options.extensions?.["from-internal"], "600": ["ConfBridge(room)", "Hangup()"] }
    }
    const moves = [...inbound, by("101", "hold"), calls("101", "600"), 100] as const
    const { events, pbx } = play([...moves, { command: "attendedTransfer", phone: "101" }, 100], { extensions })
    assert.deepStrictEqual(told(events, "AttendedTransfer", "Result", "DestApp"), ["Success ConfBridge"])
    assert.deepStrictEqual(
      [...told(events, "ConfbridgeLeave", "Channel"), ...told(events, "ConfbridgeJoin", "Channel")],
      []
    )
    assert.deepStrictEqual(
      SimulatedPbx.channels(pbx).map(({ bridge, endpoint }) => [endpoint, bridge]),
      [["provider", undefined]]
    )
  })

  it("refuses an attended transfer to a call that the telephone has not answered", () => {
    const { pbx } = play([...inbound, calls("provider", "5550100")])
    const refer = SimulatedPbx.perform(pbx, { command: "attendedTransfer", phone: "101" }, start + 10_000)
    assert.include(Result.getOrThrow(Result.flip(refer)), "needs two calls to connect them")
  })

  it("ends a transferer who left early although an action takes the telephone that is called back", () => {
    const talk = [calls("102", "103"), 100, by("103", "ring"), by("103", "answer"), 1000] as const
    const transferer = "PJSIP/102-00000000"
    const asked = ["Action: Atxfer", `Channel: ${transferer}`, "Exten: 0301", "Context: from-internal"]
    const { pbx } = play([...talk, asked, 5000, by("102", "hangUp"), 11_000], { features: { atxfer: "*2" } })
    const names = (state: SimulatedPbx.SimulatedPbx) => SimulatedPbx.channels(state).map(({ name }) => name)
    const calledBack = names(pbx).find((name) => name.startsWith("PJSIP/102-") && name !== transferer)
    assert.include(names(pbx), transferer)
    const now = start + 18_000
    const bridged = SimulatedPbx.answer(
      pbx,
      ["Action: Bridge", `Channel1: ${calledBack}`, "Channel2: PJSIP/103-00000001"],
      now
    )
    const later = SimulatedPbx.advance(bridged?.state ?? pbx, now + 120_000)
    assert.notInclude(names(later.state), transferer)
  })

  it("transfers into a call that still rings: the other party takes its place", () => {
    const { events, pbx } = play([
      ...inbound,
      calls("101", "102"),
      by("102", "ring"),
      { command: "attendedTransfer", phone: "101" },
      by("102", "answer")
    ])

    assert.deepStrictEqual(told(events, "AttendedTransfer", "DestType", "DestApp"), ["App Dial"])
    assert.strictEqual(told(events, "DialEnd", "Channel", "DialStatus").at(-1), "PJSIP/provider-00000000 ANSWER")
    assert.deepStrictEqual(SimulatedPbx.channels(pbx).map(({ endpoint }) => endpoint), ["provider", "102"])
  })

  it("picks up what rings in its group, and takes over what rings or talks", () => {
    const ringing = [calls("provider", "5550100"), by("101", "ring"), 200]
    const take: Move = { command: "replace", phone: "103", channel: "PJSIP/101-00000001" }
    for (const moves of [[...ringing, calls("103", "*8"), 600], [...ringing, take], [...inbound, take]]) {
      const { pbx } = play(moves)

      assert.deepStrictEqual(SimulatedPbx.channels(pbx).map(({ endpoint }) => endpoint), ["provider", "103"])
      assert.strictEqual(new Set(SimulatedPbx.channels(pbx).map(({ bridge }) => bridge)).size, 1)
    }
  })

  it.each<readonly [version: "16" | "22", unheld: ReadonlyArray<string>]>([["16", []], ["22", ["103"]]])(
    "of Asterisk %s takes over a call with these events Unhold: %j",
    (version, unheld) => {
      const { events } = play([...inbound, { command: "replace", phone: "103", channel: "PJSIP/101-00000001" }], {
        version
      })

      assert.deepStrictEqual(told(events, "Unhold", "CallerIDNum"), unheld)
    }
  )

  it("is not reached without an address, until it registers", () => {
    const unregistered = { endpoints: { ...options.endpoints, "102": { onCall: "manual", contacts: [] } } } as const

    const before = play([calls("101", "102")], unregistered)
    const after = play([{ command: "register", phone: "102" }, calls("101", "102")], unregistered)

    assert.deepStrictEqual(told(before.events, "Hangup", "Cause", "TechCause"), ["3 404"])
    assert.deepStrictEqual(told(after.events, "DialBegin", "DialString"), ["102"])
  })

  it("says why a command cannot be done", () => {
    const pbx = SimulatedPbx.make(start, options)
    const refusal = (command: SimulatedPbx.Command) =>
      Result.getOrThrow(Result.flip(SimulatedPbx.perform(pbx, command, start)))

    assert.include(refusal(calls("999", "1")), "`endpoints` has to name it")
    assert.include(refusal(by("101", "answer")), "is not called")
    assert.include(refusal(by("101", "hold")), "is in no call")
    assert.include(refusal({ command: "hangUp", phone: "101", channel: "PJSIP/102-1" }), "has no channel `PJSIP/102-1`")
    assert.include(refusal({ command: "replace", phone: "101", channel: "PJSIP/102-1" }), "there is no channel")
  })
})

describe("Page and FollowMe", () => {
  const extensions = {
    "from-internal": {
      "102": ["Dial(PJSIP/102,20)", "Hangup()"],
      "103": ["Dial(PJSIP/103,20)", "Hangup()"],
      "820": ["FollowMe(boss,d)", "Hangup()"],
      "840": ["Page(PJSIP/102&PJSIP/103,is,5)", "Hangup()"]
    }
  }
  const files = { "followme.conf": "[boss]\ncontext => from-internal\nnumber => 102,4\nnumber => 103,10\n" }

  it("pages two, who leave with the caller", () => {
    const { events } = play(
      [calls("101", "840"), 50, by("102", "answer"), by("103", "answer"), 1000, by("101", "hangUp"), 1000],
      { extensions }
    )
    assert.deepStrictEqual(told(events, "ConfbridgeJoin", "CallerIDNum", "Muted"), ["102 Yes", "103 Yes", "101 No"])
    assert.strictEqual(told(events, "Hangup", "Channel").length, 3)
  })

  it("stops to page who does not answer in time", () => {
    const { events } = play([calls("101", "840"), by("102", "ring"), 6000, by("101", "hangUp"), 1000], { extensions })
    assert.deepStrictEqual(told(events, "ConfbridgeJoin", "CallerIDNum"), ["101"])
    assert.strictEqual(told(events, "Hangup", "Channel").length, 3)
  })

  it("tries the next number, and connects who takes the call", () => {
    const { events } = play([
      calls("101", "820"),
      by("102", "ring"),
      4500,
      by("103", "ring"),
      by("103", "answer"),
      100,
      { command: "press", phone: "103", digits: "1" },
      1000
    ], { extensions, files })
    assert.deepStrictEqual(told(events, "DialEnd", "DestChannel", "DialStatus").map((line) => line.split(" ")[1]), [
      "CANCEL",
      "ANSWER",
      "ANSWER"
    ])
    assert.include(told(events, "BridgeEnter", "CallerIDNum"), "101")
  })
})

describe("a spy", () => {
  const spying = (data: string): SimulatedPbx.Options => ({
    extensions: { ...options.extensions, spies: { "830": ["Answer()", `ChanSpy(${data})`, "Hangup()"] } },
    endpoints: { ...options.endpoints, "103": { ...telephone("103", "Carol"), context: "spies" } }
  })
  const spied = (events: ReadonlyArray<SimulatedPbx.RaisedEvent>) =>
    events.filter(({ name }) => name.startsWith("ChanSpy")).map((event) =>
      [event.name, valueIn(event, "SpyerChannel"), valueIn(event, "SpyeeChannel")].map((part) => part.split("-")[0])
        .join(" ")
    )
  const spies = calls("103", "830")
  const start = "ChanSpyStart PJSIP/103 PJSIP/102"
  const stop = "ChanSpyStop PJSIP/103 PJSIP/102"

  it("waits for a channel, hears it until it ends, and then goes on or waits for the next one", () => {
    const twice = [spies, 5000, ...talking, by("101", "hangUp"), 1000, ...talking, by("101", "hangUp"), 1000] as const
    const once = play(twice, spying("PJSIP/102,qE"))
    assert.deepStrictEqual(spied(once.events), [start, stop])
    assert.strictEqual(SimulatedPbx.channels(once.pbx).length, 0)

    const always = play(twice, spying("pjsip/102,q"))
    assert.deepStrictEqual(spied(always.events), [start, stop, start, stop])
    assert.strictEqual(SimulatedPbx.channels(always.pbx).length, 1)
  })

  it("stops when it hangs up, and hears only what its options allow", () => {
    assert.deepStrictEqual(
      spied(play([...talking, spies, 20_000, by("103", "hangUp"), 100], spying("PJSIP/102")).events),
      [
        start,
        stop
      ]
    )
    assert.deepStrictEqual(spied(play([...talking, spies, 5000], spying(",qg(sales)")).events), [])
    assert.deepStrictEqual(spied(play([...talking, spies, 5000], spying("all,qbe(PJSIP/102)")).events), [start])
    assert.strictEqual(SimulatedPbx.channels(play([spies, 5000], spying("PJSIP/102,qS")).pbx).length, 0)
  })
})
