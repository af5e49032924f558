/**
 * How many scenarios a test runs, and for how long: a slow machine runs fewer of them, and does not fail.
 */
import { expect } from "@effect/vitest"
import * as fc from "fast-check"
import { appendFileSync } from "node:fs"
import { seeds } from "../../protocol/properties.ts"
import { scale } from "../../size.ts"

export interface Budget {
  readonly runs: number
  readonly millis: number
}

/** A hundredth in `npm test`, and multiplied by `FUZZ_SCALE`. */
export const scaled = ({ millis, runs }: Budget): Budget => ({ runs: runs * scale, millis: millis * scale })

/** What is left of a budget when a seed begins; unused time goes to the other seeds. */
const shares = ({ millis, runs }: Budget) => {
  const end = performance.now() + millis
  return seeds.map((seed, index) => ({
    parameters: { seed, numRuns: Math.ceil(runs / seeds.length) },
    /** Returns whether there is time for another run. */
    begin: () => {
      const now = performance.now()
      const until = now + (end - now) / (seeds.length - index)
      return () => performance.now() < until
    }
  }))
}

/** Checks a property with each seed, as often as time allows; no run is cut short, and a failed one is shrunk. */
export const check = <Value>(budget: Budget, values: fc.Arbitrary<Value>, run: (value: Value) => void): void => {
  for (const { begin, parameters } of shares(budget)) {
    const hasTime = begin()
    let open = 0
    const property = fc.property(values, (value) => {
      // Once a run has failed the check goes on, and shrinking may take the time that it needs.
      if (open === 0 && !hasTime()) return
      open += 1
      run(value)
      open -= 1
    })
    fc.assert(property, parameters)
  }
}

/** Like `check`, for asynchronous runs: a failed one is not shrunk, since a smaller one that hangs would take its time. */
export const checkAsync = async <Value>(
  budget: Budget,
  values: fc.Arbitrary<Value>,
  run: (value: Value) => Promise<void>
): Promise<void> => {
  for (const { begin, parameters } of shares(budget)) {
    const hasTime = begin()
    let open = 0
    const property = fc.asyncProperty(values, async (value) => {
      if (open === 0 && !hasTime()) return
      open += 1
      await run(value)
      open -= 1
    })
    await fc.assert(property, { ...parameters, endOnFailure: true })
  }
}

/** Prints how many there were, and records it in the file that `AMI_RELIABILITY_LOG` names. */
export const note = (runs: number, what: string): void => {
  console.log(`${runs} ${what}`)
  const path = process.env.AMI_RELIABILITY_LOG
  const name = expect.getState().currentTestName
  if (path !== undefined) appendFileSync(path, `${JSON.stringify({ name, runs, seeds })}\n`)
}
