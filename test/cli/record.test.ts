/**
 * Recordings on the command line: made, masked, printed, and read instead of a PBX.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Redacted, Schema, Stream } from "effect"
import { Actions, AmiClient, AmiMessage, AmiRecording, AmiRecordingFile } from "effect-ami"
import { AmiSimulator, SimulatedCallCenter } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { afterAll } from "vitest"
import { output } from "../../src/cli/commands/record.ts"
import { run, running } from "./run.ts"

const folder = mkdtempSync(join(tmpdir(), "effect-ami-record-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const path = (name: string) => join(folder, name)

type Entries = AmiRecording.Recording["entries"]

const written = (name: string, entries: Entries, at = 1_790_000_000_000): string => {
  writeFileSync(path(name), AmiRecordingFile.print({ at, masked: false, entries }))
  return path(name)
}

const message = (t: number, headers: Readonly<Record<string, string>>): Entries[number] => ({
  _tag: "Message",
  t,
  message: AmiMessage.make(Object.entries(headers))
})

const lines = (text: string): ReadonlyArray<string> => text.split("\n").slice(0, -1)

/** The fields of JSON lines. */
const parsed = (text: string): ReadonlyArray<Readonly<Record<string, unknown>>> =>
  lines(text).map((line) => JSON.parse(line))

describe("ami record", () => {
  it("writes a new file for its owner alone, says how much, and replay prints as many messages", async () => {
    const file = path("demo.ndjson")
    const { code, stderr, stdout } = await run(["record", file, "--demo", "--duration", "0.2", "--json"])
    const { bytes, messages } = Schema.decodeUnknownSync(output)(JSON.parse(stdout))
    assert.strictEqual(code, 0)
    assert.match(stderr, new RegExp(`^Recording demo to .*\\n${messages} messages?, .* in .*demo.ndjson\\n$`))
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
    assert.strictEqual(statSync(file).size, bytes)

    const replayed = await run(["replay", file, "--speed", "0"])
    assert.strictEqual(parsed(replayed.stdout).filter(({ Event }) => Event !== undefined).length, messages)

    const before = readFileSync(file, "utf8")
    const again = await run(["record", file, "--demo", "--duration", "0.2"])
    assert.strictEqual(again.code, 2)
    assert.match(again.stderr, /exists already, and a recording never overwrites a file/)
    assert.strictEqual(readFileSync(file, "utf8"), before)
  })

  it("masks another recording: no telephone number is left, equal ones stay equal, and counters stay", async () => {
    const headers = {
      Event: "Newchannel",
      Channel: "PJSIP/15550102030-00000003",
      CallerIDNum: "+15550102030",
      CallerIDName: "Alice Example",
      Exten: "15550102030"
    }
    const raw = written("raw.ndjson", [message(0, headers), message(5, { ...headers, CallerIDNum: "15550109999" })])
    const { code, stdout } = await run(["record", path("masked.ndjson"), "--from", raw, "--mask", "--json"])
    assert.deepInclude(JSON.parse(stdout), { masked: true, messages: 2 })
    assert.strictEqual(code, 0)
    const text = readFileSync(path("masked.ndjson"), "utf8")
    assert.notMatch(text, /\+?1555[0-9]+|Alice/)
    assert.strictEqual(text.match(/-00000003/g)?.length, 2)
    const [first] = parsed((await run(["replay", path("masked.ndjson"), "--speed", "0"])).stdout)
    assert.strictEqual(`+${first?.Exten}`, first?.CallerIDNum)
  })

  it.each([
    [["record", "--demo", "x.ndjson.gz"], /A recording is plain text: name it x\.ndjson/],
    [["record", "--demo", "-"], /to a file, and not to stdout/],
    [["record", "--demo", "--duration", "0", path("none")], /--duration must be more than 0/],
    [["record", "--demo", path("no/folder.ndjson")], /cannot be written: its folder does not exist/],
    [["replay", path("nothing")], /There is no file .*nothing/],
    [["replay", folder], /is a folder/],
    [["replay", "--speed", "-1", path("raw.ndjson")], /--speed must be 0 or more/],
    [["ping", "--from", path("nothing")], /There is no file .*nothing/]
  ])("refuses %o in one sentence, with exit code 2", async (args, sentence) => {
    const { code, stderr, stdout } = await run(args)
    assert.deepStrictEqual({ code, stdout }, { code: 2, stdout: "" })
    assert.match(stderr, sentence)
    assert.isAtMost(lines(stderr).length, 3)
  })
})

