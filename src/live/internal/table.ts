/**
 * Rows by key, which lists bring and events change.
 *
 * An event is applied as it comes. What events have said of a key since a list was
 * asked for wins over what that list says of it, fact by fact; what the list alone
 * knows is taken over. A key that the list lacks is doubted: an event of it settles
 * the doubt, and one that nothing is heard of is gone.
 *
 * A fact that nobody has seen is an absent member of a row.
 *
 * @since 0.2.0
 */
import * as Equal from "effect/Equal"
import type { CycleCause } from "./part.ts"
import { kept } from "./text.ts"

/** Some facts of a row; one that is undefined is not known, or no longer. */
export type Facts<Row> = { readonly [K in keyof Row]?: Row[K] | undefined }

/** All facts of a row; one that is undefined is not known. */
export type AllFacts<Row> = { readonly [K in keyof Row]: Row[K] | undefined }

/** A row without the facts that are not known. */
export const rowOf = <Row extends object>(facts: AllFacts<Row> | Row): Row => {
  const row = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined))
  // The members that were left out are optional ones: their types allow undefined, which no other does.
  return row as Row
}

/** What hears of each change of a table. */
export interface Listener<Row> {
  readonly changed: (key: string, row: Row, previous: Row | undefined) => void
  /** `last` is the row with what its end added to it; `finalStateUnknown` if a list lacked it. */
  readonly ended: (key: string, last: Row, finalStateUnknown: boolean) => void
}

/** What is decided for several tables at once. */
export interface Listed {
  /** A list of it is asked for. */
  begin(): void
  isDoubting(cause: CycleCause): boolean
  /** The doubts are over. Gives how many keys the list has brought or ended. */
  settle(): number
  /** Events are missing. */
  lose(): void
}

export class Table<Row extends object> implements Listed {
  readonly rows = new Map<string, Row>()
  private readonly listener: Listener<Row>
  /** What events have said since the list was asked for, until it is there; null for a key that has ended. */
  private noted: Map<string, Facts<Row> | null> | undefined
  /** Keys that the list lacks, and keys that it alone knows. */
  private doubted = new Set<string>()
  private brought = new Set<string>()
  /** Whether events are missing since the last list. */
  private hasGap = false

  constructor(listener: Listener<Row>) {
    this.listener = listener
  }

  // --- Events -----------------------------------------------------------------

  /** A key begins, or begins once more: what was known of it before is over. An empty key is none. */
  open(key: string, facts: AllFacts<Row>): void {
    if (key === "") return
    const row = rowOf<Row>(facts)
    this.note(key, row)
    this.set(key, row)
  }

  /** Facts of a key change. If it is not known, they are those of a row that the list may bring. */
  change(key: string, facts: Facts<Row>): void {
    const noted = this.noted?.get(key)
    // What comes after the end of a key does not bring it back.
    if (noted === null) return
    this.note(key, { ...noted, ...facts })
    const row = this.rows.get(key)
    if (row !== undefined) this.set(key, rowOf<Row>({ ...row, ...facts }))
  }

  /** A key ends; `facts` is what this says of it. */
  close(key: string, facts: Facts<Row> = {}): void {
    this.note(key, null)
    const row = this.rows.get(key)
    if (row === undefined) return
    this.rows.delete(key)
    this.listener.ended(key, rowOf<Row>({ ...row, ...facts }), false)
  }

  // --- Lists ------------------------------------------------------------------

  begin(): void {
    this.noted = new Map()
  }

  /** Takes in a list. */
  list(rows: ReadonlyMap<string, Row>): void {
    const noted = this.noted
    this.noted = undefined
    this.brought = new Set()
    this.doubted = new Set([...this.rows.keys()].filter((key) => !rows.has(key) && noted?.has(key) !== true))
    for (const [key, row] of rows) {
      const facts = noted?.get(key)
      if (facts === null || key === "") continue
      if (facts === undefined && !this.rows.has(key)) this.brought.add(key)
      this.set(key, facts === undefined ? row : rowOf<Row>({ ...row, ...facts }))
    }
  }

  isDoubting(cause: CycleCause): boolean {
    return this.doubted.size > 0 || (cause === "Relist" && this.brought.size > 0)
  }

  settle(): number {
    const corrections = this.doubted.size + this.brought.size
    for (const key of this.doubted) {
      const last = this.rows.get(key)
      if (last === undefined) continue
      this.rows.delete(key)
      this.listener.ended(key, last, true)
    }
    this.clear()
    this.hasGap = false
    return corrections
  }

  lose(): void {
    this.clear()
    this.hasGap = true
  }

  /** The row of a key, if every event of it was seen: facts that no list has are taken from it. */
  unbroken(key: string): Row | undefined {
    return this.hasGap ? undefined : this.rows.get(key)
  }

  private clear(): void {
    this.noted = undefined
    this.doubted.clear()
    this.brought.clear()
  }

  private note(key: string, facts: Facts<Row> | null): void {
    this.doubted.delete(key)
    this.brought.delete(key)
    this.noted?.set(kept(key), facts)
  }

  private set(key: string, row: Row): void {
    const previous = this.rows.get(key)
    if (previous !== undefined && Equal.equals(previous, row)) return
    this.rows.set(previous === undefined ? kept(key) : key, row)
    this.listener.changed(key, row, previous)
  }
}
