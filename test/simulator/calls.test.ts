/**
 * Calls that take a different course than the recorded ones, and invariants of all calls.
 */
import { assert, describe, it } from "@effect/vitest"
import { SimulatedPbx } from "effect-ami/simulator"
import * as fc from "fast-check"
import { Draft } from "../../src/simulator/internal/pbx/draft.ts"
import { check, timeout } from "../protocol/properties.ts"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const started = 1_795_422_815_000

const originate = (channel: string, exten: string, more = "") =>
  `Action: Originate\nChannel: ${channel}\nContext: from-internal\nExten: ${exten}\nPriority: 1\nAsync: true\nActionID: o${more}`

const hangup = (channel: string) => `Action: Hangup\nChannel: ${channel}\nActionID: h`

/** The events of one name, as values of some headers. */
const told = (said: ReadonlyArray<Lines>, name: string, ...headers: ReadonlyArray<string>) =>
  said.filter((lines) => valueIn(lines, "Event") === name).map((lines) =>
    headers.map((header) => valueIn(lines, header)).join(" ")
  )

const caller = "Local/100@from-internal-00000000;1"

describe("a call", () => {
  it("ends its dial with CANCEL if the caller hangs up while it rings", () => {
    const said = play([[originate("Local/100@from-internal/n", "112"), 1], [hangup(caller), 1]])

    assert.deepStrictEqual(told(said, "DialEnd", "DialStatus"), ["ANSWER", "CANCEL"])
    assert.strictEqual(told(said, "Hangup", "Channel").length, 4)
  })

  it("leaves its dial if the caller is redirected while it rings", () => {
    const redirect = `Action: Redirect\nChannel: ${caller}\nContext: from-internal\nExten: 200\nPriority: 1`

    const said = play([[originate("Local/100@from-internal/n", "112"), 1], [redirect, 5]])

    assert.deepStrictEqual(told(said, "Hangup", "Channel"), [
      "Local/300@from-internal-00000001;1",
      "Local/300@from-internal-00000001;2"
    ])
    const newexten = told(said, "Newexten", "Channel", "Exten", "Application").filter((line) => line.startsWith(caller))
    assert.deepStrictEqual(newexten.slice(-2), [`${caller} 200 Dial`, `${caller} 200 Echo`])
  })

  it("continues in the dialplan after a Dial of a missing endpoint", () => {
    const extensions = { here: { "1": ["Dial(PJSIP/nosuch)", "Dial(Local/9@here)", "NoOp(after)"] } }

    const said = play([[
      "Action: Originate\nChannel: PJSIP/100\nContext: here\nExten: 1\nPriority: 1\nAsync: true",
      1
    ]], { extensions })

    assert.deepStrictEqual(
      told(said, "VarSet", "Variable", "Value").filter((line) => line.startsWith("DIALSTATUS C")),
      ["DIALSTATUS CHANUNAVAIL", "DIALSTATUS CHANUNAVAIL"]
    )
    assert.deepStrictEqual(told(said, "Newexten", "Application").slice(-1), ["NoOp"])
  })

  it("rings at an endpoint, which answers, refuses in one of three ways, or is missing", () => {
    const endpoints = {
      a: "answers",
      b: "busy",
      c: "congested",
      j: "rejects",
      r: "rings",
      u: "unreachable",
      n: "unregistered"
    } as const
    const outcomes = Object.keys(endpoints).map((name) => {
      const said = play([[originate(`PJSIP/${name}`, "200", "\nTimeout: 2000"), 3]], { endpoints })
      return [
        name,
        told(said, "OriginateResponse", "Response", "Reason")[0],
        told(said, "DialState", "DialStatus").join(),
        told(said, "DialEnd", "DialStatus").join(),
        told(said, "HangupRequest", "Cause", "TechCause").join(),
        told(said, "Hangup", "Cause", "TechCause").join()
      ]
    })

    assert.deepStrictEqual(outcomes, [
      ["a", "Success 4", "RINGING", "ANSWER", "", ""],
      ["b", "Failure 0", "", "BUSY", "17 486", "17 486"],
      ["c", "Failure 0", "", "CONGESTION", "34 503", "34 503"],
      ["j", "Failure 0", "", "NOANSWER", "21 603", "21 603"],
      ["r", "Failure 3", "RINGING", "", "", "19 480"],
      ["u", "Failure 3", "", "", "", "19 480"],
      ["n", "Failure 0", "", "", "", ""]
    ])
  })

  it("rings at an endpoint through an extension, whose halves learn what the endpoint does", () => {
    const extensions = { "from-internal": { "1": ["Dial(PJSIP/a)", "Hangup()"], "2": ["Dial(PJSIP/a)"] } }
    const through = (exten: string, a: SimulatedPbx.Endpoint) => {
      const call =
        `Action: Originate\nChannel: Local/${exten}@from-internal/n\nApplication: Wait\nData: 1\nTimeout: 2000\nAsync: true`
      const said = play([[call, 5]], { extensions, endpoints: { a } })
      return [
        told(said, "OriginateResponse", "Response", "Reason").join(),
        told(said, "DialEnd", "DialStatus").join(),
        told(said, "Hangup", "Cause").join()
      ]
    }

    assert.deepStrictEqual(through("1", "answers"), ["Success 4", "ANSWER,ANSWER", "0,16,16"])
    assert.deepStrictEqual(through("1", "busy"), ["Failure 0", "BUSY,BUSY", "17,17,17"])
    assert.deepStrictEqual(through("1", "rejects"), ["Failure 0", "NOANSWER,NOANSWER", "21,21,21"])
    assert.deepStrictEqual(through("1", "rings"), ["Failure 3", "CANCEL", "19,19,19"])
    assert.deepStrictEqual(through("1", "unregistered"), ["Failure 0", "CHANUNAVAIL", "3,3"])
    // At the end of the dialplan Asterisk plays a tone for the outcome of the call.
    assert.deepStrictEqual(through("2", "busy"), ["Failure 5", "BUSY,BUSY", "17,0,17"])
    assert.deepStrictEqual(through("2", "rejects"), ["Failure 8", "NOANSWER,CONGESTION", "21,0,34"])
  })

  it("is hung up while it rings, with or without a cause", () => {
    const ended = (cause: string) => {
      const said = play([
        [originate("PJSIP/100", "200", "\nChannelId: call-17"), 0.03],
        [`${hangup("call-17")}${cause}`, 1]
      ], { endpoints: { "100": "rings" } })
      return [
        told(said, "DialEnd", "DialStatus").join(),
        told(said, "Hangup", "Cause", "TechCause").join(),
        told(said, "OriginateResponse", "Reason").join()
      ]
    }

    assert.deepStrictEqual(ended(""), ["NOANSWER", "0 ", "0"])
    assert.deepStrictEqual(ended("\nCause: 17"), ["BUSY", "17 486", "0"])
  })

  it("is found by its channel name in upper or lower case, and by its id", () => {
    const call = originate("Local/300@from-internal", "200", "\nChannelId: Call-17")
    const name = "Local/300@from-internal-00000000;1"
    const asked = [name, name.toLowerCase(), "call-17", "Call-17;2"].map((channel) =>
      told(
        play([[call, 1], [`Action: Status\nChannel: ${channel}`, 0], [
          `Action: Getvar\nVariable: A\nChannel: ${channel}`,
          0
        ], [
          hangup(channel),
          1
        ]]),
        "Hangup",
        "Uniqueid"
      ).length
    )

    assert.deepStrictEqual(asked, [2, 2, 2, 2])
    assert.deepStrictEqual(told(play([[call, 1], [hangup("call-18"), 1]]), "Hangup", "Uniqueid"), [])
  })

  it("is listed by the hash of its channels' names, as Asterisk lists them, and not by age", () => {
    const said = play([
      [originate("Local/100@from-internal/n", "200"), 1],
      [originate("Local/200@from-internal/n", "200"), 1],
      ["Action: CoreShowChannels", 0]
    ])
    // Of 1567 buckets, these are in 496, 497, 1247 and 1250 (strings.h, ast_str_case_hash).
    assert.deepStrictEqual(told(said, "CoreShowChannel", "Channel"), [
      "Local/100@from-internal-00000000;1",
      "Local/100@from-internal-00000000;2",
      "Local/200@from-internal-00000001;2",
      "Local/200@from-internal-00000001;1"
    ])
  })

  it("runs the applications of its dialplan in order", () => {
    const extensions = {
      here: {
        "_X.": ["Answer()", "Set(A=b=c)", "UserEvent(Hello,Key: value,Other: x)", "Wait(2)", "Hangup(21)"]
      }
    }

    const said = play([[
      "Action: Originate\nChannel: Local/77@here/n\nApplication: Wait\nData: 60\nAsync: true",
      5
    ]], { extensions })

    assert.deepStrictEqual(told(said, "Newexten", "Priority", "Application", "AppData"), [
      "1 AppDial2 (Outgoing Line)",
      "1 Answer ",
      "2 Set A=b=c",
      "3 UserEvent Hello,Key: value,Other: x",
      "4 Wait 2",
      "5 Hangup 21"
    ])
    assert.deepStrictEqual(told(said, "VarSet", "Variable", "Value"), ["A b=c"])
    assert.deepStrictEqual(told(said, "UserEvent", "UserEvent", "Key", "Other"), ["Hello value x"])
    assert.deepStrictEqual(told(said, "Hangup", "Cause", "Cause-txt"), ["21 Call Rejected", "21 Call Rejected"])
  })

  it("takes no time with a timeScale of 0, and keeps its order", () => {
    const slow = play([[originate("Local/300@from-internal", "100", "\nTimeout: 1500"), 60]])
    const quick = play([[originate("Local/300@from-internal", "100", "\nTimeout: 1500"), 0]], { timeScale: 0 })

    assert.deepStrictEqual(told(quick, "OriginateResponse", "Reason"), ["3"])
    assert.deepStrictEqual(quick, slow)
  })
})

