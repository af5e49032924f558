/**
 * The commands that start, move and end calls, and pause agents, at the call centre of `--demo`.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schedule, Schema } from "effect"
import { AmiTransport } from "effect-ami"
import { AmiFault, AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { output as Dialled } from "../../src/cli/commands/dial.ts"
import { output as HungUp } from "../../src/cli/commands/hangup.ts"
import { park, transfer } from "../../src/cli/commands/moving.ts"
import { output as Originated } from "../../src/cli/commands/originate.ts"
import { output as Paused } from "../../src/cli/commands/pausing.ts"
import { output as Spied } from "../../src/cli/commands/spy.ts"
import { type Options, run, running } from "./run.ts"

const [Moved] = transfer.output.members
const [Parked] = park.output.members

const demo = (args: ReadonlyArray<string>, options?: Options) => running([...args, "--demo"], options)

const json = <S extends Schema.Top>(schema: S, text: string) =>
  Schema.decodeUnknownEffect(schema)(JSON.parse(text)) as Effect.Effect<S["Type"], Schema.SchemaError>

interface Channel {
  readonly Channel: string
  readonly Uniqueid: string
  readonly ChannelState: number
}

const channels = Effect.map(
  demo(["send", "CoreShowChannels", "--ndjson"]),
  ({ stdout }): ReadonlyArray<Channel> =>
    stdout.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line))
)

/** Waits until a channel is there. */
const channel = (fits: (channel: Channel) => boolean) =>
  Effect.flatMap(channels, (all) => Effect.fromNullishOr(all.find(fits))).pipe(
    Effect.retry(Schedule.spaced("10 millis")),
    Effect.orDie
  )

const rings = channel(({ Channel }) => Channel.startsWith("Local/300@"))

