/**
 * The simulator says what Asterisk 22 said in answer to the same requests.
 *
 * Whole messages are compared, in order per channel and per bridge; across them
 * Asterisk guarantees no order. Left out are `OriginateResponse`, which comes
 * before or after its neighbours by chance and is compared separately, and what
 * the PBX of a session has no part in.
 */
import { assert, describe, it } from "@effect/vitest"
import { bySubject, type Lines, messagesOf, normalised, recordedText, valueIn, without } from "./recorded.ts"
import { play } from "./scenario.ts"

const session = new Set(["login", "bye"])

/** The calls of a conversation, up to the hangup that cleans up after it. */
const calls = (messages: ReadonlyArray<Lines>): ReadonlyArray<Lines> => {
  const own = messages.filter((lines) => !session.has(valueIn(lines, "ActionID") ?? ""))
  const end = own.findIndex((lines) => valueIn(lines, "ActionID") === "cleanup")
  return end === -1 ? own : own.slice(0, end)
}

const recorded = (name: string) => calls(normalised(without(messagesOf(recordedText(`${name}.ast22`)), "FullyBooted")))

const simulated = (...steps: Parameters<typeof play>[0]) => calls(normalised(without(play(steps))))

/** Fails if a message differs, or is at another place among those of its channel. */
const same = (
  actual: ReadonlyArray<Lines>,
  expected: ReadonlyArray<Lines>,
  ...names: ReadonlyArray<string>
) => {
  const left = ["OriginateResponse", ...names]
  assert.isAbove(expected.length, 10)
  assert.deepStrictEqual(bySubject(without(actual, ...left)), bySubject(without(expected, ...left)))
  const outcomes = (messages: ReadonlyArray<Lines>) =>
    messages.filter((lines) => valueIn(lines, "Event") === "OriginateResponse")
  assert.deepStrictEqual(outcomes(actual), outcomes(expected))
}

const connected = `
Action: Originate
Channel: Local/100@from-internal/n
Context: from-internal
Exten: 111
Priority: 1
Async: true
ActionID: orig-p
CallerID: "Alice" <5550100>
`

const transferer = "Local/100@from-internal-00000000;1"

describe("a call as Asterisk 22 makes it", () => {
  it("is originated to an extension with variables, an account and a caller, and hung up", () => {
    const actual = simulated(
      [
        `
Action: Originate
Variable: VAR1=one
Variable: VAR2=two words,VAR3=3
Channel: Local/200@from-internal
Context: from-internal
Exten: 100
Priority: 1
Async: true
ActionID: orig-a
CallerID: "Alice Example" <5550100>
Account: acct1
`,
        1
      ],
      ["Action: Hangup\nChannel: Local/200@from-internal-00000000;1\nCause: 16\nActionID: hang-a", 1]
    )

    same(actual, recorded("a-originate-async"))
  })

  it("is originated to an application, with the requested ids", () => {
    const actual = simulated([
      `
Action: Originate
Channel: Local/200@from-internal/n
Application: Wait
Data: 1
Async: true
ActionID: orig-app
ChannelId: my-id-1
OtherChannelId: my-id-2
`,
      5
    ])

    same(actual, recorded("a2-originate-nooptimize"))
  })

  it("is hung up by name and cause, by expression, and not at all", () => {
    const originate = (id: string, secondsBehind = 0) =>
      [
        `
Action: Originate
Channel: Local/200@from-internal/n
Context: from-internal
Exten: 100
Priority: 1
Async: true
ActionID: ${id}
`,
        secondsBehind
      ] as const
    const channel = "Channel: Local/200@from-internal-00000000;1"
    const actual = simulated(
      originate("g0"),
      originate("g1"),
      originate("g2", 1),
      [`Action: Hangup\n${channel}\nCause: 17\nActionID: h1`, 1],
      [`Action: Hangup\n${channel}\nActionID: h2`, 1],
      ["Action: Hangup\nActionID: h3", 1],
      ["Action: Hangup\nChannel: /^Local/200@.*;1$/\nCause: 31\nActionID: h4", 1],
      ["Action: Hangup\nChannel: /^Local\\/200@.*;1$/\nCause: 31\nActionID: h5", 1],
      ["Action: Hangup\nChannel: /(/\nActionID: h6", 1],
      ["Action: Hangup\nChannel: /abc\nActionID: h7", 1]
    )

    same(actual, recorded("g-hangup"))
  })

  it("is not answered, and refused, by the dialled side of Dial", () => {
    const originate = (id: string, exten: string) =>
      `Action: Originate
Channel: Local/100@from-internal/n
Context: from-internal
Exten: ${exten}
Priority: 1
Async: true
ActionID: ${id}`
    // In the recording the second call ends before its far half continues.
    const isLate = (lines: Lines) => valueIn(lines, "Channel") === "Local/100@from-internal-channel2;2"

    const actual = simulated([originate("m1", "112"), 4], [originate("m2", "113"), 1])

    same(
      actual.filter((lines) => !isLate(lines)),
      recorded("m-dial-noanswer-busy").filter((lines) => !isLate(lines)),
      "VarSet"
    )
  })
})

