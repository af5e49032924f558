/**
 * Measures the library beside a bare socket and other clients.
 *
 *   npm run bench                    all of it, about five minutes: tables here, and in RESULTS.md and results.json
 *   npm run bench -- --quick         the library and the bare socket alone, under a minute, nothing written
 *   npm run bench -- --only events   one of events, round trips and lists
 *   npm run bench -- --probes        the 35 probes
 *
 * Each measurement is a process of its own, and the rounds of all are interleaved: figures of one run may be compared, those
 * of two runs hardly. Ends with 1 where the library lost an event or got one wrong, and never because of a time.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { cases } from "./cases.ts"
import { install } from "./install.ts"
import type { Figures, Order } from "./measure.ts"
import { type Case, type Result, tablesOf } from "./report.ts"
import type { Listening } from "./server.ts"

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
  const probing = spawn(process.execPath, [here("probes.ts")], { stdio: "inherit" })
  const [code] = await once(probing, "exit")
  process.exit(Number(code))
}

/** A contestant that has not ended by then has lost what it waits for. */
const limitMillis = 60_000

const node = (...args: ReadonlyArray<string>): ChildProcess =>
  spawn(process.execPath, [...args], { stdio: ["pipe", "pipe", "inherit"] })

const lastLine = async (child: ChildProcess): Promise<string> => {
  let last = ""
  const timer = setTimeout(() => child.kill("SIGKILL"), limitMillis)
  createInterface({ input: child.stdout! }).on("line", (line) => (last = line === "" ? last : line))
  await once(child, "close")
  clearTimeout(timer)
  return last
}

const server = node(here("server.ts"))
process.on("exit", () => server.kill())
const [line] = await once(createInterface({ input: server.stdout! }), "line")
const listening: Listening = JSON.parse(String(line))

const measure = async (one: Case): Promise<Figures | undefined> => {
  const order: Order = {
    ...one.order,
    place: { port: one.tls ? listening.tls : listening.tcp, tls: one.tls }
  }
  const told = await lastLine(node(here("measure.ts"), JSON.stringify(order)))
  return told.startsWith("{") ? JSON.parse(told) : undefined
}

if (!values.quick) install()
const all = cases(values.quick).filter(({ order }) => values.only === undefined || order.kind === values.only)
const rounds = Number(values.rounds ?? (values.quick ? 1 : 3))
const results = all.map((one): Result => ({ case: one, rounds: [] }))
for (let round = 0; round < rounds; round++) {
  for (const { case: one, rounds } of results) {
    process.stderr.write(`\rround ${round + 1}: ${one.table}, ${one.name}`.padEnd(78))
    rounds.push(await measure(one))
  }
}
process.stderr.write(`\r${" ".repeat(78)}\r`)

const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: here(".."), encoding: "utf8" }).trim()
const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? "processor"}, commit ${commit}`
const { faults, markdown } = tablesOf(results, listening.tally)
console.log(`${machine}\n\n${markdown}`)
if (!values.quick && values.only === undefined) {
  writeFileSync(here("RESULTS.md"), `# Results\n\n${machine}. Repeated by \`npm run bench\`.\n\n${markdown}`)
  writeFileSync(here("results.json"), `${JSON.stringify({ machine, results }, undefined, 1)}\n`)
}
for (const fault of faults) console.error(`WRONG: ${fault}`)
process.exit(faults.length === 0 ? 0 : 1)
