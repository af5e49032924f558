/**
 * The state of a campaign: who waits, which calls there are, and whether another may start.
 *
 * Pure: times are given, in milliseconds since 1970.
 *
 * @since 0.2.0
 */
import type { AmiError } from "../../AmiError.ts"
import { Agenda } from "./agenda.ts"
import type { Attempt, AttemptLogError } from "./attempt.ts"
import type { Contact, Figures, PauseReason } from "./contact.ts"
import type { Calendar } from "./hours.ts"
import { type Predictor, upperBound, Window } from "./pacing.ts"
import { Rate } from "./rate.ts"
import type { Past, Table } from "./retries.ts"

/** A contact that is to be called, and its attempts that are over. */
export interface Entry<C> {
  readonly contact: C
  readonly number: string
  readonly past: ReadonlyArray<Attempt & Past>
}

export interface Settings {
  readonly name: string
  readonly calendar: Calendar
  readonly zone: string
  readonly table: Table
  readonly maxCallsPerSecond: number
  readonly maxConcurrent: number
  readonly maxPerTrunk: Readonly<Record<string, number>>
  readonly maxWaiting: number
}

/** Why no call may start, and until when; never, if something else must happen first. */
export interface Gate {
  readonly reason: PauseReason
  readonly until: number
  readonly error?: AmiError | AttemptLogError
}

/** How many refusals of Asterisk in a row are taken for one of all that would follow. */
const mostRefusals = 10

/** How many events may wait for who reads them. */
export const mostUnread = 8192

export class CampaignState<C extends Contact> {
  readonly settings: Settings
  readonly agenda = new Agenda<Entry<C>>()
  readonly rate: Rate
  readonly window: Window
  readonly predictor: Predictor | undefined
  /** Of contacts that were not pulled yet, from earlier runs. */
  history = new Map<string, Array<Attempt>>()
  /** Contacts whose open attempt this run has looked up, and which were not pulled yet. */
  readonly resolved = new Set<string>()
  /** Contacts whose open attempt is looked up. */
  readonly recovering = new Map<string, C | undefined>()
  /** Contacts that are called, or wait to be. */
  readonly active = new Set<string>()
  isStopped = false
  isPaused = false
  isConnected = true
  isSourceOver = false
  /** Whether contacts have zones of their own, so that some may be called while others may not. */
  hasZones = false
  hasPulled = false
  logFailure: { readonly until: number; readonly error: AttemptLogError } | undefined
  refusal: AmiError | undefined
  private refusals = 0
  private logFailures = 0
  private isSlow = false
  private readonly blocked = new Map<string, Array<Entry<C>>>()
  private blockedCount = 0
  private readonly perTrunk = new Map<string, number>()
  private readonly dials = new Window(10_000)
  private readonly counts = {
    live: 0,
    setup: 0,
    dialled: 0,
    decided: 0,
    answered: 0,
    abandoned: 0,
    finished: 0,
    skipped: 0
  }

  constructor(settings: Settings, predictor: Predictor | undefined) {
    this.settings = settings
    this.rate = new Rate(settings.maxCallsPerSecond)
    this.predictor = predictor
    this.window = predictor?.window ?? new Window(1_800_000)
  }

  get live(): number {
    return this.counts.live
  }

  get setup(): number {
    return this.counts.setup
  }

  get waiting(): number {
    return this.agenda.size + this.blockedCount
  }

  // --- Whether a call may start ---------------------------------------------

  gate(at: number, unread: number): Gate | undefined {
    if (this.isPaused) return { reason: "Asked", until: Infinity }
    if (!this.isConnected) return { reason: "NotConnected", until: Infinity }
    if (this.refusal !== undefined) return { reason: "Refused", until: Infinity, error: this.refusal }
    if (this.logFailure !== undefined && at < this.logFailure.until) return { reason: "LogFailed", ...this.logFailure }
    this.isSlow = unread > (this.isSlow ? mostUnread / 2 : mostUnread)
    if (this.isSlow) return { reason: "SlowConsumer", until: at + 100 }
    if (this.hasZones || !this.hasPulled) return undefined
    const until = this.settings.calendar.opens(this.settings.zone, at)
    return until > at ? { reason: "OutsideHours", until } : undefined
  }

