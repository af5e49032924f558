import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Layer, Logger, Redacted, Result, Stream } from "effect"
import {
  Ami,
  AmiAction,
  AmiClient,
  AmiMessage,
  AmiRecording,
  AmiRecordingFile,
  AmiTransportMock,
  Events
} from "effect-ami"
import * as All from "effect-ami/catalog/AllActions"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import { anyCharacter } from "../characters.ts"
import { check, checkAsync, timeout } from "../protocol/properties.ts"

const client = (transport: ReturnType<typeof AmiRecording.layerTransport>) =>
  AmiClient.layer({ username: "demo", secret: Redacted.make("demo") }).pipe(
    Layer.provideMerge(transport)
  )

const recordingOf = (entries: ReadonlyArray<AmiRecordingFile.Entry>): AmiRecording.Recording => ({
  at: 1_700_000_000_000,
  masked: false,
  entries
})

const said = (t: number, ...headers: ReadonlyArray<AmiMessage.Header>): AmiRecordingFile.Message => ({
  _tag: "Message",
  t,
  message: AmiMessage.make(headers)
})

const header = JSON.stringify({
  format: "effect-ami/session",
  version: 1,
  at: "2026-11-29T04:38:25.658Z",
  target: "ami://127.0.0.1:5038",
  masked: true
})

// --- Any recording ----------------------------------------------------------

/** Any text, with halves of surrogate pairs, controls and separators of lines. */
const anyText = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 20 }),
  fc.array(fc.constantFrom("\ud800", "\udfff", "\n", "\r\n", "\u2028", "\0", "\"", "\\", "é", "💥"), { maxLength: 6 })
    .map(
      (parts) => parts.join("")
    )
)
const anyHeaders = fc.tuple(
  fc.tuple(fc.constantFrom("Event", "Response", "Other"), anyText),
  fc.array(fc.tuple(fc.oneof(anyText, fc.constantFrom("Secret", "Challenge", "Channel")), anyText), { maxLength: 5 })
).map(([first, others]): ReadonlyArray<AmiMessage.Header> => [first, ...others])
const steps = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 12, maxLength: 12 })
const anyEntry = fc.oneof(
  { weight: 6, arbitrary: anyHeaders.map((headers) => said(0, ...headers)) },
  fc.record({ _tag: fc.constant("Connected" as const), t: fc.constant(0), banner: anyText }),
  fc.record({ _tag: fc.constant("Disconnected" as const), t: fc.constant(0), cause: anyText }),
  fc.record({
    _tag: fc.constant("Gap" as const),
    t: fc.constant(0),
    dropped: fc.oneof(fc.constant("unknown" as const), fc.nat()),
    reason: fc.constant("SlowConsumer")
  })
)
const anyRecording = fc.tuple(fc.array(anyEntry, { maxLength: 12 }), steps).map(([entries, distances]) => {
  let t = 0
  return recordingOf(entries.map((entry, index) => ({ ...entry, t: t += distances[index] ?? 0 })))
})

const redacted = (entry: AmiRecordingFile.Entry): unknown =>
  entry._tag === "Message" ? { ...entry, message: entry.message.toJSON() } : entry

/** As it is, with the secrets that it has. */
const plain = (entry: AmiRecordingFile.Entry): unknown =>
  entry._tag === "Message" ? { ...entry, message: entry.message.headers } : entry

/** The names of the events and marks that an inbox delivers until the recording has ended. */
const watched = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const seen: Array<string> = []
  yield* ami.inbox.pipe(
    Stream.runForEach((item) =>
      Effect.sync(() => {
        if (item._tag === "Received") seen.push(item.message.name)
        else seen.push(item._tag === "Gap" ? `Gap ${item.dropped}` : item._tag)
      })
    ),
    Effect.forkScoped({ startImmediately: true })
  )
  return { seen }
})

