/**
 * The bounded buffer between the connection and one subscriber.
 *
 * The reader appends and never waits; the subscriber takes everything there is
 * at once. What does not fit is dropped by the policy of the subscription, and
 * each run of dropped messages leaves one counted `Gap` in its place, so that
 * delivered plus dropped is what was received.
 *
 * @since 0.1.0
 */
import type { Buffer, Item, Mark, Received } from "../AmiInbox.ts"
import type { Meter } from "./meter.ts"

/** How a subscription ended: by the client, or by itself because its subscriber was too slow. */
export type End = "ended" | "overflowed"

/** Where losses are counted. */
export type Losses = Pick<Meter, "dropped" | "gap">

const uncounted: Losses = { dropped: () => undefined, gap: () => undefined }

export class Subscription {
  end: End | undefined = undefined

  private readonly names: ReadonlySet<string> | undefined
  private readonly losses: Losses
  readonly buffer: Buffer
  /** Marks and gaps that stand before the first item. */
  private lost: Array<Mark> = []
  private items: Array<Item> = []
  private head = 0
  private received = 0
  private onReady: (() => void) | undefined

  /** Wants the messages with these names, or all of them. */
  constructor(names: ReadonlySet<string> | undefined, buffer: Buffer, losses: Losses = uncounted) {
    this.names = names
    this.buffer = buffer
    this.losses = losses
  }

  offer(item: Received): void {
    if (this.end !== undefined || (this.names !== undefined && !this.names.has(item.message.name))) return
    if (this.received === this.buffer.capacity) {
      if (this.buffer.overflow === "fail") {
        this.end = "overflowed"
        return
      }
      if (this.buffer.overflow === "dropNewest") return this.lose(this.items, item)
      this.dropOldest()
    }
    this.items.push(item)
    this.received += 1
  }

  mark(mark: Mark): void {
    if (this.end === undefined) this.items.push(mark)
  }

  close(): void {
    this.end ??= "ended"
  }

  /** Takes everything; undefined where there is nothing. */
  take(): ReadonlyArray<Item> | undefined {
    if (this.lost.length === 0 && this.head === this.items.length) return undefined
    const items = this.lost.length === 0 && this.head === 0
      ? this.items
      : [...this.lost, ...this.items.slice(this.head)]
    this.lost = []
    this.items = []
    this.head = this.received = 0
    return items
  }

  /** Calls back once, when there is something to take or the end was reached. */
  awaitReady(onReady: () => void): void {
    this.onReady = onReady
    this.notify()
  }

  notify(): void {
    const { onReady } = this
    if (onReady === undefined || (this.head === this.items.length && this.end === undefined)) return
    this.onReady = undefined
    onReady()
  }

  private lose(items: Array<Item> | Array<Mark>, item: Received): void {
    this.losses.dropped(this.names === undefined ? "inbox" : "events")
    if (extendGap(items, item)) this.losses.gap("SlowConsumer")
  }

  private dropOldest(): void {
    for (; this.head < this.items.length; this.head++) {
      const item = this.items[this.head]
      if (item === undefined) continue
      if (item._tag !== "Received") this.lost.push(item)
      else {
        this.lose(this.lost, item)
        this.head += 1
        break
      }
    }
    this.received -= 1
    // Moves the rest once for as many drops as there are items: constant work a drop.
    if (this.head > this.buffer.capacity) {
      this.items = this.items.slice(this.head)
      this.head = 0
    }
  }
}

/** Counts a dropped message into the gap that ends the list, or begins one there and says so. */
const extendGap = (items: Array<Item> | Array<Mark>, dropped: Received): boolean => {
  const last = items.at(-1)
  const { epoch, seq } = dropped
  if (last?._tag === "Gap" && last.epoch === epoch && last.dropped !== "unknown") {
    items[items.length - 1] = { ...last, dropped: last.dropped + 1, lastSeq: seq }
    return false
  }
  items.push({ _tag: "Gap", epoch, dropped: 1, reason: "SlowConsumer", firstSeq: seq, lastSeq: seq })
  return true
}
