/**
 * Kills a webhook that runs in a process of its own, and the receiver's answers, at random moments, and counts what was received:
 *
 *   node test/sink/kills.ts                                    100,000 events of two servers, 50 kills, 30 % faults
 *   node test/sink/kills.ts --events 5000 --kills 5 --seed 2   how many, and when
 *
 * Exits with 1 if an event was lost or came out of order, or if a delivery was not signed or came with other items.
 */
import { Effect, Layer, Stream } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { AmiMessage } from "../../src/index.ts"
import { AmiJournal } from "../../src/journal/index.ts"
import { NodeSqlite, NodeZstd } from "../../src/node/index.ts"
import { receiver, secret } from "./receiver.ts"

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "100000" },
    kills: { type: "string", default: "50" },
    seed: { type: "string", default: "1" }
  }
})
const [events, kills] = [Number(values.events), Number(values.kills)]
let state = Number(values.seed)
/** The same numbers for the same seed, between 0 and 1. */
const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32

const servers = ["berlin", "paris"]
const each = events / servers.length
const folder = mkdtempSync(`${tmpdir()}/ami-sink-`)
const filename = `${folder}/journal.db`

/** 20 % are refused, and 10 % taken without an answer. */
const { close, deliveries, taken, url, wrong } = await receiver(() => {
  const die = random()
  return die < 0.2 ? "refuses" : die < 0.3 ? "forgets" : "none"
})

const fill = Effect.gen(function*() {
  const journal = yield* AmiJournal.AmiJournal
  for (const server of servers) {
    const items = Stream.map(Stream.range(1, each), (seq) => ({
      _tag: "Received" as const,
      epoch: 1,
      seq,
      receivedAt: Date.now(),
      message: AmiMessage.make([["Event", "Hangup"], ["Channel", `PJSIP/${100 + seq % 50}-${seq}`], [
        "Uniqueid",
        `${seq}.1`
      ]])
    }))
    const writing = yield* journal.write(server, items, { maxBlocks: 1_000_000 })
    yield* writing.ended
  }
}).pipe(
  Effect.scoped,
  Effect.provide(
    AmiJournal.layer.pipe(Layer.provide([NodeSqlite.layer({ filename, survives: "process" }), NodeZstd.layer]))
  )
)

const start = () =>
  spawn(process.execPath, [fileURLToPath(new URL("killSink.ts", import.meta.url)), filename, url, secret, ...servers], {
    stdio: ["pipe", "ignore", "inherit"]
  })

const isComplete = () => taken.length >= events + servers.length

try {
  await Effect.runPromise(fill)
  let killed = 0
  while (killed < kills) {
    const child = start()
    const before = deliveries.length
    // Some are killed while they start; most after some deliveries, so that kills are spread over all of them.
    const after = random() < 0.1 ? 0 : Math.ceil(random() * 2 * events / 100 / kills)
    if (after === 0) await setTimeout(random() * 1000)
    else while (deliveries.length < before + after && child.exitCode === null && !isComplete()) await setTimeout(1)
    if (child.exitCode !== null) throw new Error(`kill ${killed}: the process ended by itself`)
    child.kill("SIGKILL")
    await once(child, "exit")
    killed += 1
  }
  const last = start()
  while (!isComplete() && last.exitCode === null) await setTimeout(20)
  last.kill("SIGKILL")
  await once(last, "exit")

  let [lost, reordered] = [0, 0]
  for (const server of servers) {
    const seqs = taken.flatMap((one) => {
      const place = one["_"] as { readonly server: string; readonly seq?: number }
      return place.server === server && place.seq !== undefined ? [place.seq] : []
    })
    lost += each - new Set(seqs).size
    reordered += seqs.filter((seq, index) => index > 0 && seq <= (seqs[index - 1] ?? 0)).length
  }
  const again = deliveries.length - new Set(deliveries).size
  console.log(
    `seed ${values.seed}: ${events} events, ${killed} kills, ${deliveries.length} deliveries, ${again} of them again`
  )
  console.log(`${lost} lost, ${reordered} out of order, ${wrong.length} wrong deliveries`)
  for (const one of wrong.slice(0, 5)) console.log(`  ${one}`)
  process.exitCode = lost + reordered + wrong.length === 0 ? 0 : 1
} finally {
  await close()
  rmSync(folder, { recursive: true, force: true })
}
