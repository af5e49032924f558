import { assert, describe, it } from "@effect/vitest"
import { DateTime, Duration, Result, Schema } from "effect"
import { AmiValue } from "effect-ami"
import * as fc from "fast-check"
import { check, timeout } from "./properties.ts"
import { assignmentsOf } from "./separateArguments.ts"

type AnyCodec<A> = Schema.Codec<A, string>

const decodes = <A>(schema: AnyCodec<A>, table: ReadonlyArray<readonly [text: string, value: A]>): void => {
  for (const [text, value] of table) assert.deepStrictEqual(Schema.decodeSync(schema)(text), value, `decoding ${text}`)
}

const encodes = <A>(schema: AnyCodec<A>, table: ReadonlyArray<readonly [value: A, text: string]>): void => {
  for (const [value, text] of table) assert.strictEqual(Schema.encodeSync(schema)(value), text)
}

/** Asserts that each text is rejected, with what was expected. */
const refuses = <A>(schema: AnyCodec<A>, texts: ReadonlyArray<string>, expected: string): void => {
  for (const text of texts) {
    const result = Schema.decodeResult(schema)(text)
    if (Result.isSuccess(result)) assert.fail(`decoded ${JSON.stringify(text)} to ${String(result.success)}`)
    else assert.include(result.failure.message, expected)
  }
}

const refusesToEncode = <A>(schema: AnyCodec<A>, values: ReadonlyArray<A>): void => {
  for (const value of values) assert.isTrue(Result.isFailure(Schema.encodeResult(schema)(value)), String(value))
}

describe("AmiValue.PercentEncoded", () => {
  it("writes any text, even half a character", () => {
    const write = Schema.encodeSync(AmiValue.PercentEncoded)

    assert.strictEqual(write("a ä"), "a%20%C3%A4")
    assert.strictEqual(write("\ud800"), "%EF%BF%BD")
  })
})

describe("AmiValue.Int", () => {
  it("reads and writes integers in decimal digits", () => {
    decodes(AmiValue.Int, [["0", 0], ["16", 16], ["-1", -1], ["+5", 5], [" 7 ", 7], ["007", 7], [
      "999999999999999",
      999999999999999
    ]])
    encodes(AmiValue.Int, [[0, "0"], [-1, "-1"], [-0, "0"], [999999999999999, "999999999999999"]])
  })

  it("rejects what JavaScript would accept as a number", () => {
    refuses(AmiValue.Int, [
      "",
      " ",
      "1.5",
      "1e3",
      "0x10",
      "1\n",
      "\t1",
      "1 2",
      "NaN",
      "--1",
      "1,000",
      "9007199254740993"
    ], "an integer")
    refusesToEncode(AmiValue.Int, [1.5, NaN, Infinity, 1e21])
  })
})

describe("AmiValue.Timestamp", () => {
  it("rejects an invalid time, for which JavaScript would throw", () => {
    decodes(AmiValue.Timestamp, [["2026-11-23T08:10:58.5+0130", DateTime.makeUnsafe("2026-11-23T06:40:58.500Z")]])
    refuses(AmiValue.Timestamp, [
      "2026-13-01T08:10:58.123+0000",
      "2026-11-32T08:10:58.123+0000",
      "2026-11-23T24:10:58.123+0000",
      "2026-11-23T08:10:60.123+0000",
      "2026-11-23T08:10:58.123+9900"
    ], "a time as")
  })
})

describe("AmiValue.Float", () => {
  it("reads and writes decimal numbers", () => {
    decodes(AmiValue.Float, [["0.500000", 0.5], ["-1.25", -1.25], ["3", 3], [" 1.5 ", 1.5], [
      "1795421511.343123",
      1795421511.343123
    ]])
    encodes(AmiValue.Float, [[0.5, "0.5"], [-1.25, "-1.25"], [3, "3"]])
  })

  it("refuses anything else", () => {
    refuses(AmiValue.Float, ["", ".5", "1.", "1e3", "nan", "inf", "1,5"], "a decimal number")
    refusesToEncode(AmiValue.Float, [NaN, Infinity, 1e21, 1e-7])
  })
})

