/**
 * The state of a tracker: what events and snapshots say, brought together.
 *
 * A snapshot is not aligned with the events: it may know a key before its first
 * event has come, and lack one whose last event is still under way. So events
 * are applied as they come, and those that come while a snapshot is taken are
 * applied to its items once more. A key that the snapshot lacks is only doubted;
 * an event of it settles the doubt, and who stays silent is gone.
 *
 * Nothing here waits, asks or tells: see `resync.ts` and `changeFeed.ts`.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"

export interface Removed {
  readonly _tag: "Removed"
}

export interface Upserted<out Value> {
  readonly _tag: "Upserted"
  readonly key: string
  readonly value: Value
  /** The value before; undefined if the key was not there. */
  readonly previous: Value | undefined
}

export type Gone<Value, Event> =
  & {
    readonly _tag: "Gone"
    readonly key: string
    /** The last value that was known. */
    readonly last: Value
  }
  & (
    | { readonly finalStateUnknown: false; readonly event: Event }
    | { readonly finalStateUnknown: true; readonly event: undefined }
  )

export interface Stale {
  readonly _tag: "Stale"
  readonly epoch: number
  readonly cause: "Disconnected" | "Gap"
}

export interface Synced {
  readonly _tag: "Synced"
  readonly epoch: number
  /** Why a snapshot was taken. */
  readonly cause: Cause
  /** How many keys the snapshot brought or ended, without an event that told of it. */
  readonly corrections: number
}

export type Cause = "Connected" | "Gap" | "Relist"

export type Change<Value, Event> = Upserted<Value> | Gone<Value, Event> | Stale | Synced

export interface Rules<Item, Event, Value> {
  readonly key: (source: Item | Event) => string | undefined
  readonly fromSnapshot: (item: Item, last: Value | undefined) => Value
  readonly reduce: (last: Value | undefined, event: Event) => Value | Removed | undefined
  /** Whether a key that was removed never comes again. */
  readonly uniqueKeys: boolean
}

/** How many events may come while a snapshot is taken; a snapshot that takes longer is taken again. */
const maxNoted = 100_000

/** How many removed keys are remembered, of those that never come again. */
const maxEnded = 10_000

/** What happens from the moment that a snapshot is asked for until its doubts are settled. */
export class Round<Event> {
  readonly cause: Cause
  /** The keys that events told of; the events themselves only until the snapshot is there. */
  readonly noted = new Map<string, Array<Event>>()
  /** Keys that the snapshot lacks, and keys that only it knows. */
  readonly doubted = new Set<string>()
  readonly brought = new Set<string>()
  private left = maxNoted
  private listed = false

  constructor(cause: Cause) {
    this.cause = cause
  }

  get isOverrun(): boolean {
    return this.left < 0
  }

  note(key: string, event: Event): void {
    this.doubted.delete(key)
    this.brought.delete(key)
    if (this.listed || --this.left < 0) return
    const events = this.noted.get(key)
    if (events === undefined) this.noted.set(key, [event])
    else events.push(event)
  }

  close(): void {
    this.listed = true
    this.noted.clear()
  }
}

export class Tracking<Item, Event, Value> {
  readonly values = new Map<string, Value>()
  /** Whether the values are those of a snapshot and of every event since. */
  isSynced = false
  epoch = 0
  private readonly rules: Rules<Item, Event, Value>
  private readonly ended = new Set<string>()
  private round: Round<Event> | undefined
  private changes: Array<Change<Value, Event>> = []

  constructor(rules: Rules<Item, Event, Value>) {
    this.rules = rules
  }

  /** What has changed since it was last asked. */
  take(): ReadonlyArray<Change<Value, Event>> {
    const { changes } = this
    this.changes = []
    return changes
  }

  apply(event: Event): void {
    const key = this.rules.key(event)
    if (key === undefined || this.ended.has(key)) return
    this.round?.note(key, event)
    const last = this.values.get(key)
    const next = this.rules.reduce(last, event)
    if (next === undefined) return
    if (!isRemoved(next)) return this.set(key, next)
    if (this.rules.uniqueKeys) this.remember(key)
    if (last === undefined) return
    this.values.delete(key)
    this.changes.push({ _tag: "Gone", key, last, finalStateUnknown: false, event })
  }

  /** Events were lost, or may be: no snapshot that was asked for before this tells of them. */
  lose(cause: Stale["cause"]): void {
    this.round = undefined
    if (this.isSynced) this.changes.push({ _tag: "Stale", epoch: this.epoch, cause })
    this.isSynced = false
  }

  /** Begins a round; the snapshot has to be asked for after this. */
  begin(cause: Cause): Round<Event> {
    this.round = new Round(cause)
    return this.round
  }

  /** Takes in the snapshot of a round. False if it is of no use, and another has to be taken. */
  list(round: Round<Event>, items: ReadonlyArray<Item>): boolean {
    if (round !== this.round || round.isOverrun) return false
    const present = new Set<string>()
    for (const item of items) {
      const key = this.rules.key(item)
      if (key === undefined || this.ended.has(key)) continue
      present.add(key)
      const noted = round.noted.get(key)
      if (!this.values.has(key) && noted === undefined) round.brought.add(key)
      const value = this.replay(this.rules.fromSnapshot(item, this.values.get(key)), noted ?? [])
      // The last of the events removed it: the snapshot is older.
      if (value !== undefined) this.set(key, value)
    }
    for (const key of this.values.keys()) {
      if (!present.has(key) && !round.noted.has(key)) round.doubted.add(key)
    }
    round.close()
    return true
  }

  /** Ends a round: nothing has come of the keys that it still doubts. Gives how many keys it has corrected. */
  settle(round: Round<Event>): number {
    if (round !== this.round) return 0
    this.round = undefined
    let corrections = round.brought.size
    for (const key of round.doubted) {
      const last = this.values.get(key)
      if (last === undefined) continue
      this.values.delete(key)
      corrections += 1
      this.changes.push({ _tag: "Gone", key, last, finalStateUnknown: true, event: undefined })
    }
    this.isSynced = true
    this.changes.push({ _tag: "Synced", epoch: this.epoch, cause: round.cause, corrections })
    return corrections
  }

  private replay(first: Value, events: ReadonlyArray<Event>): Value | undefined {
    let value: Value | undefined = first
    for (const event of events) {
      const next = this.rules.reduce(value, event)
      if (next === undefined) continue
      value = isRemoved(next) ? undefined : next
    }
    return value
  }

  private set(key: string, value: Value): void {
    const previous = this.values.get(key)
    if (previous !== undefined && Equal.equals(previous, value)) return
    const kept = previous === undefined ? copied(key) : key
    this.values.set(kept, value)
    this.changes.push({ _tag: "Upserted", key: kept, value, previous })
  }

  private remember(key: string): void {
    this.ended.add(copied(key))
    const [oldest] = this.ended
    if (this.ended.size > maxEnded && oldest !== undefined) this.ended.delete(oldest)
  }
}

/** A key that is a part of a message's text would keep the whole text in memory for as long as it is kept itself. */
const copied = (key: string): string => key.split("").join("")

/** The one value of its type, so that a value of the caller's with the same tag is none. */
export const removed: Removed = { _tag: "Removed" }

const isRemoved = (next: unknown): next is Removed => next === removed
