/**
 * One subscription for all trackers of a client.
 *
 * A tracker joins the subscription that has its events. Where none has, another
 * is begun with the events of both, and the trackers of the first move to it
 * when they lose nothing by that: once both subscriptions have told them the
 * same. Until then there are two, and no tracker is told anything twice.
 *
 * Two events of one name that are read in different ways never share one.
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

/** Who is told. */
export interface Part {
  readonly events: ReadonlyArray<AmiEvent.Any>
  readonly capacity: number
  /** Gets what tells whether its subscription has told of more, before it takes anything. */
  readonly joined: (now: () => Moment) => void
  /** Takes what came, in order and at once; gives what has to be done then. It does not throw. */
  readonly take: (items: ReadonlyArray<Watched<unknown>>) => Effect.Effect<void>
  /** There is nothing more to take. */
  readonly end: (exit: Exit.Exit<void, AmiError>) => Effect.Effect<void>
}

type Events = ReadonlyMap<string, ReadonlyArray<AmiEvent.Any>>

const byName = (events: ReadonlyArray<AmiEvent.Any>): Events => Map.groupBy(events, ({ name }) => name)

const isSame = (left: ReadonlyArray<unknown>, right: ReadonlyArray<unknown>): boolean =>
  left.length === right.length && left.every((event, index) => event === right[index])

/** A place in what a client receives. */
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
      // One that nobody has counted has no number of its own: it stands between two.
      return { epoch, seq: item.dropped === "unknown" ? item.lastSeq + 0.5 : item.lastSeq }
  }
}

/** Whether an item is a gap that nobody has counted: several may stand in one place. */
const isUncounted = (item: Watched<unknown>): boolean => item._tag === "Gap" && item.dropped === "unknown"

/** The place after an item: who is there has been told of it. */
const after = (item: Watched<unknown>): Place => {
  const { epoch, seq } = placeOf(item)
  return isUncounted(item) ? { epoch, seq: seq + 0.25 } : { epoch, seq }
}

class Member {
  readonly part: Part
  readonly events: Events
  line: Line
  /** The last place that it was told of, and the last that the line has told of to which it moves. */
  place = nowhere
  ahead: Place | undefined
  /** Whether it has moved, and its line may tell it once more what it was told before. */
  hasMoved = false

  constructor(part: Part, line: Line) {
    this.part = part
    this.events = byName(part.events)
    this.line = line
  }

  wants(item: Watched<unknown>): boolean {
    return item._tag !== "Event" || this.events.has(item.name)
  }

  /** Those of the items that it wants and was not told of. */
  of(items: ReadonlyArray<Watched<unknown>>): ReadonlyArray<Watched<unknown>> {
    // To be told twice of a gap is better than never.
    const isNew = (item: Watched<unknown>) => !this.hasMoved || isBehind(this.place, placeOf(item)) || isUncounted(item)
    const own = items.filter((item) => this.wants(item) && isNew(item))
    const last = items.at(-1)
    if (last !== undefined && isBehind(this.place, placeOf(last))) {
      this.place = placeOf(last)
      this.hasMoved = false
    }
    return own
  }

  /** Moves to the next line, unless that loses something. */
  move(): void {
    const { ahead, line: { next } } = this
    if (next === undefined || ahead === undefined || isBehind(this.place, ahead)) return
    this.line.members.delete(this)
    this.line = next
    this.ahead = undefined
    this.hasMoved = true
    next.members.add(this)
  }
}

/** A subscription, and who is told by it. */
class Line {
  readonly events: Events
  readonly capacity: number
  readonly members = new Set<Member>()
  /** The line to which its members move. */
  next: Line | undefined = undefined
  fiber: Fiber.Fiber<void> | undefined
  /** The mark of the connection that there is now. */
  opening: Connected | undefined
  private hasBegun = false
  /** Another one with whatever it tells. */
  moment: Moment = {}

  constructor(events: Events, capacity: number) {
    this.events = events
    this.capacity = capacity
  }

  has({ capacity, events }: { readonly capacity: number; readonly events: Events }): boolean {
    return capacity <= this.capacity && [...events].every(([name, own]) => isSame(own, this.events.get(name) ?? []))
  }

  /** Whether its members are those of another line, or move to it. */
  leads(to: Line | undefined): boolean {
    return to !== undefined && (this === to || this.next?.leads(to) === true)
  }

  leadTo(next: Line | undefined): void {
    this.next = next
    for (const member of this.members) member.ahead = undefined
  }

  /** Whether events are read in the same way, as far as both have them. */
  agreesWith(events: Events): boolean {
    return [...events].every(([name, own]) => isSame(own, this.events.get(name) ?? own))
  }

