/**
 * The file of a recorded session: plain text, one line a message, so that `head` cuts it and `grep` searches it.
 *
 * The first line says what the file is, each other line is a message or a mark, with the milliseconds since the
 * recording began:
 *
 * ```json lines
 * {"format":"effect-ami/session","version":1,"at":"2026-11-29T04:38:25.658Z","target":"ami://127.0.0.1:5038","masked":true}
 * {"t":140,"mark":"Connected"}
 * {"t":581,"headers":[["Event","Newchannel"],["Channel","PJSIP/100-00000003"]]}
 * ```
 *
 * `AmiRecording` makes such files and replays them. This module only reads and writes their text.
 *
 * @since 0.2.0
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as AmiMessage from "./AmiMessage.ts"

// --- Models -----------------------------------------------------------------

/**
 * A message in the place in which it came.
 *
 * @category models
 * @since 0.2.0
 */
export interface Message {
  readonly _tag: "Message"
  /** Milliseconds since the recording began. */
  readonly t: number
  readonly message: AmiMessage.AmiMessage
}

/**
 * A connection was made: what follows came over it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Connected {
  readonly _tag: "Connected"
  /** Milliseconds since the recording began. */
  readonly t: number
  /** What the server said first, if that is known. */
  readonly banner?: string
}

/**
 * The connection ended.
 *
 * @category models
 * @since 0.2.0
 */
export interface Disconnected {
  readonly _tag: "Disconnected"
  /** Milliseconds since the recording began. */
  readonly t: number
  /** Why, in words. */
  readonly cause?: string
}

/**
 * Messages are missing here.
 *
 * @category models
 * @since 0.2.0
 */
export interface Gap {
  readonly _tag: "Gap"
  /** Milliseconds since the recording began. */
  readonly t: number
  /** How many are missing. */
  readonly dropped: number | "unknown"
  readonly reason?: string
}

/**
 * A line of a recording, other than the first.
 *
 * @category models
 * @since 0.2.0
 */
export type Entry = Message | Connected | Disconnected | Gap

/**
 * What the first line of a recording says.
 *
 * @category models
 * @since 0.2.0
 */
export interface Origin {
  /** When the recording began, in milliseconds since 1970. */
  readonly at: number
  /** What was recorded, such as `ami://127.0.0.1:5038`. Contains no credentials. */
  readonly target?: string
  /** Whether telephone numbers, names and addresses are made up. */
  readonly masked: boolean
}

/**
 * A recorded session.
 *
 * @category models
 * @since 0.2.0
 */
export interface Recording extends Origin {
  readonly entries: ReadonlyArray<Entry>
  /** The number of the last line, if that line broke off and was left out. */
  readonly truncatedAt?: number
}

/**
 * A line that is none of a recording.
 *
 * @category models
 * @since 0.2.0
 */
export interface Malformed {
  /** The number of the line, counted from 1. */
  readonly line: number
  /** What is wrong with it; reads on from "line 1". */
  readonly problem: string
}

// --- Writing ----------------------------------------------------------------

const format = "effect-ami/session"
const version = 1