const replayed = Effect.map(
  Effect.all([watched, AmiTransportMock.AmiTransportMock]),
  ([{ seen }, { play }]) => ({ seen, play })
)

describe("the file of a recording", { timeout }, () => {
  it("reads as it was written, with any character in its headers, and without the secrets", () => {
    check(
      5_000,
      fc.property(anyRecording, (recording) => {
        const text = AmiRecordingFile.print(recording)
        const read = Result.getOrThrow(AmiRecordingFile.parse(text))

        assert.deepStrictEqual(read.entries.map(plain), recording.entries.map(redacted))
        assert.strictEqual(read.at, recording.at)
        assert.strictEqual(text.split("\n").length, recording.entries.length + 2)
      })
    )
  })

  it("is read up to a last line that broke off, wherever it did", () => {
    check(
      500,
      fc.property(anyRecording, fc.double({ min: 0, max: 1, noNaN: true }), (recording, part) => {
        const text = AmiRecordingFile.print(recording)
        const first = text.indexOf("\n") + 1
        const cut = text.slice(0, first + Math.floor((text.length - first) * part))
        const whole = cut.endsWith("\n") ? cut : cut.slice(0, cut.lastIndexOf("\n") + 1)
        const rest = cut.slice(whole.length)
        const read = Result.getOrThrow(AmiRecordingFile.parse(cut))
        const isWhole = rest === "" || text.charAt(cut.length) === "\n"

        assert.strictEqual(read.entries.length, whole.split("\n").length - 2 + (isWhole && rest !== "" ? 1 : 0))
        assert.strictEqual(read.truncatedAt, isWhole ? undefined : whole.split("\n").length)
      })
    )
  })

  const good = `{"t":1,"mark":"Connected"}`
  it.effect.each([
    ["", "Line 1 of the recording is missing: a recording begins with a line that says its format"],
    ["Asterisk Call Manager/11.0.0", "Line 1 of the recording is not JSON: Asterisk Call Manager/11.0.0"],
    [good, "Line 1 of the recording must say `\"format\":\"effect-ami/session\"`: this is no recording of a session"],
    [header.replace(":1,", ":2,"), "Line 1 of the recording says version 2, and version 1 is all that can be read"],
    [`${header}\n${good}\n{"t":2}\n${good}`, "Line 3 of the recording has neither `headers` nor a `mark`"],
    [`${header}\n\n{"t":2,"headers":[["Event",1]]}\n`, "has `headers` that are not a list of pairs of texts"],
    [`${header}\n{"t":-1,"headers":[]}`, "`t` must be the milliseconds since the recording began, 0 or more"],
    [`${header}\n{"t":2,"mark":"Paused"}`, "has a `mark` that is none of `Connected`, `Disconnected` and `Gap`"],
    [`${header}\n{"t":2,\n${good}`, "Line 2 of the recording is not JSON"]
  ])("names the line that is wrong: %$", ([text = "", message = ""]) =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(AmiRecording.parse(text))

      assert.strictEqual(error.reason._tag, "InvalidRecording")
      assert.include(error.message, message)
    }))
})

