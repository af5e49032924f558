/**
 * How many messages a subscriber gets at once, and when it must let the connection be read.
 *
 * A handler that computes holds the only thread there is, and Asterisk hangs up on a client when a write to it waits for
 * 100 ms (manager.c, `writetimeout`). So the subscribers that are at work share 20 ms, after which each waits for the next
 * turn of the event loop, and the size of a batch follows from how long the batch before took.
 *
 * @since 0.2.0
 */
import type * as Clock from "effect/Clock"

/** How long all subscribers of a client may run together before the connection is read. */
const sliceMillis = 20

/** How long one batch should take, if there is one subscriber. */
const batchMillis = 5

const maxBatchSize = 256

/** What the subscribers of a client share. */
export class Slice {
  private readonly clock: Pick<Clock.Clock, "monotonicTimeNanosUnsafe">
  /** How many subscribers have not handled all that they got, the one that asks included. */
  readonly busy: () => number
  /** Grows each time something was read. */
  reads = 0
  /** Counts the slices. */
  number = 0
  spent = 0

  constructor(clock: Pick<Clock.Clock, "monotonicTimeNanosUnsafe">, busy: () => number) {
    this.clock = clock
    this.busy = busy
  }

  /** The monotonic clock in milliseconds. */
  now(): number {
    return Number(this.clock.monotonicTimeNanosUnsafe()) / 1e6
  }
}

/** The pace of one subscriber. */
export class Pace {
  private readonly slice: Slice
  private batch = 0
  /** Grows slowly: a handler may be quick with many events and slow with the next. */
  private most = 4
  /** What a message took of late, in milliseconds. */
  private cost = 0
  private reads = 0
  private at = 0
  private spent = 0

  constructor(slice: Slice) {
    this.slice = slice
  }

  /** How many messages the next batch may have. */
  get batchSize(): number {
    const fitting = Math.floor(batchMillis / (this.slice.busy() * this.cost))
    return Math.max(1, Math.min(this.most, fitting))
  }

  /** True if the subscriber must wait for the next turn of the event loop. */
  get isOver(): boolean {
    return this.slice.spent >= sliceMillis || this.spent >= sliceMillis / this.slice.busy()
  }

  /** The subscriber runs again, after it has waited. */
  begin(): void {
    this.at = this.slice.now()
  }

  /** The subscriber runs again, in the turn after the slice with this number; the first one begins the next slice. */
  beginAfter(number: number): void {
    this.spent = 0
    if (this.slice.number === number) {
      this.slice.number += 1
      this.slice.spent = 0
    }
    this.begin()
  }

  /** The subscriber gets so many messages. */
  handOver(count: number): void {
    this.batch = count
    this.reads = this.slice.reads
  }

  /** The subscriber asks for more. */
  handled(): void {
    const { batch, slice } = this
    if (batch === 0) return
    this.batch = 0
    const now = slice.now()
    const millis = now - this.at
    this.at = now
    this.most = Math.min(maxBatchSize, 4 * batch)
    // The loop has turned meanwhile: the connection was read, and the time is not the handler's alone.
    if (this.reads !== slice.reads) {
      if (this.cost === 0) this.cost = millis / batch
      return
    }
    slice.spent += millis
    this.spent += millis
    this.cost = millis / batch
  }
}
