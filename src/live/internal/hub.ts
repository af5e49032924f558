/**
 * Feeds the parts of a client: one subscription, and one cycle of lists for all of them.
 *
 * Events go to the parts that want them as they come. Each `Connected` and each
 * `Gap` begins a cycle, and ends the one that may be under way: ask for the lists
 * of all parts, one after another, give the events that explain what they
 * contradict time to come, settle. A list that fails is asked for again after
 * growing delays; the parts that need it stay stale meanwhile, and the others go on.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { Item, Mark } from "../../client/AmiInbox.ts"
import { delayOf } from "../../internal/backoff.ts"
import { lost } from "../../internal/failing.ts"
import { contain, wordsOf } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as Inboxes from "../../internal/inboxes.ts"
import * as Mask from "../../internal/mask.ts"
import { type Lists, SharedLists } from "../../internal/sharedLists.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { Member, type Owner, type Round, type Settings } from "./member.ts"
import type { Loss, Part, Reason, Source } from "./part.ts"
import { CycleLists } from "./sharing.ts"

const drift = /*#__PURE__*/ Metric.counter("ami_resync_drift_total", {
  description: "Keys that a periodic snapshot had to correct although no event was known to be lost",
  incremental: true
})

/** A gap that comes later than this after another is handled at once. */
const burstMillis = 10_000

/** How long the other lists wait for one that is not answered. */
const patience = Duration.seconds(30)

/** Members and the rounds in which they wait for a list. */
type Waiting = ReadonlyMap<Member, Round>

export class Hub implements Owner {
  private readonly ami: AmiClient["Service"]
  private readonly identity: Identity.Identity
  private readonly capacity: number
  private readonly members = new Map<Part, Member>()
  /** The members that want an event, in the order in which they were installed. */
  private byName = new Map<string, ReadonlyArray<Member>>()
  /** What the subscription and the cycles run with: the loggers and the clock of the first that was installed. */
  private context: Context.Context<never> = Context.empty()
  private following: Fiber.Fiber<void, AmiError> | undefined
  private epoch = 0
  private loss = lost("ClientClosed")
  /** The members of the next cycle, and the fiber that runs cycles while there are some. */
  private wanting = new Set<Member>()
  private cycling: Fiber.Fiber<void> | undefined
  /** Identifies the cycles since the last mark: what was asked for before is of no use. */
  private era = {}
  private readonly asking = new Map<Fiber.Fiber<void>, Waiting>()
  /** What trackers have asked for since something was delivered: it is good for all that begin until then. */
  private lists: CycleLists | undefined
  /** The members that ask again together, by how often they have failed. */
  private readonly retries = new Map<number, Set<Member>>()
  private readonly background = new Set<Fiber.Fiber<void>>()
  private lastGapAt = -Infinity
  private burst = 0

  constructor(ami: AmiClient["Service"], capacity: number) {
    this.ami = ami
    this.identity = Identity.of(ami)
    this.capacity = capacity
  }

  get isFresh(): boolean {
    return [...this.members.values()].every((member) => member.isFresh)
  }

  /**
   * Keeps a part true until the scope closes. Completes after its first lists, or fails with their error. A part that is
   * installed more than once has the settings of the first.
   */
  install(part: Part, settings: Settings): Effect.Effect<void, AmiError, Scope.Scope> {
    return Effect.gen({ self: this }, function*() {
      const context = Context.omit(Tracer.ParentSpan, Scope.Scope)(yield* Effect.context<never>())
      const member = yield* Effect.acquireRelease(
        Effect.sync(() => this.join(part, settings, context)),
        (member) => this.leave(member)
      )
      yield* Effect.mapError(Deferred.await(member.first), this.identity.named)
    })
  }

  // --- Members ----------------------------------------------------------------

  private join(part: Part, settings: Settings, context: Context.Context<never>): Member {
    const known = this.members.get(part)
    if (known !== undefined) {
      known.users += 1
      return known
    }
    const member = new Member(part, settings, this.identity, context, this)
    this.members.set(part, member)
    this.index()
    // One event of each class says enough.
    const wanted = new Map(
      [...member.names].toReversed().map((name) => {
        const privilege = AmiPermission.classesOf(name) ?? []
        return [privilege.join(), { name, privilege }]
      })
    )
    member.say(Mask.warnOfHidden(this.ami, [...wanted.values()]))
    if (this.following === undefined) this.follow(context)
    // Without a connection, the first list says so, or waits for one.
    if (member.round === undefined && !member.hadFirst) this.want(member)
    if (Duration.isFinite(member.relistEvery)) member.fork(this.relist(member))
    return member
  }

