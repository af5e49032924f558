/**
 * The commands of `ami` that act, at SIP telephones: calls that are answered, busy, or not, and what Ctrl-C leaves of them.
 *
 * `AMI_BIN` names another program than the source, such as a bundle.
 */
import { assert, describe, it } from "@effect/vitest"
import { Data, Effect, Schedule, type Scope } from "effect"
import { Ami } from "effect-ami"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import * as Completing from "../../src/cli/repl/completing.ts"
import { type Options, running } from "../cli/run.ts"
import { client } from "./clients.ts"
import { freeze, thaw } from "./ends.ts"
import { type AsteriskServer, forEachServer, privateServer } from "./servers.ts"
import { telephone } from "./telephone.ts"

/** Tests that use these telephones run one after the other: the servers are shared. */
const first = "tel1"
const second = "tel2"
/** Never registered. */
const nobody = "PJSIP/tel5"

const program = process.env["AMI_BIN"] ?? fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url))

class CliError extends Data.TaggedError("CliError")<{ readonly message: string }> {}

const environment = ({ host, port, users }: AsteriskServer) => ({
  AMI_URL: `ami://${users.hello.username}@${host}:${port}`,
  AMI_SECRET: users.hello.secret
})

/** Runs a command line in this process. */
const ami = (server: AsteriskServer, args: ReadonlyArray<string>, options: Options = {}) =>
  running(args, { ...options, env: environment(server) })

/** Runs a command line that succeeds, and gives the JSON that it prints. */
const json = (server: AsteriskServer, args: ReadonlyArray<string>) =>
  Effect.map(ami(server, [...args, "--json"]), ({ code, stderr, stdout }) => {
    assert.strictEqual(code, 0, stderr)
    return JSON.parse(stdout)
  })

/** A command line in a process of its own. */
interface Started {
  readonly stderr: () => string
  /** Waits until it has said something. */
  readonly says: (what: RegExp) => Effect.Effect<void, CliError>
  /** Sends a signal. */
  readonly signal: (name: "SIGINT" | "SIGTERM") => Effect.Effect<void>
  /** Its exit code, when it has ended. */
  readonly code: Effect.Effect<number | null>
}

const start = (
  server: AsteriskServer,
  args: ReadonlyArray<string>
): Effect.Effect<Started, never, Scope.Scope> =>
  Effect.gen(function*() {
    const child: ChildProcess = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(process.execPath, [program, ...args], {
          env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...environment(server) },
          stdio: ["ignore", "pipe", "pipe"]
        })
      ),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    )
    let stderr = ""
    child.stderr?.on("data", (chunk) => stderr += String(chunk))
    const ended = once(child, "close")
    return {
      stderr: () => stderr,
      says: (what) =>
        Effect.suspend(() =>
          what.test(stderr) ? Effect.void : Effect.fail(new CliError({ message: `${args.join(" ")}: ${stderr}` }))
        ).pipe(Effect.retry(Schedule.max([Schedule.spaced("20 millis"), Schedule.recurs(500)]))),
      signal: (name) => Effect.sync(() => void child.kill(name)),
      code: Effect.map(Effect.promise(() => ended), ([code]) => code)
    }
  })

const isOver = (call: { readonly state: string } | undefined) => call?.state === "cancelled" || call?.state === "over"

/** Waits until the only call of a channel is in a bridge, and gives its name. */
const talking = (server: AsteriskServer, begin: string) =>
  Effect.flatMap(json(server, ["send", "CoreShowChannels"]), ({ items }) => {
    const found = items.find(({ BridgeId = "", Channel }: Record<string, string>) =>
      Channel?.startsWith(begin) && BridgeId !== ""
    )
    return found === undefined
      ? Effect.fail(new CliError({ message: `${begin} talks to nobody` }))
      : Effect.succeed(String(found.Channel))
  }).pipe(Effect.retry(Schedule.max([Schedule.spaced("50 millis"), Schedule.recurs(200)])))

const hangUpAll = (server: AsteriskServer) => ami(server, ["hangup", "--matching", "tel[12]", "--yes"])

