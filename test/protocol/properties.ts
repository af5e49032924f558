/**
 * Seeds and numbers of runs for property tests.
 *
 * Four seeds are always the same; a fifth is random, printed, and set by `FC_SEED` to repeat a run. `FUZZ_SCALE`
 * multiplies the runs.
 */
import * as fc from "fast-check"
import { randomInt } from "node:crypto"

const randomSeed = Number(process.env.FC_SEED ?? randomInt(2 ** 31))
const scale = Number(process.env.FUZZ_SCALE ?? 1)

/** Bounds the time of a test, in milliseconds, however many runs it makes. */
export const timeout = 60_000 * Math.max(1, scale)

console.log(`FC_SEED=${randomSeed}`)

export const seeds: ReadonlyArray<number> = [20261123, 1, 42, 0xA51, randomSeed]

/** Checks a property so many times, shared out among the seeds. */
export const check = <Values>(runs: number, property: fc.IProperty<Values>): void => {
  for (const seed of seeds) fc.assert(property, { seed, numRuns: Math.ceil((runs * scale) / seeds.length) })
}

/** The sizes of chunks, used in turn; a chunk as large as the input leaves it whole. */
export const chunkSizes: fc.Arbitrary<ReadonlyArray<number>> = fc.oneof(
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 }),
  fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 })
)
