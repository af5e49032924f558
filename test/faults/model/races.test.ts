import { assert, beforeAll, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as fc from "fast-check"
import { timeout } from "../../protocol/properties.ts"
import { check, checkAsync, note, scaled } from "./budget.ts"
import * as Memory from "./memory.ts"
import * as Sockets from "./sockets.ts"
import { races } from "./steps.ts"
import { chance } from "./world.ts"

const inMemory = scaled({ runs: 10_000, millis: 30_000 })
const atOnce = 25
const overSockets = scaled({ runs: 5500 / atOnce, millis: 40_000 })

/** The outcomes of a request that is made, answered, abandoned and cut off at the same time, and not too late. */
const ends = [
  "NotSent Closed",
  "NotSent NotConnected",
  "OutcomeUnknown Disconnected",
  "interrupted",
  "ok"
]

/** What throwing code, and Logoffs, lead to in the middle of that. */
const foreign = [
  "a Logoff that ended the client",
  "a connection after an abandoned Logoff",
  "a connection after a refused Logoff",
  "a logger that threw",
  "a schedule that ended the client",
  "a transport that ended the client"
]

describe("a client whose callers, answers and connection race", () => {
  beforeAll(() => {
    Error.stackTraceLimit = 0
  })

  it("writes no action in part and reports the true outcome, whichever fiber runs first (C9, C14, rows 59, 60)", {
    timeout: timeout + inMemory.millis
  }, () => {
    const seen = new Set<string>()
    let count = 0
    check(inMemory, fc.tuple(races(16), fc.nat()), ([plan, order]) => {
      for (const observation of Memory.follow(plan, chance(order)).observations()) seen.add(observation)
      count += 1
    })
    note(count, "interleavings in memory")

    if (count > 2000) assert.deepStrictEqual([...ends, ...foreign].filter((one) => !seen.has(one)), [])
  })

  it(
    "never reports NotSent for an action that the server has seen, whenever the link ends (C10, C11, rows 47, 48)",
    {
      timeout: timeout + overSockets.millis
    },
    async () => {
      const seen = new Set<string>()
      let count = 0
      await checkAsync(
        overSockets,
        fc.array(races(12), { minLength: atOnce, maxLength: atOnce }),
        (plans) =>
          Effect.runPromise(
            Effect.forEach(plans, (plan) => Sockets.follow(plan, 2), { concurrency: "unbounded" }).pipe(
              Effect.map((all) => {
                count += plans.flatMap(({ steps }) => steps.filter(({ kind }) => kind === "end")).length
                for (const scenario of all) for (const observation of scenario.observations()) seen.add(observation)
              })
            )
          )
      )
      note(count, "ends of links in the middle of requests")

      if (count > 1000) assert.deepStrictEqual(ends.filter((one) => !seen.has(one)), [])
    }
  )
})
