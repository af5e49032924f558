/**
 * Kills, stops and cuts off the nodes of a cluster at random, under load, and checks what was said of each action against what
 * was executed:
 *
 *   npm run test:cluster                        ten minutes: half with the locks in SQLite, half in PostgreSQL
 *   npm run test:cluster -- --seconds 60        how long
 *   npm run test:cluster -- --locks postgres    with one of them alone
 *   npm run test:cluster -- --seed 2            other faults
 *   npm run test:cluster -- --faults SIGTERM    these alone, with commas between
 *
 * Exits with 1 if an action was executed twice, if anything untrue was said of one, if a list that is whole has other items, or
 * if events are missing without a mark.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import * as Postgres from "../postgres/server.ts"
import { Arena, type Locks, sqliteLocks } from "./arena.ts"
import { judge } from "./history.ts"
import { oracle as startOracle } from "./oracle.ts"
import type { NodeProcess } from "./processes.ts"

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    seed: { type: "string", default: "1" },
    locks: { type: "string" },
    faults: { type: "string" }
  }
})
let state = Number(values.seed)
/** The same numbers for the same seed, between 0 and 1. */
const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
const pick = <A>(all: ReadonlyArray<A>): A | undefined => all[Math.floor(random() * all.length)]
const between = (least: number, most: number): number => least + Math.floor(random() * (most - least))

const allKinds = ["SIGKILL", "SIGTERM", "SIGSTOP", "link", "locks", "join", "leave"] as const
type Kind = typeof allKinds[number]
const kinds = allKinds.filter((kind) => values.faults?.split(",").includes(kind) ?? true)

/** What a fault did: how long until another node had each server, and what was said meanwhile. */
interface Effect {
  readonly kind: Kind
  readonly takeovers: ReadonlyArray<number>
  readonly settled: number
  readonly unknown: number
  /** Those of nodes that were told to end, or that the fault killed. */
  readonly own: number
  readonly notSent: number
  /** The words of those that are unknown. */
  readonly words: ReadonlyArray<string>
}

const mostNodes = 4
const fewestNodes = 2
/** Longer than this means that the cluster does not come back, in milliseconds. */
const longest = 90_000

/** Another node has each of the servers, and the time that it took. */
const takenOver = async (
  arena: Arena,
  servers: ReadonlyArray<string>,
  from: NodeProcess
): Promise<ReadonlyArray<number>> => {
  const at = Date.now()
  const logins = arena.oracle.logins.length
  const times = new Map<string, number>()
  while (times.size < servers.length && Date.now() - at < longest) {
    for (const { at: then, user } of arena.oracle.logins.slice(logins)) {
      const [server = ""] = user.split("@")
      if (servers.includes(server) && user !== `${server}@${from.port}` && !times.has(server)) {
        times.set(server, then - at)
      }
    }
    await setTimeout(10)
  }
  return [...times.values()]
}

const inflict = async (arena: Arena, kind: Kind): Promise<ReadonlyArray<number> | undefined> => {
  const server = pick(arena.servers) ?? ""
  const owner = arena.ownerOf(server)
  switch (kind) {
    case "SIGKILL":
    case "SIGTERM": {
      if (owner === undefined || arena.running.length <= fewestNodes) return undefined
      const owned = arena.owns(owner)
      arena.end(owner, kind)
      return takenOver(arena, owned, owner)
    }
    case "SIGSTOP": {
      if (owner === undefined || arena.running.length <= fewestNodes) return undefined
      const owned = arena.owns(owner)
      arena.freeze(owner)
      // Half of them wake while they may still have their lock.
      const times = random() < 0.5
        ? (await setTimeout(between(1000, 8000)), [])
        : await takenOver(arena, owned, owner)
      await setTimeout(between(0, 4000))
      arena.thaw(owner)
      return times
    }
    case "link":
      arena.oracle.cut(server, between(0, 2000))
      return []
    case "locks":
      await arena.locks.outage(between(500, 8000))
      return []
    case "join":
      if (arena.running.length >= mostNodes) return undefined
      await arena.join()
      return []
    case "leave": {
      const idle = arena.running.find((node) => arena.owns(node).length === 0) ?? pick(arena.running)
      if (idle === undefined || arena.running.length <= fewestNodes) return undefined
      arena.end(idle, "SIGTERM")
      return []
    }
  }
}

