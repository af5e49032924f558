/**
 * Kills a campaign that runs in a process of its own at random moments, again and again, and counts how often each contact was
 * called:
 *
 *   npm run test:kills                              500 kills, SQLite, against a simulator, which counts Originates
 *   npm run test:kills -- --kills 100 --seed 2      how many, and when
 *   npm run test:kills -- --asterisk 22             against a real Asterisk, 22 or 16, with a SIP telephone that counts INVITEs
 *   npm run test:kills -- --log postgres            with PostgreSQL as the log
 *
 * Says how far it is after each 50 kills. Ctrl-C ends the kills: the campaign is completed, and counted.
 *
 * Exits with 1 if somebody was called twice or forgotten, or if what is said of a call is not what the telephone did.
 */
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { setTimeout } from "node:timers/promises"
import { parseArgs } from "node:util"
import * as Postgres from "../postgres/server.ts"
import { asterisk, compile, simulator, start, type Target } from "./killTargets.ts"

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    asterisk: { type: "string" },
    log: { type: "string", default: "sqlite" }
  }
})
const kills = Number(values.kills)
let state = Number(values.seed)
/** The same numbers for the same seed, between 0 and 1. */
const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
/** So many that some are left after all kills. */
const contacts = kills * 20
const folder = mkdtempSync(`${tmpdir()}/ami-kills-`)

/** When a process is killed: while it starts, a moment after a telephone was called, or some time after it has begun to call. */
const moment = async ({ line }: ReturnType<typeof start>, target: Target): Promise<void> => {
  const [kind, share] = [random(), random()]
  if (kind < 0.15) return void await setTimeout(share * 1500)
  await line()
  if (kind < 0.4) {
    await target.next()
    return void await setTimeout(share * 25)
  }
  // A quarter lives long enough to look up all that was left open.
  await setTimeout(share * (kind < 0.8 ? 1500 : 4000))
}

/** How many kills there were, and how many there shall be. */
const count = { far: 0, most: kills }
process.once("SIGINT", () => {
  count.most = count.far
})

const run = async (target: Target, log: string): Promise<boolean> => {
  const client = () => start("killClient", target.port, log, contacts, target.kind)
  while (count.far < count.most) {
    const process = client()
    await Promise.race([moment(process, target), once(process.child, "exit")])
    if (process.child.exitCode !== null) throw new Error(`kill ${count.far}: the process ended by itself`)
    await process.end()
    count.far += 1
    if (count.far % 50 === 0) console.log(`${count.far} kills`)
  }
  const last = client()
  await last.line()
  const attempts: ReadonlyArray<readonly [string, string | null]> = JSON.parse(await last.line())
  await last.end()
  const outcomes = new Map(attempts)
  const called = new Map<string, number>()
  for (const number of await target.called()) called.set(number, (called.get(number) ?? 0) + 1)

  const numbers = Array.from({ length: contacts }, (_, index) => `9${index}`)
  const doubled = [...called].filter(([, times]) => times > 1)
  const forgotten = numbers.filter((number) => (outcomes.get(number) ?? undefined) === undefined)
  const wrong = numbers.filter((number) => {
    const outcome = outcomes.get(number)
    if (outcome === "Unknown") return false
    return !called.has(number) || (target.truthOf(number) ?? outcome) !== outcome
  })
  const tally = new Map<string, number>()
  for (const [, outcome] of attempts) tally.set(String(outcome), (tally.get(String(outcome)) ?? 0) + 1)
  console.log(
    `seed ${values.seed}: ${count.far} kills, ${contacts} contacts, ${attempts.length} attempts, ${called.size} called: `
      + [...tally].map(([outcome, count]) => `${outcome} ${count}`).join(", ")
  )
  console.log(`${doubled.length} called twice, ${forgotten.length} forgotten, ${wrong.length} wrong`)
  // Some of each kind.
  const kinds = Map.groupBy(wrong, (number) => outcomes.get(number))
  for (const number of [...kinds.values()].flatMap((numbers) => numbers.slice(0, 3))) {
    console.log(
      `  ${number}: ${outcomes.get(number)}, called ${called.get(number) ?? 0} times, ${target.truthOf(number)}`
    )
  }
  return doubled.length + forgotten.length + wrong.length === 0 && attempts.length === contacts
}

compile(`${folder}/compiled`)
const target = values.asterisk === undefined
  ? await simulator()
  : await asterisk(values.asterisk === "16" ? 16 : 22, contacts)
const postgres = values.log === "postgres" ? await Postgres.start() : undefined
try {
  process.exitCode = await run(target, postgres?.url ?? `${folder}/attempts.db`) ? 0 : 1
} finally {
  await target.close()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
}
