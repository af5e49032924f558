/**
 * The groups of the fidelity table: which recordings belong to each, what share of their messages is aimed at, and what
 * is reached and kept. `npm run fidelity -- --keep` raises the floors to what is reached.
 */
import type { Version } from "./conversations.ts"
import kept from "./floors.json" with { type: "json" }

interface Group {
  readonly name: string
  /** The names of recordings: the first group that matches counts. */
  readonly recordings: RegExp
  /** The share of recorded messages that shall be equal, in per cent. */
  readonly aim: number
}

export const groups: ReadonlyArray<Group> = [
  {
    name: "login and limits",
    recordings:
      /^(?:auth|events-mask|filter|framing|limits|login|multi-login|nosys|pipelined|readonly|restart|shutdown|tls|waitevent)/,
    aim: 95
  },
  { name: "calls", recordings: /^(?:a\d?-|g-|h\d?-|m-|encoding|timestamp)/, aim: 95 },
  { name: "transfers", recordings: /^[bcd]2?-/, aim: 95 },
  { name: "queues", recordings: /^e\d?-/, aim: 95 },
  { name: "conference", recordings: /^f-/, aim: 92 },
  { name: "parking", recordings: /^i-/, aim: 92 },
  { name: "agents", recordings: /^n-/, aim: 92 },
  { name: "AsyncAGI", recordings: /^j-/, aim: 92 },
  { name: "bridges", recordings: /^l-/, aim: 92 },
  {
    name: "channel actions and variables",
    recordings: /^(?:k-|o-|setvar|originate-variables|injection|dialplan)/,
    aim: 92
  },
  { name: "lists", recordings: /^(?:lists|sip)/, aim: 85 },
  { name: "configuration", recordings: /^(?:config|reload|command)/, aim: 85 },
  { name: "CDR and CEL", recordings: /^cel/, aim: 85 }
]

/** What is aimed at for all recordings together. */
export const aimOfAll = 93

/** What is kept of a group, or of `all`, in per cent: `npm run fidelity` fails below it. */
export const floorOf = (group: string, version: Version): number =>
  new Map(Object.entries(kept.equal)).get(group)?.[version] ?? 0

/** How many surplus messages there may be for a hundred recorded ones. */
export const surplusCeiling = (version: Version): number => kept.surplus[version]

export const groupOf = (recording: string): string =>
  groups.find(({ recordings }) => recordings.test(recording))?.name ?? "channel actions and variables"
