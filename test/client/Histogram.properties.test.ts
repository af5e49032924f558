import { assert, it } from "@effect/vitest"
import { Context, Metric } from "effect"
import * as fc from "fast-check"
import { Histogram } from "../../src/client/internal/histogram.ts"
import { check } from "../protocol/properties.ts"

it("a histogram agrees with one of Metric", () => {
  const boundaries = [0.001, 0.01, 0.1, 1, 10]
  const value = fc.oneof(fc.constantFrom(...boundaries), fc.double({ min: 0, max: 20, noNaN: true }))
  check(
    1000,
    fc.property(fc.array(value), (values) => {
      const context = Context.make(Metric.MetricRegistry, new Map())
      const theirs = Metric.histogram("seconds", { boundaries })
      const ours = new Histogram(boundaries)

      for (const one of values) {
        theirs.updateUnsafe(one, context)
        ours.add(one)
      }

      assert.deepStrictEqual(ours.state(), theirs.valueUnsafe(context))
    })
  )
})
