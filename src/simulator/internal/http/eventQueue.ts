/**
 * The events of a session over HTTP, from its start until a `WaitEvent` takes them.
 *
 * All events are queued, whatever the session wants: which of them it is told is
 * decided when they are taken (manager.c, action_waitevent). Where too much is
 * queued, the oldest are forgotten.
 *
 * @since 0.1.0
 */
import * as Latch from "effect/Latch"
import type { Announcement } from "../sessions.ts"

const sizeOf = ({ lines }: Announcement): number => lines.reduce((size, line) => size + line.length + 2, 2)

/** The turn of one that waits: open once there is no more to wait for. */
export type Turn = Latch.Latch

/** Events that wait to be taken, and at most one who waits for them. */
export class EventQueue {
  private readonly maxQueuedBytes: number
  private events: Array<Announcement> = []
  /** How many of them, the oldest, are forgotten. */
  private forgotten = 0
  private queued = 0
  private waiting: Turn | undefined = undefined
  private isClosed = false

  constructor(maxQueuedBytes: number) {
    this.maxQueuedBytes = maxQueuedBytes
  }

  /** Adds an event, and ends the wait for one. */
  add(event: Announcement): void {
    this.events.push(event)
    this.queued += sizeOf(event)
    this.forget()
    this.waiting?.openUnsafe()
  }

  /** Begins to wait in place of whoever did so far. */
  begin(): Turn {
    const former = this.waiting
    const turn = Latch.makeUnsafe(this.isClosed || this.events.length > this.forgotten)
    this.waiting = turn
    // Only now, because whoever waits may run before this returns.
    former?.openUnsafe()
    return turn
  }

  /** Takes all events; undefined if another waits by now. */
  take(turn: Turn): ReadonlyArray<Announcement> | undefined {
    if (this.waiting !== turn) return undefined
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

  /** Forgets the oldest events while too much is queued. */
  private forget(): void {
    while (this.queued > this.maxQueuedBytes) {
      const oldest = this.events[this.forgotten]
      if (oldest === undefined) break
      this.queued -= sizeOf(oldest)
      this.forgotten++
    }
    // Moving all others for each one that is forgotten would hold up everybody once a queue is full.
    if (this.forgotten > this.events.length / 2) {
      this.events = this.events.slice(this.forgotten)
      this.forgotten = 0
    }
  }
}
