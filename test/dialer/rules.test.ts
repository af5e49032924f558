import { assert, describe, it } from "@effect/vitest"
import * as FastCheck from "fast-check"
import { Agenda } from "../../src/dialer/internal/agenda.ts"
import { Calendar, isZone, minutesOf } from "../../src/dialer/internal/hours.ts"
import { Predictor, upperBound, Window } from "../../src/dialer/internal/pacing.ts"
import { Rate } from "../../src/dialer/internal/rate.ts"
import { next, type Past, type Table } from "../../src/dialer/internal/retries.ts"

const utc = (text: string) => Date.parse(`${text}Z`)
const inUtc = (at: number) => Number.isFinite(at) ? new Date(at).toISOString().slice(0, 16) : String(at)

describe("hours", () => {
  const weekdays = new Calendar([{ from: "09:00", to: "20:00", days: [1, 2, 3, 4, 5] }, {
    from: "10:00",
    to: "16:00",
    days: [6]
  }])
  // 2026-03-27 is a Friday; on the 29th the clocks of Berlin go from 2 to 3.
  const cases: ReadonlyArray<readonly [zone: string, at: string, opens: string]> = [
    ["Europe/Berlin", "2026-03-27T08:00", "2026-03-27T08:00"],
    ["Europe/Berlin", "2026-03-27T07:59", "2026-03-27T08:00"],
    ["Europe/Berlin", "2026-03-27T18:59", "2026-03-27T18:59"],
    ["Europe/Berlin", "2026-03-27T19:00", "2026-03-28T09:00"],
    ["Europe/Berlin", "2026-03-28T15:00", "2026-03-30T07:00"],
    ["Europe/Berlin", "2026-03-29T12:00", "2026-03-30T07:00"],
    ["America/New_York", "2026-03-27T12:00", "2026-03-27T13:00"],
    ["Pacific/Auckland", "2026-03-26T20:30", "2026-03-26T20:30"],
    ["+05:30", "2026-03-27T03:29", "2026-03-27T03:30"],
    ["Nowhere/Nowhere", "2026-03-27T12:00", "Infinity"]
  ]
  for (const [zone, at, opens] of cases) {
    it(`in ${zone} at ${at} open at ${opens}`, () => {
      assert.strictEqual(inUtc(weekdays.opens(zone, utc(at))), opens)
    })
  }

  it("hold at any moment as at the moment before, in any order of asking", () => {
    const start = utc("2026-10-20T00:00")
    const fresh = (at: number) =>
      new Calendar([{ from: "09:00", to: "20:00", days: [1, 2, 3, 4, 5, 7] }])
        .opens("Europe/Berlin", at)
    const kept = new Calendar([{ from: "09:00", to: "20:00", days: [1, 2, 3, 4, 5, 7] }])
    FastCheck.assert(
      FastCheck.property(FastCheck.integer({ min: 0, max: 14 * 1440 }), (minutes) => {
        const at = start + minutes * 60_000
        assert.strictEqual(kept.opens("Europe/Berlin", at), fresh(at))
      })
    )
  })

  it("that never come are never open, and none at all are always", () => {
    assert.strictEqual(new Calendar([{ from: "09:00", to: "20:00", days: [] }]).opens("UTC", 0), Infinity)
    assert.strictEqual(new Calendar([]).opens("UTC", 5), 5)
    assert.strictEqual(
      inUtc(new Calendar([{ from: "00:00", to: "24:00", days: [4] }]).opens("UTC", 86_400_000)),
      "1970-01-08T00:00"
    )
  })

  it("are written as hours and minutes, and zones by their names", () => {
    assert.deepStrictEqual(["09:30", "24:00", "24:01", "9:30", "12:60"].map(minutesOf), [
      570,
      1440,
      undefined,
      undefined,
      undefined
    ])
    assert.deepStrictEqual(["Europe/Berlin", "UTC", "+02:00", "Berlin"].map(isZone), [true, true, true, false])
  })
})

describe("the rate", () => {
  it("is kept in every second, however late or often starts are asked for", () => {
    FastCheck.assert(FastCheck.property(
      FastCheck.double({ min: 0.2, max: 400, noNaN: true }),
      FastCheck.array(FastCheck.integer({ min: 0, max: 300 }), { maxLength: 400 }),
      (perSecond, gaps) => {
        const rate = new Rate(perSecond)
        const starts: Array<number> = []
        let at = 0
        for (const gap of gaps) {
          at = rate.opens(at + gap)
          rate.start(at)
          starts.push(at)
        }
        for (const start of starts) {
          const inSecond = starts.filter((other) => other >= start && other < start + 1000 - 1e-6).length
          assert.isAtMost(inSecond, Math.ceil(perSecond))
        }
      }
    ))
  })

  it("lets as many start as it says", () => {
    for (const perSecond of [0.5, 1, 5, 49, 167]) {
      const rate = new Rate(perSecond)
      let at = 0
      for (let started = 0; started < 1000; started++) rate.start(at = rate.opens(at))
      assert.closeTo(at, 1000 * 1000 / perSecond, 1000 / perSecond + 101)
    }
    assert.strictEqual(new Rate(Infinity).opens(7), 7)
  })

  it("is reached by who is late each time", () => {
    const rate = new Rate(150)
    let started = 0
    for (let at = 0; at < 10_000; at += 60) {
      for (; rate.opens(at) <= at; started++) rate.start(at)
    }
    assert.closeTo(started, 1500, 20)
  })
})

