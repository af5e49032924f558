/**
 * What AGI says and is told: answers as they were recorded, and commands as Asterisk reads them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { AmiValue } from "effect-ami"
import { readFileSync } from "node:fs"
import * as AgiAnswer from "../../src/agi/internal/agiAnswer.ts"
import * as AgiCommand from "../../src/agi/internal/agiCommand.ts"
import { wordsOf } from "../../src/simulator/internal/pbx/agi/agiWords.ts"
import { parse, written } from "../captures/conversation.ts"

const decoded = Schema.decodeSync(AmiValue.PercentEncoded)

const valueIn = (block: string, name: string): string | undefined =>
  block.split("\r\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)

/** Each command of a recording with the text that it was answered. */
const recorded = (file: string): ReadonlyArray<readonly [command: string, text: string]> => {
  const [conversation] = parse(readFileSync(new URL(`../captures/${file}`, import.meta.url), "latin1"))
  if (conversation === undefined) throw new Error(`there is nothing in ${file}`)
  const blocks = (side: "client" | "server") =>
    Buffer.from(written(conversation, side)).toString("latin1").split("\r\n\r\n")
  const commands = new Map(blocks("client").map((block) => [valueIn(block, "CommandID"), valueIn(block, "Command")]))
  return blocks("server").filter((block) => block.includes("Event: AsyncAGIExec")).map((block) =>
    [commands.get(valueIn(block, "CommandId")) ?? "", decoded(valueIn(block, "Result") ?? "")] as const
  )
}

const answer = (text: string, isAfterCut = false): unknown => {
  const received = AgiAnswer.read(text, isAfterCut)
  if (received._tag === "Cut") return "cut"
  const { code, endpos, result, value } = received.answer
  return [code, result, ...value === undefined && endpos === undefined ? [] : [value, endpos]]
}

/** What the recordings hold, the same on both versions. */
const expected: Readonly<Record<string, ReadonlyArray<readonly [command: string, read: unknown]>>> = {
  "j-asyncagi": [
    ["ANSWER", [200, "0"]],
    ["GET VARIABLE FOO", [200, "0"]],
    ["SET VARIABLE FOO \"a b%c\\\"d\"", [200, "1"]],
    ["GET VARIABLE FOO", [200, "1", "a b%c\"d", undefined]],
    ["VERBOSE \"hello world\" 1", [200, "1"]],
    ["NOSUCHCMD", [510, ""]],
    ["EXEC NoOp \"x,y\"", [200, "0"]],
    ["EXEC Wait 1", [200, "0"]],
    ["GET FULL VARIABLE ${CALLERID(all)}", [200, "1", "\"Agi\" <5550140>", undefined]],
    ["CHANNEL STATUS", [200, "6"]],
    // Sent without an id.
    ["", [200, "1"]],
    ["ASYNCAGI BREAK", [200, "0"]]
  ],
  "calls/async-agi": [
    ["SET VARIABLE MOOD \"good, very\"", [200, "1"]],
    ["GET VARIABLE MOOD", [200, "1", "good, very", undefined]],
    ["NOSUCH", [510, ""]],
    ["STREAM FILE digits/1 #", [200, "0", undefined, 7360]],
    ["EXEC Dial PJSIP/101,10", [200, "-1"]],
    ["ASYNCAGI BREAK", [200, "0"]]
  ],
  // Of two commands, the one that ran when the caller hung up was answered.
  "calls/async-agi-hangup": [["EXEC Wait 5", [200, "-1"]]]
}

describe("answers", () => {
  for (const [file, read] of Object.entries(expected)) {
    for (const version of [22, 16]) {
      it(`are read as they were recorded in ${file} of ${version}`, () =>
        assert.deepStrictEqual(
          recorded(`${file}.ast${version}.ami`).map(([command, text]) => [command, answer(text)] as const),
          read
        ))
    }
  }

  const cases: ReadonlyArray<readonly [text: string, read: unknown]> = [
    ["200 result=1\n", [200, "1"]],
    ["200 result=1 (good, very)\n", [200, "1", "good, very", undefined]],
    ["200 result=1 (a (b) c\nsecond ) line)\n", [200, "1", "a (b) c\nsecond ) line", undefined]],
    ["200 result=1 ()\n", [200, "1", "", undefined]],
    ["200 result=0 endpos=7360\n", [200, "0", undefined, 7360]],
    ["200 result=53 (dtmf) endpos=800\n", [200, "53", "dtmf", 800]],
    ["200 result= (timeout)\n", [200, "", "timeout", undefined]],
    ["200 result=12 (timeout)\n", [200, "12", "timeout", undefined]],
    ["200 result=#\n", [200, "#"]],
    ["200 result=-1 (hangup) endpos=0\n", [200, "-1", "hangup", 0]],
    ["100 result=0 Trying...\n200 result=0 Gosub complete\n", [200, "0"]],
    ["200 result=1\n520-Invalid command syntax.  Proper usage follows:\nEXEC …\n520 End of proper usage.\n", [
      200,
      "1"
    ]],
    ["510 Invalid or unknown command\n", [510, ""]],
    ["511 Command Not Permitted on a dead channel or intercept routine\n", [511, ""]],
    ["200 result=1 (much", "cut"],
    ["", "cut"],
    ["what is this\n", "cut"]
  ]
  for (const [text, read] of cases) {
    it(`are read: ${JSON.stringify(text)}`, () => assert.deepStrictEqual(answer(text), read))
  }

  it("after one that was cut are what stands last", () => {
    assert.deepStrictEqual(answer("rest of it)\n200 result=1 (own)\n", true), [200, "1", "own", undefined])
    assert.deepStrictEqual(answer("200 result=0\n", true), [200, "0"])
    assert.deepStrictEqual(answer("still more", true), "cut")
  })
})

