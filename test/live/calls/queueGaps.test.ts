/**
 * Callers who give up in a queue, of which events are missing.
 */
import { assert, describe, it } from "@effect/vitest"
import { size } from "../../size.ts"
import { line } from "./notation.ts"
import { messages, recordings } from "./recordings.ts"
import { withGap } from "./runner.ts"

describe("records of calls that were abandoned in a queue", () => {
  for (const recording of recordings.filter((one) => one.shape === "queue-abandoned")) {
    it(`say Abandoned, or that it is not known, whatever is missing, on ${recording.version}`, () => {
      const timed = messages(recording)
      for (let from = 1; from < timed.length; from++) {
        for (let to = from + 1; to <= timed.length; to += size(1, 7)) {
          for (const record of withGap(timed, from, to).records) {
            if (record.queues.length === 0) continue
            assert.include(["Abandoned", "Unknown"], record.outcome, `without ${from} to ${to}: ${line(record)}`)
          }
        }
      }
    })
  }
})