describe("AmiValue, booleans", () => {
  const schemas = [
    [AmiValue.YesNo, "yes", "no"],
    [AmiValue.TrueFalse, "true", "false"],
    [AmiValue.OnOff, "on", "off"],
    [AmiValue.OneZero, "1", "0"]
  ] as const

  it("read every spelling of Asterisk, in any case", () => {
    for (const [schema] of schemas) {
      for (const text of ["yes", "Yes", "YES", "true", "1", "on", "y", "T", "Enabled"]) decodes(schema, [[text, true]])
      for (const text of ["no", "No", "NO", "false", "0", "off", "n", "F", "Disabled"]) decodes(schema, [[text, false]])
    }
  })

  it("write one spelling each", () => {
    for (const [schema, yes, no] of schemas) encodes(schema, [[true, yes], [false, no]])
  })

  it("refuse anything else", () => {
    for (const [schema] of schemas) {
      refuses(schema, ["", " ", "2", "-1", "yes ", "oui", "yesno", "<unknown>"], "a boolean")
    }
  })
})

describe("AmiValue.Known and KnownCEscaped", () => {
  const Caller = Schema.Struct({ Num: AmiValue.Known, Name: AmiValue.KnownCEscaped })

  it("omit what Asterisk does not know", () => {
    assert.deepStrictEqual(Schema.decodeSync(Caller)({ Num: "<unknown>", Name: "<unknown>" }), {})
    assert.deepStrictEqual(Schema.decodeSync(Caller)({ Num: "", Name: "" }), {})
  })

  it("read what it knows, and unescape the name", () => {
    const read = Schema.decodeSync(Caller)({ Num: "+49 30\\n", Name: "Bob O\\'Neil" })

    assert.deepStrictEqual(read, { Num: "+49 30\\n", Name: "Bob O'Neil" })
  })

  it("write <unknown> for nothing, and escape the name", () => {
    assert.deepStrictEqual(Schema.encodeSync(Caller)({}), { Num: "<unknown>", Name: "<unknown>" })
    assert.deepStrictEqual(Schema.encodeSync(Caller)({ Num: "100", Name: "Bob \"O'Neil\"" }), {
      Num: "100",
      Name: "Bob \\\"O\\'Neil\\\""
    })
  })
})

describe("AmiValue.CEscaped", () => {
  it("reads and writes the escapes of Asterisk", () => {
    const plain = "\u0007\b\f\n\r\t\v\\'\"?"
    const escaped = "\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"\\?"

    decodes(AmiValue.CEscaped, [[escaped, plain], ["José \u{1F4DE}", "José \u{1F4DE}"], ["", ""]])
    encodes(AmiValue.CEscaped, [[plain, escaped], ["José \u{1F4DE}", "José \u{1F4DE}"], ["", ""]])
  })

  it("reads an escaped backslash as one, whatever follows", () => {
    decodes(AmiValue.CEscaped, [["\\\\n", "\\n"], ["\\\\\\n", "\\\n"]])
  })

  it("leaves unknown escapes alone", () => {
    decodes(AmiValue.CEscaped, [["\\x41", "\\x41"], ["a\\", "a\\"], ["\\\u{1F4DE}", "\\\u{1F4DE}"], ["\\\n", "\\\n"]])
  })

  it("round-trips any text", { timeout }, () => {
    check(
      5_000,
      fc.property(
        fc.string({ unit: fc.oneof(fc.constantFrom("\\", "n", "'", "?", "\n"), fc.string({ maxLength: 1 })) }),
        (text) => {
          assert.strictEqual(Schema.decodeSync(AmiValue.CEscaped)(Schema.encodeSync(AmiValue.CEscaped)(text)), text)
        }
      )
    )
  })
})