describe("recording a client", () => {
  const files = Effect.gen(function*() {
    const fs = yield* FileSystem.FileSystem
    return { fs, path: `${yield* fs.makeTempDirectoryScoped()}/session.ndjson` }
  })

  const failed: AmiMessage.Header = ["Event", "ChallengeResponseFailed"]
  const events = [
    AmiTransportMock.event(Events.Newchannel, { Channel: "PJSIP/5550102030-00000003", CallerIDNum: "5550102030" }),
    `${failed.join(": ")}\nChallenge: 12345678\nResponse: abcdef\nExpectedResponse: fedcba`
  ]

  it.live("writes a new file that only its owner can read, with all that came before the scope closed", () =>
    Effect.gen(function*() {
      const { fs, path } = yield* files
      const mock = yield* AmiTransportMock.AmiTransportMock
      yield* Effect.scoped(Effect.gen(function*() {
        yield* AmiRecording.recordTo(path, { mask: true, target: "ami://hello:world@127.0.0.1:5038" })
        yield* mock.push(Array.from({ length: 400 }, () => events.join("\n\n")).join("\n\n"))
      }))
      const again = yield* Effect.flip(Effect.scoped(AmiRecording.recordTo(path)))
      const text = yield* fs.readFileString(path)
      const { entries, masked, target } = yield* AmiRecording.load(path)

      assert.strictEqual((yield* fs.stat(path)).mode & 0o777, 0o600)
      assert.strictEqual(again._tag, "PlatformError")
      assert.deepStrictEqual([masked, target, entries.length], [true, "ami://127.0.0.1:5038", 801])
      assert.strictEqual(entries[0]?._tag, "Connected")
      for (const secret of ["5550102030", "12345678", "abcdef", "fedcba", "world"]) assert.notInclude(text, secret)
      assert.include(text, "PJSIP/9900000001-00000003")
    }).pipe(
      Effect.scoped,
      Effect.provide([client(AmiTransportMock.layer({})), NodeServices.layer])
    ))

  const logged: Array<string> = []
  it.live("says when a file cannot be written any more, and when its last line broke off", () =>
    Effect.gen(function*() {
      const { fs, path } = yield* files
      const full = FileSystem.FileSystem.of({
        ...fs,
        open: (path, options) => {
          let writes = 0
          return Effect.map(fs.open(path, options), (file) => ({
            ...file,
            writeAll: (bytes) => writes++ < 2 ? file.writeAll(bytes) : fs.readFile("/nowhere").pipe(Effect.asVoid)
          }))
        }
      })
      const mock = yield* AmiTransportMock.AmiTransportMock
      const ami = yield* AmiClient.AmiClient
      let isRead = true
      const inbox = Stream.ensuring(ami.inbox, Effect.sync(() => isRead = false))
      const recording = yield* AmiRecording.recordTo(path).pipe(
        Effect.provideService(FileSystem.FileSystem, full),
        Effect.provideService(AmiClient.AmiClient, { ...ami, inbox })
      )
      yield* mock.push(events.join("\n\n"))
      const error = yield* Effect.flip(recording.ended)
      assert.isFalse(isRead)
      yield* fs.writeFileString(path, `${header}\n{"t":5,"hea`)
      const cut = yield* AmiRecording.load(path)

      assert.strictEqual(error._tag, "PlatformError")
      assert.deepStrictEqual(cut.truncatedAt, 2)
      assert.include(logged[0], `The recording to ${path} ended early: `)
      assert.deepStrictEqual(logged.slice(1), [`Line 2 of ${path}, the last one, broke off and is left out`])
    }).pipe(
      Effect.scoped,
      Effect.provide([client(AmiTransportMock.layer({})), NodeServices.layer]),
      Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(String(message)))]))
    ))
})

