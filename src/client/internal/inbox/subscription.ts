/**
 * The bounded buffer between the connection and one subscriber.
 *
 * The reader appends and never waits; the subscriber takes what there is, in
 * batches (see `pace`). What does not fit is dropped by the policy of the
 * subscription, and each run of dropped messages leaves one counted `Gap` in its
 * place, so that delivered plus dropped is what was received.
 *
 * @since 0.1.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { BufferOptions, Gap, Item, Mark, OfClient, Received } from "../../AmiInbox.ts"
import type { Meter } from "../meter.ts"
import { mergeMarks } from "./marks.ts"

/** Tells which messages take room in the buffer of a subscriber; it does not throw. */
export type Wants = (message: AmiMessage) => boolean

/** How a subscription ended: with the client, or because its subscriber was too slow. */
export type End = "ended" | "overflowed"

/** Counts losses. */
export interface Losses extends Pick<Meter, "dropped" | "gap"> {
  /** Whose they are. */
  readonly of?: OfClient | undefined
}

const uncounted: Losses = { dropped: () => undefined, gap: () => undefined }

interface GrowingGap extends Gap {
  dropped: number
  lastSeq: number
}

export class Subscription {
  end: End | undefined = undefined

  private readonly wants: Wants | undefined
  readonly losses: Losses
  readonly buffer: BufferOptions
  /** Marks and gaps that stand before the first item. */
  private lost: Array<Mark> = []
  private items: Array<Item> = []
  private head = 0
  private received = 0
  /** The gap that may still grow: it is shared with nobody until it is taken. */
  private gap: GrowingGap | undefined
  private onReady: (() => void) | undefined

  /** Wants some messages, or all of them. */
  constructor(wants: Wants | undefined, buffer: BufferOptions, losses: Losses = uncounted) {
    this.wants = wants
    this.buffer = buffer
    this.losses = losses
  }

  offer(item: Received): void {
    if (this.end !== undefined || this.wants?.(item.message) === false) return
    const { capacity, overflow } = this.buffer
    if (this.received >= capacity) {
      if (overflow === "fail") {
        this.end = "overflowed"
        return
      }
      if (overflow === "dropNewest") return this.lose(this.items, item)
      // More than one if the capacity has become less.
      while (this.received >= capacity) this.dropOldest()
    }
    this.items.push(item)
    this.received += 1
  }

  mark(mark: Mark): void {
    if (this.end !== undefined) return
    this.items.push(mark)
    mergeMarks(this.items)
  }

  close(): void {
    this.end ??= "ended"
  }

  get isEmpty(): boolean {
    return this.lost.length === 0 && this.head === this.items.length
  }

  /** Takes up to `most` items, plus any marks before them; `undefined` when empty. */
  take(most: number): ReadonlyArray<Item> | undefined {
    if (this.isEmpty) return undefined
    const end = this.head + most
    if (end >= this.items.length && this.head === 0 && this.lost.length === 0) {
      const { items } = this
      this.items = []
      this.received = 0
      return items
    }
    const items = [...this.lost, ...this.items.slice(this.head, end)]
    this.lost = []
    this.head = Math.min(end, this.items.length)
    for (const item of items) if (item._tag === "Received") this.received -= 1
    this.compact()
    return items
  }

  /** True if there is something to take, or the end was reached. */
  get isReady(): boolean {
    return this.head < this.items.length || this.end !== undefined
  }

  /** True while the subscriber has handled all that there was, and waits for more. */
  get isWaiting(): boolean {
    return this.onReady !== undefined
  }

  /** Calls back once, when there is something to take or the end was reached. */
  awaitReady(onReady: () => void): void {
    this.onReady = onReady
    this.notify()
  }

  /** The subscriber waits no longer. */
  stopWaiting(): void {
    this.onReady = undefined
  }

  notify(): void {
    const { onReady } = this
    if (onReady === undefined || !this.isReady) return
    this.onReady = undefined
    onReady()
  }

  /** Counts a dropped message into the gap that ends the list, or begins one there and says so. */
  private lose(items: Array<Item> | Array<Mark>, item: Received): void {
    this.losses.dropped(this.wants === undefined ? "inbox" : "events")
    const { epoch, seq } = item
    const { gap } = this
    if (gap !== undefined && gap === items.at(-1) && gap.epoch === epoch) {
      gap.dropped += 1
      gap.lastSeq = seq
      return
    }
    items.push(
      this.gap = {
        _tag: "Gap",
        epoch,
        dropped: 1,
        reason: "SlowConsumer",
        firstSeq: seq,
        lastSeq: seq,
        ...this.losses.of
      }
    )
    this.losses.gap("SlowConsumer")
  }

  private dropOldest(): void {
    for (; this.head < this.items.length; this.head++) {
      const item = this.items[this.head]
      if (item === undefined) continue
      if (item._tag !== "Received") {
        this.lost.push(item)
        mergeMarks(this.lost)
      } else {
        this.lose(this.lost, item)
        this.head += 1
        break
      }
    }
    this.received -= 1
    this.compact()
  }

  /** Moves the rest once for as many as have gone: constant work for each. */
  private compact(): void {
    if (2 * this.head < this.items.length) return
    this.items = this.items.slice(this.head)
    this.head = 0
  }
}
