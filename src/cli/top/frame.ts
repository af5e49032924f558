/**
 * A frame of `ami top`: the lines of a screen of some size, made of what is known and what was chosen.
 *
 * @since 0.2.0
 */
import { elapsed } from "../style.ts"
import { clip, inOneLook, join, type Line, lineWidth, type Look, looks, shown, type Span, span } from "./cells.ts"
import type { Choices, Entry, Place, View } from "./choices.ts"
import { agentsOf, type Data, type Link } from "./data.ts"
import { type Child, columns, type Row, rowsOf, sorted, tabs } from "./lists.ts"
import * as Table from "./table.ts"

/** The size of a screen. */
export interface Size {
  readonly columns: number
  readonly rows: number
}

/** A frame, what its keys act on, and the choices with the places in which they now are. */
export interface Frame {
  readonly lines: ReadonlyArray<Line>
  readonly view: View
  readonly choices: Choices
}

/** How many callers of a queue are shown before it is opened. */
const preview = 3

// --- The head ---------------------------------------------------------------

const bars = "▁▂▃▄▅▆▇█"

const sparkline = (rates: ReadonlyArray<number>, count: number): string => {
  const last = [...Array.from({ length: count }, () => 0), ...rates].slice(-count)
  const most = Math.max(1, ...last)
  return last.map((rate) => bars[Math.min(7, Math.floor((rate / most) * 7.99))]).join("")
}

const ago = (millis: number): string => `${elapsed(millis / 1000)} ago`

const linkSpan = (link: Link, at: number): Span => {
  switch (link._tag) {
    case "Live":
      return span("● live", looks.green)
    case "Reading":
      return span(`● reading lists — as of ${ago(at - link.since)}`, looks.yellow)
    case "Lost":
      return span(`● ${link.doing} — as of ${ago(at - link.since)}`, looks.alarm)
  }
}

/** Left and right ends of a line; the right one gives way last. */
const between = (left: ReadonlyArray<Line>, right: Line, width: number): Line => {
  const room = width - lineWidth(right)
  const line = join(left, Math.max(0, room - 1))
  return [...line, span(" ".repeat(Math.max(0, room - lineWidth(line)))), ...right]
}

const headLine = ({ at, link, rates, target }: Data, width: number): Line => {
  const isLive = link._tag === "Live"
  const rate = [span(`  ${rates.at(-1) ?? 0} ev/s`)]
  const spark = [span(` ${sparkline(rates, 20)}`, looks.dim)]
  const state: Line = [linkSpan(link, at)]
  const right = join([state, rate, spark, [span(" ")]], Math.max(lineWidth(state), width - (isLive ? 20 : 10)))
  return between([[span(" ami top", looks.bold)], [span(`  ${shown(target)}`)]], right, width)
}

const totalsLine = (data: Data, width: number): Line => {
  const { at, calls, channels, queues } = data
  const waits = queues.flatMap(({ callers }) => callers.map(({ joinedAt }) => at - joinedAt))
  const longest = Math.max(0, ...waits)
  const agents = agentsOf(data)
  const count = (...states: ReadonlyArray<string>) => agents.filter(({ state }) => states.includes(state)).length
  const look: Look = longest >= 120_000 ? looks.alarm : longest >= 60_000 ? looks.warning : looks.plain
  return join([
    [span(` ${waits.length}`, looks.bold), span(" waiting")],
    waits.length === 0 ? [] : [span(", longest "), span(elapsed(longest / 1000), look)],
    [span(`   ${count("ready")} ready`, looks.green)],
    [span(`  ${count("talking", "hold", "busy")} talking`, looks.cyan)],
    [span(`  ${count("ringing")} ringing`)],
    [span(`  ${count("paused")} paused`, looks.yellow)],
    [span(`  ${count("out")} out`, looks.dim)],
    [span(`   ${calls.length} calls, ${channels.size} channels`)]
  ], width)
}

