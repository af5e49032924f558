import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result, Schema } from "effect"
import { Actions, AmiAction, type AmiPermission } from "effect-ami"
import { headersOf, messageFrom, messagesOf, recorded } from "./recorded.ts"

const answerOf = <A>(action: AmiAction.Action<A>, lines: string): A =>
  Result.getOrThrow(action.decode(messageFrom(lines)))

describe("Actions", () => {
  it("writes each payload as wire headers, in a fixed order", () => {
    const to = { Channel: "PJSIP/alice-1", Exten: "200" }
    const written: ReadonlyArray<readonly [AmiAction.Any, string, ReadonlyArray<readonly [string, string]>]> = [
      [Actions.Ping(), "Ping", []],
      [Actions.Logoff(), "Logoff", []],
      [Actions.Events({ EventMask: ["call", "user"] }), "Events", [["EventMask", "call,user"]]],
      [Actions.Events({ EventMask: "off" }), "Events", [["EventMask", "off"]]],
      [
        Actions.Redirect({ Priority: 1, Context: "internal", ...to }),
        "Redirect",
        [["Channel", "PJSIP/alice-1"], ["Exten", "200"], ["Context", "internal"], ["Priority", "1"]]
      ],
      [
        Actions.Redirect({
          ...to,
          Context: "internal",
          Priority: "menu",
          ExtraChannel: "PJSIP/bob-1",
          ExtraContext: "other",
          ExtraExten: "201",
          ExtraPriority: 2
        }),
        "Redirect",
        [
          ["Channel", "PJSIP/alice-1"],
          ["ExtraChannel", "PJSIP/bob-1"],
          ["Exten", "200"],
          ["ExtraExten", "201"],
          ["Context", "internal"],
          ["ExtraContext", "other"],
          ["Priority", "menu"],
          ["ExtraPriority", "2"]
        ]
      ],
      [Actions.BlindTransfer(to), "BlindTransfer", [["Channel", "PJSIP/alice-1"], ["Exten", "200"]]],
      [
        Actions.Atxfer({ ...to, Context: "internal" }),
        "Atxfer",
        [["Channel", "PJSIP/alice-1"], ["Exten", "200"], ["Context", "internal"]]
      ],
      [Actions.CancelAtxfer({ Channel: "PJSIP/alice-1" }), "CancelAtxfer", [["Channel", "PJSIP/alice-1"]]],
      [
        Actions.Hangup({ Channel: "PJSIP/alice-1", Cause: 17 }),
        "Hangup",
        [["Channel", "PJSIP/alice-1"], ["Cause", "17"]]
      ],
      [
        Actions.HangupMatching({ Channel: "/^Local/200@.*;1$/" }),
        "Hangup",
        [["Channel", "/^Local/200@.*;1$/"]]
      ],
      [Actions.CoreShowChannels(), "CoreShowChannels", []],
      [Actions.Status(), "Status", []],
      [
        Actions.Status({ Channel: "PJSIP/alice-1", Variables: ["A", "CALLERID(num)"], AllVariables: true }),
        "Status",
        [["Channel", "PJSIP/alice-1"], ["Variables", "A,CALLERID(num)"], ["AllVariables", "true"]]
      ],
      [Actions.Getvar({ Variable: "EPOCH" }), "Getvar", [["Variable", "EPOCH"]]],
      [
        Actions.Setvar({ Channel: "PJSIP/alice-1", Variable: "CALLERID(name)", Value: "O'Neil, \"Bob\"" }),
        "Setvar",
        [["Channel", "PJSIP/alice-1"], ["Variable", "CALLERID(name)"], ["Value", "O'Neil, \"Bob\""]]
      ],
      [Actions.QueueStatus(), "QueueStatus", []],
      [
        Actions.QueueStatus({ Queue: "sales", Member: "PJSIP/alice" }),
        "QueueStatus",
        [["Queue", "sales"], ["Member", "PJSIP/alice"]]
      ],
      [Actions.QueueSummary({ Queue: "sales" }), "QueueSummary", [["Queue", "sales"]]],
      [Actions.Command({ Command: "core show uptime" }), "Command", [["Command", "core show uptime"]]],
      [Actions.CoreStatus(), "CoreStatus", []],
      [Actions.CoreSettings(), "CoreSettings", []],
      [Actions.DBGet({ Family: "f", Key: "k" }), "DBGet", [["Family", "f"], ["Key", "k"]]],
      [Actions.DBPut({ Family: "f", Key: "k", Val: "" }), "DBPut", [["Family", "f"], ["Key", "k"], ["Val", ""]]],
      [Actions.PJSIPShowEndpoints(), "PJSIPShowEndpoints", []]
    ]

    for (const [action, name, headers] of written) {
      assert.strictEqual(action.name, name)
      assert.deepStrictEqual(headersOf(action), headers)
    }
  })

  it("knows which privilege each action needs, and which are lists", () => {
    const actions = [
      Actions.Ping(),
      Actions.Originate({ Channel: "Local/1@a", Application: "Wait" }),
      Actions.Hangup({ Channel: "a" }),
      Actions.Getvar({ Variable: "a" }),
      Actions.Command({ Command: "a" }),
      Actions.CoreShowChannels(),
      Actions.PJSIPShowEndpoints()
    ]

    assert.deepStrictEqual(actions.map(({ _tag, needs }) => [_tag, needs]), [
      ["Action", []],
      ["Action", ["originate"]],
      ["Action", ["system", "call"]],
      ["Action", ["call", "reporting"]],
      ["Action", ["command"]],
      ["ListAction", ["system", "reporting"]],
      ["ListAction", ["system"]]
    ])
  })

  it("omits undefined fields of the payload", () => {
    const action = Actions.Getvar({ Channel: undefined, Variable: "EPOCH" })

    assert.deepStrictEqual(headersOf(action), [["Variable", "EPOCH"]])
  })

  it("rejects and names a key that is not a header of the action", () => {
    const foreign: object = { Callerid: "100" }

    assert.strictEqual(headersOf(Actions.Ping({ ...foreign })), "Callerid is not a header of this action")
    assert.strictEqual(headersOf(Actions.CoreShowChannels({ ...foreign })), "Callerid is not a header of this action")
    assert.strictEqual(
      headersOf(Actions.Getvar({ Variable: "EPOCH", ...foreign })),
      "Callerid is not a header of this action: Channel, Variable"
    )
  })

  it("says what a payload is when given a text or a list", () => {
    const hangup = (given: unknown) => headersOf(Actions.Hangup(given as Actions.HangupPayload))

    for (const given of ["PJSIP/100-1", ["PJSIP/100-1"]]) {
      assert.strictEqual(hangup(given), "payload must be an object of headers: Channel, Cause")
    }
  })

  it("names a missing header, and one with an invalid value", () => {
    const wrong: object = { Cause: "busy" }
    const missing = Actions.Redirect({ Channel: "a", Exten: "1", Priority: 1 } as Actions.RedirectPayload)

    assert.match(headersOf(missing).toString(), /^Context must be given$/)
    assert.match(headersOf(Actions.Hangup({ Channel: "a", ...wrong })).toString(), /^Cause is not valid: /)
  })

  it("rejects event classes that do not exist, and an empty list", () => {
    const classes = ["calls"] as ReadonlyArray<string> as ReadonlyArray<AmiPermission.Class>

    assert.match(headersOf(Actions.Events({ EventMask: classes })).toString(), /^EventMask is not valid: /)
    assert.match(headersOf(Actions.Events({ EventMask: [] })).toString(), /^EventMask is not valid: /)
  })
})

