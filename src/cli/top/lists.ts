/**
 * The four lists of `ami top`: their columns, and their rows as they follow from what is known.
 *
 * @since 0.2.0
 */
import type * as AmiCalls from "../../live/AmiCalls.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { elapsed } from "../style.ts"
import { fill, type Line, type Look, looks, shown, span } from "./cells.ts"
import {
  type Agent,
  agentsOf,
  agentStates,
  callerParty,
  type Data,
  legsOf,
  type Logged,
  partyOf,
  sinceOfLeg
} from "./data.ts"
import type { Cell, Column } from "./table.ts"

/** The lists, in the order of their keys. */
export const tabs = ["queues", "agents", "calls", "events"] as const

export type Tab = typeof tabs[number]

/** What can be hung up. */
export interface Target {
  readonly Uniqueid: string
  readonly Channel: string
}

/** A row below another one. */
export interface Child {
  readonly key: string
  /** What the filter looks at. */
  readonly text: string
  readonly line: () => Line
  readonly target?: Target | undefined
}

/** A row, with those that are opened below it. */
export interface Row {
  readonly key: string
  readonly text: string
  readonly cells: ReadonlyArray<Cell>
  /** What each column is sorted by. */
  readonly order: ReadonlyArray<string | number>
  readonly children: ReadonlyArray<Child>
  readonly target?: Target | undefined
}

const number = (value: number | undefined): Cell => ({ text: value === undefined ? "-" : String(value) })

const seconds = (millis: number): string => elapsed(millis / 1000)

/** Waits of a minute are a warning, those of two an alarm. */
const waitLook = (millis: number): Look =>
  millis >= 120_000 ? looks.alarm : millis >= 60_000 ? looks.warning : looks.plain

// --- Queues -----------------------------------------------------------------

const queueColumns: ReadonlyArray<Column> = [
  { title: "QUEUE", least: 13, most: 26, rank: 0 },
  { title: "WAIT", align: "right", least: 6, rank: 0 },
  { title: "LONGEST", align: "right", least: 9, rank: 1 },
  { title: "READY", align: "right", least: 7, rank: 2 },
  { title: "BUSY", align: "right", least: 6, rank: 3 },
  { title: "PAUSED", align: "right", least: 8, rank: 4 },
  { title: "OUT", align: "right", least: 5, rank: 9 },
  { title: "DONE", align: "right", least: 7, rank: 5 },
  { title: "ABAND", align: "right", least: 7, rank: 6 },
  { title: "SLA", align: "right", least: 7, rank: 6 },
  { title: "WAIT~", align: "right", least: 8, rank: 7 },
  { title: "TALK~", align: "right", least: 8, rank: 8 }
]

const levelLook = (percent: number): Look => percent >= 80 ? looks.green : percent >= 60 ? looks.yellow : looks.red

const queueRow = (queue: AmiQueues.Queue, at: number, names: ReadonlyMap<string, string>): Row => {
  const { Abandoned, Completed, Holdtime, ServicelevelPerf, TalkTime } = queue.counters
  const members = [...queue.members.values()]
  const count = (...status: ReadonlyArray<AmiQueues.MemberStatus>) =>
    members.filter((member) => status.includes(member.status)).length
  const waits = queue.callers.map(({ joinedAt }) => at - joinedAt)
  const longest = Math.max(0, ...waits)
  const [ready, busy, paused, out] = [
    count("Ready"),
    count("InCall", "Ringing", "InUse", "WrapUp"),
    count("Paused"),
    count("Unavailable")
  ]
  const level = Completed === 0 ? undefined : ServicelevelPerf
  const name = shown(queue.Queue)
  return {
    key: `queue ${queue.Queue}`,
    text: name,
    cells: [
      { text: name },
      { text: String(waits.length), look: waits.length > 0 ? looks.bold : looks.plain },
      waits.length === 0 ? { text: "-" } : { text: seconds(longest), look: waitLook(longest) },
      { text: String(ready), look: ready > 0 ? looks.green : waits.length > 0 ? looks.red : looks.plain },
      { text: String(busy), look: busy > 0 ? looks.cyan : looks.plain },
      { text: String(paused), look: paused > 0 ? looks.yellow : looks.plain },
      number(out),
      number(Completed),
      number(Abandoned),
      level === undefined ? { text: "-" } : { text: `${level.toFixed(0)} %`, look: levelLook(level) },
      { text: Holdtime === undefined ? "-" : elapsed(Holdtime) },
      { text: TalkTime === undefined ? "-" : elapsed(TalkTime) }
    ],
    order: [
      queue.Queue.toLowerCase(),
      waits.length,
      longest,
      ready,
      busy,
      paused,
      out,
      Completed ?? -1,
      Abandoned ?? -1,
      level ?? -1,
      Holdtime ?? -1,
      TalkTime ?? -1
    ],
    children: queue.callers.map((caller) => callerRow(caller, at, names))
  }
}

