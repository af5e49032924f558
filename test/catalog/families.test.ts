/**
 * Fields from several headers: numbered families, headers named by data, and payloads that become such headers.
 */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Redacted, Result } from "effect"
import { Actions, AmiAction, type AmiMessage, Events } from "effect-ami"
import { eventIn, eventOf, headersOf, messageFrom, messagesOf } from "./recorded.ts"

/** The answer of an action to lines as Asterisk writes them. */
const answerOf = <A>(action: AmiAction.Action<A>, lines: string): A =>
  Result.getOrThrow(action.decode(messageFrom(lines)))

const responseWith = (capture: string, header: RegExp): AmiMessage.AmiMessage =>
  messagesOf(capture).find((message) =>
    message.kind === "Response" && message.headers.some(([name]) => header.test(name))
  ) ?? assert.fail(`${capture} has no such response`)

describe("answers with headers named by data", () => {
  it("contain the categories of a file, with their templates and lines in order", () => {
    const { Categories = [] } = answerOf(
      Actions.GetConfig({ Filename: "queues.conf" }),
      `Response: Success
      Category-000000: general
      Category-000001: basic
      IsTemplate-000001: 1
      Line-000001-000000: strategy=ringall
      Category-000002: sales
      Templates-000002: basic,other
      Line-000002-000000: member=PJSIP/alice,0,"A=B"
      Line-000002-000001: member=PJSIP/bob`
    )

    assert.deepStrictEqual(Categories, [
      { Category: "general", IsTemplate: false, Templates: [], Lines: [] },
      { Category: "basic", IsTemplate: true, Templates: [], Lines: [["strategy", "ringall"]] },
      {
        Category: "sales",
        IsTemplate: false,
        Templates: ["basic", "other"],
        Lines: [["member", "PJSIP/alice,0,\"A=B\""], ["member", "PJSIP/bob"]]
      }
    ])
  })

  it("contain the categories that servers sent", () => {
    for (const version of ["ast16", "ast22"]) {
      const response = responseWith(`config-actions.${version}`, /^Line-000000-000000$/)
      const { Categories = [] } = Result.getOrThrow(Actions.GetConfig({ Filename: "x" }).decode(response))

      assert.isNotEmpty(Categories)
      assert.strictEqual(
        Categories.reduce((sum, { Lines }) => sum + Lines.length, 0),
        response.headers.filter(([name]) => name.startsWith("Line-")).length
      )
    }
  })

  it("contain the actions that an account may send", () => {
    const { Commands } = answerOf(
      Actions.ListCommands(),
      `Response: Success
      Ping: Keepalive command.  (Priv: <none>)
      Events: Control Event Flow.  (Priv: <none>)
      Originate: Originate a call.  (Priv: originate,all)
      Status: List channel status.  (Priv: system,call,reporting,all)`
    )

    assert.deepEqual(Commands, {
      Ping: { Synopsis: "Keepalive command.", Privileges: [] },
      Events: { Synopsis: "Control Event Flow.", Privileges: [] },
      Originate: { Synopsis: "Originate a call.", Privileges: ["originate"] },
      Status: { Synopsis: "List channel status.", Privileges: ["system", "call", "reporting"] }
    })
  })

  it("contain the rules of a queue, per list", () => {
    const { RuleLists } = answerOf(
      Actions.QueueRule(),
      "Response: Success\nRuleList: day\nRule: 30,10,0,0\nRule: 60,20,0,0\nRuleList: night\nRule: 10,5,0,0"
    )

    assert.deepStrictEqual(RuleLists, [
      { RuleList: "day", Rule: ["30,10,0,0", "60,20,0,0"] },
      { RuleList: "night", Rule: ["10,5,0,0"] }
    ])
  })

  it("keep headers without a field accessible", () => {
    const pong = answerOf(Actions.Ping(), "Response: Success\nPing: Pong\nNode: b")

    assert.strictEqual(AmiAction.messageOf(pong)?.get("Node"), "b")
  })
})

