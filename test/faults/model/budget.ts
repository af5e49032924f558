/** How many scenarios a test leads through, and how long that may take: a slow machine makes fewer of them, and does not fail. */
import type * as fc from "fast-check"
import { seeds } from "../../protocol/properties.ts"

const scale = Number(process.env.FUZZ_SCALE ?? 1)

/** A single run may be long where the machine is slow, and one there must be. */
const atLeastMillis = 3000

export interface Budget {
  readonly runs: number
  readonly millis: number
}

/** Multiplied by `FUZZ_SCALE`. */
export const scaled = ({ millis, runs }: Budget): Budget => ({ runs: runs * scale, millis: millis * scale })

/** What fast-check is told for each seed in turn; the time that one has not used is for the others. */
export function* shares({ millis, runs }: Budget): Generator<fc.Parameters<unknown>> {
  const end = performance.now() + millis
  for (const [index, seed] of seeds.entries()) {
    const left = (end - performance.now()) / (seeds.length - index)
    yield { seed, numRuns: Math.ceil(runs / seeds.length), interruptAfterTimeLimit: Math.max(atLeastMillis, left) }
  }
}
