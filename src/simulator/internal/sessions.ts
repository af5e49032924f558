/**
 * Sessions: their account, what they may do, and how they receive events.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import { Filters } from "./filters.ts"
import type { Peer } from "./line.ts"
import type { RaisedEvent } from "./messages.ts"
import { Outbox } from "./outbox.ts"
import * as privileges from "./privileges.ts"
import type { Account, Settings } from "./settings.ts"

/** An event as delivered to sessions. */
export type Announcement = RaisedEvent

/** A session, however it is connected. */
export abstract class Session {
  readonly id: number
  readonly peer: Peer
  /** The name as typed; undefined before the login. */
  user: string | undefined = undefined
  since = 0
  read = 0
  write = 0
  /** The classes of events that it wants. */
  mask: number
  challenge = ""
  readonly filters = new Filters()

  constructor(id: number, mask: number, peer: Peer) {
    this.id = id
    this.peer = peer
    this.mask = mask
  }

  /** Logs in; what the account may do now is what the session may do from then on. */
  logIn(account: Account, user: string, now: number): void {
    this.user = user
    this.since = now
    this.read = account.read
    this.write = account.write
    for (const filter of account.filters) this.filters.add(filter)
  }

  /** Whether it receives events of these classes. */
  mayReceive(classes: number): boolean {
    return this.user !== undefined && privileges.includes(this.read & this.mask, classes)
  }

  /** Whether it receives an event. */
  receives(event: Announcement, text: () => string): boolean {
    return this.mayReceive(event.classes) && this.filters.pass(event.name, text)
  }

  /** Delivers an event. The text is made once, for the first session that needs it. */
  abstract deliver(event: Announcement, text: () => string): void

  /** Writes text as it is to its connection, if it has one. */
  abstract push(text: string): void

  /** Ends it after everything that is queued. */
  abstract finish(): void

  /** Ends it at once, without notice. */
  abstract end(): void

  /** Whether it has expired. */
  abstract isExpired(now: number): boolean
}

/** A session over a socket of its own. */
export class SocketSession extends Session {
  readonly outbox: Outbox
  /** Completes when its peer has sent more than was read, or is gone. */
  arrival: Effect.Effect<void> = Effect.never
  /** Whether it has ended without a notice to its peer. */
  isDead = false
  /** An answer that comes after the next one. */
  withheld = ""
  private waiter: Latch.Latch | undefined = undefined

  /** How long its peer may go without reading. */
  writeTimeout: Duration.Input

  constructor(id: number, peer: Peer, { maxQueuedBytes, writeTimeout }: Settings) {
    super(id, privileges.all, peer)
    this.outbox = new Outbox(maxQueuedBytes)
    this.writeTimeout = writeTimeout
  }

  deliver(event: Announcement, text: () => string): void {
    if (this.receives(event, text)) this.outbox.notify(text())
    this.waiter?.openUnsafe()
  }

  /** Starts to wait for an event, wanted or not; the latch opens with the first one. */
  begin(): Latch.Latch {
    const waiter = this.waiter = Latch.makeUnsafe(this.outbox.isHolding)
    return waiter
  }

  /** Ends the wait, and takes the events that arrived meanwhile, as text. */
  done(): ReadonlyArray<string> {
    this.waiter = undefined
    return this.outbox.takeHeld()
  }

  override logIn(account: Account, user: string, now: number): void {
    super.logIn(account, user, now)
    this.writeTimeout = account.writeTimeout ?? this.writeTimeout
  }

  push(text: string): void {
    this.outbox.notify(text)
  }

  finish(): void {
    this.outbox.finish()
  }

  end(): void {
    this.outbox.cut()
  }

  isExpired(): boolean {
    return false
  }
}
