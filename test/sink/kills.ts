/**
 * Kills a webhook that runs in a process of its own, and the receiver's answers, at random moments, and counts what was received:
 *
 *   node test/sink/kills.ts                                    100,000 events of two servers, 50 kills, 30 % faults
 *   node test/sink/kills.ts --events 5000 --kills 5 --seed 2   how many, and when
 *   node test/sink/kills.ts --signal SIGTERM                   each run ends in an orderly way
 *
 * Exits with 1 if an event was lost or came out of order, or if a delivery was not signed or came with other items.
 */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { compare, fill, journalIn, killing, type Place, randomOf } from "./filling.ts"
import { receiver, secret } from "./receiver.ts"

const { events, kills, seed, signal } = killing()
const random = randomOf(seed)

const servers = ["berlin", "paris"]
const each = events / servers.length
const folder = mkdtempSync(`${tmpdir()}/ami-sink-`)
const filename = `${folder}/journal.db`

/** 20 % are refused, and 10 % taken without an answer. */
const { close, deliveries, taken, url, wrong } = await receiver(() => {
  const die = random()
  return die < 0.2 ? "refuses" : die < 0.3 ? "forgets" : "none"
})

const start = () =>
  spawn(process.execPath, [fileURLToPath(new URL("killSink.ts", import.meta.url)), filename, url, secret, ...servers], {
    stdio: ["pipe", "ignore", "inherit"]
  })

const isComplete = () => taken.length >= events + servers.length

try {
  await Effect.runPromise(Effect.provide(fill(servers, each), journalIn(filename)))
  let killed = 0
  while (killed < kills) {
    const child = start()
    const before = deliveries.length
    // Some are killed while they start; most after some deliveries, so that kills are spread over all of them.
    const after = random() < 0.1 ? 0 : Math.ceil(random() * 2 * events / 100 / kills)
    if (after === 0) await setTimeout(random() * 1000)
    else while (deliveries.length < before + after && child.exitCode === null && !isComplete()) await setTimeout(1)
    if (child.exitCode !== null) throw new Error(`kill ${killed}: the process ended by itself`)
    child.kill(signal)
    await once(child, "exit")
    killed += 1
  }
  const last = start()
  while (!isComplete() && last.exitCode === null) await setTimeout(20)
  last.kill("SIGKILL")
  await once(last, "exit")

  const places = taken.map((one) => one["_"] as Place)
  const { lost, reordered } = compare(places, servers, each)
  const again = deliveries.length - new Set(deliveries).size
  console.log(
    `seed ${seed}: ${events} events, ${killed} kills, ${deliveries.length} deliveries, ${again} of them again`
  )
  console.log(`${lost} lost, ${reordered} out of order, ${wrong.length} wrong deliveries`)
  for (const one of wrong.slice(0, 5)) console.log(`  ${one}`)
  process.exitCode = lost + reordered + wrong.length === 0 ? 0 : 1
} finally {
  await close()
  rmSync(folder, { recursive: true, force: true })
}
