/**
 * The exit codes: what they say of what may have happened in Asterisk.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiError, AmiMessage, AmiTransport } from "effect-ami"
import { AmiFault, AmiSimulator } from "effect-ami/simulator"
import { createServer } from "node:net"
import * as Cli from "../../src/cli/cli.ts"
import { codes, fromAmi } from "../../src/cli/failure.ts"
import { Host } from "../../src/cli/host.ts"
import { running } from "./run.ts"

interface Case {
  readonly args: ReadonlyArray<string>
  readonly code: number
  /** What the JSON says is the reason; undefined without a failure. */
  readonly reason?: string
  readonly says?: RegExp
  readonly env?: Record<string, string>
  readonly fault?: AmiFault.Fault
  readonly user?: AmiSimulator.User
}

const closed = { env: { AMI_URL: "ami://hello:world@127.0.0.1:1" } }

const cases: Readonly<Record<string, Case>> = {
  "done": { args: ["--demo", "send", "Ping"], code: 0 },
  "an empty list is done": { args: ["--demo", "send", "QueueSummary"], code: 0 },
  "Asterisk said no": {
    args: ["--demo", "send", "Hangup", "Channel=PJSIP/nobody-1"],
    code: 1,
    reason: "ActionFailed",
    says: /^ami: Hangup failed: No such channel/
  },
  "a console command failed": {
    args: ["--demo", "command", "nope"],
    code: 1,
    reason: "ActionFailed",
    says: /^ami: Command failed: No such command 'nope'/
  },
  "not executed": {
    args: ["--demo", "send", "Nope", "-q"],
    code: 1,
    reason: "NotExecuted",
    says: /^ami: Nope was not executed/
  },
  "a wrong argument": {
    args: ["--demo", "send", "Ping", "Foo"],
    code: 2,
    reason: "Usage",
    says: /^ami: Foo is no header/
  },
  "a wrong flag": {
    args: ["--demo", "ping", "--nope"],
    code: 2,
    reason: "Usage",
    says: /^ami: Unrecognized flag: --nope/
  },
  "formats that exclude each other": { args: ["ping", "--csv", "--tsv"], code: 2, reason: "Usage" },
  "a value that Asterisk would misread": {
    args: ["--demo", "send", "Ping", "A=b\r\nAction: Logoff", "-q"],
    code: 2,
    reason: "NotSent"
  },
  "nobody agreed": {
    args: ["--demo", "send", "Command", "Command=core show uptime"],
    code: 2,
    reason: "Usage",
    says: /^ami: Command runs any console command.*\n {2}→ Add --yes/
  },
  "no account": { args: ["ping"], code: 2, reason: "Usage", says: /^ami: No account for 127.0.0.1:5038\n/ },
  "no connection": {
    args: ["ping"],
    ...closed,
    code: 3,
    reason: "ConnectFailed",
    says: /^ami: No AMI connection to 127.0.0.1:1: ECONNREFUSED/
  },
  "login refused": {
    args: ["--demo", "ping"],
    fault: AmiFault.loginRefused(),
    code: 4,
    reason: "LoginRejected",
    says: /^ami: Asterisk refused the login of hello/
  },
  "the account lacks a class": {
    args: ["--demo", "command", "core", "show", "uptime"],
    user: { secret: "world", write: "call" },
    code: 5,
    reason: "PermissionDenied",
    says: /^ami: Command is not permitted for this account: it needs command/
  },
  "it may have run": {
    args: ["--demo", "send", "Originate", "Channel=PJSIP/100", "Exten=200", "Context=internal", "Priority=1"],
    fault: AmiFault.reset({ action: "Originate" }),
    code: 8,
    reason: "OutcomeUnknown",
    says: /^ami: Originate .*may have been executed.*\n {2}→ Look before you repeat it/
  },
  "a list that broke off": {
    args: ["--demo", "send", "CoreShowChannels"],
    fault: AmiFault.reset({ action: "CoreShowChannels" }),
    code: 8
  }
}

const simulated = ({ args, env = {}, fault, user = { secret: "world" } }: Case) =>
  Effect.gen(function*() {
    const simulator = yield* AmiSimulator.AmiSimulator
    if (fault !== undefined) yield* simulator.fault(fault)
    return yield* running(args, { env, transport: yield* AmiTransport.AmiTransport })
  }).pipe(Effect.provide(AmiSimulator.layerTransport({ users: { hello: user }, loginDelay: 0 })))

