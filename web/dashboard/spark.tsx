/** The day so far: callers waiting as a line, abandoned calls as red ticks. */
import type { Point } from "../../src/dashboard/internal/row.ts"
import { pure } from "./pure.ts"
import { format, words } from "./settings.ts"

const width = 300
const height = 54
/** The height of the line that the day stands on. */
const ground = height - 6

export interface Props {
  readonly points: ReadonlyArray<Point>
  readonly step: number
  readonly waiting: number
  /** The moment of the right edge, which moves once a minute. */
  readonly until: number
}

/** The points as runs without a gap: where nobody watched there is no line. */
export const runsOf = (points: ReadonlyArray<Point>, step: number): ReadonlyArray<ReadonlyArray<Point>> => {
  const runs: Array<Array<Point>> = []
  let run: Array<Point> = []
  let before = -Infinity
  for (const point of points) {
    if (point.t - before > step * 1.5) runs.push(run = [])
    run.push(point)
    before = point.t
  }
  return runs
}

export const Spark = pure(({ points: past, step, until, waiting }: Props) => {
  const first = past[0]?.t
  if (first === undefined) return <p class="dim">–</p>
  const end = Math.max(until, first + step)
  const points = [...past, { t: end, waiting, answered: 0, abandoned: 0 }]
  const most = Math.max(...points.map((point) => point.waiting))
  const top = Math.max(4, most)
  const x = (t: number) => (t - first) / Math.max(1, end - first) * width
  const y = (n: number) => ground - n / top * (ground - 4)
  const path = (run: ReadonlyArray<Point>) =>
    run.map((point, index) => `${index === 0 ? "M" : "L"}${x(point.t).toFixed(1)} ${y(point.waiting).toFixed(1)}`).join(
      ""
    )
  const runs = runsOf(points, step).filter((run) => run.length > 1)
  const hours: Array<number> = []
  // Not all time zones are whole hours apart.
  for (let t = new Date(first).setMinutes(60, 0, 0); t < end; t += 3_600_000) hours.push(t)
  return (
    <svg
      class="spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${words.waitingToday}, ${words.since} ${format.minute(first)}: ≤ ${format.number(most)}`}
    >
      {hours.map((t) => <line key={t} class="hour" x1={x(t)} x2={x(t)} y1={ground} y2={height - 2} />)}
      <line class="hour" x1={0} x2={width} y1={ground} y2={ground} />
      {runs.map((run) => (
        <g key={run[0]?.t}>
          <path
            class="area"
            d={`${path(run)}L${x(run[run.length - 1]?.t ?? 0).toFixed(1)} ${ground}L${
              x(run[0]?.t ?? 0).toFixed(1)
            } ${ground}Z`}
          />
          <path class="line" d={path(run)} />
        </g>
      ))}
      {past.filter((point) => point.abandoned > 0).map((point) => {
        const tall = Math.min(24, 3 + point.abandoned * 3)
        return <rect key={point.t} class="lost" x={x(point.t)} width="1.6" y={ground - tall} height={tall} />
      })}
    </svg>
  )
})
