/**
 * What a session has to write, between those who say it and the socket.
 *
 * Writers never wait: what they write is queued. Events wait here while the
 * answer to an action is being made, so that nothing comes between a request and
 * its whole answer. A peer that does not read is cut off once too much is queued.
 *
 * @since 0.1.0
 */
import * as Latch from "effect/Latch"

/** How an outbox ended: all was written, or the rest was dropped. */
export type End = "finished" | "cut"

/** A queue of text that is written one piece after the other. */
export class Outbox {
  /** Open while there is something to do for whoever writes. */
  readonly ready: Latch.Latch = Latch.makeUnsafe(false)
  /** Open once the peer is cut off, even where whoever writes waits for it. */
  readonly severed: Latch.Latch = Latch.makeUnsafe(false)
  private readonly maxQueuedBytes: number
  private queue: Array<string> = []
  private held: Array<string> = []
  private queued = 0
  private isBusy = false
  private ending: End | undefined = undefined

  constructor(maxQueuedBytes: number) {
    this.maxQueuedBytes = maxQueuedBytes
  }

  /** How it ends, once that is known. What is queued is still to be written if it is finished. */
  get end(): End | undefined {
    return this.ending
  }

  /** Whether everything was taken. */
  get isEmpty(): boolean {
    return this.queue.length === 0
  }

  /** Writes an answer. */
  write(text: string): void {
    if (this.ending !== undefined || text === "") return
    this.queue.push(text)
    this.queued += text.length
    if (this.queued > this.maxQueuedBytes) this.cut()
    this.ready.openUnsafe()
  }

  /** Writes an event, after the answer that is being made, if there is one. */
  notify(text: string): void {
    if (!this.isBusy) return this.write(text)
    if (this.ending !== undefined) return
    this.held.push(text)
    this.queued += text.length
    if (this.queued > this.maxQueuedBytes) this.cut()
  }

  /** Holds events back until the answer is written. */
  begin(): void {
    this.isBusy = true
  }

  /** Lets the events go that were held back. */
  done(): void {
    this.isBusy = false
    const held = this.held
    this.held = []
    for (const text of held) {
      this.queued -= text.length
      this.write(text)
    }
  }

  /** Takes what is to be written next. */
  take(): ReadonlyArray<string> {
    const texts = this.queue
    this.queue = []
    if (this.ending === undefined) this.ready.closeUnsafe()
    return texts
  }

  /** Notes that so much has been written. */
  written(bytes: number): void {
    this.queued -= bytes
  }

  /** Ends once everything is written; what comes later is dropped. */
  finish(): void {
    this.ending ??= "finished"
    this.ready.openUnsafe()
  }

  /** Ends at once, in the middle of whatever is being written. */
  cut(): void {
    this.ending = "cut"
    this.queue = []
    this.held = []
    this.severed.openUnsafe()
    this.ready.openUnsafe()
  }
}
