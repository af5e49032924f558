/**
 * What the user of `ami top` has chosen, and how keys change it.
 *
 * @since 0.2.0
 */
import type { Logged } from "./data.ts"
import type { Key } from "./keys.ts"
import { columns, type Tab, tabs, type Target } from "./lists.ts"

/** How a list is sorted. */
export interface Sort {
  readonly column: number
  readonly isReversed: boolean
}

/** Where somebody is in a list. */
export interface Place {
  /** The key of the selected row; undefined if none was selected. */
  readonly key: string | undefined
  readonly index: number
  /** How many rows are above the screen. */
  readonly scroll: number
}

/** What was chosen. */
export interface Choices {
  readonly allowsActions: boolean
  readonly tab: Tab
  readonly filter: string
  readonly isTyping: boolean
  readonly sorts: Readonly<Record<Tab, Sort | undefined>>
  readonly places: Readonly<Record<Tab, Place>>
  /** The rows whose lower rows are all shown. */
  readonly opened: ReadonlySet<string>
  /** The events at the moment at which they were held; undefined if they are not. */
  readonly held: ReadonlyArray<Logged> | undefined
  readonly isHelp: boolean
  /** What will be hung up if the answer is yes. */
  readonly asking: Target | undefined
  /** What the last line says instead of the keys. */
  readonly note: string
}

/** A line of the list that can be selected. */
export interface Entry {
  readonly key: string
  /** The row to open or close with it. */
  readonly row: string
  readonly target: Target | undefined
}

/** What the keys act on: the lines of the list, and how many fit. */
export interface View {
  readonly entries: ReadonlyArray<Entry>
  readonly room: number
  readonly events: ReadonlyArray<Logged>
}

/** What a key asks for besides another frame. */
export type Wish =
  | { readonly _tag: "Quit" }
  | { readonly _tag: "Interrupt" }
  | { readonly _tag: "HangUp"; readonly target: Target }

const start: Place = { key: undefined, index: -1, scroll: 0 }

const ofTabs = <A>(value: A): Readonly<Record<Tab, A>> => ({
  queues: value,
  agents: value,
  calls: value,
  events: value
})

/** What is chosen at first. */
export const initial = (options: { readonly allowsActions: boolean; readonly tab?: Tab }): Choices => ({
  allowsActions: options.allowsActions,
  tab: options.tab ?? "queues",
  filter: "",
  isTyping: false,
  sorts: ofTabs<Sort | undefined>(undefined),
  places: ofTabs(start),
  opened: new Set(),
  held: undefined,
  isHelp: false,
  asking: undefined,
  note: ""
})

type Result = readonly [choices: Choices, wish?: Wish]

/** What a key does. */
export const press = (choices: Choices, key: Key, view: View): Result => {
  if ("name" in key && key.name === "interrupt") return [choices, { _tag: "Interrupt" }]
  const { asking, isTyping } = choices
  if (isTyping) return [type(choices, key)]
  if (asking !== undefined) {
    const isYes = "character" in key && /^y$/i.test(key.character)
    const answered = {
      ...choices,
      asking: undefined,
      note: isYes ? `Hanging up ${asking.Channel} …` : "Nothing was done"
    }
    return isYes ? [answered, { _tag: "HangUp", target: asking }] : [answered]
  }
  const plain = choices.note === "" ? choices : { ...choices, note: "" }
  return "name" in key ? [named(plain, key.name, view)] : character(plain, key.character, view)
}

const type = (choices: Choices, key: Key): Choices => {
  const { filter } = choices
  if ("character" in key) return { ...choices, filter: filter + key.character }
  switch (key.name) {
    case "enter":
      return { ...choices, isTyping: false }
    case "escape":
      return { ...choices, isTyping: false, filter: "" }
    case "backspace":
      return { ...choices, filter: [...filter].slice(0, -1).join("") }
    default:
      return choices
  }
}

const named = (choices: Choices, name: string, view: View): Choices => {
  switch (name) {
    case "up":
      return move(choices, view, -1)
    case "down":
      return move(choices, view, 1)
    case "pageUp":
      return move(choices, view, -view.room)
    case "pageDown":
      return move(choices, view, view.room)
    case "home":
      return move(choices, view, -Infinity)
    case "end":
      return move(choices, view, Infinity)
    case "tab":
    case "right":
      return turn(choices, 1)
    case "backTab":
    case "left":
      return turn(choices, -1)
    case "enter":
      return open(choices, view)
    case "escape":
      return escape(choices)
    default:
      return choices
  }
}