describe("ami dial", () => {
  it.live("ends with 0 if who is called answers, and prints what it is named", () =>
    Effect.gen(function*() {
      assert.match(
        (yield* demo(["dial", "100", "200"])).stdout,
        /^PJSIP\/100-\w+ answered after \d+\.\d s\n$/
      )
      const { code, stderr, stdout } = yield* demo(["dial", "PJSIP/100", "200", "--caller-id", "Sales <1>", "--json"])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      const answered = yield* json(Dialled, stdout)
      assert.strictEqual(answered.uniqueid, answered.id)
    }))

  it.live("reaches the telephones and the agents of the demo at their numbers", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(
        yield* Effect.forEach([["PJSIP/101", "102"], ["102", "1001"], ["103", "100"]], ([who = "", then = ""]) =>
          Effect.map(demo(["dial", who, then]), ({ code }) => code)),
        [0, 0, 7]
      )
      const before = new Set((yield* channels).map(({ Uniqueid }) =>
        Uniqueid
      ))
      const { uniqueid } = yield* json(Dialled, (yield* demo(["dial", "PJSIP/101", "102", "--json"])).stdout)
      yield* channel(({ Channel, Uniqueid }) => Channel.startsWith("PJSIP/102-") && !before.has(Uniqueid))
      const move = demo(["transfer", uniqueid ?? "", "1003"])
      // Until the two talk, there is nobody to transfer.
      yield* Effect.repeat(move, { until: ({ code }) => code === 0, schedule: Schedule.spaced("10 millis") })
      yield* channel(({ Channel, Uniqueid }) => Channel.startsWith("PJSIP/1003-") && !before.has(Uniqueid))
    }))

  it.live("ends with 7 if nobody answers, and says why in words and in JSON", () =>
    Effect.gen(function*() {
      for (
        const [who, timeout, outcome, words] of [
          ["301", "30", "Busy", /^ami: 301 is busy/],
          ["300", "0.2", "NoAnswer", /^ami: 300 did not answer in time/]
        ] as const
      ) {
        const args = ["dial", who, "200", "--timeout", timeout]
        const human = yield* demo(args)
        assert.match(human.stderr, words)
        assert.deepStrictEqual({ code: human.code, stdout: human.stdout }, { code: 7, stdout: "" })
        const { error } = JSON.parse((yield* demo([...args, "--json"])).stderr)
        assert.deepStrictEqual([error.reason, error.outcome, error.exitCode], ["NotAnswered", outcome, 7])
        assert.isString(error.channelId)
      }
    }))

  it.live("says on a terminal what it waits for, and clears that line", () =>
    Effect.gen(function*() {
      const terminal = { isTerminal: true, env: { NO_COLOR: "1" } }
      const { stderr } = yield* demo(["dial", "300", "200", "--timeout", "0.5"], terminal)
      assert.isTrue(
        stderr.startsWith("\r\x1b[Kcalling 300 0:00\r\x1b[Kami: 300 did not answer"),
        JSON.stringify(stderr)
      )
      const quiet = yield* demo(["dial", "300", "200", "--timeout", "0.5", "-q"], terminal)
      assert.match(quiet.stderr, /^ami: 300 did not answer/)
    }))

  it.live("hangs up what rings when it is interrupted, and says so", () =>
    Effect.gen(function*() {
      const { code, stderr } = yield* demo(["dial", "300", "200"], { interruptedAfter: rings })
      assert.match(stderr, /^ami: hanging up 300, the call [\w-]+\nami: 300 was hung up\n$/)
      assert.strictEqual(code, 130)
      assert.isUndefined((yield* channels).find(({ Channel }) => Channel.startsWith("Local/300@")))
    }))

  it.live("leaves it with --keep, and names what ends it", () =>
    Effect.gen(function*() {
      const { stderr } = yield* demo(["dial", "300", "200", "--keep"], { interruptedAfter: rings })
      const [, id = ""] = /^ami: 300 rings on; ami hangup ([\w-]+) ends it\n$/.exec(stderr) ?? []
      assert.isDefined((yield* channels).find(({ Uniqueid }) => Uniqueid === id), stderr)
      assert.strictEqual((yield* demo(["hangup", id])).code, 0)
      assert.isUndefined((yield* channels).find(({ Uniqueid }) => Uniqueid === id))
    }))

  it.live("sends nothing with flags that mean nothing, and asks before a variable runs a program", () =>
    Effect.gen(function*() {
      const wrong = yield* demo(["dial", "100", "200", "--timeout", "0"])
      assert.deepStrictEqual([wrong.code, wrong.stdout], [2, ""])
      assert.strictEqual(
        (yield* demo(["dial", "100", "200", "--var", "A"])).stderr,
        "ami: --var A is no variable: write NAME=value\n"
      )
      const dangerous = ["dial", "301", "200", "--var", "SHELL(id)=1"]
      assert.strictEqual((yield* demo(dangerous)).code, 2)
      assert.strictEqual((yield* demo([...dangerous, "--yes"])).code, 7)
    }))
})

describe("ami originate and ami hangup", () => {
  it.live("originate prints an id that hangup takes; a channel that is not there has exit code 1 and advice", () =>
    Effect.gen(function*() {
      const { stdout } = yield* demo(["originate", "300", "200"])
      const id = stdout.trim()
      const { Channel } = yield* channel(({ Uniqueid }) => Uniqueid === id)
      const gone = yield* demo(["hangup", Channel.replace(/\w{8};1$/, "ffffffff;1")])
      assert.strictEqual(gone.code, 1)
      assert.match(gone.stderr, /^ {2}→ Did you mean /m)
      assert.include(gone.stderr, Channel)
      const hungUp = yield* json(HungUp, (yield* demo(["hangup", id, "--cause", "17", "--json"])).stdout)
      assert.deepStrictEqual(hungUp, [{ channel: id, result: "HungUp" }])
      assert.match((yield* demo(["hangup", id])).stderr, /^ami: There is no channel .*\n.*ami channels/)
      const queued = yield* json(Originated, (yield* demo(["originate", "301", "200", "--json"])).stdout)
      assert.include(queued.message, "queued")
    }))

  it.live("--matching hangs up what it has shown, and only after a yes", () =>
    Effect.gen(function*() {
      const ids = yield* Effect.forEach([1, 2], () =>
        Effect.map(demo(["originate", "300", "200"]), ({ stdout }) => stdout.trim()))
      yield* Effect.forEach(ids, (id) =>
        channel(({ Uniqueid }) => Uniqueid === id))
      const args = ["hangup", "--matching", "^Local/300@.*;1$", "--json"]
      assert.strictEqual((yield* demo(args)).code, 2)
      const terminal = { isTerminal: true, env: { NO_COLOR: "1" } }
      const no = yield* demo(args, { ...terminal, answers: ["n"] })
      assert.match(no.stderr, /^ {2}Local\/300@[^]*Hang up these 2 channels\? \[y\/N\]/)
      assert.strictEqual(no.code, 2)
      const { stdout } = yield* demo(args, { ...terminal, answers: ["y"] })
      assert.deepStrictEqual((yield* json(HungUp, stdout)).map(({ result }) => result), ["HungUp", "HungUp"])
      assert.deepStrictEqual(yield* json(HungUp, (yield* demo([...args, "--yes"])).stdout), [])
      for (const wrong of [["--matching", "("], [], ["a", "--matching", "b"], ["/a/"], ["a", "--cause", "999"]]) {
        assert.strictEqual((yield* demo(["hangup", ...wrong])).code, 2, wrong.join(" "))
      }
    }))
})

