/**
 * Splits a stream of bytes into AMI messages, without decoding them.
 *
 * Asterisk writes a message in many small pieces and ends it with an empty line, so message boundaries never coincide
 * with packets. Each byte is scanned once, and only an unfinished tail is copied: the work is linear in the input,
 * however it is split.
 *
 * @since 0.1.0
 */

import { ascii, CR, followsOpening, LF, opensMessage, type Output, OutputReader, startsWith } from "./output.ts"

/** The memory limits of the framing. Line terminators are not counted. */
export interface FrameLimits {
  /** The maximum bytes in a line. Defaults to 4 MiB. */
  readonly lineBytes: number
  /** The maximum bytes in a message. Defaults to 16 MiB. */
  readonly messageBytes: number
  /** The maximum lines in a message. Defaults to 200,128. */
  readonly messageLines: number
}

/** Why the framing gave up; the reader is unusable afterwards. */
export interface FrameOverflow {
  readonly limit: keyof FrameLimits
  readonly allowed: number
}

/** A complete message as bytes, without its empty line; valid until the next call. */
export type OnFrame = (bytes: Uint8Array, output: Output | undefined) => void

const messageStarts = /*#__PURE__*/ ["Response:", "Event:", "ActionID:"].map(ascii)
const leadingId = /*#__PURE__*/ ascii("ActionID:")
const eventStart = /*#__PURE__*/ ascii("Event: ")
const userEvent = /*#__PURE__*/ ascii("Event: UserEvent")
const privilege = /*#__PURE__*/ ascii("Privilege: ")
const followsStart = /*#__PURE__*/ ascii("Response: Follows")

/**
 * Fast path: returns the offset after the message and its empty line, `"incomplete"` if more bytes are needed, or
 * `"fallback"` to use the slow path.
 */
export type FastPath = (bytes: Uint8Array, from: number, to: number) => number | "incomplete" | "fallback"

const noFastPath: FastPath = () => "fallback"

/** The end of a message, and the start of the next one. */
interface FrameEnd {
  readonly end: number
  readonly after: number
  readonly output?: Output
}

/** Takes bytes in chunks of any size and passes on complete messages. */
export class FrameReader {
  /** True if the peer ends lines with a lone LF, as some proxies do. */
  bareLineFeeds = false
  /** False if the peer never writes raw output: a forged `Response: Follows` would swallow everything after it. */
  rawOutput = true
  overflow: FrameOverflow | undefined = undefined

  private readonly limits: FrameLimits
  private bytes: Uint8Array = new Uint8Array(0)
  private owns = false
  private start = 0
  private end = 0
  private scan = 0
  private lineStart = 0
  private lines = 0
  /** Reads the raw output of a `Command`, while inside one. */
  private output: OutputReader | undefined = undefined
  /**
   * Offsets from the start of the message: the end of the previous line if it was properly ended, and an empty line
   * after a lone LF; -1 if none.
   */
  private lastEnd = -1
  private blank = -1
  /** A line that may begin the next message, and the end of this one if it does. */
  private opening: { readonly at: number; readonly end: number; readonly isSeparated: boolean } | undefined = undefined
  /** How many bytes the message had when the fast path was last tried. */
  private triedBytes = 0
  /** The last chunk if it was copied after a tail, and the offset of that copy. */
  private chunk: Uint8Array | undefined = undefined
  private chunkOffset = 0
  private owned: Uint8Array = new Uint8Array(0)

  constructor(limits: FrameLimits) {
    this.limits = limits
  }

  /** The number of bytes of an unfinished message. */
  get pending(): number {
    return this.end - this.start
  }

  append(chunk: Uint8Array): void {
    if (this.start === this.end) {
      this.bytes = chunk
      this.owns = false
      this.start = this.scan = this.lineStart = 0
      this.end = chunk.length
      return
    }
    // A tail is always owned (see `keepTail`) and starts at 0.
    const memory = this.memoryFor(this.end + chunk.length)
    if (memory !== this.owned) memory.set(this.bytes)
    memory.set(chunk, this.end)
    this.chunk = chunk
    this.chunkOffset = this.end
    this.hold(memory, this.end + chunk.length)
  }

  /** Takes the first line, of at most `maxBytes` with its terminator. It is the banner, so no empty line follows. */
  takeLine(maxBytes: number): Uint8Array | "incomplete" | "too long" {
    const feed = this.bytes.indexOf(LF, this.start)
    if (feed === -1) return this.pending >= maxBytes ? "too long" : "incomplete"
    if (feed - this.start >= maxBytes) return "too long"
    const hasReturn = feed > this.start && this.bytes[feed - 1] === CR
    const line = this.bytes.slice(this.start, hasReturn ? feed - 1 : feed)
    this.bareLineFeeds = !hasReturn
    this.begin(feed + 1)
    return line
  }