const callerRow = (caller: AmiQueues.Caller, at: number, names: ReadonlyMap<string, string>): Child => {
  const party = shown(partyOf(callerParty(caller)))
  const wait = at - caller.joinedAt
  const rings = caller.ringing.map((iface) => shown(names.get(iface) ?? iface)).join(", ")
  const look = waitLook(wait)
  return {
    key: `caller ${caller.Queue} ${caller.Uniqueid}`,
    text: party,
    line: () => [
      span(`  ${String(caller.position).padStart(3)} `, looks.dim),
      span(fill(party, 30)),
      span(fill(seconds(wait), 8, "right"), look === looks.plain ? looks.dim : look),
      span(rings === "" ? "" : `  rings ${rings}`, looks.cyan)
    ],
    target: { Uniqueid: caller.Uniqueid, Channel: caller.Channel ?? caller.Uniqueid }
  }
}

// --- Agents -----------------------------------------------------------------

const agentColumns: ReadonlyArray<Column> = [
  { title: "AGENT", least: 12, most: 20, rank: 0 },
  { title: "DEVICE", least: 12, most: 18, rank: 5 },
  { title: "STATE", least: 15, most: 26, rank: 0 },
  { title: "FOR", align: "right", least: 9, rank: 0 },
  { title: "WITH", isAfterNumber: true, least: 18, most: 32, rank: 1 },
  { title: "CALLS", align: "right", least: 7, rank: 2 },
  { title: "QUEUES", isAfterNumber: true, least: 13, most: 40, rank: 4 }
]

const agentLook: Readonly<Record<Agent["state"], Look>> = {
  talking: looks.cyan,
  hold: looks.cyan,
  ringing: looks.warning,
  "wrap-up": looks.plain,
  busy: looks.cyan,
  ready: looks.green,
  paused: looks.yellow,
  out: looks.dim
}

const agentRow = (agent: Agent, { at, openedAt }: Data): Row => {
  const { Interface, partner, queues, reason, since, state, taken } = agent
  const name = shown(agent.name)
  const told = shown(state === "hold" ? "on hold" : reason === "" ? state : `${state}, ${reason}`)
  const time = since === undefined ? `≥${seconds(at - openedAt)}` : seconds(at - since)
  const names = shown(queues.join(", "))
  return {
    key: `agent ${Interface}`,
    text: `${name} ${shown(Interface)} ${told} ${shown(partner)} ${names}`,
    cells: [
      { text: name },
      { text: shown(Interface), look: looks.dim },
      { text: told, look: agentLook[state] },
      { text: time },
      { text: shown(partner) },
      { text: String(taken) },
      { text: names, look: looks.dim }
    ],
    order: [
      name.toLowerCase(),
      Interface.toLowerCase(),
      agentStates.indexOf(state),
      at - (since ?? openedAt),
      partner,
      taken,
      names
    ],
    children: []
  }
}

const natural = (rows: ReadonlyArray<Row>, ...columns: ReadonlyArray<number>): ReadonlyArray<Row> =>
  [...rows].sort((one, other) => {
    for (const column of columns) {
      const result = compare(one.order[column] ?? "", other.order[column] ?? "")
      if (result !== 0) return result
    }
    return compare(one.key, other.key)
  })

const compare = (one: string | number, other: string | number): number =>
  typeof one === "number" && typeof other === "number"
    ? one - other
    : String(one) < String(other)
    ? -1
    : String(one) > String(other)
    ? 1
    : 0

// --- Calls ------------------------------------------------------------------