describe("a call of which it is not known whether it was made", () => {
  const simulated = (
    args: ReadonlyArray<string>,
    { fault, user = { secret: "world" } }: { readonly fault?: AmiFault.Fault; readonly user?: AmiSimulator.User }
  ) =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      if (fault !== undefined) yield* simulator.fault(fault)
      const transport = yield* AmiTransport.AmiTransport
      const command = yield* Effect.forkChild(demo(args, { transport }), { startImmediately: true })
      yield* Effect.repeat(TestClock.adjust("1 second"), { times: 180 })
      return yield* Fiber.join(command)
    }).pipe(Effect.provide(AmiSimulator.layerTransport({ users: { hello: user } })))

  it.effect("ends with 8, and names the id that ends the call", () =>
    Effect.gen(function*() {
      const fault = AmiFault.reset({ action: "Originate" })
      const queued = yield* simulated(["originate", "300", "200"], { fault })
      assert.deepStrictEqual([queued.code, queued.stdout], [8, ""])
      assert.match(queued.stderr, /\n {2}→ ami hangup [\w-]{36} ends the call, if it is there\n/)
      const deaf = { secret: "world", read: "system" }
      const dialled = yield* simulated(["dial", "300", "200", "--timeout", "5"], { user: deaf })
      assert.strictEqual(dialled.code, 8, dialled.stderr)
      assert.match(dialled.stderr, /^ami: What became of the call [\w-]{36} to 300 is not known: .*\n {2}→ ami hangup/)
    }))

  it.effect("says all that a call needs to an account that may not call", () =>
    Effect.gen(function*() {
      const user = { secret: "world", read: "system,call", write: "system" }
      const dialled = yield* simulated(["dial", "300", "200"], { user })
      assert.strictEqual(dialled.code, 5, dialled.stderr)
      assert.match(
        dialled.stderr,
        /is not permitted for this account: .*\n {2}→ ami doctor --for dial .*\n {2}→ ami permissions dial /
      )
    }))
})

