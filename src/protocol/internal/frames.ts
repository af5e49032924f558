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

/** What the framing refuses to hold in memory. */
export interface FrameLimits {
  readonly lineBytes: number
  readonly messageBytes: number
  readonly messageLines: number
}

/** Why the framing gave up; it cannot be trusted afterwards. */
export interface FrameOverflow {
  readonly limit: keyof FrameLimits
  readonly allowed: number
}

/** A complete message as bytes, valid until the next call; the empty line is not part of it. */
export type OnFrame = (bytes: Uint8Array, form: "headers" | "follows") => void

const LF = 10
const CR = 13

const ascii = (text: string): ReadonlyArray<number> => Array.from(text, (char) => char.charCodeAt(0))

// Asterisk 13 and older answer `Command` with raw lines up to this marker (manager.c, action_command).
const followsStart = /*#__PURE__*/ ascii("Response: Follows")
const followsEnd = /*#__PURE__*/ ascii("--END COMMAND--")

export class FrameReader {
  /** True where the peer ends lines with a lone LF, as some proxies do. */
  bareLineFeeds = false
  overflow: FrameOverflow | undefined = undefined

  private readonly limits: FrameLimits
  private bytes: Uint8Array = new Uint8Array(0)
  private owns = false
  private start = 0
  private end = 0
  private scan = 0
  private lineStart = 0
  private lines = 0
  private follows = false
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
    this.reserve(this.end + chunk.length)
    this.owned.set(chunk, this.end)
    this.end += chunk.length
    this.bytes = this.owned.subarray(0, this.end)
  }

  /** Takes the first line, which has no empty line behind it: the banner. */
  takeLine(maxBytes: number): Uint8Array | "incomplete" | "too long" {
    const feed = this.bytes.indexOf(LF, this.start)
    if (feed === -1) return this.pending > maxBytes ? "too long" : "incomplete"
    if (feed - this.start > maxBytes) return "too long"
    const hasReturn = feed > this.start && this.bytes[feed - 1] === CR
    const line = this.bytes.slice(this.start, hasReturn ? feed - 1 : feed)
    this.bareLineFeeds = !hasReturn
    this.begin(feed + 1)
    return line
  }

  peek(): Uint8Array {
    return this.bytes.subarray(this.start, this.end)
  }

  /** Hands over every complete message. */
  takeFrames(onFrame: OnFrame): void {
    while (this.overflow === undefined && this.skipEmptyLines()) {
      const next = this.findEnd()
      if (next === undefined) break
      onFrame(this.bytes.subarray(this.start, next.end), this.follows ? "follows" : "headers")
      this.begin(next.after)
    }
  }

  /** Copies what is unfinished, because the caller may reuse the memory of its chunk. */
  keepTail(): void {
    if (this.owns && this.start === 0) return
    const tail = this.bytes.subarray(this.start, this.end)
    if (this.owns) this.owned.copyWithin(0, this.start, this.end)
    else {
      this.end = 0
      this.reserve(tail.length)
      this.owned.set(tail, 0)
    }
    this.scan -= this.start
    this.lineStart -= this.start
    this.start = 0
    this.end = tail.length
    this.bytes = this.owned.subarray(0, this.end)
    this.owns = true
  }

  private begin(at: number): void {
    this.start = this.scan = this.lineStart = at
    this.lines = 0
    this.follows = false
  }

  private reserve(size: number): void {
    if (this.owned.length >= size) {
      // One huge message must not pin its memory for the life of the connection.
      if (this.owned.length <= 1 << 20 || size > this.owned.length >> 3) return
    }
    const grown = new Uint8Array(Math.max(4096, size * 2))
    grown.set(this.owned.subarray(0, this.end))
    this.owned = grown
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
    return at < this.end && !(this.bytes[at] === CR && at + 1 === this.end)
  }

  private findEnd(): { readonly end: number; readonly after: number } | undefined {
    while (true) {
      const feed = this.bytes.indexOf(LF, this.scan)
      const seen = feed === -1 ? this.end : feed
      if (this.exceeds("lineBytes", seen - this.lineStart) || this.exceeds("messageBytes", seen - this.start)) return
      if (feed === -1) {
        this.scan = this.end
        return
      }
      const lineEnd = feed > this.start && this.bytes[feed - 1] === CR ? feed - 1 : feed
      const endsLine = lineEnd < feed || this.bareLineFeeds
      if (endsLine && this.lines === 0) this.follows = this.equals(followsStart, this.start, lineEnd)
      if (endsLine && !(this.follows && !this.equals(followsEnd, lineEnd - followsEnd.length, lineEnd))) {
        const after = this.emptyLineAfter(feed)
        // The next byte decides, and has not come.
        if (after === "incomplete") {
          this.scan = feed
          return
        }
        if (after !== "none") return { end: lineEnd, after }
      }
      this.lines += 1
      if (this.exceeds("messageLines", this.lines)) return
      this.lineStart = this.scan = feed + 1
    }
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

  private equals(expected: ReadonlyArray<number>, from: number, to: number): boolean {
    if (to - from !== expected.length || from < this.start) return false
    for (let index = 0; index < expected.length; index++) {
      if (this.bytes[from + index] !== expected[index]) return false
    }
    return true
  }

  private exceeds(limit: keyof FrameLimits, value: number): boolean {
    const allowed = this.limits[limit]
    if (value <= allowed) return false
    this.overflow = { limit, allowed }
    return true
  }
}
