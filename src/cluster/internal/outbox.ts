/**
 * What an owner has for one consumer, in order, until the consumer takes it.
 *
 * The connection to Asterisk never waits for a consumer: events that do not fit are dropped, and counted in their place. Answers
 * are never dropped; a consumer that leaves too many of them lying loses its session.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import type { Frame } from "../../internal/ownerWords.ts"
import type { Packing } from "../../internal/packing.ts"

export interface Limits {
  /** How many characters of events may wait. */
  readonly buffer: number
  /** How long events wait for others, so that they travel together. */
  readonly linger: Duration.Duration
}

/** So much travels at once, in characters: far below what a frame of RPC may hold. */
const mostAtOnce = 1 << 20
/** If so much waits already, in characters, it does not wait for more. */
const enough = 1 << 18
/** What is shorter is not worth packing. */
const leastPacked = 512
/** Answers may take so many times the room of events. */
const answersOverEvents = 8
/** How often a consumer hears something, though nothing happens. */
const beat = Duration.seconds(1)

const encoder = /*#__PURE__*/ new TextEncoder()

export class Outbox {
  private readonly limits: Limits
  private readonly packing: Packing | undefined
  private items: Array<string | Frame> = []
  /** Characters that wait. */
  private size = 0
  /** The gap that still grows, if it is the last item. */
  private gap: { readonly kind: "Missed"; dropped: number } | undefined
  private end: Frame | undefined
  private isUrgent = false
  private isWaking = false
  private readonly some = Latch.makeUnsafe(false)
  private readonly urgent = Latch.makeUnsafe(false)

  constructor(limits: Limits, packing: Packing | undefined) {
    this.limits = limits
    this.packing = packing
  }

  /** Everything was taken, the end too. */
  get isOver(): boolean {
    return this.end !== undefined && this.items.length === 0
  }

  /** True once nothing is added any more. */
  get isClosed(): boolean {
    return this.end !== undefined
  }

  /** Adds events, or counts them as missing. */
  events(text: string, count: number): void {
    if (this.end !== undefined) return
    if (this.size > 0 && this.size + text.length > this.limits.buffer) return this.missed(count)
    this.add(text)
    this.wake(this.size >= mostAtOnce)
  }

  /** Events are missing here. */
  missed(count: number | undefined, why = "SlowConsumer"): void {
    if (this.end !== undefined) return
    if (count !== undefined && this.gap !== undefined && why === "SlowConsumer") {
      this.gap.dropped += count
      return
    }
    if (count === undefined || why !== "SlowConsumer") {
      this.put({ kind: "Missed", why, ...(count === undefined ? {} : { dropped: count }) })
    } else {
      const gap = { kind: "Missed", dropped: count } as const
      this.put(gap)
      this.gap = gap
    }
    this.wake(false)
  }

  /** Adds what the consumer waits for. False if there is no room for it. */
  answer(text: string): boolean {
    if (this.end !== undefined) return true
    if (this.size + text.length > this.limits.buffer * answersOverEvents) return false
    this.add(text)
    this.wake(true)
    return true
  }

  /** Adds a frame that does not wait for others. */
  frame(frame: Frame): void {
    if (this.end !== undefined) return
    this.put(frame)
    this.wake(true)
  }

  /** Adds the last frame. */
  close(end: Frame): void {
    if (this.end !== undefined) return
    this.put(end)
    this.end = end
    this.wake(true)
  }

  /** Nobody takes anything any more. */
  abandon(): void {
    this.end ??= { kind: "Ended" }
    this.items = []
    this.size = 0
  }

  /** Waits until there is something, or the time has come for a sign of life. Gives no frame if all is over. */
  readonly take: Effect.Effect<ReadonlyArray<Frame>> = Effect.suspend(() =>
    this.urgent.isOpen() ? this.now : this.later
  )

  private readonly now: Effect.Effect<ReadonlyArray<Frame>> = Effect.sync(() => this.frames())

  private readonly later: Effect.Effect<ReadonlyArray<Frame>> = Effect.suspend(() =>
    Effect.timeoutOption(this.some.await, beat).pipe(
      Effect.andThen(
        Effect.suspend(() =>
          this.items.length === 0 || this.size >= enough || this.urgent.isOpen() || Duration.isZero(this.limits.linger)
            ? Effect.void
            : Effect.timeoutOption(this.urgent.await, this.limits.linger)
        )
      ),
      Effect.andThen(this.now)
    )
  )

  /** After the step of the reader, so that what came in one read travels together. */
  private wake(isUrgent: boolean): void {
    this.isUrgent ||= isUrgent
    if (this.isWaking) return
    this.isWaking = true
    queueMicrotask(() => {
      this.isWaking = false
      if (this.isUrgent) this.urgent.openUnsafe()
      this.some.openUnsafe()
    })
  }

  private put(frame: Frame): void {
    this.items.push(frame)
    this.gap = undefined
  }

  private add(text: string): void {
    this.items.push(text)
    this.size += text.length
    this.gap = undefined
  }

  private frames(): ReadonlyArray<Frame> {
    const frames: Array<Frame> = []
    let text = ""
    let size = 0
    let count = 0
    for (const item of this.items) {
      if (size >= mostAtOnce) break
      count += 1
      if (typeof item === "string") {
        text += item
        size += item.length
        continue
      }
      if (text !== "") frames.push(this.wire(text))
      text = ""
      frames.push(item)
    }
    if (text !== "") frames.push(this.wire(text))
    this.size -= size
    this.items = this.items.slice(count)
    if (this.items.length === 0) {
      this.gap = undefined
      this.isUrgent = false
      this.some.closeUnsafe()
      this.urgent.closeUnsafe()
      if (this.end === undefined && frames.length === 0) frames.push({ kind: "Beat" })
    }
    return frames
  }

  private wire(text: string): Frame {
    const bytes = encoder.encode(text)
    return this.packing === undefined || bytes.length < leastPacked
      ? { kind: "Messages", bytes }
      : { kind: "Packed", bytes: this.packing.pack(bytes) }
  }
}
