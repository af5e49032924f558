import { assert, describe, it } from "@effect/vitest"
import { AmiCodec } from "effect-ami"
import { binary, bytesOf, headersIn, messagesOf } from "./decoding.ts"

const valuesOf = (wire: string | Uint8Array, name: string): ReadonlyArray<string> =>
  headersIn(wire).filter((header) => header[0] === name).map(([, value]) => value)

const firstHeaders = (wire: string | Uint8Array) => messagesOf(wire).map(({ headers }) => headers[0])

const kinds = (wire: string | Uint8Array) => messagesOf(wire).map(({ kind }) => kind)

describe("AmiCodec, the end of messages", () => {
  it("reads header after header up to the empty line", () => {
    const [pong, hangup] = messagesOf(
      "Response: Success\r\nActionID: a-1\r\nPing: Pong\r\nTimestamp: 1795421511.343123\r\n\r\n" +
        "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1795421511.0\r\nCause-txt: Normal Clearing\r\n\r\n"
    )

    assert.deepStrictEqual(pong?.headers, [
      ["Response", "Success"],
      ["ActionID", "a-1"],
      ["Ping", "Pong"],
      ["Timestamp", "1795421511.343123"]
    ])
    assert.strictEqual(pong?.kind, "Response")
    assert.strictEqual(hangup?.kind, "Event")
    assert.strictEqual(hangup?.get("Cause-txt"), "Normal Clearing")
  })

  it("ends a message at CR LF LF, as some 18.x, 20.x and 21.x end the items of CoreShowChannelMap (C30, row 33)", () => {
    const wire = "Event: CoreShowChannelMap\r\nActionID: m\r\nConnectedChannel: PJSIP/a-1\r\n\n" +
      "Event: CoreShowChannelMap\r\nActionID: m\r\nConnectedChannel: PJSIP/b-2\r\n\n" +
      "Event: CoreShowChannelMapComplete\r\nActionID: m\r\nEventList: Complete\r\nListItems: 2\r\n\r\n"

    assert.deepStrictEqual(messagesOf(wire).map((message) => message.get("ConnectedChannel")), [
      "PJSIP/a-1",
      "PJSIP/b-2",
      undefined
    ])
  })

  it("ends a message at a lone line feed only if the next message follows", () => {
    const foo = "Event: Foo\r\nPrivilege: user,all\r\nA: b\r\nC: d\n\r\n"
    const hangup = "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.1\r\n\r\n"

    assert.deepStrictEqual(messagesOf(foo + hangup).map(({ name }) => name), ["Foo", "Hangup"])
    assert.deepStrictEqual(messagesOf(foo + hangup)[0]?.headers.at(-1), ["C", "d"])
    assert.deepStrictEqual(
      messagesOf(`${foo}Response: Success\r\nActionID: 1\r\n\r\n`).map(({ name }) => name),
      ["Foo", "Success"]
    )
    // A time as ctime() writes it: a stray line feed, and more headers.
    assert.deepStrictEqual(messagesOf(`${foo}E: f\r\n\r\n`).map((message) => message.get("E")), ["f"])
    assert.lengthOf(messagesOf(`${foo}Event: none\r\nE: f\r\n\r\n`), 1)
  })

  it("ends an event without an empty line at the next event, unless its sender chose its lines", () => {
    const foo = "Event: Foo\r\nPrivilege: user,all\r\nA: b\r\n"
    const hangup = "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.1\r\n\r\n"
    const sent = "Event: UserEvent\r\nPrivilege: user,all\r\nUserEvent: a\r\n"

    assert.deepStrictEqual(messagesOf(foo + foo + hangup).map(({ name }) => name), ["Foo", "Foo", "Hangup"])
    assert.deepStrictEqual(messagesOf(foo + hangup)[0]?.headers.at(-1), ["A", "b"])
    assert.deepStrictEqual(messagesOf(sent + hangup).map(({ name }) => name), ["UserEvent"])
    assert.lengthOf(messagesOf("Event: OriginateResponse\r\nResponse: Failure\r\nEvent: x\r\nReason: 0\r\n\r\n"), 1)
  })

  it("drops one stray line feed at the end of a value (C30, row 33)", () => {
    const wire = "Response: Error\r\nActionID: p\r\nMessage: No endpoints found\n\r\n\r\n"

    assert.deepStrictEqual(headersIn(wire).at(-1), ["Message", "No endpoints found"])
    assert.deepStrictEqual(valuesOf("Response: Error\r\nMessage: two\n\n\r\nX: y\r\n\r\n", "Message"), ["two\n"])
  })

  it("treats a value that is only a stray line feed as empty", () => {
    assert.deepStrictEqual(valuesOf("Response: Error\r\nMessage: \n\r\n\r\n", "Message"), [""])
  })

  it("ignores blank messages, which IAXnetstats sends instead of a response (C30, row 33)", () => {
    assert.deepStrictEqual(messagesOf("\r\n"), [])
    assert.deepStrictEqual(firstHeaders("\r\n\r\n\n\r\nResponse: Success\r\n\r\n\r\n\r\n"), [["Response", "Success"]])
  })

  it("ignores the second empty line after a QueueRule response (C30, row 33)", () => {
    const wire =
      "Response: Success\r\nActionID: q\r\nRuleList: myrule\r\nRule: 30,+1,+1\r\nRule: 60,+2,+2\r\n\r\n\r\n" +
      "Event: FullyBooted\r\nStatus: Fully Booted\r\n\r\n"

    assert.deepStrictEqual(firstHeaders(wire), [["Response", "Success"], ["Event", "FullyBooted"]])
    assert.deepStrictEqual(messagesOf(wire)[0]?.getAll("Rule"), ["30,+1,+1", "60,+2,+2"])
  })

  it("ends the rows of IAXnetstats, which have no header, at their only empty line", () => {
    const wire = "IAX2/peer-1   12  -1    0\nIAX2/1.2.3.4:4569-2   20  -1    0\n\r\n" +
      "Response: Success\r\nPing: Pong\r\n\r\n"

    assert.deepStrictEqual(kinds(wire), ["Unknown", "Response"])
    assert.deepStrictEqual(messagesOf(wire)[0]?.headers, [
      ["", "IAX2/peer-1   12  -1    0\nIAX2/1.2.3.4:4569-2   20  -1    0"]
    ])
  })

  it("skips a stray line feed in the middle of a message (C30, row 33)", () => {
    const wire = "Event: Newexten\r\nAppData: text\n\r\nUniqueid: 1.1\r\n\r\n"

    assert.deepStrictEqual(headersIn(wire), [["Event", "Newexten"], ["AppData", "text"], ["Uniqueid", "1.1"]])
  })

  it("holds back an unfinished message and counts its bytes", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false })

    assert.deepStrictEqual(decoder.push(bytesOf("Event: Hangup\r\nUniqueid: 17.1\r\n")), [])
    assert.strictEqual(decoder.pending, 31)

    assert.lengthOf(decoder.push(bytesOf("\r\n")), 1)
    assert.strictEqual(decoder.pending, 0)
  })

  it("delivers no part of a truncated message, wherever it was cut", () => {
    const wire = bytesOf("Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 17.1\r\nCause-txt: Normal Clearing\r\n\r\n")

    for (let length = 0; length < wire.length; length++) {
      const decoder = AmiCodec.makeDecoder({ banner: false })
      assert.deepStrictEqual(decoder.push(wire.subarray(0, length)), [])
      assert.strictEqual(decoder.pending, length)
    }
  })

  it("reads messages around garbage intact (C30, row 24)", () => {
    const good = "Event: Reload\r\nModule: x\r\n\r\n"
    const garbage = [
      ":\r\n\r\n",
      ": v\r\n\r\n",
      "no colon\r\n\r\n",
      "\r\r\n\r\n",
      "\u0000\r\n\r\n",
      "Event\r\n\r\n",
      "A:\r\n\r\n",
      "A: \r\n\r\n"
    ]

    for (const middle of garbage) {
      assert.deepStrictEqual(kinds(good + middle + good), ["Event", "Unknown", "Event"])
    }
  })
})

