/**
 * What waits to be stored: blocks and gaps in their order, in bounded memory.
 *
 * When it is full the oldest block becomes a gap that counts its events, in its place: what the database cannot take is
 * dropped, and no reader of a connection waits for it.
 *
 * @since 0.2.0
 */
import type * as AmiInbox from "../../client/AmiInbox.ts"
import { Block } from "./block.ts"
import type { GapReason } from "./entry.ts"

/** A row of the journal that is not stored yet. */
export interface Row {
  epoch: number
  firstAt: number
  lastAt: number
  events: number
  /** How many messages are missing; null if nobody knows. */
  dropped: number | null
  gap: GapReason | null
  /** When a gap began; null if it is a moment. */
  since: number | null
  names: string
  data: Uint8Array | null
  /** What is still to be compressed. */
  block: Block | undefined
}

export interface Limits {
  /** A block with so many events is full. */
  readonly blockEvents: number
  /** How many blocks may wait. */
  readonly maxBlocks: number
}

/** A block of so many bytes is full too: a single message may have millions. */
const mostBytes = 1 << 20

/** Gaps are small: so many for each block may wait before they are merged. */
const gapsPerBlock = 4

export class Backlog {
  received = 0
  stored = 0
  dropped = 0
  /** The rows that were made, and those that are stored or have become part of another. */
  made = 0
  done = 0
  private readonly limits: Limits
  private readonly now: () => number
  private readonly onRow: () => void
  private rows: Array<Row> = []
  /** What is being stored. */
  private taken: ReadonlyArray<Row> = []
  private blocks = 0
  private open: Block | undefined

  constructor(limits: Limits, now: () => number, onRow: () => void) {
    this.limits = limits
    this.now = now
    this.onRow = onRow
  }

  /** The events that are not stored yet. */
  get waiting(): number {
    return this.received - this.stored - this.dropped
  }

  get isStored(): boolean {
    return this.open === undefined && this.rows.length === 0 && this.taken.length === 0
  }

  add(item: AmiInbox.Item): void {
    switch (item._tag) {
      case "Received": {
        this.received += 1
        if (this.open !== undefined && this.open.epoch !== item.epoch) this.flush()
        const block = (this.open ??= new Block(item.epoch))
        block.add(item)
        if (block.events >= this.limits.blockEvents || block.size >= mostBytes) this.flush()
        return
      }
      case "Gap":
        return this.gap(item.epoch, item.reason, item.dropped === "unknown" ? null : item.dropped)
      case "Disconnected":
        return this.gap(item.epoch, "Disconnected", null, item.lastMessageAt ?? null)
      case "Connected":
        return
    }
  }

  gap(epoch: number, gap: GapReason, dropped: number | null, since: number | null = null): void {
    this.flush()
    this.put(gapRow(epoch, this.now(), gap, dropped, since))
  }

  /** The first record of each writer. It is not after the first message. */
  begin(): void {
    this.made += 1
    const first = this.rows[0] ?? this.open
    const at = Math.min(this.now(), first?.firstAt ?? Infinity)
    this.rows.unshift(gapRow(first?.epoch ?? 0, at, "OwnerChanged", null, null))
    this.onRow()
  }

  /** Closes the block that is being filled, if nothing else waits: a database that is away gets full blocks. */
  age(): void {
    if (this.rows.length === 0 && this.taken.length === 0) this.flush()
  }

  flush(): void {
    const block = this.open
    if (block === undefined) return
    this.open = undefined
    const { epoch, events, firstAt, lastAt, names } = block
    this.blocks += 1
    this.put({ epoch, firstAt, lastAt, events, dropped: null, gap: null, since: null, names, data: null, block })
  }

  /** The oldest block that is not compressed. */
  unpacked(): Row | undefined {
    return this.rows.find(({ block }) => block !== undefined)
  }

  /** The oldest rows, as far as they are compressed. They are held until they are stored. */
  take(most: number): ReadonlyArray<Row> {
    const end = this.rows.findIndex(({ block }) => block !== undefined)
    this.taken = this.rows.splice(0, Math.min(most, end === -1 ? this.rows.length : end))
    return this.taken
  }

  /** Those that were taken are stored. */
  settle(): void {
    for (const { data, events } of this.taken) {
      this.stored += events
      if (data !== null) this.blocks -= 1
    }
    this.done += this.taken.length
    this.taken = []
  }

  private put(row: Row): void {
    this.made += 1
    this.rows.push(row)
    while (this.blocks > this.limits.maxBlocks && this.dropOldest());
    if (this.rows.length > this.limits.maxBlocks * (1 + gapsPerBlock)) this.mergeGaps()
    this.onRow()
  }

  private dropOldest(): boolean {
    const index = this.rows.findIndex(({ gap }) => gap === null)
    const row = this.rows[index]
    if (row === undefined) return false
    this.blocks -= 1
    this.dropped += row.events
    const { epoch, events, firstAt, lastAt } = row
    const before = this.rows[index - 1]
    if (before?.gap === "JournalFull" && before.epoch === epoch) {
      before.dropped = (before.dropped ?? 0) + events
      before.firstAt = before.lastAt = lastAt
      this.rows.splice(index, 1)
      this.done += 1
    } else this.rows[index] = gapRow(epoch, lastAt, "JournalFull", events, firstAt)
    return true
  }

  /** The two oldest gaps become one: nobody knows how many messages it has lost if that is so of one of them. */
  private mergeGaps(): void {
    const index = this.rows.findIndex(({ gap }, index) => gap !== null && (this.rows[index + 1]?.gap ?? null) !== null)
    const [one, other] = [this.rows[index], this.rows[index + 1]]
    if (one === undefined || other === undefined) return
    const dropped = one.dropped === null || other.dropped === null ? null : one.dropped + other.dropped
    this.done += 1
    this.rows.splice(index, 2, gapRow(other.epoch, other.lastAt, "JournalFull", dropped, one.since ?? one.firstAt))
  }
}

const gapRow = (epoch: number, at: number, gap: GapReason, dropped: number | null, since: number | null): Row => ({
  epoch,
  firstAt: at,
  lastAt: at,
  events: 0,
  dropped,
  gap,
  since,
  names: "",
  data: null,
  block: undefined
})