/** A user and a secret before the host. */
const withoutCredentials = (target: string): string => target.replace(/\/\/[^/?#]*@/, "//")

/**
 * Writes the first line of a recording, without a line break.
 *
 * **Example** (Beginning a file)
 *
 * ```ts import.meta.vitest
 * import { AmiRecordingFile } from "effect-ami"
 *
 * AmiRecordingFile.firstLine({ at: 0, target: "ami://hello:world@pbx:5038", masked: false })
 * // => '{"format":"effect-ami/session","version":1,"at":"1970-01-01T00:00:00.000Z","target":"ami://pbx:5038","masked":false}'
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const firstLine = ({ at, masked, target }: Origin): string =>
  JSON.stringify({
    format,
    version,
    at: Option.match(DateTime.make(at), { onNone: () => "1970-01-01T00:00:00.000Z", onSome: DateTime.formatIso }),
    ...(target === undefined ? {} : { target: withoutCredentials(target) }),
    masked
  })

/**
 * Writes an entry as a line, without a line break. The values of secret headers are replaced.
 *
 * **Example** (Writing a message)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage, AmiRecordingFile } from "effect-ami"
 *
 * const message = AmiMessage.make([["Event", "AuthDetail"], ["Password", "hidden"]])
 *
 * AmiRecordingFile.line({ _tag: "Message", t: 581, message })
 * // => '{"t":581,"headers":[["Event","AuthDetail"],["Password","<redacted>"]]}'
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const line = (entry: Entry): string => {
  if (entry._tag === "Message") return JSON.stringify({ t: entry.t, headers: entry.message.toJSON() })
  const { _tag, t, ...details } = entry
  return JSON.stringify({ t, mark: _tag, ...details })
}

/**
 * Writes a whole recording. The values of secret headers are replaced.
 *
 * **Example** (Making a recording by hand)
 *
 * ```ts import.meta.vitest
 * import { AmiMessage, AmiRecordingFile } from "effect-ami"
 *
 * const message = AmiMessage.make([["Event", "Hangup"], ["Cause", "16"]])
 * const text = AmiRecordingFile.print({ at: 0, masked: false, entries: [{ _tag: "Message", t: 5, message }] })
 *
 * text.split("\n")[1] // => '{"t":5,"headers":[["Event","Hangup"],["Cause","16"]]}'
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const print = (recording: Recording): string =>
  [firstLine(recording), ...recording.entries.map(line), ""].join("\n")

// --- Reading ----------------------------------------------------------------

/**
 * Reads the text of a recording.
 *
 * **Details**
 *
 * A last line that broke off, as after a crash or from `head -c`, is left out, and `truncatedAt` is its number. Blank
 * lines are skipped, and so are members of a line that this version does not know. Any other line that is none of a
 * recording is an error with its number. `AmiRecording.parse` gives that as an `AmiError`.
 *
 * **Example** (Naming the line that is wrong)
 *
 * ```ts import.meta.vitest
 * import { AmiRecordingFile } from "effect-ami"
 * import { Result } from "effect"
 *
 * const recording = AmiRecordingFile.parse('{"format":"effect-ami/session","version":1}')
 *
 * Result.isFailure(recording) && recording.failure
 * // => { line: 1, problem: 'must say when it began: `at` must be a time, such as "2026-11-29T04:38:25.658Z"' }
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const parse = (text: string): Result.Result<Recording, Malformed> => {
  const lines = text.split("\n")
  const last = lines.length
  let origin: Origin | undefined
  let truncatedAt: number | undefined
  const entries: Array<Entry> = []
  for (const [index, content] of lines.entries()) {
    if (content.trim() === "") continue
    const number = index + 1
    const json = Result.try(() => JSON.parse(content) as unknown)
    if (Result.isFailure(json)) {
      // What ends without a line break may have been cut anywhere.
      if (number !== last || origin === undefined) return malformed(number, `is not JSON${shown(content)}`)
      truncatedAt = number
      continue
    }
    const read = origin === undefined ? originOf(json.success) : entryOf(json.success)
    if (typeof read === "string") return malformed(number, read)
    if ("_tag" in read) entries.push(read)
    else origin = read
  }
  if (origin === undefined) return malformed(1, "is missing: a recording begins with a line that says its format")
  return Result.succeed({ ...origin, entries, ...(truncatedAt === undefined ? {} : { truncatedAt }) })
}

const malformed = (line: number, problem: string): Result.Result<never, Malformed> => Result.fail({ line, problem })

const shown = (content: string): string => `: ${AmiMessage.printable(content, 40)}`

/** The first line, or what is wrong with it. */
const originOf = (json: unknown): Origin | string => {
  const given = Predicate.isObject(json) ? json as Readonly<Record<string, unknown>> : {}
  if (given["format"] !== format) return `must say \`"format":"${format}"\`: this is no recording of a session`
  if (given["version"] !== version) {
    return `says version ${
      AmiMessage.printable(String(given["version"]), 20)
    }, and version ${version} is all that can be read`
  }
  const at = typeof given["at"] === "string" ? Option.getOrUndefined(DateTime.make(given["at"])) : undefined
  if (at === undefined) return "must say when it began: `at` must be a time, such as \"2026-11-29T04:38:25.658Z\""
  const { masked = false, target } = given
  if (typeof masked !== "boolean") return "has a `masked` that is neither true nor false"
  if (target !== undefined && typeof target !== "string") return "has a `target` that is not text"
  return { at: DateTime.toEpochMillis(at), masked, ...(target === undefined ? {} : { target }) }
}

/** Any other line, or what is wrong with it. */
const entryOf = (json: unknown): Entry | string => {
  if (!Predicate.isObject(json)) return "must be an object"
  const { banner, cause, dropped, headers, mark, reason, t } = json as Readonly<Record<string, unknown>>
  if (typeof t !== "number" || !(t >= 0) || t === Infinity) {
    return "must say when: `t` must be the milliseconds since the recording began, 0 or more"
  }
  if (headers !== undefined) {
    return isHeaders(headers)
      ? { _tag: "Message", t, message: AmiMessage.make(headers) }
      : "has `headers` that are not a list of pairs of texts"
  }
  switch (mark) {
    case "Connected":
      return { _tag: mark, t, ...text("banner", banner) }
    case "Disconnected":
      return { _tag: mark, t, ...text("cause", cause) }
    case "Gap": {
      const isCount = typeof dropped === "number" && Number.isSafeInteger(dropped) && dropped >= 0
      return { _tag: mark, t, dropped: isCount ? dropped : "unknown", ...text("reason", reason) }
    }
    default:
      return mark === undefined
        ? "has neither `headers` nor a `mark`"
        : "has a `mark` that is none of `Connected`, `Disconnected` and `Gap`"
  }
}

const text = <Name extends string>(name: Name, value: unknown): { readonly [K in Name]?: string } =>
  typeof value === "string" ? { [name]: value } as { readonly [K in Name]: string } : {}

const isHeaders = (value: unknown): value is ReadonlyArray<AmiMessage.Header> =>
  Array.isArray(value) &&
  value.every((pair) => Array.isArray(pair) && pair.length === 2 && pair.every((one) => typeof one === "string"))
