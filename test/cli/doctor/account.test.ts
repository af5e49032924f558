/**
 * What `ami doctor` says of an account, and of what a task lacks.
 */
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { AmiChannels, AmiDial, AmiPermission, AmiQueues } from "effect-ami"
import { AmiMessage } from "effect-ami"
import { AmiDashboard } from "effect-ami/dashboard"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { accountOf } from "../../../src/cli/doctor/account.ts"
import type { Options } from "../../../src/cli/doctor/examination.ts"
import { offeredBy, shownUser, writeOf } from "../../../src/cli/doctor/rights.ts"
import * as Tasks from "../../../src/cli/doctor/tasks.ts"
import { examined, secret, waitingFor } from "./examining.ts"

const users = {
  healthy: { secret, read: "system,call", write: "call,originate,reporting" },
  readonly: { secret, read: "system,call", write: "" },
  deaf: { secret, read: "system", write: "call,originate" },
  mute: { secret, read: "call,user", write: "call,user,reporting" },
  known: { secret, read: "agent", write: "command" },
  root: { secret, read: "all", write: "all" }
}

const simulator = NodeSimulator.layer({ users, loginDelay: 0, http: true, httpPrefix: "asterisk" })

const at = (user: string, options: Partial<Options> = {}) =>
  Effect.flatMap(
    AmiSimulator.AmiSimulator,
    ({ port }) => examined({ url: `ami://127.0.0.1:${port}`, username: user }, options)
  )

layer(simulator, { excludeTestServices: true })("ami doctor, after the login", (it) => {
  it.effect("has nothing to say against an account that has what it needs", () =>
    Effect.gen(function*() {
      const result = yield* at("healthy", { tasks: ["dial", "transfer"], probe: true })
      assert.deepStrictEqual({ ok: result.ok, code: result.exitCode }, { ok: true, code: 0 })
      assert.match(result.text, /✓ dial: ready\n✓ transfer: ready/)
      assert.deepStrictEqual(result.of("write")?.data?.write, ["call", "reporting", "originate"])
      assert.deepStrictEqual(result.of("read")?.data, { read: ["system", "call"], unread: [], isExact: false })
      assert.match(result.text, /\nReady/)
    }))

  it.effect("names the classes of write that a task lacks, beside those that are there", () =>
    Effect.gen(function*() {
      const result = yield* at("readonly", { tasks: ["dial"] })
      assert.strictEqual(result.exitCode, 5)
      const found = result.of("for:dial")
      assert.strictEqual(found?.title, "dial: may not send Originate, Hangup, Status, ExtensionStateList")
      assert.strictEqual(found?.fix?.section, "[readonly]")
      assert.strictEqual(found?.fix?.line, "read = system,call\nwrite = call,originate")
      assert.match(found?.fix?.note ?? "", /Keep the classes/)
    }))

  it.effect("finds out by a call that rings nobody whether the account reads calls", () =>
    Effect.gen(function*() {
      const unasked = yield* at("deaf", { tasks: ["dial"] })
      assert.deepInclude(unasked.of("for:dial"), {
        status: "info",
        title: "dial: ready, if the account reads events of call"
      })
      assert.strictEqual(unasked.exitCode, 0)
      const probed = yield* at("deaf", { tasks: ["dial"], probe: true, limits: waitingFor("event") })
      assert.deepInclude(probed.of("for:dial"), {
        status: "fail",
        title: "dial: does not read events of call",
        cause: "The account lacks classes: read needs call. Or an eventfilter of the account keeps the events out."
      })
      assert.strictEqual(probed.of("for:dial")?.fix?.line, "read = system,call")
      assert.strictEqual(probed.exitCode, 5)
    }))

  it.effect("warns of an account that does not hear that Asterisk has booted, which --strict makes a failure", () =>
    Effect.gen(function*() {
      const result = yield* at("mute", { strict: true, limits: waitingFor("boot") })
      assert.deepInclude(result.of("booted"), { status: "warn" })
      assert.strictEqual(result.of("booted")?.fix?.line, "read = system,user")
      assert.deepStrictEqual(result.of("read")?.data?.read, ["user"])
      assert.deepStrictEqual({ ok: result.ok, code: result.exitCode }, { ok: false, code: 1 })
    }))

  it.effect("knows both lines of an account that may run console commands, and warns of its power", () =>
    Effect.gen(function*() {
      const known = yield* at("known", { tasks: ["queues"], limits: waitingFor("boot") })
      assert.deepStrictEqual(known.of("read")?.data, { read: ["agent"], unread: [], isExact: true })
      assert.deepInclude(known.of("booted"), { status: "warn" })
      assert.deepInclude(known.of("power"), { status: "warn" })
      const lines = known.of("for:queues")?.fix
      assert.deepStrictEqual([lines?.line, lines?.note], ["read = system,call,agent", undefined])
      const root = yield* at("root", { tasks: Tasks.names })
      assert.match(root.text, /write = all\n[^]*read = all\n/)
      assert.deepStrictEqual(Tasks.names.filter((name) => root.of(`for:${name}`)?.status !== "ok"), [])
    }))

  it.effect("examines an account over HTTP too, by digest as well, where nobody is told of the boot", () =>
    Effect.gen(function*() {
      const { httpPort } = yield* AmiSimulator.AmiSimulator
      for (const query of ["", "?auth=digest"]) {
        const result = yield* examined(
          { url: `http://127.0.0.1:${httpPort}/asterisk${query}`, username: "healthy" },
          { tasks: ["dial"], limits: query === "" ? waitingFor() : waitingFor("boot") }
        )
        assert.match(result.text, /✓ AMI over HTTP at \/asterisk\/rawman/)
        assert.strictEqual(result.exitCode, 0, result.text)
        assert.isUndefined(result.of("booted"))
      }
    }))

  it.effect("gives the three causes of a refused login, with the lines against them and without the secret", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const result = yield* examined({
        url: `ami://127.0.0.1:${port}`,
        username: "healthy",
        secret: `${secret}-wrong`
      })
      assert.strictEqual(result.exitCode, 4)
      assert.strictEqual(
        result.of("login")?.fix?.line,
        "secret = <the secret that this program was given>\npermit = 127.0.0.1/255.255.255.255"
      )
      assert.include(result.text, "grep -h \"'healthy'\" /var/log/asterisk/messages*")
      assert.notInclude(JSON.stringify(result) + result.text, secret)
    }))
})

