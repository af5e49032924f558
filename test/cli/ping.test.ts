/**
 * The commands that talk to Asterisk and print what it answers.
 */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { output as pings } from "../../src/cli/commands/ping.ts"
import { Answer as answers, output as sent } from "../../src/cli/commands/send.ts"
import { run } from "./run.ts"

const json = (text: string): unknown => JSON.parse(text)

describe("ami ping", () => {
  it("prints the round trip, or its JSON before or after the command", async () => {
    const human = await run(["ping", "--demo"])
    assert.match(human.stdout, /^pong in \d+\.\d\d ms\n$/)
    for (const args of [["--demo", "--json", "ping"], ["ping", "--demo", "--json"]]) {
      const { code, stderr, stdout } = await run(args)
      assert.strictEqual(Schema.decodeUnknownSync(pings)(json(stdout)).count, 1)
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
    }
  })
})

describe("ami send", () => {
  it("prints the response and the items of a list with values of their kind", async () => {
    const { stdout } = await run(["send", "QueueSummary", "--demo", "--json"])
    const answer = Schema.decodeUnknownSync(answers)(json(stdout))
    assert.strictEqual(answer.response.Response, "Success")
    assert.isNumber(answer.items[0]?.LoggedIn)
    const raw = await run(["send", "QueueSummary", "--demo", "--json", "--raw"])
    assert.isString(Schema.decodeUnknownSync(answers)(json(raw.stdout)).items[0]?.LoggedIn)
    const lines = await run(["send", "QueueSummary", "--demo", "--ndjson"])
    assert.strictEqual(lines.stdout.split("\n").length, answer.items.length + 1)
  })

  it("warns of headers and actions that Asterisk does not have, and sends nothing with --dry-run", async () => {
    const odd = await run(["send", "originate", "Foo=1", "--dry-run"])
    assert.strictEqual(odd.stdout, "Action: Originate\nFoo: 1\n")
    assert.match(odd.stderr, /^ami: Originate has no header Foo; Asterisk will ignore it\. It has Channel, Exten/)
    const unknown = await run(["send", "QueueStats", "--demo"])
    assert.match(unknown.stderr, /no action QueueStats; it is sent as it is\. Did you mean QueueStatus/)
    assert.strictEqual(unknown.code, 1)
    assert.strictEqual((await run(["send", "originate", "Foo=1", "--dry-run", "-q"])).stderr, "")
    const secret = await run(["send", "Login", "Username=a", "Secret=b", "--dry-run", "--json"])
    assert.deepStrictEqual(Schema.decodeUnknownSync(sent)(json(secret.stdout)), {
      wouldSend: { Action: "Login", Username: "a", Secret: "<redacted>" }
    })
  })

  it("asks before it sends what can run a program, and not what cannot", async () => {
    const shell = ["send", "Getvar", "Variable=SHELL(id)", "--demo"]
    const refused = await run(shell)
    assert.strictEqual(refused.code, 2)
    assert.match(refused.stderr, /^ami: Getvar runs a dialplan function.*\n {2}→ Add --yes/)
    assert.strictEqual((await run(shell, { isTerminal: true, answers: ["n"] })).code, 2)
    for (const [args, options] of [[[...shell, "--yes"], {}], [shell, { isTerminal: true, answers: ["y"] }]] as const) {
      assert.notStrictEqual((await run(args, options)).code, 2)
    }
    assert.strictEqual((await run(["send", "Getvar", "Variable=FOO", "--demo"])).code, 0)
    assert.strictEqual((await run(["command", "core", "stop", "now", "--demo"])).code, 2)
  })

  it("refuses what is no header, and prints no secret", async () => {
    assert.strictEqual(
      (await run(["send", "Ping", "Foo", "--demo"])).stderr,
      "ami: Foo is no header: write Name=value\n"
    )
    const { stdout } = await run(["send", "Events", "EventMask=off", "--demo", "--json"])
    assert.strictEqual(Schema.decodeUnknownSync(answers)(json(stdout)).response.Response, "Success")
  })
})

describe("ami command", () => {
  it("prints the lines of the console command, whose words need no quotes", async () => {
    assert.match((await run(["command", "core", "show", "uptime", "--demo"])).stdout, /^System uptime: .*\n/)
    const { stdout } = await run(["cli", "core", "show", "uptime", "--demo", "--json"])
    assert.isArray(json(stdout))
  })
})
