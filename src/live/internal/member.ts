/**
 * A part that is installed: what the hub knows of it, and the boundary for what it throws.
 *
 * A part is code that may have bugs. If it throws, it alone is closed: those who
 * read its models hear of it, and the other parts of the client go on.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { AmiError } from "../../AmiError.ts"
import * as AmiPermission from "../../catalog/AmiPermission.ts"
import { contain, quietly } from "../../internal/foreign.ts"
import type { Identity } from "../../internal/identity.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import type { CycleCause, Loss, Output, Part, Reason, Source } from "./part.ts"

export interface Settings {
  readonly confirmAfter?: Duration.Input | undefined
  readonly relistEvery?: Duration.Input | undefined
  readonly capacity?: number | undefined
}

/** From the moment that the lists of a part are asked for until it is settled. */
export class Round {
  readonly cause: CycleCause
  /** The ids of the sources whose lists have not been taken in yet. */
  readonly left: Set<string>
  /** Whether the last of them was taken in: nothing but doubts may be left. */
  isComplete = false

  constructor(cause: CycleCause, sources: ReadonlyArray<Source>) {
    this.cause = cause
    this.left = new Set(sources.map(({ id }) => id))
  }
}

/** The hub, as its members see it. */
export interface Owner {
  readonly lossOf: (cause: Loss["cause"]) => Loss
  /** A member is closed. */
  readonly forget: (member: Member) => void
}

const rank: Readonly<Record<CycleCause, number>> = { Relist: 0, Gap: 1, Connected: 2 }

export class Member {
  readonly part: Part
  readonly name: string
  readonly names: ReadonlySet<string>
  readonly sources: ReadonlyArray<Source>
  readonly confirmAfter: Duration.Duration
  readonly relistEvery: Duration.Duration
  /** What the fiber that installed it runs with: the loggers and the clock. */
  readonly context: Context.Context<never>
  readonly first = Deferred.makeUnsafe<void, AmiError>()
  /** How many have installed it. */
  users = 1
  hadFirst = false
  private isInstalled = false
  /** Whether it is closed: it threw, its first lists failed, or nobody uses it any more. */
  isOver = false
  isFresh = false
  /** Whether it has taken in events since it was released. */
  isDue = false
  /** The round that it is in; what an earlier one brings is of no use. */
  round: Round | undefined
  /** Why its lists are needed; undefined once it is settled. */
  unsettled: CycleCause | undefined = "Connected"
  /** Those with which it waits to ask for its lists once more. */
  retrying: Set<Member> | undefined
  /** How often its lists have failed in succession. */
  failures = 0
  /** What waits on its behalf. */
  readonly background = new Set<Fiber.Fiber<void>>()
  private readonly outputs: ReadonlyArray<Output>
  private readonly identity: Identity
  private readonly owner: Owner
  /** The names of events of which none has come yet. */
  readonly unseen: Set<string>
  /** How many periodic lists in succession had to correct it. */
  private corrected = 0

  constructor(
    part: Part,
    settings: Settings,
    identity: Identity,
    context: Context.Context<never>,
    owner: Owner
  ) {
    this.part = part
    this.name = part.name
    this.names = new Set(part.events)
    this.unseen = new Set(part.events)
    this.sources = [...part.sources]
    this.outputs = [...part.outputs]
    this.confirmAfter = Duration.fromInputUnsafe(settings.confirmAfter ?? "1 second")
    this.relistEvery = Duration.fromInputUnsafe(settings.relistEvery ?? Duration.infinity)
    this.identity = identity
    this.context = context
    this.owner = owner
    const opening = { capacity: settings.capacity, named: identity.named }
    for (const output of this.outputs) output.open(opening)
  }

  // --- What the part is given -------------------------------------------------

  /** Runs code of the part. False if it is closed, or throws and is closed for that. */
  guard(run: (part: Part) => void): boolean {
    if (this.isOver) return false
    let isDone = true
    contain(() => run(this.part), (defect) => {
      isDone = false
      this.close(Cause.die(defect))
    })
    return isDone
  }

  /** Takes in an event that it wants. Throws what the part throws: the hub closes it. */
  receive(message: AmiMessage, at: number): void {
    this.isDue = true
    this.part.apply(message, at)
    for (const output of this.outputs) if (output.isChanged !== false) output.flush({ _tag: "Event", message })
  }

  /** Events may be missing from here on. What was asked for before is of no use. */
  lose(loss: Loss): void {
    this.isFresh = false
    this.round = undefined
    this.retrying = undefined
    this.guard((part) => {
      part.lose(loss)
      for (const output of this.outputs) output.lose(loss)
    })
    this.release()
  }