describe("replaying a recording", { timeout }, () => {
  it.effect("gives a recorder its gaps as they were, without the secrets", () =>
    Effect.gen(function*() {
      const mock = yield* AmiTransportMock.AmiTransportMock
      const lines: Array<string> = []
      yield* AmiRecording.record().pipe(
        Stream.runForEach((line) => Effect.sync(() => lines.push(line))),
        Effect.forkScoped({ startImmediately: true })
      )
      yield* Effect.forkScoped(mock.play, { startImmediately: true })
      yield* TestClock.adjust("10 seconds")
      const { entries } = yield* AmiRecording.parse(lines.join("\n"))

      assert.deepStrictEqual(entries.slice(1).map(plain), [
        { _tag: "Message", t: 0, message: [["Event", "One"], ["Secret", "<redacted>"]] },
        { _tag: "Gap", t: 2_000, dropped: 7, reason: "PollFailed" },
        { _tag: "Message", t: 5_000, message: [["Event", "Two"]] }
      ])
    }).pipe(
      Effect.scoped,
      Effect.provide(client(AmiRecording.layerTransport(recordingOf([
        said(0, ["Event", "One"], ["Secret", "hush"]),
        { _tag: "Gap", t: 2_000, dropped: 7, reason: "PollFailed" },
        said(5_000, ["Event", "Two"])
      ]))))
    ))

  it("delivers the same messages, between the same marks, to the recorder of another client", () =>
    checkAsync(
      300,
      fc.asyncProperty(anyRecording, async (recording) => {
        const marks = recording.entries.filter(({ _tag }) => _tag !== "Message")
        fc.pre(marks.every(({ _tag }) => _tag === "Gap"))
        const program = Effect.gen(function*() {
          const mock = yield* AmiTransportMock.AmiTransportMock
          const lines: Array<string> = []
          yield* AmiRecording.record().pipe(
            Stream.runForEach((line) => Effect.sync(() => lines.push(line))),
            Effect.forkScoped({ startImmediately: true })
          )
          yield* mock.play
          return lines
        })
        const transport = AmiRecording.layerTransport(recording, { speed: Infinity })
        const lines = await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(client(transport))))
        const { entries } = await Effect.runPromise(AmiRecording.parse(lines.join("\n")))
        const heard = (entries: ReadonlyArray<AmiRecordingFile.Entry>) =>
          entries.map((entry) =>
            redacted(entry._tag === "Gap" && entry.dropped === 0 ? { ...entry, dropped: "unknown" } : entry)
          )
            .map((entry) => ({ ...entry as object, t: 0 }))

        assert.deepStrictEqual(heard(entries.slice(1)), heard(recording.entries))
      })
    ))

  const connected = { _tag: "Connected", t: 0 } as const
  const lost = recordingOf([
    connected,
    said(1_000, ["Event", "One"]),
    said(3_000, ["Event", "Two"]),
    { _tag: "Gap", t: 3_000, dropped: 7, reason: "SlowConsumer" },
    { _tag: "Disconnected", t: 4_000, cause: "The connection ended" },
    { _tag: "Connected", t: 10_000 },
    said(11_000, ["Event", "Three"])
  ])

  it.effect("keeps the recorded distances, at any speed, and loses the connection when it was lost", () =>
    Effect.gen(function*() {
      const { seen } = yield* replayed
      const heard: Array<readonly [millis: number, names: ReadonlyArray<string>]> = []
      for (let millis = 0; millis < 12_000; millis += 250) {
        yield* TestClock.adjust(millis === 0 ? 0 : 250)
        const names = seen.splice(0)
        if (names.length > 0) heard.push([millis, names])
      }

      assert.deepStrictEqual(heard.slice(0, 4), [
        [0, ["Connected"]],
        [500, ["One"]],
        [1_500, ["Two", "Gap 7"]],
        [2_000, ["Disconnected"]]
      ])
      const [, , , , again, three] = heard
      assert.deepStrictEqual([again?.[1], three?.[1], heard.length], [["Connected"], ["Three"], 6])
      assert.isAtLeast(again?.[0] ?? 0, 5_000)
    }).pipe(Effect.scoped, Effect.provide(client(AmiRecording.layerTransport(lost, { speed: 2 })))))

  const turns = Effect.repeat(Effect.yieldNow, { times: 500 })
  const hours = recordingOf([said(1, ["Event", "One"]), said(90_000_000, ["Event", "Two"])])

  it.effect("waits for the first subscription", () =>
    Effect.gen(function*() {
      yield* Effect.andThen(TestClock.adjust("1 hour"), turns)
      const { play, seen } = yield* replayed
      yield* play
      yield* turns

      assert.deepStrictEqual(seen, ["Connected", "One", "Two"])
    }).pipe(
      Effect.scoped,
      Effect.provide(client(AmiRecording.layerTransport(hours, { speed: Infinity })))
    ))

  it.effect("waits until it is played, if it is paused", () =>
    Effect.gen(function*() {
      const mock = yield* AmiTransportMock.AmiTransportMock
      yield* TestClock.adjust("1 hour")
      const { play, seen } = yield* replayed
      yield* TestClock.adjust("1 hour")
      yield* turns
      const before = seen.splice(0)
      yield* play
      yield* TestClock.adjust(0)

      assert.deepStrictEqual(before, ["Connected"])
      assert.deepStrictEqual(seen, ["One", "Two"])
      assert.strictEqual(yield* mock.connections, 1)
    }).pipe(
      Effect.scoped,
      Effect.provide(client(AmiRecording.layerTransport(hours, { speed: Infinity, paused: true })))
    ))

  it.effect("loses nothing of a large recording that comes at once", () =>
    Effect.gen(function*() {
      const { play, seen } = yield* replayed
      yield* play

      assert.strictEqual(seen.length, 50_001)
    }).pipe(
      Effect.scoped,
      Effect.provide(client(AmiRecording.layerTransport(
        recordingOf(Array.from({ length: 50_000 }, () => said(0, ["Event", "Hangup"]))),
        { speed: Infinity }
      )))
    ))

  it.effect("answers each list of the catalogue, empty, and refuses what would be executed", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const made = All.all.map((make) => (make as unknown as (payload: object) => AmiAction.Any)({}))
      const lists = new Set(made.flatMap(({ _tag, name }) => _tag === "ListAction" ? [name] : []))
      // They have an answer of their own, or are a list only sometimes.
      for (const name of ["Challenge", "Login", "Logoff", "Ping", "Hangup", "PJSIPHangup"]) lists.delete(name)
      for (const name of lists) assert.deepStrictEqual(yield* ami.collect(AmiAction.rawList(name)), [])
      const error = yield* Effect.flip(Ami.hangup({ channel: "PJSIP/100-00000001" }))
      assert.strictEqual(error.message, "Hangup failed: A recording is replayed, which executes no action")
      assert.strictEqual((yield* Ami.ping).Ping, "Pong")
    }).pipe(Effect.scoped, Effect.provide(client(AmiRecording.layerTransport(recordingOf([]))))))

  it.effect.each([
    [{ speed: 0 }, "The option `speed` of AmiTransportMock.layer must be a number greater than 0"],
    [{ sped: 2 }, "did you mean `speed`?"],
    [{ recording: "{}" }, "must be a recording: read the text of a file with `AmiRecording.parse`"]
  ])("refuses an option that is wrong: %o", ([options, message]) =>
    Effect.gen(function*() {
      const transport = AmiTransportMock.layer({}, options as AmiTransportMock.Options)
      const error = yield* Effect.flip(Effect.scoped(Layer.build(client(transport))))

      assert.include(error.message, message as string)
    }))
})

describe("a simulator that plays a recording", () => {
  it.effect("sends its events to a client over the wire, and closes the connection when it was lost", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const { seen } = yield* watched
      const playing = yield* Effect.forkScoped(simulator.play(
        recordingOf([
          said(0, ["Event", "Alarm"], ["Privilege", "system,all"]),
          said(60_000, ["Event", "Hangup"], ["Privilege", "call,all"]),
          { _tag: "Disconnected", t: 61_000 }
        ]),
        { speed: 60 }
      ))
      yield* TestClock.adjust("999 millis")
      const early = seen.splice(0)
      yield* TestClock.adjust("10 seconds")
      yield* Fiber.join(playing)

      assert.includeMembers(early, ["Connected", "Alarm"])
      assert.notInclude(early, "Hangup")
      assert.deepStrictEqual(seen.slice(0, 3), ["Hangup", "Disconnected", "Connected"])
    }).pipe(
      Effect.scoped,
      Effect.provide(
        AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
          Layer.provideMerge(AmiSimulator.layerTransport())
        )
      )
    ))
})