describe("an attended transfer", () => {
  const atxfer = (exten: string) => `Action: Atxfer\nChannel: ${caller}\nContext: from-internal\nExten: ${exten}`
  const connected = [originate("Local/100@from-internal/n", "111"), 1] as const
  const waiting = "Local/101@from-internal-00000001;1"

  for (const exten of ["170", "171", "300", "9999"]) {
    it(`gives the call back if ${exten} does not answer`, () => {
      const said = play([connected, [atxfer(exten), 20], [`Action: Status\nChannel: ${caller}`, 0]])

      assert.deepStrictEqual(told(said, "Unhold", "Channel"), [caller])
      assert.deepStrictEqual(told(said, "AttendedTransfer", "Result"), [])
      assert.notInclude(told(said, "Hangup", "Channel"), waiting)
      assert.match(told(said, "Status", "BridgeID")[0] ?? "", /^[0-9a-f-]{36}$/)
    })
  }

  it("becomes a call with the consulted party if the waiting one hangs up", () => {
    const said = play([connected, [atxfer("102"), 5], [hangup(waiting), 1], ["Action: CoreShowChannels", 0]])

    const bridges = told(said, "CoreShowChannel", "BridgeId").filter((id) => id !== "")
    assert.strictEqual(told(said, "CoreShowChannelsComplete", "ListItems")[0], "4")
    assert.strictEqual(bridges.length, 2)
    assert.strictEqual(new Set(bridges).size, 1)
  })

  it("becomes a call with the consulted party if the waiting one leaves because it was itself asked, and gave no answer", () => {
    const at = (name: string, exten: string) => `Channel: ${name}\nContext: from-internal\nExten: ${exten}\nPriority: 1`
    const second = "Local/100@from-internal-00000002"
    const third = "Local/101@from-internal-00000003"
    const ringing = "Local/300@from-internal-00000004"
    const asked = "Local/200@from-internal-00000005;1"

    const said = play([
      [originate("Local/200@from-internal", "160"), 1],
      [atxfer("100").replace(caller, waiting), 1],
      [`Action: BlindTransfer\n${at(waiting, "160")}`, 0],
      [`Action: Atxfer\n${at(`${second};1`, "300")}`, 4],
      // The transferer leaves before the target answers, which then rings in the call of the other.
      [`Action: Redirect\n${at(`${second};1`, "300")}\nExtraChannel: ${ringing};2`, 0.1],
      [`Action: Atxfer\n${at(`${third};1`, "200")}`, 60]
    ], { extensions: undefined })

    assert.include(told(said, "Hangup", "Channel"), `${ringing};1`)
    assert.include(told(said, "Hangup", "Channel"), asked)
  })

  it("gives the call back if the consulted party hangs up", () => {
    const asked = "Local/102@from-internal-00000002;1"
    const said = play([connected, [atxfer("102"), 5], [hangup(asked), 1], ["Action: CoreShowChannels", 0]])

    assert.deepStrictEqual(told(said, "Unhold", "Channel"), [caller])
    assert.strictEqual(told(said, "CoreShowChannelsComplete", "ListItems")[0], "4")
    assert.strictEqual(new Set(told(said, "CoreShowChannel", "BridgeId").filter((id) => id !== "")).size, 1)
  })

  it("goes on asking if the transferer hangs up before anybody answered", () => {
    const said = play([connected, [atxfer("300"), 4], [hangup(caller), 1], ["Action: CoreShowChannels", 0]])

    // The transferer is gone, and its channel stays until the target answers or is given up.
    assert.deepStrictEqual(told(said, "CoreShowChannelsComplete", "ListItems"), ["6"])
    assert.deepStrictEqual(told(said, "Hangup", "Channel"), [])
    assert.strictEqual(told(said, "AttendedTransfer", "Result")[0], "Success")
  })

  it("only dials its digits if the channel is in no call", () => {
    const said = play([[originate("Local/100@from-internal/n", "200"), 1], [atxfer("102"), 5]])

    const pressed = told(said, "DTMFEnd", "Digit", "DurationMs")
    assert.deepStrictEqual(pressed.filter((key) => key.endsWith(" 0")), ["* 0", "2 0", "1 0", "0 0", "2 0"])
    assert.deepStrictEqual(told(said, "Hold", "Channel"), [])
    assert.strictEqual(told(said, "Newchannel", "Channel").length, 2)
  })
})

