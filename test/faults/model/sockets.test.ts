import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { timeout } from "../../protocol/properties.ts"
import { checkAsync, note, scaled } from "./budget.ts"
import { follow } from "./sockets.ts"
import { plans } from "./steps.ts"

/** How many scenarios run concurrently at most, since most of the time of one is waiting. */
const together = 20

const budget = scaled({ runs: 2000 / (together / 2), millis: 40_000 })

/** What has to occur among the scenarios: only what does in one of fifty, or a run without it would soon come. */
const everything = [
  "ActionFailed",
  "NotExecuted",
  "NotSent NotConnected",
  "OutcomeUnknown Disconnected",
  "a second epoch",
  "interrupted",
  "ok"
]

describe("a client over sockets, whatever happens in whatever order", () => {
  it(
    "reports outcomes that agree with the server's log, over real sockets (C2, C5, C7, C8, C9, C10, C11, C14, C17, C18, C20, C28, C37, rows 47, 61)",
    { timeout: timeout + budget.millis },
    async () => {
      const seen = new Set<string>()
      let scenarios = 0
      const many = fc.array(plans(30), { minLength: 1, maxLength: together, size: "max" })
      await checkAsync(budget, fc.noBias(many), (plans) =>
        Effect.runPromise(
          Effect.forEach(plans, (plan) => follow(plan, 4), { concurrency: "unbounded" }).pipe(
            Effect.map((all) => {
              scenarios += all.length
              for (const scenario of all) for (const observation of scenario.observations()) seen.add(observation)
            })
          )
        ))
      note(scenarios, "scenarios over sockets")

      if (scenarios > 500) assert.deepStrictEqual(everything.filter((one) => !seen.has(one)), [])
    }
  )
})
