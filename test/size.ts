/**
 * How much the tests do: a sample in `npm test`, everything in `npm run test:all`.
 *
 * The projects `unit` and `thorough` of `vitest.config.ts` contain the same tests and differ in the size that they set.
 * `FUZZ_SCALE` multiplies the random input of both.
 */
export const isQuick = process.env.AMI_TEST_SIZE === "quick"

/** What a test does in `npm run test:all`, and what it does in `npm test`. */
export const size = <A>(thorough: A, quick: A): A => (isQuick ? quick : thorough)

/** Multiplies how often something random is tried. */
export const scale = Number(process.env.FUZZ_SCALE ?? 1) * size(1, 1 / 100)

/** How often something is tried that the thorough tests try this many times. */
export const scaled = (runs: number): number => Math.ceil(runs * scale)

/** All of the values in `npm run test:all`, and one in this many in `npm test`. */
export const sample = <A>(values: ReadonlyArray<A>, of: number): ReadonlyArray<A> =>
  values.filter((_, index) => index % size(1, of) === 0)