  /** Hands items to its members, and lets those who wait for it move to it. Gives what has to be done then. */
  deliver(
    items: ReadonlyArray<Watched<unknown>>,
    waiting: ReadonlyArray<Member>
  ): ReadonlyArray<Effect.Effect<void>> {
    this.moment = {}
    const mark = items.findLast(({ _tag }) => _tag === "Connected" || _tag === "Disconnected")
    if (mark !== undefined) this.opening = mark._tag === "Connected" ? mark : undefined
    // The mark that opens a subscription tells where things stand, and not what has come.
    const told = this.hasBegun ? items : items.slice(1)
    this.hasBegun = true
    for (const member of waiting) {
      const last = told.findLast((item) => member.wants(item)) ?? (member.ahead === undefined ? told[0] : undefined)
      if (last !== undefined) member.ahead = after(last)
    }
    const todo = [...this.members].flatMap((member) => {
      const own = member.of(items)
      return own.length === 0 ? [] : [member.part.take(own)]
    })
    for (const member of [...this.members, ...waiting]) member.move()
    return todo
  }
}

export class Feed {
  readonly sharing = new Sharing(() => this.lines.flatMap(({ members }) => [...members]).length > 1)
  private readonly ami: AmiClient["Service"]
  private lines: Array<Line> = []

  constructor(ami: AmiClient["Service"]) {
    this.ami = ami
  }

  /** Tells a part from here on, until the scope closes. */
  join(part: Part): Effect.Effect<void, never, Scope.Scope> {
    const leave = (member: Member) =>
      Effect.suspend(() => {
        member.line.members.delete(member)
        return Fiber.interruptAll(this.tidy())
      })
    return Effect.asVoid(Effect.acquireRelease(this.attach(part), leave))
  }

  private attach(part: Part): Effect.Effect<Member> {
    return Effect.suspend(() => {
      const events = byName(part.events)
      const latest = this.lines.filter(({ next }) => next === undefined)
      const fitting = latest.find((line) => line.has({ capacity: part.capacity, events }))
      const agreeing = fitting ?? latest.find((line) => line.agreesWith(events))
      const line = fitting ?? this.lineFor(part, agreeing)
      const member = new Member(part, line)
      line.members.add(member)
      part.joined(() => member.line.moment)
      if (line === fitting) {
        const then = line.opening === undefined ? Effect.void : part.take([line.opening])
        return Effect.as(then, member)
      }
      agreeing?.leadTo(line)
      this.lines.push(line)
      const buffer = { capacity: line.capacity, overflow: "dropOldest" } as const
      const following = Stream.provideService(this.ami.watch(...[...line.events.values()].flat()), Buffer, buffer).pipe(
        Stream.runForEachArray((items) => this.deliver(line, items)),
        Effect.exit,
        Effect.flatMap((exit) => this.end(line, exit))
      )
      return Effect.map(Effect.forkDetach(following, { startImmediately: true }), (fiber) => {
        line.fiber = fiber
        return member
      })
    })
  }

  /** A line for a part, and for those that it takes over from another: not for those who have left that. */
  private lineFor(part: Part, from: Line | undefined): Line {
    const others = this.lines.filter((line) => line.leads(from)).flatMap(({ members }) => [...members])
    let events: Events = new Map()
    let capacity = 0
    for (const one of [...others.map((member) => member.part), part]) {
      const own = byName(one.events)
      // Events of others must not take the room that a tracker would have alone.
      const addsNone = [...own.keys()].every((name) => events.has(name))
      capacity = addsNone ? Math.max(capacity, one.capacity) : capacity + one.capacity
      events = new Map([...events, ...own])
    }
    return new Line(events, capacity)
  }

  private deliver(line: Line, items: ReadonlyArray<Watched<unknown>>): Effect.Effect<void> {
    return Effect.suspend(() => {
      const before = this.lines.filter(({ next }) => next === line)
      const todo = line.deliver(items, before.flatMap(({ members }) => [...members]))
      // It may be this line that has nobody left.
      for (const fiber of this.tidy()) fiber.interruptUnsafe()
      return Effect.all(todo, { discard: true })
    })
  }

  private end(line: Line, exit: Exit.Exit<void, AmiError>): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.remove([line])
      return Effect.forEach(line.members, ({ part }) => part.end(exit), { discard: true })
    })
  }

  /** Gives the subscriptions by which nobody is told any more. */
  private tidy(): ReadonlyArray<Fiber.Fiber<void>> {
    const empty = this.lines.filter(({ members }) => members.size === 0)
    this.remove(empty)
    return empty.flatMap(({ fiber }) => fiber ?? [])
  }

  private remove(lines: ReadonlyArray<Line>): void {
    if (lines.length === 0) return
    this.lines = this.lines.filter((line) => !lines.includes(line))
    for (const line of this.lines) {
      while (line.next !== undefined && lines.includes(line.next)) line.leadTo(line.next.next)
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
