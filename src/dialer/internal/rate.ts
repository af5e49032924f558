/**
 * How many calls may start in a second: spread evenly over it, and somewhat sooner after a start that was late.
 *
 * Pure: times are given, in milliseconds.
 *
 * @since 0.2.0
 */

/** How much of what was missed because the process was busy is made up for. */
const lateMillis = 100

/** How many starts are remembered: at a higher rate, those of a shorter time than a second. */
const mostStarts = 10_000

export class Rate {
  private readonly interval: number
  private readonly windowMillis: number
  /** The last starts, of which no more than there are here may be in a window. */
  private readonly starts: Array<number>
  private oldest = 0
  private due = -Infinity

  constructor(perSecond: number) {
    const isLimited = Number.isFinite(perSecond)
    const most = isLimited ? Math.min(Math.ceil(perSecond), mostStarts) : 1
    this.interval = isLimited ? 1000 / perSecond : 0
    this.windowMillis = isLimited ? 1000 * most / perSecond : 0
    this.starts = Array.from({ length: most }, () => -Infinity)
  }

  /** When a call may start. */
  opens(at: number): number {
    const tolerance = this.interval < lateMillis ? lateMillis : 0
    return Math.max(at, (this.starts[this.oldest] ?? -Infinity) + this.windowMillis, this.due - tolerance)
  }

  /** A call starts now. */
  start(at: number): void {
    this.starts[this.oldest] = at
    this.oldest = (this.oldest + 1) % this.starts.length
    this.due = Math.max(this.due, at) + this.interval
  }
}
