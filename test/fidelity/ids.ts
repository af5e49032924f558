/**
 * Ids of one run, replaced by what they stand for.
 *
 * A channel becomes its name without the counter and a number: the first, second, … channel of that name. A Uniqueid
 * becomes that of its channel, a bridge that of the first channel in it.
 */
import type { Lines } from "./conversations.ts"

/** A channel's name up to its counter, as it is or percent-encoded. */
const channel = /\b([A-Za-z][A-Za-z0-9]*(?:\/|%2F)[^\s,;:&|()"]*?)-([0-9a-f]{8})(?![0-9a-f])/g
const uniqueid = /(?<![\w.])(?:[A-Za-z][\w]*-)?1\d{9}\.\d{1,5}(?!\d)/g
const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g
const pointer = /\b0x[0-9a-f]{6,16}\b/g

const header = /^([A-Za-z]*?)(Channel|Uniqueid|UniqueID|BridgeUniqueid): (.*)$/

/** Both directions: ids of this run, and what they stand for. */
export interface Ids {
  readonly labels: ReadonlyMap<string, string>
  /** The ids of this run by what they stand for. */
  readonly known: ReadonlyMap<string, string>
}

const plain = (name: string): string => name.replaceAll("%2F", "/").replaceAll("%40", "@")

/** Learns the ids of a run from all that was said. */
export const learn = (messages: ReadonlyArray<Lines>): Ids => {
  const labels = new Map<string, string>()
  const counts = new Map<string, number>()
  const next = (kind: string): string => {
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return `${kind}#${count}`
  }
  const nameOf = (text: string): string => {
    const key = /^(.*-[0-9a-f]{8})(?:;[12])?/.exec(text)?.[1] ?? text
    const label = labels.get(key)
    return label === undefined ? text : `${label}${text.slice(key.length)}`
  }
  for (const lines of messages) {
    for (const line of lines) {
      for (const [, base = "", counter = ""] of line.matchAll(channel)) {
        const key = `${plain(base)}-${counter}`
        if (!labels.has(key)) labels.set(key, next(plain(base)))
      }
    }
  }
  for (const lines of messages) {
    const values = new Map<string, string>()
    for (const line of lines) {
      const [, prefix = "", kind = "", value = ""] = header.exec(line) ?? []
      if (kind !== "") values.set(`${prefix}${kind}`.replace("UniqueID", "Uniqueid"), value)
    }
    for (const [name, value] of values) {
      if (!name.endsWith("Channel")) continue
      const id = values.get(name.replace(/Channel$/, "Uniqueid"))
      if (id !== undefined && !labels.has(id) && id.replace(uniqueid, "") === "") {
        // A channel has one id; other ids in its messages are of other channels.
        labels.set(id, next(`<id ${nameOf(value)}>`))
      }
    }
  }
  // A bridge is known by who enters it first; one that nobody was seen to enter by when it was first seen.
  for (const pass of ["entered", "seen"]) {
    for (const lines of messages) {
      const enters = lines[0] === "Event: BridgeEnter"
      if (pass === "entered" && !enters) continue
      const who = enters ? lines.find((line) => line.startsWith("Channel: "))?.slice("Channel: ".length) : undefined
      for (const line of lines) {
        for (const [id] of line.matchAll(uuid)) {
          if (!labels.has(id)) labels.set(id, next(who === undefined ? "<uuid>" : `<bridge of ${nameOf(who)}>`))
        }
      }
    }
  }
  for (const lines of messages) {
    for (const line of lines) {
      for (const [id] of line.matchAll(uniqueid)) {
        if (!labels.has(id) && !line.startsWith("Timestamp")) labels.set(id, next("<id>"))
      }
    }
  }
  return { labels, known: new Map([...labels].map(([id, label]) => [label, id])) }
}

/** Replaces each id that is known by what `found` says of it. */
const replaced = (text: string, found: (id: string) => string | undefined): string =>
  text
    .replaceAll(channel, (all, base: string, counter: string) => found(`${plain(base)}-${counter}`) ?? all)
    .replaceAll(uuid, (id) => found(id) ?? id)
    .replaceAll(uniqueid, (id) => found(id) ?? id)

/** A line with its ids replaced by what they stand for. */
export const labelled = (line: string, { labels }: Ids): string =>
  replaced(line, (id) => labels.get(id)).replaceAll(pointer, "<pointer>")

/** What the client wrote in one run, with the ids of another. */
export const translated = (text: string, from: Ids, to: Ids): string =>
  replaced(text, (id) => {
    const label = from.labels.get(id)
    return label === undefined ? undefined : to.known.get(label)
  })
