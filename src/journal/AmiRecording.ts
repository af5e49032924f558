/**
 * Records what a client receives, to a file, and replays it: without Asterisk, and as fast as you like.
 *
 * A recording holds every message of a client's inbox, with marks in the places in which connections began and ended and
 * messages are missing. Secrets are never in it. With `mask`, telephone numbers, names and addresses are replaced too,
 * equal ones by equal ones, so that calls can still be followed: such a file can go with a bug report.
 *
 * `AmiRecordingFile` documents the format, one line of JSON a message. The mock and the simulator replay it too.
 *
 * @since 0.2.0
 */
import type * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import type * as Layer from "effect/Layer"
import type { PlatformError } from "effect/PlatformError"
import * as Result from "effect/Result"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { AmiError, InvalidRecording } from "../AmiError.ts"
import { AmiClient } from "../client/AmiClient.ts"
import type { Item } from "../client/AmiInbox.ts"
import * as Given from "../internal/given.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import { take } from "../internal/taking.ts"
import * as AmiRecordingFile from "../protocol/AmiRecordingFile.ts"
import type { AmiTransport } from "../transport/AmiTransport.ts"
import * as AmiTransportMock from "../transport/AmiTransportMock.ts"
import { Masker } from "./internal/masking.ts"
import { cleaned, Recorder } from "./internal/recorder.ts"

// --- Models -----------------------------------------------------------------

/**
 * A recorded session: when it began, and its messages and marks.
 *
 * @category models
 * @since 0.2.0
 */
export type Recording = AmiRecordingFile.Recording

/**
 * How a session is recorded.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /**
   * Whether telephone numbers of six digits and more, names of callers and network addresses are replaced by made-up
   * ones. Defaults to `false`.
   */
  readonly mask?: boolean | undefined
  /** What the first line says was recorded, without credentials. Defaults to the name of the client. */
  readonly target?: string | undefined
}

/**
 * How a recording is replayed.
 *
 * @category models
 * @since 0.2.0
 */
export interface ReplayOptions {
  /**
   * How many times as fast as it was recorded. Defaults to 1. With `Infinity` it comes at once, but never faster than
   * subscribers handle it.
   */
  readonly speed?: number | undefined
  /** Whether it waits for `play` of `AmiTransportMock`, instead of the first subscription. Defaults to `false`. */
  readonly paused?: boolean | undefined
}

/**
 * A recording that is being written.
 *
 * @category models
 * @since 0.2.0
 */
export interface Writing {
  /** How many messages were written so far, and how many bytes in all. */
  readonly written: Effect.Effect<{ readonly messages: number; readonly bytes: number }>
  /** Waits until the client has ended, or fails when the file cannot be written any more. */
  readonly ended: Effect.Effect<void, AmiError | PlatformError>
}

// --- Recording --------------------------------------------------------------

const rules: Rules.Rules<Options> = { mask: Rules.boolean, target: Rules.anyText }

const begin = Effect.fnUntraced(function*(of: string, given: Options) {
  const ami = yield* AmiClient
  const { mask = false, target = Identity.of(ami).name } = yield* Given.options(ami, of, given, rules, [])
  const at = yield* Clock.currentTimeMillis
  const origin = { at, masked: mask, ...(target === undefined ? {} : { target }) }
  const first = AmiRecordingFile.firstLine(mask ? masked(origin) : origin)
  return { inbox: ami.inbox, first, recorder: new Recorder(at, mask) }
})

/** The address of a server on this machine reveals nothing. */
const masked = (origin: AmiRecordingFile.Origin): AmiRecordingFile.Origin => {
  const { target } = origin
  const isHere = target === undefined || /\b(127(\.\d+){3}|localhost|\[::1\])/.test(target)
  return isHere ? origin : { ...origin, target: new Masker().text(target) }
}