const callColumns: ReadonlyArray<Column> = [
  { title: "FROM", least: 17, most: 32, rank: 0 },
  { title: "TO", least: 15, most: 32, rank: 0 },
  { title: "STATE", least: 11, rank: 1 },
  { title: "AGE", align: "right", least: 8, rank: 0 },
  { title: "CHANNELS", isAfterNumber: true, least: 25, most: 90, rank: 2 }
]

const callStates: Readonly<Record<AmiCalls.State, readonly [word: string, look: Look]>> = {
  Conference: ["conference", looks.cyan],
  Parked: ["parked", looks.yellow],
  Held: ["on hold", looks.yellow],
  Talking: ["talking", looks.cyan],
  Ringing: ["ringing", looks.warning],
  Queued: ["waiting", looks.bold],
  Voicemail: ["voicemail", looks.plain],
  InDialplan: ["menu", looks.dim],
  Setup: ["setup", looks.dim]
}

/** Whom a call is for. */
const calleeOf = (call: AmiCalls.Call): string => {
  const queue = call.queues.at(-1)?.Queue
  const legs = legsOf(call)
  const called = legs.filter(({ role }) => role !== "Caller" && role !== "Originated")
  // Who has fetched a parked call has called too.
  const callees = called.length > 0 ? called : legs.filter(({ party }) => party.endpoint !== call.from?.endpoint)
  const callee = callees.find(({ isTalking }) => isTalking) ?? callees[0]
  if (call.state === "Conference") return call.dialed ?? ""
  if (callee === undefined) return queue ?? call.dialed ?? ""
  const name = callee.party.name ?? partyOf(callee.party)
  return queue === undefined ? partyOf(callee.party) : `${name} (${queue})`
}

const callRow = (call: AmiCalls.Call, { at, channels: known }: Data): Row => {
  const legs = legsOf(call)
  const from = shown(partyOf(call.from ?? legs[0]?.party ?? {}))
  const to = shown(calleeOf(call))
  const [word, look] = callStates[call.state]
  const channels = shown(legs.map(({ Channel }) => Channel).join(" ↔ "))
  const [first] = legs
  return {
    key: `call ${call.id}`,
    text: `${from} ${to} ${word} ${channels}`,
    cells: [
      { text: from },
      { text: to },
      { text: word, look },
      { text: seconds(at - call.startedAt) },
      { text: channels, look: looks.dim }
    ],
    order: [from, to, word, at - call.startedAt, channels],
    children: legs.map((leg) => legRow(leg, call, at, known)),
    target: first
  }
}

/** What a leg does, in a word. Who is left of a conversation in a parking lot is parked; a telephone may ring meanwhile. */
const doingOf = ({ answeredAt, heldSince, isTalking, role }: AmiCalls.CallLeg, state: AmiCalls.State): string => {
  const isCaller = role === "Caller"
  if (state === "Parked" && !isTalking && (isCaller || answeredAt !== undefined)) return "parked"
  if (heldSince !== undefined) return "holds"
  if (isTalking) return "talks"
  return answeredAt !== undefined ? "is up" : isCaller ? "calls" : "rings"
}

const legRow = (leg: AmiCalls.CallLeg, call: AmiCalls.Call, at: number, known: Data["channels"]): Child => {
  const { Channel, Uniqueid, heldSince, party, role } = leg
  const word = doingOf(leg, call.state)
  const since = word === "parked" ? call.parkings.at(-1)?.at : heldSince ?? sinceOfLeg(leg, known)
  const name = shown(partyOf(party))
  const channel = shown(Channel)
  return {
    key: `leg ${Uniqueid}`,
    text: `${name} ${channel}`,
    line: () => [
      span(`    ${fill(role.toLowerCase(), 12)}`, looks.dim),
      span(fill(name, 28)),
      span(` ${fill(word, 6)}`),
      span(fill(since === undefined ? "" : seconds(at - since), 8, "right")),
      span(`  ${channel}`, looks.dim)
    ],
    target: { Uniqueid, Channel }
  }
}

// --- Events -----------------------------------------------------------------

const eventColumns: ReadonlyArray<Column> = [
  { title: "TIME", least: 13, rank: 0 },
  { title: "EVENT", least: 21, most: 26, rank: 0 },
  { title: "ABOUT", least: 20, most: 400, rank: 1 }
]