describe("what an account may do, from what Asterisk says", () => {
  const offered = (...lines: ReadonlyArray<readonly [action: string, classes: string]>) =>
    offeredBy(AmiMessage.make(lines.map(([name, classes]) => [name, `Does it.  (Priv: ${classes})`])))

  it("follows from the actions that need one class, or whose other classes cannot be there", () => {
    assert.deepStrictEqual(writeOf(offered(["Ping", "<none>"])), [])
    assert.deepStrictEqual(writeOf(offered(["Originate", "originate,all"])), ["originate"])
    assert.deepStrictEqual(writeOf(offered(["CoreSettings", "system,reporting,all"])), ["reporting"])
    assert.deepStrictEqual(
      writeOf(offered(["CoreSettings", "system,reporting,all"], ["ModuleCheck", "system,all"])),
      ["system"]
    )
  })

  it("is read from manager show user", () => {
    const shown = (read: string, write: string) =>
      shownUser(["", "          username: a", `         read perm: ${read}`, `        write perm: ${write}`])
    assert.deepStrictEqual(shown("system,call", "<none>"), { read: ["system", "call"], write: [] })
    assert.deepStrictEqual(shown(`${AmiPermission.classes.join(",")},all`, "x"), {
      read: AmiPermission.classes,
      write: []
    })
    assert.isUndefined(shownUser(["There is no manager called a"]))
  })

  it("is enough for the models that a task stands on", () => {
    const models = {
      dial: [{ read: AmiDial.account.read.filter((one) => one === "call"), write: AmiDial.account.write }],
      channels: [AmiChannels.account],
      queues: [AmiQueues.account],
      dashboard: [AmiDashboard.account, AmiQueues.account, AmiChannels.account]
    }
    for (const [name, accounts] of Object.entries(models)) {
      const has = accountOf(Tasks.tasks[name as keyof typeof models])
      for (const needs of accounts) {
        assert.deepStrictEqual(needs.read.filter((one) => !has.read.includes(one)), [], `${name} reads`)
        assert.deepStrictEqual(needs.write.filter((one) => !has.write.includes(one)), [], `${name} sends`)
      }
    }
    assert.isTrue(Tasks.names.every((name) => accountOf(Tasks.tasks[name]).read.includes("system")))
  })
})
