/**
 * Wire codec of the Asterisk Manager Interface.
 *
 * A message is a list of `Name: value` lines ended by an empty line. The decoder takes bytes in chunks of any size and
 * returns the messages that are complete; the encoder refuses what Asterisk would misread: line breaks in a value,
 * lines over 1,022 bytes, more than 128 headers.
 *
 * This module does not open connections, log in or match `ActionID`s, and it does not decode values: see `AmiValue` for
 * that.
 *
 * @since 0.1.0
 */
import * as Result from "effect/Result"
import * as AmiMessage from "./AmiMessage.ts"
import { type FrameLimits, FrameReader } from "./internal/frames.ts"
import { HeaderTrie } from "./internal/headerTrie.ts"
import { printable, printableBytes } from "./internal/printing.ts"
import { Scanner } from "./internal/scanner.ts"
import { type Charset, readFollows, readHeaders } from "./internal/text.ts"

// --- Decoding ---------------------------------------------------------------

/**
 * The most that a decoder holds in memory before it gives up.
 *
 * **Details**
 *
 * `lineBytes` defaults to 4 MiB (`GetConfigJSON` is one line), `messageBytes`
 * to 16 MiB and `messageLines` to 200,128 (200,000 lines of the output of a
 * `Command`, and its headers). Line terminators are not counted.
 *
 * @category models
 * @since 0.1.0
 */
export interface Limits extends FrameLimits {}

/**
 * The default limits.
 *
 * @category constants
 * @since 0.1.0
 */
export const defaultLimits: Limits = { lineBytes: 4 << 20, messageBytes: 16 << 20, messageLines: 200_128 }

/**
 * Why a decoder gave up. It returns no more messages afterwards.
 *
 * **Details**
 *
 * `NotAmi` holds the first bytes received, escaped; `TooLarge` names the limit that was exceeded.
 *
 * @category errors
 * @since 0.1.0
 */
export type DecodeFailure =
  | { readonly _tag: "NotAmi"; readonly sample: string }
  | { readonly _tag: "TooLarge"; readonly limit: keyof Limits; readonly allowed: number }

/**
 * Options of a decoder.
 *
 * @category models
 * @since 0.1.0
 */
export interface DecoderOptions {
  /** Whether a banner line comes first, as it does over TCP. Defaults to `true`. */
  readonly banner?: boolean | undefined
  /**
   * How bytes that are not UTF-8 are decoded: `utf-8` (the default) replaces them with U+FFFD, `latin-1-fallback`
   * decodes each value that is not UTF-8 as Latin-1, so that no byte is lost.
   */
  readonly charset?: Charset | undefined
  /**
   * Whether the output of `Command` may be raw, as Asterisk 13 and older write it. The banner, if there is one, takes
   * precedence. Defaults to `true`; a forged `Response: Follows` then swallows what comes after it.
   */
  readonly rawOutput?: boolean | undefined
  /** The memory limits of the decoder. */
  readonly limits?: Partial<Limits> | undefined
}

/**
 * An incremental decoder. It never throws.
 *
 * @category models
 * @since 0.1.0
 */
export interface Decoder {
  /** Takes the next bytes and returns the messages they complete. */
  readonly push: (chunk: Uint8Array) => ReadonlyArray<AmiMessage.AmiMessage>
  /** The banner of the peer, such as `Asterisk Call Manager/11.0.0`, once it has arrived. */
  readonly banner: string | undefined
  /** Why the decoder gave up, if it has. */
  readonly failure: DecodeFailure | undefined
  /** The number of bytes of an unfinished message, which are lost if the connection ends here. */
  readonly pending: number
}

/**
 * Makes a decoder.
 *
 * **Details**
 *
 * The decoder learns the sequences of header names it sees, in at most 2 MB for all decoders of a process, so that
 * common messages decode faster.
 *
 * **Example** (Decoding bytes as they come)
 *
 * ```ts import.meta.vitest
 * import { AmiCodec } from "effect-ami"
 *
 * const bytes = (text: string) => new TextEncoder().encode(text)
 * const decoder = AmiCodec.makeDecoder()
 *
 * decoder.push(bytes("Asterisk Call Manager/11.0.0\r\nResponse: Suc")) // => []
 * decoder.push(bytes("cess\r\nPing: Pong\r\n\r\n")).map((message) => message.get("Ping")) // => ["Pong"]
 * decoder.banner // => "Asterisk Call Manager/11.0.0"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const makeDecoder = (options: DecoderOptions = {}): Decoder => new IncrementalDecoder(options)

/** A banner is a line of some 30 bytes; a peer that sends 128 without a line feed speaks something else. */
const bannerBytes = 128
const bannerStart = "Asterisk "
const bannerPattern = /^Asterisk (Call Manager|Call Manager Proxy|Manager Proxy)\/[ -~]*$/

