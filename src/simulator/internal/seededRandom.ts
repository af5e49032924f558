/**
 * Random numbers that depend only on a seed and on their purpose: neither on the order in which they are drawn, nor on
 * time.
 *
 * @since 0.2.0
 */

/** Draws numbers for one purpose. */
export class SeededRandom {
  private state: number

  constructor(seed: number, ...purpose: ReadonlyArray<number>) {
    this.state = purpose.reduce((mixed, part) => mix(mixed ^ mix(part)), mix(seed))
  }

  /** A number of 0 or more and less than 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    return (mix(this.state) >>> 0) / 4_294_967_296
  }

  /** Whether an event with this probability happens. */
  happens(share: number): boolean {
    return this.next() < share
  }

  /** A number between two others. */
  between(least: number, most: number): number {
    return least + this.next() * (most - least)
  }

  /** A waiting time with this mean, as between independent events. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean
  }

  /** A duration with this mean, as conversations have: few are very short, and some are long. */
  gamma(mean: number): number {
    return (this.exponential(mean) + this.exponential(mean) + this.exponential(mean)) / 3
  }

  /** One of several. */
  one<A>(values: readonly [A, ...ReadonlyArray<A>]): A {
    return values[Math.floor(this.next() * values.length)] ?? values[0]
  }
}

const mix = (value: number): number => {
  let mixed = Math.imul(value ^ (value >>> 15), 1 | value)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return (mixed ^ (mixed >>> 14)) | 0
}
