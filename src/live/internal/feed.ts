/**
 * One subscription for all trackers of a client.
 *
 * A tracker joins the subscription that has its events. If none has, a new one is
 * opened with the events of both, and the trackers of the old one move to it as
 * soon as they lose nothing by it: when both subscriptions have delivered the
 * same. Until then there are two, and no tracker gets anything twice.
 *
 * Two definitions of one event name that decode it differently never share one.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import { AmiClient, Buffer } from "../../client/AmiClient.ts"
import type { Connected, Watched } from "../../client/AmiInbox.ts"
import { type Moment, Sharing } from "./sharing.ts"

/** A tracker, as the feed sees it. */
export interface Subscriber {
  readonly events: ReadonlyArray<AmiEvent.Any>
  readonly capacity: number
  /** Called before anything is delivered. `now` changes whenever its subscription delivers. */
  readonly joined: (now: () => Moment) => void
  /** Takes what came, in order and synchronously; returns the work that follows. Does not throw. */
  readonly take: (items: ReadonlyArray<Watched<unknown>>) => Effect.Effect<void>
  /** There is nothing more to take. */
  readonly end: (exit: Exit.Exit<void, AmiError>) => Effect.Effect<void>
}

type Events = ReadonlyMap<string, ReadonlyArray<AmiEvent.Any>>

const byName = (events: ReadonlyArray<AmiEvent.Any>): Events => Map.groupBy(events, ({ name }) => name)

const isSame = (left: ReadonlyArray<unknown>, right: ReadonlyArray<unknown>): boolean =>
  left.length === right.length && left.every((event, index) => event === right[index])

/** A position in what a client receives. */
interface Place {
  readonly epoch: number
  readonly seq: number
}

const nowhere: Place = { epoch: 0, seq: 0 }

const isBehind = (left: Place, right: Place): boolean =>
  left.epoch === right.epoch ? left.seq < right.seq : left.epoch < right.epoch

const placeOf = (item: Watched<unknown>): Place => {
  const { epoch } = item
  switch (item._tag) {
    case "Event":
      return item
    case "Connected":
      return { epoch, seq: 0 }
    case "Disconnected":
      return { epoch, seq: Infinity }
    case "Gap":
      // An uncounted gap has no number of its own: it stands between two.
      return { epoch, seq: item.dropped === "unknown" ? item.lastSeq + 0.5 : item.lastSeq }
  }
}

/** Whether an item is an uncounted gap, of which several may stand in one place. */
const isUncounted = (item: Watched<unknown>): boolean => item._tag === "Gap" && item.dropped === "unknown"

/** The place after an item: a member there has received it. */
const after = (item: Watched<unknown>): Place => {
  const { epoch, seq } = placeOf(item)
  return isUncounted(item) ? { epoch, seq: seq + 0.25 } : { epoch, seq }
}

class Member {
  readonly subscriber: Subscriber
  readonly events: Events
  subscription: Subscription
  /** How far it has received, and how far the subscription has delivered to which it moves. */
  place = nowhere
  ahead: Place | undefined
  /** Whether it has moved, and its new subscription may deliver again what it has received already. */
  hasMoved = false

  constructor(subscriber: Subscriber, subscription: Subscription) {
    this.subscriber = subscriber
    this.events = byName(subscriber.events)
    this.subscription = subscription
  }

  wants(item: Watched<unknown>): boolean {
    return item._tag !== "Event" || this.events.has(item.name)
  }

  /** The items that it wants and has not received. */
  of(items: ReadonlyArray<Watched<unknown>>): ReadonlyArray<Watched<unknown>> {
    // Better to see a gap twice than never.
    const isNew = (item: Watched<unknown>) => !this.hasMoved || isBehind(this.place, placeOf(item)) || isUncounted(item)
    const own = items.filter((item) => this.wants(item) && isNew(item))
    const last = items.at(-1)
    if (last !== undefined && isBehind(this.place, placeOf(last))) {
      this.place = placeOf(last)
      this.hasMoved = false
    }
    return own
  }

  /** Moves to the next subscription, unless it would lose something. */
  move(): void {
    const { ahead, subscription: { next } } = this
    if (next === undefined || ahead === undefined || isBehind(this.place, ahead)) return
    this.subscription.members.delete(this)
    this.subscription = next
    this.ahead = undefined
    this.hasMoved = true
    next.members.add(this)
  }
}

/** A subscription and its members. */
class Subscription {
  readonly events: Events
  readonly capacity: number
  readonly members = new Set<Member>()
  /** The subscription to which its members move. */
  next: Subscription | undefined = undefined
  fiber: Fiber.Fiber<void> | undefined
  /** The mark of the current connection. */
  opening: Connected | undefined
  private hasBegun = false
  /** Replaced with each delivery. */
  moment: Moment = {}

  constructor(events: Events, capacity: number) {
    this.events = events
    this.capacity = capacity
  }

  has({ capacity, events }: { readonly capacity: number; readonly events: Events }): boolean {
    return capacity <= this.capacity && [...events].every(([name, own]) => isSame(own, this.events.get(name) ?? []))
  }

  /** Whether its members are those of another subscription, or move to it. */
  leads(to: Subscription | undefined): boolean {
    return to !== undefined && (this === to || this.next?.leads(to) === true)
  }

  leadTo(next: Subscription | undefined): void {
    this.next = next
    for (const member of this.members) member.ahead = undefined
  }

  /** Whether both decode the events that they share in the same way. */
  agreesWith(events: Events): boolean {
    return [...events].every(([name, own]) => isSame(own, this.events.get(name) ?? own))
  }

