/**
 * What `ami serve` costs with a large floor and many pages: `node bench/dashboard.ts [MINUTES] [VIEWERS] [FLAGS]`.
 *
 * 210 agents in 60 queues live 20 times as fast as people do, in a process of their own (`ami simulate`). 50 viewers read
 * `/events` of `ami serve`, which is the bundle of `npm run bundle`. Prints CPU and memory of the server, what a viewer
 * hears, and whether each has heard every patch and has the rows of `/state` at the end.
 *
 * The floor takes some minutes to fill up: as many wait then as give up. Only what comes after counts. Memory is what the
 * heap holds after a collection, made at the beginning and at the end, and what the system has given to the process (RSS).
 * Fails if the server takes more than 30 % of a core, if the heap after a collection or RSS differs by more than a tenth, or
 * if a viewer was dropped.
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

/** Answers the signal with the bytes of the heap after a collection. */
const answering = `data:text/javascript,${
  encodeURIComponent("process.on('SIGUSR2', () => { gc(); console.error(`heap ${process.memoryUsage().heapUsed}`) })")
}`

const flags = process.argv.slice(4)

const started = async (...args: ReadonlyArray<string>): Promise<{ child: ChildProcess; printed: { url: string } }> => {
  const own = args[0] === "serve" ? ["--expose-gc", "--import", answering, ...flags] : []
  const child = spawn(process.execPath, [...own, ami, ...args, "--json"], {
    stdio: ["ignore", "pipe", "pipe"]
  })
  let text = ""
  for await (const chunk of child.stdout ?? []) {
    text += chunk
    if (text.endsWith("\n")) break
  }
  child.stdout?.resume()
  child.stderr?.resume()
  return { child, printed: JSON.parse(text) }
}

/** Seconds of CPU, and megabytes. */
const usage = (pid = 0) => {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1]?.split(" ") ?? []
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, rss: Number(fields[21]) * 4096 / 1e6 }
}

/** What the heap of a process holds after a collection, in megabytes. */
const heapOf = async (child: ChildProcess): Promise<number> => {
  let text = ""
  const answered = new Promise<number>((resolve) =>
    child.stderr?.on("data", (data) => {
      text += String(data)
      const bytes = /^heap (\d+)$/m.exec(text)?.[1]
      if (bytes !== undefined) resolve(Number(bytes))
    })
  )
  child.kill("SIGUSR2")
  return await answered / 1e6
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
const warmUp = Math.min(6, minutes)
console.log(`${agents} agents, ${queues.length} queues, ${viewers} viewers, ${speed} times as fast, ${minutes} min`)
console.log(`a page begins with ${((all[0]?.bytes ?? 0) / 1000).toFixed(0)} kB`)
const rows = () => all[0]?.rows.size ?? 0
console.log(`${warmUp} min to fill up, from ${rows()} rows`)
await sleep(warmUp * 60_000)
const rowsBefore = rows()
const heapBefore = await heapOf(server.child)
const first = { ...usage(server.child.pid), at: performance.now(), bytes: all[0]?.bytes ?? 0 }
let before: { cpu: number; at: number } = first
const sizes: Array<number> = []
for (let step = 0; step < Math.max(1, Math.round(minutes * 2)); step++) {
  await sleep(minutes * 60_000 / Math.max(1, Math.round(minutes * 2)))
  const now = { ...usage(server.child.pid), at: performance.now() }
  const percent = 100_000 * (now.cpu - before.cpu) / (now.at - before.at)
  console.log(
    `after ${((now.at - first.at) / 1000).toFixed(0)} s: ${percent.toFixed(1)} % of a core, ${now.rss.toFixed(0)} MB`
  )
  before = now
  sizes.push(now.rss)
}
const last = usage(server.child.pid)
const seconds = (performance.now() - first.at) / 1000
const heard = ((all[0]?.bytes ?? 0) - first.bytes) / seconds
const cpu = 100 * (last.cpu - first.cpu) / seconds
console.log(`server: ${cpu.toFixed(1)} % of a core, ${last.rss.toFixed(0)} MB`)
console.log(
  `a viewer: ${heard.toFixed(0)} B/s, ${all.reduce((sum, { missed }) => sum + missed, 0)} patches missed in all`
)

const heapAfter = await heapOf(server.child)
const grown = 100 * (heapAfter / heapBefore - 1)
console.log(`rows: ${rowsBefore} at first, ${rows()} at the end`)
console.log(
  `heap after a collection: ${heapBefore.toFixed(1)} MB at first, ${heapAfter.toFixed(1)} MB at the end, ${
    grown.toFixed(1)
  } % more`
)
const [least, most] = [Math.min(...sizes), Math.max(...sizes)]
const spread = 100 * (most - least) / least
console.log(`RSS: ${least.toFixed(0)} to ${most.toFixed(0)} MB, ${spread.toFixed(1)} % apart`)

/** Rows that move on while they are compared. */
const moving = /^(link|rate|server|history)$/
const differing = new Set(all)
for (let attempt = 0; attempt < 200 && differing.size > 0; attempt++) {
  const state = await fetch(`${url}state`).then((response) => response.json()) as { rows: Record<string, unknown> }
  await sleep(5)
  const texts = Object.entries(state.rows).flatMap(([key, row]) =>
    moving.test(key) ? [] : [[key, JSON.stringify(row)] as const]
  )
  for (const viewer of differing) {
    if (texts.every(([key, text]) => viewer.rows.get(key) === text)) differing.delete(viewer)
  }
}
const dropped = all.filter(({ states }) => states !== 1).length
console.log(`${viewers - differing.size} of ${viewers} viewers have the rows of /state`)
console.log(`${viewers - dropped} of ${viewers} were connected all the time`)
if (cpu > 30 || Math.abs(grown) > 10 || spread > 10 || dropped > 0 || differing.size > 0) process.exitCode = 1
closing.abort()
for (const { child } of [server, pbx]) {
  child.kill("SIGINT")
  await once(child, "exit")
}
