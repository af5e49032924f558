/**
 * What a journal costs, and what an outage of its database does: `node bench/journal.ts`, with `--seconds 10` for a short outage.
 *
 * A client receives recorded events over TCP from a server in another process, and the CPU of its process, all threads, is
 * measured: with nothing else, and with a journal in SQLite and in PostgreSQL. Then PostgreSQL is stopped (SIGSTOP, all of its
 * processes) while events go on. Exits with 1 if a limit is exceeded:
 *
 * - the journal takes at most 1.5 times the CPU of the client without it, and 60 bytes an event;
 * - in the outage the heap does not grow, and stored and counted events are all that were received.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as Postgres from "../test/postgres/server.ts"
import type { Figures, Order } from "./journal/client.ts"
import type { Listening } from "./server.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rounds: { type: "string", default: "3" },
    times: { type: "string", default: "40" }
  }
})

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const run = (path: string, ...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, ["--expose-gc", here(path), ...args], { stdio: ["pipe", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async (): Promise<string> => (await lines.next()).value ?? "" }
}
const go = (child: ChildProcess) => child.stdin?.write("\n")

const folder = mkdtempSync(`${tmpdir()}/ami-bench-`)
const server = run("server.ts")
const { tally, tcp: port }: Listening = JSON.parse(await server.line())
const postgres = await Postgres.start()
let failures = 0
const common = { port, times: Number(values.times), events: tally.events, seconds: Number(values.seconds) }

const measured = async (order: Order): Promise<Figures> =>
  JSON.parse(await run("journal/client.ts", JSON.stringify(order)).line())
const limited = (label: string, value: number, limit: number, digits: number): void => {
  const isOver = !(value <= limit)
  if (isOver) failures += 1
  console.log(
    `${label.padEnd(60)}${value.toFixed(digits).padStart(10)} of ${limit.toFixed(digits)}${isOver ? "  TOO MUCH" : ""}`
  )
}
const perEvent = ({ cpuMillis, events }: Figures) => cpuMillis * 1000 / events
const least = (all: ReadonlyArray<Figures>) => Math.min(...all.map(perEvent))

try {
  const forms = [
    ["the client alone", "inbox", "none"],
    ["with a journal in SQLite", "journal", `${folder}/journal.db`],
    ["with a journal in PostgreSQL", "journal", postgres.url]
  ] as const
  const figures = new Map<string, Array<Figures>>(forms.map(([label]) => [label, []]))
  // In turn, because machines are noisy; the least counts.
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const [label, form, database] of forms) {
      figures.get(label)?.push(await measured({ ...common, form, database }))
    }
  }
  const of = (label: string) => figures.get(label) ?? []
  const alone = least(of("the client alone"))
  for (const [label, form] of forms) {
    const all = of(label)
    const last = all.at(-1)
    console.log(`${label.padEnd(60)}${least(all).toFixed(2).padStart(10)} µs of CPU an event, ${last?.events} events`)
    if (form === "inbox" || last?.summary === undefined) continue
    limited(`  the journal, in CPU of the client alone`, (least(all) - alone) / alone, 1.5, 2)
    limited(`  bytes an event`, last.summary.bytes / last.summary.events, 60, 1)
    limited(`  dropped`, last.counts?.dropped ?? NaN, 0, 0)
  }

  const outage = run(
    "journal/client.ts",
    JSON.stringify({ ...common, form: "outage", database: postgres.url } satisfies Order)
  )
  await outage.line()
  postgres.signal("SIGSTOP")
  go(outage.child)
  await outage.line()
  postgres.signal("SIGCONT")
  go(outage.child)
  const { counts, droppedByGaps, events, heap } = JSON.parse(await outage.line()) as Figures
  const missing = counts === undefined ? NaN : counts.received - counts.stored - counts.dropped
  console.log(
    `PostgreSQL stopped for ${values.seconds} s, ${events} events meanwhile: ${counts?.stored} stored, ${counts?.dropped} dropped`
  )
  limited("  received, but neither stored nor counted", Math.abs(missing), 0, 0)
  limited("  dropped, but not counted by gaps", Math.abs((counts?.dropped ?? NaN) - droppedByGaps), 0, 0)
  const half = Math.floor(heap.length / 2)
  const mean = (part: ReadonlyArray<number>) => part.reduce((sum, one) => sum + one, 0) / part.length
  limited(
    "  heap in the second half of the outage, of that in the first",
    mean(heap.slice(half)) / mean(heap.slice(Math.floor(half / 4), half)),
    1.1,
    2
  )
  console.log(`  heap ${Math.min(...heap).toFixed(0)} to ${Math.max(...heap).toFixed(0)} MB`)
} finally {
  server.child.kill()
  await postgres.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failures === 0 ? 0 : 1