describe("AmiCodec, names and values", () => {
  it("ends the name at the first colon, and drops one blank before the value", () => {
    assert.deepStrictEqual(headersIn("Event: UserEvent\r\nH2:nospace\r\nH3:   many\r\nEmpty:\r\nBlank: \r\n\r\n"), [
      ["Event", "UserEvent"],
      ["H2", "nospace"],
      ["H3", "  many"],
      ["Empty", ""],
      ["Blank", ""]
    ])
  })

  it("keeps colons in values", () => {
    assert.deepStrictEqual(valuesOf("Event: E\r\nAppData: a: b: c\r\nTime: 08:11:51\r\n\r\n", "AppData"), ["a: b: c"])
  })

  it("keeps indentation and blanks at the end of Output lines", () => {
    const wire = "Response: Success\r\nMessage: Command output follows\r\nOutput: [ Context 'a' ]\r\n" +
      "Output:   '100' =>          1. NoOp()  \r\nOutput: \r\nOutput: --END COMMAND--\r\n\r\n"

    assert.deepStrictEqual(valuesOf(wire, "Output"), [
      "[ Context 'a' ]",
      "  '100' =>          1. NoOp()  ",
      "",
      "--END COMMAND--"
    ])
  })

  it("keeps a tab in front of a value", () => {
    assert.deepStrictEqual(valuesOf("Event: E\r\nX:\tv\r\n\r\n", "X"), ["\tv"])
  })

  it("keeps names with blanks, parentheses, slashes and digits", () => {
    const wire = "Response: Success\r\nNamed Callgroup: 1\r\nChanVariable(PJSIP/a-1): B=2\r\narr(0): 3\r\na/b: 4\r\n" +
      "Line-000000-000001: secret=x\r\n\r\n"

    assert.deepStrictEqual(headersIn(wire).map(([name]) => name), [
      "Response",
      "Named Callgroup",
      "ChanVariable(PJSIP/a-1)",
      "arr(0)",
      "a/b",
      "Line-000000-000001"
    ])
  })

  it("keeps repeated headers in order and finds the first, such as the Message of PresenceState", () => {
    const [message] = messagesOf(
      "Response: Success\r\nMessage: Presence State\r\nState: away\r\nMessage: forged\r\nPresenceMessage: gone\r\n\r\n"
    )

    assert.strictEqual(message?.get("message"), "Presence State")
    assert.deepStrictEqual(message?.getAll("Message"), ["Presence State", "forged"])
  })

  it("keeps two variables of one channel", () => {
    const wire = "Event: Status\r\nVariable: A=1\r\nVariable: B=x=y\r\n\r\n"

    assert.deepStrictEqual(valuesOf(wire, "Variable"), ["A=1", "B=x=y"])
  })

  it("joins a line without a colon to the header before it (C30, row 24)", () => {
    const wire = "Response: Success\r\nActionID: g\r\nNo categories found\r\n\r\n"

    assert.deepStrictEqual(headersIn(wire), [["Response", "Success"], ["ActionID", "g\nNo categories found"]])
  })

  it("joins lines without a colon in the middle of a message", () => {
    const wire = "Event: UserEvent\r\nA: 1\r\nplain\r\n  indented\r\nB: 2\r\n\r\n"

    assert.deepStrictEqual(headersIn(wire), [["Event", "UserEvent"], ["A", "1\nplain\n  indented"], ["B", "2"]])
  })

  it("gives a line without a colon at the start of a message an empty name (C30, row 24)", () => {
    assert.deepStrictEqual(headersIn("plain\r\nmore\r\nA: 1\r\n\r\n"), [["", "plain\nmore"], ["A", "1"]])
  })

  it("keeps a header without a name (C30, row 24)", () => {
    assert.deepStrictEqual(headersIn("Event: E\r\n: v\r\n:\r\n\r\n"), [["Event", "E"], ["", "v"], ["", ""]])
  })
})

