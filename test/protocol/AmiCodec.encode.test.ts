import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiCodec, type AmiMessage } from "effect-ami"

const encode = (fields: ReadonlyArray<AmiMessage.Header>) => AmiCodec.encode("Getvar", "id-1", fields)

const textOf = (result: ReturnType<typeof AmiCodec.encode>): string => Result.getOrThrow(result).text

const failureOf = (result: ReturnType<typeof AmiCodec.encode>): AmiCodec.EncodeFailure =>
  Result.isFailure(result) ? result.failure : assert.fail(`accepted: ${JSON.stringify(result.success.text)}`)

/** Asserts that a value is rejected in a custom header, without quoting the value. */
const assertRefused = (value: string, rule: RegExp): void => {
  const secret = "correct-horse"
  for (const whole of [value, `${secret}${value}`, `${value}${secret}`, `${secret}${value}${secret}`]) {
    const failure = failureOf(encode([["Channel", "PJSIP/a"], ["Value", whole], ["Last", "x"]]))

    assert.strictEqual(failure.field, "Value")
    assert.match(failure.rule, rule)
    assert.notInclude(JSON.stringify(failure), secret)
  }
}

describe("AmiCodec.encode", () => {
  it("writes Action and ActionID first, the fields in order, and one empty line", () => {
    const action = Result.getOrThrow(
      AmiCodec.encode("Originate", "k3-1", [["Channel", "PJSIP/100"], ["Variable", "A=1"], ["Variable", "B=2"]])
    )

    assert.strictEqual(
      action.text,
      "Action: Originate\r\nActionID: k3-1\r\nChannel: PJSIP/100\r\nVariable: A=1\r\nVariable: B=2\r\n\r\n"
    )
    assert.strictEqual(action.name, "Originate")
    assert.strictEqual(action.actionId, "k3-1")
    assert.deepStrictEqual(action.headers, [
      ["Action", "Originate"],
      ["ActionID", "k3-1"],
      ["Channel", "PJSIP/100"],
      ["Variable", "A=1"],
      ["Variable", "B=2"]
    ])
  })

  it("reports the byte length of its text", () => {
    for (const value of ["", "plain", "Jos\u00E9", "\u{1F4DE} \u20AC", "x".repeat(1000)]) {
      const { bytes, text } = Result.getOrThrow(encode([["A", value], ["B", value.slice(0, 2)]]))

      assert.strictEqual(bytes, new TextEncoder().encode(text).length)
    }
  })

  it("leaves values unchanged: empty, with blanks at the ends, with colons", () => {
    assert.strictEqual(
      textOf(encode([["A", ""], ["B", " b "], ["C", "c: d:"], ["D", "Jos\u00E9 \u{1F4DE}"], ["E", "\tx"]])),
      "Action: Getvar\r\nActionID: id-1\r\nA: \r\nB:  b \r\nC: c: d:\r\nD: Jos\u00E9 \u{1F4DE}\r\nE: \tx\r\n\r\n"
    )
  })

  it("writes the headers Event and Message, which QueueLog needs", () => {
    assert.include(
      textOf(encode([["Event", "X"], ["Message", "Y"], ["Response", "Z"]])),
      "\r\nEvent: X\r\nMessage: Y\r\n"
    )
  })
})

