/**
 * The fast path from bytes to a message: a single pass that frames it, matches its names against those seen before, and
 * notes where each value ends.
 *
 * It handles what Asterisk nearly always writes and leaves the rest to `FrameReader` and `readHeaders`, which give the
 * same result; a test compares the two on arbitrary bytes. The slow path takes values with control characters, lines
 * without `: `, messages that begin with an unknown word, raw output, and messages that are truncated or large.
 *
 * @since 0.1.0
 */
import type { FrameLimits } from "./frames.ts"
import { beginsName, buckets, type HeaderTrie, maxDepth, type Node } from "./headerTrie.ts"
import { SlicedMessage } from "./messages.ts"
import { type Charset, decodeText } from "./text.ts"

const LF = 10
const CR = 13

/** The first letter of `Event: `, which has this length; the other word is `Response: `. */
const E = 69
const eventLength = 7
const responseLength = 10

const nothing = /*#__PURE__*/ new Uint8Array(0)

/** A socket reads into 64 KiB; Node allocates small buffers from a pool of the same size. */
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
  /** The offset after the last message. */
  after = 0

  private readonly trie: HeaderTrie
  private readonly charset: Charset
  private readonly maxBytes: number
  /** The ends of the values, as offsets from the start of the message. */
  private readonly ends: Array<number> = Array.from({ length: maxDepth + 1 }, () => 0)
  /** The bytes being read, and their offset in the memory, which is compared in words of four bytes. */
  private bytes: Uint8Array = nothing
  private base = 0
  private memory: Memory = memoryOf(nothing.buffer)
  /** The previous memory: reads alternate between the tail of a chunk and the next chunk. */
  private other: Memory = this.memory
  private count = 0
  /** All bytes of all values, combined with OR. */
  private bits = 0

  constructor(trie: HeaderTrie, limits: FrameLimits, charset: Charset) {
    this.trie = trie
    this.charset = charset
    // If `messageLines` is lower than the depth of the trie, every message takes the slow path, which counts lines.
    this.maxBytes = limits.messageLines > maxDepth ? Math.min(limits.lineBytes, limits.messageBytes) : 0
  }

  /** Reads the message at `from`, unless it is incomplete or must take the slow path. */
  read(bytes: Uint8Array, from: number, to: number): SlicedMessage | "incomplete" | "fallback" {
    if (this.trie.isFull) this.trie.clear()
    const last = this.scan(bytes, from, to)
    if (last === "fallback") return "fallback"
    if (last === "incomplete") return to - from <= this.maxBytes ? "incomplete" : "fallback"
    const end = this.after - 4
    if (end - from > this.maxBytes) return "fallback"
    const shape = last.shape ?? this.trie.shapeOf(last)
    if (this.bits < 128) {
      return new SlicedMessage(shape, asciiText(bytes, from, this.after), this.ends.slice(0, this.count))
    }
    const text = decodeText(bytes, from, this.after, this.charset)
    return text === undefined ? "fallback" : new SlicedMessage(shape, text, endsIn(text, shape.names))
  }

  /** Releases the memory of a chunk. Small memory is kept, because the buffer of a socket is reused. */
  release(): void {
    if (this.memory.size <= maxKept && this.other.size <= maxKept) return
    this.bytes = nothing
    this.memory = this.other = memoryOf(nothing.buffer)
  }

  private scan(bytes: Uint8Array, from: number, to: number): Node | "incomplete" | "fallback" {
    if (bytes !== this.bytes) this.useMemoryOf(bytes)
    const { base, ends } = this
    const { view } = this.memory
    const { words } = this.trie
    let at = from + (bytes[from] === E ? eventLength : responseLength)
    const first = this.start(bytes, from, to, at)
    if (first === undefined) return "fallback"
    let node: Node = first
    at = from + first.length
    let count = 0
    let bits = 0
    while (true) {
      // A CR LF follows the value; another one ends the message.
      ends[count++] = at - from
      at += 2
      if (at + 1 >= to) return bytes[at] === LF ? "fallback" : "incomplete"
      if (bytes[at] === CR) break
      let next: Node | undefined = node.first
      while (next !== undefined && !matchesWords(words, next.from, next.length, view, base + at, base + to)) {
        next = next.next
      }
      next ??= this.trie.learn(node, bytes, at, to)
      if (next === undefined) return beginsName(bytes, at, to) ? "incomplete" : "fallback"
      at += next.length
      let byte = 0
      while (at < to && (byte = bytes[at] ?? 0) > CR) {
        bits |= byte
        at += 1
      }
      if (at + 1 >= to) return at === to || byte === CR ? "incomplete" : "fallback"
      if (byte !== CR || bytes[at + 1] !== LF) return "fallback"
      node = next
    }
    if (bytes[at + 1] !== LF) return "fallback"
    this.after = at + 2
    this.count = count
    this.bits = bits
    return node
  }

  private useMemoryOf(bytes: Uint8Array): void {
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
      !(node.length === end - from && matches(this.trie.memory, node.from, node.length, bytes, from, to))
    ) {
      node = node.next
    }
    return node ?? this.trie.learnStart(bytes, from, end, hash)
  }
}

/** As `matches`, but four bytes at a time, comparing some of the last ones twice: half of a message is names. */
const matchesWords = (
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

/** Whether the bytes from `from` are the known ones. */
const matches = (
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

/** The ends of the values in text whose length differs from that of its bytes. A CR follows each, and none contains one. */
const endsIn = (text: string, names: ReadonlyArray<string>): ReadonlyArray<number> => {
  const ends: Array<number> = []
  let at = 0
  for (const name of names) {
    const end = text.indexOf("\r", at + name.length + 2)
    ends.push(end)
    at = end + 2
  }
  return ends
}

const decoder = /*#__PURE__*/ new TextDecoder()

/** Node's `Buffer` converts short text in less than half the time of a `TextDecoder`. */
interface Latin1Bytes extends Uint8Array {
  latin1Slice(from: number, to: number): string
}

const isLatin1Bytes = (bytes: Uint8Array): bytes is Latin1Bytes => "latin1Slice" in bytes

/** The text of ASCII bytes. */
const asciiText = (bytes: Uint8Array, from: number, to: number): string =>
  isLatin1Bytes(bytes) ? bytes.latin1Slice(from, to) : decoder.decode(bytes.subarray(from, to))