describe("Actions.Originate", () => {
  const toExtension = { Channel: "PJSIP/alice", Context: "internal", Exten: "200", Priority: 1 } as const

  it("is asynchronous by default", () => {
    const byDefault = Actions.Originate(toExtension)
    const synchronous = Actions.Originate({ ...toExtension, Async: false })

    assert.deepStrictEqual(headersOf(byDefault), [
      ["Channel", "PJSIP/alice"],
      ["Exten", "200"],
      ["Context", "internal"],
      ["Priority", "1"],
      ["Async", "true"]
    ])
    assert.deepStrictEqual(headersOf(synchronous).at(-1), ["Async", "false"])
  })

  it("writes a header for each variable, and escapes what Asterisk would split or drop", () => {
    const action = Actions.Originate({
      Channel: "PJSIP/alice",
      Application: "Playback",
      Data: "hello&world",
      Timeout: "15 seconds",
      CallerID: "\"Bob\" <100>",
      Variable: { NOTE: "one, \"two\"", __LANG: "de" },
      Account: "sales",
      EarlyMedia: true,
      Async: true,
      Codecs: ["alaw", "ulaw"],
      ChannelId: "c-1",
      OtherChannelId: "c-2",
      PreDialGoSub: "before,s,1"
    })

    assert.deepStrictEqual(headersOf(action), [
      ["Channel", "PJSIP/alice"],
      ["Application", "Playback"],
      ["Data", "hello&world"],
      ["Timeout", "15000"],
      ["CallerID", "\"Bob\" <100>"],
      ["Variable", "NOTE=one\\, \\\"two\\\""],
      ["Variable", "__LANG=de"],
      ["Account", "sales"],
      ["EarlyMedia", "true"],
      ["Async", "true"],
      ["Codecs", "alaw,ulaw"],
      ["ChannelId", "c-1"],
      ["OtherChannelId", "c-2"],
      ["PreDialGoSub", "before,s,1"]
    ])
  })

  it("accepts any duration as timeout, a number as milliseconds, and writes whole milliseconds", () => {
    const timeouts = [20_000, Duration.seconds(20), "20 seconds", "1500 micros"] as const

    assert.deepStrictEqual(
      timeouts.map((Timeout) => headersOf(Actions.Originate({ ...toExtension, Timeout })).at(-2)),
      [["Timeout", "20000"], ["Timeout", "20000"], ["Timeout", "20000"], ["Timeout", "2"]]
    )
    for (const Timeout of [0, -5, Duration.infinity, "30 days"] as const) {
      assert.match(headersOf(Actions.Originate({ ...toExtension, Timeout })).toString(), /^Timeout is not valid: /)
    }
    const nonsense = "soon" as string as "1 second"
    assert.match(
      headersOf(Actions.Originate({ ...toExtension, Timeout: nonsense })).toString(),
      /^Timeout is not valid/
    )
  })

  it("blocks the session for its timeout and a little more, if it is synchronous", () => {
    const millis = (action: AmiAction.Any) => action.blocksFor && Duration.toMillis(action.blocksFor)

    assert.strictEqual(millis(Actions.Originate(toExtension)), undefined)
    assert.strictEqual(millis(Actions.Originate({ ...toExtension, Timeout: 9000 })), undefined)
    assert.strictEqual(millis(Actions.Originate({ ...toExtension, Async: false })), 35_000)
    assert.strictEqual(millis(Actions.Originate({ ...toExtension, Async: false, Timeout: "1 minute" })), 65_000)
  })

  it("rejects a Uniqueid that Asterisk would truncate", () => {
    const longest = Actions.Originate({ ...toExtension, ChannelId: "i".repeat(149) })
    const tooLong = Actions.Originate({ ...toExtension, ChannelId: "i".repeat(150) })
    const inBytes = Actions.Originate({ ...toExtension, OtherChannelId: "ü".repeat(75) })

    assert.isArray(headersOf(longest))
    assert.strictEqual(headersOf(tooLong), "ChannelId is not valid: Expected 1 to 149 bytes")
    assert.strictEqual(headersOf(inBytes), "OtherChannelId is not valid: Expected 1 to 149 bytes")
  })

  it("rejects a priority that no dialplan has", () => {
    for (const Priority of [0, 1.5, ""]) {
      assert.match(headersOf(Actions.Originate({ ...toExtension, Priority })).toString(), /^Priority is not valid: /)
    }
  })
})

