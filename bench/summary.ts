/**
 * The short form of a run: a chart as SVG, and a table between two marks of a document.
 */
import { eventsTable, listTable, tripsTable } from "./cases.ts"
import type { Row } from "./report.ts"
import { limits, ours } from "./subjects.ts"
import { type Column, grouped, tableOf } from "./table.ts"

/** One row for each client in a table: the library in its first form, and the others. */
const clientsOf = (rows: ReadonlyArray<Row>, table: string): ReadonlyArray<Row> => {
  const first = new Map<string, Row>()
  for (const row of rows) {
    if (row.table === table && row.client !== limits && !first.has(row.client)) first.set(row.client, row)
  }
  const rank = ({ client, cpuMicros }: Row) => (client === ours ? 0 : cpuMicros)
  return [...first.values()].filter(({ cpuMicros }) => !Number.isNaN(cpuMicros)).sort((a, b) => rank(a) - rank(b))
}

const rowHeight = 26
const left = 150
const barWidth = 470
const top = 44

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

/** Bars of the CPU per event, the library first. The colours work on light and dark backgrounds. */
export const chartOf = (rows: ReadonlyArray<Row>, note: string): string => {
  const clients = clientsOf(rows, eventsTable)
  const limit = rows.find(({ client, table }) => table === eventsTable && client === limits)?.cpuMicros ?? 0
  const most = Math.max(...clients.map(({ cpuMicros }) => cpuMicros))
  const x = (micros: number) => Math.round((micros / most) * barWidth * 10) / 10
  const height = top + clients.length * rowHeight + 44
  const bars = clients.map(({ client, cpuMicros, name }, index) => {
    const y = top + index * rowHeight
    const isOurs = client === ours
    return [
      `<text x="${left - 8}" y="${y + 16}" class="${isOurs ? "ours" : "name"}" text-anchor="end">${
        escaped(isOurs ? ours : name)
      }</text>`,
      `<rect x="${left}" y="${y + 3}" width="${Math.max(2, x(cpuMicros))}" height="${rowHeight - 8}" rx="2" class="${
        isOurs ? "bar-ours" : "bar"
      }"/>`,
      `<text x="${left + x(cpuMicros) + 6}" y="${y + 16}" class="${isOurs ? "ours" : "name"}">${
        grouped(cpuMicros, 1)
      }</text>`
    ].join("\n")
  })
  const limitX = left + x(limit)
  const bottom = top + clients.length * rowHeight
  return `<svg xmlns="http://www.w3.org/2000/svg" width="680" height="${height}" viewBox="0 0 680 ${height}" role="img">
<title>CPU µs an event, less is better</title>
<style>
text { font: 13px system-ui, sans-serif; fill: #57606a }
.title, .ours { font-weight: 600; fill: #1f2328 }
.bar { fill: #8c959f }
.bar-ours { fill: #2f81f7 }
.limit { stroke: #57606a; stroke-dasharray: 3 3 }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1 }
.title, .ours { fill: #f0f6fc }
.bar { fill: #6e7681 }
.limit { stroke: #9198a1 }
}
</style>
<text x="${left}" y="20" class="title">CPU µs an event (less is better)</text>
${bars.join("\n")}
<line x1="${limitX}" y1="${top - 6}" x2="${limitX}" y2="${bottom + 4}" class="limit"/>
<text x="${limitX}" y="${bottom + 18}">${
    grouped(limit, 1)
  }: a bare socket that slices three fields out of each message</text>
<text x="${left}" y="${bottom + 36}">${escaped(note)}</text>
</svg>
`
}

/** Each client with its cost of an event, round trips and a list. */
export const briefOf = (rows: ReadonlyArray<Row>, versions: ReadonlyMap<string, string>): string => {
  const of = (client: string, table: string) => clientsOf(rows, table).find((row) => row.client === client)
  const columns: ReadonlyArray<Column<Row>> = [
    { name: "", about: "", value: ({ client }) => `${client} ${versions.get(client) ?? ""}`.trim() },
    { name: "CPU µs an event", about: "", value: ({ cpuMicros }) => cpuMicros, digits: 1 },
    { name: "events/s", about: "", value: ({ rate }) => rate },
    { name: "events lost", about: "", value: ({ lost }) => lost },
    { name: "round trips/s, 64 in flight", about: "", value: ({ client }) => of(client, tripsTable)?.rate },
    { name: "answers to another caller", about: "", value: ({ client }) => wrongAnswers(of(client, tripsTable)) },
    {
      name: "list of 1,000, ms",
      about: "",
      value: ({ client }) => 1e6 / (of(client, listTable)?.rate ?? Number.NaN),
      digits: 1
    },
    { name: "peak RSS MB", about: "", value: ({ peakMegabytes }) => peakMegabytes }
  ]
  return tableOf(clientsOf(rows, eventsTable), columns)
}

const wrongAnswers = (row: Row | undefined): string => row?.wrong.replace(" of answers", "") ?? ""

const [opening, closing] = ["<!-- bench -->", "<!-- /bench -->"]

/** A document with new content between its marks, or unchanged if it has none. */
export const between = (document: string, text: string): string => {
  const [from, to] = [document.indexOf(opening), document.indexOf(closing)]
  if (from === -1 || to < from) return document
  return `${document.slice(0, from + opening.length)}\n\n${text}\n\n${document.slice(to)}`
}