  private leave(member: Member): Effect.Effect<void> {
    return Effect.suspend(() => {
      member.users -= 1
      if (member.users > 0) return Effect.void
      member.end(Cause.fail(Cause.Done()), Cause.fail(this.loss))
      const { following } = this
      if (this.members.size > 0 || following === undefined) return Effect.void
      this.following = undefined
      this.halt()
      this.retries.clear()
      for (const fiber of this.background) fiber.interruptUnsafe()
      return Fiber.interrupt(following)
    })
  }

  forget(member: Member): void {
    this.members.delete(member.part)
    this.wanting.delete(member)
    this.index()
    for (const [fiber, waiting] of this.asking) {
      if ([...waiting.keys()].every(({ isOver }) => isOver)) fiber.interruptUnsafe()
    }
  }

  private index(): void {
    const byName = new Map<string, Array<Member>>()
    for (const member of this.members.values()) {
      for (const name of member.names) {
        const others = byName.get(name)
        if (others === undefined) byName.set(name, [member])
        else others.push(member)
      }
    }
    this.byName = byName
  }

  private relist(member: Member): Effect.Effect<void> {
    const pause = Effect.map(Random.next, (random) => Duration.times(member.relistEvery, 0.8 + 0.4 * random))
    const relist = Effect.sync(() => {
      if (!member.isFresh || member.unsettled !== undefined) return
      member.needs("Relist")
      this.want(member)
    })
    return Effect.forever(Effect.andThen(Effect.flatMap(pause, Effect.sleep), relist))
  }

  // --- Events -----------------------------------------------------------------

  private readonly wants = (message: AmiMessage): boolean => message.kind === "Event" && this.byName.has(message.name)

  private follow(context: Context.Context<never>): void {
    this.context = context
    const inbox = Inboxes.of(this.ami)
    // A client that a test has made has no inbox of its own names.
    const items = inbox?.(this.wants, { capacity: this.capacity, overflow: "dropOldest" }) ?? Stream.filter(
      this.ami.inbox,
      (item) => item._tag !== "Received" || this.wants(item.message)
    )
    const following = Effect.runForkWith(context)(
      Stream.runForEachArray(items, (chunk) => Effect.sync(() => this.deliver(chunk)))
    )
    this.following = following
    following.addObserver((exit) => {
      if (this.following === following) this.end(exit)
    })
  }

  private deliver(items: ReadonlyArray<Item>): void {
    let from = 0
    this.lists = undefined
    for (const [index, item] of items.entries()) {
      if (item._tag === "Received") continue
      this.receive(items, from, index)
      this.mark(item)
      from = index + 1
    }
    this.receive(items, from, items.length)
  }

  /** Each event goes to all members before the next one: a part may read what another has made of the events so far. */
  private receive(items: ReadonlyArray<Item>, from: number, to: number): void {
    const due = new Set<Member>()
    const next = { index: from, turn: 0 }
    let current: Member | undefined
    const handOver = () => {
      for (; next.index < to; next.index += 1, next.turn = 0) {
        const item = items[next.index]
        const members = item?._tag === "Received" ? this.byName.get(item.message.name) : undefined
        if (item?._tag !== "Received" || members === undefined) continue
        const { message, receivedAt } = item
        const reason: Reason = { _tag: "Event", message }
        for (; next.turn < members.length; next.turn += 1) {
          current = members[next.turn]
          if (current === undefined) continue
          due.add(current)
          current.receive(message, receivedAt, reason)
        }
      }
    }
    // If one throws, the next that wants the event takes its place.
    while (next.index < to) contain(handOver, (defect) => current?.close(Cause.die(defect)))
    for (const member of due) member.release()
  }

  private mark(mark: Mark): void {
    this.epoch = mark.epoch
    const members = [...this.members.values()]
    if (mark._tag === "Disconnected") {
      this.loss = mark.cause
      const loss = { epoch: mark.epoch, cause: mark._tag, since: mark.lastMessageAt ?? this.now }
      for (const member of members) member.lose(loss)
      // The next connection brings them all back.
      for (const member of members) {
        if (member.hadFirst) this.wanting.delete(member)
        // Its list says that there is no connection, or waits for one.
        else this.want(member)
      }
      return
    }
    // A client that a test has made may leave out the end of a connection.
    const isLoss = ({ isFresh }: Member) => mark._tag === "Gap" || isFresh
    const loss = this.lossOf(mark._tag === "Gap" ? "Gap" : "Disconnected")
    for (const member of members) {
      if (isLoss(member)) member.lose(loss)
      member.round = undefined
      member.retrying = undefined
      member.needs(mark._tag)
      if (!member.isOver) this.wanting.add(member)
    }
    this.halt()
    this.run(mark._tag === "Gap" ? this.cooldown : Effect.void)
  }

