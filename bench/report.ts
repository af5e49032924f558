/**
 * Makes tables of results, and looks for what was lost or wrong.
 */
import type { Figures, Order } from "./measure.ts"
import type { Tally } from "./mix.ts"

type WithoutPlace<A> = A extends unknown ? Omit<A, "place"> : never

export interface Case {
  readonly table: string
  readonly name: string
  readonly isOurs: boolean
  readonly tls: boolean
  readonly order: WithoutPlace<Order>
}

/** The rounds of a case; undefined where a contestant did not come to its end. */
export interface Result {
  readonly case: Case
  readonly rounds: Array<Figures | undefined>
}

const median = (numbers: ReadonlyArray<number>): number => {
  const sorted = numbers.toSorted((one, other) => one - other)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

interface Told {
  readonly right: number
  readonly echoed: number
  readonly p50: number
  readonly p99: number
}

/** What one measurement counts: events, round trips or items. */
const unitsOf = ({ order }: Case, round: Tally): number =>
  order.kind === "events"
    ? order.times * round.events
    : order.kind === "lists"
    ? order.times * order.length
    : order.times

/** What is missing or wrong in a run, in words; undefined where nothing is. */
const faultOf = ({ order }: Case, { told }: Figures, round: Tally): string | undefined => {
  switch (order.kind) {
    case "events": {
      if (order.form === "discard" || order.form === "frames") return undefined
      const { events, hangups, sum } = told as Tally
      const missing = order.form === "hangups"
        ? round.hangups * order.times - hangups
        : round.events * order.times - events
      if (missing !== 0) return `${missing} lost`
      // Types leave out what Asterisk says is unknown, and one type alone is not all of them.
      const isWhole = order.form !== "hangups" && order.form !== "typed"
      return isWhole && sum !== round.sum * order.times ? "wrong fields" : undefined
    }
    case "roundTrips": {
      const { echoed, right } = told as Told
      if (right !== order.times) return `${order.times - right} wrong`
      return echoed === 512 ? undefined : `${512 - echoed} of 512 to another caller`
    }
    case "lists":
      return told === order.times * order.length ? undefined : `${order.times * order.length - Number(told)} lost`
  }
}

const grouped = (value: number, digits = 0): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits })

const rowOf = ({ case: one, rounds }: Result, limit: Result, round: Tally) => {
  const units = unitsOf(one, round)
  const ended = rounds.filter((figures) => figures !== undefined)
  if (ended.length === 0) return { cells: [one.name, "", "", "", "", "", "", "did not end"], fault: "did not end" }
  const reached = limit.rounds.filter((figures) => figures !== undefined)
  const cpuOf = ({ cpuMillis }: Figures) => (cpuMillis * 1000) / units
  const rateOf = ({ millis }: Figures) => (units / millis) * 1000
  const [cpu, cpuOfLimit] = [median(ended.map(cpuOf)), median(reached.map(cpuOf))]
  const [rate, rateOfLimit] = [median(ended.map(rateOf)), median(reached.map(rateOf))]
  const told = ended.map(({ told }) => told as Told)
  const fault = ended.map((figures) => faultOf(one, figures, round)).find((fault) => fault !== undefined)
    ?? (ended.length < rounds.length ? "did not end" : undefined)
  const p = (of: (told: Told) => number) => (one.order.kind === "roundTrips" ? grouped(median(told.map(of)), 2) : "")
  return {
    cells: [
      one.name,
      grouped(rate),
      `${Math.round((rate / rateOfLimit) * 100)} %`,
      grouped(cpu, 2),
      grouped(cpu / cpuOfLimit, 2),
      grouped(median(ended.map(({ peakMegabytes }) => peakMegabytes))),
      one.order.kind === "roundTrips" ? `${p(({ p50 }) => p50)} / ${p(({ p99 }) => p99)}` : "",
      fault ?? "0"
    ],
    fault
  }
}

const head = ["", "/s", "of limit", "CPU µs", "× limit", "peak RSS MB", "p50 / p99 ms", "lost or wrong"]

const about =
  "Medians of interleaved rounds. `/s` and `CPU µs` (user and system of the client's process) are for one event, round "
  + "trip or item; both ratios are to the first row of the table."

/** The tables as Markdown, and what the library lost or got wrong. */
export const tablesOf = (results: ReadonlyArray<Result>, round: Tally) => {
  const faults: Array<string> = []
  const tables = Map.groupBy(results, ({ case: { table } }) => table)
  const parts = [...tables].map(([title, rows]) => {
    const lines = rows.map((result) => {
      const { cells, fault } = rowOf(result, rows[0] ?? result, round)
      if (fault !== undefined && result.case.isOurs) faults.push(`${title}, ${result.case.name}: ${fault}`)
      return `| ${cells.join(" | ")} |`
    })
    return [`## ${title}`, "", `| ${head.join(" | ")} |`, `| --- |${" --: |".repeat(head.length - 1)}`, ...lines, ""]
      .join("\n")
  })
  return { markdown: [about, "", ...parts].join("\n"), faults }
}