describe("ami replay", () => {
  it("reads a file that gzip packed, and one that broke off", async () => {
    const text = readFileSync(written("short.ndjson", [message(0, { Event: "A" }), message(9, { Event: "B" })]))
    writeFileSync(path("packed.ndjson"), gzipSync(text))
    writeFileSync(path("broken.ndjson"), text.subarray(0, -20))
    assert.strictEqual(parsed((await run(["replay", path("packed.ndjson"), "--speed", "0"])).stdout).length, 2)
    const broken = await run(["replay", path("broken.ndjson"), "--speed", "0"])
    assert.strictEqual(parsed(broken.stdout).length, 1)
    assert.match(broken.stderr, /line 3 of .*, the last one, broke off and is left out/)
    assert.strictEqual(
      parsed((await run(["replay", "-", "--speed", "0"], { stdin: text.toString() })).stdout).length,
      2
    )
    writeFileSync(path("text"), "Asterisk Call Manager/11.0.0\n")
    const wrong = await run(["replay", path("text")])
    assert.strictEqual(wrong.code, 2)
    assert.match(wrong.stderr, /^ami: Line 1 of .*text is not JSON/)
  })

  it("prints each message when it came, so many times as fast", async () => {
    const file = written("slow.ndjson", [message(0, { Event: "A" }), message(400, { Event: "B" })])
    const { stdout } = await run(["replay", file, "--speed", "100"])
    assert.deepStrictEqual(parsed(stdout).map(({ Event }) => Event), ["A", "B"])
  })
})

/** What a simulated call centre sends from its beginning, and what it lists after some minutes. */
const recorded = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const text: Array<string> = []
  yield* AmiRecording.record().pipe(
    Stream.runForEach((line) => Effect.sync(() => text.push(line))),
    Effect.forkScoped({ startImmediately: true })
  )
  yield* Effect.forkScoped(SimulatedCallCenter.run({ callsPerMinute: 12, agents: 6, serviceTime: "40 seconds" }))
  for (let minute = 0; minute < 5; minute++) yield* TestClock.adjust("1 minute")
  const channels = yield* ami.collect(Actions.CoreShowChannels())
  const queues = yield* ami.collect(Actions.QueueStatus())
  return { text: `${text.join("\n")}\n`, channels, queues }
}).pipe(
  Effect.scoped,
  Effect.provide(
    AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
      Layer.provideMerge(AmiSimulator.layerTransport()),
      Layer.provideMerge(TestClock.layer())
    )
  )
)

