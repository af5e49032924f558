/**
 * The day so far: how many waited, and how many were answered and abandoned, in points of five minutes since midnight.
 *
 * What was answered and abandoned is the difference of Asterisk's counters. They fall when Asterisk starts or somebody runs
 * `queue reset stats`: then they count from zero.
 *
 * @since 0.2.0
 */
import { isRecord } from "../../internal/options.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import type { History, Point } from "./row.ts"

/** The length of a point in milliseconds. */
export const step = 300_000

/** The midnight before a moment, where the server is. */
export const midnightOf = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** When the point of a moment began. */
export const pointOf = (at: number): number => {
  const midnight = midnightOf(at)
  return midnight + Math.floor((at - midnight) / step) * step
}

const empty = (t: number): Point => ({ t, waiting: 0, answered: 0, abandoned: 0 })

/** Two parts of one point, as a restart leaves them. */
const joined = (one: Point, other: Point): Point => ({
  t: one.t,
  waiting: Math.max(one.waiting, other.waiting),
  answered: Math.max(0, one.answered + other.answered),
  abandoned: Math.max(0, one.abandoned + other.abandoned)
})

export class Day {
  private points: ReadonlyArray<Point> = []
  /** The point that has not ended: what a restart had kept of it, and what was seen since. */
  private before: Point
  private own: Point
  private readonly counted = new Map<string, { readonly completed: number; readonly abandoned: number }>()

  constructor(at: number, kept: ReadonlyArray<Point> = []) {
    const t = pointOf(at)
    this.own = empty(t)
    const byMoment = new Map<number, Point>()
    for (const point of kept) {
      if (point.t < midnightOf(at) || point.t > at) continue
      const start = pointOf(point.t)
      byMoment.set(start, joined({ ...point, t: start }, byMoment.get(start) ?? empty(start)))
    }
    this.before = byMoment.get(t) ?? empty(t)
    byMoment.delete(t)
    this.points = [...byMoment.values()].sort((one, other) => one.t - other.t)
  }

  /** Takes in what the queues say now. Gives the point that is over with that, as it was seen. */
  observe(at: number, queues: ReadonlyMap<string, AmiQueues.Queue>): ReadonlyArray<Point> {
    const over = this.turn(at)
    let waiting = 0
    let answered = 0
    let abandoned = 0
    for (const [name, { callers, counters }] of queues) {
      waiting += callers.length
      if (counters.Completed === undefined || counters.Abandoned === undefined) continue
      const before = this.counted.get(name)
      const now = { completed: counters.Completed, abandoned: counters.Abandoned }
      this.counted.set(name, now)
      if (before === undefined) continue
      // A list may correct what was counted on by one or two. After a reset there is next to nothing.
      const isReset = now.completed + now.abandoned <= (before.completed + before.abandoned) / 2
      answered += now.completed - (isReset ? 0 : before.completed)
      abandoned += now.abandoned - (isReset ? 0 : before.abandoned)
    }
    this.own = joined(this.own, { t: this.own.t, waiting, answered, abandoned })
    return over
  }

  /** What was seen of the point that has not ended, to keep it over a restart. */
  get unfinished(): Point {
    return this.own
  }

  get history(): History {
    return { step, points: this.points }
  }

  /** Goes on at an earlier moment, since the clock was set back: what is later has not been yet. */
  private back(t: number): void {
    this.own = { ...this.own, t }
    this.before = this.points.find((point) => point.t === t) ?? empty(t)
    this.points = this.points.filter((point) => point.t < t)
  }

  private turn(at: number): ReadonlyArray<Point> {
    const t = pointOf(at)
    if (t < this.own.t - step) this.back(t)
    if (t <= this.own.t) return []
    const over = this.own
    const midnight = midnightOf(at)
    this.points = [...this.points, joined(this.before, over)].filter((point) => point.t >= midnight)
    this.before = empty(t)
    this.own = empty(t)
    return [over]
  }
}

const isPoint = (value: unknown): value is Point =>
  isRecord(value) && [value["t"], value["waiting"], value["answered"], value["abandoned"]].every(Number.isFinite)

/** The points that were kept, as far as they are points. */
export const pointsOf = (value: unknown): ReadonlyArray<Point> => Array.isArray(value) ? value.filter(isPoint) : []