  peek(): Uint8Array {
    return this.bytes.subarray(this.start, this.end)
  }

  /** Passes on every complete message that the fast path does not take. */
  takeFrames(onFrame: OnFrame, fastPath: FastPath = noFastPath): void {
    while (this.overflow === undefined && this.skipEmptyLines()) {
      // After a failed attempt the fast path is retried once the message is complete or twice as long, so that the work
      // stays linear.
      const wasTried = this.scan !== this.start || this.end - this.start < this.triedBytes * 2
      const taken = wasTried ? "fallback" : this.take(fastPath, this.end)
      if (taken === "taken") continue
      if (taken === "incomplete") break
      const next = this.findEnd()
      if (next === undefined) break
      if (wasTried && this.take(fastPath, next.after) === "taken") continue
      onFrame(this.bytes.subarray(this.start, next.end), next.output)
      this.begin(next.after)
    }
  }

  /** Copies the unfinished message, because the caller may reuse the memory of its chunk. */
  keepTail(): void {
    this.chunk = undefined
    if (this.owns && this.start === 0) return
    const tail = this.bytes.subarray(this.start, this.end)
    const memory = this.memoryFor(tail.length)
    memory.set(tail)
    this.scan -= this.start
    this.lineStart -= this.start
    this.start = 0
    this.hold(memory, tail.length)
  }

  /** Releases all memory, once the following bytes no longer matter. */
  drop(): void {
    this.chunk = undefined
    this.begin(0)
    this.hold(new Uint8Array(0), 0)
  }

  private take(fastPath: FastPath, end: number): "taken" | "incomplete" | "fallback" {
    if (this.bareLineFeeds) return "fallback"
    this.triedBytes = end - this.start
    const after = fastPath(this.bytes, this.start, end)
    if (typeof after === "string") return after
    this.begin(after)
    return "taken"
  }

  private begin(at: number): void {
    // Past the tail, read the chunk itself rather than its copy: strings are made faster from a `Buffer`.
    if (this.chunk !== undefined && at >= this.chunkOffset) {
      this.bytes = this.chunk
      this.owns = false
      this.end = this.chunk.length
      at -= this.chunkOffset
      this.chunk = undefined
    }
    this.start = this.scan = this.lineStart = at
    this.lines = 0
    this.triedBytes = 0
    this.output = undefined
    this.lastEnd = this.blank = -1
    this.opening = undefined
  }

  private hold(memory: Uint8Array, size: number): void {
    this.owned = memory
    this.owns = true
    this.bytes = memory.subarray(0, size)
    this.end = size
  }

  /** Grows by doubling, and shrinks again: one huge message must not pin its memory for the life of the connection. */
  private memoryFor(size: number): Uint8Array {
    const capacity = this.owned.length
    const isWasteful = capacity > 1 << 20 && size <= capacity >> 3
    return size <= capacity && !isWasteful ? this.owned : new Uint8Array(Math.max(4096, size * 2))
  }

  /** Blank messages exist (IAXnetstats, QueueRule, SIPshowpeer) and mean nothing. */
  private skipEmptyLines(): boolean {
    if (this.scan !== this.start) return true
    let at = this.start
    while (at < this.end) {
      if (this.bytes[at] === LF) at += 1
      else if (this.bytes[at] === CR && this.bytes[at + 1] === LF) at += 2
      else break
    }
    if (at !== this.start) this.begin(at)
    // A trailing CR may be the first half of an empty line.
    return this.pending > 0 && !(this.pending === 1 && this.bytes[this.start] === CR)
  }

  private findEnd(): FrameEnd | undefined {
    while (true) {
      const feed = this.bytes.indexOf(LF, this.scan)
      const seen = feed === -1 ? this.end : feed
      // Without a line feed yet, a trailing CR may be the first half of the line terminator.
      const lineEnd = seen > this.start && this.bytes[seen - 1] === CR ? seen - 1 : seen
      // The empty line after the output is not part of the message, and like one after headers it does not count.
      const counts = this.output === undefined || lineEnd !== this.lineStart
      if (counts && this.isTooLong(lineEnd)) return
      if (feed === -1) {
        this.scan = this.end
        return
      }
      if (counts && this.lines >= this.limits.messageLines) return this.giveUp("messageLines")
      const endsLine = lineEnd < feed || this.bareLineFeeds
      const found = this.output === undefined
        ? this.endOfHeaders(lineEnd, feed, endsLine)
        : this.endOfOutput(this.output, lineEnd, feed, endsLine)
      if (found === "incomplete") {
        // The next byte decides, and has not arrived.
        this.scan = feed
        return
      }
      if (found !== undefined) return found
      this.lines += 1
      this.lineStart = this.scan = feed + 1
    }
  }

