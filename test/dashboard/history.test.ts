import { assert, describe, it } from "@effect/vitest"
import { Day, midnightOf, pointOf, step } from "../../src/dashboard/internal/history.ts"
import { caller, noon, queue } from "./floors.ts"

const counted = (Completed: number, Abandoned: number, waiting = 0) =>
  new Map([
    [
      "sales",
      queue("sales", [], {
        counters: { Completed, Abandoned },
        callers: Array.from({ length: waiting }, (_, index) => caller("sales", `1.${index}`))
      })
    ]
  ])

describe("the day so far", () => {
  it("has a point for each five minutes: the most who waited, and what the counters grew by", () => {
    const day = new Day(noon)
    day.observe(noon, counted(100, 10, 2))
    day.observe(noon + 1000, counted(101, 10, 7))
    day.observe(noon + 2000, counted(103, 11, 1))
    assert.deepStrictEqual(day.observe(noon + step, counted(104, 11)), [
      { t: noon, waiting: 7, answered: 3, abandoned: 1 }
    ])
    assert.deepStrictEqual(day.history, {
      step,
      points: [{ t: noon, waiting: 7, answered: 3, abandoned: 1 }]
    })
    assert.deepStrictEqual(day.unfinished, { t: noon + step, waiting: 0, answered: 1, abandoned: 0 })
  })

  it("takes counters that fall as counting from zero, for each queue by itself, and a new queue as none", () => {
    const day = new Day(noon)
    day.observe(noon, counted(100, 10))
    day.observe(noon + 1, counted(2, 1))
    day.observe(noon + 2, new Map([...counted(3, 1), ["new", queue("new", [])]]))
    // Without anybody answered, one of the two has not fallen.
    day.observe(noon + 3, counted(0, 1))
    assert.deepInclude(day.unfinished, { answered: 3, abandoned: 2 })
  })

  it("takes a counter that a list corrects as that, and no reset", () => {
    const day = new Day(noon)
    day.observe(noon, counted(100, 10))
    day.observe(noon + 1, counted(102, 12))
    day.observe(noon + 2, counted(102, 11))
    assert.deepInclude(day.unfinished, { answered: 2, abandoned: 1 })
  })

  it("begins again at midnight", () => {
    const midnight = midnightOf(noon) + 24 * 3600_000
    const day = new Day(midnight - 1, [{ t: noon, waiting: 1, answered: 1, abandoned: 1 }])
    assert.lengthOf(day.history.points, 1)
    assert.deepStrictEqual(day.observe(midnight, counted(1, 1)).map(({ t }) => t), [midnight - step])
    assert.lengthOf(day.history.points, 0)
    assert.strictEqual(day.unfinished.t, midnight)
  })

  it("goes on at the earlier moment when the clock was set back, with what was counted", () => {
    const day = new Day(noon)
    day.observe(noon, counted(1, 1))
    day.observe(noon + step, counted(3, 1))
    day.observe(noon + 12 * step, counted(4, 2, 5))
    // A little, as servers of time do, is no reason.
    day.observe(noon + 12 * step - 100, counted(4, 2))
    assert.strictEqual(day.unfinished.t, noon + 12 * step)
    assert.deepStrictEqual(day.observe(noon + step + 1, counted(5, 2)), [])
    assert.deepStrictEqual(day.unfinished, { t: noon + step, waiting: 5, answered: 2, abandoned: 1 })
    assert.deepStrictEqual(day.history.points.map(({ t }) => t), [noon])
    day.observe(noon + 2 * step, counted(5, 2))
    assert.deepStrictEqual(day.history.points.at(-1), { t: noon + step, waiting: 5, answered: 4, abandoned: 1 })
  })

  it("goes on after a restart, within a point too", () => {
    const point = (t: number) => ({ t, waiting: 4, answered: 2, abandoned: 1 })
    const kept = [point(noon + step), point(noon), point(noon), point(noon - 24 * 3600_000), point(noon + 9 * step)]
    const day = new Day(noon + step + 1000, kept)
    assert.deepStrictEqual(day.history.points, [{ t: noon, waiting: 4, answered: 4, abandoned: 2 }])
    day.observe(noon + step + 1000, counted(7, 7))
    day.observe(noon + step + 2000, counted(8, 7, 6))
    // What was kept before is not kept twice.
    assert.deepStrictEqual(day.observe(noon + 2 * step, counted(8, 7)), [
      { t: noon + step, waiting: 6, answered: 1, abandoned: 0 }
    ])
    assert.deepStrictEqual(day.history.points.at(-1), { t: noon + step, waiting: 6, answered: 3, abandoned: 1 })
    assert.strictEqual(pointOf(noon + step + 1), noon + step)
  })
})
