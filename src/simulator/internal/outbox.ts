/**
 * What a session has to write, queued between those who produce it and the socket.
 *
 * Writers never wait: what they write is queued. While an answer is being made,
 * events are held back, so that nothing comes between a request and its whole
 * answer. A peer that does not read is cut off once too much is queued.
 *
 * @since 0.1.0
 */
import * as Latch from "effect/Latch"

/** How an outbox ended: everything was written, then perhaps the connection reset; or the rest was dropped. */
export type End = "finished" | "reset" | "cut"

/** A queue of text that is written piece by piece. */
export class Outbox {
  /** Open while the writing fiber has something to do. */
  readonly ready: Latch.Latch = Latch.makeUnsafe(false)
  /** Open once the peer is cut off, even while the writing fiber waits for it. */
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

  /** How it ends, once that is known. If it is finished, what is queued is still written. */
  get end(): End | undefined {
    return this.ending
  }

  /** Whether everything was taken. */
  get isEmpty(): boolean {
    return this.queue.length === 0
  }

  /** Whether events are being held back. */
  get isHolding(): boolean {
    return this.held.length > 0
  }

  /** Writes an answer. */
  write(text: string): void {
    if (this.ending !== undefined || text === "") return
    this.queue.push(text)
    this.queued += text.length
    if (this.queued > this.maxQueuedBytes) this.cut()
    this.ready.openUnsafe()
  }

  /** Writes an event, after the answer in progress, if there is one. */
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

  /** Releases the events that were held back. */
  done(): void {
    this.isBusy = false
    const held = this.held
    this.held = []
    for (const text of held) {
      this.queued -= text.length
      this.write(text)
    }
  }

  /** Takes the events that were held back, for an answer that contains them. */
  takeHeld(): ReadonlyArray<string> {
    const held = this.held
    this.held = []
    for (const text of held) this.queued -= text.length
    return held
  }

  /** Takes the next text to write. */
  take(): ReadonlyArray<string> {
    const texts = this.queue
    this.queue = []
    if (this.ending === undefined) this.ready.closeUnsafe()
    return texts
  }

  /** Records how much was written. */
  written(bytes: number): void {
    this.queued -= bytes
  }

  /** Ends once everything is written; anything later is dropped. */
  finish(how: "finished" | "reset" = "finished"): void {
    this.ending ??= how
    this.ready.openUnsafe()
  }

  /** Ends at once, even in the middle of a write. */
  cut(): void {
    this.ending = "cut"
    this.queue = []
    this.held = []
    this.severed.openUnsafe()
    this.ready.openUnsafe()
  }
}
