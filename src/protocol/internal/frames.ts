/**
 * Cuts a stream of bytes into AMI messages, without decoding them.
 *
 * Asterisk writes a message in many small pieces and ends it with an empty
 * line, so boundaries never coincide with packets. Only bytes that were not
 * seen yet are scanned, and only an unfinished tail is copied: the work is
 * linear in the input however it is split.
 *
 * @since 0.1.0
 */

import { ascii, CR, followsOpening, LF, opensMessage, type Output, OutputReader, startsWith } from "./output.ts"

/** What the framing refuses to hold in memory; bytes are counted up to the end of the line and of the last line. */
export interface FrameLimits {
  /** How many bytes a line may have. Defaults to 4 MiB. */
  readonly lineBytes: number
  /** How many bytes a message may have. Defaults to 16 MiB. */
  readonly messageBytes: number
  /** How many lines a message may have. Defaults to 200,128. */
  readonly messageLines: number
}

/** Why the framing gave up; it cannot be trusted afterwards. */
export interface FrameOverflow {
  readonly limit: keyof FrameLimits
  readonly allowed: number
}

/** A complete message as bytes, valid until the next call; the empty line is not part of it. */
export type OnFrame = (bytes: Uint8Array, output: Output | undefined) => void

const messageStarts = /*#__PURE__*/ ["Response:", "Event:", "ActionID:"].map(ascii)
const leadingId = /*#__PURE__*/ ascii("ActionID:")
const eventStart = /*#__PURE__*/ ascii("Event: ")
const userEvent = /*#__PURE__*/ ascii("Event: UserEvent")
const privilege = /*#__PURE__*/ ascii("Privilege: ")
const followsStart = /*#__PURE__*/ ascii("Response: Follows")

/**
 * Reads the message that begins here in a quicker way, and says where it ends with its empty line; or else whether there is
 * too little of it, or it is left to be framed here.
 */
export type TakeQuickly = (bytes: Uint8Array, from: number, to: number) => number | "incomplete" | "left"

const leaveAll: TakeQuickly = () => "left"

/** Where a message ends, and where the next one begins. */
interface FrameEnd {
  readonly end: number
  readonly after: number
  readonly output?: Output
}

/** Takes bytes in any pieces and hands over complete messages. */
export class FrameReader {
  /** True if the peer ends lines with a lone LF, as some proxies do. */
  bareLineFeeds = false
  /** False if the peer never writes raw output: a forged `Response: Follows` would swallow all that comes after. */
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
  /** Reads the raw output of a `Command`, while there is some. */
  private output: OutputReader | undefined = undefined
  /** Counted from the start of the message: where the line before ends, if as lines do, and an empty line after a lone LF. */
  private lastEnd = -1
  private blank = -1
  /** A line that may begin the next message, and where this one ends if it does. */
  private opening: { readonly at: number; readonly end: number; readonly isParted: boolean } | undefined = undefined
  /** How many bytes of the message were there when it was last tried to take it quickly. */
  private tried = 0
  /** The last chunk, if it was copied after a tail, and where it begins there. */
  private chunk: Uint8Array | undefined = undefined
  private joint = 0
  private owned: Uint8Array = new Uint8Array(0)

  constructor(limits: FrameLimits) {
    this.limits = limits
  }

