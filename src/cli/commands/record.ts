/**
 * `ami record`: what Asterisk sends, to a new file.
 *
 * @since 0.2.0
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { isPlatformError, type PlatformError } from "effect/PlatformError"
import * as Schema from "effect/Schema"
import * as Fs from "node:fs"
import * as AmiRecording from "../../journal/AmiRecording.ts"
import * as AmiRecordingFile from "../../protocol/AmiRecordingFile.ts"
import { targetName, withClient } from "../client.ts"
import { Cli } from "../context.ts"
import { codes, type Failed, failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { printable, printJson, say } from "../output.ts"
import { load, systemCode } from "../recorded/file.ts"

/** What was written. */
export const output = Schema.Struct({
  file: Schema.String,
  masked: Schema.Boolean,
  messages: Schema.Int,
  bytes: Schema.Int
})

interface Options {
  readonly file: string
  readonly mask: boolean
  readonly duration: number | undefined
}

interface Written {
  readonly messages: number
  readonly bytes: number
}

/** How often the line with the progress is drawn. */
const progressEvery = "250 millis"

const sizeOf = (bytes: number): string =>
  bytes < 1000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`

const countOf = ({ bytes, messages }: Written): string =>
  `${messages} ${messages === 1 ? "message" : "messages"}, ${sizeOf(bytes)}`

const exists = (file: string): Failed =>
  usage(`${file} exists already, and a recording never overwrites a file`, "Choose another name, or remove it first")

/** What happened to the file, for people. */
const trouble = (error: PlatformError): string => {
  const { reason } = error
  switch (systemCode(reason.cause)) {
    case "ENOSPC":
    case "EDQUOT":
      return "there is no space left"
    case "EFBIG":
      return "the file is as large as it may be"
    case "ENOENT":
      return "its folder does not exist"
    case "EACCES":
    case "EPERM":
      return "this user may not write there"
    case "EROFS":
      return "the file system is read-only"
    case "ENOTDIR":
      return "a part of its path is no folder"
    default:
      return reason.description ?? reason.message
  }
}

const unopened = (file: string) => (error: PlatformError): Failed =>
  systemCode(error.reason.cause) === "EEXIST"
    ? exists(file)
    : usage(`${file} cannot be written: ${trouble(error)}`)

export const run = (options: Options) =>
  Effect.gen(function*() {
    const { duration, file } = options
    if (duration !== undefined && !(duration > 0)) return yield* usage("--duration must be more than 0 seconds")
    if (/\.gz$/i.test(file)) {
      return yield* usage(
        `A recording is plain text: name it ${file.slice(0, -3)}`,
        "Pack it when it is done: gzip FILE"
      )
    }
    if (file === "-") {
      return yield* usage("A recording is written to a file, and not to stdout", "ami events --ndjson prints messages")
    }
    if (Fs.existsSync(file)) return yield* exists(file)
    const { from } = yield* Cli
    yield* from === undefined ? recorded(options) : copied(from, options)
  }).pipe(Effect.provide(NodeFileSystem.layer))

/** Says what was written, after the end, however it came. */
const summary = ({ file, mask }: Options, written: Written) =>
  Effect.gen(function*() {
    const { format } = yield* Cli
    yield* say(`${countOf(written)} in ${printable(file)}${mask ? ", masked" : ""}`)
    if (format === "json" || format === "ndjson") yield* printJson({ file, masked: mask, ...written })
  })

/** A line that is drawn again and again, on a terminal only. */
const progress = (written: Effect.Effect<Written>) =>
  Effect.gen(function*() {
    const host = yield* Host
    const { errorStyle, isQuiet } = yield* Cli
    if (isQuiet || !host.isTerminal.stderr) return
    const draw = Effect.flatMap(written, (now) =>
      host.stderr(`\r\x1b[K${errorStyle.dim(`recording: ${countOf(now)}; Ctrl-C ends it`)}`))
    yield* Effect.forkScoped(Effect.forever(Effect.delay(draw, progressEvery)))
    yield* Effect.addFinalizer(() =>
      host.stderr("\r\x1b[K")
    )
    yield* draw
  })

const recorded = (options: Options) =>
  Effect.gen(function*() {
    const { duration, file, mask } = options
    const target = yield* targetName
    let written: Effect.Effect<Written> | undefined
    const recording = Effect.scoped(Effect.gen(function*() {
      const writing = yield* AmiRecording.recordTo(file, { mask, target }).pipe(
        Effect.catchIf(isPlatformError, (error) => unopened(file)(error))
      )
      written = writing.written
      yield* say(`Recording ${target} to ${printable(file)}${duration === undefined ? "; Ctrl-C ends it" : ""}`)
      yield* progress(writing.written)
      const ended = Effect.catchIf(writing.ended, isPlatformError, (error) =>
        failed(`The recording to ${file} ended early: ${trouble(error)}`, {
          exitCode: codes.failed,
          hints: ["What was received before is in the file"]
        }))
      yield* duration === undefined ? ended : Effect.timeoutOption(ended, duration * 1000)
    }))
    yield* withClient(recording).pipe(
      Effect.ensuring(Effect.suspend(() =>
        written === undefined ? Effect.void : Effect.flatMap(written, (all) =>
          summary(options, all))
      ))
    )
  })

/** Another recording, masked or as it is. */
const copied = (from: string, options: Options) =>
  Effect.gen(function*() {
    const { file, mask } = options
    const fs = yield* FileSystem.FileSystem
    const source = yield* load(from)
    const recording = mask ? AmiRecording.mask(source) : source
    const text = AmiRecordingFile.print(recording)
    yield* fs.writeFileString(file, text, { flag: "wx", mode: 0o600 }).pipe(
      Effect.catchIf(isPlatformError, (error) => unopened(file)(error))
    )
    const messages = recording.entries.filter(({ _tag }) => _tag === "Message").length
    yield* summary({ ...options, mask: recording.masked }, { messages, bytes: Buffer.byteLength(text) })
  })
