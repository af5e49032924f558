/**
 * A session over HTTP: many requests, concurrent or one after the other, and no connection of its own.
 *
 * It is found by a key of eight hexadecimal digits: the value of its cookie, or
 * the nonce of its digests (manager.c, `managerid`). It expires some time after
 * its last request.
 *
 * @since 0.1.0
 */
import type { Peer } from "../line.ts"
import { type Announcement, Session } from "../sessions.ts"
import { EventQueue } from "./eventQueue.ts"

/** How long a session that is not logged in lives, in milliseconds. */
const loginTimeout = 5000

/** What a session over HTTP is made with. */
export interface Make {
  readonly id: number
  readonly key: string
  readonly mask: number
  /** How long it lives after its last request, in milliseconds. */
  readonly life: number
  readonly maxQueuedBytes: number
  readonly peer: Peer
}

/** A session over HTTP. */
export class HttpSession extends Session {
  key: string
  /** The nonce before the one that is its key; empty if there was none. */
  formerKey = ""
  /** When its key was issued. */
  keyedAt = 0
  /** The highest request counter under its nonce. */
  nonceCount = 0
  readonly events: EventQueue
  private readonly life: number
  private ends = Infinity
  private requests = 0

  constructor({ id, key, life, mask, maxQueuedBytes, peer }: Make) {
    super(id, mask, peer)
    this.key = key
    this.life = life
    this.events = new EventQueue(maxQueuedBytes)
  }

  /** Begins a request; the session does not expire while it runs. */
  begin(): void {
    this.requests++
  }

  /** Ends a request, and restarts the session's timeout (manager.c, generic_http_callback). */
  done(now: number): void {
    this.requests--
    this.ends = now + (this.user === undefined ? Math.min(this.life, loginTimeout) : this.life)
  }

  /** Restarts the session's timeout at the start of a request (manager.c, auth_http_callback). */
  renew(now: number): void {
    this.ends = now + Math.max(this.life, loginTimeout)
  }

  /** How long a request may wait, so that it is answered 10 seconds before the session expires. */
  maxWait(now: number): number {
    return Math.max(0, this.ends - now - 10_000)
  }

  /** Queues the event, wanted or not. */
  deliver(event: Announcement): void {
    this.events.add(event)
  }

  /** Does nothing: it has no connection of its own. */
  push(): void {}

  end(): void {
    this.events.close()
  }

  finish(): void {
    this.end()
  }

  isExpired(now: number): boolean {
    return this.requests === 0 && now > this.ends
  }
}
