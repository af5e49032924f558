/**
 * The published values of a part by key, and what has changed of them.
 *
 * A part keeps its state as it likes and touches the keys of what it changes; a
 * store reads the values of touched keys when somebody wants them. Until somebody
 * wants all values, it knows those alone that were looked at: nobody pays for the
 * others. Nothing here waits or asks.
 *
 * @since 0.2.0
 */
import * as Equal from "effect/Equal"
import type { Gone, Reason, Upserted } from "./part.ts"

export class Store<V> {
  /** The values as they were last taken, or looked at. */
  private readonly values = new Map<string, V>()
  /** The keys that were touched since, each with its value if somebody has read it. */
  private readonly touched = new Map<string, { readonly value: V | undefined } | undefined>()
  /** The touched keys that have ended: whether what ended them was not seen, and their last value if it is another one. */
  private readonly ended = new Map<string, { readonly finalStateUnknown: boolean; readonly last: V | undefined }>()
  private readonly read: (key: string) => V | undefined
  private readonly keys: () => Iterable<string>
  /** Whether somebody has wanted all values. */
  private isWhole = false
  /** Whether a key that somebody has looked at was touched since the changes were taken or skipped. */
  isChanged = false
  /** Called with each key that is touched. */
  onTouch: ((key: string) => void) | undefined

  /** `read` gives the value that a key has in the part, undefined if there is none; `keys` are all that have one. */
  constructor(read: (key: string) => V | undefined, keys: () => Iterable<string>) {
    this.read = read
    this.keys = keys
  }

  /** The value of a key may have changed. */
  touch(key: string): void {
    if (this.knows(key)) {
      this.touched.set(key, undefined)
      this.isChanged = true
      if (this.ended.size > 0) this.ended.delete(key)
    }
    this.onTouch?.(key)
  }

  /**
   * A key has ended: `read` has no value of it any more. `finalStateUnknown` if what ended it was not seen; `last` is what is
   * reported as its last value, if its end has added something to that.
   */
  end(key: string, finalStateUnknown: boolean, last?: V): void {
    this.touch(key)
    if (this.knows(key)) this.ended.set(key, { finalStateUnknown, last })
  }

  get(key: string): V | undefined {
    if (!this.touched.has(key)) {
      const value = this.values.get(key)
      return value !== undefined || this.isWhole ? value : this.look(key)
    }
    const known = this.touched.get(key)
    if (known !== undefined) return known.value
    const value = this.read(key)
    const previous = this.values.get(key)
    const kept = previous !== undefined && Equal.equals(previous, value) ? previous : value
    this.touched.set(key, { value: kept })
    return kept
  }

  /** Somebody looks at a value for the first time. */
  private look(key: string): V | undefined {
    const value = this.read(key)
    this.keep(key, value)
    return value
  }

  private wantAll(): void {
    if (this.isWhole) return
    this.isWhole = true
    for (const key of this.keys()) if (!this.values.has(key)) this.touched.set(key, undefined)
  }

  /** Whether somebody has looked at the value of a key, or wanted all. */
  private knows(key: string): boolean {
    return this.isWhole || (this.values.size > 0 && this.values.has(key))
  }

  /** All values at this moment, as a copy. Nothing that changed before is reported later. */
  all(): Map<string, V> {
    this.wantAll()
    for (const key of this.touched.keys()) this.keep(key, this.get(key))
    this.forget()
    return new Map(this.values)
  }

  /** Takes the changes since the last time. */
  take(reason: Reason): ReadonlyArray<Upserted<V> | Gone<V>> {
    this.wantAll()
    if (this.touched.size === 0) return []
    const changes: Array<Upserted<V> | Gone<V>> = []
    for (const key of this.touched.keys()) {
      const previous = this.values.get(key)
      const value = this.get(key)
      if (value === previous) continue
      this.keep(key, value)
      if (value !== undefined) changes.push({ _tag: "Upserted", key, value, previous, reason })
      else if (previous !== undefined) {
        const { finalStateUnknown = false, last = previous } = this.ended.get(key) ?? {}
        changes.push({ _tag: "Gone", key, last, finalStateUnknown, reason })
      }
    }
    this.forget()
    return changes.length < 2
      ? changes
      : changes.map((change, index) => index < changes.length - 1 ? { ...change, more: true } : change)
  }

  /** Lets go of what has ended, although nobody takes the changes. */
  skip(): void {
    this.isChanged = false
    if (this.ended.size === 0) return
    for (const key of this.ended.keys()) {
      this.values.delete(key)
      this.touched.delete(key)
    }
    this.ended.clear()
  }

  private keep(key: string, value: V | undefined): void {
    if (value === undefined) this.values.delete(key)
    else this.values.set(key, value)
  }

  private forget(): void {
    this.isChanged = false
    this.touched.clear()
    this.ended.clear()
  }
}