/** All connections carry the same events, so they share their header names. */
const trie = /*#__PURE__*/ new HeaderTrie()

class IncrementalDecoder implements Decoder {
  banner: string | undefined = undefined
  failure: DecodeFailure | undefined = undefined

  private readonly frames: FrameReader
  private readonly charset: Charset
  private readonly scanner: Scanner
  private awaitsBanner: boolean

  constructor(options: DecoderOptions) {
    const limits = { ...defaultLimits, ...options.limits }
    this.frames = new FrameReader(limits)
    this.charset = options.charset ?? "utf-8"
    this.scanner = new Scanner(trie, limits, this.charset)
    this.awaitsBanner = options.banner ?? true
    this.frames.rawOutput = options.rawOutput ?? true
  }

  get pending(): number {
    return this.frames.pending
  }

  push(chunk: Uint8Array): ReadonlyArray<AmiMessage.AmiMessage> {
    const messages: Array<AmiMessage.AmiMessage> = []
    if (this.failure !== undefined || chunk.length === 0) return messages
    this.frames.append(chunk)
    if (this.awaitsBanner) this.readBanner()
    if (!this.awaitsBanner && this.failure === undefined) this.readMessages(messages)
    this.scanner.release()
    if (this.failure === undefined) this.frames.keepTail()
    else this.frames.drop()
    return messages
  }

  private readBanner(): void {
    const seen = this.frames.peek()
    const line = startsLikeBanner(seen) ? this.frames.takeLine(bannerBytes) : "too long"
    if (line === "incomplete") return
    const banner = line === "too long" ? undefined : String.fromCharCode(...line)
    if (banner !== undefined && bannerPattern.test(banner)) {
      this.banner = banner
      this.frames.rawOutput = writesRawOutput(banner)
      this.awaitsBanner = false
    } else this.failure = { _tag: "NotAmi", sample: printableBytes(seen, 64) }
  }

  private readMessages(messages: Array<AmiMessage.AmiMessage>): void {
    this.frames.takeFrames((bytes, output) => {
      const { bareLineFeeds } = this.frames
      const headers = output === undefined
        ? readHeaders(bytes, bareLineFeeds, this.charset)
        : readFollows(bytes, output, bareLineFeeds, this.charset)
      messages.push(AmiMessage.make(headers))
    }, (bytes, from, to) => {
      const message = this.scanner.read(bytes, from, to)
      if (typeof message === "string") return message
      messages.push(message)
      return this.scanner.after
    })
    if (this.frames.overflow !== undefined) this.failure = { _tag: "TooLarge", ...this.frames.overflow }
  }
}

/**
 * Asterisk 13 and older write the output of `Command` raw. Their AMI version is at most 2.10, and 15 is the first with
 * 4.0; 14 is in between and never writes raw output.
 */
const writesRawOutput = (banner: string): boolean => Number(/\/(\d+)/.exec(banner)?.[1] ?? 0) < 4

const startsLikeBanner = (bytes: Uint8Array): boolean => {
  const length = Math.min(bytes.length, bannerStart.length)
  for (let index = 0; index < length; index++) {
    if (bytes[index] !== bannerStart.charCodeAt(index)) return false
  }
  return true
}

// --- Encoding ---------------------------------------------------------------

/**
 * An action ready to be written: checked headers, and the same as text.
 *
 * **Details**
 *
 * `Action` is the first header and `ActionID` the second, so that Asterisk
 * echoes the id even in its answer to a later line that it refuses.
 *
 * @category models
 * @since 0.1.0
 */
export interface EncodedAction {
  readonly name: string
  readonly actionId: string
  readonly headers: ReadonlyArray<AmiMessage.Header>
  readonly text: string
  /**
   * The length of the text in bytes of UTF-8.
   *
   * @since 0.2.0
   */
  readonly bytes: number
}

/**
 * Why an action was refused before a byte was written. Never holds the value.
 *
 * @category errors
 * @since 0.1.0
 */
export interface EncodeFailure {
  /** The header at fault, or `Action` if it is the action as a whole. */
  readonly field: string
  /** The rule that was broken, in words. */
  readonly rule: string
}

/** Asterisk reads lines of at most 1,024 bytes with their CR LF (manager.c, get_input: `inbuf[1025]`). */
const maxLineBytes = 1022
/** manager.h, AST_MAX_MANHEADERS. */
const maxHeaders = 128
/** Handlers copy the id into buffers as small as 80 bytes; a longer id corrupts their answer. */
const maxActionIdBytes = 64