describe("--from", () => {
  it.effect("answers with the channels, members and callers that there were at the end of the recording", () =>
    Effect.gen(function*() {
      const { channels, queues, text } = yield* recorded
      writeFileSync(path("center.ndjson"), text)
      const sent = (action: string) =>
        Effect.map(
          Effect.promise(() => run(["send", action, "--from", path("center.ndjson"), "--ndjson"])),
          ({ stdout }) => parsed(stdout)
        )
      const sorted = (rows: ReadonlyArray<unknown>) => rows.map((row) => JSON.stringify(row)).sort()
      const ofChannel = (row: Readonly<Record<string, unknown>>) =>
        ["Channel", "ChannelStateDesc", "CallerIDNum", "Uniqueid", "Linkedid", "BridgeId"].map((name) => row[name])
      assert.isAbove(channels.length, 4)
      assert.deepStrictEqual(
        sorted((yield* sent("CoreShowChannels")).map(ofChannel)),
        sorted(channels.map((channel) => ofChannel({ ...channel })))
      )
      const ofQueue = (row: Readonly<Record<string, unknown>>) =>
        ["Event", "Queue", "Name", "Location", "Status", "Paused", "Channel", "Position", "Calls"].map((name) =>
          row[name]
        )
      assert.isTrue(queues.some(({ Event }) => Event === "QueueEntry"))
      assert.deepStrictEqual(
        sorted((yield* sent("QueueStatus")).map(ofQueue)),
        sorted(queues.map((row) => ofQueue({ ...row })))
      )
    }))

  it("prints the events of a recording at once, with the times at which they came, and ends", async () => {
    const disconnected: Entries[number] = { _tag: "Disconnected", t: 70_000, cause: "the peer closed it" }
    const file = written("events.ndjson", [
      { _tag: "Connected", t: 0 },
      message(60_000, { Event: "Hangup", Cause: "16" }),
      message(60_001, { Event: "Newchannel" }),
      disconnected,
      { _tag: "Connected", t: 80_000 },
      { _tag: "Gap", t: 80_001, dropped: 3, reason: "SlowConsumer" },
      message(86_400_000, { Event: "Hangup", Cause: "17" })
    ])
    const { code, stderr, stdout } = await run(["events", "hangup", "--from", file])
    assert.strictEqual(code, 0)
    assert.match(stderr, /the peer closed it/)
    assert.deepStrictEqual(
      parsed(stdout).map(({ Cause, _ }) => ({ Cause, ...Object(_), cause: undefined })),
      [
        { Cause: 16, at: "2026-09-21T14:14:20.000Z", seq: 1, epoch: 1, cause: undefined },
        {
          Cause: undefined,
          mark: "Disconnected",
          epoch: 1,
          lastMessageAt: "2026-09-21T14:14:20.001Z",
          cause: undefined
        },
        { Cause: undefined, mark: "Connected", epoch: 2, bootState: "unknown", cause: undefined },
        {
          Cause: undefined,
          mark: "Gap",
          epoch: 2,
          dropped: 3,
          reason: "SlowConsumer",
          firstSeq: 1,
          lastSeq: 3,
          cause: undefined
        },
        { Cause: 17, at: "2026-09-22T14:13:20.000Z", seq: 4, epoch: 2, cause: undefined }
      ]
    )
    const terminal = await run(["events", "Hangup", "--from", file, "-n", "1"], { isTerminal: true })
    assert.match(terminal.stdout, /^.*Hangup.*16.*\n$/)
    assert.strictEqual(terminal.code, 0)
  })

  it("shows live models what there was at the end, and says when that was", async () => {
    const file = written("end.ndjson", [
      message(0, {
        Event: "Newchannel",
        Channel: "PJSIP/100-00000001",
        ChannelState: "4",
        ChannelStateDesc: "Ring",
        CallerIDNum: "100",
        Uniqueid: "1790000000.1",
        Linkedid: "1790000000.1"
      }),
      message(65_000, { Event: "UserEvent" })
    ])
    const { code, stderr, stdout } = await run(["channels", "--from", file, "--fields", "Channel,Duration"])
    assert.strictEqual(stderr, "As of 2026-09-21T14:14:25.000Z, the end of the recording\n")
    assert.match(stdout, /PJSIP\/100-00000001 +1:05/)
    assert.strictEqual(code, 0)
  })

  it.effect("plays it to a screen that is watched: what is up stays up, and what comes later comes later", () =>
    Effect.gen(function*() {
      const channel = (t: number, number: number) =>
        message(t, {
          Event: "Newchannel",
          Channel: `PJSIP/100-0000000${number}`,
          ChannelState: "4",
          ChannelStateDesc: "Ring",
          Uniqueid: `1790000000.${number}`,
          Linkedid: `1790000000.${number}`
        })
      const file = written("watched.ndjson", [
        channel(0, 1),
        channel(50_000, 2),
        { _tag: "Disconnected", t: 60_000 },
        { _tag: "Connected", t: 61_000 },
        channel(70_000, 3)
      ])
      const begun = yield* Deferred.make<void>()
      const watching = yield* Effect.forkScoped(running(["channels", "--watch", "--ndjson", "--from", file], {
        until: (stdout) => {
          if (stdout.includes("Present")) Deferred.doneUnsafe(begun, Effect.void)
          return stdout.includes("00000003")
        }
      }))
      yield* Deferred.await(begun)
      for (let second = 0; second < 90; second++) yield* TestClock.adjust("1 second")
      const { stdout } = yield* Fiber.join(watching)
      const until = parsed(stdout).findIndex(({ _ }) =>
        Object(_).mark === "Stale" && Object(_).cause === "Disconnected"
      )
      const before = parsed(stdout).slice(0, until)
      assert.isAbove(until, 0)
      assert.deepStrictEqual(before.filter(({ _ }) => Object(_).change === "Gone"), [])
      assert.includeMembers(before.map(({ Channel }) => Channel), ["PJSIP/100-00000001", "PJSIP/100-00000002"])
    }).pipe(Effect.scoped))

  it("refuses what a recording cannot answer, and sends nothing", async () => {
    const file = written("refused.ndjson", [])
    for (const action of ["Hangup", "PJSIPShowEndpoints"]) {
      const { code, stderr } = await run(["send", action, "--from", file])
      assert.strictEqual(code, 1)
      assert.match(stderr, /A recording is read, which holds events and executes nothing/)
    }
  })
})