  /** Delivers items to its members, and lets waiting members move to it. Returns the work that follows. */
  deliver(
    items: ReadonlyArray<Watched<unknown>>,
    waiting: ReadonlyArray<Member>
  ): ReadonlyArray<Effect.Effect<void>> {
    this.moment = {}
    const mark = items.findLast(({ _tag }) => _tag === "Connected" || _tag === "Disconnected")
    if (mark !== undefined) this.opening = mark._tag === "Connected" ? mark : undefined
    // The first mark of a subscription is the current state, not something that has arrived.
    const arrived = this.hasBegun ? items : items.slice(1)
    this.hasBegun = true
    for (const member of waiting) {
      const last = arrived.findLast((item) => member.wants(item)) ??
        (member.ahead === undefined ? arrived[0] : undefined)
      if (last !== undefined) member.ahead = after(last)
    }
    const todo = [...this.members].flatMap((member) => {
      const own = member.of(items)
      return own.length === 0 ? [] : [member.subscriber.take(own)]
    })
    for (const member of [...this.members, ...waiting]) member.move()
    return todo
  }
}

export class Feed {
  readonly sharing = new Sharing(() => this.subscriptions.flatMap(({ members }) => [...members]).length > 1)
  private readonly ami: AmiClient["Service"]
  private subscriptions: Array<Subscription> = []

  constructor(ami: AmiClient["Service"]) {
    this.ami = ami
  }

  /** Delivers to a subscriber from here on, until the scope closes. */
  join(subscriber: Subscriber): Effect.Effect<void, never, Scope.Scope> {
    const leave = (member: Member) =>
      Effect.suspend(() => {
        member.subscription.members.delete(member)
        return Fiber.interruptAll(this.tidy())
      })
    return Effect.asVoid(Effect.acquireRelease(this.attach(subscriber), leave))
  }

  private attach(subscriber: Subscriber): Effect.Effect<Member> {
    return Effect.suspend(() => {
      const events = byName(subscriber.events)
      const latest = this.subscriptions.filter(({ next }) => next === undefined)
      const fitting = latest.find((subscription) => subscription.has({ capacity: subscriber.capacity, events }))
      const agreeing = fitting ?? latest.find((subscription) => subscription.agreesWith(events))
      const subscription = fitting ?? this.subscriptionFor(subscriber, agreeing)
      const member = new Member(subscriber, subscription)
      subscription.members.add(member)
      subscriber.joined(() => member.subscription.moment)
      if (subscription === fitting) {
        const then = subscription.opening === undefined ? Effect.void : subscriber.take([subscription.opening])
        return Effect.as(then, member)
      }
      agreeing?.leadTo(subscription)
      this.subscriptions.push(subscription)
      const buffer = { capacity: subscription.capacity, overflow: "dropOldest" } as const
      const following = Stream.provideService(
        this.ami.watch(...[...subscription.events.values()].flat()),
        Buffer,
        buffer
      ).pipe(
        Stream.runForEachArray((items) => this.deliver(subscription, items)),
        Effect.exit,
        Effect.flatMap((exit) => this.end(subscription, exit))
      )
      return Effect.map(Effect.forkDetach(following, { startImmediately: true }), (fiber) => {
        subscription.fiber = fiber
        return member
      })
    })
  }

  /** A subscription for a subscriber and for the members that it takes over; those that have left are not counted. */
  private subscriptionFor(subscriber: Subscriber, from: Subscription | undefined): Subscription {
    const others = this.subscriptions.filter((subscription) => subscription.leads(from)).flatMap((
      { members }
    ) => [...members])
    let events: Events = new Map()
    let capacity = 0
    for (const one of [...others.map((member) => member.subscriber), subscriber]) {
      const own = byName(one.events)
      // Events of others must not take the capacity that a tracker would have alone.
      const addsNone = [...own.keys()].every((name) => events.has(name))
      capacity = addsNone ? Math.max(capacity, one.capacity) : capacity + one.capacity
      events = new Map([...events, ...own])
    }
    return new Subscription(events, capacity)
  }

  private deliver(subscription: Subscription, items: ReadonlyArray<Watched<unknown>>): Effect.Effect<void> {
    return Effect.suspend(() => {
      const before = this.subscriptions.filter(({ next }) => next === subscription)
      const todo = subscription.deliver(items, before.flatMap(({ members }) => [...members]))
      // This subscription may have no members left.
      for (const fiber of this.tidy()) fiber.interruptUnsafe()
      return Effect.all(todo, { discard: true })
    })
  }

  private end(subscription: Subscription, exit: Exit.Exit<void, AmiError>): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.remove([subscription])
      return Effect.forEach(subscription.members, ({ subscriber }) => subscriber.end(exit), { discard: true })
    })
  }

  /** Removes the subscriptions without members, and returns their fibers. */
  private tidy(): ReadonlyArray<Fiber.Fiber<void>> {
    const empty = this.subscriptions.filter(({ members }) => members.size === 0)
    this.remove(empty)
    return empty.flatMap(({ fiber }) => fiber ?? [])
  }

  private remove(subscriptions: ReadonlyArray<Subscription>): void {
    if (subscriptions.length === 0) return
    this.subscriptions = this.subscriptions.filter((subscription) => !subscriptions.includes(subscription))
    for (const subscription of this.subscriptions) {
      while (subscription.next !== undefined && subscriptions.includes(subscription.next)) {
        subscription.leadTo(subscription.next.next)
      }
    }
  }
}

const feeds = new WeakMap<AmiClient["Service"], Feed>()

/** The feed of a client. */
export const of = (ami: AmiClient["Service"]): Feed => {
  const feed = feeds.get(ami) ?? new Feed(ami)
  feeds.set(ami, feed)
  return feed
}
