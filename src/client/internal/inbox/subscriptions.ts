/**
 * The subscriptions of a client: they outlive connections, and one never touches another.
 *
 * They also tell a connection whether they keep up with it, so that it can let them catch up before it reads on.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { AmiError, SlowConsumer } from "../../../AmiError.ts"
import type { Subscribers } from "../../../transport/AmiTransport.ts"
import type { Buffer, Item, Mark, Received } from "../../AmiInbox.ts"
import type { Wakes } from "../session/wakes.ts"
import { Pace, Slice } from "./pace.ts"
import { type Losses, Subscription, type Wants } from "./subscription.ts"

export class Subscriptions implements Subscribers {
  private readonly all = new Set<Subscription>()
  /** Those that have not handled all that they got. */
  private readonly busy = new Set<Subscription>()
  private readonly opening: () => Mark | undefined
  private readonly slice: Slice
  private readonly losses: Losses | undefined
  private onCaughtUp: (() => void) | undefined
  private closed = false

  /** `opening` is the mark that a new subscriber sees first; `now` is the monotonic clock in milliseconds. */
  constructor(opening: () => Mark | undefined, now: () => number, losses?: Losses) {
    this.opening = opening
    this.slice = new Slice(now, () => this.busy.size)
    this.losses = losses
  }

  publish(items: ReadonlyArray<Received>, wakes: Wakes): void {
    this.slice.reads += 1
    for (const subscription of this.all) {
      for (const item of items) subscription.offer(item)
      this.wake(subscription, wakes)
    }
  }

  mark(mark: Mark, wakes: Wakes): void {
    for (const subscription of this.all) {
      subscription.mark(mark)
      this.wake(subscription, wakes)
    }
  }

  /** Ends every stream, after what it has not delivered yet. */
  close(wakes: Wakes): void {
    this.closed = true
    for (const subscription of this.all) {
      subscription.close()
      this.wake(subscription, wakes)
    }
  }

  onceCaughtUp(run: () => void): void {
    this.onCaughtUp = run
    this.checkCaughtUp()
  }

  /** Subscribes to the messages that are wanted, or to all, when it is run. */
  stream(wants: Wants | undefined, buffer: Buffer): Stream.Stream<Item, AmiError> {
    const acquire = Effect.sync(() => {
      const subscription = new Subscription(wants, buffer, this.losses)
      const mark = this.opening()
      if (mark !== undefined) subscription.mark(mark)
      if (this.closed) subscription.close()
      this.all.add(subscription)
      this.busy.add(subscription)
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

  private wake(subscription: Subscription, wakes: Wakes): void {
    if (!subscription.isWaiting || !subscription.isReady) return
    this.busy.add(subscription)
    wakes.run(() => subscription.notify())
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
      if (subscription.end === "overflowed") return Effect.fail(overflow(subscription))
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
}

type NonEmpty<A> = readonly [A, ...Array<A>]

const isNonEmpty = <A>(items: ReadonlyArray<A>): items is NonEmpty<A> => items.length > 0

const overflow = (subscription: Subscription): AmiError =>
  new AmiError({ reason: new SlowConsumer({ capacity: subscription.buffer.capacity }), ...subscription.losses.of })
