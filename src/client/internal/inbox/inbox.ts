/**
 * The inbox of a client: everything that answers no action, for those who subscribe to it.
 *
 * It outlives connections, and shows what came over each of them between a
 * `Connected` and a `Disconnected` mark. What comes before the `Connected` mark
 * belongs to the time in which anything may be missing, and is not shown.
 *
 * The reader hands over the messages of one read and never waits; each
 * subscription has a buffer of its own, and one never touches another. The
 * inbox also reports to a connection whether its subscribers keep up, so that it can
 * let them catch up before it reads on.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { AmiError, SlowConsumer } from "../../../AmiError.ts"
import * as Mask from "../../../internal/mask.ts"
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { Subscribers } from "../../../transport/AmiTransport.ts"
import type { BufferOptions, Connected, Gap, Item, Mark, OfClient, Received } from "../../AmiInbox.ts"
import type { Meter } from "../meter.ts"
import type { WakeQueue } from "../wakes.ts"
import { Pace, Slice } from "./pace.ts"
import { type Losses, Subscription, type Wants } from "./subscription.ts"

/** Gets items as they come; it does not throw. */
export type Tap = (items: ReadonlyArray<Item>) => void

export interface InboxOptions {
  /** The classes of events that subscribers see. */
  readonly mask: Mask.EventMask
  readonly meter: Pick<Meter, "dropped" | "gap"> & { readonly totals: Pick<Meter["totals"], "received"> }
  readonly wakes: WakeQueue
  readonly clock: Pick<Clock.Clock, "monotonicTimeNanosUnsafe">
  /** The client that marks and errors name. */
  readonly of: OfClient
}

export class Inbox implements Subscribers {
  /** Whether subscribers see a message; undefined if they see all of them. */
  readonly isVisible: ((message: AmiMessage) => boolean) | undefined
  private readonly options: InboxOptions
  private readonly losses: Losses
  private readonly slice: Slice
  private readonly all = new Set<Subscription>()
  /** They get everything at once, and have no buffer. */
  private readonly taps = new Set<Tap>()
  /** Those that have not handled all that they got. */
  private readonly busy = new Set<Subscription>()
  /** The mark of the connection that subscribers see, which a new subscriber gets first. */
  private connected: Connected | undefined
  private onCaughtUp: (() => void) | undefined
  private onListening: (() => void) | undefined
  private closed = false

  constructor(options: InboxOptions) {
    this.options = options
    const { meter, of } = options
    this.losses = { dropped: (subscription) => meter.dropped(subscription), gap: (reason) => meter.gap(reason), of }
    this.isVisible = Mask.visible(options.mask)
    this.slice = new Slice(options.clock, () => this.busy.size)
  }

  /** A connection is ready: its messages are shown from here on. */
  open(mark: Connected): void {
    this.connected = { ...mark, ...this.options.of }
    this.mark(this.connected)
    this.checkListening()
  }

  /** Takes the messages of one read. */
  publish(epoch: number, items: ReadonlyArray<Received>): void {
    if (this.connected?.epoch !== epoch) return
    this.options.meter.totals.received += items.length
    this.slice.reads += 1
    for (const subscription of this.all) {
      for (const item of items) subscription.offer(item)
      this.wake(subscription)
    }
    for (const tap of this.taps) tap(items)
  }

  /** Messages were lost before they reached the client. */
  missed(gap: Omit<Gap, "client">): void {
    const { meter, of } = this.options
    if (this.connected?.epoch !== gap.epoch) return
    meter.gap(gap.reason)
    if (gap.dropped !== "unknown") meter.dropped("transport", gap.dropped)
    this.mark({ ...gap, ...of })
  }

  /** The connection is over: nothing more of it is shown. */
  disconnect(cause: AmiError, lastMessageAt: number | undefined): void {
    const { connected } = this
    if (connected === undefined) return
    this.connected = undefined
    this.mark({ _tag: "Disconnected", epoch: connected.epoch, cause, lastMessageAt, ...this.options.of })
  }