/**
 * The lines of a recording of what the client receives, from now on, without line breaks.
 *
 * **When to use**
 *
 * To send a recording somewhere else than to a file. `recordTo` writes a file.
 *
 * **Example** (Printing a recording)
 *
 * ```ts
 * import { Console, Stream } from "effect"
 * import { AmiRecording } from "effect-ami"
 *
 * export const program = AmiRecording.record({ mask: true }).pipe(Stream.runForEach(Console.log))
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const record = (options: Options = {}): Stream.Stream<string, AmiError, AmiClient> =>
  Stream.unwrap(Effect.map(
    begin("AmiRecording.record", options),
    ({ first, inbox, recorder }) =>
      Stream.concat(
        Stream.make(first),
        Stream.mapArrayEffect(
          inbox,
          (items) => Effect.map(Clock.currentTimeMillis, (now) => recorder.lines(items, now))
        )
      )
  ))

/**
 * Records what the client receives to a new file, until the scope closes.
 *
 * **Details**
 *
 * What was received before the scope closes is in the file. The file is readable only by its owner, and one that exists
 * already is never overwritten: that fails. If writing fails later, `ended` fails, and a warning is logged.
 *
 * **Example** (Recording ten minutes for a bug report)
 *
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { Effect } from "effect"
 * import { AmiRecording } from "effect-ami"
 *
 * export const program = AmiRecording.recordTo("session.ndjson", { mask: true }).pipe(
 *   Effect.flatMap((recording) => Effect.timeoutOption(recording.ended, "10 minutes")),
 *   Effect.scoped,
 *   Effect.provide(NodeServices.layer)
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const recordTo = Effect.fnUntraced(function*(
  path: string,
  options: Options = {}
): Effect.fn.Return<Writing, AmiError | PlatformError, AmiClient | FileSystem.FileSystem | Scope.Scope> {
  const fs = yield* FileSystem.FileSystem
  const { first, inbox, recorder } = yield* begin("AmiRecording.recordTo", options)
  const file = yield* fs.open(path, { flag: "wx", mode: 0o600 })
  let messages = 0
  let bytes = 0
  const write = (lines: ReadonlyArray<string>): Effect.Effect<void, PlatformError> => {
    const text = encoder.encode(`${lines.join("\n")}\n`)
    return Effect.map(file.writeAll(text), () => {
      bytes += text.length
    })
  }
  yield* write([first])
  const warned = (error: AmiError | PlatformError) =>
    Effect.logWarning(`The recording to ${path} ended early: ${error.message}`)
  const put = (items: Arr.NonEmptyReadonlyArray<Item>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) => write(recorder.lines(items, now))).pipe(
      Effect.map(() => {
        messages += items.filter(({ _tag }) => _tag === "Received").length
      }),
      Effect.tapError(warned)
    )
  const { ended, stop } = yield* take(Stream.tapError(inbox, warned), put)
  yield* Effect.addFinalizer(() => stop)
  return {
    written: Effect.sync(() => ({ messages, bytes })),
    ended
  }
})

const encoder = new TextEncoder()

// --- Reading ----------------------------------------------------------------

/**
 * Reads the text of a recording, or fails with `InvalidRecording`, which names the line that is wrong.
 *
 * **Details**
 *
 * A last line that broke off is left out: `truncatedAt` of the recording is its number.
 *
 * **Example** (Reading a text that is no recording)
 *
 * ```ts import.meta.vitest
 * import { Effect } from "effect"
 * import { AmiRecording } from "effect-ami"
 *
 * const error = await Effect.runPromise(Effect.flip(AmiRecording.parse("Asterisk Call Manager/11.0.0\r\n")))
 * error.message // => "Line 1 of the recording is not JSON: Asterisk Call Manager/11.0.0\\u000d"
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const parse = (text: string): Effect.Effect<Recording, AmiError> => parsed(text, undefined)

const parsed = (text: string, file: string | undefined): Effect.Effect<Recording, AmiError> =>
  Effect.fromResult(Result.mapError(
    AmiRecordingFile.parse(text),
    (malformed) =>
      new AmiError({ reason: new InvalidRecording({ ...malformed, ...(file === undefined ? {} : { file }) }) })
  ))

/**
 * Reads a recording from a file. Logs a warning if its last line broke off and was left out.
 *
 * **Example** (Counting the calls of a recording)
 *
 * ```ts
 * import * as NodeServices from "@effect/platform-node/NodeServices"
 * import { Effect } from "effect"
 * import { AmiRecording } from "effect-ami"
 *
 * export const program = AmiRecording.load("session.ndjson").pipe(
 *   Effect.map(({ entries }) =>
 *     entries.filter((entry) => entry._tag === "Message" && entry.message.name === "Newchannel").length
 *   ),
 *   Effect.provide(NodeServices.layer)
 * )
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const load = Effect.fnUntraced(function*(
  path: string
): Effect.fn.Return<Recording, AmiError | PlatformError, FileSystem.FileSystem> {
  const fs = yield* FileSystem.FileSystem
  const recording = yield* parsed(yield* fs.readFileString(path), path)
  if (recording.truncatedAt !== undefined) {
    yield* Effect.logWarning(`Line ${recording.truncatedAt} of ${path}, the last one, broke off and is left out`)
  }
  return recording
})

// --- Masking ----------------------------------------------------------------

/**
 * Replaces telephone numbers, names and addresses in a recording by made-up ones, equal ones by equal ones.
 *
 * **Details**
 *
 * A number has six digits or more, wherever it stands: in a variable, in the name of a channel, in what was dialed. It
 * keeps its length as long as there are enough such numbers, and a leading `+`. Names are those of callers and of queue
 * members, also if they occur again in a text, and addresses those of `RemoteAddress` and the like. The counter in the
 * name of a channel, such as `-00000003`, times, and `Uniqueid` and `Linkedid` stay as they are.
 *
 * **Example** (Masking a number)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage, AmiRecording } from "effect-ami"
 *
 * const message = AmiMessage.make([["Event", "Hangup"], ["Channel", "Local/5550102030@out-00000003;1"]])
 * const [masked] = AmiRecording.mask({ at: 0, masked: false, entries: [{ _tag: "Message", t: 0, message }] }).entries
 *
 * masked?._tag === "Message" && masked.message.get("Channel") // => "Local/9900000001@out-00000003;1"
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const mask = (recording: Recording): Recording => {
  const masker = new Masker()
  return {
    ...recording,
    ...masked(recording),
    masked: true,
    entries: recording.entries.map((one) => cleaned(one, masker))
  }
}

// --- Replaying --------------------------------------------------------------

/**
 * Layer of a transport that replays a recording to an `AmiClient`.
 *
 * **Details**
 *
 * It begins when the client is logged in and somebody subscribes to events. Messages come at their recorded intervals,
 * connections are lost when they were, and a gap is a gap. Lists are answered empty, and every
 * other action except `Ping` is refused. The service of the mock has what was `sent`, and its `play` waits for the end.
 *
 * **Example** (Reading the calls of a recording with the program that watches Asterisk)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted, Ref } from "effect"
 * import { Ami, AmiClient, AmiMessage, AmiRecording, AmiTransportMock } from "effect-ami"
 *
 * const message = AmiMessage.make([["Event", "Hangup"], ["Channel", "PJSIP/100-00000003"]])
 * const recording: AmiRecording.Recording = { at: 0, masked: true, entries: [{ _tag: "Message", t: 90_000, message }] }
 *
 * const AmiTest = AmiClient.layer({ username: "test", secret: Redacted.make("test") }).pipe(
 *   Layer.provideMerge(AmiRecording.layerTransport(recording, { speed: Infinity }))
 * )
 * const program = Effect.gen(function*() {
 *   const seen = yield* Ref.make("")
 *   yield* Ami.onEvent("Hangup", (event) => Ref.set(seen, event.get("Channel") ?? ""))
 *   yield* (yield* AmiTransportMock.AmiTransportMock).play
 *   return yield* Ref.get(seen)
 * })
 *
 * await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(AmiTest))) // => "PJSIP/100-00000003"
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerTransport = (
  recording: Pick<Recording, "entries">,
  options: ReplayOptions = {}
): Layer.Layer<AmiTransport | AmiTransportMock.AmiTransportMock> =>
  AmiTransportMock.layer({}, { ...options, recording })
