/**
 * Kills a sink of files that runs in a process of its own at random moments, and reads what is in the files:
 *
 *   node test/sink/fileKills.ts                                    100,000 events of two servers, 50 kills
 *   node test/sink/fileKills.ts --events 5000 --kills 5 --seed 2   how many, and when
 *   node test/sink/fileKills.ts --signal SIGTERM                   each run ends in an orderly way
 *
 * Exits with 1 if an event was lost or came out of order, if a line is broken, or if another line has the same id.
 */
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { zstdDecompressSync } from "node:zlib"
import { compare, fill, journalIn, killing, type Place, randomOf } from "./filling.ts"

const { events, kills, seed, signal } = killing()
const random = randomOf(seed)

const servers = ["berlin", "paris"]
const each = events / servers.length
const home = mkdtempSync(join(tmpdir(), "ami-files-"))
const [filename, folder] = [join(home, "journal.db"), join(home, "events")]

const start = async () => {
  const script = fileURLToPath(new URL("killFiles.ts", import.meta.url))
  const child = spawn(process.execPath, [script, filename, folder, ...servers], { stdio: ["pipe", "pipe", "inherit"] })
  await once(child.stdout, "data")
  return child
}

/** The files of a server, the oldest first, and the one that is written last. */
const filesOf = (server: string): ReadonlyArray<string> =>
  readdirSync(folder).filter((name) => name.startsWith(`${server}.`)).sort((one, other) =>
    Number(one === `${server}.ndjson`) - Number(other === `${server}.ndjson`) || one.localeCompare(other)
  )

/** The text of a file that is whole: each line has its end. */
const textOf = (name: string): string => {
  const bytes = readFileSync(join(folder, name))
  return (name.endsWith(".zst") ? zstdDecompressSync(bytes) : bytes).toString()
}

const isComplete = () => servers.every((server) => textOf(filesOf(server).at(-1) ?? "").includes(`"seq":${each},`))

/** A file has some hundred events. */
const eventsOfFile = 100

try {
  await Effect.runPromise(Effect.provide(fill(servers, each), journalIn(filename)))
  let killed = 0
  while (killed < kills) {
    const child = await start()
    // Spread over three quarters of all files, and then at any moment of a write, a rotation or a compression.
    const until = readdirSync(folder).length + random() * 1.5 * events / eventsOfFile / kills
    while (readdirSync(folder).length < until && child.exitCode === null) await setTimeout(1)
    await setTimeout(random() * 20)
    if (child.exitCode !== null) throw new Error(`kill ${killed}: the process ended by itself`)
    child.kill(signal)
    await once(child, "exit")
    killed += 1
  }
  const last = await start()
  while (!isComplete() && last.exitCode === null) await setTimeout(50)
  last.kill("SIGKILL")
  await once(last, "exit")

  const lines = new Map<string, string>()
  const places: Array<Place> = []
  let [broken, other] = [0, 0]
  for (const name of servers.flatMap(filesOf)) {
    if (name.endsWith(".part")) continue
    const texts = textOf(name).split("\n")
    if (texts.pop() !== "") broken += 1
    for (const text of texts) {
      try {
        const place = JSON.parse(text)["_"] as Place
        places.push(place)
        if ((lines.get(place.id) ?? text) !== text) other += 1
        lines.set(place.id, text)
      } catch {
        broken += 1
      }
    }
  }
  const { again, lost, reordered } = compare(places, servers, each)
  const parts = readdirSync(folder).filter((name) => !/(^\w+\.ndjson|\.zst)$/.test(name)).length
  console.log(`seed ${seed}: ${events} events, ${killed} kills, ${places.length} lines, ${again} of them again`)
  console.log(
    `${lost} lost, ${reordered} out of order, ${broken} broken, ${other} with the id of another, ${parts} left over`
  )
  process.exitCode = lost + reordered + broken + other + parts === 0 ? 0 : 1
} finally {
  rmSync(home, { recursive: true, force: true })
}