  /** Ends every stream, after what it has not delivered yet. */
  close(): void {
    this.closed = true
    for (const subscription of this.all) {
      subscription.close()
      this.wake(subscription)
    }
  }

  onceCaughtUp(run: () => void): void {
    this.onCaughtUp = run
    this.checkCaughtUp()
  }

  onceListening(run: () => void): void {
    this.onListening = run
    this.checkListening()
  }

  /** Hands over each item in the step in which it comes, until the function that it gives is called. */
  tap(tap: Tap): () => void {
    this.taps.add(tap)
    this.checkListening()
    return () => this.taps.delete(tap)
  }

  /** Subscribes to the messages that are wanted, or to all, when it is run. */
  stream(wants: Wants | undefined, buffer: BufferOptions): Stream.Stream<Item, AmiError> {
    const acquire = Effect.sync(() => {
      const subscription = new Subscription(wants, buffer, this.losses)
      if (this.connected !== undefined) subscription.mark(this.connected)
      if (this.closed) subscription.close()
      this.all.add(subscription)
      this.busy.add(subscription)
      this.checkListening()
      return subscription
    })
    const release = (subscription: Subscription) =>
      Effect.sync(() => {
        this.all.delete(subscription)
        this.rest(subscription)
      })
    const pulling = Effect.map(Effect.acquireRelease(acquire, release), (subscription) => this.pull(subscription))
    return Stream.fromPull(pulling).pipe(Stream.scoped)
  }

  private mark(mark: Mark): void {
    for (const subscription of this.all) {
      subscription.mark(mark)
      this.wake(subscription)
    }
    for (const tap of this.taps) tap([mark])
  }

  private wake(subscription: Subscription): void {
    if (!subscription.isWaiting || !subscription.isReady) return
    this.busy.add(subscription)
    this.options.wakes.run(() => subscription.notify())
  }

  /** The subscription has handled what there was, or is over. */
  private rest(subscription: Subscription): void {
    this.busy.delete(subscription)
    this.checkCaughtUp()
  }

  private checkCaughtUp(): void {
    const { onCaughtUp } = this
    if (onCaughtUp === undefined || this.busy.size > 0) return
    this.onCaughtUp = undefined
    onCaughtUp()
  }

  private checkListening(): void {
    const { onListening } = this
    if (onListening === undefined || this.connected === undefined || this.all.size + this.taps.size === 0) return
    this.onListening = undefined
    onListening()
  }

  private pull(subscription: Subscription): Pull.Pull<NonEmpty<Item>, AmiError> {
    const { slice } = this
    const pace = new Pace(slice)
    const ready = Effect.callback<void>((resume) => {
      subscription.awaitReady(() => {
        pace.begin()
        resume(Effect.void)
      })
      if (subscription.isWaiting) this.rest(subscription)
      return Effect.sync(() => subscription.stopWaiting())
    })
    const take: Pull.Pull<NonEmpty<Item>, AmiError> = Effect.suspend(() => {
      const items = subscription.take(pace.batchSize)
      if (items !== undefined && isNonEmpty(items)) {
        pace.handOver(items.length)
        return Effect.succeed(items)
      }
      if (subscription.end === "overflowed") return Effect.fail(this.overflow(subscription))
      return subscription.end === "ended" ? Cause.done() : Effect.andThen(ready, next)
    })
    const yieldAndTake = Effect.suspend(() => {
      const { number } = slice
      return Effect.flatMap(Effect.yieldNow, () => {
        pace.beginAfter(number)
        return take
      })
    })
    const next: typeof take = Effect.suspend(() => pace.isOver && !subscription.isEmpty ? yieldAndTake : take)
    return Effect.suspend(() => {
      pace.handled()
      return next
    })
  }

  private overflow({ buffer: { capacity } }: Subscription): AmiError {
    return new AmiError({ reason: new SlowConsumer({ capacity }), ...this.options.of })
  }
}

type NonEmpty<A> = readonly [A, ...Array<A>]

const isNonEmpty = <A>(items: ReadonlyArray<A>): items is NonEmpty<A> => items.length > 0
