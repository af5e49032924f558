/**
 * AGI: what manager sessions make a channel do.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const extensions = {
  "from-internal": {
    "200": ["Answer()", "Echo()"],
    "800": ["Answer()", "AGI(agi:async,one,two)", "Wait(60)"],
    "802": ["Answer()", "AGI(agi:async)", "AGI(agi:async)", "Wait(60)"],
    "801": ["Answer()", "AGI(nosuch.sh)", "AGI(agi://127.0.0.1)", "Wait(60)"]
  }
}

const originate = (exten: string) =>
  `Action: Originate\nChannel: Local/${exten}@from-internal/n\nApplication: Wait\nData: 100\nAsync: true`

const channel = "Local/800@from-internal-00000000;2"

const command = (text: string, id = "c") => `Action: AGI\nChannel: ${channel}\nCommand: ${text}\nCommandID: ${id}`

const named = (said: ReadonlyArray<Lines>, name: string) => said.filter(([first]) => first === `Event: ${name}`)

const headers = (said: ReadonlyArray<Lines>, name: string, header: string) =>
  named(said, name).map((lines) => valueIn(lines, header))

/** The results of commands, one after the other, decoded. */
const resultsOf = (commands: ReadonlyArray<string>, seconds = 1) => {
  const said = play([[originate("800"), 1], ...commands.map((text) => [command(text), seconds] as const)], {
    extensions
  })
  return headers(said, "AsyncAGIExec", "Result").map((text) => decodeURIComponent(text ?? ""))
}

describe("AGI(agi:async)", () => {
  it("answers commands as Asterisk does", () => {
    const cases: ReadonlyArray<readonly [command: string, result: string]> = [
      ["ANSWER", "200 result=0\n"],
      ["answer with words", "200 result=0\n"],
      ["NOSUCH", "510 Invalid or unknown command\n"],
      ["SET VARIABLE FOO \"a b%c\\\"d\"", "200 result=1\n"],
      ["GET VARIABLE FOO", "200 result=1 (a b%c\"d)\n"],
      ["GET VARIABLE BAR", "200 result=0\n"],
      ["CHANNEL STATUS", "200 result=6\n"],
      ["CHANNEL STATUS nosuch", "200 result=-1\n"],
      ["EXEC NoOp \"x,y\"", "200 result=0\n"],
      ["EXEC NoSuchApplication", "200 result=-2\n"],
      ["STREAM FILE digits/1 #", "200 result=0 endpos=7360\n"],
      ["WAIT FOR DIGIT 500", "200 result=0\n"],
      ["GET DATA beep 200 4", "200 result= (timeout)\n"],
      ["SAY DIGITS 12 \"\"", "200 result=0\n"],
      ["HANGUP nosuch", "200 result=-1\n"],
      ["ASYNCAGI BREAK", "200 result=0\n"]
    ]
    assert.deepStrictEqual(resultsOf(cases.map(([text]) => text), 3), cases.map(([, result]) => result))
  })

  it("tells wrong usage by code 520", () => {
    const said = play([[originate("800"), 1], [command("WAIT FOR DIGIT soon"), 1], [command("SET VARIABLE A"), 1]], {
      extensions
    })
    assert.deepStrictEqual(headers(said, "AGIExecEnd", "ResultCode"), ["520", "520"])
  })

  it("runs queued commands one after the other, and the dialplan after a break", () => {
    const said = play([
      [originate("800"), 1],
      [command("EXEC Wait 5", "first"), 0],
      [command("NOOP", "second"), 1],
      [command("ASYNCAGI BREAK", "third"), 10]
    ], { extensions })
    assert.deepStrictEqual(headers(said, "AsyncAGIExec", "CommandId"), ["first", "second", "third"])
    const names = said.map(([first]) => first)
    const end = names.indexOf("Event: AsyncAGIEnd")
    assert.strictEqual(valueIn(said[end + 1] ?? [], "Variable"), "AGISTATUS")
    assert.strictEqual(valueIn(said[end + 1] ?? [], "Value"), "SUCCESS")
    assert.strictEqual(valueIn(said[end + 2] ?? [], "Application"), "Wait")
  })

  it("keeps what is queued after a break for the next time", () => {
    const other = "Local/802@from-internal-00000000;2"
    const queued = (text: string, id: string) => `Action: AGI\nChannel: ${other}\nCommand: ${text}\nCommandID: ${id}`
    const said = play([
      [originate("802"), 1],
      [queued("EXEC Wait 2", "first"), 0],
      [queued("ASYNCAGI BREAK", "second"), 0],
      [queued("NOOP", "third"), 10]
    ], { extensions })
    assert.deepStrictEqual(headers(said, "AsyncAGIExec", "CommandId"), ["first", "second", "third"])
    assert.strictEqual(named(said, "AsyncAGIStart").length, 2)
  })

  it("answers a command that runs when its channel ends, and none after it", () => {
    const said = play([
      [originate("800"), 1],
      [command("EXEC Wait 5"), 0],
      [command("NOOP"), 1],
      [`Action: Hangup\nChannel: ${channel}`, 1],
      [command("NOOP"), 1]
    ], { extensions })
    assert.deepStrictEqual(headers(said, "AsyncAGIExec", "Result"), ["200%20result%3D-1%0A"])
    assert.deepStrictEqual(headers(said, "AGIExecEnd", "Result"), ["Unknown Result"])
    assert.strictEqual(headers(said, "VarSet", "Value").at(-1), "HANGUP")
    assert.deepStrictEqual(said.at(-1), ["Response: Error", `Message: Channel ${channel} does not exist.`])
  })

  it("says in AsyncAGIStart what a script would read", () => {
    const [start] = headers(play([[originate("800"), 1]], { extensions }), "AsyncAGIStart", "Env")
    const lines = decodeURIComponent(start ?? "").split("\n")
    assert.includeMembers(lines, [
      "agi_request: async",
      `agi_channel: ${channel}`,
      "agi_callerid: unknown",
      "agi_callingpres: 67",
      "agi_arg_1: one",
      "agi_arg_2: two"
    ])
    assert.deepStrictEqual(lines.slice(-2), ["", ""])
  })
})

it("AGI of a script or a server that cannot be reached goes on in the dialplan", () => {
  const said = play([[originate("801"), 1]], { extensions })
  assert.deepStrictEqual(headers(said, "VarSet", "Value"), ["NOTFOUND", "FAILURE"])
})