  /** Checks whether a message of headers ends with this line. */
  private endOfHeaders(lineEnd: number, feed: number, endsLine: boolean): FrameEnd | "incomplete" | undefined {
    const isEmpty = lineEnd === this.lineStart
    if (endsLine && isEmpty && !this.startsLikeMessage()) return { end: lineEnd, after: feed + 1 }
    if (endsLine && this.startsOutput(lineEnd)) {
      this.output = new OutputReader()
      return
    }
    const next = this.nextMessage(lineEnd, endsLine)
    if (next !== undefined) return next
    const after = endsLine ? this.emptyLineAfter(feed) : "none"
    if (typeof after === "number") return { end: lineEnd, after }
    if (after === "incomplete") return after
    this.opening = endsLine ? this.openingAt(lineEnd) : undefined
    this.blank = endsLine && isEmpty ? this.lineStart - this.start : -1
    this.lastEnd = endsLine ? lineEnd - this.start : -1
    return
  }

  /** A message may lack its empty line: it ends when two lines begin another one. */
  private nextMessage(lineEnd: number, endsLine: boolean): FrameEnd | undefined {
    const { bytes, lineStart, opening, start } = this
    if (opening === undefined || !endsLine) return
    const isNext = opening.isSeparated
      ? followsOpening(bytes, lineStart, lineEnd)
      : startsWith(bytes, privilege, lineStart, lineEnd)
    return isNext ? { end: start + opening.end, after: start + opening.at } : undefined
  }

  private openingAt(lineEnd: number): typeof this.opening {
    const { blank, bytes, lastEnd, lineStart, start } = this
    const at = lineStart - start
    // A module that ends its last header with a lone LF ends its message with LF CR LF; elsewhere that is a value with
    // a stray LF.
    if (blank !== -1 && opensMessage(bytes, lineStart, lineEnd)) return { at, end: at - 3, isSeparated: true }
    // Another module writes no empty line at all. The sender chooses the lines of a UserEvent. Anyone who can add lines
    // to another event can add empty ones too, so this enables no new forgery.
    if (lastEnd === -1 || !startsWith(bytes, eventStart, lineStart, lineEnd)) return
    const isEvent = startsWith(bytes, eventStart, start, lineStart) && !startsWith(bytes, userEvent, start, lineStart)
    return isEvent ? { at, end: lastEnd, isSeparated: false } : undefined
  }

  /** A proxy may put an ActionID first, on a line of its own. A line with a stray LF does not count: it is part of the value. */
  private startsOutput(lineEnd: number): boolean {
    const isSecond = this.lines === 1 && this.lastEnd !== -1
    const isFirst = this.lines === 0 || (isSecond && startsWith(this.bytes, leadingId, this.start, lineEnd))
    return isFirst && this.rawOutput && this.equals(followsStart, this.lineStart, lineEnd)
  }

  private endOfOutput(reader: OutputReader, lineEnd: number, feed: number, endsLine: boolean): FrameEnd | undefined {
    const { start } = this
    const end = reader.read(this.bytes, {
      start,
      from: this.lineStart,
      to: lineEnd,
      after: feed + 1,
      endsLine
    })
    return end === undefined ? undefined : { end: start + end.end, after: start + end.after, output: end.output }
  }

  /**
   * Some 18.x, 20.x and 21.x end an item of CoreShowChannelMap with CR LF LF, so a lone LF at the start of a line is an
   * empty line too. An LF elsewhere belongs to the value: some 60 texts of Asterisk end with a stray one.
   */
  private emptyLineAfter(feed: number): number | "none" | "incomplete" {
    if (feed + 1 >= this.end) return "incomplete"
    const next = this.bytes[feed + 1]
    if (next === LF) return feed + 2
    if (next !== CR) return "none"
    if (feed + 2 >= this.end) return "incomplete"
    return this.bytes[feed + 2] === LF ? feed + 3 : "none"
  }

  /** IAXnetstats writes rows that end with a lone LF, and one CR LF after them: the rows up to there are one message. */
  private startsLikeMessage(): boolean {
    return messageStarts.some((name) => this.equals(name, this.start, this.start + name.length))
  }

  private equals(expected: ReadonlyArray<number>, from: number, to: number): boolean {
    if (to - from !== expected.length || from < this.start) return false
    for (let index = 0; index < expected.length; index++) {
      if (this.bytes[from + index] !== expected[index]) return false
    }
    return true
  }

  /** Names the limit that was exceeded first, so that the result does not depend on how the bytes were split. */
  private isTooLong(lineEnd: number): boolean {
    const lineMax = this.lineStart + this.limits.lineBytes
    const messageMax = this.start + this.limits.messageBytes
    if (lineEnd <= lineMax && lineEnd <= messageMax) return false
    this.giveUp(lineMax <= messageMax ? "lineBytes" : "messageBytes")
    return true
  }

  private giveUp(limit: keyof FrameLimits): undefined {
    this.overflow = { limit, allowed: this.limits[limit] }
  }
}
