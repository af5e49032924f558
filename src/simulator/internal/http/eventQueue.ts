/**
 * The events of a session over HTTP, from its start until a `WaitEvent` takes them.
 *
 * All events are queued, wanted or not: which of them the session receives is
 * decided when they are taken (manager.c, action_waitevent). When too much is
 * queued, the oldest are dropped.
 *
 * @since 0.1.0
 */
import * as Latch from "effect/Latch"
import type { Announcement } from "../sessions.ts"

const sizeOf = ({ lines }: Announcement): number => lines.reduce((size, line) => size + line.length + 2, 2)

/** A waiter: its latch opens once there is nothing more to wait for. */
export type Waiter = Latch.Latch

/** Queued events, and at most one waiter. */
export class EventQueue {
  private readonly maxQueuedBytes: number
  private events: Array<Announcement> = []
  /** How many of the oldest events were dropped. */
  private forgotten = 0
  private queued = 0
  private waiting: Waiter | undefined = undefined
  private isClosed = false

  constructor(maxQueuedBytes: number) {
    this.maxQueuedBytes = maxQueuedBytes
  }

  /** Adds an event and wakes the waiter. */
  add(event: Announcement): void {
    this.events.push(event)
    this.queued += sizeOf(event)
    this.forget()
    this.waiting?.openUnsafe()
  }

  /** Starts to wait, replacing the previous waiter. */
  begin(): Waiter {
    const former = this.waiting
    const waiter = Latch.makeUnsafe(this.isClosed || this.events.length > this.forgotten)
    this.waiting = waiter
    // Last, because the previous waiter may run before this returns.
    former?.openUnsafe()
    return waiter
  }

  /** Takes all events; undefined if another waiter has taken over. */
  take(waiter: Waiter): ReadonlyArray<Announcement> | undefined {
    if (this.waiting !== waiter) return undefined
    this.waiting = undefined
    const events = this.events.slice(this.forgotten)
    this.events = []
    this.forgotten = 0
    this.queued = 0
    return events
  }

  /** Ends the wait, for good. */
  close(): void {
    this.isClosed = true
    this.waiting?.openUnsafe()
  }

  /** Drops the oldest events while too much is queued. */
  private forget(): void {
    while (this.queued > this.maxQueuedBytes) {
      const oldest = this.events[this.forgotten]
      if (oldest === undefined) break
      this.queued -= sizeOf(oldest)
      this.forgotten++
    }
    // Shifting the array for each dropped event would stall everything once a queue is full.
    if (this.forgotten > this.events.length / 2) {
      this.events = this.events.slice(this.forgotten)
      this.forgotten = 0
    }
  }
}