describe("commands", () => {
  const hostile = [
    "",
    " ",
    "\"",
    "\\",
    "\\\"",
    "a b",
    "a\tb",
    "\" & \\ \\\\ \" \"",
    "x\"; HANGUP",
    "${SHELL(ls)}",
    "%0AHANGUP",
    "ä 漢 😀",
    "'",
    "a,b&c|d"
  ]

  it("are read by Asterisk as the words that they were made of", () => {
    for (const one of hostile) {
      for (const other of hostile) {
        const text = Result.getOrThrow(AgiCommand.write("SET VARIABLE", [["name", one], ["value", other]]))
        // A word that is empty at the end of a command is one too.
        assert.deepStrictEqual(wordsOf(text), ["SET", "VARIABLE", one, other], text)
      }
    }
  })

  const refused: ReadonlyArray<readonly [what: string, value: unknown, rule: string]> = [
    ["a line feed", "a\nAction: Originate", "must have no line break: a command is one line"],
    ["a carriage return", "a\rb", "must have no line break: a command is one line"],
    ["a NUL", "a\0b", "must have no NUL"],
    ["half of a surrogate pair", "\ud800", "must have no half of a surrogate pair"],
    ["no number", Number.NaN, "must be a finite number"],
    ["nothing", undefined, "must be a text or a number"],
    ["an object", {}, "must be a text or a number"]
  ]
  for (const [what, value, rule] of refused) {
    it(`cannot hold ${what}`, () =>
      assert.deepStrictEqual(
        AgiCommand.write("NOOP", [["value", value as string]]),
        Result.fail({ field: "value", rule })
      ))
  }

  it("have 1,013 bytes at most, so that their line has 1,022", () => {
    const ofBytes = (count: number) =>
      AgiCommand.write("NOOP", [["value", "ä".repeat((count - "NOOP \"\"".length) / 2)]])
    assert.isTrue(Result.isSuccess(ofBytes(1013)))
    assert.isTrue(Result.isFailure(ofBytes(1015)))
    assert.isTrue(Result.isFailure(AgiCommand.write("NOOP", Array.from({ length: 127 }, () => ["a", "a"] as const))))
  })

  it("of applications have arguments that Asterisk reads apart", () => {
    const right = ["a", "PJSIP/101&PJSIP/102", "U(sub,a,b)", "tT[x,y]", "", "$[1+2]"]
    assert.deepStrictEqual(AgiCommand.joined("data", right), Result.succeed(right.join(",")))
    for (const one of ["a,b", "(", ")", ")(", "[", "\"a", "\\", "a\nb"]) {
      assert.isTrue(Result.isFailure(AgiCommand.joined("data", ["x", one])), one)
    }
  })

  it("have names that hold none of their arguments", () => {
    const names = [
      "set variable PIN 1234",
      "SAY DIGITS 1234",
      "1234",
      "EXEC Dial PJSIP/1",
      "GET FULL VARIABLE ${X}",
      "noop"
    ]
    assert.deepStrictEqual(names.map(AgiCommand.nameOf), [
      "SET VARIABLE",
      "SAY DIGITS",
      "AGI",
      "EXEC",
      "GET FULL VARIABLE",
      "NOOP"
    ])
  })
})

it("the environment has what its lines say, the first of a name", () => {
  assert.deepStrictEqual(
    AgiAnswer.environment(
      "agi_request: async\nagi_channel: PJSIP/1-1\nagi_accountcode: \nagi_arg_1: a: b\nagi_channel: x\nrest"
    ),
    { agi_request: "async", agi_channel: "PJSIP/1-1", agi_accountcode: "", agi_arg_1: "a: b" }
  )
})
