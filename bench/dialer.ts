/**
 * What campaigns cost, beside their aims: `node bench/dialer.ts [--quick]`.
 *
 * 10,000 calls a minute through one process, with SQLite on the disk, against a simulator in a process of its own; and how soon a
 * campaign of 100,000 contacts, half of which are called, starts the next call after it was killed. Aims are printed, never asserted.
 */
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { AttemptLog } from "../src/index.ts"
import { NodeSqlite } from "../src/node/index.ts"

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false } } })
const seconds = values.quick ? 10 : 60
const contacts = values.quick ? 10_000 : 100_000

const folder = mkdtempSync(`${tmpdir()}/ami-bench-`)

// Users run what is built: the types of the source are taken out once.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL("../node_modules/.cache/node", import.meta.url))

const start = (script: string, ...args: ReadonlyArray<string | number>) => {
  const path = fileURLToPath(new URL(`./dialer/${script}.ts`, import.meta.url))
  const child = spawn(process.execPath, [path, ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<string> => {
    const { done, value } = await lines.next()
    if (done === true) throw new Error(`${script} ended`)
    return String(value)
  }
  return { child, line, json: async () => JSON.parse(await line()) as Record<string, number> }
}

const kill = async (child: ChildProcess) => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  child.kill("SIGKILL")
  await ended
}

/** A campaign whose first half is called, and of which so many calls were under way when it was killed. */
const prepare = (filename: string, underWay: number) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog.AttemptLog
    const sql = yield* SqlClient.SqlClient
    yield* sql.withTransaction(Effect.gen(function*() {
      for (let index = 0; index < contacts / 2; index++) {
        const id = `bench-${index}`
        yield* log.intend({
          campaign: "bench",
          contact: String(index),
          number: `9${index}`,
          attempt: 1,
          id,
          intendedAt: index
        })
        if (index < contacts / 2 - underWay) {
          yield* log.finish(id, { _tag: "Answered", channel: "PJSIP/101-00000001", ringMs: 1000 })
        }
      }
    }))
  }).pipe(Effect.provide(AttemptLog.layerSql.pipe(Layer.provideMerge(NodeSqlite.layer({ filename })))))

const server = start("server")
const port = await server.line()
try {
  console.log(`Load of the machine before: ${loadavg()[0]?.toFixed(1)}`)
  const busy = start("client", port, `${folder}/busy.db`, 10_000_000, 167, seconds)
  await busy.json()
  const cost = await busy.json()
  await kill(busy.child)
  const { answerRate = 0, core = 0, cpuMillis = 0, heap = 0, live, perMinute = 0 } = cost
  console.log(`Calls a minute: ${perMinute.toFixed(0)} (aim 10,000), ${(core * 100).toFixed(0)} % of a core (aim 50 %)`)
  console.log(
    `  ${cpuMillis.toFixed(2)} ms of CPU a call (aim 3), ${live} live, ${(answerRate * 100).toFixed(1)} % answered`
  )
  console.log(`  ${(heap / 1e6).toFixed(0)} MB of heap`)
  await Effect.runPromise(prepare(`${folder}/resume.db`, 100))
  const times: Array<number> = []
  for (let round = 0; round < (values.quick ? 1 : 5); round++) {
    const before = performance.now()
    const resumed = start("client", port, `${folder}/resume.db`, contacts, 10, 0)
    const { connectedAfter = 0, cpuMillis = 0, startedAfter = 0 } = await resumed.json()
    times.push(performance.now() - before)
    console.log(
      `Resume of ${contacts.toLocaleString("en")} contacts: ${
        times.at(-1)?.toFixed(0)
      } ms from the start of the process to the next call `
        + `(aim 2,000), ${(startedAfter - connectedAfter).toFixed(0)} ms of them from the connection on, with ${
          cpuMillis.toFixed(0)
        } ms of CPU in all`
    )
    await kill(resumed.child)
  }
} finally {
  await kill(server.child)
  rmSync(folder, { recursive: true, force: true })
}
