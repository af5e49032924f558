/**
 * `ami doctor` and `ami permissions` as they are typed.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { output as reports } from "../../../src/cli/commands/doctor.ts"
import { output as permissions } from "../../../src/cli/commands/permissions.ts"
import * as Tasks from "../../../src/cli/doctor/tasks.ts"
import { scriptedServer } from "../../node/scriptedServer.ts"
import { run, running } from "../run.ts"
import { secret } from "./examining.ts"

const reportOf = (text: string) => Schema.decodeUnknownSync(reports)(JSON.parse(text))
const env = { AMI_SECRET: secret }

describe("ami doctor", () => {
  it("examines the demo for every task, as lines, JSON and rows", async () => {
    const human = await run(["doctor", "--demo", ...Tasks.names.flatMap((name) => ["--for", name])])
    assert.match(human.stdout, /^demo\n✓ Logged in as hello\n/)
    for (const name of Tasks.names) assert.include(human.stdout, `\n✓ ${name}: ready\n`)
    assert.match(human.stdout, /\nReady, \d to look at\n$/)
    assert.deepStrictEqual([human.code, human.stderr], [0, ""])

    const json = await run(["--demo", "--json", "doctor", "--for", "dial,queues", "--strict"], { isTerminal: true })
    const report = reportOf(json.stdout)
    // The account of the demo may do everything, which is worth a warning.
    assert.deepStrictEqual([json.code, report.exitCode, report.ok], [1, 1, false])
    assert.notInclude(json.stdout, "\u001b")

    const rows = await run(["doctor", "--demo", "--csv", "--fields", "id,status"])
    assert.match(rows.stdout, /^id,status\nlogin,ok\nversion,ok\n/)
  })

  it("is told of a task that there is not, and of a recording", async () => {
    const task = await run(["doctor", "--for", "queue", "--demo"])
    assert.deepStrictEqual([task.code, task.stdout], [2, ""])
    assert.match(task.stderr, /There is no task queue\. Did you mean queues\?\n.*Tasks: dial, channels/)
    const recording = await run(["doctor", "--from", "session.jsonl"])
    assert.deepStrictEqual([recording.code, recording.stdout], [2, ""])
  })

  it.live("ends with the code of what it found, and prints what it found on stdout alone", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const target = ["--url", `ami://hello@127.0.0.1:${port}`]
      const { code, stderr, stdout } = yield* running(["doctor", ...target, "--json"], { env })
      assert.deepStrictEqual([code, stderr], [4, ""])
      const report = reportOf(stdout)
      assert.strictEqual(report.target, `ami://hello@127.0.0.1:${port}`)
      assert.deepStrictEqual(report.findings.map(({ id }) => id), ["config", "tcp", "banner", "login"])
      assert.strictEqual(
        report.findings[0]?.title,
        "Settings: url from --url, username from --url, secret from AMI_SECRET"
      )
      assert.notInclude(stdout, secret)
      const human = yield* running(["doctor", ...target], {
        env: { AMI_SECRET: "world" },
        isTerminal: { stdout: true }
      })
      assert.include(human.stdout, "\u001b[32m✓\u001b[0m Logged in as hello\n")
      assert.strictEqual(human.code, 0)
    }).pipe(Effect.provide(NodeSimulator.layer({ loginDelay: 0 }))))

  it.live("changes the address in the profile that it came from", () =>
    Effect.gen(function*() {
      const { port } = yield* scriptedServer({ greeting: "Asterisk Call Manager/11.0.0\r\n" })
      const config = mkdtempSync(join(tmpdir(), "ami-profiles-"))
      const folder = join(config, "effect-ami", "profiles")
      mkdirSync(folder, { recursive: true })
      const file = join(folder, "prod.toml")
      writeFileSync(file, `url = "amis://hello@127.0.0.1:${port}"\nsecret = "${secret}"\n`)
      chmodSync(file, 0o600)
      const options = { env: { XDG_CONFIG_HOME: config } }
      const { stdout } = yield* running(["doctor", "--profile", "prod", "--json"], options)
      rmSync(config, { recursive: true })
      const fix = reportOf(stdout).findings.at(-1)?.fix
      assert.deepInclude(fix, { file, line: `url = "ami://hello@127.0.0.1:${port}"` })
      assert.notInclude(stdout, secret)
    }))
})

describe("ami permissions", () => {
  it("prints the section of manager.conf with the least classes, and the rest on stderr", async () => {
    const { code, stderr, stdout } = await run(["permissions", "queues", "QueuePause", "--username", "board"])
    assert.strictEqual(
      stdout,
      "[board]\n; sends: QueueStatus, QueuePause\n"
        + "; reads: FullyBooted, QueueCallerJoin, QueueMemberStatus, AgentConnect, HangupRequest, Hangup\n"
        + "secret = change-me\ndeny = 0.0.0.0/0.0.0.0\n"
        + "permit = 127.0.0.1/255.255.255.255 ; the address of the program, as Asterisk sees it\n"
        + "read = system,call,agent\nwrite = agent\n"
    )
    assert.match(stderr, /manager reload/)
    assert.strictEqual(code, 0)
  })

  it("takes a name that is an action and an event for both, unless it says which", async () => {
    const granted = async (...names: ReadonlyArray<string>) => {
      const { stdout } = await run(["permissions", ...names, "--json"])
      const { actions, events, read, write } = Schema.decodeUnknownSync(permissions)(JSON.parse(stdout))
      return { actions, events: events.slice(1), read, write }
    }
    assert.deepStrictEqual(await granted("hangup"), {
      actions: ["Hangup"],
      events: ["Hangup"],
      read: ["system", "call"],
      write: ["call"]
    })
    assert.deepStrictEqual((await granted("action:Hangup")).read, ["system"])
    assert.deepStrictEqual(await granted("event:Hangup", "cdr"), {
      actions: [],
      events: ["Hangup", "Cdr"],
      read: ["system", "call", "cdr"],
      write: []
    })
    assert.match((await run(["permissions", "Hangup"])).stderr, /action:Hangup or event:Hangup/)
  })

  it("says what actions can do beyond their purpose, and knows near names", async () => {
    const json = await run(["permissions", "dial", "--json"])
    const { dangers } = Schema.decodeUnknownSync(permissions)(JSON.parse(json.stdout))
    assert.include(dangers.map(({ action }) => action), "Originate")
    const wrong = await run(["permissions", "Originat"])
    assert.deepStrictEqual([wrong.code, wrong.stdout], [2, ""])
    assert.match(wrong.stderr, /There is no task, action or event Originat\. Did you mean Originate/)
  })
})
