/**
 * A storm of recorded events, read in the ways that the README shows, with default options:
 *
 *   node bench/everyday.ts [--events N] [--form REGEX] [--transport tcp|tls|http] [--write 65536|1448|event]
 *                          [--subscribers 1|3|10] [--rounds N] [--busy-core]
 *
 * Each option may be repeated. A measuring period is a whole storm of that many events, and the first one finds the
 * process cold: what is lost there counts too. The limit and the batch form are always measured, since the others are
 * compared with them. Exits with 1 if anything was lost.
 */
import { loadavg } from "node:os"
import { parseArgs } from "node:util"
import { type Case, everyday } from "./cases.ts"
import { faultsOf, rowsOf, starvedOf, tablesOf } from "./report.ts"
import { measure, serverOf } from "./rounds.ts"
import { limits } from "./subjects.ts"

const many = { type: "string", multiple: true } as const
const { values } = parseArgs({
  options: {
    "events": { type: "string", default: "1000000" },
    "rounds": { type: "string", default: "3" },
    "form": { type: "string", default: "" },
    "transport": { ...many, default: ["tcp"] },
    "write": { ...many, default: ["65536"] },
    "subscribers": { ...many, default: ["1"] },
    "busy-core": { type: "boolean", default: false }
  }
})

const { listening: { tally } } = await serverOf(false)
const rounds = Math.max(1, Math.round(Number(values.events) / tally.events))

const carriers = (["tcp", "tls", "http"] as const).filter((over) => values.transport.includes(over))
const storms = carriers.flatMap((over) =>
  values.write.flatMap((write) =>
    values.subscribers.map((subscribers) => ({
      over,
      segment: write === "event" ? 0 : Number(write),
      subscribers: Number(subscribers),
      rounds,
      isOnOneBusyCore: values["busy-core"]
    }))
  )
)

/** The requested rows, with the limit and the batch form of each table that has any. */
const wanted = (cases: ReadonlyArray<Case>): ReadonlyArray<Case> => {
  const pattern = new RegExp(values.form, "i")
  return [...Map.groupBy(cases, ({ table }) => table).values()].flatMap((table) => {
    const isBase = ({ client, isBatch }: Case) => client === limits || isBatch === true
    const isWanted = (one: Case) => pattern.test(one.name) || pattern.test(one.order.form)
    return table.some((one) => !isBase(one) && isWanted(one)) ? table.filter((one) => isBase(one) || isWanted(one)) : []
  })
}

const pace = { rounds: Number(values.rounds), warmMillis: 100, periodMillis: 100 }
const before = loadavg()[0]?.toFixed(1)
const rows = rowsOf(await measure(wanted(storms.flatMap(everyday)), pace), tally)
console.log(
  `Storms of ${
    (rounds * tally.events).toLocaleString("en-US")
  } events, medians of ${pace.rounds}; \`× effect-ami\` is to the form `
    + `that costs least.\nLoad of the machine before and after: ${before}, ${loadavg()[0]?.toFixed(1)}.\n\n${
      tablesOf(rows)
    }`
)
for (const starved of starvedOf(rows)) console.error(`BUSY MACHINE: ${starved}`)
const faults = faultsOf(rows)
for (const fault of faults) console.error(`WRONG: ${fault}`)
process.exit(faults.length === 0 ? 0 : 1)
