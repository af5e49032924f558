/**
 * Parking lots, conferences, mailboxes, recordings and bridges: what calls do there, and what is told of it.
 */
import { assert, describe, it } from "@effect/vitest"
import { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, namesIn, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const extensions = {
  "from-internal": {
    "100": ["Answer()", "Wait(300)"],
    "101": ["Answer()", "Wait(300)"],
    "111": ["Dial(Local/101@from-internal/n,20)"],
    "600": ["ConfBridge(room)", "NoOp(${CONFBRIDGE_RESULT})", "Wait(300)"],
    "601": ["ConfBridge(room,,leader)"],
    "602": ["ConfBridge(room,,waits)"],
    "603": ["ConfBridge(room,,nosuch)", "Wait(300)"],
    "700": ["Park()"],
    "701": ["ParkedCall(default,701)"],
    "703": ["ParkedCall(default,703)"],
    "896": ["VoiceMail(101@default,us)", "Wait(300)"],
    "897": ["VoiceMail(nosuch)", "Wait(300)"]
  }
}

const options: SimulatedPbx.Options = {
  extensions,
  conferences: {
    userProfiles: {
      default_user: { quiet: true },
      leader: { marked: true, admin: true, quiet: true },
      waits: { waitMarked: true, endMarked: true, quiet: true }
    }
  },
  parkingLots: { default: { spaces: [701, 702], timeout: "15 seconds" } },
  mailboxes: { "101": { fullName: "Alice" } }
}

const call = (exten: string) =>
  `Action: Originate\nChannel: Local/${exten}@from-internal/n\nApplication: Wait\nData: 300\nAsync: true`

const half = (exten: string, number: number) => `Local/${exten}@from-internal-0000000${number};2`

type Play = ReadonlyArray<readonly [request: string, seconds: number]>

const run = (steps: Play, more: SimulatedPbx.Options = {}) => play(steps, { ...options, ...more })

const named = (said: ReadonlyArray<Lines>, name: string) => said.filter(([first]) => first === `Event: ${name}`)

const values = (said: ReadonlyArray<Lines>, name: string, header: string) =>
  named(said, name).map((lines) => valueIn(lines, header))

const kinds = (said: ReadonlyArray<Lines>, pattern: RegExp) =>
  said.flatMap(([first = ""]) => pattern.test(first) ? [first.replace("Event: ", "")] : [])

const variables = (said: ReadonlyArray<Lines>, name: string) =>
  named(said, "VarSet").filter((lines) => valueIn(lines, "Variable") === name).map((lines) => valueIn(lines, "Value"))

const messages = (said: ReadonlyArray<Lines>) =>
  said.filter(([first]) => first?.startsWith("Response")).map((lines) => valueIn(lines, "Message"))

describe("a parking lot", () => {
  it("gives the first free space, and refuses calls when it is full", () => {
    const said = run([[call("700"), 1], [call("700"), 1], [call("700"), 1], ["Action: ParkedCalls", 0]])
    assert.deepStrictEqual(values(said, "ParkedCall", "ParkingSpace"), ["701", "702", "701", "702"])
    assert.strictEqual(valueIn(said.at(-1) ?? [], "Total"), "2")
    assert.deepStrictEqual(values(said, "ParkedCall", "ParkerDialString").slice(0, 1), ["Local/700@from-internal"])
  })

  it("lets a call be fetched from its space", () => {
    const said = run([[call("700"), 1], [call("701"), 2], ["Action: ParkedCalls", 0]])
    const fetched = named(said, "UnParkedCall")[0] ?? []
    assert.strictEqual(valueIn(fetched, "RetrieverChannel"), half("701", 1))
    assert.strictEqual(valueIn(fetched, "ParkeeChannel"), half("700", 0))
    assert.strictEqual(valueIn(said.at(-1) ?? [], "Total"), "0")
    assert.deepStrictEqual(variables(said, "BRIDGEPEER").slice(-2), [half("701", 1), half("700", 0)])
  })

  it("ends a caller who asks for a space that is free, after the announcement", () => {
    const said = run([[call("703"), 4]])
    assert.deepStrictEqual(values(said, "Hangup", "Channel"), [])
    const later = run([[call("703"), 6]])
    assert.include(values(later, "Hangup", "Channel"), half("703", 0))
  })

  it("calls the parker when nobody fetches the call", () => {
    const park = `Action: Park\nChannel: ${
      half("111", 0)
    }\nTimeoutChannel: Local/101@from-internal-00000001;1\nTimeout: 2000`
    const said = run([[call("111"), 1], [park, 3]])
    assert.deepStrictEqual(kinds(said, /Event: (Un)?Parked/), ["ParkedCall", "ParkedCallTimeOut"])
    assert.deepStrictEqual(variables(said, "PARKER_FLAT"), ["Local_101@from-internal"])
    const [back = []] = named(said, "Newexten").filter((lines) => valueIn(lines, "Context") === "park-dial")
    assert.strictEqual(valueIn(back, "Exten"), "Local_101@from-internal")
    assert.strictEqual(values(said, "DialBegin", "DialString").at(-1), "101@from-internal")
  })

  it("gives a call up after the time of the lot", () => {
    const after = (seconds: number) => kinds(run([[call("700"), seconds]]), /Event: ParkedCall(TimeOut|GiveUp)/)
    assert.deepStrictEqual(after(14), [])
    assert.deepStrictEqual(after(16), ["ParkedCallTimeOut"])
  })

  it("tells that a call gave up", () => {
    const said = run([[call("700"), 1], [`Action: Hangup\nChannel: ${half("700", 0)}`, 1]])
    assert.deepStrictEqual(kinds(said, /Event: (ParkedCall|BridgeLeave)/), [
      "ParkedCall",
      "ParkedCallGiveUp",
      "BridgeLeave"
    ])
  })

  it("answers odd requests as Asterisk does", () => {
    assert.deepStrictEqual(
      messages(run([
        ["Action: Park", 0],
        ["Action: Park\nChannel: x\nTimeout: soon", 0],
        ["Action: Park\nChannel: x\nTimeout: -1", 0],
        ["Action: Park\nChannel: x", 0],
        ["Action: ParkedCalls\nParkingLot: nosuch", 0]
      ])),
      [
        "Channel not specified",
        "Invalid Timeout value.",
        "Invalid Timeout value.",
        "Channel does not exist: x",
        "Requested parking lot could not be found."
      ]
    )
  })
})

describe("an attended transfer that a person asks for", () => {
  const dialplan = {
    "from-internal": {
      "101": ["Answer()", "Wait(300)"],
      "160": ["Dial(Local/101@from-internal/n,,tT)"],
      "170": ["Answer()", "Milliwatt()"],
      "700": ["Answer()", "Park()"],
      "750": ["Answer()", "AgentLogin(1001)"]
    }
  }
  const transferer = "Local/170@from-internal-00000000;1"

  /** What a transfer to an extension leaves: as on Asterisk 22, where the same requests were played. */
  const transferred = (exten: string) => {
    const said = play([
      [
        "Action: Originate\nChannel: Local/170@from-internal/n\nExten: 160\nContext: from-internal\nPriority: 1\nAsync: true",
        1.5
      ],
      [`Action: Atxfer\nChannel: ${transferer}\nExten: ${exten}\nContext: from-internal\nPriority: 1`, 3.5],
      [`Action: Hangup\nChannel: ${transferer}`, 2.5],
      ["Action: Status", 0.5]
    ], { extensions: dialplan, agents: { "1001": {} } })
    const of = (name: string, ...headers: ReadonlyArray<string>) =>
      said.filter((lines) => lines[0] === `Event: ${name}`).map((lines) =>
        headers.map((header) => valueIn(lines, header) ?? "").join(" ")
      )
    return { of, left: of("Status", "Channel").toSorted() }
  }
  const left = (exten: string) =>
    ["101", exten].flatMap((one, index) =>
      [1, 2].map((half) => `Local/${one}@from-internal-0000000${index + 1};${half}`)
    )
  const told = (exten: string) => [
    `Success Bridge Local/101@from-internal-00000001;1 Local/${exten}@from-internal-00000002;1`
  ]
  const headers = ["Result", "DestType", "TransfereeChannel", "TransferTargetChannel"]

  it("parks the consulted half in a lot, with whom the transferee talks then", () => {
    const { left: channels, of } = transferred("700")
    assert.deepStrictEqual(of("ParkedCall", "ParkeeChannel"), ["Local/700@from-internal-00000002;2"])
    assert.deepStrictEqual(of("AttendedTransfer", ...headers), told("700"))
    assert.deepStrictEqual(channels, left("700"))
  })

  it("logs the consulted half in as an agent, with whom the transferee talks then", () => {
    const { left: channels, of } = transferred("750")
    assert.deepStrictEqual(of("AgentLogin", "Channel", "Agent"), ["Local/750@from-internal-00000002;2 1001"])
    assert.deepStrictEqual(of("AttendedTransfer", ...headers), told("750"))
    assert.deepStrictEqual(channels, left("750"))
  })
})

describe("a conference", () => {
  it("starts with the first and ends with the last, and counts the channel that announces", () => {
    const said = run([
      [call("600"), 1],
      [call("600"), 1],
      [`Action: Hangup\nChannel: ${half("600", 0)}`, 1],
      [`Action: Hangup\nChannel: ${half("600", 2)}`, 1]
    ])
    assert.deepStrictEqual(kinds(said, /Event: Confbridge/).map((name) => name.replace("Confbridge", "")), [
      "Start",
      "Join",
      "Join",
      "Leave",
      "Leave",
      "End"
    ])
    assert.deepStrictEqual(values(said, "ConfbridgeJoin", "BridgeNumChannels"), ["2", "3"])
    assert.deepStrictEqual(values(said, "ConfbridgeEnd", "BridgeNumChannels"), ["1"])
    assert.deepStrictEqual(variables(said, "BRIDGEPEER")[0], "CBAnn/room-00000001;2")
    assert.deepStrictEqual(variables(said, "CONFBRIDGE_RESULT"), ["HANGUP", "HANGUP"])
  })

  it("mutes, locks, kicks and records", () => {
    const said = run([
      [call("600"), 1],
      ["Action: ConfbridgeMute\nConference: ROOM\nChannel: Local/600", 0],
      ["Action: ConfbridgeUnmute\nConference: room\nChannel: all", 0],
      ["Action: ConfbridgeLock\nConference: room", 0],
      ["Action: ConfbridgeListRooms", 0],
      ["Action: ConfbridgeUnlock\nConference: room", 0],
      ["Action: ConfbridgeStartRecord\nConference: room", 0],
      ["Action: ConfbridgeStartRecord\nConference: room", 0],
      ["Action: ConfbridgeStopRecord\nConference: room", 1],
      ["Action: ConfbridgeKick\nConference: room\nChannel: nosuch", 0],
      [`Action: ConfbridgeKick\nConference: room\nChannel: ${half("600", 0)}`, 1]
    ])
    assert.deepStrictEqual(messages(said), [
      "Originate successfully queued",
      "User muted",
      "User unmuted",
      "Conference locked",
      "Confbridge conferences will follow",
      "Conference unlocked",
      "Conference Recording Started.",
      "Conference is already being recorded.",
      "Conference Recording Stopped.",
      "No Channel by that name found in Conference.",
      "User kicked"
    ])
    assert.deepStrictEqual(values(said, "ConfbridgeListRooms", "Locked"), ["Yes"])
    assert.deepStrictEqual(kinds(said, /Event: Confbridge(Mute|Unmute|Record|StopRecord)/), [
      "ConfbridgeMute",
      "ConfbridgeUnmute",
      "ConfbridgeRecord",
      "ConfbridgeStopRecord"
    ])
    assert.deepStrictEqual(variables(said, "CONFBRIDGE_RESULT"), ["KICKED"])
    // The dialplan goes on after the conference.
    assert.strictEqual(values(said, "Newexten", "Application").at(-1), "Wait")
  })

  it("lets those who wait for a leader in with the leader, and out after the leader", () => {
    const said = run([
      [call("602"), 1],
      ["Action: ConfbridgeList\nConference: room", 0],
      [call("601"), 1],
      ["Action: ConfbridgeList\nConference: room", 0],
      [`Action: Hangup\nChannel: ${half("601", 2)}`, 1]
    ])
    assert.deepStrictEqual(values(said, "ConfbridgeList", "Waiting"), ["Yes", "No", "No"])
    assert.deepStrictEqual(values(said, "ConfbridgeList", "Admin"), ["No", "Yes", "No"])
    assert.include(variables(said, "CONFBRIDGE_RESULT"), "ENDMARKED")
    assert.strictEqual(named(said, "ConfbridgeEnd").length, 1)
  })

  it("refuses who has no profile, and says so", () => {
    assert.deepStrictEqual(variables(run([[call("603"), 1]]), "CONFBRIDGE_RESULT"), ["FAILED"])
  })

  it("answers requests without a conference as Asterisk does", () => {
    const requests = ["List", "ListRooms", "Mute", "Unmute", "Kick", "Lock", "Unlock", "StartRecord", "StopRecord"]
    const answers = (headers: string) =>
      requests.map((name) => messages(run([[`Action: Confbridge${name}${headers}`, 0]]))[0])
    const none = "No active conferences."
    assert.deepStrictEqual(answers("\nConference: x\nChannel: y"), requests.map(() => none))
    assert.deepStrictEqual(
      answers(""),
      requests.map((name) => name === "ListRooms" ? none : "No Conference name provided.")
    )
  })
})

describe("VoiceMail", () => {
  it("keeps a message when the caller hangs up after the beep", () => {
    const said = run([[call("896"), 12], [`Action: Hangup\nChannel: ${half("896", 0)}`, 1]])
    assert.deepStrictEqual(variables(said, "VMSTATUS"), ["SUCCESS"])
    const [waiting = []] = named(said, "MessageWaiting")
    assert.deepStrictEqual(waiting.slice(-4), ["Mailbox: 101@default", "Waiting: 1", "New: 1", "Old: 0"])
  })

  it("keeps none before the beep, nor for a mailbox that does not exist", () => {
    assert.deepStrictEqual(
      variables(run([[call("896"), 1], [`Action: Hangup\nChannel: ${half("896", 0)}`, 1]]), "VMSTATUS"),
      ["FAILED"]
    )
    const said = run([[call("897"), 1]])
    assert.deepStrictEqual(variables(said, "VMSTATUS"), ["FAILED"])
    assert.strictEqual(values(said, "Newexten", "Application").at(-1), "Wait")
  })
})

describe("MixMonitor", () => {
  it("starts, mutes and stops a recording", () => {
    const channel = `Channel: ${half("100", 0)}`
    const said = run([
      [call("100"), 1],
      [`Action: MixMonitor\n${channel}\nFile: calls/one.wav\nOptions: i(ID)`, 0],
      [`Action: MixMonitorMute\n${channel}\nDirection: both\nState: 1`, 0],
      [`Action: StopMixMonitor\n${channel}`, 0],
      [`Action: StopMixMonitor\n${channel}`, 0],
      [`Action: MixMonitor\n${channel}`, 0]
    ])
    assert.deepStrictEqual(kinds(said, /Event: MixMonitor/), ["MixMonitorStart", "MixMonitorMute", "MixMonitorStop"])
    assert.deepStrictEqual(variables(said, "MIXMONITOR_FILENAME"), ["/var/spool/asterisk/monitor/calls/one.wav"])
    const ids = said.flatMap((lines) => valueIn(lines, "MixMonitorID") ?? [])
    assert.deepStrictEqual(ids, variables(said, "ID").flatMap((id) => id ?? []))
    assert.deepStrictEqual(messages(said).slice(-2), [
      "Could not stop monitoring channel",
      "Could not start monitoring channel"
    ])
  })
})

describe("the action Bridge", () => {
  it("connects two channels, whose dialplans go on after that", () => {
    const said = run([
      [call("100"), 1],
      [call("101"), 1],
      [`Action: Bridge\nChannel1: ${half("100", 0)}\nChannel2: ${half("101", 1)}`, 1],
      ["Action: BridgeList", 0],
      [`Action: BridgeKick\nChannel: ${half("100", 0)}`, 1]
    ])
    assert.deepStrictEqual(values(said, "BridgeListItem", "BridgeNumChannels"), ["2"])
    assert.strictEqual(named(said, "BridgeDestroy").length, 1)
    assert.strictEqual(named(said, "BridgeLeave").length, 2)
  })
})

describe("call records", () => {
  it("tell each pair of parties that met, once their channel has ended", () => {
    const said = run([[call("111"), 2], ["Action: Hangup\nChannel: /Local/", 1]], { cdr: true })
    const records = named(said, "Cdr").map((lines) => [
      valueIn(lines, "Destination"),
      valueIn(lines, "LastApplication"),
      valueIn(lines, "DestinationChannel") !== "",
      valueIn(lines, "Disposition")
    ])
    assert.includeDeepMembers(records, [["111", "Dial", true, "ANSWERED"]])
  })

  it("tell how long a call took, and for how long it was answered", () => {
    const late = { "from-internal": { ...extensions["from-internal"], "101": ["Wait(3)", "Answer()", "Wait(300)"] } }
    // The telephone call begins some milliseconds after its request, so that its last second is not whole.
    const steps: Play = [[call("111"), 10], ["Action: Hangup\nChannel: /Local/", 1]]
    const [record = []] = named(run(steps, { cdr: true, extensions: late }), "Cdr").filter((lines) =>
      valueIn(lines, "LastApplication") === "Dial"
    )
    assert.deepStrictEqual([valueIn(record, "Duration"), valueIn(record, "BillableSeconds")], ["9", "6"])
  })

  it("are not told unless that is wanted", () => {
    const said = run([[call("111"), 2], ["Action: Hangup\nChannel: /Local/", 1]])
    assert.deepStrictEqual(kinds(said, /Event: (Cdr|CEL)/), [])
  })

  it("tell the events of a channel in the order in which they happened", () => {
    const steps: Play = [[call("111"), 2], ["Action: Hangup\nChannel: /Local/", 1]]
    const said = run(steps, { cel: true, celApplications: ["dial"] })
    const own = named(said, "CEL").filter((lines) => valueIn(lines, "Channel") === half("111", 0))
    // The end of the call is told of whichever of its channels ends last.
    const events = own.map((lines) => valueIn(lines, "EventName")).filter((event) => event !== "LINKEDID_END")
    assert.strictEqual(named(said, "CEL").filter((lines) => valueIn(lines, "EventName") === "LINKEDID_END").length, 1)
    assert.deepStrictEqual(events, [
      "CHAN_START",
      "APP_START",
      "ANSWER",
      "BRIDGE_ENTER",
      "BRIDGE_EXIT",
      "APP_END",
      "HANGUP",
      "CHAN_END"
    ])
    const only = run(steps, { cel: ["HANGUP"] })
    assert.deepStrictEqual([...new Set(values(only, "CEL", "EventName"))], ["HANGUP"])
    assert.deepStrictEqual(namesIn(named(said, "CEL")[0] ?? []).slice(-3), ["Peer", "PeerAccount", "Extra"])
  })
})

it("wrong options of all this name the field", () => {
  const wrong: ReadonlyArray<readonly [SimulatedPbx.Options, RegExp]> = [
    [{ parkingLots: { default: { spaces: [5, 1] } } }, /parkingLots\.default\.spaces/],
    [{ conferences: { userProfiles: { one: { pin: 5 as never } } } }, /conferences\.userProfiles\.one\.pin/],
    [{ cel: ["NOSUCH"] }, /cel/],
    [{ mailboxes: { "1": { newMessages: -1 } } }, /mailboxes\.1\.newMessages/],
    [{ sounds: { beep: "soon" as never } }, /sounds\.beep/]
  ]
  for (const [options, field] of wrong) assert.throws(() => SimulatedPbx.make(0, options), field)
})
