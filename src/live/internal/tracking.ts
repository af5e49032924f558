/**
 * The state of a tracker: what events and snapshots say, brought together.
 *
 * A snapshot is not aligned with the events: it may know a key before its first
 * event has come, and lack one whose last event is still under way. So events
 * are applied as they come, and those that come while a snapshot is taken are
 * applied to its items once more. A key that the snapshot lacks is only doubted;
 * an event of it settles the doubt, and who stays silent is gone.
 *
 * Nothing here waits, asks or publishes: see `trackerPart.ts` and `changeFeed.ts`.
 *
 * @since 0.1.0
 */
import * as Equal from "effect/Equal"
import type { CycleCause, Loss, Sync } from "./part.ts"

export interface Removed {
  readonly _tag: "Removed"
}

/** What a change of an event has that changes more than one key. */
interface Step {
  readonly more?: true
}

export interface Upserted<out Value> extends Step {
  readonly _tag: "Upserted"
  readonly key: string
  readonly value: Value
  /** The value before; undefined if the key was not there. */
  readonly previous: Value | undefined
}

export type Gone<Value, Event> =
  & Step
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

export interface Stale extends Loss {
  readonly _tag: "Stale"
}

export interface Synced extends Sync {
  readonly _tag: "Synced"
}

type KeyChange<Value, Event> = Upserted<Value> | Gone<Value, Event>

export type Change<Value, Event> = KeyChange<Value, Event> | Stale | Synced

/** What something is about: one key, several, or none. */
export type Keys = string | ReadonlyArray<string> | undefined

export interface Rules<Item, Event, Value> {
  readonly key: (source: Item | Event, values: ReadonlyMap<string, Value>) => Keys
  readonly fromSnapshot: (item: Item, last: Value | undefined, key: string) => Value
  readonly reduce: (
    last: Value | undefined,
    event: Event,
    key: string,
    values: ReadonlyMap<string, Value>
  ) => Value | Removed | undefined
  /** Whether a key that was removed never comes again. */
  readonly uniqueKeys: boolean
}

/** How many events may come while a snapshot is taken; a snapshot that takes longer is taken again. */
const maxNoted = 100_000

/** How many removed keys are remembered, of those that never come again. */
const maxEnded = 10_000

/** What happens from the moment that a snapshot is asked for until its doubts are settled. */
class Round<Event> {
  /** The events since, until the snapshot is there, and the keys that they changed. */
  readonly events: Array<Event> = []
  readonly noted = new Set<string>()
  /** Keys that the snapshot lacks, and keys that only it knows. */
  readonly doubted = new Set<string>()
  readonly brought = new Set<string>()
  private left = maxNoted
  private listed = false

  get isOverrun(): boolean {
    return this.left < 0
  }

  note(keys: ReadonlyArray<string>, event: Event): void {
    for (const key of keys) {
      this.doubted.delete(key)
      this.brought.delete(key)
    }
    if (this.listed || --this.left < 0) return
    this.events.push(event)
    for (const key of keys) this.noted.add(key)
  }

  close(): void {
    this.listed = true
    this.events.length = 0
    this.noted.clear()
  }
}

export class Tracking<Item, Event, Value> {
  readonly values = new Map<string, Value>()
  /** Whether the values are those of a snapshot and of every event since. */
  isSynced = false
  /** Since when they may not be, in milliseconds since 1970, and why. */
  doubts: { readonly since: number; readonly cause: "Disconnected" | "Gap" | "Resyncing" } | undefined
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

  /** Changes every key that an event is about in one step; `reduce` sees the values from before it. */
  apply(event: Event): void {
    const { ended, rules, values } = this
    const keys = keysOf(rules.key(event, values)).filter((key) => !ended.has(key))
    if (keys.length === 0) return
    this.round?.note(keys, event)
    const next = keys.map((key) => rules.reduce(values.get(key), event, key, values))
    const changes = keys.flatMap((key, index) => this.changed(key, next[index], event))
    for (const [index, change] of changes.entries()) {
      this.changes.push(index < changes.length - 1 ? { ...change, more: true } : change)
    }
  }

  /** Events were lost, or may be: no snapshot that was requested before this shows them. */
  lose(loss: Loss): void {
    const { cause, since } = loss
    this.round = undefined
    this.doubts = { since: this.doubts?.since ?? since, cause }
    if (this.isSynced) this.changes.push({ _tag: "Stale", ...loss })
    this.isSynced = false
  }

  /** A snapshot is on its way. */
  resync(): void {
    if (this.doubts !== undefined) this.doubts = { ...this.doubts, cause: "Resyncing" }
  }

