/**
 * Channels that take the place of another: all that ran for that one goes on with them, and ends with them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { SimulatedPbx } from "effect-ami/simulator"

const start = 1_700_000_000_000

const telephone = (number: string): SimulatedPbx.Telephone => ({
  callerId: `"Name ${number}" <${number}>`,
  callGroup: "1",
  pickupGroup: "1",
  onCall: "manual"
})

const options: SimulatedPbx.Options = {
  endpoints: { "101": telephone("101"), "102": telephone("102"), "103": telephone("103") },
  extensions: {
    "from-internal": {
      "101": ["Dial(PJSIP/101,20,g)", "Set(After=here)", "Wait(100)"],
      "103": ["Dial(PJSIP/103,20)", "Hangup()"],
      "300": ["Answer()", "Queue(sales,,,,20)", "Hangup()"],
      "301": ["Answer()", "Playback(demo-congrats)", "Hangup()"],
      "302": ["Answer()", "Wait(10)", "Hangup()"],
      "303": ["Answer()", "WaitExten(10)", "Hangup()"],
      "304": ["Answer()", "Gosub(sub,s,1)", "Hangup()"],
      "305": ["Answer()", "MusicOnHold(,10)", "Hangup()"],
      "306": ["Answer()", "Set(TIMEOUT(absolute)=10)", "Echo()", "Hangup()"],
      "307": ["Answer()", "ChanSpy(PJSIP/103,q)", "Hangup()"],
      "308": ["Answer()", "AGI(agi:async)", "Hangup()"],
      "310": ["Answer()", "ConfBridge(daily)", "Hangup()"],
      "311": ["Answer()", "ConfBridge(daily,,heard)", "Hangup()"]
    },
    sub: { s: ["Wait(10)", "Return()"] }
  },
  conferences: { userProfiles: { heard: { dtmfPassthrough: true } } },
  queues: { sales: { members: ["PJSIP/103"] } },
  sounds: { "demo-congrats": "10 seconds" }
}

type Move = SimulatedPbx.Command | number | ReadonlyArray<string>

/** Does one thing after the other; a number is a wait in milliseconds, lines are a request. */
const play = (moves: ReadonlyArray<Move>, version: "16" | "22") => {
  let now = start
  let pbx = SimulatedPbx.make(now, { ...options, version })
  const events: Array<SimulatedPbx.RaisedEvent> = []
  const take = (step: SimulatedPbx.Step) => {
    pbx = step.state
    events.push(...step.events)
  }
  for (const move of moves) {
    now += typeof move === "number" ? move : 10
    take(SimulatedPbx.advance(pbx, now))
    if (typeof move === "number") continue
    if ("command" in move) take(Result.getOrThrow(SimulatedPbx.perform(pbx, move, now)))
    else take(SimulatedPbx.answer(pbx, move, now) ?? assert.fail(`the PBX does not know ${move[0]}`))
  }
  return { events, channels: SimulatedPbx.channels(pbx).map(({ name }) => name) }
}

const told = (events: ReadonlyArray<SimulatedPbx.RaisedEvent>, name: string, header: string): ReadonlyArray<string> =>
  events.filter((event) => event.name === name)
    .map(({ lines }) => lines.find((line) => line.startsWith(`${header}: `))?.slice(header.length + 2) ?? "")

/** 102 calls 101, who answers, calls another number too, and connects it with 102. */
const transferredTo = (number: string): ReadonlyArray<Move> => [
  { command: "call", phone: "102", number: "101" },
  { command: "ring", phone: "101" },
  { command: "answer", phone: "101" },
  500,
  { command: "call", phone: "101", number },
  2000,
  { command: "attendedTransfer", phone: "101" },
  500
]

const ended = ["PJSIP/101-00000001", "PJSIP/101-00000002"]
const party = "PJSIP/102-00000000"

const places = [
  ["a queue", "300"],
  ["a sound", "301"],
  ["a wait", "302"],
  ["a wait for keys", "303"],
  ["a subroutine", "304"],
  ["music", "305"],
  ["an application with a limit of time", "306"]
] as const

const lasting = [
  ...places,
  ["a spy", "307"],
  ["AsyncAGI", "308"],
  ["a conference", "310"]
] as const

const versions = ["16", "22"] as const

