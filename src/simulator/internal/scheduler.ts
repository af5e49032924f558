/**
 * What is planned to happen on a PBX, and when: one fiber runs it in order.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"

interface Planned {
  readonly at: number
  readonly order: number
  readonly run: () => void
}

const isBefore = (one: Planned, other: Planned): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

/** Runs functions at their times, by the clock. */
export class Scheduler {
  /** A heap: what comes first is at 0. */
  private readonly planned: Array<Planned> = []
  private readonly replanned = Latch.makeUnsafe(false)
  private readonly now: () => number
  private count = 0

  constructor(now: () => number) {
    this.now = now
  }

  /** Plans a function for a number of milliseconds from now. */
  later(millis: number, run: () => void): void {
    const { planned } = this
    const item = { at: this.now() + millis, order: this.count++, run }
    let index = planned.push(item) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = planned[parent]
      if (above === undefined || !isBefore(item, above)) break
      planned[index] = above
      index = parent
    }
    planned[index] = item
    if (index === 0) this.replanned.openUnsafe()
  }

  /** Runs forever and does what becomes due. */
  readonly run: Effect.Effect<never> = Effect.forever(Effect.suspend(() => {
    this.replanned.closeUnsafe()
    const [first] = this.planned
    if (first === undefined) return this.replanned.await
    const wait = first.at - this.now()
    if (wait > 0) return Effect.raceFirst(Effect.sleep(Math.ceil(wait)), this.replanned.await)
    this.take()
    first.run()
    return Effect.yieldNow
  }))

  private take(): void {
    const { planned } = this
    const last = planned.pop()
    if (last === undefined || planned.length === 0) return
    let index = 0
    while (true) {
      let child = 2 * index + 1
      const [left, right] = [planned[child], planned[child + 1]]
      if (left === undefined) break
      if (right !== undefined && isBefore(right, left)) child += 1
      const below = planned[child]
      if (below === undefined || !isBefore(below, last)) break
      planned[index] = below
      index = child
    }
    planned[index] = last
  }
}
