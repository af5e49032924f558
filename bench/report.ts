/**
 * Turns measurements into figures: per event, round trip or item, relative to the limit and to the library.
 */
import { coreShare } from "../test/core.ts"
import type { Case } from "./cases.ts"
import type { EventCount } from "./form.ts"
import type { Tally } from "./mix.ts"
import { echoes, type Ending, type Figures, type Warm, type Work } from "./order.ts"
import { limits, ours } from "./subjects.ts"
import { type Column, grouped, tableOf } from "./table.ts"

/** The periods of a case, in order of their rounds; `undefined` if it did not finish. */
export interface Result {
  readonly case: Case
  /** What was done during warm-up. */
  readonly warm: Warm["warm"]
  readonly rounds: ReadonlyArray<Figures | undefined>
  readonly ending: Ending | undefined
}

/** A row of a table. */
export interface Row {
  readonly table: string
  readonly name: string
  readonly client: string
  readonly rate: number
  readonly cpuMicros: number
  /** The same of each round. */
  readonly cpuMicrosOfRounds: ReadonlyArray<number>
  /** The share of the CPU that it got of what it wanted. */
  readonly core: number
  /** Relative to the rate of the limit. */
  readonly share: number
  /** Relative to the CPU of the limit, of the library's cheapest form, and of its first form. */
  readonly timesLimit: number
  readonly timesBatch: number
  readonly timesOurs: number
  readonly p50: number | undefined
  readonly p99: number | undefined
  readonly peakMegabytes: number
  /** The longest that a write of the server waited, in milliseconds. */
  readonly longestWrite: number | undefined
  /** The most CPU that one turn of the client's event loop took, in milliseconds. */
  readonly longestTurn: number | undefined
  readonly lost: string
  readonly wrong: string
}

const isGiven = <A>(value: A | undefined): value is A => value !== undefined

const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

const medianOf = (numbers: ReadonlyArray<number | undefined>): number | undefined => {
  const given = numbers.filter(isGiven)
  return given.length === 0 ? undefined : median(given)
}

/** What one of its times counts: events, round trips or items. */
const unitsOf = (work: Work, { times }: Pick<Figures, "times">, mix: Tally): number => {
  switch (work.kind) {
    case "events":
      return times * mix.events
    case "lists":
      return times * work.length
    case "roundTrips":
      return times
  }
}

/** How much is missing of how much, over everything that was done. */
const missing = ({ case: one, rounds, warm }: Result, mix: Tally): readonly [missing: number, of: number] => {
  const { order: { work }, reads } = one
  let [expected, came] = [0, 0]
  for (const figures of [...warm, ...rounds.filter(isGiven)]) {
    const { events, hangups } = figures.reported as Tally
    const isOfEvents = work.kind === "events"
    if (reads === "nothing") continue
    expected += isOfEvents && reads === "hangups" ? mix.hangups * figures.times : unitsOf(work, figures, mix)
    came += isOfEvents ? (reads === "hangups" ? hangups : events) : Number(figures.reported)
  }
  return [expected - came, expected]
}

/** How many events a slow reader has neither read nor found in a gap, in any period. */
const uncounted = ({ case: { order: { work } }, rounds, warm }: Result, mix: Tally): number =>
  [...warm, ...rounds.filter(isGiven)].reduce((sum, figures) => {
    const { slow } = figures.reported as EventCount
    if (work.kind !== "events" || slow === undefined) return sum
    return sum + Math.abs(unitsOf(work, figures, mix) - slow.received - slow.dropped)
  }, 0)

const lostOf = (result: Result, mix: Tally): string => {
  if (result.rounds.every((figures) => figures === undefined)) return "did not end"
  const [lost, of] = missing(result, mix)
  const ended = result.rounds.every(isGiven) ? "" : ", did not end"
  const share = (lost / of) * 100
  return lost === 0 ? `0${ended}` : `${share < 0.005 ? "< 0.01" : grouped(share, 2)} %${ended}`
}

/** Fields that differ from what was sent, and answers that reached another caller. */
const wrongOf = (result: Result, mix: Tally): string => {
  const { case: { order: { work }, reads }, ending, rounds } = result
  const ended = rounds.filter(isGiven)
  if (ended.length === 0) return ""
  if (work.kind === "lists") return "0"
  if (work.kind === "roundTrips") {
    if (ending?.echoed === undefined) return "no answer"
    return ending.echoed === echoes ? "0" : `${grouped((1 - ending.echoed / echoes) * 100, 0)} % of answers`
  }
  // Types omit what Asterisk reports as unknown, a single type is not all of them, and what is lost is not also wrong.
  const isWhole = reads === "all" && missing(result, mix)[0] === 0
  const isWrong = isWhole && ended.some(({ reported, times }) => (reported as Tally).sum !== mix.sum * times)
  const amiss = uncounted(result, mix)
  if (amiss > 0) return `${grouped(amiss, 0)} not counted`
  return isWrong ? "fields" : isWhole ? "0" : ""
}

/**
 * The rows of all tables. A figure is the median of the rounds; a ratio is the median of the ratios of each round, whose
 * periods were measured one after the other.
 */