const character = (choices: Choices, pressed: string, view: View): Result => {
  const { allowsActions, isHelp, tab } = choices
  switch (pressed) {
    case "q":
      return [choices, { _tag: "Quit" }]
    case "1":
    case "2":
    case "3":
    case "4":
      return [{ ...choices, tab: tabs[Number(pressed) - 1] ?? tab, isHelp: false }]
    case "j":
      return [move(choices, view, 1)]
    case "k":
      return [move(choices, view, -1)]
    case "g":
      return [move(choices, view, -Infinity)]
    case "G":
      return [move(choices, view, Infinity)]
    case "/":
      return [{ ...choices, isTyping: true, isHelp: false, filter: "" }]
    case "?":
      return [{ ...choices, isHelp: !isHelp }]
    case "s":
      return [sort(choices)]
    case "r":
      return [reverse(choices)]
    case "p":
      return [{ ...choices, held: choices.held === undefined ? view.events : undefined }]
    case "h":
      return [allowsActions ? ask(choices, view) : { ...choices, note: "Start with --allow-actions to hang up" }]
    default:
      return [choices]
  }
}

const turn = (choices: Choices, by: number): Choices => ({
  ...choices,
  isHelp: false,
  tab: tabs[(tabs.indexOf(choices.tab) + by + tabs.length) % tabs.length] ?? choices.tab
})

/** Leaves the help, then the filter, then the selection. */
const escape = (choices: Choices): Choices => {
  if (choices.isHelp) return { ...choices, isHelp: false }
  if (choices.filter !== "") return { ...choices, filter: "" }
  return { ...choices, places: { ...choices.places, [choices.tab]: start } }
}

const move = (choices: Choices, { entries }: View, by: number): Choices => {
  const { places, tab } = choices
  const { index, key } = places[tab]
  const last = entries.length - 1
  if (last < 0) return choices
  // Events follow their end: upwards begins there.
  const found = entries.findIndex((entry) => entry.key === key)
  const from = found >= 0 ? found : key !== undefined ? index : by > 0 ? -1 : tab === "events" ? last + 1 : 1
  const to = Math.min(last, Math.max(0, from + by))
  return { ...choices, places: { ...places, [tab]: { ...places[tab], index: to, key: entries[to]?.key } } }
}

const selected = ({ places, tab }: Choices, { entries }: View): Entry | undefined =>
  entries.find(({ key }) => key === places[tab].key)

const open = (choices: Choices, view: View): Choices => {
  const entry = selected(choices, view)
  if (entry === undefined) return choices
  const opened = new Set(choices.opened)
  if (!opened.delete(entry.row)) opened.add(entry.row)
  // What was below the row is gone: the row itself is selected.
  const { places, tab } = choices
  return { ...choices, opened, places: { ...places, [tab]: { ...places[tab], key: entry.row } } }
}

/** The next column; after the last, the order that the list has by itself. Numbers begin with the greatest. */
const sort = (choices: Choices): Choices => {
  const { sorts, tab } = choices
  const next = (sorts[tab]?.column ?? -1) + 1
  const column = columns[tab][next]
  const chosen = column === undefined ? undefined : { column: next, isReversed: column.align === "right" }
  return { ...choices, sorts: { ...sorts, [tab]: chosen } }
}

const reverse = (choices: Choices): Choices => {
  const { sorts, tab } = choices
  const now = sorts[tab]
  return { ...choices, sorts: { ...sorts, [tab]: { column: now?.column ?? 0, isReversed: now?.isReversed !== true } } }
}

const ask = (choices: Choices, view: View): Choices => {
  const entry = selected(choices, view)
  if (entry === undefined) return { ...choices, note: "Select a call first: 3, then j and k" }
  if (entry.target === undefined) return { ...choices, note: "There is nothing to hang up here: 3 shows the calls" }
  const { Channel, Uniqueid } = entry.target
  return { ...choices, asking: { Channel, Uniqueid } }
}
