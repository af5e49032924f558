import { assert, beforeAll, describe, it } from "@effect/vitest"
import { timeout } from "../../protocol/properties.ts"
import { check, note, scaled } from "./budget.ts"
import { follow } from "./memory.ts"
import { plans } from "./steps.ts"

const budget = scaled({ runs: 20_000, millis: 60_000 })

/** What has to occur among the scenarios, which would otherwise prove nothing about it. */
const everything = [
  "ActionFailed",
  "DecodeFailed",
  "ListIncomplete Closed",
  "ListIncomplete CountMismatch",
  "ListIncomplete Disconnected",
  "ListIncomplete Failed",
  "ListIncomplete Timeout",
  "NotExecuted",
  "NotSent Closed",
  "NotSent NotConnected",
  "NotSent QueueFull",
  "NotSent QueuedTimeout",
  "OutcomeUnknown Closed",
  "OutcomeUnknown Disconnected",
  "OutcomeUnknown Timeout",
  "PermissionDenied",
  "a Logoff that ended the client",
  "a connection after an abandoned Logoff",
  "a connection after a refused Logoff",
  "a final loss",
  "a handler that throws",
  "a logger that threw",
  "a schedule that ended the client",
  "a schema that throws",
  "a third epoch",
  "a transport that ended the client",
  "gaps of dropNewest",
  "gaps of dropOldest",
  "interrupted",
  "ok",
  "several items",
  "too slow"
]

describe("a client, whatever happens in whatever order", () => {
  beforeAll(() => {
    // Capturing the stack takes longer than the rest of an error, of which there are a million here.
    Error.stackTraceLimit = 0
  })

  it(
    "settles every action once and truthfully, delivers or counts every event, and leaves nothing behind, in random lives (C2, C5, C7, C8, C9, C10, C11, C14, C15, C16, C17, C18, C20, C28, C37)",
    { timeout: timeout + budget.millis },
    () => {
      const seen = new Set<string>()
      let scenarios = 0
      check(budget, plans(40), (plan) => {
        for (const observation of follow(plan).observations()) seen.add(observation)
        scenarios += 1
      })
      note(scenarios, "scenarios in memory")

      // A machine so slow that it runs only a few has other problems.
      if (scenarios > 5000) assert.deepStrictEqual(everything.filter((one) => !seen.has(one)), [])
    }
  )
})