describe("the commands that move a channel", () => {
  const talking = Effect.gen(function*() {
    const id = (yield* demo(["originate", "160", "200"])).stdout.trim()
    return yield* channel(({ ChannelState, Uniqueid }) => Uniqueid === id && ChannelState === 6)
  })

  it.live("redirect and park send it elsewhere, by its name or its id", () =>
    Effect.gen(function*() {
      const { Channel, Uniqueid } = yield* talking
      const moved = yield* json(Moved, (yield* demo(["redirect", Channel, "200", "--json"])).stdout)
      assert.deepStrictEqual([moved.channel, moved.context], [Channel, "from-internal"])
      const { stdout } = yield* demo(["park", Channel, "--json"])
      assert.isNumber((yield* json(Parked, stdout)).space)
      yield* demo(["hangup", Uniqueid])
    }))

  it.live("transfer says what to do instead if the channel is in no call", () =>
    Effect.gen(function*() {
      const { Channel } = yield* talking
      yield* demo(["redirect", Channel, "200"])
      const refused = yield* demo(["transfer", Channel, "200"])
      assert.strictEqual(refused.code, 1)
      assert.match(refused.stderr, /is not in a call that can be transferred\n {2}→ ami redirect Local.* 200 moves/)
      yield* demo(["hangup", Channel])
      const bridged = (yield* channels).find(({ Channel, ChannelState }) =>
        Channel.startsWith("PJSIP/10") && ChannelState === 6
      )
      const { stdout } = yield* demo(["transfer", bridged?.Channel ?? "", "200", "--json"])
      assert.strictEqual((yield* json(Moved, stdout)).message, "Transfer succeeded")
    }))

  it("--dry-run prints what would be sent", async () => {
    const printed = async (...args: ReadonlyArray<string>) => (await run([...args, "--dry-run"])).stdout
    assert.strictEqual(await printed("transfer", "A-1", "200"), "Action: BlindTransfer\nChannel: A-1\nExten: 200\n")
    assert.match(
      await printed("transfer", "A-1", "200", "--attended", "--context", "x"),
      /^Action: Atxfer\n[^]*Context: x\n/
    )
    assert.match(await printed("park", "A-1", "--timeout", "60"), /\nTimeout: 60000\n/)
    assert.match(await printed("redirect", "A-1", "6", "--with", "B-1"), /ExtraChannel: B-1\n[^]*ExtraExten: 6\n/)
    const { wouldSend } = JSON.parse(await printed("park", "A-1", "--json"))
    assert.deepStrictEqual(wouldSend, { Action: "Park", Channel: "A-1" })
    assert.match(await printed("spy", "A-1", "--by", "100", "--whisper"), /Application: ChanSpy\nData: A-1,qEw\n/)
  })

  for (
    const command of [["transfer", "A-1", "200"], ["redirect", "A-1", "200"], ["park", "A-1"], [
      "spy",
      "A-1",
      "--by",
      "100"
    ]]
  ) {
    it.live(`ami ${command.join(" ")} of a channel that is not there says what to look at`, () =>
      Effect.map(demo(command), ({ code, stderr }) => {
        assert.match(stderr, /^ami: There is no channel A-1\n {2}→ ami channels/)
        assert.strictEqual(code, 1)
      }))
  }
})

describe("ami spy", () => {
  it.live("lets a telephone hear a channel, by its id too", () =>
    Effect.gen(function*() {
      const target = (yield* demo(["originate", "PJSIP/100", "200"])).stdout.trim()
      const { Channel } = yield* channel(({ Uniqueid }) => Uniqueid === target)
      const { stdout } = yield* demo(["spy", target, "--from", "102", "--json"])
      const spied = yield* json(Spied.members[0], stdout)
      assert.strictEqual(spied.spiesOn, Channel)
      yield* Effect.forEach([spied.id, target], (id) => demo(["hangup", id]))
      assert.strictEqual((yield* demo(["spy", target])).code, 2)
      assert.strictEqual((yield* demo(["spy", target, "--by", "1", "--whisper", "--barge"])).code, 2)
      assert.match((yield* demo(["spy", target, "--by", "1", "--from", "2"])).stderr, /^ami: --from is --by here/)
    }))
})

describe("ami pause and ami unpause", () => {
  it.live("an agent is paused and back, and one that is not there is named", () =>
    Effect.gen(function*() {
      const { stdout } = yield* demo(["pause", "PJSIP/1001", "--reason", "Lunch", "--json"])
      const { interface: device, paused, reason } = yield* json(Paused, stdout)
      assert.deepStrictEqual([device, paused, reason], ["PJSIP/1001", true, "Lunch"])
      assert.strictEqual(
        (yield* demo(["unpause", "PJSIP/1001"])).stdout,
        "PJSIP/1001 is in service in all its queues\n"
      )
      const missing = yield* demo(["pause", "1001"])
      assert.deepStrictEqual([missing.code, missing.stdout], [1, ""])
      assert.match(
        missing.stderr,
        /^ami: No queue has an agent with the interface 1001\n {2}→ Did you mean PJSIP\/1001\?/
      )
    }))
})