describe("AmiCodec.encode, forged headers and actions", () => {
  it("rejects CR, LF and NUL anywhere in a value", () => {
    for (const value of ["\r", "\n", "\u0000", "\r\n", "\n\n", "\r\n\r\nAction: Originate\r\n"]) {
      assertRefused(value, /CR, LF or NUL/)
    }
  })

  it("rejects half of a surrogate pair", () => {
    for (const value of ["\uD83D", "\uDCDE", "\uDCDE\uD83D"]) assertRefused(value, /surrogate/)
  })

  it("accepts other control characters, which Asterisk keeps", () => {
    assert.include(textOf(encode([["A", "\u0001\t\u000B\u001B[0m\u007F\u0085\u2028\u2029"]])), "\u001B[0m")
  })

  it("rejects names with a colon, a blank, CR, LF, NUL or other characters, and escapes them in the error", () => {
    const names = [
      "",
      ":",
      "A:",
      "A: b",
      "A b",
      " A",
      "A ",
      "A\t",
      "A\r",
      "A\nB",
      "A\r\nAction",
      "A\u0000",
      "Ä",
      "-A",
      "_A",
      "A.b"
    ]

    for (const name of names) {
      const failure = failureOf(encode([[name, "correct-horse"]]))
      assert.match(failure.rule, /name of 1 to 64 characters/)
      assert.isFalse(["\r", "\n", "\u0000"].some((part) => failure.field.includes(part)))
      assert.notInclude(JSON.stringify(failure), "correct-horse")
    }
    assert.strictEqual(failureOf(encode([["A\r\nB", "x"]])).field, "A\\u000d\\u000aB")
  })

  it("accepts Asterisk's names: with digits, hyphens, underscores, parentheses and slashes", () => {
    for (
      const name of [
        "Cause-txt",
        "Action-000000",
        "CHANNEL(state)",
        "a/b",
        "arr(0)",
        "X_1",
        "0",
        "Actions",
        "ActionIDs"
      ]
    ) {
      assert.include(textOf(encode([[name, "v"]])), `\r\n${name}: v\r\n`)
    }
  })

  it("accepts a name of 64 characters and rejects one of 65", () => {
    assert.isTrue(Result.isSuccess(encode([["N".repeat(64), "v"]])))

    const failure = failureOf(encode([["N".repeat(65), "v"]]))
    assert.match(failure.rule, /name of 1 to 64 characters/)
    assert.isAtMost(failure.field.length, 65)
  })

  it("rejects the headers that the client fills in, in upper or lower case", () => {
    for (const name of ["Action", "ACTION", "action", "ActionID", "actionid", "ActionId"]) {
      assert.deepInclude(failureOf(encode([[name, "v"]])), { field: name })
      assert.match(failureOf(encode([[name, "v"]])).rule, /filled in by the client/)
    }
  })

  it("rejects an invalid action name", () => {
    for (
      const name of [
        "",
        "Ping\r\nAction: Originate",
        "Ping ",
        " Ping",
        "Pi:ng",
        "Pi ng",
        "P\u0000",
        "Ping(x)",
        "P".repeat(81)
      ]
    ) {
      const failure = failureOf(AmiCodec.encode(name, "id-1", []))
      assert.strictEqual(failure.field, "Action")
      assert.match(failure.rule, /name of an action/)
    }
    for (const name of ["Ping", "SIPpeers", "PJSIPShowAors", "My-Action_2", "P".repeat(80)]) {
      assert.isTrue(Result.isSuccess(AmiCodec.encode(name, "id-1", [])))
    }
  })

  it("rejects an ActionID that Asterisk or a proxy would change", () => {
    const ids = ["", " ", "a b", "a:b", "a\r", "a\nb", "a\u0000", "é", "-a", "a(b)", "a/b", "x".repeat(65)]

    for (const id of ids) {
      const failure = failureOf(AmiCodec.encode("Ping", id, []))
      assert.strictEqual(failure.field, "ActionID")
      assert.match(failure.rule, /^must be 1 to 64 characters of A-Z a-z 0-9 _ -$/)
    }
    for (const id of ["1", "k3j9x0a1b2c3d-zz", "a_b", "x".repeat(64)]) {
      assert.strictEqual(textOf(AmiCodec.encode("Ping", id, [])), `Action: Ping\r\nActionID: ${id}\r\n\r\n`)
    }
  })
})

describe("AmiCodec.encode, the limits of Asterisk", () => {
  const lengths = (value: string): number => Buffer.byteLength(`Value: ${value}`)

  it("accepts a line of 1,022 bytes and rejects one of 1,023: ASCII", () => {
    const fits = "x".repeat(1015)

    assert.strictEqual(lengths(fits), 1022)
    assert.isTrue(Result.isSuccess(encode([["Value", fits]])))
    assert.deepStrictEqual(failureOf(encode([["Value", `${fits}x`]])), {
      field: "Value",
      rule: "makes a line of 1023 bytes; Asterisk reads 1022"
    })
  })

  it("accepts a line of 1,022 bytes and rejects one of 1,023: two, three and four bytes per character", () => {
    for (const character of ["é", "日", "\u{1F4DE}"]) {
      const size = Buffer.byteLength(character)
      const fits = character.repeat(Math.floor(1015 / size)) + "x".repeat(1015 % size)

      assert.strictEqual(lengths(fits), 1022)
      assert.isTrue(Result.isSuccess(encode([["Value", fits]])), character)
      assert.match(failureOf(encode([["Value", `x${fits}`]])).rule, /1023 bytes; Asterisk reads 1022/)
    }
  })

  it("counts the name", () => {
    assert.isTrue(Result.isSuccess(encode([["N".repeat(64), "x".repeat(956)]])))
    assert.match(failureOf(encode([["N".repeat(64), "x".repeat(957)]])).rule, /1023 bytes/)
  })

  it("reports the length of a line of megabytes, and does not quote it", () => {
    assertRefused("é".repeat(1_000_000), /makes a line of 2\d{6} bytes; Asterisk reads 1022/)
  })

  it("accepts 128 headers with Action and ActionID, and rejects 129", () => {
    const fields = Array.from({ length: 127 }, (_, index): AmiMessage.Header => ["Variable", `V${index}=1`])

    assert.strictEqual(textOf(encode(fields.slice(1))).split("\r\n").length, 128 + 2)
    assert.deepStrictEqual(failureOf(encode(fields)), {
      field: "Action",
      rule: "has 129 headers; Asterisk reads 128: split it into several actions"
    })
  })

  it("writes at most 128 KiB with everything at its limit", () => {
    const fields = Array.from({ length: 126 }, (): AmiMessage.Header => ["Value", "x".repeat(1015)])

    const text = textOf(AmiCodec.encode("A".repeat(80), "i".repeat(64), fields))

    assert.isAtMost(Buffer.byteLength(text), 128 * 1024)
  })
})