  lossOf(cause: Loss["cause"]): Loss {
    return { epoch: this.epoch, cause, since: this.now }
  }

  private get now(): number {
    return Context.get(this.context, Clock.Clock).currentTimeMillisUnsafe()
  }

  /** There is no other connection to come. */
  private end(exit: Exit.Exit<void, AmiError>): void {
    this.following = undefined
    this.halt()
    const first = Exit.isFailure(exit) ? exit.cause : Cause.fail(this.loss)
    for (const member of this.members.values()) {
      if (Exit.isFailure(exit)) member.close(exit.cause)
      else member.end(Cause.fail(Cause.Done()), first)
    }
  }

  // --- Cycles -----------------------------------------------------------------

  /** A member needs its lists. */
  private want(member: Member): void {
    if (member.isOver) return
    this.wanting.add(member)
    this.run(Effect.void)
  }

  /** Runs cycles, unless they are run already. */
  private run(pause: Effect.Effect<void>): void {
    if (this.cycling !== undefined || this.wanting.size === 0) return
    const cycling = Effect.runForkWith(this.context)(Effect.andThen(pause, this.cycles))
    this.cycling = cycling
    cycling.addObserver(() => {
      if (this.cycling === cycling) this.cycling = undefined
    })
  }

  /** What is under way is of no use. What cannot be interrupted holds up nobody. */
  private halt(): void {
    const before = [this.cycling, ...this.asking.keys()]
    this.cycling = undefined
    this.era = {}
    this.asking.clear()
    for (const fiber of before) fiber?.interruptUnsafe()
  }

