/**
 * What Asterisk itself does with events and answers, and what the client costs on top.
 *
 *   node bench/asterisk.ts [--only TEXT] [--version 22] [--json FILE]
 *
 * Starts and ends a private server of each version. Client, source and Asterisk are separate processes on one machine, so
 * rates are those of all three together.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync, writeFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { type AsteriskVersion, type Instance, startInstance, versions } from "../test/asterisk/globalSetup.ts"
import type { ClientFigures, ClientOrder } from "./asterisk/client.ts"
import type { SourceOrder } from "./asterisk/source.ts"
import { type Column, printFaults, printTable } from "./table.ts"

interface Case {
  readonly name: string
  readonly order: Omit<ClientOrder, "port">
}

interface Row extends ClientFigures {
  readonly version: AsteriskVersion
  readonly name: string
  readonly isPings: boolean
  /** The CPU of Asterisk over the whole case. */
  readonly asteriskMillis: number
}

const userEvents = 100_000
const calls = 1600

const cases: ReadonlyArray<Case> = [
  { name: "UserEvents, bare socket", order: { kind: "socket", of: "userEvents", amount: userEvents } },
  { name: "UserEvents, inbox", order: { kind: "inbox", of: "userEvents", amount: userEvents } },
  { name: "UserEvents, typed", order: { kind: "typed", of: "userEvents", amount: userEvents } },
  { name: "UserEvents, inbox, 50 µs in mapEffect", order: { kind: "inboxBusy", of: "userEvents", amount: userEvents } },
  {
    name: "UserEvents, inbox, 50 µs in a function",
    order: { kind: "inboxMapBusy", of: "userEvents", amount: userEvents }
  },
  { name: "UserEvents, typed, 50 µs in mapEffect", order: { kind: "typedBusy", of: "userEvents", amount: userEvents } },
  // More than the kernel buffers for a slow reader, so that Asterisk has to wait.
  { name: "long storm, inbox, 50 µs in mapEffect", order: { kind: "inboxBusy", of: "userEvents", amount: 300_000 } },
  {
    name: "long storm, inbox, 50 µs in a function",
    order: { kind: "inboxMapBusy", of: "userEvents", amount: 300_000 }
  },
  {
    name: "long storm, inbox, 500 µs in mapEffect",
    order: { kind: "inboxBusy", of: "userEvents", amount: 60_000, micros: 500 }
  },
  {
    name: "long storm, inbox, 500 µs in a function",
    order: { kind: "inboxMapBusy", of: "userEvents", amount: 60_000, micros: 500 }
  },
  { name: "calls, bare socket", order: { kind: "socket", of: "calls", amount: calls } },
  { name: "calls, inbox", order: { kind: "inbox", of: "calls", amount: calls } },
  { name: "Pings, 1 in flight", order: { kind: "pings", of: "userEvents", amount: 10_000, inFlight: 1 } },
  { name: "Pings, 64 in flight", order: { kind: "pings", of: "userEvents", amount: 100_000, inFlight: 64 } }
]

// --- Processes --------------------------------------------------------------

/** Longer than any case takes: anything that hangs must be noticed. */
const patience = 60_000

const start = (program: string, order: ClientOrder | SourceOrder): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url)), JSON.stringify(order)], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: patience
  })

const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, "exit")
  child.kill()
  await ended
}

/** User and system, from Linux's ticks, 100 a second. */
const cpuMillis = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ")
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const measure = async ({ server }: Instance, { name, order }: Case): Promise<Row> => {
  const { port, version } = server
  const before = cpuMillis(server.instance.pid)
  const client = start("asterisk/client.ts", { ...order, port })
  let source: ChildProcess | undefined
  try {
    let last = ""
    for await (const line of createInterface({ input: client.stdout ?? process.stdin })) {
      if (line === "ready" && order.kind !== "pings") {
        source = start("asterisk/source.ts", { kind: order.of, port, amount: order.amount })
      }
      last = line
    }
    if (!last.startsWith("{")) throw new Error(`${name}, Asterisk ${version}: the client ended without figures`)
    const figures: ClientFigures = JSON.parse(last)
    const asteriskMillis = cpuMillis(server.instance.pid) - before
    return { version, name, isPings: order.kind === "pings", asteriskMillis, ...figures }
  } finally {
    await end(client)
    if (source !== undefined) await end(source)
  }
}

// --- Tables -----------------------------------------------------------------

const common: ReadonlyArray<Column<Row>> = [
  { name: "Asterisk", about: "its version", value: (row) => String(row.version) },
  { name: "case", about: "what is raised or requested, and how the client reads", value: (row) => row.name },
  {
    name: "a second",
    about: "events received and dropped, or answers, from the first to the last",
    value: (row) => (row.received + row.dropped) / row.millis * 1000
  },
  {
    name: "core",
    about: "share of a core that the client uses: CPU seconds by wall seconds",
    digits: 2,
    value: (row) => row.cpuMillis / row.millis
  },
  {
    name: "CPU µs",
    about: "of the client, for each of them",
    digits: 1,
    value: (row) => row.cpuMillis * 1000 / (row.received + row.dropped)
  },
  {
    name: "Asterisk's core",
    about: "the same share of Asterisk; a little too large, since it includes starting and ending sessions",
    digits: 2,
    value: (row) => row.asteriskMillis / row.millis
  },
  {
    name: "RSS MB",
    about: "the client's peak",
    value: (row) => row.peakMegabytes
  },
  { name: "delay p99", about: "ms of event loop delay", digits: 1, value: (row) => row.delayP99 },
  { name: "max", about: "the longest of these", digits: 1, value: (row) => row.delayMax },
  {
    name: "no core",
    about: "ms that the client's thread waited for a core, which is part of the delay",
    value: (row) => row.waitMillis
  },
  { name: "lost", about: "neither received nor in a gap", value: (row) => row.lost },
  { name: "wrong", about: "out of order, unexpected, or a gap in a wrong place", value: (row) => row.wrong },
  {
    name: "epoch",
    about: "the connection at the end: 1 if Asterisk never cut it, 0 if it has just done so",
    value: (row) => row.epoch
  }
]

const print = (rows: ReadonlyArray<Row>): void => {
  printTable("Events that Asterisk raises", rows.filter((row) => !row.isPings), [
    ...common,
    { name: "received", about: "events", value: (row) => row.received },
    {
      name: "dropped",
      about: "by the default buffer of 16,384: from the gaps of inbox, or from the metrics if typed",
      value: (row) => row.dropped
    }
  ])
  printTable("Pings that Asterisk answers", rows.filter((row) => row.isPings), [
    ...common,
    { name: "p50 ms", about: "from sending to the decoded answer", digits: 2, value: (row) => row.p50 },
    { name: "p99 ms", about: "the same", digits: 2, value: (row) => row.p99 }
  ])
}

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, version: { type: "string" }, json: { type: "string" } }
})
const rows: Array<Row> = []
for (const version of versions) {
  if (values.version !== undefined && values.version !== String(version)) continue
  const instance = await startInstance(version)
  try {
    for (const one of cases) if (one.name.includes(values.only)) rows.push(await measure(instance, one))
  } finally {
    await instance.stop()
  }
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`)
print(rows)
printFaults(
  rows.flatMap(({ epoch = 1, lost, name, version, wrong }) =>
    lost + wrong > 0 || epoch !== 1
      ? [`${name}, Asterisk ${version}: ${lost} lost, ${wrong} wrong, epoch ${epoch}`]
      : []
  )
)
