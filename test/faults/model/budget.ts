/**
 * How many scenarios a test leads through, and how long that may take: a slow machine makes fewer of them, and does not
 * fail.
 */
import { expect } from "@effect/vitest"
import * as fc from "fast-check"
import { appendFileSync } from "node:fs"
import { seeds } from "../../protocol/properties.ts"

const scale = Number(process.env.FUZZ_SCALE ?? 1)

/** A single run may be long where the machine is slow. */
const atLeastMillis = 3000

export interface Budget {
  readonly runs: number
  readonly millis: number
}

/** Multiplied by `FUZZ_SCALE`. */
export const scaled = ({ millis, runs }: Budget): Budget => ({ runs: runs * scale, millis: millis * scale })

/** What fast-check is told for each seed in turn; the time that one has not used is for the others. */
function* shares({ millis, runs }: Budget): Generator<fc.Parameters<unknown>> {
  const end = performance.now() + millis
  for (const [index, seed] of seeds.entries()) {
    const left = (end - performance.now()) / (seeds.length - index)
    yield { seed, numRuns: Math.ceil(runs / seeds.length), interruptAfterTimeLimit: Math.max(atLeastMillis, left) }
  }
}

/** Fails where a run has failed; to be interrupted before there was one is no failure. */
const judge = <Values>(details: fc.RunDetails<Values>): void => {
  if (details.counterexample === null) return
  throw new Error(fc.defaultReportMessage(details), { cause: details.errorInstance })
}

/** Checks a property with each seed, as often as there is time for. */
export const check = <Values>(budget: Budget, property: fc.IProperty<Values>): void => {
  for (const share of shares(budget)) judge(fc.check(property, share as fc.Parameters<Values>))
}

/** Like `check`, for a property that waits. */
export const checkAsync = async <Values>(budget: Budget, property: fc.IAsyncProperty<Values>): Promise<void> => {
  for (const share of shares(budget)) judge(await fc.check(property, share as fc.Parameters<Values>))
}

/** Says how many there were, and notes it in the file that `AMI_RELIABILITY_LOG` names. */
export const note = (runs: number, what: string): void => {
  console.log(`${runs} ${what}`)
  const path = process.env.AMI_RELIABILITY_LOG
  const name = expect.getState().currentTestName
  if (path !== undefined) appendFileSync(path, `${JSON.stringify({ name, runs, seeds })}\n`)
}
