/**
 * Reads a recording from a file, which may be compressed by gzip, or from stdin.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Fs from "node:fs"
import * as Zlib from "node:zlib"
import { AmiError, InvalidRecording } from "../../AmiError.ts"
import * as AmiRecording from "../../journal/AmiRecording.ts"
import type { Cli } from "../context.ts"
import { type Failed, usage } from "../failure.ts"
import { Host } from "../host.ts"
import { warn } from "../output.ts"

/** The code of an error of the system, such as `ENOENT`. */
export const systemCode = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

const unreadable = (file: string) => (error: unknown): Failed => {
  switch (systemCode(error)) {
    case "ENOENT":
      return usage(`There is no file ${file}`, "ami record FILE makes a recording")
    case "EISDIR":
      return usage(`${file} is a folder, and no recording`)
    case "EACCES":
    case "EPERM":
      return usage(`${file} may not be read by this user`)
    default:
      return usage(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** What gzip writes first: a file is unpacked for what it is, whatever its name. */
const isPacked = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const textOf = (file: string): Effect.Effect<string, Failed, Host> =>
  Effect.gen(function*() {
    if (file === "-") return yield* (yield* Host).stdin
    const bytes = yield* Effect.try({ try: () => Fs.readFileSync(file), catch: unreadable(file) })
    if (!isPacked(bytes)) return bytes.toString("utf8")
    return yield* Effect.try({
      // What a broken file still has is worth reading, as in one that is not packed.
      try: () => Zlib.gunzipSync(bytes, { finishFlush: Zlib.constants.Z_SYNC_FLUSH }).toString("utf8"),
      catch: () => usage(`${file} cannot be unpacked: it is no whole gzip file`)
    })
  })

/** Reads a recording; `-` is stdin. Warns if its last line broke off. */
export const load = (file: string): Effect.Effect<AmiRecording.Recording, AmiError | Failed, Cli | Host> =>
  Effect.gen(function*() {
    const text = yield* textOf(file)
    const recording = yield* Effect.mapError(
      AmiRecording.parse(text),
      (error) =>
        error.reason._tag === "InvalidRecording"
          ? new AmiError({ reason: new InvalidRecording({ ...error.reason, file }) })
          : error
    )
    if (recording.truncatedAt !== undefined) {
      yield* warn(`line ${recording.truncatedAt} of ${file}, the last one, broke off and is left out`)
    }
    return recording
  })
