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
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { Item, Mark } from "../../client/AmiInbox.ts"
import { delayOf } from "../../internal/backoff.ts"
import { lost } from "../../internal/failing.ts"
import { contain, quietly } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as Inboxes from "../../internal/inboxes.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { CycleCause, Loss, Part, Reason, Source } from "./part.ts"

const drift = /*#__PURE__*/ Metric.counter("ami_resync_drift_total", {
  description: "Keys that a periodic snapshot had to correct although no event was known to be lost",
  incremental: true
})

/** A gap that comes later than this after another is handled at once. */
const burstMillis = 10_000

export interface Settings {
  readonly confirmAfter?: Duration.Input | undefined
  readonly relistEvery?: Duration.Input | undefined
}

/** A part that is installed. */
class Member {
  readonly part: Part
  readonly confirmAfter: Duration.Duration
  readonly first = Deferred.makeUnsafe<void, AmiError>()
  hadFirst = false
  /** Whether it was closed, because it threw. */
  isOver = false
  isFresh = false
  /** The cycle that it is in; replaced when another begins. */
  round: object | undefined
  /** How often its lists have failed in succession. */
  failures = 0

  constructor(part: Part, settings: Settings) {
    this.part = part
    this.confirmAfter = Duration.fromInputUnsafe(settings.confirmAfter ?? "1 second")
  }
}

/** What members wait for, and why. */
type Wanting = Map<Member, CycleCause>

export class Hub {
  private readonly ami: AmiClient["Service"]
  private readonly identity: Identity.Identity
  private readonly members = new Set<Member>()
  private byName = new Map<string, ReadonlyArray<Member>>()
  private following: Fiber.Fiber<void> | undefined
  private epoch = 0
  private loss = lost("ClientClosed")
  private clock: Clock.Clock | undefined
  /** The members of the next cycle, and the fiber that runs cycles while there are some. */
  private wanting: Wanting = new Map()
  private cycling: Fiber.Fiber<void> | undefined
  /** What waits: for late events, or to ask again. */
  private readonly background = new Set<Fiber.Fiber<void>>()
  private lastGapAt = -Infinity
  private burst = 0

  constructor(ami: AmiClient["Service"]) {
    this.ami = ami
    this.identity = Identity.of(ami)
  }

  get isFresh(): boolean {
    return [...this.members].every((member) => member.isFresh)
  }