describe("AmiCodec, line breaks inside values", () => {
  it("keeps a lone line feed, and does not read a header after it (C30, row 33)", () => {
    const wire = "Response: Success\r\nVariable: X\r\nValue: one\nEvent: forged\nActionID: 7\r\n\r\n"

    assert.deepStrictEqual(valuesOf(wire, "Value"), ["one\nEvent: forged\nActionID: 7"])
    assert.lengthOf(headersIn(wire), 3)
  })

  it("keeps two line feeds in a row (C30, row 33)", () => {
    assert.deepStrictEqual(valuesOf("Event: E\r\nValue: one\n\ntwo\r\n\r\n", "Value"), ["one\n\ntwo"])
  })

  it("reads a header after CR LF in a value, and the first of a name wins", () => {
    const [message] = messagesOf("Event: UserEvent\r\nUniqueid: 1.1\r\nText: a\r\nUniqueid: 6.6\r\n\r\n")

    assert.strictEqual(message?.get("Uniqueid"), "1.1")
  })

  it("reads a message of unknown kind after CR LF CR LF in a value", () => {
    const wire = "Event: UserEvent\r\nText: before\r\n\r\nbehind: x\r\nLast: y\r\n\r\nEvent: Reload\r\n\r\n"

    assert.deepStrictEqual(kinds(wire), ["Event", "Unknown", "Event"])
    assert.deepStrictEqual(messagesOf(wire)[1]?.headers, [["behind", "x"], ["Last", "y"]])
  })

  it("keeps a lone CR in names and values (C30, row 33)", () => {
    const wire = "Response: Success\r\nActionID: cut\rhere\r\nX\rY: a\r\r\nZ: b\r\r\r\n\r\n"

    assert.deepStrictEqual(headersIn(wire), [
      ["Response", "Success"],
      ["ActionID", "cut\rhere"],
      ["X\rY", "a\r"],
      ["Z", "b\r\r"]
    ])
  })
})

