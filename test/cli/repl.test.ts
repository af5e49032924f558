/**
 * `ami repl`: lines of a pipe in full, and the parts of the prompt on a terminal.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { AmiClient, AmiTransportMock } from "effect-ami"
import { TestClock } from "effect/testing"
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { stripVTControlCharacters } from "node:util"
import * as Completing from "../../src/cli/repl/completing.ts"
import * as History from "../../src/cli/repl/history.ts"
import * as Terminal from "../../src/cli/repl/terminal.ts"
import { wordsOf } from "../../src/cli/repl/words.ts"
import { type Options, running } from "./run.ts"

const repl = (lines: ReadonlyArray<string>, options: Options = {}) =>
  running(["repl", "--demo"], { ...options, stdin: lines.join("\n") })

describe("ami repl in a pipe", () => {
  it.live("runs actions and console commands, names in any case, values with blanks in quotes", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* repl([
        "cli core show uptime",
        "",
        "queuepause Interface=PJSIP/1002 Paused=true Reason=\"Lunch break\"",
        "QueueStatus Queue=support Member=PJSIP/1002",
        "help",
        "quit",
        "Ping"
      ])
      assert.deepStrictEqual({ code, stderr }, { code: 0, stderr: "" })
      assert.match(stdout, /^System uptime: /)
      assert.include(stdout, "Message: Interface paused successfully\n")
      assert.include(stdout, "watch [PATTERN …]")
      assert.notInclude(stdout, "Ping: Pong")
    }))

  it.live("goes on after a line that fails, and ends with the code of the first", () =>
    Effect.gen(function*() {
      const { code, stderr, stdout } = yield* repl([
        "Hangup Channel=nobody",
        "cli core stop now",
        "Getvar Variable=SHELL(id)",
        "Ping Foo",
        "Nonsense",
        "Ping"
      ])
      assert.strictEqual(code, 1)
      assert.include(stdout, "Ping: Pong")
      assert.match(stderr, /^ami: Hangup failed: No such channel\n/)
      assert.match(stderr, /\nami: Run "core stop now"\? Nobody can be asked here\n {2}→ Add --yes/)
      assert.match(stderr, /\nami: Getvar runs a dialplan function/)
      assert.match(stderr, /\nami: Foo is no header/)
      assert.match(stderr, /\nami: Asterisk 16 to 23 have no action Nonsense/)
    }))

  it.live("prints the events that are watched, in one line each", () =>
    Effect.gen(function*() {
      const lines = [
        "watch Queue*paus* Us?rEvent",
        "UserEvent UserEvent=Note Header=a",
        "QueuePause Interface=PJSIP/1003 Paused=true",
        // What comes in the meantime is printed.
        ...Array.from({ length: 5 }, () => "Ping"),
        "unwatch",
        "UserEvent UserEvent=Other"
      ]
      const { stdout } = yield* repl(lines)
      assert.match(stdout, /^\d\d:\d\d:\d\d\.\d{3} UserEvent .*UserEvent=Note$/m)
      assert.match(stdout, /^\d\d:\d\d:\d\d\.\d{3} QueueMemberPause Queue=\w+ MemberName=\w+ Interface=PJSIP\/1003/m)
      assert.notInclude(stdout, "UserEvent=Other")
    }))
})

describe("the history of ami repl", () => {
  const folder = (work: (file: string) => void) => {
    const path = mkdtempSync(join(tmpdir(), "ami-history-"))
    try {
      work(History.fileOf({ XDG_STATE_HOME: path }))
    } finally {
      rmSync(path, { recursive: true, force: true })
    }
  }

  it("is a file that only its owner can read, has no secrets, and is read newest first", () => {
    folder((file) => {
      Effect.runSync(History.append(file, "cli core show uptime"))
      chmodSync(file, 0o644)
      for (
        const line of [
          "Login Username=a Secret=hidden",
          "UpdateConfig Value-000000=x Password=\"hid den\" Cat=b",
          "cli database put cidname secret hidden"
        ]
      ) Effect.runSync(History.append(file, line))
      const text = readFileSync(file, "utf8")
      assert.notMatch(text, /hid/)
      assert.include(text, "Username=a Secret=…\n")
      assert.strictEqual(statSync(file).mode & 0o777, 0o600)
      assert.strictEqual(History.read(file).at(-1), "cli core show uptime")
    })
  })

  it("does not grow without end, and says so if it cannot be written", () => {
    folder((file) => {
      Effect.runSync(History.append(file, "first"))
      writeFileSync(file, `${"x".repeat(300)}\n`.repeat(2000))
      Effect.runSync(History.append(file, "last"))
      assert.strictEqual(History.read(file)[0], "last")
      assert.isBelow(statSync(file).size, History.size * 301 + 10)
      assert.match(
        Effect.runSync(Effect.flip(History.append("/dev/null/history", "x"))),
        /^\/dev\/null\/history cannot/
      )
    })
  })

  it("splits a line as a shell does", () => {
    assert.deepStrictEqual(wordsOf("A=\"b c\" 'd'e  f\"g"), ["A=b c", "de", "fg"])
  })
})

describe("Tab in ami repl", () => {
  const offers = (script: AmiTransportMock.Script) =>
    Effect.provide(
      AmiTransportMock.layer(script).pipe((transport) =>
        Layer.merge(
          transport,
          AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(Layer.provide(transport))
        )
      )
    )

  it.effect("offers actions, words of the prompt, and the headers that are not there yet", () =>
    Effect.gen(function*() {
      const complete = Completing.make()
      assert.deepStrictEqual(yield* complete("queues"), [["QueueStatus", "QueueSummary"], "queues"])
      assert.deepStrictEqual((yield* complete("un"))[0], ["unwatch", "UnpauseMonitor"])
      assert.deepStrictEqual((yield* complete("QueuePause Interface=PJSIP/1 "))[0], ["Paused=", "Queue=", "Reason="])
      assert.deepStrictEqual((yield* complete("QueuePause Paused=t"))[0], ["Paused=true"])
      assert.deepStrictEqual((yield* complete("watch Hangup Soft"))[0], ["SoftHangupRequest"])
      assert.deepStrictEqual((yield* complete("Nonsense a"))[0], [])
    }).pipe(offers({})))

  it.effect("offers channels, and asks for them once in five seconds", () =>
    Effect.gen(function*() {
      const complete = Completing.make()
      const line = "Hangup Channel=PJSIP/"
      assert.deepStrictEqual(yield* complete(line), [["Channel=PJSIP/100-00000001"], "Channel=PJSIP/"])
      yield* complete(line)
      const mock = yield* AmiTransportMock.AmiTransportMock
      const asked = Effect.map(mock.sent, (sent) => sent.filter(({ name }) => name === "CoreShowChannels").length)
      assert.strictEqual(yield* asked, 1)
      yield* TestClock.adjust("6 seconds")
      yield* complete(line)
      assert.strictEqual(yield* asked, 2)
    }).pipe(offers({
      CoreShowChannels: AmiTransportMock.list("CoreShowChannelsComplete", [
        "Event: CoreShowChannel\nChannel: PJSIP/100-00000001\nUniqueid: 1.1"
      ])
    })))

  it.effect("asks the console for its own words, each once and without the end mark", () =>
    Effect.gen(function*() {
      const complete = Completing.make()
      assert.deepStrictEqual(yield* complete("cli core show \"ch"), [["\"channel"], "\"ch"])
      const mock = yield* AmiTransportMock.AmiTransportMock
      const [sent] = (yield* mock.sent).filter(({ name }) => name === "Command")
      assert.strictEqual(sent?.get("Command"), "_command matchesarray \"core show \\\"ch\" \"\\\"ch\"")
    }).pipe(offers({
      Command: "Response: Success\nMessage: Command output follows\nOutput: \"channel \"channel chan _EOF_"
    })))

  it.effect("offers nothing if Asterisk says no", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* Completing.make()("cli core sh"), [[], "sh"])
    }).pipe(offers({ Command: AmiTransportMock.error("Permission denied") })))
})

describe("the prompt of ami repl", () => {
  /** A prompt on a terminal of the test. */
  const terminal = (complete: Terminal.Options<never>["complete"] = () => Effect.succeed([[], ""])) =>
    Effect.gen(function*() {
      const input = new PassThrough()
      const output = Object.assign(new PassThrough(), { columns: 80, rows: 24, isTTY: true })
      let shown = ""
      output.on("data", (chunk) => shown += String(chunk))
      const prompt = yield* Terminal.open({ input, output }, { text: "> ", history: ["older"], complete })
      return { prompt, type: (text: string) => Effect.sync(() => input.write(text)), shown: () => shown }
    })

  it.live("gives lines one after the other, old ones too, and ends with the input", () =>
    Effect.gen(function*() {
      const { prompt, type } = yield* terminal()
      yield* type("first\nsecond\n")
      assert.deepStrictEqual([yield* prompt.read, yield* prompt.read], ["first", "second"])
      yield* type("\x1b[A\x1b[A\x1b[A\r")
      assert.strictEqual(yield* prompt.read, "older")
      yield* type("\x04")
      assert.isUndefined(yield* prompt.read)
    }).pipe(Effect.scoped))

  it.live("Ctrl-C clears the line that is typed, and interrupts what runs", () =>
    Effect.gen(function*() {
      const { prompt, type } = yield* terminal()
      const line = yield* Effect.forkChild(prompt.read, { startImmediately: true })
      yield* type("wrong\x03right\r")
      assert.strictEqual(yield* Fiber.join(line), "right")
      const interrupted = yield* Effect.forkChild(prompt.interrupted, { startImmediately: true })
      yield* type("\x03")
      yield* Fiber.join(interrupted)
    }).pipe(Effect.scoped))

  it.live("a completion that takes its time inserts no tab", () =>
    Effect.gen(function*() {
      const slow = Effect.as(Effect.sleep("20 millis"), [["Ping"], "Pi"] as const)
      const { prompt, type } = yield* terminal(() => slow)
      const line = yield* Effect.forkChild(prompt.read, { startImmediately: true })
      yield* type("Pi\t")
      yield* type("\t\t")
      yield* type(" a\tb\r")
      assert.strictEqual(yield* Fiber.join(line), "Ping a b")
    }).pipe(Effect.scoped))

  it.live("prints above the line, and asks with the same editor", () =>
    Effect.gen(function*() {
      const { prompt, shown, type } = yield* terminal()
      const line = yield* Effect.forkChild(prompt.read, { startImmediately: true })
      yield* type("half")
      yield* prompt.above("an event")
      const plain = stripVTControlCharacters(shown())
      assert.match(plain, /halfan event\r?\n> half$/)
      yield* type(" done\r")
      assert.strictEqual(yield* Fiber.join(line), "half done")
      const answer = yield* Effect.forkChild(prompt.ask("Sure? ", { hidden: false }), { startImmediately: true })
      yield* type("y\r")
      assert.strictEqual(yield* Fiber.join(answer), "y")
    }).pipe(Effect.scoped))
})
