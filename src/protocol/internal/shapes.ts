/**
 * The sequences of header names that have come, so that the next name of a
 * message is a guess to be verified and not a string to be made.
 *
 * Asterisk writes an event always with the same names in the same order, some
 * of them at times left out. The first line of a message is found by its hash,
 * because its value tells which names follow; from there each step knows the
 * names that have followed it.
 *
 * @since 0.1.0
 */

/** The names of a message, shared by all messages that have the same ones behind the same first line. */
export class Shape {
  readonly kind: "Response" | "Event"
  /** The value of the first header. */
  readonly name: string
  readonly names: ReadonlyArray<string>
  /** How long each name is on the wire, with its colon and blank. */
  readonly lengths: ReadonlyArray<number>
  // A program asks for few names, unless they are not its own: so many are remembered.
  private readonly first = new Map<string, number>()
  private readonly all = new Map<string, ReadonlyArray<number>>()

  constructor(kind: "Response" | "Event", name: string, names: ReadonlyArray<string>) {
    this.kind = kind
    this.name = name
    this.names = names
    this.lengths = names.map((name) => name.length + 2)
  }

  /** Where the first header with this name stands, whatever its case; -1 where there is none. */
  indexOf(name: string): number {
    return this.first.get(name) ?? remember(this.first, name, indexOfName(this.names, name))
  }

  /** Where all headers with this name stand, whatever its case. */
  allOf(name: string): ReadonlyArray<number> {
    return this.all.get(name) ?? remember(this.all, name, indexesOfName(this.names, name))
  }
}

const maxAsked = 256

const remember = <A>(known: Map<string, A>, name: string, value: A): A => {
  if (known.size < maxAsked) known.set(name, value)
  return value
}

const indexOfName = (names: ReadonlyArray<string>, name: string): number => {
  const lower = name.toLowerCase()
  return names.findIndex((own) => own === name || (own.length === name.length && own.toLowerCase() === lower))
}

const indexesOfName = (names: ReadonlyArray<string>, name: string): ReadonlyArray<number> => {
  const lower = name.toLowerCase()
  return names.flatMap((own, index) => own.toLowerCase() === lower ? [index] : [])
}

/** A line that may begin a message, or a name that may follow another. */
export interface Step {
  /** Where its bytes stand in the memory of its book: a first line without its end, or a name with its colon and blank. */
  readonly from: number
  readonly length: number
  readonly name: string
  readonly depth: number
  readonly before: Step | undefined
  /** The first of the steps that have followed this one. */
  first: Step | undefined
  /** The next of those that have followed the same step. */
  next: Step | undefined
  shape: Shape | undefined
}

// What a peer may fill: some 2 MB at the most, whatever it sends.
const maxBytes = 1 << 16
export const maxSteps = 4096
export const maxDepth = 128
const maxWidth = 16
const maxNameLength = 64
/** How many rows of first lines there are, by their hash. */
export const rows = 512

const COLON = 58
const BLANK = 32

/** A name is printable and has no colon: whatever else stands before a colon is read in the plain way. */
const isOfName = (byte: number): boolean => byte > BLANK && byte < 127 && byte !== COLON

/** Whether more of a name may come behind these bytes. */
export const beginsName = (bytes: Uint8Array, from: number, to: number): boolean => {
  if (to - from > maxNameLength) return false
  let at = from
  while (at < to && isOfName(bytes[at] ?? 0)) at += 1
  return at === to || (at === to - 1 && bytes[at] === COLON)
}

const isOfFirstLine = (byte: number): boolean => byte >= BLANK && byte < 127

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** What is known of all connections, in bounded memory: what is full is forgotten, and learnt anew from what comes. */
export class Book {
  readonly memory: Uint8Array = new Uint8Array(maxBytes)
  readonly words: DataView = new DataView(this.memory.buffer)
  /** The known first lines by their hash. */
  readonly starts: Array<Step | undefined> = []
  /** The hashes of first lines that came. */
  private readonly seen = new Int32Array(4096)
  private used = 0
  private count = 0

  constructor() {
    this.forget()
  }

  /** How many steps are kept. */
  get size(): number {
    return this.count
  }

  /** Learns a first line; undefined where it is not one that can be guessed. */
  learnStart(bytes: Uint8Array, from: number, to: number, hash: number): Step | undefined {
    const length = to - from
    if (length > 128) return undefined
    // What comes once, as what a peer makes up, is not worth the work of learning it.
    const mark = hash & (this.seen.length - 1)
    if (this.seen[mark] !== hash) {
      this.seen[mark] = hash
      return undefined
    }
    const row = hash & (rows - 1)
    for (let at = from; at < to; at++) {
      if (!isOfFirstLine(bytes[at] ?? 0)) return undefined
    }
    const line = text(bytes, from, to)
    // What follows here may be raw output, without names.
    if (line === "Response: Follows" || !/^(Event|Response): /.test(line)) return undefined
    const first = this.starts[row]
    if (first !== undefined && isFull(first)) return undefined
    const step = this.step(bytes, from, length, line.slice(0, line.indexOf(":")), undefined)
    step.next = this.starts[row]
    this.starts[row] = step
    return step
  }

  /** Learns the name that stands here and follows a step; undefined where it is not one that can be guessed. */
  learn(before: Step, bytes: Uint8Array, from: number, end: number): Step | undefined {
    const to = Math.min(end, from + maxNameLength)
    let colon = from
    while (colon < to && isOfName(bytes[colon] ?? 0)) colon += 1
    // With its colon and blank, a name of two letters fills a word of the scanner.
    if (colon < from + 2 || colon + 1 >= end || bytes[colon] !== COLON || bytes[colon + 1] !== BLANK) return undefined
    // Another message may begin here, without an empty line before it: its framing is left to what looks for that.
    if (isEventName(bytes, from, colon)) return undefined
    if (before.depth === maxDepth || (before.first !== undefined && isFull(before.first))) return undefined
    const step = this.step(bytes, from, colon + 2 - from, text(bytes, from, colon), before)
    let last = before.first
    if (last === undefined) before.first = step
    while (last?.next !== undefined) last = last.next
    if (last !== undefined) last.next = step
    return step
  }

  /** The shape of a message that ends behind a step. */
  shapeOf(last: Step): Shape {
    if (last.shape !== undefined) return last.shape
    const names: Array<string> = []
    let first = last
    for (let step: Step | undefined = last; step !== undefined; step = step.before) {
      names.push(step.name)
      first = step
    }
    const kind = first.name === "Event" ? "Event" : "Response"
    const name = text(this.memory, first.from + kind.length + 2, first.from + first.length)
    return (last.shape = new Shape(kind, name, Object.freeze(names.toReversed())))
  }

  private step(bytes: Uint8Array, from: number, length: number, name: string, before: Step | undefined): Step {
    const step: Step = {
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
    return step
  }

  /** Makes room before a message, so that the steps of one message are never parted. */
  makeRoom(): void {
    if (this.used > maxBytes - 16_384 || this.count > maxSteps) this.forget()
  }

  private forget(): void {
    this.used = this.count = 0
    this.starts.length = 0
    for (let row = 0; row < rows; row++) this.starts.push(undefined)
  }
}

const isEventName = (bytes: Uint8Array, from: number, colon: number): boolean =>
  colon - from === 5 && text(bytes, from, colon) === "Event"

const isFull = (first: Step): boolean => {
  let width = 1
  for (let step = first.next; step !== undefined; step = step.next) width += 1
  return width >= maxWidth
}
