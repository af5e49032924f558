/**
 * Measures the library, a bare socket and other clients.
 *
 *   npm run bench                    all of it, about ten minutes: tables here and in RESULTS.md, events.svg
 *                                    and the README
 *   npm run bench -- --quick         only the library and the bare socket, under a minute, nothing written
 *   npm run bench -- --only REGEX    the rows whose table and name match, such as 'HTTP|64 KiB.*(limit|inbox)'
 *   npm run bench -- --probes        the 35 probes, of one client with `--only` and its name
 *
 * Each row of a table is a separate process, which warms up once; then all take turns, one measuring period each, round by
 * round. Exits with 1 if the library or a limit lost an event or got one wrong, and never because of a time.
 */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { cpus, loadavg, totalmem } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import library from "../package.json" with { type: "json" }
import { cases, quickly } from "./cases.ts"
import { found } from "./contestants/panoramisk.ts"
import { install } from "./install.ts"
import { echoes } from "./order.ts"
import packageJson from "./package.json" with { type: "json" }
import { faultsOf, rowsOf, starvedOf, tablesOf } from "./report.ts"
import { measure, type Pace, serverOf } from "./rounds.ts"
import { ours, panoramisk } from "./subjects.ts"
import { between, briefOf, chartOf } from "./summary.ts"

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    probes: { type: "boolean", default: false },
    only: { type: "string" },
    rounds: { type: "string" }
  }
})

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

if (values.probes) {
  const only = values.only === undefined ? [] : ["--only", values.only]
  const [code] = await once(spawn(process.execPath, [here("probes.ts"), ...only], { stdio: "inherit" }), "exit")
  process.exit(Number(code))
}

const pace: Pace = values.quick
  ? { rounds: Number(values.rounds ?? 2), warmMillis: 100, periodMillis: 100 }
  : { rounds: Number(values.rounds ?? 5), warmMillis: 800, periodMillis: 250 }

/** What other work the machine had before this. */
const load = loadavg()[0]?.toFixed(1)

const versions = new Map<string, string>([
  [ours, library.version],
  ...(values.quick ? [] : Object.entries(packageJson.dependencies)),
  ...(values.quick || found === undefined ? [] : [[panoramisk, found.stdout.trim()] as const])
])

if (!values.quick) install()
const { listening: { tally } } = await serverOf(false)

const wanted = new RegExp(values.only ?? "", "i")
const all = cases([...versions.keys()].filter((name) => name !== ours))
  .filter((one) => wanted.test(`${one.table}: ${one.name}`))
const results = await measure(values.quick ? all.filter(({ isQuick }) => isQuick).map(quickly) : all, pace)

const git = (...args: ReadonlyArray<string>) => execFileSync("git", args, { cwd: here(".."), encoding: "utf8" }).trim()
const isChanged = git("status", "--porcelain", "--", ":/src", ":/bench/*.ts", ":/bench/forms") !== ""
const processor = `${cpus().length} × ${cpus()[0]?.model.trim() ?? "processor"}, ${
  Math.round(totalmem() / 2 ** 30)
} GiB`
const machine = `Node ${process.version} on ${process.platform}, ${processor}`
const run = `${machine}, load average ${load} before`
const commit = `commit ${git("rev-parse", "--short", "HEAD")}${isChanged ? " and changes" : ""}`
const others = [...versions].map(([name, version]) => `${name} ${version}`).join(", ")

const about =
  `Medians of ${pace.rounds} interleaved rounds, or of fewer if a row takes long; the client has its default options. \`/s\` and \`CPU µs\` (user
and system of the client's process) are for one event, round trip or item. A ratio is the median of the ratios of each
round: \`of limit\` and \`× limit\` to the first limit of the table, \`× batch\` to the form that takes events as arrays,
\`× effect-ami\` to the first row of the library. \`turn ms\` is the most CPU that one turn of the client's event loop took, and
\`write ms\` the longest that a write of the server waited for the client, or for a core. \`lost\` is of all events, answers or
items, including the warm-up; \`wrong\` are fields that differ from what was sent, events that a slow subscriber neither
got nor found in a gap, or answers that reached another caller, of ${echoes} that come in another order.`

const rows = rowsOf(results, tally)
const tables = tablesOf(rows)
console.log(`${run}, ${commit}\n\n${about}\n\n${tables}`)
if (values.quick) {
  console.log(
    "A quick run is short: its times include compilation, and show whether it works and little more."
  )
} else if (found === undefined) {
  console.log(`${panoramisk} is left out: no Python has it (Debian: python3-panoramisk).`)
}

if (!values.quick && values.only === undefined) {
  const brief = `${
    briefOf(rows, versions)
  }\n\n${run}, ${commit}; [all tables](RESULTS.md), repeated by \`npm run bench\`.`
  writeFileSync(
    here("RESULTS.md"),
    `# Results\n\n${run}; ${commit}; \`npm run bench\`.\n\n${others}.\n\n${about}\n\n${tables}`
  )
  writeFileSync(here("events.svg"), chartOf(rows, `64 KiB writes, ${machine}`))
  const readme = here("README.md")
  writeFileSync(readme, between(readFileSync(readme, "utf8"), brief))
}
for (const starved of starvedOf(rows)) console.error(`BUSY MACHINE: ${starved}`)
const faults = faultsOf(rows)
for (const fault of faults) console.error(`WRONG: ${fault}`)
process.exit(faults.length === 0 ? 0 : 1)
