/**
 * What holds for whom a queue calls first, whatever its members.
 */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import type { Attempt, Member, Penalties, Strategy } from "../../src/simulator/internal/pbx/queues/model.ts"
import { after } from "../../src/simulator/internal/pbx/queues/penalties.ts"
import { best, metricOf, nextStanding, penaltyFor } from "../../src/simulator/internal/pbx/queues/strategies.ts"
import { check } from "../protocol/properties.ts"

const optional = fc.option(fc.nat(6), { nil: undefined })

const penalties: fc.Arbitrary<Penalties> = fc.record({
  max: optional,
  min: optional,
  raise: optional,
  respectsMin: fc.boolean()
})

const free: Penalties = { max: undefined, min: undefined, raise: undefined, respectsMin: false }

const member = (position: number, changes: Partial<Member> = {}): Member => ({
  interface: `PJSIP/${position}`,
  name: `${position}`,
  stateInterface: `PJSIP/${position}`,
  dynamic: false,
  penalty: 0,
  ringinuse: true,
  wrapuptime: 0,
  paused: false,
  pausedReason: "",
  lastPause: 0,
  loginTime: 0,
  calls: 0,
  lastCall: 0,
  restsFrom: 0,
  startTime: 0,
  completedInLevel: false,
  status: 1,
  position,
  ...changes
})

const members = fc.array(fc.record({ penalty: fc.nat(3), calls: fc.nat(9), restsFrom: fc.nat(1000) }), {
  minLength: 1,
  maxLength: 8
}).map((all) => all.map((changes, position) => member(position, changes)))

const attemptsOf = (
  all: ReadonlyArray<Member>,
  strategy: Strategy,
  situation: Partial<Parameters<typeof metricOf>[2]> = {}
): ReadonlyArray<Attempt> =>
  all.flatMap((one, position) => {
    const metric = metricOf(one, position, {
      strategy,
      members: all.length,
      penaltymemberslimit: 0,
      penalties: free,
      round: 0,
      linear: 0,
      now: 2000,
      random: () => 0.5,
      ...situation
    })
    return metric === undefined ? [] : [{
      interface: one.interface,
      name: one.name,
      metric,
      leg: undefined,
      open: true,
      anonymous: false,
      connected: undefined
    }]
  }).toReversed()

const strategies: ReadonlyArray<Strategy> = [
  "ringall",
  "leastrecent",
  "fewestcalls",
  "random",
  "rrmemory",
  "rrordered",
  "linear"
]

describe("the members of a queue", () => {
  it("have penalties within what their caller accepts, or are left out", () => {
    check(
      300,
      fc.property(fc.nat(9), penalties, (penalty, limits) => {
        const counted = penaltyFor(penalty, limits)
        if (counted === undefined) return
        assert.isAtMost(counted, limits.max ?? Infinity)
        assert.isAtLeast(counted, limits.min ?? 0)
        assert.isAtLeast(counted, penalty)
      })
    )
  })

  it("are called by their penalties first, by every strategy but `wrandom`", () => {
    check(
      300,
      fc.property(members, fc.constantFrom(...strategies), (all, strategy) => {
        const chosen = best(attemptsOf(all, strategy))
        const lowest = Math.min(...all.map(({ penalty }) => penalty))
        assert.strictEqual(all.find((one) => one.interface === chosen?.interface)?.penalty, lowest)
      })
    )
  })

  it("are called by their penalties alike if there are few of them", () => {
    check(
      300,
      fc.property(members, fc.constantFrom(...strategies), (all, strategy) => {
        const ignored = attemptsOf(all, strategy, { penaltymemberslimit: all.length })
        const without = attemptsOf(all.map((one) => ({ ...one, penalty: 0 })), strategy)
        assert.deepStrictEqual(ignored.map(({ metric }) => metric), without.map(({ metric }) => metric))
      })
    )
  })

  it("are chosen at random by `wrandom`, the later the higher their penalty", () => {
    const metrics = attemptsOf([0, 1, 4].map((penalty, position) => member(position, { penalty })), "wrandom")
      .map(({ metric }) => metric)
    assert.deepStrictEqual(metrics.toReversed(), [500, 1000, 2500])
  })

  it("take turns in a round, each as often as the others", () => {
    check(
      300,
      fc.property(fc.integer({ min: 1, max: 8 }), fc.constantFrom("rrmemory", "rrordered"), (count, strategy) => {
        const all = Array.from({ length: count }, (_, position) => member(position))
        let round = 0
        const called = Array.from({ length: count * 3 }, () => {
          const attempts = attemptsOf(all, strategy as Strategy, { round })
          const chosen = best(attempts)
          const rest = attempts.map((one) => one === chosen ? { ...one, leg: "PJSIP/x", open: false } : one)
          const isWrapped = all.some(({ position }) => position > round)
          round = nextStanding(rest, round, isWrapped)
          return Number(chosen?.name)
        })
        for (const { position } of all) assert.strictEqual(called.filter((one) => one === position).length, 3)
      })
    )
  })

  it("are those with the fewest calls, or whose last call is longest ago", () => {
    check(
      300,
      fc.property(members, (all) => {
        const equal = all.map((one) => ({ ...one, penalty: 0 }))
        const nameOf = (strategy: Strategy) => Number(best(attemptsOf(equal, strategy))?.name)
        assert.strictEqual(equal[nameOf("fewestcalls")]?.calls, Math.min(...equal.map(({ calls }) => calls)))
        assert.strictEqual(
          equal[nameOf("leastrecent")]?.restsFrom,
          Math.min(...equal.map(({ restsFrom }) => restsFrom))
        )
      })
    )
  })
})

describe("a rule about penalties", () => {
  it("never makes one negative, nor the minimum higher than the maximum", () => {
    const change = fc.record({ relative: fc.boolean(), value: fc.integer({ min: -9, max: 9 }) })
    const rule = fc.record({ time: fc.nat(), max: change, min: change, raise: change, respectsMin: fc.boolean() })
    check(
      300,
      fc.property(penalties, rule, (limits, one) => {
        const now = after(limits, one)
        for (const value of [now.max, now.min, now.raise]) assert.isAtLeast(value ?? 0, 0)
        assert.isAtMost(now.min ?? 0, now.max ?? Infinity)
        assert.strictEqual(now.max === undefined, limits.max === undefined)
      })
    )
  })
})
