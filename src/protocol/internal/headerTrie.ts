/**
 * A trie of the header names seen so far, so that the next name of a message is a guess to verify rather than a string
 * to allocate.
 *
 * Asterisk writes each event with the same names in the same order, sometimes leaving some out. The first line of a
 * message is looked up by its hash, because its value determines which names follow; from there each node knows the
 * names that have followed it.
 *
 * It takes at most 2 MB for all decoders of a process; see bench/README.md for what it gains.
 *
 * @since 0.1.0
 */
import { MessageShape } from "./messages.ts"

/** A line that may begin a message, or a name that may follow another. */
export interface Node {
  /**
   * The offset of its bytes in the memory of the trie: a first line without its terminator, or a name with its colon
   * and blank.
   */
  readonly from: number
  readonly length: number
  readonly name: string
  readonly depth: number
  readonly before: Node | undefined
  /** The first child: a name that has followed this one. */
  first: Node | undefined
  /** The next sibling. */
  next: Node | undefined
  shape: MessageShape | undefined
}

// The most memory a peer can fill: about 2 MB.
const maxBytes = 1 << 16
export const maxNodes = 4096
export const maxDepth = 128
const maxWidth = 16
const maxNameLength = 64
/** The number of hash buckets for first lines. */
export const buckets = 512

const COLON = 58
const BLANK = 32

/** A name is printable and has no colon: anything else before a colon takes the slow path. */
const isNameByte = (byte: number): boolean => byte > BLANK && byte < 127 && byte !== COLON

/** Whether these bytes may be the beginning of a name. */
export const beginsName = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (to - from > maxNameLength) return false
  let at = from
  while (at < to && isNameByte(bytes[at] ?? 0)) at += 1
  return at === to || (at === to - 1 && bytes[at] === COLON)
}

const isFirstLineByte = (byte: number): boolean => byte >= BLANK && byte < 127

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** Shared by all connections, in bounded memory: a full trie is emptied and learns again. */
export class HeaderTrie {
  /** True if it must be cleared before the next message. */
  isFull = false
  readonly memory: Uint8Array = new Uint8Array(maxBytes)
  readonly words: DataView = new DataView(this.memory.buffer)
  /** The known first lines by their hash. */
  readonly starts: Array<Node | undefined> = []
  /** The hashes of first lines seen once. */
  private readonly seen = new Int32Array(4096)
  private used = 0
  private count = 0

  constructor() {
    this.clear()
  }

  /** The number of nodes. */
  get size(): number {
    return this.count
  }

  /** Learns a first line; undefined if it cannot be learnt. */
  learnStart(bytes: Uint8Array, from: number, to: number, hash: number): Node | undefined {
    const length = to - from
    if (length > 128) return undefined
    // A line that occurs once, such as one that a peer makes up, is not worth learning.
    const mark = hash & (this.seen.length - 1)
    if (this.seen[mark] !== hash) {
      this.seen[mark] = hash
      return undefined
    }
    const bucket = hash & (buckets - 1)
    for (let at = from; at < to; at++) {
      if (!isFirstLineByte(bytes[at] ?? 0)) return undefined
    }
    const line = text(bytes, from, to)
    // Raw output without names may follow.
    if (line === "Response: Follows" || !/^(Event|Response): /.test(line)) return undefined
    const first = this.starts[bucket]
    if (first !== undefined && isCrowded(first)) return undefined
    const node = this.node(bytes, from, length, line.slice(0, line.indexOf(":")), undefined)
    node.next = this.starts[bucket]
    this.starts[bucket] = node
    return node
  }

  /** Learns the name at `from`, which follows `before`; undefined if it cannot be learnt. */
  learn(before: Node, bytes: Uint8Array, from: number, end: number): Node | undefined {
    const to = Math.min(end, from + maxNameLength)
    let colon = from
    while (colon < to && isNameByte(bytes[colon] ?? 0)) colon += 1
    // The scanner compares words of four bytes: with its colon and blank, a name needs at least two letters.
    if (colon < from + 2 || colon + 1 >= end || bytes[colon] !== COLON || bytes[colon + 1] !== BLANK) return undefined
    // Another message may begin here without an empty line before it: `FrameReader` checks for that.
    if (isEventName(bytes, from, colon)) return undefined
    if (before.depth === maxDepth || (before.first !== undefined && isCrowded(before.first))) return undefined
    const node = this.node(bytes, from, colon + 2 - from, text(bytes, from, colon), before)
    let last = before.first
    if (last === undefined) before.first = node
    while (last?.next !== undefined) last = last.next
    if (last !== undefined) last.next = node
    return node
  }

  /** The shape of a message whose last header is this node. */
  shapeOf(last: Node): MessageShape {
    const names: Array<string> = []
    let first = last
    for (let node: Node | undefined = last; node !== undefined; node = node.before) {
      names.push(node.name)
      first = node
    }
    const kind = first.name === "Event" ? "Event" : "Response"
    const name = text(this.memory, first.from + kind.length + 2, first.from + first.length)
    return (last.shape = new MessageShape(kind, name, Object.freeze(names.toReversed())))
  }

  private node(bytes: Uint8Array, from: number, length: number, name: string, before: Node | undefined): Node {
    const node: Node = {
      from: this.used,
      length,
      name,
      depth: before === undefined ? 0 : before.depth + 1,
      before,
      first: undefined,
      next: undefined,
      shape: undefined
    }
    this.memory.set(bytes.subarray(from, from + length), this.used)
    this.used += length
    this.count += 1
    this.isFull = this.used > maxBytes - 16_384 || this.count > maxNodes
    return node
  }

  /** Empties the trie. Only between messages: the nodes of one message must stay together. */
  clear(): void {
    this.isFull = false
    this.used = this.count = 0
    this.starts.length = 0
    for (let bucket = 0; bucket < buckets; bucket++) this.starts.push(undefined)
  }
}

const isEventName = (bytes: Uint8Array, from: number, colon: number): boolean =>
  colon - from === 5 && text(bytes, from, colon) === "Event"

const isCrowded = (first: Node): boolean => {
  let width = 1
  for (let node = first.next; node !== undefined; node = node.next) width += 1
  return width >= maxWidth
}
