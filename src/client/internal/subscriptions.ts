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
import { Portion, type Turns } from "./turns.ts"
import type { Wakes } from "./wakes.ts"

export class Subscriptions {
  private readonly all = new Set<Subscription>()
  private readonly opening: () => Mark | undefined
  private readonly turns: Turns
  private readonly losses: Losses | undefined
  private closed = false

  /** `opening` is the mark that a new subscriber sees first. */
  constructor(opening: () => Mark | undefined, turns: Turns, losses?: Losses) {
    this.opening = opening
    this.turns = turns
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
    const pulling = Effect.map(
      Effect.acquireRelease(acquire, release),
      (subscription) => pull(subscription, this.turns, () => this.all.size)
    )
    return Stream.fromPull(pulling).pipe(Stream.scoped)
  }
}

const pull = (
  subscription: Subscription,
  turns: Turns,
  subscribers: () => number
): Pull.Pull<NonEmpty<Item>, AmiError> => {
  const portion = new Portion(turns)
  const ready = Effect.callback<void>((resume) => {
    subscription.awaitReady(() => resume(Effect.void))
    return Effect.sync(() => subscription.awaitReady(() => undefined))
  })
  const take: Pull.Pull<NonEmpty<Item>, AmiError> = Effect.suspend(() => {
    const items = subscription.take(portion.size)
    if (items !== undefined && isNonEmpty(items)) {
      portion.handOver(items.length)
      return Effect.succeed(items)
    }
    if (subscription.end === "overflowed") return Effect.fail(overflow(subscription))
    return subscription.end === "ended" ? Cause.done() : Effect.andThen(ready, next)
  })
  const nextTurn = Effect.suspend(() => {
    const { turn } = turns
    return Effect.andThen(
      Effect.yieldNow,
      Effect.suspend(() => {
        turns.beginAfter(turn)
        return take
      })
    )
  })
  const next = Effect.suspend(() => {
    portion.handled(subscribers())
    return turns.isOver && !subscription.isEmpty ? nextTurn : take
  })
  return next
}

type NonEmpty<A> = readonly [A, ...Array<A>]

const isNonEmpty = <A>(items: ReadonlyArray<A>): items is NonEmpty<A> => items.length > 0

const overflow = (subscription: Subscription): AmiError =>
  new AmiError({ reason: new SlowConsumer({ capacity: subscription.buffer.capacity }) })