export const rowsOf = (results: ReadonlyArray<Result>, mix: Tally): ReadonlyArray<Row> =>
  [...Map.groupBy(results, ({ case: { table } }) => table).values()].flatMap((table) => {
    const cpuOf = ({ case: one }: Result, figures: Figures) =>
      (figures.cpuMillis * 1000) / unitsOf(one.order.work, figures, mix)
    const rateOf = ({ case: one }: Result, figures: Figures) =>
      (unitsOf(one.order.work, figures, mix) / figures.millis) * 1000
    const over = (
      of: (result: Result, figures: Figures) => number,
      result: Result,
      base: Result | undefined
    ): number =>
      median(result.rounds.flatMap((figures, round) => {
        const beside = base?.rounds[round]
        return figures === undefined || base === undefined || beside === undefined
          ? []
          : [of(result, figures) / of(base, beside)]
      }))
    const limit = table.find(({ case: { client } }) => client === limits)
    const library = table.find(({ case: { client } }) => client === ours)
    return table.map((result): Row => {
      const { case: { client, name, order: { work: { kind } }, over: carrier, reads, table: title } } = result
      const batch = table.find(({ case: one }) => one.isBatch === true && one.reads === reads)
      const ended = result.rounds.filter(isGiven)
      const cpuMicrosOfRounds = ended.map((figures) => cpuOf(result, figures))
      return {
        table: title,
        name,
        client,
        rate: median(ended.map((figures) => rateOf(result, figures))),
        cpuMicros: median(cpuMicrosOfRounds),
        cpuMicrosOfRounds,
        core: median(ended.map(({ cpuMillis, waitMillis = 0 }) => coreShare(cpuMillis, waitMillis))),
        share: over(rateOf, result, limit),
        timesLimit: over(cpuOf, result, limit),
        timesBatch: client === ours ? over(cpuOf, result, batch) : Number.NaN,
        timesOurs: over(cpuOf, result, library),
        p50: medianOf(ended.map(({ p50 }) => p50)),
        p99: medianOf(ended.map(({ p99 }) => p99)),
        peakMegabytes: ended.reduce((peak, { peakMegabytes }) => Math.max(peak, peakMegabytes), 0),
        longestWrite: kind === "events" && carrier !== "http" ? longestOf(ended, "longestWrite") : undefined,
        longestTurn: kind === "events" ? longestOf(ended, "longestTurn") : undefined,
        lost: lostOf(result, mix),
        wrong: wrongOf(result, mix)
      }
    })
  })

const longestOf = (rounds: ReadonlyArray<Figures>, what: "longestWrite" | "longestTurn"): number | undefined => {
  const given = rounds.map((figures) => figures[what]).filter(isGiven)
  return given.length === 0 ? undefined : Math.max(...given)
}

const percent = (share: number) => (Number.isFinite(share) ? `${Math.round(share * 100)} %` : "")

const columnsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<Column<Row>> => {
  const hasLatencies = rows.some(({ p50 }) => p50 !== undefined)
  return [
    { name: "", about: "", value: ({ name }) => name },
    ...ratios,
    ...comparisons.filter(({ value }) => rows.some((row) => Number.isFinite(value(row)) && value(row) !== 1)),
    ...(hasLatencies ? latencies : []),
    ...waits.filter(({ value }) => rows.some((row) => value(row) !== undefined)),
    { name: "peak RSS MB", about: "", value: ({ peakMegabytes }) => peakMegabytes || undefined },
    { name: "lost", about: "", value: ({ lost }) => lost },
    { name: "wrong", about: "", value: ({ wrong }) => wrong }
  ]
}

const ratios: ReadonlyArray<Column<Row>> = [
  { name: "/s", about: "", value: ({ rate }) => rate },
  { name: "of limit", about: "", value: ({ share }) => percent(share) },
  { name: "CPU µs", about: "", value: ({ cpuMicros }) => cpuMicros, digits: 2 },
  { name: "× limit", about: "", value: ({ timesLimit }) => timesLimit || undefined, digits: 2 }
]

const comparisons: ReadonlyArray<Column<Row>> = [
  { name: "× batch", about: "", value: ({ timesBatch }) => timesBatch, digits: 2 },
  { name: "× effect-ami", about: "", value: ({ timesOurs }) => timesOurs, digits: 2 }
]

const latencies: ReadonlyArray<Column<Row>> = [
  { name: "p50 ms", about: "", value: ({ p50 }) => p50, digits: 2 },
  { name: "p99 ms", about: "", value: ({ p99 }) => p99, digits: 2 }
]

const waits: ReadonlyArray<Column<Row>> = [
  { name: "turn ms", about: "", value: ({ longestTurn }) => longestTurn, digits: 1 },
  { name: "write ms", about: "", value: ({ longestWrite }) => longestWrite, digits: 1 }
]

/** All tables as Markdown. */
export const tablesOf = (rows: ReadonlyArray<Row>): string =>
  [...Map.groupBy(rows, ({ table }) => table)]
    .map(([title, rows]) => `## ${title}\n\n${tableOf(rows, columnsOf(rows))}\n`)
    .join("\n")

/** What the library or a limit lost or got wrong: then no measurement counts. */
export const faultsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.filter(isMeasured).flatMap((row) => [
    ...(row.lost === "0" || isStarved(row) ? [] : [`${row.table}, ${row.name}: lost ${row.lost}`]),
    ...(row.wrong === "0" || row.wrong === "" ? [] : [`${row.table}, ${row.name}: wrong ${row.wrong}`])
  ])

/** What the library lost because other processes took the machine from it: run the benchmark again when they are gone. */
export const starvedOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.filter((row) => isMeasured(row) && row.lost !== "0" && isStarved(row))
    .map((row) => `${row.table}, ${row.name}: lost ${row.lost} with ${percent(row.core)} of the CPU that it wanted`)

const isMeasured = ({ client }: Row): boolean => client === ours || client === limits

/** Beside one busy process on the same core it gets half, and must lose nothing. */
const isStarved = ({ core }: Row): boolean => core < 0.4
