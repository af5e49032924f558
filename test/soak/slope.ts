/**
 * How fast something grows: a line through its samples, and its uncertainty.
 */
export interface Slope {
  readonly perMinute: number
  /** Half the width of the 95 % confidence interval of the slope. */
  readonly uncertainty: number
}

/** Least squares; undefined for fewer than three samples. */
export const slopeOf = (samples: ReadonlyArray<readonly [minute: number, value: number]>): Slope | undefined => {
  const count = samples.length
  if (count < 3) return undefined
  const mean = (of: (sample: readonly [number, number]) => number) =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / count
  const [x, y] = [mean(([minute]) => minute), mean(([, value]) => value)]
  const spread = samples.reduce((sum, [minute]) => sum + (minute - x) ** 2, 0)
  const perMinute = samples.reduce((sum, [minute, value]) => sum + (minute - x) * (value - y), 0) / spread
  const rest = samples.reduce((sum, [minute, value]) => sum + (value - y - perMinute * (minute - x)) ** 2, 0)
  return { perMinute, uncertainty: 2 * Math.sqrt(rest / (count - 2) / spread) }
}