describe("Actions.Hangup", () => {
  it("rejects what Asterisk would treat as a regular expression", () => {
    const refused = headersOf(Actions.Hangup({ Channel: "/^PJSIP/" })).toString()

    assert.match(refused, /^Channel is not valid: .*every channel that it matches, which HangupMatching does$/)
    assert.match(headersOf(Actions.Hangup({ Channel: "" })).toString(), /^Channel is not valid: /)
  })

  it("requires slashes around an expression that hangs up every matching channel", () => {
    for (const Channel of ["PJSIP/alice-1", "/abc", "//", ""]) {
      assert.match(headersOf(Actions.HangupMatching({ Channel })).toString(), /^Channel is not valid: /)
    }
  })

  it("reads the channels that Asterisk hung up", () => {
    const { decodeItem } = Actions.HangupMatching({ Channel: "/1$/" })
    const items = messagesOf("g-hangup.ast22").filter((message) => message.get("ActionID") === "h4")
      .flatMap((message) =>
        message.name === "ChannelHungup" ? [Result.getOrThrow(decodeItem(message) ?? Result.fail(""))] : []
      )

    assert.deepEqual(items, [
      { Event: "ChannelHungup", Channel: "Local/200@from-internal-0000001e;1" },
      { Event: "ChannelHungup", Channel: "Local/200@from-internal-0000001f;1" }
    ])
  })
})