describe("AmiValue, time", () => {
  it("reads and writes seconds since 1970", () => {
    const read = (text: string) => DateTime.formatIso(Schema.decodeSync(AmiValue.EpochSeconds)(text))

    assert.strictEqual(read("0"), "1970-01-01T00:00:00.000Z")
    assert.strictEqual(read("1795421511"), "2026-11-23T08:11:51.000Z")
    assert.strictEqual(read("1795421511.343600"), "2026-11-23T08:11:51.344Z")
    encodes(AmiValue.EpochSeconds, [
      [DateTime.makeUnsafe(0), "0"],
      [DateTime.makeUnsafe("2026-11-23T08:11:51.000Z"), "1795421511"],
      [DateTime.makeUnsafe("2026-11-23T08:11:51.343Z"), "1795421511.343"]
    ])
  })

  it("rejects what is not an instant since 1970", () => {
    refuses(AmiValue.EpochSeconds, ["", "-1", "now", "1e9", "999999999999", "2026-11-23", "1."], "seconds since 1970")
    refusesToEncode(AmiValue.EpochSeconds, [DateTime.makeUnsafe(-1), DateTime.makeUnsafe(8.64e15)])
  })

  it("reads and writes durations in seconds and in milliseconds", () => {
    const read = (schema: AnyCodec<Duration.Duration>, text: string) =>
      Duration.toMillis(Schema.decodeSync(schema)(text))

    assert.strictEqual(read(AmiValue.Seconds, "5"), 5_000)
    assert.strictEqual(read(AmiValue.Seconds, "1.5"), 1_500)
    assert.strictEqual(read(AmiValue.Seconds, "1.001"), 1_001)
    assert.strictEqual(read(AmiValue.Milliseconds, "5"), 5)
    encodes(AmiValue.Seconds, [[Duration.seconds(5), "5"], [Duration.millis(1_500), "1.5"], [Duration.zero, "0"]])
    encodes(AmiValue.Milliseconds, [[Duration.seconds(5), "5000"], [Duration.zero, "0"]])
  })

  it("reads and writes a negative duration, as from a clock that was set back", () => {
    assert.strictEqual(Duration.toSeconds(Schema.decodeSync(AmiValue.Seconds)(" -3588 ")), -3588)
    assert.strictEqual(Schema.encodeSync(AmiValue.Seconds)(Duration.seconds(-3588)), "-3588")
    assert.strictEqual(Duration.toMillis(Schema.decodeSync(AmiValue.Microseconds)("-500")), -0.5)
  })

  it("rejects what is not a duration", () => {
    refuses(AmiValue.Seconds, ["", "--1", "1:30", "5s", "1e3"], "a number of seconds")
    refuses(AmiValue.Milliseconds, ["", "-", "5 ms"], "milliseconds")
    refusesToEncode(AmiValue.Seconds, [Duration.infinity, Duration.negativeInfinity])
    refusesToEncode(AmiValue.Milliseconds, [Duration.infinity])
  })
})

describe("AmiValue.open", () => {
  it("reads and writes known and unknown words alike", () => {
    const DialStatus = AmiValue.open(["ANSWER", "BUSY"])

    decodes(DialStatus, [["BUSY", "BUSY"], ["ABDUCTED", "ABDUCTED"], ["", ""]])
    encodes(DialStatus, [["ANSWER", "ANSWER"], ["ABDUCTED", "ABDUCTED"]])
  })
})

