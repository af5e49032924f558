/**
 * Random numbers that are reproducible from a seed.
 */
import { randomOf } from "../faults/proxy.ts"

export interface Chances {
  /** A number from the first to the second. */
  readonly between: (from: number, to: number) => number
  /** A number from the first to the second, with each order of magnitude equally likely. */
  readonly magnitude: (from: number, to: number) => number
  readonly oneOf: <const A>(choices: readonly [A, ...ReadonlyArray<A>]) => A
}

export const chances = (seed: number): Chances => {
  const random = randomOf(seed)
  const between = (from: number, to: number) => from + (to - from) * random()
  return {
    between,
    magnitude: (from, to) => Math.exp(between(Math.log(from), Math.log(to))),
    oneOf: (choices) => choices[Math.floor(random() * choices.length)] ?? choices[0]
  }
}