describe("a transfer as Asterisk 22 makes it", () => {
  it("is blind", () => {
    const actual = simulated(
      [connected, 2],
      [`Action: BlindTransfer\nChannel: ${transferer}\nContext: from-internal\nExten: 102\nActionID: bt1`, 2],
      ["Action: BlindTransfer\nChannel: Local/nosuch\nExten: 102\nActionID: bt-err1", 1],
      ["Action: BlindTransfer\nChannel: Local/101@from-internal-00000001;1\nActionID: bt-err2", 1]
    )

    same(actual, recorded("b-blind-transfer"), "VarSet")
  })

  it("is blind and invalid if the channel is in no call", () => {
    const originate =
      "Action: Originate\nChannel: Local/200@from-internal/n\nContext: from-internal\nExten: 100\nPriority: 1\nAsync: true\nActionID: o"
    const channel = "Local/200@from-internal-00000000;1"

    const actual = simulated(
      [originate, 1],
      [`Action: BlindTransfer\nChannel: ${channel}\nContext: from-internal\nExten: 102\nActionID: bt1`, 1]
    )

    same(actual, recorded("b2-blind-transfer-notbridged"))
  })

  it("is attended, and completed by hanging up", () => {
    const actual = simulated(
      [connected, 2],
      [`Action: Atxfer\nChannel: ${transferer}\nContext: from-internal\nExten: 102\nActionID: at1`, 6],
      [`Action: Hangup\nChannel: ${transferer}\nActionID: at-hang`, 2],
      ["Action: Atxfer\nChannel: Local/nosuch\nExten: 1\nActionID: at-err1", 1],
      ["Action: Atxfer\nChannel: Local/101@from-internal-00000001;1\nActionID: at-err2", 1]
    )

    // This one recording lacks the target, which every other one of an answered attended transfer has.
    const untargeted = actual.map((lines) => lines.filter((line) => !line.startsWith("TransferTarget")))
    same(untargeted, recorded("c-attended-transfer"), "VarSet", "MusicOnHoldStart", "MusicOnHoldStop")
  })

  it("is attended, and cancelled", () => {
    const actual = simulated(
      [connected, 2],
      [`Action: Atxfer\nChannel: ${transferer}\nContext: from-internal\nExten: 102\nActionID: at1`, 6],
      [`Action: CancelAtxfer\nChannel: ${transferer}\nActionID: cat1`, 2]
    )

    same(actual, recorded("c2-attended-transfer-cancel"), "VarSet", "MusicOnHoldStart", "MusicOnHoldStop")
  })

  it("is a redirect of one channel, which hangs up the other", () => {
    const redirect = (lines: string) => `Action: Redirect\nActionID: rd-err\n${lines}`
    const actual = simulated(
      [connected, 2],
      [
        `Action: Redirect\nChannel: ${transferer}\nContext: from-internal\nExten: 102\nPriority: 1\nActionID: rd1`,
        2
      ],
      [redirect("Channel: nosuch\nContext: from-internal\nExten: 1\nPriority: 1"), 0],
      [redirect(`Channel: ${transferer}`), 0],
      [redirect(`Channel: ${transferer}\nContext: from-internal`), 0],
      [redirect(`Channel: ${transferer}\nContext: from-internal\nExten: 102`), 0],
      [redirect(`Channel: ${transferer}\nContext: from-internal\nExten: 102\nPriority: nolabel`), 0],
      [redirect("Context: x"), 0]
    )

    same(actual, recorded("d-redirect-single"), "VarSet")
  })

  it("is a redirect of both channels", () => {
    const actual = simulated([connected, 2], [
      `
Action: Redirect
Channel: ${transferer}
ExtraChannel: Local/101@from-internal-00000001;1
Context: from-internal
Exten: 102
Priority: 1
ExtraContext: from-internal
ExtraExten: 101
ExtraPriority: 1
ActionID: rd2
`,
      2
    ])

    same(actual, recorded("d2-redirect-double"), "VarSet")
  })
})