describe("a channel that takes the place of another", () => {
  it.each(versions.flatMap((version) => places.map((place) => [version, ...place] as const)))(
    "ends when that would have, on %s in %s",
    (version, _, number) => {
      const moves = transferredTo(number)
      assert.deepStrictEqual(play(moves, version).channels.filter((name) => !name.startsWith("PJSIP/103")), [party])
      const { channels, events } = play([...moves, 20_000], version)
      assert.deepStrictEqual(channels, [])
      assert.includeMembers([...told(events, "Hangup", "Channel")], [...ended, party])
    }
  )

  it.each(versions.flatMap((version) => lasting.map((place) => [version, ...place] as const)))(
    "ends when it is hung up, on %s in %s",
    (version, _, number) => {
      const moves: ReadonlyArray<Move> = [...transferredTo(number), ["Action: Hangup", `Channel: ${party}`], 100]
      const { channels, events } = play(moves, version)
      assert.deepStrictEqual(channels, [])
      const hungUp = told(events, "Hangup", "Channel")
      assert.strictEqual(new Set(hungUp).size, hungUp.length)
    }
  )

  it.each(versions)("waits in the queue in its place, and is the caller of the member that answers (%s)", (version) => {
    const { events, channels } = play([
      ...transferredTo("300"),
      { command: "answer", phone: "103" },
      1000,
      { command: "hangUp", phone: "103" },
      500
    ], version)
    assert.deepStrictEqual(told(events, "AgentConnect", "Channel"), [party])
    assert.deepStrictEqual(told(events, "AgentComplete", "Channel"), [party])
    assert.deepStrictEqual(told(events, "QueueCallerLeave", "Channel"), [party])
    assert.deepStrictEqual(channels, [])
  })

  it.each(versions)("hears the music that played to the other (%s)", (version) => {
    const { events } = play(transferredTo("305"), version)
    assert.deepStrictEqual(told(events, "MusicOnHoldStart", "Channel").at(-1), party)
    assert.deepStrictEqual(told(events, "MusicOnHoldStop", "Channel").at(-1), "PJSIP/101-00000002")
  })

  it.each(versions)("leaves nothing of its own dialplan running (%s)", (version) => {
    // 102 called with the option `g`, with which the dialplan goes on after the other party.
    const { events } = play([...transferredTo("302"), 5000], version)
    assert.notInclude([...told(events, "VarSet", "Variable")], "After")
  })

  it.each(versions)("is given up with the pick-up whose telephone hangs up before its sound comes (%s)", (version) => {
    const { channels } = play([
      { command: "call", phone: "102", number: "103" },
      { command: "ring", phone: "103" },
      { command: "call", phone: "101", number: "*8" },
      { command: "hangUp", phone: "101" },
      1000,
      { command: "hangUp", phone: "102" },
      100
    ], version)
    assert.deepStrictEqual(channels, [])
  })
})

describe("a circle of Local channels", () => {
  it.each(versions)("passes a key on once through each of them (%s)", (version) => {
    const originate = (exten: string): ReadonlyArray<string> => [
      "Action: Originate",
      `Channel: Local/${exten}@from-internal/n`,
      "Application: Echo",
      "Async: true"
    ]
    const bridge = (one: string, other: string): ReadonlyArray<string> => [
      "Action: Bridge",
      `Channel1: Local/302@from-internal-0000000${one}`,
      `Channel2: Local/302@from-internal-0000000${other}`,
      "Tone: no"
    ]
    const { events } = play([
      originate("302"),
      originate("302"),
      1000,
      bridge("0;1", "1;2"),
      bridge("1;1", "0;2"),
      500,
      ["Action: PlayDTMF", "Channel: Local/302@from-internal-00000000;2", "Digit: 5", "Receive: true"],
      ["Action: PlayDTMF", "Channel: Local/302@from-internal-00000000;2", "Digit: 5"],
      1000
    ], version)
    const received = told(events, "DTMFEnd", "Channel")
    assert.isAbove(received.length, 2)
    assert.isBelow(received.length, 30)
  })

  it.each(versions)("lets keys that several echoes send back come to an end (%s)", (version) => {
    const heard = (exten: string) => {
      const originate = [
        "Action: Originate",
        `Channel: Local/${exten}@from-internal/n`,
        "Application: Echo",
        "Async: true"
      ]
      const press = [
        "Action: PlayDTMF",
        `Channel: Local/${exten}@from-internal-00000000;2`,
        "Digit: 5",
        "Receive: true"
      ]
      const { events } = play([originate, originate, originate, originate, 5000, press, 60_000], version)
      return told(events, "DTMFEnd", "Channel").length
    }
    // A conference passes keys on only if the profile of the user says so.
    assert.isAtMost(heard("310"), 1)
    const passed = heard("311")
    assert.isAbove(passed, 3)
    assert.isBelow(passed, 1000)
  })
})