describe("events with families of headers", () => {
  it("have an element for each report of RTCP", () => {
    const event = eventOf(
      Events.RTCPReceived,
      `Event: RTCPReceived
      SSRC: 0x1a2b
      PT: 201(RR)
      From: 192.0.2.1:4001
      To: 192.0.2.2:4001
      RTT: 0.0105
      ReportCount: 2
      Report0SourceSSRC: 0x01
      Report0FractionLost: 3
      Report0DLSR: 1.5000
      Report1SourceSSRC: 0x02
      Report1IAJitter: many`
    )

    assert.deepEqual(event.Report, [
      { SourceSSRC: "0x01", FractionLost: 3, DLSR: Duration.millis(1500) },
      { SourceSSRC: "0x02" }
    ])
  })

  it("have an element for each kind of unit, in numerical order", () => {
    const event = eventOf(
      Events.AOC_D,
      `Event: AOC-D
      Charge/Type: Units
      Charge/Units(10)/NumberOf: 2
      Charge/Units(2)/NumberOf: 7
      Charge/Units(2)/TypeOf: 1`
    )

    assert.deepEqual(event.Units, [{ NumberOf: 7, TypeOf: 1 }, { NumberOf: 2 }])
  })

  it("collect the variables of the older form, which are not escaped", () => {
    const event = eventOf(
      Events.OriginateResponse,
      `Event: OriginateResponse
      Response: Success
      Channel: PJSIP/alice-1
      Reason: 4
      Uniqueid: 1.1
      CallerIDNum: <unknown>
      CallerIDName: <unknown>
      ChanVariable(PJSIP/alice-1): FOO=a\\\\b
      ChanVariable(PJSIP/alice-1): BAR=1=2`
    )

    assert.deepEqual(event.ChanVariable, { FOO: String.raw`a\\b`, BAR: "1=2" })
  })

  it("omit a variable of the older form without a name", () => {
    const renamed = (...variables: ReadonlyArray<string>) =>
      eventOf(
        Events.Rename,
        [
          "Event: Rename",
          "Channel: a",
          "Newname: b",
          "Uniqueid: 1",
          ...variables.map((one) => `ChanVariable(a): ${one}`)
        ]
          .join("\n")
      ).ChanVariable

    assert.isUndefined(renamed("", "=1"))
    assert.deepEqual(renamed("", "FOO", "A=1"), { FOO: "", A: "1" })
  })

  it("decode what asynchronous AGI encodes", () => {
    const started = eventIn(Events.AsyncAGIStart, "j-asyncagi.ast22")
    const executed = eventIn(Events.AsyncAGIExec, "j-asyncagi.ast16")
    const cut = eventOf(
      Events.AsyncAGIStart,
      `Event: AsyncAGIStart\n${
        headersText(messagesOf("j-asyncagi.ast22"), "AsyncAGIStart").replace(/Env: .*/, "Env: a%20%C3%A4%C3")
      }`
    )

    assert.match(started.Env, /^agi_request: async\nagi_channel: /)
    assert.match(executed.Result, /^200 result=/)
    assert.strictEqual(cut.Env, "a ä\ufffd")
  })
})

/** The headers of the first event of a name, as text. */
const headersText = (messages: ReadonlyArray<AmiMessage.AmiMessage>, name: string): string =>
  (messages.find((message) => message.name === name)?.headers ?? []).filter(([header]) => header !== "Event")
    .map(([header, value]) => `${header}: ${value}`).join("\n")

