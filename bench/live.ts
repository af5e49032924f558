/**
 * What live models cost, compared with the least that a program could do:
 *
 *   node bench/live.ts [--only REGEX] [--rounds N] [--quick]
 *
 * The server replays recorded calls with new ids each time. Each form is a separate process that warms up; then all forms of
 * a table take turns, round by round. A ratio is the median of the ratios of the rounds, to the first form of its table.
 * Exits with 1 if a form lost an event, and never because of a time.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { loadavg } from "node:os"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import type { ClientFigures, ClientOrder } from "./live/client.ts"
import type { FormName } from "./live/forms.ts"
import { type Peer, startPeer } from "./peer.ts"
import { type Column, printFaults, printTable } from "./table.ts"

const { values } = parseArgs({
  options: {
    only: { type: "string", default: "" },
    rounds: { type: "string" },
    quick: { type: "boolean", default: false }
  }
})
// Models are much code: V8 has compiled it after two million events, until which they cost up to twice as much.
const pace = values.quick ? { warmMillis: 100, periodMillis: 100 } : { warmMillis: 8000, periodMillis: 400 }
const rounds = Number(values.rounds ?? (values.quick ? 2 : 7))

interface Table {
  readonly title: string
  /** What one of its counts is. */
  readonly unit: string
  readonly rows: ReadonlyArray<{ readonly name: string; readonly form: FormName; readonly target?: number }>
}

const tables: ReadonlyArray<Table> = [
  {
    title: "Events of calls and queues",
    unit: "event",
    rows: [
      { name: "inbox, three fields", form: "bare" },
      { name: "feed of a model that reads three fields", form: "feed" },
      { name: "AmiChannels, AmiBridges", form: "channels" },
      { name: "AmiQueues", form: "queues" },
      { name: "AmiCalls", form: "calls" },
      { name: "AmiCalls, AmiChannels, AmiBridges, AmiQueues", form: "all", target: 1.8 },
      { name: "the same, with records and a wallboard", form: "followed" }
    ]
  },
  {
    title: "The same with events of the dialplan, which no model wants",
    unit: "event",
    rows: [
      { name: "inbox, three fields", form: "bareWithDialplan" },
      { name: "feed of a model that reads three fields", form: "feedWithDialplan" },
      { name: "AmiCalls, AmiChannels, AmiBridges, AmiQueues", form: "allWithDialplan", target: 1.25 }
    ]
  },
  {
    title: "Watchers of one queue",
    unit: "event",
    rows: [
      { name: "one", form: "oneWatcher" },
      { name: "ten", form: "tenWatchers", target: 1.2 }
    ]
  },
  {
    title: "Snapshot of 10,000 channels",
    unit: "channel",
    rows: [
      { name: "collect(BridgeList), collect(Status)", form: "collected" },
      { name: "all models: from nothing to fresh", form: "snapshot", target: 1.5 }
    ]
  },
  {
    title: "A look at a channel or a call: by Uniqueid, Linkedid, name or telephone",
    unit: "look",
    rows: [
      { name: "of 10 channels", form: "lookUpsInTen" },
      { name: "of 10,000 channels", form: "lookUpsInMany", target: 2 }
    ]
  },
  {
    title: "Memory of 10,000 channels that talk",
    unit: "channel",
    rows: [
      { name: "nobody looks at them", form: "heap" },
      { name: "after a look at all values", form: "heapWithValues" }
    ]
  }
]

interface Running {
  readonly next: () => Promise<string>
  readonly child: ChildProcess
}

/** Ends the running processes if this one ends first. */
const children = new Set<ChildProcess>()
process.on("exit", () => children.forEach((child) => child.kill("SIGKILL")))

const start = async (form: FormName, { port }: Peer): Promise<Running> => {
  const path = fileURLToPath(new URL("live/client.ts", import.meta.url))
  const order: ClientOrder = { form, port, ...pace }
  const child = spawn(process.execPath, ["--expose-gc", path, JSON.stringify(order)], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  children.add(child)
  child.on("exit", () => children.delete(child))
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    for (;;) {
      const line = await lines.next()
      if (line.done === true) throw new Error(`${form} ended with status ${child.exitCode}`)
      if (line.value === "warm" || line.value.startsWith("{\"")) return line.value
      // What the client logs.
      console.error(line.value)
    }
  }
  await next()
  return { child, next }
}

interface Row {
  readonly name: string
  readonly unit: string
  readonly target: number | undefined
  readonly micros: number
  readonly ratio: number
  readonly bytes: number | undefined
  readonly notes: ReadonlyArray<string>
}

const median = (numbers: ReadonlyArray<number>): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN

const measure = async ({ rows, unit }: Table): Promise<ReadonlyArray<Row>> => {
  const peer = await startPeer("live/server.ts")
  const running = []
  for (const { form } of rows) running.push(await start(form, peer))
  const figures = rows.map(() => Array<ClientFigures>())
  for (let round = 0; round < rounds; round++) {
    for (const [index, { child, next }] of running.entries()) {
      child.stdin?.write("run\n")
      figures[index]?.push(JSON.parse(await next()))
    }
  }
  for (const { child } of running) {
    child.stdin?.end()
    await once(child, "close")
  }
  await peer.stop()
  const costs = figures.map((own) => own.map(({ count, cpuMillis }) => cpuMillis * 1000 / count))
  return rows.map(({ name, target }, index) => {
    const own = figures[index] ?? []
    const bytes = own.flatMap((one) => one.bytes ?? [])
    return {
      name,
      unit,
      target,
      micros: median(costs[index] ?? []),
      ratio: median((costs[index] ?? []).map((cost, round) => cost / (costs[0]?.[round] ?? Number.NaN))),
      bytes: bytes.length === 0 ? undefined : median(bytes),
      notes: [...new Set(own.map(({ note }) => note).filter((note) => note !== ""))]
    }
  })
}

const columns: ReadonlyArray<Column<Row>> = [
  { name: "form", about: "", value: ({ name }) => name },
  {
    name: "CPU µs",
    about: "user and system of the client, for one event or item",
    digits: 2,
    value: ({ micros }) => micros
  },
  { name: "× first", about: "compared with the first form of the table", digits: 2, value: ({ ratio }) => ratio },
  { name: "heap bytes", about: "for each channel", value: ({ bytes }) => bytes },
  { name: "target", about: "what it should be at most", digits: 2, value: ({ target }) => target },
  { name: "note", about: "what was lost or wrong", value: ({ notes }) => notes.join("; ") }
]

const wanted = new RegExp(values.only, "i")
const faults: Array<string> = []
for (const table of tables.filter(({ title }) => wanted.test(title))) {
  const before = loadavg()[0]?.toFixed(1)
  const rows = await measure(table)
  printTable(`${table.title} (load average ${before} before)`, rows, columns)
  faults.push(...rows.flatMap(({ name, notes }) => notes.map((note) => `${table.title}: ${name}: ${note}`)))
}
printFaults(faults)