const tabsLine = ({ filter, isTyping, tab }: Choices, where: string, width: number): Line => {
  const left = tabs.map((name, index): Line =>
    name === tab
      ? [span(` ${index + 1} ${name} `, looks.reverse)]
      : [span(` ${index + 1}`, looks.dim), span(` ${name} `)]
  )
  const typed: Line = isTyping || filter !== ""
    ? [span(`   /${shown(filter)}${isTyping ? "▏" : ""}`, looks.yellow)]
    : []
  return between([[span(" ")], ...left, typed], [span(where === "" ? "" : `${where} `, looks.dim)], width)
}

// --- The list ---------------------------------------------------------------

/** `text` shows what has it, `!text` what has it not. */
const fits = (filter: string): (text: string) => boolean => {
  const isInverse = filter.startsWith("!")
  const wanted = (isInverse ? filter.slice(1) : filter).toLowerCase()
  return (text) => wanted === "" || text.toLowerCase().includes(wanted) !== isInverse
}

/** A line of the list; one that says how many more there are cannot be selected. */
interface Listed extends Entry {
  /** Made only if it is seen. */
  readonly line: () => Line
  readonly isSelectable: boolean
}

const childrenOf = (row: Row, { filter, opened, tab }: Choices): ReadonlyArray<Child> => {
  if (opened.has(row.key)) return row.children
  const fitting = fits(filter)
  // The filter is for one below it: that is what somebody looks for.
  if (filter !== "" && !filter.startsWith("!") && !fitting(row.text)) {
    return row.children.filter(({ text }) => fitting(text))
  }
  return tab === "queues" ? row.children.slice(0, preview) : []
}

const listOf = (choices: Choices, data: Data, width: number): ReadonlyArray<Listed> => {
  const { filter, held, sorts, tab } = choices
  const rows = rowsOf(tab, tab === "events" && held !== undefined ? { ...data, events: held } : data)
  const fitting = fits(filter)
  const isShown = (row: Row) =>
    fitting(row.text) && (!filter.startsWith("!") || row.children.every(({ text }) => fitting(text)))
    || (!filter.startsWith("!") && row.children.some(({ text }) => fitting(text)))
  const sort = sorts[tab]
  const kept = rows.filter(isShown)
  const placed = Table.place(columns[tab], width - 1)
  return (sort === undefined ? kept : sorted(kept, sort.column, sort.isReversed)).flatMap((row) => {
    const children = childrenOf(row, choices)
    const hidden = tab === "queues" && filter === "" ? row.children.length - children.length : 0
    return [
      {
        key: row.key,
        row: row.key,
        target: row.target,
        line: () => Table.body(placed, row.cells),
        isSelectable: true
      },
      ...children.map(({ key, line, target }) => ({ key, row: row.key, target, line, isSelectable: true })),
      ...hidden > 0
        ? [{
          key: `more ${row.key}`,
          row: row.key,
          target: undefined,
          line: () => [span(`      … ${hidden} more: Enter shows all`, looks.dim)],
          isSelectable: false
        }]
        : []
    ]
  })
}

/** Where the selected row is now, and how far the list is scrolled to show it. */
const settle = (place: Place, list: ReadonlyArray<Listed>, room: number, isTail: boolean): Place => {
  const most = Math.max(0, list.length - room)
  if (place.key === undefined) return { ...place, index: -1, scroll: isTail ? most : 0 }
  const found = list.findIndex(({ key }) => key === place.key)
  const near = Math.min(place.index, list.length - 1)
  const index = found >= 0 ? found : list.findLastIndex(({ isSelectable }, at) => isSelectable && at <= near)
  const least = Math.max(0, index - room + 1)
  return {
    key: list[index]?.key,
    index,
    scroll: Math.min(most, Math.max(least, Math.min(place.scroll, Math.max(0, index))))
  }
}

// --- Help and foot ----------------------------------------------------------

const helpLines = (allowsActions: boolean): ReadonlyArray<Line> =>
  [
    ["1-4, Tab", "another list"],
    ["↑ ↓, j k", "select; also PgUp, PgDn, g and G"],
    ["Enter", "the legs of a call, all callers of a queue"],
    ["/", "filter: a text, or !text for all but it; Esc clears it"],
    ["s, r", "sort by the next column, reverse"],
    ["p", "hold the events, or let them go on"],
    ["h", allowsActions ? "hang up the selected call, caller or leg; asks" : "hang up: only with --allow-actions"],
    ["q, Ctrl-C", "quit"],
    ["", ""],
    ["≥0:50", "it began before ami top did, at least so long ago"],
    ["WAIT~ TALK~", "recent waits and talks: Asterisk weighs late calls more"],
    ["SLA", "answered calls that were answered in time"]
  ].map(([key = "", what = ""]) => [span(`   ${key.padEnd(13)}`, looks.bold), span(what)])