  /** Keeps a part true until the scope closes. Completes after its first lists, or fails with their error. */
  install(part: Part, settings: Settings): Effect.Effect<void, AmiError, Scope.Scope> {
    const relistEvery = settings.relistEvery
    return Effect.gen({ self: this }, function*() {
      this.clock = yield* Clock.Clock
      const member = yield* Effect.acquireRelease(
        this.join(new Member(part, settings)),
        (member) => this.leave(member)
      )
      yield* Deferred.await(member.first)
      if (relistEvery === undefined) return
      const every = Duration.fromInputUnsafe(relistEvery)
      const pause = Effect.map(Random.next, (random) => Duration.times(every, 0.8 + 0.4 * random))
      const relist = Effect.suspend(() => member.isFresh ? this.request(member, "Relist") : Effect.void)
      yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.flatMap(pause, Effect.sleep), relist)))
    })
  }

  // --- Members ----------------------------------------------------------------

  private join(member: Member): Effect.Effect<Member> {
    return Effect.gen({ self: this }, function*() {
      this.members.add(member)
      this.index()
      if (this.following === undefined) {
        this.following = yield* Effect.forkDetach(this.follow, { startImmediately: true })
      }
      // Without a connection, the first list says so, or waits for one.
      if (!this.wanting.has(member) && member.round === undefined) yield* this.request(member, "Connected")
      return member
    })
  }

  private leave(member: Member): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.remove(member)
      for (const { end } of member.part.outputs) contain(() => end(Cause.fail(Cause.Done())), () => undefined)
      if (this.members.size > 0) return Effect.void
      const fibers = [this.following, this.cycling, ...this.background].filter((fiber) => fiber !== undefined)
      this.following = undefined
      this.cycling = undefined
      return Fiber.interruptAll(fibers)
    })
  }

  private remove(member: Member): void {
    member.isOver = true
    member.isFresh = false
    this.members.delete(member)
    this.wanting.delete(member)
    this.index()
  }

  private index(): void {
    const byName = new Map<string, Array<Member>>()
    for (const member of this.members) {
      for (const name of member.part.events) {
        const others = byName.get(name)
        if (others === undefined) byName.set(name, [member])
        else others.push(member)
      }
    }
    this.byName = byName
  }

  /** Runs code of a part. If it throws, the part is closed, and the others go on. */
  private guard(member: Member, run: (part: Part) => void): Effect.Effect<void> | undefined {
    if (member.isOver) return undefined
    let failure: Effect.Effect<void> | undefined
    contain(() => run(member.part), (defect) => failure = this.close(member, Cause.die(defect)))
    return failure
  }

  private close(member: Member, cause: Cause.Cause<AmiError>): Effect.Effect<void> {
    this.remove(member)
    for (const output of member.part.outputs) contain(() => output.end(cause), () => undefined)
    Deferred.doneUnsafe(member.first, Effect.failCause(cause))
    return member.hadFirst
      ? quietly(this.identity.own(Effect.logError(`The model of ${member.part.name} ended`, cause)))
      : Effect.void
  }

  // --- Events -----------------------------------------------------------------

  private readonly wants = (message: AmiMessage): boolean => message.kind === "Event" && this.byName.has(message.name)

  private get follow(): Effect.Effect<void> {
    const inbox = Inboxes.of(this.ami)
    // A client that a test has made has no inbox of its own names.
    const items = inbox?.(this.wants) ?? Stream.filter(
      this.ami.inbox,
      (item) => item._tag !== "Received" || this.wants(item.message)
    )
    return items.pipe(
      Stream.runForEachArray((chunk) => this.deliver(chunk)),
      Effect.exit,
      Effect.flatMap((exit) => this.end(exit))
    )
  }

  private deliver(items: ReadonlyArray<Item>): Effect.Effect<void> {
    return Effect.suspend(() => {
      const todo: Array<Effect.Effect<void>> = []
      const due = new Set<Member>()
      for (const item of items) {
        if (item._tag !== "Received") {
          const then = this.mark(item)
          if (then !== undefined) todo.push(then)
          continue
        }
        const members = this.byName.get(item.message.name)
        if (members === undefined) continue
        const { message, receivedAt } = item
        const reason: Reason = { _tag: "Event", message }
        for (const member of members) {
          const failure = this.guard(member, (part) => {
            part.apply(message, receivedAt)
            for (const output of part.outputs) output.flush(reason)
          })
          if (failure !== undefined) todo.push(failure)
          due.add(member)
        }
      }
      for (const member of due) this.release(member)
      return todo.length === 0 ? Effect.void : Effect.all(todo, { discard: true })
    })
  }

  private release(member: Member): void {
    this.guard(member, ({ outputs }) => {
      for (const output of outputs) output.release()
    })
  }

  private mark(mark: Mark): Effect.Effect<void> | undefined {
    this.epoch = mark.epoch
    if (mark._tag === "Connected") return this.restart("Connected")
    if (mark._tag === "Disconnected") this.loss = mark.cause
    const since = mark._tag === "Disconnected" ? mark.lastMessageAt : undefined
    const loss: Loss = { epoch: mark.epoch, cause: mark._tag, since: since ?? this.now }
    const failures = [...this.members].flatMap((member) => {
      member.isFresh = false
      member.round = undefined
      const failure = this.guard(member, (part) => {
        part.lose(loss)
        for (const output of part.outputs) output.lose(loss)
      })
      this.release(member)
      return failure ?? []
    })
    const then = mark._tag === "Gap" ? this.restart("Gap") : this.stop
    return Effect.all([...failures, then], { discard: true })
  }

  private get now(): number {
    return this.clock?.currentTimeMillisUnsafe() ?? 0
  }

  /** There is no other connection to come. */
  private end(exit: Exit.Exit<void, AmiError>): Effect.Effect<void> {
    return Effect.suspend(() => {
      this.following = undefined
      const cause = Exit.isFailure(exit) ? exit.cause : Cause.fail(Cause.Done())
      for (const member of this.members) {
        member.isFresh = false
        for (const output of member.part.outputs) contain(() => output.end(cause), () => undefined)
        Deferred.doneUnsafe(member.first, Exit.isFailure(exit) ? exit : Exit.fail(this.loss))
      }
      return this.stop
    })
  }

  // --- Cycles -----------------------------------------------------------------

  /** A member needs its lists. */
  private request(member: Member, cause: CycleCause): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (member.isOver) return Effect.void
      this.wanting.set(member, cause)
      return this.cycling === undefined ? this.begin(Effect.void) : Effect.void
    })
  }

  /** All members need their lists, and what was asked for before is of no use. */
  private restart(cause: "Connected" | "Gap"): Effect.Effect<void> {
    return Effect.suspend(() => {
      for (const member of this.members) this.wanting.set(member, cause)
      return Effect.andThen(this.stop, this.begin(cause === "Gap" ? this.cooldown : Effect.void))
    })
  }

  private begin(pause: Effect.Effect<void>): Effect.Effect<void> {
    const cycles = Effect.andThen(pause, this.cycles)
    return Effect.map(
      Effect.forkDetach(cycles, { startImmediately: true }),
      (fiber) => void (this.cycling = fiber)
    )
  }

  private get stop(): Effect.Effect<void> {
    return Effect.suspend(() => {
      const before = this.cycling
      this.cycling = undefined
      return before === undefined ? Effect.void : Effect.asVoid(Effect.forkDetach(Fiber.interrupt(before)))
    })
  }

  private get cycles(): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      while (this.wanting.size > 0) {
        // Parts that are installed in the same turn share their lists.
        yield* Effect.yieldNow
        const members = this.wanting
        this.wanting = new Map()
        yield* this.cycle(members)
      }
      this.cycling = undefined
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
  private cycle(members: Wanting): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const round = {}
      for (const member of members.keys()) {
        member.round = round
        if (!member.isFresh) yield* this.guard(member, resync) ?? Effect.void
        this.release(member)
      }
      for (const source of sourcesOf(members.keys())) {
        const own = [...members].filter(([member]) => member.round === round && has(member, source))
        for (const [member] of own) yield* this.guard(member, (part) => part.begin(source)) ?? Effect.void
        const answer = yield* Effect.exit(source.ask(this.ami))
        for (const [member, cause] of own) {
          if (Exit.isFailure(answer)) yield* this.fail(member, cause, source, answer.cause)
          else yield* this.list(member, cause, source, answer.value)
        }
      }
      for (const [member, cause] of members) if (member.round === round) yield* this.complete(member, cause, round)
    })
  }

  private list(
    member: Member,
    cause: CycleCause,
    source: Source,
    items: ReadonlyArray<AmiMessage>
  ): Effect.Effect<void> {
    return Effect.suspend(() => {
      let isUsed = true
      const failure = this.guard(member, (part) => {
        isUsed = part.list(source, items, this.now)
        flush(part, cause)
      })
      this.release(member)
      if (failure !== undefined) return failure
      return isUsed ? Effect.void : this.again(member, cause, source, "more events came meanwhile than are kept")
    })
  }

  /** A list did not come: the first fails the installation, a later one is asked for again. */
  private fail(
    member: Member,
    cause: CycleCause,
    source: Source,
    failure: Cause.Cause<AmiError>
  ): Effect.Effect<void> {
    if (!member.hadFirst) return this.close(member, failure)
    const why = Cause.squash(failure)
    return this.again(member, cause, source, why instanceof Error ? why.message : String(why))
  }

  /** Takes a member out of its cycle, and asks for its lists once more after a delay that grows. */
  private again(member: Member, cause: CycleCause, source: Source, why: string): Effect.Effect<void> {
    return Effect.suspend(() => {
      const round = {}
      member.round = round
      member.failures += 1
      const later = Effect.flatMap(delayOf(member.failures - 1), Effect.sleep).pipe(
        Effect.andThen(Effect.suspend(() => member.round === round ? this.request(member, cause) : Effect.void))
      )
      const warning = `The list ${source.id} of ${member.part.name} failed (${why}). Asking again`
      return Effect.andThen(quietly(this.identity.own(Effect.logWarning(warning))), this.inBackground(later))
    })
  }

  /** Runs something that ends with the hub. */
  private inBackground(work: Effect.Effect<void>): Effect.Effect<void> {
    return Effect.map(Effect.forkDetach(work, { startImmediately: true }), (fiber) => {
      this.background.add(fiber)
      fiber.addObserver(() => this.background.delete(fiber))
    })
  }

  /** Settles a member at once, or when the events that may explain what its lists contradict have had time to come. */
  private complete(member: Member, cause: CycleCause, round: object): Effect.Effect<void> {
    return Effect.suspend(() => {
      let isDoubting = false
      const failure = this.guard(member, (part) => void (isDoubting = part.isDoubting(cause)))
      if (failure !== undefined) return failure
      if (!isDoubting || !Duration.isPositive(member.confirmAfter)) return this.settle(member, cause, round)
      const later = Effect.andThen(Effect.sleep(member.confirmAfter), this.settle(member, cause, round))
      return this.inBackground(later)
    })
  }

  private settle(member: Member, cause: CycleCause, round: object): Effect.Effect<void> {
    return Effect.suspend(() => {
      if (member.round !== round || member.isOver) return Effect.void
      member.isFresh = true
      let corrections = 0
      const failure = this.guard(member, (part) => {
        corrections = part.settle(this.now)
        flush(part, cause)
        for (const output of part.outputs) output.sync({ epoch: this.epoch, cause, corrections })
      })
      this.release(member)
      if (failure !== undefined) return failure
      member.hadFirst = true
      member.failures = 0
      Deferred.doneUnsafe(member.first, Effect.void)
      return cause === "Relist" ? quietly(this.identity.own(Metric.update(drift, corrections))) : Effect.void
    })
  }
}

const flush = ({ outputs }: Part, cause: CycleCause): void => {
  const reason: Reason = { _tag: "Snapshot", cause }
  for (const output of outputs) output.flush(reason)
}

const resync = ({ outputs }: Part): void => {
  for (const output of outputs) output.resync()
}

const has = ({ part }: Member, source: Source): boolean => part.sources.some(({ id }) => id === source.id)

/** Each source once, from the cheapest. */
const sourcesOf = (members: Iterable<Member>): ReadonlyArray<Source> => {
  const byId = new Map<string, Source>()
  for (const { part } of members) for (const source of part.sources) byId.set(source.id, source)
  return [...byId.values()].sort((one, other) => one.cost - other.cost)
}

const hubs = new WeakMap<AmiClient["Service"], Hub>()

/** The hub of a client. */
export const of = (ami: AmiClient["Service"]): Hub => {
  const hub = hubs.get(ami) ?? new Hub(ami)
  hubs.set(ami, hub)
  return hub
}
