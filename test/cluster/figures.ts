/**
 * What a cluster costs: CPU per event of an owner and of a consumer on another node beside a client of its own, a round trip, and a
 * node that does nothing:
 *
 *   npm run test:cluster:figures
 *
 * The figures are ratios of CPU time in one run: another program on the machine changes them little.
 */
import { PgClient } from "@effect/sql-pg"
import { Effect, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { setTimeout } from "node:timers/promises"
import * as Postgres from "../postgres/server.ts"
import type { Options } from "./node.ts"
import { oracle as startOracle } from "./oracle.ts"
import { freePort, type NodeProcess, start } from "./processes.ts"

const oracle = await startOracle()
const postgres = await Postgres.start()

const run = async (role: Options["role"], servers: ReadonlyArray<string>): Promise<NodeProcess> => {
  const node = start({
    port: await freePort(),
    locks: postgres.url,
    asterisk: oracle.port,
    servers,
    ...(role === undefined ? {} : { role })
  })
  await node.running
  return node
}
const connected = async (count: number): Promise<void> => {
  while (oracle.connected().length < count) await setTimeout(50)
}
const cpu = async (node: NodeProcess): Promise<number> => Number((await node.ask({ op: "cpu" }))?.value)
const row = (what: string, ...figures: ReadonlyArray<string>) =>
  console.log(`${what.padEnd(46)} ${figures.map((figure) => figure.padStart(12)).join("")}`)

/** CPU of some nodes for each event that they handled, in microseconds. What a consumer missed is said. */
const flood = async (nodes: ReadonlyArray<NodeProcess>, counting: ReadonlyArray<NodeProcess>, rate: number) => {
  const count = rate * 8
  const counts = counting.map((node) => node.ask({ op: "count", server: "berlin", count }))
  await setTimeout(500)
  const before = await Promise.all(nodes.map(cpu))
  await oracle.flood("berlin", rate, count)
  const counted = (await Promise.race([Promise.all(counts), setTimeout(30_000)]))?.map((reply) => Object(reply?.value))
  const after = await Promise.all(nodes.map(cpu))
  for (const { missing, seen } of counted ?? []) {
    if (missing > 0) console.log(`  ${rate} events a second: ${seen} came, ${missing} were counted as missing`)
  }
  return after.map((micros, index) => {
    const handled = counted?.[counting.findIndex((node) => node === nodes[index])]?.seen ?? count
    return (micros - (before[index] ?? 0)) / handled
  })
}

const direct = await run("direct", ["berlin"])
const owns = run("owner", ["berlin"])
await connected(2)
const owner = await owns
const consumer = await run("client", ["berlin"])
const warm = async () => {
  await flood([], [direct, consumer], 5000)
}
await warm()
for (const rate of [10_000, 40_000]) {
  const [alone = 0] = await flood([direct], [direct], rate)
  const [both = 0, remote = 0] = await flood([owner, consumer], [consumer], rate)
  row(`CPU µs an event at ${rate}/s: a client`, alone.toFixed(1))
  row("  the owner, with one consumer", both.toFixed(1), `${(both / alone).toFixed(2)} ×`)
  row("  the consumer", remote.toFixed(1), `${(remote / alone).toFixed(2)} ×`)
}
await consumer.close()
await setTimeout(1000)
for (const rate of [10_000, 40_000]) {
  const before = await cpu(owner)
  await oracle.flood("berlin", rate, rate * 8)
  await setTimeout(500)
  row(`CPU µs an event at ${rate}/s: the owner, with none`, ((await cpu(owner) - before) / rate / 8).toFixed(1))
}

const again = await run("client", ["berlin"])
const trips: Array<readonly [number, number]> = []
for (let time = 0; time < 5; time++) {
  const ping = async (node: NodeProcess) =>
    Number((await node.ask({ op: "ping", server: "berlin", times: 200 }))?.value)
  trips.push([await ping(direct), await ping(again)])
}
const best = (which: 0 | 1) => Math.min(...trips.map((trip) => trip[which]))
row("A round trip in ms: a client", best(0).toFixed(2))
row("  over a node", best(1).toFixed(2), `${(best(1) / best(0)).toFixed(2)} ×`)
await Promise.all([direct, owner, again].map((node) => node.close()))

const servers = Array.from({ length: 100 }, (_, index) => `pbx${index}`)
const pair = [await run("owner", servers), await run("owner", servers)]
await connected(100)
await setTimeout(10_000)
const commits = () =>
  Effect.runPromise(
    SqlClient.SqlClient.use((sql) =>
      sql<{ count: string }>`SELECT xact_commit AS count FROM pg_stat_database WHERE datname = 'postgres'`
    )
      .pipe(
        Effect.map(([found]) => Number(found?.count)),
        Effect.provide(PgClient.layer({ url: Redacted.make(postgres.url), maxConnections: 1 }))
      )
  )
const seconds = 20
const cpus = await Promise.all(pair.map(cpu))
const from = await commits()
await setTimeout(seconds * 1000)
const to = await commits()
const idle = (await Promise.all(pair.map(cpu))).map((micros, index) => (micros - (cpus[index] ?? 0)) / seconds / 10_000)
row("Two nodes that do nothing, 100 servers together", ...idle.map((share) => `${share.toFixed(1)} %`))
row("  transactions a second and node", ((to - from - 2) / seconds / 2).toFixed(2))
await Promise.all(pair.map((node) => node.close()))
await postgres.stop()
await oracle.close()
