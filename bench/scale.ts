/**
 * How the client scales: many connections, many subscriptions, a storm on a slow handler, long lines and outputs.
 *
 *   node bench/scale.ts [--only NAME] [--json FILE]
 *
 * Each case runs in a separate process, and so does its server.
 */
import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import type { CaseFigures, CaseName } from "./scale/client.ts"
import { measureCase } from "./scale/measure.ts"
import { type Column, printFaults, printTable } from "./table.ts"

/** How long Asterisk waits by default before it hangs up (`writetimeout` in manager.conf), in milliseconds. */
const writeTimeout = 100

const titles: Readonly<Record<CaseName, string>> = {
  fleet: "100 connections, 1,000 events/s each for 10 s, typed",
  fleetOfSockets: "the same on bare sockets, counted only",
  fleetInbox: "the same in `AmiFleet.inbox`",
  fleetOfOne: "one server of a fleet, 100,000 events/s for 10 s",
  oneInbox: "one client, 100,000 events/s for 10 s, inbox",
  comeAndGo: "1,000 subscriptions/s come and go, 5,000 events/s",
  stormInEffect: "storm, 50 µs each in Stream.mapEffect",
  stormInFunction: "storm, 50 µs each in Stream.map",
  longLine: "lines of 4 MiB",
  tooLongLine: "a line of 4 MiB and 3 bytes",
  command: "Command with 200,000 lines of output",
  tooLongCommand: "Command with 200,128 lines of output"
}

interface Row extends CaseFigures {
  readonly name: string
  readonly title: string
}

const measure = async (name: CaseName, title: string): Promise<Row> => ({ name, title, ...await measureCase(name) })

const columns: ReadonlyArray<Column<Row>> = [
  { name: "case", about: "what the server does, and how the client reads", value: (row) => row.title },
  {
    name: "s",
    about: "from the first action to the last event or answer",
    digits: 1,
    value: (row) => row.millis / 1000
  },
  { name: "CPU s", about: "user and system, of the client", digits: 1, value: (row) => row.cpuMillis / 1000 },
  { name: "CPU µs", about: "for each that was sent", digits: 1, value: (row) => row.cpuMillis * 1000 / row.sent },
  { name: "peak MB", about: "the most RSS that the client had", value: (row) => row.peakMegabytes },
  { name: "end MB", about: "its RSS at the end", value: (row) => row.rssMegabytes },
  { name: "delay p50", about: "ms by which the event loop is late", digits: 1, value: (row) => row.delayP50 },
  { name: "p99", about: "the same", digits: 1, value: (row) => row.delayP99 },
  { name: "max", about: "the same", digits: 1, value: (row) => row.delayMax },
  { name: "no core", about: "ms that it waited for a core", value: (row) => row.waitMillis },
  { name: "sent", about: "events, lines or commands", value: (row) => row.sent },
  {
    name: "received",
    about: "those that the handler saw; for the 100 connections, those it subscribes to",
    value: (row) => row.received
  },
  { name: "dropped", about: "by a buffer of 16,384, according to the gaps", value: (row) => row.dropped },
  { name: "lost", about: "neither received nor in a gap in its place", value: (row) => row.lost },
  { name: "wrong", about: "out of order, twice, or not as sent", value: (row) => row.wrong },
  {
    name: "write ms",
    about: "the longest that a write of the server waited; Asterisk hangs up after 100 by default",
    digits: 1,
    value: (row) => row.longestWrite
  },
  {
    name: "heap kB",
    about: "by how much the heap grew in the second half, garbage collected",
    value: (row) => row.heapGrowth
  },
  { name: "note", about: "further results", value: (row) => row.note ?? "" }
]

const { values } = parseArgs({ options: { only: { type: "string", default: "" }, json: { type: "string" } } })
const rows: Array<Row> = []
for (const [name, title] of Object.entries(titles) as ReadonlyArray<[CaseName, string]>) {
  if (name.includes(values.only)) rows.push(await measure(name, title))
}
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(rows, undefined, 2)}\n`)
printTable("How the client scales", rows, columns)
printFaults(rows.flatMap(({ dropped, longestWrite = 0, lost, name, received, sent, title, wrong }) => [
  ...(lost + wrong > 0 !== name.startsWith("tooLong") ? [`${title}: ${lost} lost, ${wrong} wrong`] : []),
  ...(name.startsWith("storm") && received + dropped !== sent ? [`${title}: received and dropped are not sent`] : []),
  ...(longestWrite > writeTimeout ? [`${title}: a write waited ${longestWrite} ms, so the socket was not read`] : [])
]))
