/**
 * Asks every contestant 35 questions about what happens on real connections, each in a separate process.
 *
 *   node bench/probes.ts                      the table
 *   node bench/probes.ts --only effect-ami    only the library, without the other clients
 *   node bench/probes.ts --json FILE          the verdicts with their reasons, too
 *
 * Exits with 1 if the library is not right each time, or if the process of a probe did not even start.
 */
import { fork } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { contestants } from "./contestants/index.ts"
import { install } from "./install.ts"
import { probes } from "./probes/index.ts"
import { started, type Verdict } from "./probes/probe.ts"

const ours = "effect-ami"
const script = fileURLToPath(new URL("probes/run.ts", import.meta.url))

/** Every process loads the same files, and compiling them takes most of its time. */
const compiled = mkdtempSync(join(tmpdir(), "effect-ami-probes-"))
process.on("exit", () => rmSync(compiled, { recursive: true, force: true }))

/** Longer than any probe takes; a client that blocks its process is then ended. */
const limitMillis = 25_000

const verdictOf = (contestant: string, probe: string): Promise<Verdict> =>
  new Promise((resolve, reject) => {
    // The other clients print, and use what Node warns about.
    const child = fork(script, [contestant, probe], {
      env: { ...process.env, NODE_COMPILE_CACHE: compiled },
      stdio: ["ignore", "ignore", "ignore", "ipc"]
    })
    let hasStarted = false
    let verdict: Verdict | undefined
    let isLate = false
    const timer = setTimeout(() => {
      isLate = true
      child.kill("SIGKILL")
    }, limitMillis)
    child.on("error", reject)
    child.on("message", (reported) => {
      if (reported === started) return void (hasStarted = true)
      // Anything after a verdict is of no interest, including an error on the way out.
      verdict ??= reported as Verdict
    })
    const finish = (end: string | number | null) => {
      clearTimeout(timer)
      if (!hasStarted) return reject(new Error(`The process of ${contestant}, ${probe}, did not start: ${end}`))
      resolve(
        verdict ?? (isLate
          ? { verdict: "silent", why: "the process is blocked" }
          : { verdict: "crashed", why: `the process ended with ${end}` })
      )
    }
    child.on("exit", (code, signal) => {
      const end = code ?? signal
      // What it has reported before is on its way as long as the channel is open.
      if (child.connected) child.once("disconnect", () => finish(end))
      else finish(end)
    })
  })

const { values: { json, only } } = parseArgs({
  options: { json: { type: "string" }, only: { type: "string" } }
})

if (only !== undefined && !Object.hasOwn(contestants, only)) throw new Error(`There is no contestant ${only}`)
if (only !== ours) install()

interface Column {
  readonly name: string
  readonly version: string
  readonly verdicts: Array<Verdict>
}

const columns: Array<Column> = []
const missing: Array<string> = []
for (const name of only === undefined ? Object.keys(contestants) : [only]) {
  const contestant = await contestants[name]?.()
  if (contestant === undefined) missing.push(name)
  else columns.push({ name, version: contestant.version, verdicts: [] })
}

// Two at once: the processes wait more than they work.
const rest = columns.flatMap((column) => probes.map((probe, index) => ({ column, probe, index })))
const work = async (): Promise<void> => {
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    next.column.verdicts[next.index] = await verdictOf(next.column.name, next.probe.name)
  }
}
await Promise.all([work(), work()])

const rightOf = ({ verdicts }: Column) => verdicts.filter(({ verdict }) => verdict === "right").length

const row = (cells: ReadonlyArray<string>) =>
  cells.map((cell, index) => cell.padEnd(index === 0 ? 34 : Math.max(columns[index - 1]!.name.length, 7))).join("  ")
    .trimEnd()

console.log(row(["", ...columns.map(({ name }) => name)]))
console.log(row(["", ...columns.map(({ version }) => version)]))
for (const [index, { name }] of probes.entries()) {
  console.log(row([name, ...columns.map(({ verdicts }) => verdicts[index]!.verdict)]))
}
console.log(row([`right of ${probes.length}`, ...columns.map((column) => String(rightOf(column)))]))
for (const name of missing) console.log(`${name} is left out: it is not available on this machine`)

for (const { name, verdicts } of columns) {
  if (name !== ours && name !== only) continue
  for (const [index, { verdict, why }] of verdicts.entries()) {
    if (verdict !== "right") {
      console.log(`\n${name}, ${probes[index]!.name}: ${verdict}, ${why}\n${probes[index]!.question}`)
    }
  }
}

if (json !== undefined) {
  const data = {
    node: process.versions.node,
    contestants: columns.map((column) => ({ name: column.name, version: column.version, right: rightOf(column) })),
    missing,
    probes: probes.map(({ name, question }, index) => ({
      name,
      question,
      verdicts: Object.fromEntries(columns.map((column) => [column.name, column.verdicts[index]]))
    }))
  }
  writeFileSync(json, `${JSON.stringify(data, null, 2)}\n`)
}

const library = columns.find(({ name }) => name === ours)
if (library !== undefined && rightOf(library) !== probes.length) process.exitCode = 1
