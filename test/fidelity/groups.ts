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
  {
    name: "calls",
    recordings:
      /^(?:a\d?-|g-|h\d?-|m-|encoding|timestamp|answered|accept|call-waiting|caller|cl|con(?:nect|tinues)|dialer|follow|forward|group|hangup|hold|hunt|inb|inte|menu$|no-|outb|page|registered|sipp-(?!tr|pa|q)|spied|thr|time-|unre|voice)/,
    aim: 95
  },
  { name: "transfers", recordings: /^(?:[bcd]2?-|attended|blind|redirect|replaces|pickup|sipp-tr|transfer)/, aim: 95 },
  { name: "queues", recordings: /^(?:e\d?-|queue|menu-queue|sipp-q)/, aim: 95 },
  { name: "conference", recordings: /^(?:f-|conference|call-to-conf)/, aim: 92 },
  { name: "parking", recordings: /^(?:i-|park|sipp-pa)/, aim: 92 },
  { name: "agents", recordings: /^(?:n-|agent)/, aim: 92 },
  { name: "AsyncAGI", recordings: /^(?:j-|async)/, aim: 92 },
  { name: "bridges", recordings: /^(?:l-|bridge)/, aim: 92 },
  {
    name: "channel actions and variables",
    recordings: /^(?:k-|o-|setvar|originate-variables|injection|dialplan|dtmf|recorded)/,
    aim: 92
  },
  { name: "lists", recordings: /^(?:lists|sip)/, aim: 85 },
  { name: "configuration", recordings: /^(?:config|reload|command)/, aim: 85 },
  { name: "CDR and CEL", recordings: /^cel/, aim: 85 }
]

/** What is aimed at for all recordings together. */
export const aimOfAll = 93

interface Kept {
  readonly kind: string
  readonly name: string
  readonly version: Version
}

const keptOf = (kind: string, name: string, version: Version): number | undefined => {
  const all: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>> = kept
  return all[kind]?.[name]?.[version]
}

/** What is kept of a group, or of `all`, in per cent: `npm run fidelity` fails below it. */
export const floorOf = ({ kind, name, version }: Kept): number => keptOf(kind, name, version) ?? 0

/** How many surplus messages there may be for a hundred recorded ones, and how many recordings that are not played to their end. */
export const ceilingsOf = ({ kind, version }: Kept): { readonly surplus: number; readonly unfinished: number } => ({
  surplus: keptOf(kind, "surplus", version) ?? Infinity,
  unfinished: keptOf(kind, "unfinished", version) ?? Infinity
})

export const groupOf = (recording: string): string =>
  groups.find(({ recordings }) => recordings.test(recording))?.name ?? "channel actions and variables"