describe("a call that fails as in Asterisk 22", () => {
  const originate = (id: string, channel: string, more = "") =>
    `Action: Originate\nChannel: ${channel}\nContext: from-internal\nExten: 100\nPriority: 1\nAsync: true\nActionID: ${id}${more}`

  /** Everything about the far end of this name, and its outcome. */
  const about = (messages: ReadonlyArray<Lines>, address: string) =>
    messages.filter((lines) => lines.some((line) => line.startsWith(`Channel: ${address}`)))

  const failures = [
    ["f-timeout", "Local/300@from-internal", "\nTimeout: 1500"],
    ["f-progress-timeout", "Local/301@from-internal", "\nTimeout: 1500"],
    ["f-busy", "Local/170@from-internal", ""],
    ["f-congestion", "Local/171@from-internal", ""],
    ["f-hangup21", "Local/172@from-internal", ""],
    ["f-hangup17", "Local/173@from-internal", ""],
    ["f-hangup19", "Local/174@from-internal", ""],
    ["f-noexten", "Local/9999@from-internal", ""],
    ["f-nocontext", "Local/100@nosuch", ""],
    ["f-notech", "Foo/bar", ""],
    ["f-pjsip-noendpoint", "PJSIP/nosuch", ""]
  ] as const

  for (const [id, channel, more] of failures) {
    it(`reports why ${channel} was not reached`, () => {
      const expected = without(about(messagesOf(recordedText("h-originate-failures.ast22")), channel))

      const actual = about(play([[originate(id, channel, more), 12]]), channel)

      assert.deepStrictEqual(bySubject(normalised(actual)), bySubject(normalised(expected)))
      assert.isTrue(actual.some((lines) => valueIn(lines, "ActionID") === id))
    })
  }

  it("is refused at once if something is missing or invalid", () => {
    const expected = without(messagesOf(recordedText("h-originate-failures.ast22")))
      .filter((lines) => lines[0] === "Response: Error")

    const actual = play([
      [originate("f-dest-noexten", "Local/200@from-internal").replace("Exten: 100", "Exten: 9999"), 0],
      [originate("f-nochannel", ""), 0],
      [originate("f-noslash", "Local"), 0],
      [originate("f-badtimeout", "Local/200@from-internal", "\nTimeout: abc"), 0],
      [originate("f-badprio", "Local/200@from-internal").replace("Priority: 1", "Priority: lbl"), 0]
    ])

    assert.strictEqual(expected.length, 5)
    assert.deepStrictEqual(actual, expected)
  })

  it("reads variables as Asterisk does, with quotes, backslashes and brackets", () => {
    const variable = (lines: Lines) => `${valueIn(lines, "Variable")}|${valueIn(lines, "Value")}`
    // `CALLERID(name)` is a function there and raises no VarSet.
    const told = (messages: ReadonlyArray<Lines>) =>
      new Set(
        messages.filter((lines) => valueIn(lines, "Event") === "VarSet").map(variable)
          .filter((text) => !text.includes("("))
      )
    const recordedVariables = told(messagesOf(recordedText("originate-variables.ast22")))

    const actual = told(play([[
      `Action: Originate
Channel: Local/500@from-internal/n
Application: Wait
Data: 1
Async: true
Variable: A=1,B=two words,C=a=b
Variable: D="x,y"
Variable: E=x\\,y
Variable: __F=inh
Variable: G
Variable: H=
Variable: J = sp
Variable:K=nospace
Variable: L=a|b`,
      1
    ]]))

    assert.isAbove(recordedVariables.size, 8)
    assert.deepStrictEqual([...actual].sort(), [...recordedVariables].sort())
  })
})