  /** Its lists are asked for from here on. */
  begin(): Round {
    const round = new Round(this.unsettled ?? "Relist", this.sources)
    this.round = round
    this.retrying = undefined
    if (!this.isFresh) {
      this.guard(() => {
        for (const output of this.outputs) output.resync()
      })
      this.release()
    }
    return round
  }

  /** Takes in a list. False if it is of no use. */
  list(source: Source, items: Parameters<Part["list"]>[1], at: number, cause: CycleCause): boolean {
    let isUsed = true
    const isDone = this.guard((part) => {
      isUsed = part.list(source, items, at)
      this.flush({ _tag: "Snapshot", cause })
    })
    return isDone && isUsed
  }

  /** Ends a round. Gives how many keys the lists have corrected. */
  settle(cause: CycleCause, epoch: number, at: number): number {
    let corrections = 0
    const isDone = this.guard((part) => {
      corrections = part.settle(at)
      this.isFresh = true
      this.round = undefined
      this.unsettled = undefined
      this.failures = 0
      this.flush({ _tag: "Snapshot", cause })
      for (const output of this.outputs) output.sync({ epoch, cause, corrections })
    })
    if (!isDone) return 0
    if (cause === "Relist") this.suspect(corrections)
    this.hadFirst = true
    return corrections
  }

  private flush(reason: Reason): void {
    for (const output of this.outputs) output.flush(reason)
  }

  /** Hands over what has changed. A fiber that waits for the first lists goes on after that. */
  release(): void {
    this.isDue = false
    this.guard(() => {
      for (const output of this.outputs) output.release()
    })
    if (this.hadFirst && !this.isInstalled) {
      this.isInstalled = true
      Deferred.doneUnsafe(this.first, Effect.void)
    }
  }

  // --- What the hub decides ---------------------------------------------------

  /** Its lists are needed for one more reason; the one that lost most counts. */
  needs(cause: CycleCause): void {
    if (this.unsettled === undefined || rank[this.unsettled] < rank[cause]) this.unsettled = cause
  }

  /** Ends its models. If it has not had its first lists, `first` is why. */
  end(cause: Cause.Cause<AmiError | Cause.Done>, first: Cause.Cause<AmiError>): void {
    if (this.isOver) return
    this.isOver = true
    this.isFresh = false
    this.round = undefined
    for (const fiber of this.background) fiber.interruptUnsafe()
    const loss = this.owner.lossOf("Disconnected")
    for (const output of this.outputs) {
      contain(() => output.lose(loss), () => undefined)
      contain(() => output.end(cause), () => undefined)
    }
    Deferred.doneUnsafe(this.first, Effect.failCause(first))
    this.owner.forget(this)
  }

  /** Ends its models with an error. */
  close(cause: Cause.Cause<AmiError>): void {
    if (this.isOver) return
    this.end(cause, cause)
    if (!this.hadFirst) return
    this.say(Effect.logError(this.part.words?.ended ?? `The model of ${this.name} ended`, cause))
  }

  /** Runs something that ends with it. */
  fork(work: Effect.Effect<void>): void {
    if (this.isOver) return
    const fiber = Effect.runForkWith(this.context)(work)
    this.background.add(fiber)
    fiber.addObserver(() => this.background.delete(fiber))
  }

  /** Logs or counts something. */
  say(what: Effect.Effect<void>): void {
    Effect.runForkWith(this.context)(quietly(this.identity.own(what)))
  }

  /**
   * Asterisk does not report to a session which classes it may read. But if lists bring keys or end them, and no event of a
   * class has ever come, the account lacks that class.
   */
  private suspect(corrections: number): void {
    this.corrected = corrections === 0 ? 0 : this.corrected + 1
    if (this.corrected !== 2) return
    const classOf = (name: string) => AmiPermission.classesOf(name)?.[0]
    const came = new Set([...this.names].filter((name) => !this.unseen.has(name)).map(classOf))
    const silent = [...new Set([...this.names].map(classOf))].filter((one) => one !== undefined && !came.has(one))
    if (silent.length === 0) return
    const classes = silent.map((one) => `\`${one}\``).join(" and ")
    this.say(Effect.logWarning(
      `Lists correct the model of ${this.name} again and again, and no event of the class ${classes} has come: add it to the `
        + "line `read =` of the account in manager.conf and run `manager reload`"
    ))
  }
}
