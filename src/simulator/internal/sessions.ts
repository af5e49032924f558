/**
 * Sessions: who they are, what they may do, and how they are told of events.
 *
 * @since 0.1.0
 */
import type { RaisedEvent } from "./messages.ts"
import { Outbox } from "./outbox.ts"
import * as privileges from "./privileges.ts"

/** An event as a session takes it: its classes and its lines. */
export type Announcement = Pick<RaisedEvent, "classes" | "lines">

/** A session, however it is connected. */
export abstract class Session {
  readonly id: number
  /** The name as it was typed; undefined before the login. */
  user: string | undefined = undefined
  since = 0
  read = 0
  write = 0
  /** The classes of events that it wants. */
  mask: number
  challenge = ""

  constructor(id: number, mask: number) {
    this.id = id
    this.mask = mask
  }

  /** Whether it is told of events of these classes. */
  hears(classes: number): boolean {
    return this.user !== undefined && privileges.includes(this.read & this.mask, classes)
  }

  /** Tells it of an event. The text is made for the first session that needs it. */
  abstract tell(event: Announcement, text: () => string): void

  /** Writes something to its connection as it is, if it has one. */
  abstract push(text: string): void

  /** Ends it at once, without a word. */
  abstract end(): void

  /** Whether its time is over. */
  abstract isOver(now: number): boolean
}

/** A session over a socket of its own. */
export class SocketSession extends Session {
  readonly outbox: Outbox

  constructor(id: number, maxQueuedBytes: number) {
    super(id, privileges.all)
    this.outbox = new Outbox(maxQueuedBytes)
  }

  tell(event: Announcement, text: () => string): void {
    if (this.hears(event.classes)) this.outbox.notify(text())
  }

  push(text: string): void {
    this.outbox.notify(text)
  }

  end(): void {
    this.outbox.cut()
  }

  isOver(): boolean {
    return false
  }
}
