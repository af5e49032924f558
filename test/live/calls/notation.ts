/**
 * Records of calls as lines that people can write and compare.
 *
 * `In 0201234*→5550103 Answered by 101 · Caller · caller 0201234*, 101:Answered · Q sales@1 Connected Alice [Alice:Answered]`
 *
 * - First the direction, after `Originated` if a program began the call; then who called, what was dialled, the outcome and
 *   who answered. A party is its number, or its endpoint, with `*` if it is outside and `?` if nobody knows.
 * - Then who ended the call, with the cause if it is not 16; or `Merged`, with nothing after it.
 * - Then the legs in the order of their channels, agents of AgentLogin last, each with its role, if it is not a callee, and its outcome, which for a
 *   caller is left out unless it was transferred. `(silent)` is one that answered and never talked.
 * - Then what happened: Q queue, T transfer, F forwarding, PU pick-up, PK parking, C conference, R recording, VM voicemail.
 */
import type { CallRecord } from "effect-ami"

type Record = CallRecord.CallRecord

/** The ids of channels in the order in which Asterisk made them; those that a program chose come first. */
export const byUniqueid = (a: string, b: string): number => {
  const number = (id: string) => Number(/^(?:.*-)?\d+\.(\d+)$/.exec(id)?.[1] ?? -1)
  return number(a) - number(b) || (a < b ? -1 : a > b ? 1 : 0)
}

const party = (of: CallRecord.Party | undefined): string =>
  of === undefined
    ? "?"
    : `${of.number ?? of.endpoint}${of.side === "Outside" ? "*" : of.side === "Unknown" ? "?" : ""}`

const leg = ({ outcome, party: of, role, talkMs }: CallRecord.Leg): string => {
  const isSilent = outcome === "Answered" && talkMs === 0 && role !== "Caller"
  return [
    role === "Callee" ? "" : `${role.toLowerCase()} `,
    party(of),
    role === "Caller" && outcome !== "Transferred" ? "" : `:${outcome}`,
    isSilent ? "(silent)" : ""
  ].join("")
}

const visit = ({ member, outcome, position, Queue, rings }: CallRecord.QueueVisit): string => {
  const place = position === undefined ? "" : `@${position}`
  const rung = rings.map(({ MemberName, outcome }) => `${MemberName}:${outcome}`).join(", ")
  return `Q ${Queue ?? "?"}${place} ${outcome}${member === undefined ? "" : ` ${member}`}${
    rung === "" ? "" : ` [${rung}]`
  }`
}

const transfer = ({ by, kind, outcome, target, to, transferee }: CallRecord.Transfer): string =>
  [
    `T ${kind}`,
    by === undefined ? "" : `by ${party(by)}`,
    transferee === undefined ? "" : `of ${party(transferee)}`,
    to === undefined ? "" : `to ${to}`,
    target === undefined ? "" : `target ${party(target)}`,
    outcome
  ].filter((word) => word !== "").join(" ")

/** The application Page makes up the name of its conference. */
const conferenceOf = (name: string): string => /^\d{7,}$/.test(name) ? "page" : name

const directions = { Inbound: "In", Outbound: "Out", Internal: "Internal", Through: "Through", Unknown: "Unknown" }

const end = (of: CallRecord.End): string =>
  of._tag === "HungUp"
    ? `${of.by}${of.cause === undefined || of.cause === 16 ? "" : ` ${of.cause}`}`
    : of._tag

/** One record as a line. */
export const line = (record: Record): string => {
  const origin = record.origin === "Originated" ? "Originated " : record.origin === "Unknown" ? "Unknown " : ""
  const dialed = record.dialed === undefined ? "" : `→${record.dialed}`
  const head = `${origin}${directions[record.direction]} ${party(record.from)}${dialed}`
  if (record.end._tag === "Merged") return `${head} · Merged`
  const answeredBy = record.answeredBy === undefined ? "" : ` by ${party(record.answeredBy)}`
  const whoRecorded = (Uniqueid: string) => party(record.legs.find((leg) => leg.Uniqueid === Uniqueid)?.party)
  return [
    `${head} ${record.outcome}${answeredBy}`,
    end(record.end),
    record.legs.toSorted((a, b) =>
      Number(a.role === "Agent") - Number(b.role === "Agent") || byUniqueid(a.Uniqueid, b.Uniqueid)
    ).map(leg).join(", "),
    ...record.queues.map(visit),
    ...record.transfers.map(transfer),
    ...record.forwards.map(({ from, to }) => `F ${party(from)}→${to}`),
    ...record.pickups.map(({ by, of }) => `PU ${party(by)} of ${party(of)}`),
    ...record.parkings.map(({ by, outcome, space }) =>
      `PK ${space} ${outcome}${by === undefined ? "" : ` by ${party(by)}`}`
    ),
    ...record.conferences.map((visit) => `C ${conferenceOf(visit.Conference)} ${party(visit.party)}`).toSorted(),
    ...record.recordings.map(({ file, Uniqueid }) => `R ${whoRecorded(Uniqueid)}${file === undefined ? "" : " file"}`),
    ...record.voicemail === undefined ? [] : [`VM ${record.voicemail}`],
    ...record.holds === 0 ? [] : [`holds ${record.holds}`],
    ...record.dtmf.count === 0 ? [] : [`dtmf ${record.dtmf.count}`],
    ...record.unknown.map(({ cause }) => `unknown ${cause}`)
  ].filter((part) => part !== "").join(" · ")
}

/** Records as lines, in the order of their first channels. */
export const lines = (records: ReadonlyArray<Record>): ReadonlyArray<string> =>
  records.toSorted((a, b) => byUniqueid(a.id, b.id)).map(line)

/** What is expected of recordings, by name, then by circumstance: "" if nothing else is said. */
export type Yardstick = ReadonlyMap<string, ReadonlyMap<string, ReadonlyArray<string>>>

/** Reads a yardstick: `# name`, then one line a record; `[22]` or `[no dialplan]` begins a line that holds only there. */
export const parse = (text: string): Yardstick => {
  const yardstick = new Map<string, Map<string, Array<string>>>()
  let current = new Map<string, Array<string>>()
  for (const row of text.split("\n")) {
    if (row === "" || row.startsWith(";")) continue
    if (row.startsWith("# ")) {
      current = new Map([["", []]])
      yardstick.set(row.slice(2), current)
      continue
    }
    const [, circumstance = "", line = ""] = /^(?:\[([^\]]+)\] )?(.*)$/.exec(row) ?? []
    const lines = current.get(circumstance) ?? []
    lines.push(line)
    current.set(circumstance, lines)
  }
  return yardstick
}

/** What is expected of a recording, in the first of these circumstances of which something is said. */
export const expected = (
  yardstick: Yardstick,
  name: string,
  circumstances: ReadonlyArray<string>
): ReadonlyArray<string> => {
  const said = yardstick.get(name)
  for (const circumstance of circumstances) {
    const lines = said?.get(circumstance)
    if (lines !== undefined) return lines
  }
  return said?.get("") ?? []
}
