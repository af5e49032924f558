/**
 * Kills a campaign that runs in a process of its own, with SQLite, at random moments, and counts how often each contact was dialled:
 *
 *   node test/dialer/kills.ts [--kills 500] [--seed 1]
 *
 * Exits with 1 if somebody was dialled twice or forgotten.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

const { values } = parseArgs({
  options: { kills: { type: "string", default: "500" }, seed: { type: "string", default: "1" } }
})
const kills = Number(values.kills)
let state = Number(values.seed)
/** The same numbers for the same seed, between 0 and 1. */
const random = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
const contacts = kills * 20
const folder = mkdtempSync(`${tmpdir()}/ami-kills-`)

const start = (script: string, ...args: ReadonlyArray<string | number>) => {
  const path = fileURLToPath(new URL(`./${script}.ts`, import.meta.url))
  const child = spawn(process.execPath, [path, ...args.map(String)], { stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return { child, line: async () => String((await lines.next()).value) }
}

const end = async (child: ChildProcess) => {
  const ended = once(child, "exit")
  if (child.exitCode === null && child.signalCode === null && child.kill("SIGKILL")) await ended
}

const server = start("killServer")
const port = await server.line()
try {
  for (let kill = 0; kill < kills; kill++) {
    const { child, line } = start("killClient", port, `${folder}/attempts.db`, contacts)
    await line()
    await setTimeout(random() * 1500)
    await end(child)
  }
  const last = start("killClient", port, `${folder}/attempts.db`, contacts)
  await last.line()
  const outcomes = new Map<string, string | undefined>(JSON.parse(await last.line()))
  server.child.stdin.write("count\n")
  const dialled = new Map<string, number>()
  for (const channel of JSON.parse(await server.line()) as ReadonlyArray<string>) {
    const number = /^Local\/(\d+)@/.exec(channel)?.[1] ?? channel
    dialled.set(number, (dialled.get(number) ?? 0) + 1)
  }
  const doubled = [...dialled].filter(([, times]) => times > 1)
  const numbers = Array.from({ length: contacts }, (_, index) => `9${index}`)
  const forgotten = numbers.filter((number) =>
    outcomes.get(number) === undefined || (outcomes.get(number) !== "Unknown" && !dialled.has(number))
  )
  const unknown = [...outcomes.values()].filter((outcome) => outcome === "Unknown").length
  console.log(`seed ${values.seed}: ${kills} kills, ${contacts} contacts, ${dialled.size} dialled, ${unknown} unknown`)
  console.log(`${doubled.length} doubled, ${forgotten.length} forgotten`)
  process.exitCode = doubled.length + forgotten.length === 0 ? 0 : 1
} finally {
  await end(server.child)
  rmSync(folder, { recursive: true, force: true })
}
