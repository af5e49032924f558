/**
 * The fast path from bytes to a message: one pass that frames it, finds its
 * names among those that came before, and notes where its values end.
 *
 * It takes what Asterisk nearly always writes and leaves the rest to
 * `FrameReader` and `readHeaders`, which read the same messages in the same
 * way; a test compares the two on any bytes. Left to them are values that hold
 * control characters, lines without `: `, messages that begin with an unknown
 * word, raw output, and messages that are cut off or large.
 *
 * @since 0.1.0
 */
import type { FrameLimits } from "./frames.ts"
import { beginsName, buckets, type HeaderTrie, maxDepth, type Node } from "./headerTrie.ts"
import { SlicedMessage } from "./messages.ts"
import { type Charset, decodeText } from "./text.ts"

const LF = 10
const CR = 13

/** The first letter of `Event: `, which is this long; the other word is `Response: `. */
const E = 69
const eventLength = 7
const responseLength = 10

const nothing = /*#__PURE__*/ new Uint8Array(0)

/** A socket reads into 64 KiB; Node puts what is small into memory of as much. */
const maxKept = 1 << 17

interface Memory {
  readonly buffer: ArrayBufferLike
  readonly size: number
  readonly view: DataView
}

const memoryOf = (buffer: ArrayBufferLike): Memory => ({
  buffer,
  size: buffer.byteLength,
  view: new DataView(buffer)
})

export class Scanner {
  /** The offset after the message that was read last. */
  after = 0

  private readonly trie: HeaderTrie
  private readonly charset: Charset
  private readonly maxBytes: number
  /** Where the values of the message end, counted from its start. */
  private readonly ends: Array<number> = Array.from({ length: maxDepth + 1 }, () => 0)
  /** The bytes that are read, and where they begin in the memory that is read by words of four. */
  private bytes: Uint8Array = nothing
  private base = 0
  private memory: Memory = memoryOf(nothing.buffer)
  /** What was read before: the tail of a chunk and the next chunk are in turn. */
  private other: Memory = this.memory
  private count = 0
  /** All bytes of all values, put together by OR. */
  private bits = 0

  constructor(trie: HeaderTrie, limits: FrameLimits, charset: Charset) {
    this.trie = trie
    this.charset = charset
    // If fewer lines are allowed than the trie may hold, all is left to what counts them.
    this.maxBytes = limits.messageLines > maxDepth ? Math.min(limits.lineBytes, limits.messageBytes) : 0
  }

  /** Reads the message at `from`, unless it is incomplete or must take the slow path. */
  read(bytes: Uint8Array, from: number, to: number): SlicedMessage | "incomplete" | "left" {
    if (this.trie.isFull) this.trie.clear()
    const last = this.scan(bytes, from, to)
    if (last === "left") return "left"
    if (last === "incomplete") return to - from <= this.maxBytes ? "incomplete" : "left"
    const end = this.after - 4
    if (end - from > this.maxBytes) return "left"
    const shape = last.shape ?? this.trie.shapeOf(last)
    if (this.bits < 128) {
      return new SlicedMessage(shape, asciiText(bytes, from, end), this.ends.slice(0, this.count))
    }
    const text = decodeText(bytes, from, end, this.charset)
    return text === undefined ? "left" : new SlicedMessage(shape, text, endsIn(text, shape.names))
  }

  /** Lets go of the memory of a chunk. What is small is kept, because the buffer of a socket comes again. */
  release(): void {
    if (this.memory.size <= maxKept && this.other.size <= maxKept) return
    this.bytes = nothing
    this.memory = this.other = memoryOf(nothing.buffer)
  }