// --- Invariants -------------------------------------------------------------

type Move = { readonly kind: string; readonly pick: number; readonly other: number; readonly wait: number }

const extens = ["100", "160", "200", "300", "301", "302", "500", "9999"]

const targets = [
  ...extens.map((exten) => `Local/${exten}@from-internal`),
  "Local/101@from-internal/n",
  "PJSIP/100",
  "Foo/1"
]

const at = <A>(list: ReadonlyArray<A>, index: number): A | undefined => list[index % Math.max(1, list.length)]

const requestOf = (pbx: SimulatedPbx.SimulatedPbx, { kind, other, pick }: Move): string => {
  const channels = SimulatedPbx.channels(pbx).map(({ name }) => name)
  const channel = at(channels, pick) ?? "Local/none"
  const place = `Context: from-internal\nExten: ${at(extens, other)}\nPriority: 1`
  switch (kind) {
    case "originate":
      return `Action: Originate\nChannel: ${at(targets, pick)}\n${place}\nAsync: true\nTimeout: 5000\nActionID: o`
    case "application":
      return `Action: Originate\nChannel: ${at(targets, pick)}\nApplication: Wait\nData: 3\nAsync: true\nActionID: o`
    case "extra":
      // At most two channels, of which the second may be the first, or unknown.
      return `Action: Redirect\nChannel: ${channel}\nExtraChannel: ${at(channels, other) ?? "x"}\n${place}`
    default:
      return `Action: ${kind}\nChannel: ${channel}\n${place}`
  }
}

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom(
    "originate",
    "application",
    "Hangup",
    "Redirect",
    "extra",
    "BlindTransfer",
    "Atxfer",
    "Atxfer",
    "CancelAtxfer"
  ),
  pick: fc.oneof(fc.constantFrom(0, 2), fc.nat(20)),
  other: fc.nat(20),
  wait: fc.constantFrom(0, 3, 20, 100, 1000, 4000)
})