forEachServer("the commands that act", (server) => {
  describe.skipIf(!server.offers.cli)("ami dial", () => {
    it.live("is 0 at an answer, and ami hangup ends what it printed", () =>
      Effect.gen(function*() {
        const phone = yield* telephone(server, first)
        const { channel, outcome } = yield* json(server, ["dial", `PJSIP/${first}`, "200"])
        assert.match(channel, /^PJSIP\/tel1-/)
        assert.strictEqual(outcome, "Answered")
        yield* phone.until("an answered call", ([call]) => call?.state === "answered")
        assert.strictEqual((yield* ami(server, ["hangup", channel])).code, 0)
        yield* phone.until("its end", ([call]) => isOver(call))
        const again = yield* ami(server, ["hangup", channel])
        assert.match(again.stderr, /^ami: There is no channel PJSIP\/tel1-/)
        assert.strictEqual(again.code, 1)
      }).pipe(Effect.scoped))

    it.live("is 7 if the telephone is busy, rings in vain, declines, or is not there, and says which", () =>
      Effect.gen(function*() {
        const phone = yield* telephone(server, first)
        const outcomeOf = (who: string) =>
          Effect.map(ami(server, ["dial", who, "200", "--timeout", "1", "--json"]), ({ code, stderr, stdout }) => {
            assert.deepStrictEqual({ code, stdout }, { code: 7, stdout: "" }, stderr)
            return JSON.parse(stderr).error.outcome
          })
        for (
          const [habit, outcome] of [
            [{ refuses: 486 }, "Busy"],
            [{ refuses: 603 }, "Rejected"],
            ["rings", "NoAnswer"]
          ] as const
        ) {
          phone.habit = habit
          for (const who of [`PJSIP/${first}`, first]) assert.strictEqual(yield* outcomeOf(who), outcome, who)
        }
        assert.strictEqual(yield* outcomeOf(nobody), "Unreachable")
        phone.habit = { refuses: 486 }
        const human = yield* ami(server, ["dial", `PJSIP/${first}`, "200"])
        assert.strictEqual(human.stderr, "ami: PJSIP/tel1 is busy (cause 17, User busy)\n")
        const missing = yield* ami(server, ["dial", `PJSIP/${first}`, "nosuch"])
        assert.match(
          missing.stderr,
          /There is no extension nosuch.*in the context from-internal\n.*--context names another/
        )
        assert.strictEqual(missing.code, 1)
      }).pipe(Effect.scoped))

    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      it.live(`hangs up what rings at ${signal}, and says so`, () =>
        Effect.gen(function*() {
          const phone = yield* telephone(server, first, "rings")
          const dial = yield* start(server, ["dial", first, "200"])
          yield* phone.until("a call", ([call]) => call?.state === "ringing")
          yield* dial.signal(signal)
          assert.strictEqual(yield* dial.code, code)
          assert.match(dial.stderr(), /^ami: hanging up tel1, the call [\w-]+\nami: tel1 was hung up\n$/)
          yield* phone.until("its end", ([call]) => isOver(call))
        }).pipe(Effect.scoped))
    }

    it.live("leaves what rings with --keep, and names what ends it", () =>
      Effect.gen(function*() {
        const phone = yield* telephone(server, first, "rings")
        const dial = yield* start(server, ["dial", first, "200", "--keep"])
        yield* phone.until("a call", ([call]) => call?.state === "ringing")
        yield* dial.signal("SIGINT")
        assert.strictEqual(yield* dial.code, 130)
        const [, id = ""] = /^ami: tel1 rings on; ami hangup ([\w-]+) ends it\n$/.exec(dial.stderr()) ?? []
        assert.isFalse(isOver(phone.calls[0]), dial.stderr())
        assert.strictEqual((yield* ami(server, ["hangup", id])).code, 0)
        yield* phone.until("its end", ([call]) => isOver(call))
      }).pipe(Effect.scoped))
  })

  describe.skipIf(!server.offers.cli)("Ctrl-C on a server that is frozen", () => {
    for (const args of [["dial", "300", "200"], ["ping", "-c", "1000"], ["events"]]) {
      it.live(`ends ${args.join(" ")} in a moment, and at once at the second`, () =>
        Effect.gen(function*() {
          const own = yield* privateServer(server.version)
          const run = (times: number) =>
            Effect.gen(function*() {
              const command = yield* start(own, args)
              // It is connected.
              yield* Effect.repeat(own.logins, {
                until: (users) => users.length > 0,
                schedule: Schedule.max([Schedule.spaced("50 millis"), Schedule.recurs(200)])
              })
              yield* Effect.sleep("500 millis")
              yield* freeze(own.pid)
              const began = performance.now()
              yield* command.signal("SIGINT")
              if (times === 2) {
                yield* Effect.sleep("100 millis")
                yield* command.signal("SIGINT")
              }
              const code = yield* command.code
              const took = Math.round(performance.now() - began)
              yield* thaw(own.pid)
              yield* Effect.repeat(own.logins, {
                until: (users) => users.length === 0,
                schedule: Schedule.spaced("50 millis")
              })
              return { code, took, stderr: command.stderr() }
            })
          const once = yield* run(1)
          const twice = yield* run(2)
          process.stdout.write(
            `${args.join(" ")}: ${once.took} ms after one, ${twice.took} ms after two\n${once.stderr}`
          )
          assert.deepStrictEqual([once.code, twice.code], [130, 130])
          // 2.5 s and 0.3 s after the last signal, on a machine that has nothing else to do.
          assert.isBelow(once.took, 5000)
          assert.isBelow(twice.took, 1000)
          if (args[0] === "dial") assert.match(once.stderr, /may still ring: .*; ami hangup [\w-]+ ends it/)
        }).pipe(Effect.scoped))
    }
  })

  describe.skipIf(!server.offers.cli)("the commands for channels and agents", () => {
    it.live("originate prints the id of what rings; hangup ends all that match", () =>
      Effect.gen(function*() {
        const phone = yield* telephone(server, first, "rings")
        const { stdout } = yield* ami(server, ["originate", `PJSIP/${first}`, "200", "--var", "A=b,c"])
        yield* phone.until("a call", (calls) => calls.length === 1)
        const [row] = yield* json(server, ["hangup", "--matching", "^PJSIP/tel1-", "--yes"])
        assert.strictEqual(row.uniqueid, stdout.trim())
        yield* phone.until("its end", ([call]) => isOver(call))
      }).pipe(Effect.scoped))

    it.live("transfer, redirect and park move who talks", () =>
      Effect.gen(function*() {
        const phone = yield* telephone(server, first)
        const other = yield* telephone(server, second)
        yield* json(server, ["dial", `PJSIP/${first}`, second])
        yield* other.until("a call", ([call]) => call?.state === "answered")
        const channel = yield* talking(server, "PJSIP/tel1-")
        // The other end goes; who transfers leaves.
        assert.strictEqual((yield* json(server, ["transfer", channel, "100"])).message, "Transfer succeeded")
        yield* phone.until("its end", ([call]) => isOver(call))
        const [moved] = (yield* json(server, ["send", "CoreShowChannels"])).items.filter(
          ({ Channel }: { readonly Channel: string }) => Channel.startsWith("PJSIP/tel2-")
        )
        const refused = yield* ami(server, ["transfer", moved.Channel, "100"])
        assert.match(
          refused.stderr,
          /is not in a call that can be transferred\n.*ami redirect PJSIP\/tel2-\w+ 100 moves/
        )
        assert.strictEqual((yield* json(server, ["redirect", moved.Uniqueid, "200"])).extension, "200")
        assert.isNumber((yield* json(server, ["park", moved.Channel, "--timeout", "60"])).space)
        yield* hangUpAll(server)
        yield* other.until("its end", ([call]) => isOver(call))
      }).pipe(Effect.scoped))

    it.live("spy lets a telephone hear a channel, by its id too", () =>
      Effect.gen(function*() {
        yield* telephone(server, first)
        const spy = yield* telephone(server, second)
        const { channel, id } = yield* json(server, ["dial", `PJSIP/${first}`, "100"])
        assert.strictEqual((yield* json(server, ["spy", id, "--by", `PJSIP/${second}`])).spiesOn, channel)
        const applications = Effect.map(ami(server, ["command", "core", "show", "channels", "concise"]), ({ stdout }) =>
          stdout)
        assert.match(yield* applications, new RegExp(`^PJSIP/tel2-.*!ChanSpy!${channel},qE!`, "m"))
        // A telephone that sends no audio is not disconnected with the channel that it hears (app_chanspy.c, channel_spy).
        yield* hangUpAll(server)
        yield* spy.until("its end", ([call]) =>
          isOver(call))
      }).pipe(Effect.scoped))

    it.live("pause and unpause an agent, and name the agent that was perhaps meant", () =>
      Effect.gen(function*() {
        const member = "PJSIP/tel1"
        yield* Effect.acquireRelease(
          json(server, ["send", "QueueAdd", "Queue=support", `Interface=${member}`]),
          () => json(server, ["send", "QueueRemove", "Queue=support", `Interface=${member}`])
        )
        assert.isTrue((yield* json(server, ["pause", member, "--queue", "support", "--reason", "Lunch"])).paused)
        assert.isFalse((yield* json(server, ["unpause", member])).paused)
        const { stderr } = yield* ami(server, ["pause", "tel1"])
        assert.match(stderr, /^ami: No queue has an agent with the interface tel1\n {2}→ Did you mean PJSIP\/tel1\?/)
      }).pipe(Effect.scoped))
  })

  describe.skipIf(!server.offers.cli)("ami repl", () => {
    it.live("completes console commands by what Asterisk says, and channels and queues by its lists", () =>
      Effect.gen(function*() {
        const complete = Completing.make()
        const [words] = yield* complete("cli core show channel")
        assert.deepStrictEqual([...words].sort(), ["channel", "channels", "channeltype", "channeltypes"])
        assert.deepStrictEqual((yield* complete("cli core stop \"w"))[0], [])
        assert.include((yield* complete("QueueStatus Queue=supp"))[0], "Queue=support")
        const { channelId } = yield* Ami.originate({ originator: "Local/300@from-internal", extension: "200" })
        const offered = Effect.map(Completing.make()("Hangup Channel=Local/300@"), ([words]) => words)
        yield* Effect.repeat(offered, { until: (words) => words.length > 0, schedule: Schedule.spaced("50 millis") })
        yield* Ami.hangup({ channel: channelId })
      }).pipe(Effect.provide(client(server))))
  })
})
