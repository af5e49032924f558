/**
 * How many calls may start in a second, spread evenly over it.
 *
 * Pure: times are given, in milliseconds.
 *
 * @since 0.2.0
 */

/** Fifty starts a second are one every 20 ms; of more, some come together. */
const finest = 50

/** In no span of `windowMillis` are there more than `most` starts. */
export class Rate {
  private readonly windowMillis: number
  private readonly starts: Array<number>
  private next = 0

  constructor(perSecond: number) {
    const most = Math.max(1, Math.floor(perSecond / finest))
    this.windowMillis = Number.isFinite(perSecond) ? 1000 * most / perSecond : 0
    this.starts = Array.from({ length: Number.isFinite(perSecond) ? most : 1 }, () => -Infinity)
  }

  /** When a call may start. */
  opens(at: number): number {
    const oldest = this.starts[this.next] ?? -Infinity
    return Math.max(at, oldest + this.windowMillis)
  }

  /** A call starts now. */
  start(at: number): void {
    this.starts[this.next] = at
    this.next = (this.next + 1) % this.starts.length
  }
}