/** Fails if the parts of a PBX are inconsistent. */
const isWhole = (pbx: SimulatedPbx.SimulatedPbx) => {
  const { bridges, channels: live, consultations, dials } = new Draft(pbx, started)
  for (const { bridge, half, name } of live.values()) {
    if (half !== undefined && live.has(half)) assert.strictEqual(live.get(half)?.half, name)
    if (bridge !== undefined) assert.include(bridges.get(bridge)?.channels ?? [], name)
  }
  for (const { channels, id } of bridges.values()) {
    for (const name of channels) assert.strictEqual(live.get(name)?.bridge, id)
  }
  for (const { caller } of dials.values()) assert.isTrue(live.has(caller))
  for (const { first, second } of consultations.values()) {
    assert.isTrue(bridges.has(first))
    assert.isTrue(bridges.has(second))
  }
}

describe("a PBX", () => {
  it("is consistent after every move, reports every channel's start and end, and is empty once all are hung up", () => {
    check(
      500,
      fc.property(fc.array(move, { minLength: 1, maxLength: 25 }), fc.constantFrom(0, 1), (moves, timeScale) => {
        let now = started
        let pbx = SimulatedPbx.make(now, { timeScale })
        const said: Array<Lines> = []
        let asked = 0
        const take = (step: SimulatedPbx.Step | undefined) => {
          if (step === undefined) throw new Error("the PBX does not know an action")
          pbx = step.state
          said.push(...step.events.map(({ lines }) => lines))
          isWhole(pbx)
          if (step.reply[0]?.[2] === "Message: Originate successfully queued") asked++
        }
        // The first move makes a call between two, so that transfers are not only refused.
        const call = { kind: "originate", pick: 2, other: 1, wait: 1000 }
        for (const next of [call, ...moves]) {
          take(SimulatedPbx.answer(pbx, requestOf(pbx, next).split("\n"), now))
          now += next.wait
          take(SimulatedPbx.advance(pbx, now))
        }
        now += 60_000
        take(SimulatedPbx.advance(pbx, now))
        take(SimulatedPbx.answer(pbx, ["Action: Hangup", "Channel: /./"], now))

        assert.deepStrictEqual(SimulatedPbx.channels(pbx), [])
        const { bridges, consultations, dials } = new Draft(pbx, now)
        assert.strictEqual(bridges.size + dials.size + consultations.size, 0)
        assert.deepStrictEqual(told(said, "Hangup", "Uniqueid").sort(), told(said, "Newchannel", "Uniqueid").sort())
        assert.deepStrictEqual(
          told(said, "BridgeDestroy", "BridgeUniqueid").sort(),
          told(said, "BridgeCreate", "BridgeUniqueid").sort()
        )
        assert.strictEqual(told(said, "OriginateResponse", "ActionID").length, asked)
      })
    )
  }, timeout)
})