describe("AmiCodec, bytes that are not ASCII", () => {
  it("reads UTF-8, wherever a chunk ends", () => {
    const wire = "Event: E\r\nCallerIDName: José 日本 \u{1F4DE}\r\n\r\n"

    assert.deepStrictEqual(valuesOf(wire, "CallerIDName"), ["José 日本 \u{1F4DE}"])
  })

  it("replaces bytes that are not UTF-8 by U+FFFD, and nothing around them (C30, row 25)", () => {
    const wire = binary("Event: E\r\nA: Jos\xE9\r\nB: \xFF\xFE\x80\r\nC: cut \xE2\x82\r\nD: whole\r\n\r\n")

    assert.deepStrictEqual(headersIn(wire).slice(1), [
      ["A", "Jos\uFFFD"],
      ["B", "\uFFFD\uFFFD\uFFFD"],
      ["C", "cut \uFFFD"],
      ["D", "whole"]
    ])
  })

  it("reads each value that is not UTF-8 as Latin-1 if asked to (C30, row 25)", () => {
    const wire = binary("Event: E\r\nA: Jos\xE9\r\nB: Jos\xC3\xA9\r\nN\xE4me: x\r\nC: \xFF\xFE\x80\r\n\r\n")

    assert.deepStrictEqual(headersIn(wire, { charset: "latin-1-fallback" }).slice(1), [
      ["A", "José"],
      ["B", "José"],
      ["Näme", "x"],
      ["C", "\u00FF\u00FE\u0080"]
    ])
  })

  it("loses no byte of a Latin-1 value that contains the bytes of U+FFFD (C30, row 25)", () => {
    const wire = binary("Event: E\r\nA: \xEF\xBF\xBD\r\nB: \xEF\xBF\xBD \xE9\r\n\r\n")

    assert.deepStrictEqual(headersIn(wire, { charset: "latin-1-fallback" }).slice(1), [
      ["A", "\uFFFD"],
      ["B", "\u00EF\u00BF\u00BD \u00E9"]
    ])
  })

  it("reads each line of an old Command response separately as Latin-1 or UTF-8", () => {
    const wire = binary("Response: Follows\r\nPrivilege: Command\r\nJos\xE9\nJos\xC3\xA9\n--END COMMAND--\r\n\r\n")

    assert.deepStrictEqual(headersIn(wire, { charset: "latin-1-fallback" }).slice(2), [
      ["Output", "José"],
      ["Output", "José"]
    ])
  })

  it("keeps NUL and other control characters (C30, row 25)", () => {
    assert.deepStrictEqual(valuesOf("Event: E\r\nX: a\u0000b\u001B[31m\u0007\r\n\r\n", "X"), [
      "a\u0000b\u001B[31m\u0007"
    ])
  })

  it("keeps a byte order mark in place", () => {
    const wire = binary("Event: E\r\nX: \xEF\xBB\xBFv\r\n\r\n\xEF\xBB\xBFEvent: F\r\n\r\n")

    assert.deepStrictEqual(messagesOf(wire).map(({ headers }) => headers.at(-1)), [["X", "\uFEFFv"], [
      "\uFEFFEvent",
      "F"
    ]])
  })
})

describe("AmiCodec, names that mislead JavaScript", () => {
  const wire =
    "Event: error\r\n__proto__: 1\r\nconstructor: 2\r\nthen: 3\r\nSet: 4\r\ntoString: 5\r\nhasOwnProperty: 6\r\n" +
    "__proto__: 7\r\nlength: 8\r\n\r\n"

  it("keeps headers named __proto__, constructor, then and Set (C31, row 30)", () => {
    const [message] = messagesOf(wire)

    assert.strictEqual(message?.kind, "Event")
    assert.strictEqual(message?.name, "error")
    assert.deepStrictEqual(message?.getAll("__proto__"), ["1", "7"])
    assert.deepStrictEqual(
      ["constructor", "then", "set", "tostring", "HasOwnProperty", "length"].map(message!.get, message),
      [
        "2",
        "3",
        "4",
        "5",
        "6",
        "8"
      ]
    )
    assert.isUndefined(message?.get("valueOf"))
    assert.notProperty({}, "1")
  })

  it("does not make a message thenable (C31, row 30)", async () => {
    const [message] = messagesOf(wire)

    assert.strictEqual(await message, message)
  })

  it("finds no header that a message does not have (C31, row 30)", () => {
    const [message] = messagesOf("Event: E\r\n\r\n")

    assert.deepStrictEqual(["__proto__", "constructor", "then", "toString"].map(message!.get, message), [
      undefined,
      undefined,
      undefined,
      undefined
    ])
  })
})

describe("AmiCodec, kinds", () => {
  it("recognizes a response even if a header named Event follows", () => {
    assert.deepStrictEqual(kinds("Response: Success\r\nEvents: On\r\nEvent: Hangup\r\n\r\n"), ["Response"])
  })

  it("recognizes Response and Event in upper or lower case", () => {
    assert.deepStrictEqual(kinds("EVENT: a\r\n\r\nresponse: b\r\n\r\n"), ["Event", "Response"])
  })
})