describe("answers", () => {
  it("reads Asterisk's clock from every recorded `Ping`", () => {
    const pongs = recorded().filter(({ message }) => message.get("Ping") === "Pong")

    assert.isAtLeast(pongs.length, 8)
    for (const { message } of pongs) {
      const { Ping, Response, Timestamp } = Result.getOrThrow(Actions.Ping().decode(message))
      assert.deepStrictEqual([Response, Ping], ["Success", "Pong"])
      assert.strictEqual(
        Timestamp === undefined ? undefined : DateTime.toEpochMillis(Timestamp),
        Math.round(Number(message.get("Timestamp")) * 1000)
      )
    }
  })

  it("reads every recorded value of a variable", () => {
    const values = recorded().flatMap(({ message }) =>
      message.kind === "Response" && message.get("Variable") !== undefined ? [message] : []
    )

    assert.isAtLeast(values.length, 10)
    for (const message of values) {
      const answer = Result.getOrThrow(Actions.Getvar({ Variable: "x" }).decode(message))
      assert.strictEqual(answer.Value, message.get("Value"))
    }
  })

  it("reads the lines that a command printed, and none if it printed none", () => {
    const [version] = messagesOf("command.ast22").filter((message) => message.get("Output") !== undefined)
    const lines = Result.getOrThrow(Actions.Command({ Command: "core show version" }).decode(version!)).Output
    const silent = answerOf(Actions.Command({ Command: "x" }), "Response: Success\nMessage: Command output follows")

    assert.strictEqual(lines.length, 1)
    assert.match(lines[0]!, /^Asterisk 22\.10\.1/)
    assert.deepStrictEqual(silent.Output, [])
  })

  it("reads every recorded status and setting, on both versions", () => {
    const statuses = recorded().filter(({ message }) => message.get("CoreStartupDate") !== undefined)
    const settings = recorded().filter(({ message }) => message.get("AMIversion") !== undefined)

    assert.isAtLeast(statuses.length, 4)
    for (const { message } of statuses) {
      const answer = Result.getOrThrow(Actions.CoreStatus().decode(message))
      assert.strictEqual(answer.CoreStartupDate, message.get("CoreStartupDate"))
      assert.strictEqual(answer.CoreCurrentCalls, Number(message.get("CoreCurrentCalls")))
    }
    assert.isAtLeast(settings.length, 4)
    for (const { capture, message } of settings) {
      const answer = Result.getOrThrow(Actions.CoreSettings().decode(message))
      assert.isTrue(answer.CoreCDRenabled)
      assert.isFalse(answer.CoreRealTimeEnabled)
      assert.strictEqual(answer.SoundsSearchCustomDir, capture.endsWith("ast16") ? undefined : false)
    }
  })

  it("reads whether events are sent", () => {
    const masks = recorded().filter(({ message }) => /^O(n|ff)$/.test(message.get("Events") ?? ""))
    const read = masks.map(({ message }) =>
      Result.getOrThrow(Actions.Events({ EventMask: "on" }).decode(message)).Events
    )

    assert.includeMembers(read, [true, false])
    assert.deepStrictEqual(read, masks.map(({ message }) => message.get("Events") === "On"))
  })

  it("reads an answer without its own fields", () => {
    const goodbye = answerOf(Actions.Logoff(), "Response: Goodbye\nMessage: Thanks for all the fish.")

    assert.deepEqual(goodbye, { Response: "Goodbye", Message: "Thanks for all the fish." })
  })

  it("returns an answer that lacks a mandatory header, and names the missing field", () => {
    const answer = answerOf(Actions.Getvar({ Variable: "A" }), "Response: Success\nVariable: A")

    assert.deepEqual(Object.entries(answer), [["Response", "Success"], ["Variable", "A"]])
    assert.deepStrictEqual(AmiAction.faultsOf(answer), ["Value: Missing key"])
  })

  it("rejects an answer that lacks a header of a user-defined action", () => {
    const Getvar = AmiAction.define("Getvar", { response: { Value: Schema.String } })

    assert.deepStrictEqual(Getvar().decode(messageFrom("Response: Success")), Result.fail("Value: Missing key"))
  })

  it("reads the items of a list of several kinds, and skips other events", () => {
    const { decodeItem } = Actions.QueueStatus()
    const items = messagesOf("e2-queue-noanswer-timeout.ast16").map(decodeItem)
    const kinds = items.flatMap((item) => item === undefined ? [] : [Result.getOrThrow(item).Event])

    assert.includeMembers(kinds, ["QueueParams", "QueueMember", "QueueEntry"])
    assert.isTrue(items.includes(undefined))
  })
})