describe("the exit code", () => {
  for (const [name, one] of Object.entries(cases)) {
    it.live(`is ${one.code}: ${name}`, () =>
      Effect.gen(function*() {
        const human = yield* simulated(one)
        assert.strictEqual(human.code, one.code, human.stderr)
        const json = yield* simulated({ ...one, args: ["--json", ...one.args] })
        assert.strictEqual(json.code, one.code)
        if (one.code === 0) return
        assert.match(human.stderr, one.says ?? /^ami: /)
        assert.isAtMost(human.stderr.split("\n").length, 4)
        assert.strictEqual(human.stdout, "")
        assert.strictEqual(json.stdout, "")
        const [line = "", ...others] = json.stderr.split("\n")
        assert.deepStrictEqual(others, [""])
        const { error } = JSON.parse(line)
        assert.deepInclude(error, { exitCode: one.code })
        if (one.reason !== undefined) assert.strictEqual(error.reason, one.reason)
        assert.isBoolean(error.retryable)
      }))
  }

  it("is 3 for a port that does not speak AMI, or not TLS", async () => {
    const server = createServer((socket) => socket.on("error", () => undefined).end("220 mail.example.org ESMTP\r\n"))
    const port = await new Promise<number>((resolve) =>
      server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port))
    )
    for (const protocol of ["ami", "amis"]) {
      const env = { AMI_URL: `${protocol}://hello:world@127.0.0.1:${port}` }
      const { code, stderr } = await Effect.runPromise(running(["ping"], { env }))
      assert.strictEqual(code, 3, stderr)
      assert.match(stderr, /\n {2}→ ami doctor looks closer\n/)
    }
    server.close()
  })

  it("follows from the reason of an error", () => {
    const response = AmiMessage.make([["Response", "Error"]])
    const of = (reason: AmiError.Reason) => fromAmi(new AmiError.AmiError({ reason })).exitCode
    const notSent = (why: AmiError.NotSent["why"]) => of(new AmiError.NotSent({ action: "Ping", why }))
    assert.strictEqual(notSent("Invalid"), codes.usage)
    assert.strictEqual(notSent("QueuedTimeout"), codes.timeout)
    assert.strictEqual(notSent("NotConnected"), codes.unreachable)
    assert.strictEqual(of(new AmiError.LoginTimeout({ username: "hello" })), codes.timeout)
    assert.strictEqual(of(new AmiError.ChallengeUnavailable({ detail: "" })), codes.login)
    assert.strictEqual(of(new AmiError.DecodeFailed({ action: "Ping", issue: "", response })), codes.failed)
    const call = { action: "Originate", channel: "PJSIP/1", channelId: "1.1", outcome: "Busy" } as const
    assert.strictEqual(of(new AmiError.NotAnswered(call)), codes.notAnswered)
    const list = { action: "Status", items: [], cause: "Timeout" } as const
    assert.strictEqual(of(new AmiError.ListIncomplete(list)), codes.unknown)
  })

  it.each([
    [["evnets"], /^ami: Unknown subcommand "evnets" for "ami"\. Did you mean events\?\n/],
    [["ping", "--cuont", "3"], /^ami: Unrecognized flag: --cuont in command ami ping\. Did you mean --count\?\n/],
    [["ping", "-c", "x"], /^ami: Invalid value for flag --count: "x"\. Expected:? a number\n/],
    [["ping", "-u", "ami://hello@127.0.0.1:99999"], /^ami: The URL of --url must have a port from 1 to 65535\n/],
    [["ping", "-u", "ami://hello@127.0.0.1:port/"], /^ami: The URL of --url must have a port from 1 to 65535\n/],
    [["ping", "-u", "ami://hello:a/b@127.0.0.1"], /^ami: The URL of --url must be readable: write .* \/ as %2F/]
  ])("is 2 for %j, with a sentence that says what to write", async (args, expected) => {
    const { code, stderr } = await Effect.runPromise(running(args, { env: {} }))
    assert.match(stderr, expected)
    assert.strictEqual(code, 2)
  })

  it("has words of the command line: no option and no function of the library", () => {
    const address = "127.0.0.1:5039"
    const said = (hint: string) =>
      fromAmi(
        new AmiError.AmiError({
          reason: new AmiError.TlsRejected({ address, code: "X", hint })
        })
      ).message
    assert.strictEqual(said("Pass it as `ca`"), `TLS to ${address} failed: X. Pass it with --ca`)
    assert.strictEqual(
      said("The certificate is for pbx: connect to that, or set `servername: \"pbx\"`"),
      `TLS to ${address} failed: X. The certificate is for pbx: connect to that`
    )
    assert.include(said("This is AMI without HTTP: use NodeAmi.layerTcp, or 8088"), "begin the URL with ami:, or 8088")
  })

  it("is 70 for a mistake in ami itself, which says so in one sentence", async () => {
    let stderr = ""
    const host = Host.of({
      stdout: () => Effect.die(new Error("a mistake\nof two lines")),
      stderr: (text) => Effect.sync(() => void (stderr += text)),
      stdin: Effect.succeed(""),
      ask: () => Effect.succeed(undefined),
      env: {},
      isTerminal: { stdin: false, stdout: false, stderr: false },
      size: () => undefined,
      version: "0.0.0"
    })
    const code = await Effect.runPromise(Effect.provideService(Cli.run(["describe", "Ping"]), Host, host))
    assert.strictEqual(code, 70)
    assert.match(
      stderr,
      /^ami: Something is wrong in ami itself: Error: a mistake of two lines\n {2}→ Please report it.*\n$/
    )
  })
})
