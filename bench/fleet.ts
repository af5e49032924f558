/**
 * What a fleet costs: the CPU for each event of 100 servers, beside one client with the same load, and the memory of a server.
 *
 *   node bench/fleet.ts [--rounds 5]
 *
 * Each case runs in a separate process, and so does its server. Of several rounds the least counts: other processes only add
 * to it. It ends with status 1 if a figure does not hold, or an event is missing.
 */
import { parseArgs } from "node:util"
import { measureCase } from "./scale/measure.ts"
import { type Column, printFaults, printTable } from "./table.ts"

const cases = {
  oneInbox: "one client, 100,000 events/s",
  fleetOfOne: "a fleet of one server, 100,000 events/s",
  fleetInbox: "a fleet of 100 servers, 1,000 events/s each"
} as const

type Name = keyof typeof cases

interface Row {
  readonly name: Name
  /** User and system, of the client, for each event that was sent. */
  readonly micros: number
  readonly rss: number
  /** Until all were logged in, in milliseconds; NaN if that was not measured. */
  readonly connect: number
  /** What the reader was too slow for, as the marks in its places count it. */
  readonly dropped: number
  /** Every event came, or was counted in its place, and in order. */
  readonly isExact: boolean
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } })
const names = Object.keys(cases) as ReadonlyArray<Name>
const rows: Array<Row> = []
for (let round = 0; round < Number(values.rounds); round++) {
  for (const name of names) {
    const { connectMillis, cpuMillis, dropped, lost, received, rssMegabytes, sent, wrong } = await measureCase(name)
    rows.push({
      name,
      micros: cpuMillis * 1000 / sent,
      rss: rssMegabytes,
      connect: connectMillis ?? Number.NaN,
      dropped,
      isExact: received + dropped === sent && lost + wrong === 0
    })
  }
}

/** Of the rounds in which the machine let the reader keep up, if there are any: what is dropped costs less. */
const least = (name: Name, of: (row: Row) => number): number => {
  const all = rows.filter((row) => row.name === name)
  const kept = all.filter(({ dropped }) => dropped === 0)
  return Math.min(...(kept.length > 0 ? kept : all).map(of))
}

const best = names.map((name): Row => ({
  name,
  micros: least(name, ({ micros }) => micros),
  rss: least(name, ({ rss }) => rss),
  connect: least(name, ({ connect }) => connect),
  dropped: least(name, ({ dropped }) => dropped),
  isExact: rows.every((row) => row.name !== name || row.isExact)
}))

const columns: ReadonlyArray<Column<Row>> = [
  { name: "case", about: "10 s of load, read undecoded from the inbox", value: ({ name }) => cases[name] },
  { name: "CPU µs", about: "for each event", digits: 2, value: ({ micros }) => micros },
  { name: "RSS MB", about: "at the end", value: ({ rss }) => rss },
  { name: "start s", about: "until all were logged in", digits: 2, value: ({ connect }) => connect / 1000 },
  { name: "dropped", about: "what the reader was too slow for", value: ({ dropped }) => dropped },
  {
    name: "exact",
    about: "in every round each event came in its order, or was counted in its place",
    value: ({ isExact }) => isExact ? "yes" : "no"
  }
]

const ratio = least("fleetInbox", ({ micros }) => micros) / least("oneInbox", ({ micros }) => micros)
const megabytes = (least("fleetInbox", ({ rss }) => rss) - least("fleetOfOne", ({ rss }) => rss)) / 99
printTable("What a fleet costs", best, columns)
console.log(`\nA fleet of 100 takes ${ratio.toFixed(2)} × the CPU per event of one client (at most 1.3)`)
console.log(`A server takes ${megabytes.toFixed(2)} MB (at most 3)`)
printFaults([
  ...(ratio > 1.3 ? [`the CPU per event of a fleet is ${ratio.toFixed(2)} × that of one client`] : []),
  ...(megabytes > 3 ? [`a server of a fleet takes ${megabytes.toFixed(2)} MB`] : []),
  ...best.flatMap(({ dropped, isExact, name }) =>
    isExact && dropped === 0 ? [] : [`${cases[name]}: events are missing`]
  )
])
