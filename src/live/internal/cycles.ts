/**
 * The cycles of lists of a hub: which lists are asked for, when, and to whom their answers go.
 *
 * The lists of a cycle are asked for one after another, each once. A list that is
 * late holds up no other, and one that fails is asked for again after growing
 * delays. What was asked for before events were lost is of no use.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Metric from "effect/Metric"
import { type AmiError, isAmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import { delayOf } from "../../internal/backoff.ts"
import { wordsOf } from "../../internal/foreign.ts"
import { type Lists, SharedLists } from "../../internal/sharedLists.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { Failures } from "./failures.ts"
import type { Member, Round } from "./member.ts"
import type { Source } from "./part.ts"
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

/** The hub, as its cycles see it. */
export interface Around {
  /** What cycles run with. */
  readonly context: Context.Context<never>
  readonly now: number
  readonly epoch: number
  /** Whether there are several members. */
  readonly isShared: boolean
}

export class Cycles {
  private readonly ami: AmiClient["Service"]
  private readonly around: Around
  /** The members of the next cycle, and the fiber that runs cycles while there are some. */
  private readonly wanting = new Set<Member>()
  private cycling: Fiber.Fiber<void> | undefined
  /** Identifies the cycles since the last mark: what was asked for before is of no use. */
  private era = {}
  private readonly asking = new Map<Fiber.Fiber<void>, Waiting>()
  /** What trackers have asked for since something was delivered: it is good for all that begin until then. */
  private lists: CycleLists | undefined
  /** The members that ask again together, by how often they have failed. */
  private readonly retries = new Map<number, Set<Member>>()
  private readonly background = new Set<Fiber.Fiber<void>>()
  private readonly failures = new Failures()
  private lastGapAt = -Infinity
  private burst = 0

  constructor(ami: AmiClient["Service"], around: Around) {
    this.ami = ami
    this.around = around
  }

  /** Something was delivered. */
  delivered(): void {
    this.lists = undefined
  }

  /** All of these need their lists, and what was asked for before is of no use. */
  restart(members: ReadonlyArray<Member>, cause: "Connected" | "Gap"): void {
    for (const member of members) {
      member.round = undefined
      member.retrying = undefined
      member.needs(cause)
      if (!member.isOver) this.wanting.add(member)
    }
    this.halt()
    this.run(cause === "Gap" ? this.cooldown : Effect.void)
  }

  /** There is no connection to ask on. One that has had no list asks all the same, and so hears of that. */
  disconnect(members: ReadonlyArray<Member>): void {
    for (const member of members) {
      if (member.hadFirst) this.wanting.delete(member)
      else this.want(member)
    }
  }

  /** A member is closed. */
  forget(member: Member): void {
    this.wanting.delete(member)
    this.failures.ended(member, this.around.now)
    for (const [fiber, waiting] of this.asking) {
      if ([...waiting.keys()].every(({ isOver }) => isOver)) fiber.interruptUnsafe()
    }
  }

  /** The last member has left. */
  stop(): void {
    this.halt()
    this.retries.clear()
    for (const fiber of this.background) fiber.interruptUnsafe()
  }

  /** A member needs its lists. */
  want(member: Member): void {
    if (member.isOver) return
    this.wanting.add(member)
    this.run(Effect.void)
  }

  /** Runs cycles, unless they are run already. */
  private run(pause: Effect.Effect<void>): void {
    if (this.cycling !== undefined || this.wanting.size === 0) return
    const cycling = Effect.runForkWith(this.around.context)(Effect.andThen(pause, this.cycles))
    this.cycling = cycling
    cycling.addObserver(() => {
      if (this.cycling === cycling) this.cycling = undefined
    })
  }

  /** What is under way is of no use. What cannot be interrupted holds up nobody. */
  halt(): void {
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
        if (this.around.isShared || ![...this.wanting].every(isForeign)) yield* Effect.yieldNow
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
    if (member.list(source, items, this.around.now, round.cause)) round.left.delete(source.id)
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
    else if (member.round === round) this.again(member, source, why)
  }

  /** Takes a member out of its cycle, and asks for its lists once more after a delay that grows. */
  private again(member: Member, source: Source, why: unknown): void {
    if (member.isOver) return
    const { failures, name, part } = member
    member.round = undefined
    member.failures += 1
    const words = isAmiError(why) ? why.message : wordsOf(why)
    const line = part.words?.failed(words) ?? `The list ${source.id} of ${name} failed (${words}). Asking again`
    this.failures.failed(member, line, why, this.around.now)
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
    const fiber = Effect.runForkWith(this.around.context)(work)
    this.background.add(fiber)
    fiber.addObserver(() => this.background.delete(fiber))
  }

  /** Other lists wait no longer for one. */
  private hurry(source: Source, waiting: Waiting): void {
    for (const [member, round] of waiting) {
      if (member.round !== round) continue
      const line = `The list ${source.id} of ${member.name} is late. Going on with other lists`
      this.failures.late(member, line, this.around.now)
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
    const corrections = member.settle(round.cause, this.around.epoch, this.around.now)
    if (member.isFresh) this.failures.ended(member, this.around.now)
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