  private scan(bytes: Uint8Array, from: number, to: number): Node | "incomplete" | "left" {
    if (bytes !== this.bytes) this.look(bytes)
    const { base, ends } = this
    const { view } = this.memory
    const { words } = this.trie
    let at = from + (bytes[from] === E ? eventLength : responseLength)
    const first = this.start(bytes, from, to, at)
    if (first === undefined) return "left"
    let node: Node = first
    at = from + first.length
    let count = 0
    let bits = 0
    while (true) {
      // A CR LF follows the value; another one ends the message.
      ends[count++] = at - from
      at += 2
      if (at + 1 >= to) return bytes[at] === LF ? "left" : "incomplete"
      if (bytes[at] === CR) break
      let next: Node | undefined = node.first
      while (next !== undefined && !standsInWords(words, next.from, next.length, view, base + at, base + to)) {
        next = next.next
      }
      next ??= this.trie.learn(node, bytes, at, to)
      if (next === undefined) return beginsName(bytes, at, to) ? "incomplete" : "left"
      at += next.length
      let byte = 0
      while (at < to && (byte = bytes[at] ?? 0) > CR) {
        bits |= byte
        at += 1
      }
      if (at + 1 >= to) return at === to || byte === CR ? "incomplete" : "left"
      if (byte !== CR || bytes[at + 1] !== LF) return "left"
      node = next
    }
    if (bytes[at + 1] !== LF) return "left"
    this.after = at + 2
    this.count = count
    this.bits = bits
    return node
  }

  private look(bytes: Uint8Array): void {
    const { buffer, byteOffset } = bytes
    this.bytes = bytes
    this.base = byteOffset
    const { memory, other } = this
    if (memory.buffer === buffer) return
    this.memory = other.buffer === buffer ? other : memoryOf(buffer)
    this.other = memory
  }

  /** The node of the first line, whose value begins at `at`. */
  private start(bytes: Uint8Array, from: number, to: number, at: number): Node | undefined {
    let hash = 0
    let end = at
    let byte = 0
    while (end < to && (byte = bytes[end] ?? 0) > CR) {
      hash = ((hash << 5) - hash + byte) | 0
      end += 1
    }
    if (byte !== CR || bytes[end + 1] !== LF) return undefined
    let node = this.trie.starts[hash & (buckets - 1)]
    while (
      node !== undefined &&
      !(node.length === end - from && stands(this.trie.memory, node.from, node.length, bytes, from, to))
    ) {
      node = node.next
    }
    return node ?? this.trie.learnStart(bytes, from, end, hash)
  }
}

/** As `stands`, four bytes at a time, of which the last may be compared twice: half of a message is names. */
const standsInWords = (
  known: DataView,
  start: number,
  length: number,
  bytes: DataView,
  from: number,
  to: number
): boolean => {
  if (from + length > to) return false
  const last = length - 4
  for (let index = 0; index < last; index += 4) {
    if (known.getInt32(start + index) !== bytes.getInt32(from + index)) return false
  }
  return known.getInt32(start + last) === bytes.getInt32(from + last)
}

/** Whether the known bytes stand here too. */
const stands = (
  known: Uint8Array,
  start: number,
  length: number,
  bytes: Uint8Array,
  from: number,
  to: number
): boolean => {
  if (from + length > to) return false
  for (let index = 0; index < length; index++) {
    if (known[start + index] !== bytes[from + index]) return false
  }
  return true
}

/** Where the values end in text that has other lengths than its bytes. Its values hold no CR. */
const endsIn = (text: string, names: ReadonlyArray<string>): ReadonlyArray<number> => {
  const ends: Array<number> = []
  let at = 0
  for (const name of names) {
    const feed = text.indexOf("\r", at + name.length + 2)
    const end = feed === -1 ? text.length : feed
    ends.push(end)
    at = end + 2
  }
  return ends
}

const decoder = /*#__PURE__*/ new TextDecoder()

/** A `Buffer` of Node makes a string of its bytes itself, in less than half the time of a `TextDecoder` for a short text. */
interface Latin1Bytes extends Uint8Array {
  latin1Slice(from: number, to: number): string
}

const isLatin1Bytes = (bytes: Uint8Array): bytes is Latin1Bytes => "latin1Slice" in bytes

/** The text of ASCII bytes. */
const asciiText = (bytes: Uint8Array, from: number, to: number): string =>
  isLatin1Bytes(bytes) ? bytes.latin1Slice(from, to) : decoder.decode(bytes.subarray(from, to))
