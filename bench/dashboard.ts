/**
 * What `ami serve` costs with a large floor and many pages: `node bench/dashboard.ts [MINUTES] [VIEWERS]`.
 *
 * 210 agents in 60 queues live 20 times as fast as people do, in a process of their own (`ami simulate`). 50 viewers read
 * `/events` of `ami serve`, which is the bundle of `npm run bundle`. Prints CPU and memory of the server, what a viewer
 * hears, and whether each has heard every patch and has the rows of `/state` at the end.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"

const minutes = Number(process.argv[2] ?? 10)
const viewers = Number(process.argv[3] ?? 50)
const speed = 20
const agents = 210
const queues = Array.from({ length: 60 }, (_, index) => `queue-${index + 1}`)

const ami = fileURLToPath(new URL("../dist/bin/ami.js", import.meta.url))

const started = async (...args: ReadonlyArray<string>): Promise<{ child: ChildProcess; printed: { url: string } }> => {
  const stdio = ["ignore", "pipe", "ignore"] as const
  const child = spawn(process.execPath, [ami, ...args, "--json"], { stdio: [...stdio] })
  let text = ""
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (text.endsWith("\n")) break
  }
  child.stdout?.resume()
  return { child, printed: JSON.parse(text) }
}

/** Seconds of CPU, and megabytes. */
const usage = (pid = 0) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? []
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, rss: Number(fields[21]) * 4096 / 1e6 }
}

class Viewer {
  readonly rows = new Map<string, string>()
  bytes = 0
  last = 0
  missed = 0
  states = 0
  private rest = ""

  hear(text: string): void {
    this.bytes += text.length
    const blocks = (this.rest + text).split("\n\n")
    this.rest = blocks.pop() ?? ""
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1]
      const event = field("event")
      if (event === "tick" || event === undefined) continue
      const id = Number(field("id"))
      const data = JSON.parse(field("data") ?? "null")
      if (event === "state") {
        this.states++
        this.rows.clear()
      } else if (id !== this.last + 1) this.missed++
      this.last = id
      for (const [key, row] of Object.entries(data.rows ?? data.set)) this.rows.set(key, JSON.stringify(row))
      for (const key of data.del ?? []) this.rows.delete(key)
    }
  }
}

const pbx = await started(
  "simulate",
  "--port",
  "0",
  `--agents=${agents}`,
  `--queues=${queues.join(",")}`,
  `--calls-per-minute=${67 * speed}`,
  `--service-time=${120 / speed}`
)
const server = await started("serve", "--port", "0", "--no-history", "-u", pbx.printed.url)
const { url } = server.printed
const closing = new AbortController()
const all = await Promise.all(Array.from({ length: viewers }, async () => {
  const viewer = new Viewer()
  const { body } = await fetch(`${url}events`, { signal: closing.signal })
  const decoder = new TextDecoder()
  void (async () => {
    for await (const bytes of body ?? []) viewer.hear(decoder.decode(bytes, { stream: true }))
  })().catch(() => undefined)
  return viewer
}))
await sleep(5000)
console.log(`${agents} agents, ${queues.length} queues, ${viewers} viewers, ${speed} times as fast, ${minutes} min`)
console.log(`a page begins with ${((all[0]?.bytes ?? 0) / 1000).toFixed(0)} kB`)
const first = { ...usage(server.child.pid), at: performance.now(), bytes: all[0]?.bytes ?? 0 }
let before: { cpu: number; at: number } = first
for (let step = 0; step < Math.max(1, Math.round(minutes * 2)); step++) {
  await sleep(minutes * 60_000 / Math.max(1, Math.round(minutes * 2)))
  const now = { ...usage(server.child.pid), at: performance.now() }
  const percent = 100_000 * (now.cpu - before.cpu) / (now.at - before.at)
  console.log(
    `after ${((now.at - first.at) / 1000).toFixed(0)} s: ${percent.toFixed(1)} % of a core, ${now.rss.toFixed(0)} MB`
  )
  before = now
}
const last = usage(server.child.pid)
const seconds = (performance.now() - first.at) / 1000
const heard = ((all[0]?.bytes ?? 0) - first.bytes) / seconds
console.log(`server: ${(100 * (last.cpu - first.cpu) / seconds).toFixed(1)} % of a core, ${last.rss.toFixed(0)} MB`)
console.log(
  `a viewer: ${heard.toFixed(0)} B/s, ${all.reduce((sum, { missed }) => sum + missed, 0)} patches missed in all`
)

/** Rows that move on while they are compared. */
const moving = /^(link|rate|server|history)$/
const isSame = async (viewer: Viewer): Promise<boolean> => {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { rows } = await fetch(`${url}state`).then((response) => response.json()) as { rows: Record<string, unknown> }
    await sleep(5)
    const keys = Object.keys(rows).filter((key) => !moving.test(key))
    if (keys.every((key) => viewer.rows.get(key) === JSON.stringify(rows[key]))) return true
    await sleep(50)
  }
  return false
}
const same = await Promise.all(all.map(isSame))
console.log(`${same.filter((one) => one).length} of ${viewers} viewers have the rows of /state`)
console.log(`${all.filter(({ states }) => states === 1).length} of ${viewers} were connected all the time`)
closing.abort()
for (const { child } of [server, pbx]) {
  child.kill("SIGINT")
  await once(child, "exit")
}
