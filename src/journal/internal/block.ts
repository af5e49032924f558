/**
 * A block: the text of many messages as Asterisk sent it, with their numbers and times.
 *
 * Its first line is JSON, and the rest is what `AmiCodec` decodes. A message that has no such text stands in the first line.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import type * as AmiInbox from "../../client/AmiInbox.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"

/** What the first line holds: numbers and times as differences, and messages by their index that have no text. */
interface Meta {
  readonly seq: ReadonlyArray<number>
  readonly at: ReadonlyArray<number>
  readonly made?: Readonly<Record<string, ReadonlyArray<AmiMessage.Header>>>
}

/** Stands for names that a query cannot look for. */
export const anyName = "?"

/** More names than this are not worth to be looked for. */
const mostNames = 256

const encoder = /*#__PURE__*/ new TextEncoder()
const decoder = /*#__PURE__*/ new TextDecoder()

export class Block {
  readonly epoch: number
  /** In bytes, before they are compressed. */
  size = 0
  firstAt = 0
  lastAt = 0
  private lastSeq = 0
  private memory = pool.pop() ?? new Uint8Array(firstSize)
  private readonly seq: Array<number> = []
  private readonly at: Array<number> = []
  private readonly known = new Set<string>()
  private readonly made: Record<string, ReadonlyArray<AmiMessage.Header>> = {}

  constructor(epoch: number) {
    this.epoch = epoch
  }

  get events(): number {
    return this.seq.length
  }

  /** The names of its events, each after a blank. */
  get names(): string {
    if (this.known.size > mostNames) return ` ${anyName} `
    const names = new Set([...this.known].map((name) => isPlain.test(name) ? name : anyName))
    return ` ${[...names].join(" ")} `
  }

  add({ message, receivedAt, seq }: AmiInbox.Received): void {
    const text = AmiMessage.redactedWire(message)
    if (text === undefined) this.made[this.seq.length] = message.toJSON()
    else this.write(text)
    if (this.events === 0) this.firstAt = receivedAt
    this.seq.push(seq - this.lastSeq)
    this.at.push(receivedAt - this.lastAt)
    this.lastSeq = seq
    this.lastAt = receivedAt
    this.known.add(message.name)
  }

  bytes(): Uint8Array {
    const made = Object.keys(this.made).length === 0 ? {} : { made: this.made }
    const meta: Meta = { seq: this.seq, at: this.at, ...made }
    const first = encoder.encode(`${JSON.stringify(meta)}\n`)
    const from = head - first.length
    if (from >= 0) {
      this.memory.set(first, from)
      return this.memory.subarray(from, head + this.size)
    }
    const bytes = new Uint8Array(first.length + this.size)
    bytes.set(first)
    bytes.set(this.memory.subarray(head, head + this.size), first.length)
    return bytes
  }

  /** Its bytes are not needed any more: the next block writes where they are, as new memory costs more than all the rest. */
  release(): void {
    if (pool.length < mostPooled && this.memory.length <= largestPooled) pool.push(this.memory)
    this.memory = nothing
  }

  /** To encode each text where it goes takes an eighth of the time of encoding all of them together. */
  private write(text: string): void {
    const at = head + this.size
    const most = at + text.length * 3
    if (most > this.memory.length) {
      const larger = new Uint8Array(Math.max(most, this.memory.length * 2))
      larger.set(this.memory.subarray(0, at))
      this.memory = larger
    }
    this.size += encoder.encodeInto(text, this.memory.subarray(at)).written
  }
}

/** The room before the messages, in which the first line is written. */
const head = 16_384

const pool: Array<Uint8Array<ArrayBuffer>> = []
const mostPooled = 4
const largestPooled = 1 << 22
const nothing = /*#__PURE__*/ new Uint8Array(0)

/** What a quiet server needs in half a second. */
const firstSize = head + 16_384

/** What a query can look for. */
export const isPlain = /^[\x21-\x7e]{1,80}$/

const sums = (values: ReadonlyArray<number>): ReadonlyArray<number> => {
  let sum = 0
  return values.map((value) => (sum += value))
}

/** What accepts any message that a client has accepted. */
const limits = { lineBytes: Infinity, messageBytes: Infinity, messageLines: Infinity }

/** The messages of a block; undefined if the bytes are none. */
export const messagesOf = (bytes: Uint8Array, epoch: number): ReadonlyArray<AmiInbox.Received> | undefined =>
  Result.getOrUndefined(Result.try(() => read(bytes, epoch)))

const read = (bytes: Uint8Array, epoch: number): ReadonlyArray<AmiInbox.Received> | undefined => {
  const end = bytes.indexOf(10)
  const { at, made = {}, seq }: Meta = JSON.parse(decoder.decode(bytes.subarray(0, end)))
  const [numbers, times] = [sums(seq), sums(at)]
  const texts = AmiCodec.makeDecoder({ banner: false, limits }).push(bytes.subarray(end + 1))
  const items: Array<AmiInbox.Received> = []
  let next = 0
  for (const [index, seq] of numbers.entries()) {
    const headers = made[index]
    const message = headers === undefined ? texts[next++] : AmiMessage.make(headers)
    if (message === undefined) return undefined
    items.push({ _tag: "Received", epoch, seq, receivedAt: times[index] ?? 0, message })
  }
  return next === texts.length ? items : undefined
}