const namePattern = /^[A-Za-z0-9][A-Za-z0-9_()/-]{0,63}$/
const actionIdPattern = /^[A-Za-z0-9][A-Za-z0-9_-]*$/
const actionPattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/

/**
 * Checks an action and renders it as Asterisk reads it.
 *
 * **Details**
 *
 * Refused are CR, LF and NUL anywhere (each would start another header or
 * action), lone surrogates, names outside `A-Z a-z 0-9 _ ( ) / -`, lines over
 * 1,022 bytes of UTF-8 and more than 128 headers, so that an action takes less
 * than 128 KiB.
 *
 * **Example** (Refusing a forged header)
 *
 * ```ts import.meta.vitest
 * import { AmiCodec } from "effect-ami"
 * import { Result } from "effect"
 *
 * Result.getOrUndefined(AmiCodec.encode("Ping", "a-1", []))?.text // => "Action: Ping\r\nActionID: a-1\r\n\r\n"
 *
 * const forged = AmiCodec.encode("Getvar", "a-2", [["Variable", "x\r\nAction: Originate"]])
 * Result.isFailure(forged) ? forged.failure.field : "" // => "Variable"
 * ```
 *
 * @category constructors
 * @since 0.1.0
 */
export const encode = (
  name: string,
  actionId: string,
  fields: ReadonlyArray<AmiMessage.Header>
): Result.Result<EncodedAction, EncodeFailure> => {
  if (!actionPattern.test(name)) return refuse("Action", "must be the name of an action, such as `CoreShowChannels`")
  if (actionId.length > maxActionIdBytes || !actionIdPattern.test(actionId)) {
    return refuse("ActionID", `must be 1 to ${maxActionIdBytes} characters of A-Z a-z 0-9 _ -`)
  }
  const amount = fields.length + 2
  if (amount > maxHeaders) {
    return refuse(
      "Action",
      `has ${amount} headers; Asterisk reads ${maxHeaders}: split it into several actions`
    )
  }
  let text = `Action: ${name}\r\nActionID: ${actionId}\r\n`
  // Names and ids are ASCII, so only a value can take more bytes than it has characters.
  let more = 0
  for (const [field, value] of fields) {
    const bytes = bytesOf(value)
    const rule = refusal(field, value, bytes)
    if (rule !== undefined) return refuse(field, rule)
    text += `${field}: ${value}\r\n`
    more += bytes - value.length
  }
  text += "\r\n"
  return Result.succeed(new Encoded(name, actionId, fields, text, text.length + more))
}

/** Makes its headers on demand: over a socket only the text is written. */
class Encoded implements EncodedAction {
  readonly name: string
  readonly actionId: string
  readonly text: string
  readonly bytes: number
  readonly #fields: ReadonlyArray<AmiMessage.Header>

  constructor(name: string, actionId: string, fields: ReadonlyArray<AmiMessage.Header>, text: string, bytes: number) {
    this.name = name
    this.actionId = actionId
    this.text = text
    this.bytes = bytes
    this.#fields = fields
  }

  get headers(): ReadonlyArray<AmiMessage.Header> {
    return [["Action", this.name], ["ActionID", this.actionId], ...this.#fields]
  }
}

const refuse = (field: string, rule: string): Result.Result<never, EncodeFailure> =>
  Result.fail({ field: printable(field, 64), rule })

const refusal = (name: string, value: string, valueBytes: number): string | undefined => {
  if (!namePattern.test(name)) return "must have a name of 1 to 64 characters of A-Z a-z 0-9 _ ( ) / -"
  if (reserved.has(name.toLowerCase())) return "is filled in by the client and cannot be set"
  // oxlint-disable-next-line no-control-regex
  if (/[\r\n\u0000]/.test(value)) return "must not contain CR, LF or NUL: Asterisk would read another header or action"
  if (!value.isWellFormed()) return "must not contain half of a surrogate pair"
  const bytes = name.length + 2 + valueBytes
  return bytes > maxLineBytes ? `makes a line of ${bytes} bytes; Asterisk reads ${maxLineBytes}` : undefined
}

const reserved: ReadonlySet<string> = /*#__PURE__*/ new Set(["action", "actionid"])

const utf8 = /*#__PURE__*/ new TextEncoder()

// oxlint-disable-next-line no-control-regex
const bytesOf = (text: string): number => /[^\0-\x7F]/.test(text) ? utf8.encode(text).length : text.length