/** The headers that say most of the commonest events. */
const tellingOf: Readonly<Record<string, ReadonlyArray<string>>> = {
  AgentComplete: ["Queue", "MemberName", "CallerIDNum", "TalkTime", "Reason"],
  AgentConnect: ["Queue", "MemberName", "CallerIDNum", "HoldTime"],
  DialBegin: ["Channel", "DestChannel", "DialString"],
  DialEnd: ["Channel", "DestChannel", "DialStatus"],
  ExtensionStatus: ["Exten", "Hint", "StatusText"],
  Hangup: ["Channel", "CallerIDNum", "CallerIDName", "Cause-txt"],
  NewConnectedLine: ["Channel", "ConnectedLineNum", "ConnectedLineName"],
  Newchannel: ["Channel", "CallerIDNum", "CallerIDName", "Exten"],
  Newexten: ["Channel", "Exten", "Priority", "Application", "AppData"],
  Newstate: ["Channel", "ChannelStateDesc", "ConnectedLineNum"],
  QueueCallerAbandon: ["Queue", "CallerIDNum", "CallerIDName", "HoldTime", "OriginalPosition"],
  QueueCallerJoin: ["Queue", "CallerIDNum", "CallerIDName", "Position"],
  QueueMemberPause: ["Queue", "MemberName", "Paused", "PausedReason"],
  VarSet: ["Channel", "Variable", "Value"]
}

/** Those of any other, in the order in which they are shown. */
const telling = [
  "Queue",
  "MemberName",
  "Channel",
  "DestChannel",
  "CallerIDNum",
  "CallerIDName",
  "Conference",
  "ParkingSpace",
  "Device",
  "State",
  "PausedReason",
  "DialStatus",
  "Cause-txt",
  "ChannelStateDesc",
  "Application",
  "Variable",
  "Value",
  "Peer",
  "PeerStatus",
  "ContactStatus",
  "BridgeType",
  "Status"
]

const aboutOf = (message: AmiMessage): string =>
  (Object.hasOwn(tellingOf, message.name) ? tellingOf[message.name] ?? telling : telling).flatMap((name) => {
    const value = message.get(name)
    return value === undefined || value === "" || value === "<unknown>" ? [] : [`${name}=${shown(value)}`]
  }).slice(0, 6).join("  ")

const two = (value: number): string => String(value).padStart(2, "0")

const timeOf = (at: number): string => {
  const date = new Date(at)
  const millis = String(date.getMilliseconds()).padStart(3, "0")
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${millis}`
}

const eventRow = ({ at, message, name, number, words }: Logged): Row => {
  const about = message === undefined ? words ?? "" : aboutOf(message)
  const title = shown(name)
  return {
    key: `event ${number}`,
    text: `${title} ${about}`,
    cells: [
      { text: timeOf(at), look: looks.dim },
      { text: title, look: message === undefined ? looks.warning : looks.plain },
      { text: about, look: looks.dim }
    ],
    order: [number, title, about],
    children: []
  }
}

// --- All of them ------------------------------------------------------------

/** The columns of each list. */
export const columns: Readonly<Record<Tab, ReadonlyArray<Column>>> = {
  queues: queueColumns,
  agents: agentColumns,
  calls: callColumns,
  events: eventColumns
}

/** All rows of a list, in the order that it has by itself. */
export const rowsOf = (tab: Tab, data: Data): ReadonlyArray<Row> => {
  const { at } = data
  switch (tab) {
    case "queues": {
      const names = new Map(
        data.queues.flatMap(({ members }) => [...members.values()])
          .map(({ Interface, MemberName }) => [Interface, MemberName ?? Interface])
      )
      return natural(data.queues.map((queue) => queueRow(queue, at, names)), 0)
    }
    case "agents":
      return natural(agentsOf(data).map((agent) => agentRow(agent, data)), 2, 0)
    case "calls":
      return natural(data.calls.map((call) => callRow(call, data)), 3).toReversed()
    case "events":
      return data.events.map(eventRow)
  }
}

/** Rows in the order of a column. */
export const sorted = (rows: ReadonlyArray<Row>, column: number, isReversed: boolean): ReadonlyArray<Row> => {
  const result = natural(rows, column)
  return isReversed ? result.toReversed() : result
}