  /** The number of bytes that wait for the rest of their message. */
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
    this.joint = this.end
    this.hold(memory, this.end + chunk.length)
  }

  /** Takes the first line, of at most so many bytes with its end. No empty line follows it: it is the banner. */
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

  /** Hands over every complete message that `takeQuickly` leaves. */
  takeFrames(onFrame: OnFrame, takeQuickly: TakeQuickly = leaveAll): void {
    while (this.overflow === undefined && this.skipEmptyLines()) {
      // What was tried in vain is tried again once it is twice as long or whole, so that the work stays linear.
      const isTried = this.scan !== this.start || this.end - this.start < this.tried * 2
      const taken = isTried ? "left" : this.take(takeQuickly, this.end)
      if (taken === "taken") continue
      if (taken === "incomplete") break
      const next = this.findEnd()
      if (next === undefined) break
      if (isTried && this.take(takeQuickly, next.after) === "taken") continue
      onFrame(this.bytes.subarray(this.start, next.end), next.output)
      this.begin(next.after)
    }
  }

  /** Copies what is unfinished, because the caller may reuse the memory of its chunk. */
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

  /** Lets go of everything, once the bytes that follow mean nothing. */
  drop(): void {
    this.chunk = undefined
    this.begin(0)
    this.hold(new Uint8Array(0), 0)
  }

  private take(takeQuickly: TakeQuickly, end: number): "taken" | "incomplete" | "left" {
    if (this.bareLineFeeds) return "left"
    this.tried = end - this.start
    const after = takeQuickly(this.bytes, this.start, end)
    if (typeof after === "string") return after
    this.begin(after)
    return "taken"
  }

  private begin(at: number): void {
    // Behind the tail, the chunk itself is read and not its copy: a `Buffer` makes strings faster.
    if (this.chunk !== undefined && at >= this.joint) {
      this.bytes = this.chunk
      this.owns = false
      this.end = this.chunk.length
      at -= this.joint
      this.chunk = undefined
    }
    this.start = this.scan = this.lineStart = at
    this.lines = 0
    this.tried = 0
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

  /** Grows by doubling, and shrinks: one huge message must not pin its memory for the life of the connection. */
  private memoryFor(size: number): Uint8Array {
    const room = this.owned.length
    const isWasteful = room > 1 << 20 && size <= room >> 3
    return size <= room && !isWasteful ? this.owned : new Uint8Array(Math.max(4096, size * 2))
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
    // A CR that came last may be the first half of an empty line.
    return this.pending > 0 && !(this.pending === 1 && this.bytes[this.start] === CR)
  }

  private findEnd(): FrameEnd | undefined {
    while (true) {
      const feed = this.bytes.indexOf(LF, this.scan)
      const seen = feed === -1 ? this.end : feed
      // Where no line feed came yet, a CR that came last may be the first half of the end of the line.
      const lineEnd = seen > this.start && this.bytes[seen - 1] === CR ? seen - 1 : seen
      // The empty line after the output is no part of the message, and counts as little as one after headers.
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
        // The next byte decides, and has not come.
        this.scan = feed
        return
      }
      if (found !== undefined) return found
      this.lines += 1
      this.lineStart = this.scan = feed + 1
    }
  }

  /** Looks whether a message of headers ends with this line. */
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

  /** The message may lack its empty line: it ends where two lines begin another one. */
  private nextMessage(lineEnd: number, endsLine: boolean): FrameEnd | undefined {
    const { bytes, lineStart, opening, start } = this
    if (opening === undefined || !endsLine) return
    const isNext = opening.isParted
      ? followsOpening(bytes, lineStart, lineEnd)
      : startsWith(bytes, privilege, lineStart, lineEnd)
    return isNext ? { end: start + opening.end, after: start + opening.at } : undefined
  }

  private openingAt(lineEnd: number): typeof this.opening {
    const { blank, bytes, lastEnd, lineStart, start } = this
    const at = lineStart - start
    // A module that ends its last header with a lone LF ends its message with LF CR LF, which elsewhere is a value with a
    // stray LF.
    if (blank !== -1 && opensMessage(bytes, lineStart, lineEnd)) return { at, end: at - 3, isParted: true }
    // Another writes no empty line at all. The lines of a UserEvent are its sender's, and whoever can put lines into another
    // event can put empty ones too: nobody can forge more than before.
    if (lastEnd === -1 || !startsWith(bytes, eventStart, lineStart, lineEnd)) return
    const isEvent = startsWith(bytes, eventStart, start, lineStart) && !startsWith(bytes, userEvent, start, lineStart)
    return isEvent ? { at, end: lastEnd, isParted: false } : undefined
  }

  /** A proxy may put an ActionID first, on a line of its own: a stray LF is part of the value. */
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

  /** IAXnetstats writes rows that end with a lone LF, and one CR LF after them: only that much is its blob. */
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

  /** Names the limit that was passed first, so that the answer does not depend on how the bytes were split. */
  private isTooLong(lineEnd: number): boolean {
    const lineRoom = this.lineStart + this.limits.lineBytes
    const messageRoom = this.start + this.limits.messageBytes
    if (lineEnd <= lineRoom && lineEnd <= messageRoom) return false
    this.giveUp(lineRoom <= messageRoom ? "lineBytes" : "messageBytes")
    return true
  }

  private giveUp(limit: keyof FrameLimits): undefined {
    this.overflow = { limit, allowed: this.limits[limit] }
  }
}
