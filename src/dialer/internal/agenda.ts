/**
 * What is to be done later, by when: a binary heap, in which what is due at the same time stays in order.
 *
 * @since 0.2.0
 */

interface Entry<A> {
  readonly at: number
  readonly order: number
  readonly value: A
}

const isBefore = <A>(one: Entry<A>, other: Entry<A>): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

export class Agenda<A> {
  private readonly entries: Array<Entry<A>> = []
  private order = 0

  get size(): number {
    return this.entries.length
  }

  /** When the first of them is due; never, if there is none. */
  get at(): number {
    return this.entries[0]?.at ?? Infinity
  }

  add(value: A, at: number): void {
    const entry = { at, order: this.order++, value }
    let index = this.entries.push(entry) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = this.entries[parent]
      if (above === undefined || isBefore(above, entry)) break
      this.entries[index] = above
      index = parent
    }
    this.entries[index] = entry
  }

  /** Takes the first of them, if it is due. */
  take(at: number): A | undefined {
    const first = this.entries[0]
    if (first === undefined || first.at > at) return undefined
    const last = this.entries.pop()
    if (last !== undefined && last !== first) this.sink(last)
    return first.value
  }

  private sink(entry: Entry<A>): void {
    const { entries } = this
    let index = 0
    while (true) {
      const left = entries[2 * index + 1]
      const right = entries[2 * index + 2]
      const isRight = left !== undefined && right !== undefined && isBefore(right, left)
      const below = isRight ? right : left
      if (below === undefined || isBefore(entry, below)) break
      entries[index] = below
      index = 2 * index + (isRight ? 2 : 1)
    }
    entries[index] = entry
  }
}
