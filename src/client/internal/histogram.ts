/**
 * Counts values by boundaries. A histogram of `Metric` looks up its series in the registry for each value, by a key that it
 * builds each time: too slow for a request.
 *
 * @since 0.1.0
 */
import type * as Metric from "effect/Metric"

export class Histogram {
  private readonly boundaries: ReadonlyArray<number>
  private readonly counts: Array<number>
  private count = 0
  private sum = 0
  private min = Number.MAX_VALUE
  private max = -Number.MAX_VALUE

  /** Boundaries grow, and each belongs to the values below it. */
  constructor(boundaries: ReadonlyArray<number>) {
    this.boundaries = boundaries
    this.counts = boundaries.map(() => 0)
  }

  add(value: number): void {
    const { boundaries, counts } = this
    let bucket = 0
    while (bucket < boundaries.length && !(value <= (boundaries[bucket] ?? 0))) bucket += 1
    if (bucket < boundaries.length) counts[bucket] = (counts[bucket] ?? 0) + 1
    this.count += 1
    this.sum += value
    if (value < this.min) this.min = value
    if (value > this.max) this.max = value
  }

  state(): Metric.HistogramState {
    let total = 0
    const buckets = this.boundaries.map((boundary, index): [number, number] => {
      total += this.counts[index] ?? 0
      return [boundary, total]
    })
    const { count, max, min, sum } = this
    return { buckets, count, max, min, sum }
  }
}