  private get cycles(): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const { era } = this
      for (;;) {
        // Parts that are installed in the same turn share their lists.
        if (this.members.size > 1 || ![...this.wanting].every(isForeign)) yield* Effect.yieldNow
        const members = [...this.wanting]
        this.wanting.clear()
        yield* this.cycle(members)
        if (this.wanting.size > 0) continue
        if (this.era === era) this.cycling = undefined
        return
      }
    })
  }

  /** Waits if gaps come in a burst, so that lists do not add to the load. */
  private get cooldown(): Effect.Effect<void> {
    return Effect.flatMap(Clock.monotonicTimeNanos, (nanos) => {
      const now = Number(nanos) / 1e6
      this.burst = now - this.lastGapAt < burstMillis ? this.burst + 1 : 0
      this.lastGapAt = now
      return this.burst === 0 ? Effect.void : Effect.flatMap(delayOf(this.burst - 1), Effect.sleep)
    })
  }

  /** Asks for the lists of some members. */
  private cycle(members: ReadonlyArray<Member>): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const lists = this.lists ??= new CycleLists()
      const rounds = new Map(members.filter(({ isOver }) => !isOver).map((member) => [member, member.begin()]))
      for (const source of sourcesOf(members)) {
        const waiting = new Map([...rounds].filter(([member, round]) => isWaiting(member, round, source)))
        for (const member of waiting.keys()) member.guard((part) => part.begin(source))
        const asking = this.ask(source, waiting, lists)
        if (asking === undefined || source.isForeign === true) continue
        const answered = yield* Effect.timeoutOption(Fiber.await(asking), patience)
        if (answered._tag === "None") this.hurry(source, waiting)
      }
      this.completeAll(rounds)
    })
  }

  /** Asks for a list, which its members take in when it comes. */
  private ask(source: Source, waiting: Waiting, lists: Lists): Fiber.Fiber<void> | undefined {
    const asker = [...waiting.keys()].find(({ isOver }) => !isOver)
    if (asker === undefined) return undefined
    const { era } = this
    const asked = Effect.exit(
      Effect.provideService(Effect.suspend(() => source.ask(this.ami)), SharedLists, lists)
    )
    const asking = Effect.runForkWith(asker.context)(Effect.map(asked, (answer) => {
      if (this.era === era) this.answer(source, waiting, answer)
    }))
    this.asking.set(asking, waiting)
    asking.addObserver(() => this.asking.delete(asking))
    return asking
  }

  private answer(
    source: Source,
    waiting: Waiting,
    answer: Exit.Exit<ReadonlyArray<AmiMessage>, AmiError>
  ): void {
    for (const [member, round] of waiting) {
      if (member.isOver) continue
      if (Exit.isFailure(answer)) this.fail(member, round, source, answer.cause)
      else if (member.round === round) this.take(member, round, source, answer.value)
    }
    this.completeAll(waiting)
  }

  private take(member: Member, round: Round, source: Source, items: ReadonlyArray<AmiMessage>): void {
    if (member.list(source, items, this.now, round.cause)) round.left.delete(source.id)
    else this.again(member, source, "more events came meanwhile than are kept")
  }

  /** A list did not come: the first fails the installation, a later one is asked for again. */
  private fail(member: Member, round: Round, source: Source, failure: Cause.Cause<AmiError>): void {
    // A fiber that is interrupted does not come here: the list interrupted itself.
    const cause = Cause.hasInterruptsOnly(failure)
      ? Cause.die(new Error(`The list ${source.id} interrupted itself`))
      : failure
    const why = Cause.squash(cause)
    const isDefect = source.isForeign === true && !Cause.hasFails(cause)
    if (!member.hadFirst || isDefect) member.close(cause)
    else if (member.round === round) this.again(member, source, isAmiError(why) ? why.message : wordsOf(why))
  }

  /** Takes a member out of its cycle, and asks for its lists once more after a delay that grows. */
  private again(member: Member, source: Source, why: string): void {
    if (member.isOver) return
    const { failures, name, part } = member
    member.round = undefined
    member.failures += 1
    member.say(
      Effect.logWarning(part.words?.failed(why) ?? `The list ${source.id} of ${name} failed (${why}). Asking again`)
    )
    member.retrying = this.retries.get(failures) ?? this.retryAfter(failures)
    member.retrying.add(member)
  }

  /** Members whose lists failed at about the same time ask again together, and so share them once more. */
  private retryAfter(failures: number): Set<Member> {
    const retrying = new Set<Member>()
    this.retries.set(failures, retrying)
    this.fork(Effect.andThen(
      Effect.flatMap(delayOf(failures), Effect.sleep),
      Effect.sync(() => {
        this.retries.delete(failures)
        for (const member of retrying) if (member.retrying === retrying) this.want(member)
      })
    ))
    return retrying
  }

  /** Runs something that ends with the last member. */
  private fork(work: Effect.Effect<void>): void {
    const fiber = Effect.runForkWith(this.context)(work)
    this.background.add(fiber)
    fiber.addObserver(() => this.background.delete(fiber))
  }

  /** Other lists wait no longer for one. */
  private hurry(source: Source, waiting: Waiting): void {
    for (const [member, round] of waiting) {
      if (member.round !== round) continue
      member.say(Effect.logWarning(`The list ${source.id} of ${member.name} is late. Going on with other lists`))
    }
  }

  /** Goes on with the members whose lists are all in, when each of them has taken in the last one. */
  private completeAll(waiting: Waiting): void {
    for (const [member, round] of waiting) if (round.left.size === 0) this.complete(member, round)
    for (const member of waiting.keys()) member.release()
  }

  /** Settles a member at once, or when the events that may explain what its lists contradict have had time to come. */
  private complete(member: Member, round: Round): void {
    if (member.round !== round || round.isComplete) return
    round.isComplete = true
    let isDoubting = false
    if (!member.guard((part) => void (isDoubting = part.isDoubting(round.cause)))) return
    const settle = Effect.sync(() => {
      this.settle(member, round)
      member.release()
    })
    if (!isDoubting || !Duration.isPositive(member.confirmAfter)) this.settle(member, round)
    else member.fork(Effect.andThen(Effect.sleep(member.confirmAfter), settle))
  }

  private settle(member: Member, round: Round): void {
    if (member.round !== round) return
    const corrections = member.settle(round.cause, this.epoch, this.now)
    if (round.cause === "Relist") member.say(Metric.update(drift, corrections))
  }
}

/** Whether a member needs a list. One that is not installed yet asks even without a connection, and so hears of that. */
const isWaiting = (member: Member, round: Round, { id }: Source): boolean =>
  !member.isOver && round.left.has(id) && (member.round === round || !member.hadFirst)

const isForeign = ({ sources }: Member): boolean => sources.every((source) => source.isForeign === true)

/** Each source once: those of callers, then from the cheapest. */
const sourcesOf = (members: Iterable<Member>): ReadonlyArray<Source> => {
  const byId = new Map<string, Source>()
  for (const { sources } of members) for (const source of sources) byId.set(source.id, source)
  const rank = ({ cost, isForeign }: Source) => isForeign === true ? -Infinity : cost
  return [...byId.values()].sort((one, other) => rank(one) === rank(other) ? 0 : rank(one) - rank(other))
}

/** How many events the subscription keeps for parts that are busy. */
const defaultCapacity = 65_536

const hubs = new WeakMap<AmiClient["Service"], Map<number, Hub>>()

/** The hub of a client, with a subscription that keeps so many events. */
export const of = (ami: AmiClient["Service"], capacity = defaultCapacity): Hub => {
  const byCapacity = hubs.get(ami) ?? new Map<number, Hub>()
  const hub = byCapacity.get(capacity) ?? new Hub(ami, capacity)
  hubs.set(ami, byCapacity.set(capacity, hub))
  return hub
}