describe("AmiValue.Variables", () => {
  const read = Schema.decodeSync(AmiValue.Variables)
  const write = Schema.encodeSync(AmiValue.Variables)

  it("reads one variable per header, split at the first =", () => {
    assert.deepStrictEqual({ ...read(["A=1", "B=two words", "C=a=b", "D=", "E", "F=(null)"]) }, {
      A: "1",
      B: "two words",
      C: "a=b",
      D: "",
      E: "",
      F: "(null)"
    })
    assert.deepStrictEqual({ ...read([]) }, {})
  })

  it("reads the last of two assignments, and none without a name", () => {
    assert.deepStrictEqual({ ...read(["A=1", "=x", "A=2"]) }, { A: "2" })
  })

  it("keeps a variable called __proto__ or constructor", () => {
    const variables = read(["__proto__=1", "constructor=2", "toString=3"])

    assert.deepStrictEqual(Object.entries(variables), [["__proto__", "1"], ["constructor", "2"], ["toString", "3"]])
    assert.deepStrictEqual(write(variables), ["__proto__=1", "constructor=2", "toString=3"])
    assert.notProperty({}, "1")
  })

  it("writes a header for each variable, and escapes what Asterisk would interpret", () => {
    assert.deepStrictEqual(
      write({ A: "x,y", B: "say \"hi\"", C: "a\\b", D: "(1[2]", "CALLERID(name)": "Bob, O'Neil", E: "" }),
      [
        "A=x\\,y",
        "B=say \\\"hi\\\"",
        "C=a\\\\b",
        "D=\\(1\\[2\\]",
        "CALLERID(name)=Bob\\, O'Neil",
        "E="
      ]
    )
  })

  it("rejects names that Asterisk would read differently", () => {
    for (const name of ["", "=", "A=B"]) {
      const result = Schema.encodeResult(AmiValue.Variables)({ [name]: "correct-horse" })
      if (Result.isSuccess(result)) assert.fail(`wrote ${result.success.join()}`)
      else {
        assert.include(result.failure.message, "names of variables")
        assert.notInclude(result.failure.message, "correct-horse")
      }
    }
  })

  it("comes back from Asterisk unchanged", { timeout }, () => {
    const special = fc.constantFrom(
      ",",
      "\"",
      "\\",
      "(",
      ")",
      "[",
      "]",
      "=",
      " ",
      "'",
      "a",
      "é",
      "\u{1F4DE}",
      "\t",
      "$",
      "{",
      "}"
    )
    const name = fc.oneof(
      fc.constantFrom("__proto__", "constructor", "CALLERID(name)", "HASH(a,b)"),
      // Asterisk drops the blanks before a name.
      fc.string({ unit: special, minLength: 1, maxLength: 8 }).filter((text) => !/^[ \t]|=/.test(text))
    )
    const value = fc.oneof(fc.string({ unit: special, maxLength: 12 }), fc.string({ unit: "grapheme", maxLength: 12 }))

    check(
      10_000,
      fc.property(fc.dictionary(name, value, { maxKeys: 5 }), (variables) => {
        const received = read(assignmentsOf(write(variables)))

        assert.deepStrictEqual(Object.entries(received).sort(), Object.entries(variables).sort())
      })
    )
  })

  it("would not come back from Asterisk if it were not escaped", () => {
    assert.deepStrictEqual(assignmentsOf(["A=x,B=y", "C=\"x,y\"", "D=a\\,b", "E=f(x,y),F=[1,2]", "  G=1", "H", "=I"]), [
      "A=x",
      "B=y",
      "C=x,y",
      "D=a,b",
      "E=f(x,y)",
      "F=[1,2]",
      "G=1"
    ])
  })
})

describe("the JSON of a value", () => {
  const json = <A>(schema: AnyCodec<A>) => Schema.toCodecJson(Schema.toType(schema))

  it("is ISO text for a time, and round-trips", () => {
    const times = [[AmiValue.EpochSeconds, "1700000000.123"], [
      AmiValue.Timestamp,
      "2023-11-14T23:13:20.123+0100"
    ]] as const
    for (const [schema, text] of times) {
      const time = Schema.decodeSync(schema)(text)

      assert.strictEqual(Schema.encodeSync(json(schema))(time), "2023-11-14T22:13:20.123Z")
      assert.deepStrictEqual(Schema.decodeUnknownSync(json(schema))("2023-11-14T22:13:20.123Z"), time)
      for (const odd of ["soon", "", "2023-13-01T00:00:00Z", 1_700_000_000, null]) {
        assert.isTrue(Result.isFailure(Schema.decodeUnknownResult(json(schema))(odd)), String(odd))
      }
    }
  })

  it("round-trips at the edges of each kind", () => {
    const edges: ReadonlyArray<readonly [AnyCodec<unknown>, ReadonlyArray<string>]> = [
      [AmiValue.Int, ["-0", "999999999999999", "-999999999999999"]],
      [AmiValue.Float, ["-0.0000", "9".repeat(300), "0.1"]],
      [AmiValue.EpochSeconds, ["0", "99999999999.999"]],
      [AmiValue.Timestamp, ["0000-01-01T00:00:00+2359", "9999-12-31T23:59:59-2359", "2026-02-31T00:00:00+0000"]],
      [AmiValue.Seconds, ["-0", "-999999999999", "999999999999.9999999"]],
      [AmiValue.Minutes, ["99999999999", "-99999999999", "0.001"]],
      [AmiValue.Milliseconds, ["999999999999.999999", "-1.5"]],
      [AmiValue.Microseconds, ["999999999999", "-0.001"]]
    ]
    for (const [schema, texts] of edges) {
      for (const text of texts) {
        const value = Schema.decodeSync(schema)(text)
        const again = Schema.decodeUnknownSync(json(schema))(
          JSON.parse(JSON.stringify(Schema.encodeSync(json(schema))(value)))
        )

        assert.deepStrictEqual(again, value, text)
      }
    }
  })
})