describe("the next attempt", () => {
  const table: Table = {
    Answered: "never",
    Rejected: "never",
    Unknown: "never",
    Failed: "never",
    Unreachable: "never",
    Cancelled: "never",
    Busy: { afterMillis: 600, times: 2 },
    NoAnswer: { afterMillis: 7200, times: 1 },
    Congestion: { afterMillis: 60, times: 3 }
  }
  const past = (...outcomes: ReadonlyArray<string>): ReadonlyArray<Past> =>
    outcomes.map((words, index) => {
      const [number = "", tag] = words.split(" ")
      const outcome = tag === "Unknown"
        ? { _tag: tag, why: "NotSeen", lookedAt: [] } as const
        : { _tag: tag as "Busy" }
      return { number, outcome, finishedAt: (index + 1) * 1000 }
    })
  const cases: ReadonlyArray<readonly [what: string, past: ReadonlyArray<Past>, next: string]> = [
    ["begins with the first number", past(), "a"],
    ["calls the next number before it calls one again", past("a Busy"), "b"],
    ["calls a busy number again later", past("a Busy", "b Unreachable"), "a at 1600"],
    ["calls first who is due first", past("a NoAnswer", "b Busy"), "b at 2600"],
    ["gives up after so many times", past("a Busy", "b Failed", "a Busy", "a Busy"), "Done Busy"],
    ["calls nobody again who was reached", past("a Answered"), "Done Answered"],
    ["calls no other number of who declined", past("a Rejected"), "Done Rejected"],
    ["calls no other number of who may have been called", past("a Unknown"), "Done Unknown"],
    ["calls the next number after one that does not exist", past("a Unreachable"), "b"]
  ]
  for (const [what, attempts, expected] of cases) {
    it(what, () => {
      const found = next(["a", "b", "a"], attempts, table)
      assert.strictEqual(
        found._tag === "Done"
          ? `Done ${found.outcome?._tag}`
          : `${found.number}${Number.isFinite(found.at) ? ` at ${found.at}` : ""}`,
        expected
      )
    })
  }

  it("may be one after an unknown outcome, if the table says so", () => {
    const found = next(["a"], past("a Unknown"), { ...table, Unknown: { afterMillis: 5, times: 1 } })
    assert.deepStrictEqual(found, { _tag: "Call", number: "a", at: 1005 })
  })
})

describe("the agenda", () => {
  it("gives what is due in the order in which it is due, and then in that in which it came", () => {
    FastCheck.assert(FastCheck.property(FastCheck.array(FastCheck.integer({ min: 0, max: 20 })), (times) => {
      const agenda = new Agenda<{ readonly at: number; readonly index: number }>()
      times.forEach((at, index) => agenda.add({ at, index }, at))
      const taken: Array<{ readonly at: number; readonly index: number }> = []
      for (let now = 0; now <= 20; now++) {
        for (let one = agenda.take(now); one !== undefined; one = agenda.take(now)) taken.push(one)
        assert.isTrue(agenda.at > now)
      }
      const sorted = times.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at || a.index - b.index)
      assert.deepStrictEqual(taken, sorted)
      assert.strictEqual(agenda.size, 0)
    }))
  })
})

describe("pacing", () => {
  it("knows the bound of a rate", () => {
    // Wilson's bound is the rate at which what was seen is 1.645 standard deviations below it: 95 % of what it gives is more.
    for (const [hits, of] of [[0, 100], [3, 100], [20, 1000], [1, 5]] as const) {
      const bound = upperBound(hits, of)
      assert.closeTo(bound - 1.645 * Math.sqrt(bound * (1 - bound) / of), hits / of, 1e-9)
    }
    assert.strictEqual(upperBound(0, 0), 1)
    assert.isBelow(upperBound(20, 1000), 0.03)
  })

  it("forgets what is older than its window", () => {
    const window = new Window(10_000)
    window.add(0, true)
    window.add(500, false)
    window.add(5000, false)
    assert.deepStrictEqual([window.answers, window.abandons], [3, 1])
    window.forget(10_900)
    assert.deepStrictEqual([window.answers, window.abandons], [1, 0])
    window.forget(50_000)
    assert.deepStrictEqual([window.answers, window.abandons], [0, 0])
  })

  it("begins as progressive, rises while there is an agent for everybody, and falls at once when there is none", () => {
    const predictor = new Predictor({ maxAbandonRate: 0.03, windowMillis: 3_600_000, maxRatio: 6 })
    const answers = (count: number, isAbandoned = false) => {
      for (let index = 0; index < count; index++) predictor.answered(1000, isAbandoned)
    }
    answers(80)
    assert.strictEqual(predictor.ratio(1000), 1)
    answers(120)
    assert.closeTo(predictor.ratio(1000), 1.6, 1e-9)
    answers(10, true)
    assert.strictEqual(predictor.ratio(1000), 1)
    answers(2000)
    assert.isAbove(predictor.ratio(1000), 1)
    answers(20_000)
    assert.strictEqual(predictor.ratio(1000), 6)
    assert.strictEqual(predictor.ratio(10_000_000), 1)
  })
})