  /** When a contact may be called, by its hours. */
  opens({ zone }: Contact, at: number): number {
    return this.settings.calendar.opens(zone ?? this.settings.zone, at)
  }

  hasLine(trunk: string | undefined): boolean {
    if (trunk === undefined) return true
    const { maxPerTrunk } = this.settings
    if (!Object.hasOwn(maxPerTrunk, trunk)) return true
    return (this.perTrunk.get(trunk) ?? 0) < (maxPerTrunk[trunk] ?? Infinity)
  }

  /** Lets a contact wait until a call of its trunk is over. */
  block(entry: Entry<C>, trunk: string): void {
    const others = this.blocked.get(trunk)
    if (others === undefined) this.blocked.set(trunk, [entry])
    else others.push(entry)
    this.blockedCount += 1
  }

  // --- What happens to calls --------------------------------------------------

  reserve(at: number, trunk: string | undefined): void {
    this.rate.start(at)
    this.adopt(trunk)
  }

  /** A call is there that this run did not start. */
  adopt(trunk: string | undefined): void {
    this.counts.live += 1
    this.counts.setup += 1
    if (trunk !== undefined) this.perTrunk.set(trunk, (this.perTrunk.get(trunk) ?? 0) + 1)
  }

  dialled(at: number): void {
    this.counts.dialled += 1
    this.dials.add(at, false)
  }

  /** An agent has the call, or nobody needs one. */
  endSetup(): void {
    this.counts.setup -= 1
  }

  release(at: number, trunk: string | undefined): void {
    this.counts.live -= 1
    if (trunk === undefined) return
    this.perTrunk.set(trunk, (this.perTrunk.get(trunk) ?? 0) - 1)
    const next = this.blocked.get(trunk)?.shift()
    if (next === undefined) return
    this.blockedCount -= 1
    this.agenda.add(next, at)
  }

  decided(isAnswered: boolean): void {
    this.counts.decided += 1
    if (isAnswered) this.counts.answered += 1
    this.refusals = 0
  }

  /** A person answered, and an agent was there in time or not. */
  served(at: number, isAbandoned: boolean): void {
    if (isAbandoned) this.counts.abandoned += 1
    if (this.predictor === undefined) this.window.add(at, isAbandoned)
    else this.predictor.answered(at, isAbandoned)
  }

  /** Asterisk refused to dial. Whether it would refuse all others too. */
  refused(error: AmiError): void {
    this.refusals += 1
    const isOfAll = error.reason._tag === "PermissionDenied" || this.refusals >= mostRefusals
    if (isOfAll) this.refusal = error
  }

  /** The log failed: no call starts for a while, which is longer each time. */
  logFailed(at: number, error: AttemptLogError): number {
    const until = at + Math.min(30_000, 1000 * 2 ** this.logFailures)
    this.logFailures += 1
    this.logFailure = { until, error }
    return until
  }

  logged(): void {
    this.logFailures = 0
    this.logFailure = undefined
  }

  finished(id: string): void {
    this.counts.finished += 1
    this.active.delete(id)
  }

  /** A contact is not called; one without an id was never among them. */
  skipped(id: string | undefined): void {
    this.counts.skipped += 1
    if (id !== undefined) this.active.delete(id)
  }

  resume(): void {
    this.isPaused = false
    this.refusal = undefined
    this.refusals = 0
  }

  // --- Figures ------------------------------------------------------------------

  figures(at: number): Figures {
    this.window.forget(at)
    this.dials.forget(at)
    const { abandons, answers } = this.window
    const { decided, ...counts } = this.counts
    return {
      at,
      ...counts,
      waiting: this.waiting,
      answerRate: decided === 0 ? 0 : counts.answered / decided,
      abandonRate: answers === 0 ? 0 : abandons / answers,
      abandonBound: upperBound(abandons, answers),
      ratio: this.predictor?.ratio(at) ?? 1,
      callsPerSecond: this.dials.answers / 10
    }
  }
}