describe("payloads that become several headers", () => {
  it("number the changes of a file", () => {
    const action = Actions.UpdateConfig({
      SrcFilename: "queues.conf",
      DstFilename: "queues.conf",
      Changes: [
        { Action: "NewCat", Cat: "sales" },
        { Action: "Append", Cat: "sales", Var: "member", Value: ">PJSIP/alice" },
        { Action: "Delete", Cat: "sales", Var: "member", Line: 3 }
      ]
    })

    assert.deepStrictEqual(headersOf(action), [
      ["SrcFilename", "queues.conf"],
      ["DstFilename", "queues.conf"],
      ["Action-000000", "NewCat"],
      ["Cat-000000", "sales"],
      ["Action-000001", "Append"],
      ["Cat-000001", "sales"],
      ["Var-000001", "member"],
      ["Value-000001", ">PJSIP/alice"],
      ["Action-000002", "Delete"],
      ["Cat-000002", "sales"],
      ["Var-000002", "member"],
      ["Line-000002", "3"]
    ])
    assert.match(
      String(headersOf(Actions.UpdateConfig({ SrcFilename: "a", DstFilename: "a", Changes: [] }))),
      /^Changes /
    )
  })

  it("number the units of a charge", () => {
    const Units = [{ UnitAmount: 3, UnitType: 1 }, { UnitAmount: 4 }]
    const action = Actions.AOCMessage({ Channel: "PJSIP/alice-1", MsgType: "D", ChargeType: "Unit", Units })

    assert.deepStrictEqual((headersOf(action) as ReadonlyArray<AmiMessage.Header>).slice(-3), [
      ["UnitAmount(0)", "3"],
      ["UnitType(0)", "1"],
      ["UnitAmount(1)", "4"]
    ])
  })

  it("repeat a header of a NOTIFY", () => {
    const action = Actions.PJSIPNotify({
      Endpoint: "alice",
      Variable: { Event: "check-sync", "Content-Type": "text/plain", Content: ["first, line", "second"] }
    })

    assert.deepStrictEqual(headersOf(action), [
      ["Endpoint", "alice"],
      ["Variable", "Event=check-sync"],
      ["Variable", "Content-Type=text/plain"],
      ["Variable", "Content=first\\, line"],
      ["Variable", "Content=second"]
    ])
  })

  it("accept any header for a UserEvent", () => {
    const action = Actions.UserEvent({ UserEvent: "Checkout", Amount: "42", Note: "hello" })

    assert.deepStrictEqual(headersOf(action), [["UserEvent", "Checkout"], ["Amount", "42"], ["Note", "hello"]])
    assert.strictEqual(
      headersOf(Actions.UserEvent({ UserEvent: "Checkout", Amount: 42 as unknown as string })),
      "Amount is not valid: Expected text"
    )
  })

  it("write times in the unit of their header, and compute how long they block", () => {
    assert.deepStrictEqual(headersOf(Actions.AbsoluteTimeout({ Channel: "a", Timeout: "90 seconds" })), [
      ["Channel", "a"],
      ["Timeout", "90"]
    ])
    assert.deepStrictEqual(headersOf(Actions.AbsoluteTimeout({ Channel: "a", Timeout: 1500 })), [
      ["Channel", "a"],
      ["Timeout", "1.5"]
    ])
    assert.deepStrictEqual(headersOf(Actions.WaitEvent({ Timeout: "1500 millis" })), [["Timeout", "2"]])
    assert.deepStrictEqual(headersOf(Actions.WaitEvent({ Timeout: Duration.infinity })), [["Timeout", "-1"]])
    assert.deepEqual(Actions.WaitEvent({ Timeout: "10 seconds" }).blocksFor, Duration.seconds(15))
    assert.deepEqual(Actions.WaitEvent().blocksFor, Duration.days(24))
    assert.deepEqual(
      Actions.Originate({ Channel: "a", Application: "b", Async: false }).blocksFor,
      Duration.seconds(35)
    )
    assert.isUndefined(Actions.Originate({ Channel: "a", Application: "b" }).blocksFor)
  })

  it("hide a secret wherever their action is printed", () => {
    const action = Actions.Login({ Username: "hello", Secret: Redacted.make("opensesame"), Events: "off" })

    assert.notInclude(JSON.stringify(action.payload), "opensesame")
    assert.deepStrictEqual(headersOf(action), [["Username", "hello"], ["Secret", "opensesame"], ["Events", "off"]])
  })
})
