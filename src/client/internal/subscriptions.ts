/**
 * The subscriptions of a client: they outlive connections, and one never touches another.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import type * as Pull from "effect/Pull"
import * as Stream from "effect/Stream"
import { AmiError, SlowConsumer } from "../../AmiError.ts"
import type { Buffer, Item, Mark, Received } from "../AmiInbox.ts"
import { type Losses, Subscription } from "./subscription.ts"
import type { Wakes } from "./wakes.ts"

export class Subscriptions {
  private readonly all = new Set<Subscription>()
  private readonly opening: () => Mark | undefined
  private readonly losses: Losses | undefined
  private closed = false

  /** `opening` is the mark that a new subscriber sees first. */
  constructor(opening: () => Mark | undefined, losses?: Losses) {
    this.opening = opening
    this.losses = losses
  }

  publish(items: ReadonlyArray<Received>, wakes: Wakes): void {
    for (const subscription of this.all) {
      for (const item of items) subscription.offer(item)
      wakes.run(() => subscription.notify())
    }
  }

  mark(mark: Mark, wakes: Wakes): void {
    for (const subscription of this.all) {
      subscription.mark(mark)
      wakes.run(() => subscription.notify())
    }
  }

  /** Ends every stream, behind what it has not delivered yet. */
  close(wakes: Wakes): void {
    this.closed = true
    for (const subscription of this.all) {
      subscription.close()
      wakes.run(() => subscription.notify())
    }
  }

  /** Subscribes to messages with these names, or to all, when it is run. */
  stream(names: ReadonlySet<string> | undefined, buffer: Buffer): Stream.Stream<Item, AmiError> {
    const acquire = Effect.sync(() => {
      const subscription = new Subscription(names, buffer, this.losses)
      const mark = this.opening()
      if (mark !== undefined) subscription.mark(mark)
      if (this.closed) subscription.close()
      this.all.add(subscription)
      return subscription
    })
    const release = (subscription: Subscription) => Effect.sync(() => this.all.delete(subscription))
    return Stream.fromPull(Effect.map(Effect.acquireRelease(acquire, release), pull)).pipe(Stream.scoped)
  }
}

const pull = (subscription: Subscription): Pull.Pull<NonEmpty<Item>, AmiError> => {
  const ready = Effect.callback<void>((resume) => {
    subscription.awaitReady(() => resume(Effect.void))
    return Effect.sync(() => subscription.awaitReady(() => undefined))
  })
  const take: Pull.Pull<NonEmpty<Item>, AmiError> = Effect.suspend(() => {
    const items = subscription.take()
    if (items !== undefined && isNonEmpty(items)) return Effect.succeed(items)
    if (subscription.end === "overflowed") return Effect.fail(overflow(subscription))
    return subscription.end === "ended" ? Cause.done() : Effect.andThen(ready, take)
  })
  return take
}

type NonEmpty<A> = readonly [A, ...Array<A>]

const isNonEmpty = <A>(items: ReadonlyArray<A>): items is NonEmpty<A> => items.length > 0

const overflow = (subscription: Subscription): AmiError =>
  new AmiError({ reason: new SlowConsumer({ capacity: subscription.buffer.capacity }) })