  /** Begins a round; the snapshot has to be asked for after this. */
  begin(): void {
    this.round = new Round()
  }

  /** Takes in the snapshot of the round. False if it is of no use, and another has to be taken. */
  list(items: ReadonlyArray<Item>): boolean {
    const { round } = this
    if (round === undefined || round.isOverrun) return false
    const present = new Map<string, Value>()
    for (const item of items) {
      for (const key of keysOf(this.rules.key(item, this.values))) {
        if (this.ended.has(key)) continue
        const last = present.get(key) ?? this.values.get(key)
        if (!this.values.has(key) && !round.noted.has(key)) round.brought.add(key)
        present.set(key, this.rules.fromSnapshot(item, last, key))
      }
    }
    // A key that the last of the events removed is not set: the snapshot is older.
    for (const [key, value] of round.events.length === 0 ? present : this.replay(present, round.events)) {
      this.changes.push(...this.set(key, value))
    }
    for (const key of this.values.keys()) {
      if (!present.has(key) && !round.noted.has(key)) round.doubted.add(key)
    }
    round.close()
    return true
  }

  /** Whether the snapshot contradicts what is known, which events that are on their way may explain. */
  isDoubting(cause: CycleCause): boolean {
    const { brought, doubted } = this.round ?? new Round()
    // If nothing was lost, what came only with a snapshot is doubted too.
    return doubted.size > 0 || (cause === "Relist" && brought.size > 0)
  }

  /** Ends a round: nothing has come of the keys that it still doubts. Gives how many keys it has corrected. */
  settle(): number {
    const { brought, doubted } = this.round ?? new Round()
    this.round = undefined
    let corrections = brought.size
    for (const key of doubted) {
      const last = this.values.get(key)
      if (last === undefined) continue
      this.values.delete(key)
      corrections += 1
      this.changes.push({ _tag: "Gone", key, last, finalStateUnknown: true, event: undefined })
    }
    return corrections
  }

  /** The values are those of a snapshot. */
  sync(sync: Sync): void {
    this.isSynced = true
    this.doubts = undefined
    this.changes.push({ _tag: "Synced", ...sync })
  }

  /** Applies events once more, to the items of a snapshot; keys that it lacks are as they are now. */
  private replay(present: ReadonlyMap<string, Value>, events: ReadonlyArray<Event>): ReadonlyMap<string, Value> {
    const { rules } = this
    const view = new Map([...this.values, ...present])
    for (const event of events) {
      const keys = keysOf(rules.key(event, view)).filter((key) => present.has(key))
      const next = keys.map((key) => rules.reduce(view.get(key), event, key, view))
      for (const [index, key] of keys.entries()) {
        const value = next[index]
        if (isRemoved(value)) view.delete(key)
        else if (value !== undefined) view.set(key, value)
      }
    }
    return new Map([...present.keys()].flatMap((key) => {
      const value = view.get(key)
      return value === undefined ? [] : [[key, value]]
    }))
  }

  private changed(
    key: string,
    next: Value | Removed | undefined,
    event: Event
  ): ReadonlyArray<KeyChange<Value, Event>> {
    if (next === undefined) return []
    if (!isRemoved(next)) return this.set(key, next)
    if (this.rules.uniqueKeys) this.remember(key)
    const last = this.values.get(key)
    if (last === undefined) return []
    this.values.delete(key)
    return [{ _tag: "Gone", key, last, finalStateUnknown: false, event }]
  }

  private set(key: string, value: Value): ReadonlyArray<Upserted<Value>> {
    const previous = this.values.get(key)
    if (previous !== undefined && Equal.equals(previous, value)) return []
    const kept = previous === undefined ? copied(key) : key
    this.values.set(kept, value)
    return [{ _tag: "Upserted", key: kept, value, previous }]
  }

  private remember(key: string): void {
    this.ended.add(copied(key))
    const [oldest] = this.ended
    if (this.ended.size > maxEnded && oldest !== undefined) this.ended.delete(oldest)
  }
}

/** Each once, though it may be named twice. */
const keysOf = (keys: Keys): ReadonlyArray<string> =>
  keys === undefined ? [] : typeof keys === "string" ? [keys] : [...new Set(keys)]

/** A key that is a part of a message's text would keep the whole text in memory for as long as it is kept itself. */
const copied = (key: string): string => key.split("").join("")

/** The one value of its type, so that a value of the caller's with the same tag is none. */
export const removed: Removed = { _tag: "Removed" }

const isRemoved = (next: unknown): next is Removed => next === removed
