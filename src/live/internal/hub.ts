/**
 * Feeds the parts of a client: one subscription, and one cycle of lists for all of them.
 *
 * Events go to the parts that want them as they come. Each `Connected` and each
 * `Gap` begins a cycle, and ends the one that may be under way: ask for the lists
 * of all parts, give the events that explain what they contradict time to come,
 * settle. The parts whose lists fail stay stale meanwhile, and the others go on.
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
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import type { AmiError } from "../../AmiError.ts"
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { Item, Mark } from "../../client/AmiInbox.ts"
import { lost } from "../../internal/failing.ts"
import { contain } from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"
import * as Inboxes from "../../internal/inboxes.ts"
import * as Mask from "../../internal/mask.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { type Around, Cycles } from "./cycles.ts"
import { Member, type Owner, type Settings } from "./member.ts"
import type { Loss, Part } from "./part.ts"

export class Hub implements Owner, Around {
  private readonly ami: AmiClient["Service"]
  private readonly identity: Identity.Identity
  private readonly capacity: number
  private readonly members = new Map<Part, Member>()
  /** The events that members want. */
  private byName = new Map<string, Wanted>()
  /** What the subscription and the cycles run with: the loggers and the clock of the first that was installed. */
  context: Context.Context<never> = Context.empty()
  private following: Fiber.Fiber<void, AmiError> | undefined
  epoch = 0
  private loss = lost("ClientClosed")
  private readonly cycles: Cycles

  constructor(ami: AmiClient["Service"], capacity: number) {
    this.ami = ami
    this.identity = Identity.of(ami)
    this.capacity = capacity
    this.cycles = new Cycles(ami, this)
  }

  get isShared(): boolean {
    return this.members.size > 1
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
    if (member.round === undefined && !member.hadFirst) this.cycles.want(member)
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
      this.cycles.stop()
      return Fiber.interrupt(following)
    })
  }

  forget(member: Member): void {
    this.members.delete(member.part)
    this.index()
    this.cycles.forget(member)
  }

  private index(): void {
    const byName = new Map<string, Wanted>()
    for (const member of this.members.values()) {
      for (const name of member.names) {
        const wanted = byName.get(name) ?? { members: [], hasCome: false }
        wanted.members.push(member)
        byName.set(name, wanted)
      }
    }
    this.byName = byName
  }

  private relist(member: Member): Effect.Effect<void> {
    const pause = Effect.map(Random.next, (random) => Duration.times(member.relistEvery, 0.8 + 0.4 * random))
    const relist = Effect.sync(() => {
      if (!member.isFresh || member.unsettled !== undefined) return
      member.needs("Relist")
      this.cycles.want(member)
    })
    return Effect.forever(Effect.andThen(Effect.flatMap(pause, Effect.sleep), relist))
  }

  /** Takes lists again, soon after a connection to a server that may still have been starting. */
  private relistSoon(member: Member, epoch: number): Effect.Effect<void> {
    return Effect.forEach(starting, (delay) =>
      Effect.andThen(
        Effect.sleep(delay),
        Effect.sync(() => {
          if (this.epoch !== epoch || !member.isFresh || member.unsettled !== undefined) return
          member.needs("Connected")
          this.cycles.want(member)
        })
      ), { discard: true })
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
    this.cycles.delivered()
    for (let index = 0; index < items.length; index += 1) {
      const item = items[index]
      if (item === undefined || item._tag === "Received") continue
      this.receive(items, from, index)
      this.mark(item)
      from = index + 1
    }
    this.receive(items, from, items.length)
  }

  /** Each event goes to all members before the next one: a part may read what another has made of the events so far. */
  private receive(items: ReadonlyArray<Item>, from: number, to: number): void {
    const due: Array<Member> = []
    const next = { index: from, turn: 0 }
    let current: Member | undefined
    const handOver = () => {
      for (; next.index < to; next.index += 1, next.turn = 0) {
        const item = items[next.index]
        const wanted = item?._tag === "Received" ? this.byName.get(item.message.name) : undefined
        if (item?._tag !== "Received" || wanted === undefined) continue
        const { message, receivedAt } = item
        const { members } = wanted
        if (!wanted.hasCome) notice(wanted, message.name)
        for (; next.turn < members.length; next.turn += 1) {
          current = members[next.turn]
          if (current === undefined) continue
          if (!current.isDue) due.push(current)
          current.receive(message, receivedAt)
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
      this.cycles.disconnect(members)
      return
    }
    // A client that a test has made may leave out the end of a connection.
    const isLoss = ({ isFresh }: Member) => mark._tag === "Gap" || isFresh
    const loss = this.lossOf(mark._tag === "Gap" ? "Gap" : "Disconnected")
    for (const member of members) if (isLoss(member)) member.lose(loss)
    this.cycles.restart(members, mark._tag)
    if (mark._tag !== "Connected" || mark.bootState !== "unknown" || mark.epoch === 1) return
    for (const member of members) {
      if (Duration.isFinite(member.relistEvery)) member.fork(this.relistSoon(member, mark.epoch))
    }
  }

  lossOf(cause: Loss["cause"]): Loss {
    return { epoch: this.epoch, cause, since: this.now }
  }

  get now(): number {
    return Context.get(this.context, Clock.Clock).currentTimeMillisUnsafe()
  }

  /** There is no other connection to come. */
  private end(exit: Exit.Exit<void, AmiError>): void {
    this.following = undefined
    this.cycles.halt()
    const first = Exit.isFailure(exit) ? exit.cause : Cause.fail(this.loss)
    for (const member of this.members.values()) {
      if (Exit.isFailure(exit)) member.close(exit.cause)
      else member.end(Cause.fail(Cause.Done()), first)
    }
  }
}

/** An event that is wanted. */
interface Wanted {
  /** In the order in which they were installed. */
  readonly members: Array<Member>
  /** Whether one has come. */
  hasCome: boolean
}

const notice = (wanted: Wanted, name: string): void => {
  wanted.hasCome = true
  for (const member of wanted.members) member.unseen.delete(name)
}

/**
 * The pauses between lists after a server has come back that does not say when it has started: until it has, its lists lack
 * what is not loaded, and nothing reports that later.
 */
const starting = ["3 seconds", "10 seconds", "30 seconds"] as const

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