const footLine = ({ allowsActions, asking, held, note, tab }: Choices, { link }: Data, width: number): Line => {
  if (asking !== undefined) return clip([span(` Hang up ${shown(asking.Channel)}? y / n`, looks.alarm)], width)
  if (note !== "") return clip([span(` ${shown(note)}`, looks.yellow)], width)
  if (link._tag === "Lost" && link.why !== undefined) return clip([span(` ${shown(link.why)}`, looks.red)], width)
  const word = allowsActions ? "  h hang up" : "  read-only"
  const events = tab === "events" ? [[span(held === undefined ? "  p hold" : "  p go on", looks.dim)]] : []
  return join([
    [span(" 1-4 lists", looks.dim)],
    ...events,
    [span("  / filter", looks.dim)],
    [span("  s sort", looks.dim)],
    [span("  ? help", looks.dim)],
    [span("  q quit", looks.dim)],
    [span(word, looks.dim)]
  ], width)
}

/** What stands where a list is empty. */
const emptyWord = ({ filter, tab }: Choices, { missing }: Data): string => {
  const why = tab === "calls" ? missing.calls : tab === "events" ? undefined : missing.queues
  if (why !== undefined) return why
  if (filter !== "") return "Nothing fits the filter: Esc clears it"
  switch (tab) {
    case "queues":
      return "Asterisk has no queue"
    case "agents":
      return "No queue has a member"
    case "calls":
      return "No call is up"
    case "events":
      return "No event has come yet"
  }
}

// --- All of it --------------------------------------------------------------

/** Makes the frame of a moment. */
export const frame = (choices: Choices, data: Data, size: Size): Frame => {
  const { held, isHelp, places, sorts, tab } = choices
  const width = Math.max(1, size.columns)
  const isStale = data.link._tag !== "Live"
  const list = listOf(choices, data, width)
  const isHigh = size.rows >= 12
  const head = Table.head(Table.place(columns[tab], width - 1), sorts[tab])
  const top = 3 + (isHigh ? 1 : 0)
  const room = Math.max(1, size.rows - top - 2)
  const place = settle(places[tab], list, room, tab === "events")
  const visible = list.slice(place.scroll, place.scroll + room)
  const where = list.length > room ? `${place.scroll + 1}–${place.scroll + visible.length} of ${list.length}` : ""
  const paint = ({ isSelectable, key, line: make }: Listed): Line => {
    const line = make()
    if (key === place.key && isSelectable) return inOneLook([span("›"), ...clipFront(line)], looks.reverse, width)
    return isStale ? inOneLook(line, looks.dim, 0) : line
  }
  const body = isHelp
    ? helpLines(choices.allowsActions)
    : list.length === 0
    ? [[span(`   ${emptyWord(choices, data)}`, looks.dim)]]
    : visible.map(paint)
  const lines = [
    headLine(data, width),
    totalsLine(data, width),
    ...isHigh ? [[]] : [],
    tabsLine(choices, held !== undefined && tab === "events" ? `held  ${where}` : where, width),
    ...isHelp ? [[]] : [head],
    ...body.slice(0, room)
  ]
  const above = lines.slice(0, Math.max(0, size.rows - 1))
  const gap = Array.from({ length: Math.max(0, size.rows - 1 - above.length) }, (): Line => [])
  return {
    lines: [...above, ...gap, footLine(choices, data, width)].slice(0, size.rows).map((line) => clip(line, width)),
    view: { entries: list.filter(({ isSelectable }) => isSelectable), room, events: data.events },
    choices: { ...choices, places: { ...places, [tab]: place } }
  }
}

/** A line without its first column, which is empty. */
const clipFront = (line: Line): Line => {
  const [first, ...rest] = line
  return first === undefined ? [] : [span(first.text.slice(1), first.look), ...rest]
}
