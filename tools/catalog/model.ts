/**
 * The shape of the pinned facts: `inventory.json` and `releases/*.json`.
 *
 * The inventory says what Asterisk does, merged from the releases that were read;
 * a release says what the XML documentation of one of them declares.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"

/** A release by its label, such as `22`, in chronological order. */
export type Label = string

/** The source of facts. */
export interface Source {
  readonly asterisk: string
  readonly ami: string
  /** The commit that the sources were read at, if they were. */
  readonly commit?: string
  /** The SHA-256 of the XML documentation, if it was read. */
  readonly xml?: string
  /** The SHA-256 of the facts from the C sources and from running servers. */
  readonly facts?: string
}

export type Kind = "string" | "integer" | "float" | "boolean" | "enum" | "list" | "variable-assignment"

/** A header of an event, an answer or a request. */
export interface Field {
  readonly name: string
  readonly kind: Kind
  readonly in: ReadonlyArray<Label>
  readonly optional?: true
  readonly required?: boolean
  readonly repeatable?: true
  readonly values?: ReadonlyArray<string>
  readonly enumRef?: string
  /** The spelling of a boolean that is true. */
  readonly true?: string
  /** The C function that reads a boolean of a request. */
  readonly accepts?: string
  readonly unit?: string
  readonly format?: string
  readonly separator?: string
  readonly default?: string
  /** Values that mean nothing. */
  readonly sentinels?: ReadonlyArray<string>
}

/** A block of headers about a channel or a bridge. */
export interface Snapshot {
  readonly of: "channel" | "bridge"
  readonly prefix: string
  /** The block may be missing, except for the fields named in `always`. */
  readonly optional?: true
  readonly always?: ReadonlyArray<string>
}

interface Entry {
  readonly name: string
  readonly in: ReadonlyArray<Label>
  readonly module: string
  readonly since?: ReadonlyArray<string>
  readonly removedIn?: string
  /** Files and functions of Asterisk. */
  readonly evidence?: ReadonlyArray<string>
}

export interface Action extends Entry {
  /** An account needs one of these classes. */
  readonly privileges: ReadonlyArray<string>
  readonly parameters: ReadonlyArray<Field>
  readonly list?: { readonly items: ReadonlyArray<string>; readonly complete: string; readonly conditional?: true }
  readonly answer?: ReadonlyArray<Field>
}

export interface Event extends Entry {
  /** The account needs all of these classes. */
  readonly privileges: ReadonlyArray<string>
  readonly roles: ReadonlyArray<string>
  readonly snapshots: ReadonlyArray<Snapshot>
  readonly fields: ReadonlyArray<Field>
  /** The headers that others add to it. */
  readonly open?: string
}

export interface Inventory {
  readonly sources: Readonly<Record<Label, Source>>
  readonly enums: Readonly<
    Record<string, { readonly values?: ReadonlyArray<string>; readonly codes?: Readonly<Record<string, string>> }>
  >
  readonly actions: ReadonlyArray<Action>
  readonly events: ReadonlyArray<Event>
}

/** What the XML of one release declares. */
export interface Documented {
  readonly source: Source
  readonly actions: Readonly<Record<string, DocumentedAction>>
  readonly events: Readonly<Record<string, DocumentedEvent>>
}

export interface DocumentedAction {
  readonly module: string
  readonly since?: ReadonlyArray<string>
  readonly parameters: Readonly<Record<string, DocumentedField>>
  readonly items?: ReadonlyArray<string>
  readonly complete?: string
}

export interface DocumentedEvent {
  readonly module: string
  readonly since?: ReadonlyArray<string>
  readonly privilege?: string
  readonly snapshots?: ReadonlyArray<string>
  readonly parameters: Readonly<Record<string, DocumentedField>>
}

export interface DocumentedField {
  readonly required?: true
  readonly default?: string
  readonly values?: ReadonlyArray<string>
}

/**
 * Which releases write what, for everything that not every release writes.
 *
 * By event, or `action` and name, then by header, with the empty name for the event itself: releases as a text that
 * `history/spans.ts` reads. A header that is absent here is written by every release that has its event.
 */
export interface History {
  /** The last release of each branch that was read: every minor version was, from `.0` on. */
  readonly releases: string
  /** The commit of the development branch. */
  readonly master: string
  readonly owners: Readonly<Record<string, Readonly<Record<string, string>>>>
}

// --- Files ------------------------------------------------------------------

const here = new URL("./", import.meta.url)
const parse = <A>(url: URL): A => JSON.parse(readFileSync(url, "utf8")) as A
const write = (url: URL, value: unknown): void => writeFileSync(url, `${compact(value)}\n`)

/** One line for each part that fits into a line, so that diffs are readable. */
const compact = (value: unknown, indent = ""): string => {
  const flat = JSON.stringify(value)
  if (typeof value !== "object" || value === null || flat.length + indent.length <= 118) return spaced(value)
  const inner = `${indent}  `
  const lines = Array.isArray(value)
    ? value.map((one) => compact(one, inner))
    : Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${compact(one, inner)}`)
  const [open, close] = Array.isArray(value) ? "[]" : "{}"
  return `${open}\n${lines.map((line) => inner + line).join(",\n")}\n${indent}${close}`
}

const spaced = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(spaced).join(", ")}]`
    : typeof value === "object" && value !== null
    ? `{ ${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`).join(", ")} }`
    : JSON.stringify(value)

export const readInventory = (): Inventory => parse(new URL("inventory.json", here))

export const writeInventory = (inventory: Inventory): void => write(new URL("inventory.json", here), inventory)

export const readHistory = (): History => parse(new URL("history.json", here))

export const writeHistory = (history: History): void => write(new URL("history.json", here), history)

export const readReleases = (): Readonly<Record<Label, Documented>> =>
  Object.fromEntries(
    readdirSync(new URL("releases/", here)).filter((name) => name.endsWith(".json")).map((name) => [
      name.replace(".json", ""),
      parse<Documented>(new URL(`releases/${name}`, here))
    ])
  )

export const writeRelease = (label: Label, documented: Documented): void =>
  write(new URL(`releases/${label}.json`, here), documented)

/** Labels in chronological order; a name such as `master` comes after every number. */
export const byTime = (one: Label, other: Label): number =>
  (Number.isNaN(Number(one)) ? Infinity : Number(one)) - (Number.isNaN(Number(other)) ? Infinity : Number(other))
  || one.localeCompare(other)
