/**
 * Seeds and run counts of property tests.
 *
 * Four seeds are fixed; a fifth is random, printed, and can be set with `FC_SEED` to repeat a run. `npm test` makes a
 * hundredth of the runs, with one fixed seed and the random one, and `FUZZ_SCALE` multiplies them. A slow machine makes
 * fewer runs and does not fail. Each property appends one line of JSON to the file that `AMI_RELIABILITY_LOG` names.
 */
import { expect } from "@effect/vitest"
import * as fc from "fast-check"
import { randomInt } from "node:crypto"
import { appendFileSync } from "node:fs"
import { scale, scaled, size } from "../size.ts"

const randomSeed = Number(process.env.FC_SEED ?? randomInt(2 ** 31))

/** How long the runs of a test may take, in milliseconds. */
const budget = 60_000 * Math.max(1, scale)

/** When a test is given up, in milliseconds: runs are stopped before, but a busy machine may be late with one. */
export const timeout = 4 * budget

console.log(`FC_SEED=${randomSeed}`)

export const seeds: ReadonlyArray<number> = size([20261123, 1, 42, 0xA51, randomSeed], [20261123, randomSeed])

/** Random seeds, of which the thorough tests try this many; `FC_SEED` is the first of them, so it repeats any of these. */
export const randomSeeds = (count: number): ReadonlyArray<number> =>
  Array.from({ length: scaled(count) }, (_, index) => (randomSeed + index) % 2 ** 31)

/** Bounds the time per seed, so that the rest of a test has time too. */
const atMostMillis = budget / 2 / seeds.length

const perSeed = (runs: number): number => Math.ceil((runs * scale) / seeds.length)

const parameters = (runs: number, seed: number) => ({
  seed,
  numRuns: perSeed(runs),
  interruptAfterTimeLimit: atMostMillis
})

/** The number of runs, if none of them failed. */
const passed = <Values>(details: fc.RunDetails<Values>): number => {
  if (details.failed) throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance })
  return details.numRuns
}

/**
 * Checks a property this many times, distributed over the seeds. Returns the share of the runs that there was time for, at most
 * 1: what has to occur among all runs may be missing from fewer.
 */
export const check = <Values>(runs: number, property: fc.IProperty<Values>): number =>
  noted(runs, seeds.reduce((made, seed) => made + passed(fc.check(property, parameters(runs, seed))), 0))

/** Like `check`, for an asynchronous property. */
export const checkAsync = async <Values>(runs: number, property: fc.IAsyncProperty<Values>): Promise<number> => {
  let made = 0
  for (const seed of seeds) made += passed(await fc.check(property, parameters(runs, seed)))
  return noted(runs, made)
}

/** Records how many runs the current test has made, and returns their share of what was wanted. */
const noted = (wanted: number, runs: number): number => {
  const path = process.env.AMI_RELIABILITY_LOG
  if (path !== undefined) {
    appendFileSync(path, `${JSON.stringify({ name: expect.getState().currentTestName, runs, seeds })}\n`)
  }
  return runs / (perSeed(wanted) * seeds.length)
}

/** The sizes of chunks, used in turn; a chunk as large as the input leaves it whole. */
export const chunkSizes: fc.Arbitrary<ReadonlyArray<number>> = fc.oneof(
  fc.constant([1]),
  fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 8 }),
  fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 })
)