const run = async (name: string, locks: Locks, seconds: number): Promise<boolean> => {
  const oracle = await startOracle()
  const arena = new Arena(oracle, locks, ["berlin", "paris", "rome"])
  await Promise.all([arena.join(), arena.join(), arena.join()])
  const violations: Array<string> = []
  if (!await arena.settled(longest)) violations.push("the cluster never came up")
  const raising = setInterval(() => arena.servers.forEach(oracle.raise), 20)
  const loading = arena.load(150, random)
  const effects: Array<Effect> = []
  const until = Date.now() + seconds * 1000
  let turn = between(0, kinds.length)
  while (Date.now() < until && violations.length === 0) {
    await setTimeout(between(200, 2000))
    while (arena.running.length < fewestNodes + 1) await arena.join()
    const kind = kinds[turn++ % kinds.length] ?? "link"
    const from = Date.now()
    const takeovers = await inflict(arena, kind)
    if (takeovers === undefined) continue
    if (!await arena.settled(longest)) violations.push(`the cluster did not come back within 90 s after ${kind}`)
    const to = Date.now()
    const said = arena.asked.filter(({ at }) => at >= from - 1000 && at <= to)
    const alive = new Set(arena.running.map(({ port }) => port))
    const of = (error: string, isAlive = true) =>
      said.filter(({ node, reply }) => reply?.error === error && alive.has(node) === isAlive).length
    effects.push({
      kind,
      takeovers,
      settled: to - from,
      unknown: of("OutcomeUnknown"),
      own: of("OutcomeUnknown", false),
      notSent: of("NotSent"),
      words: said.flatMap(({ node, reply }) =>
        alive.has(node) && reply?.error === "OutcomeUnknown" ? [wordsOf(reply.message)] : []
      )
    })
  }
  clearInterval(raising)
  await arena.finish()
  await loading
  await oracle.close()
  const verdict = judge(arena.asked, oracle.log)
  violations.push(...verdict.violations, ...arena.lists.wrong, ...arena.broken)
  console.log(`\nLocks in ${name}, seed ${values.seed}, ${effects.length} faults`)
  for (const kind of kinds) {
    const of = effects.filter((effect) => effect.kind === kind)
    const times = of.flatMap(({ takeovers }) => takeovers).toSorted((one, other) => one - other)
    const sum = (key: "unknown" | "notSent" | "own") => of.reduce((total, effect) => total + effect[key], 0)
    console.log(
      `  ${kind.padEnd(8)} ${String(of.length).padStart(3)} times, ${sum("unknown")} OutcomeUnknown (${
        sum("own")
      } more of the node that ended), ${sum("notSent")} NotSent`
        + (times.length === 0
          ? ""
          : `, taken over after ${seconds1(times[times.length >> 1])} s, at most ${seconds1(times.at(-1))} s`)
    )
    for (const [words, count] of counted(of.flatMap(({ words }) => words))) {
      console.log(`             ${count} × ${words}`)
    }
  }
  console.log(
    `  ${verdict.asked} actions asked, ${verdict.executed} executed: ${verdict.ok} ok, ${verdict.notSent} NotSent, `
      + `${verdict.unknown} OutcomeUnknown, ${verdict.silent} whose node died; ${arena.lists.whole} lists whole, `
      + `${arena.lists.broken} broken off\n  ${violations.length} violations`
  )
  for (const violation of violations.slice(0, 20)) console.log(`    ${violation}`)
  return violations.length === 0
}

/** Without what each action has of its own. */
const wordsOf = (message = ""): string => message.replace(/^\w+: /, "").replace(/ \(ActionID [^)]*\)/, "")

const counted = (words: ReadonlyArray<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

const seconds1 = (millis = 0): string => (millis / 1000).toFixed(1)

const names = values.locks === undefined ? ["sqlite", "postgres"] : [values.locks]
const share = Number(values.seconds) / names.length
let isRight = true
for (const name of names) {
  if (name === "sqlite") {
    const folder = mkdtempSync(`${tmpdir()}/ami-cluster-`)
    isRight = await run("SQLite", sqliteLocks(`${folder}/locks.db`), share) && isRight
    rmSync(folder, { recursive: true, force: true })
  } else {
    const postgres = await Postgres.start()
    const outage = async (millis: number) => {
      await postgres.halt()
      await setTimeout(millis)
      await postgres.restart()
    }
    isRight = await run("PostgreSQL", { place: postgres.url, outage }, share) && isRight
    await postgres.stop()
  }
}
process.exitCode = isRight ? 0 : 1
