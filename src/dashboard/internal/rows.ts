/**
 * The rows of the floor: queues, agents, those who wait, calls, telephones and lines. A pure function of the live models.
 *
 * @since 0.2.0
 */
import type * as AmiCalls from "../../live/AmiCalls.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import { agentRows } from "./agentRows.ts"
import { type Floor, known, legsOf, type Showing } from "./floor.ts"
import type { AgentRow, CallRow, CallState, EndpointRow, LegRow, QueueRow, WaitingRow } from "./row.ts"

/** The rows by key, and the channels that they name: what is shown of each, and its name in Asterisk. */
export interface Built {
  readonly rows: ReadonlyMap<string, unknown>
  /** Undefined if several look the same. */
  readonly channels: ReadonlyMap<string, string | undefined>
}

// --- Queues -----------------------------------------------------------------

const optional = <K extends keyof QueueRow>(name: K, value: number | undefined) =>
  value === undefined ? {} : { [name]: value }

const queueRow = ({ Queue, ServiceLevel, counters }: AmiQueues.Queue): QueueRow => ({
  name: Queue,
  ...optional("completed", counters.Completed),
  ...optional("abandoned", counters.Abandoned),
  ...optional("serviceLevel", ServiceLevel),
  ...optional("perf", counters.ServicelevelPerf),
  ...optional("perf2", counters.ServicelevelPerf2),
  ...optional("holdtime", counters.Holdtime),
  ...optional("talkTime", counters.TalkTime)
})

const waitingRow = (caller: AmiQueues.Caller, showing: Showing): WaitingRow => ({
  queue: caller.Queue,
  num: showing.text(known(caller.CallerIDNum)),
  name: showing.text(known(caller.CallerIDName)),
  since: caller.joinedAt,
  position: caller.position,
  ...(caller.Channel === undefined ? {} : { channel: showing.channel(caller.Channel) })
})

// --- Calls ------------------------------------------------------------------

const callStates: { readonly [S in AmiCalls.State]: CallState } = {
  Conference: "conference",
  Parked: "parked",
  Held: "hold",
  Talking: "talking",
  Ringing: "ringing",
  Queued: "waiting",
  Voicemail: "mailbox",
  InDialplan: "menu",
  Setup: "setup"
}

const legState = (leg: AmiCalls.CallLeg): LegRow["state"] => {
  if (leg.heldSince !== undefined) return "hold"
  if (leg.isTalking) return "talking"
  return leg.answeredAt === undefined && leg.ringingAt !== undefined ? "ringing" : "up"
}

/** Where a call is that has nobody at its other end. */
const placeOf = (call: AmiCalls.Call, showing: Showing): string => {
  if (call.state === "Parked") return call.parkings.at(-1)?.space ?? ""
  if (call.state === "Conference") return call.conferences.at(-1)?.Conference ?? ""
  return (call.state === "Queued" ? call.queues.at(-1)?.Queue : undefined) ?? showing.text(call.dialed ?? "")
}

const callRow = (call: AmiCalls.Call, showing: Showing, agents: ReadonlyMap<string, string>): CallRow => {
  const legs = legsOf(call)
  const who = ({ party }: AmiCalls.CallLeg): string => agents.get(party.endpoint.toLowerCase()) ?? showing.party(party)
  const caller = legs.find(({ role }) => role === "Caller" || role === "Originated") ?? legs[0]
  const others = legs.filter((leg) => leg !== caller)
  // Of several that ring nobody is the other end yet.
  const other = others.find(({ isTalking }) => isTalking) ?? (others.length === 1 ? others[0] : undefined)
  const isAlone = other === undefined || call.state === "Conference"
  const queue = call.queues.at(-1)?.Queue
  return {
    from: caller === undefined ? showing.party(call.from) : who(caller),
    to: isAlone ? placeOf(call, showing) : who(other),
    state: callStates[call.state],
    since: call.startedAt,
    known: true,
    ...(queue === undefined ? {} : { queue }),
    legs: legs.map((leg) => ({ channel: showing.channel(leg.Channel), who: who(leg), state: legState(leg) }))
  }
}

// --- Telephones and lines ---------------------------------------------------

/** Devices that are telephones or lines: not conferences, hints of the dialplan, queues and the like. */
export const isTelephone = (device: string): boolean =>
  /^[A-Za-z0-9]+\/[^/]/.test(device) && !/^(?:local|agent)\//i.test(device)

const isDown = (state: string | undefined): boolean => state === "UNAVAILABLE" || state === "INVALID"

const endpointRows = (
  { devices, registrations }: Floor,
  showing: Showing
): ReadonlyMap<string, EndpointRow> => {
  const rows = new Map<string, EndpointRow>()
  const registering = new Set<string>()
  for (const [name, { Endpoint, Status, statusSince }] of registrations) {
    // A registration need not name its endpoint; as a rule they have the same name.
    const endpoint = `PJSIP/${Endpoint ?? name}`
    const device = devices.get(endpoint)
    registering.add(endpoint)
    const isUp = Status === "Registered" && !isDown(device?.State)
    const since = Status === "Registered" && !isUp ? device?.since : statusSince
    rows.set(name, { name, state: isUp ? "up" : "down", trunk: true, ...(since === undefined ? {} : { since }) })
  }
  for (const [device, { State, since }] of devices) {
    if (!isTelephone(device) || registering.has(device)) continue
    rows.set(device, {
      name: device.slice(device.indexOf("/") + 1),
      state: isDown(State) ? "down" : State === "UNKNOWN" ? "unknown" : "up",
      trunk: showing.isTrunk(device),
      ...(since === undefined || !isDown(State) ? {} : { since })
    })
  }
  return rows
}

// --- All of them ------------------------------------------------------------

/** The names of agents by the telephones at which they sit. */
const namesOf = (queues: Floor["queues"]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>()
  for (const { members } of queues.values()) {
    for (const { Interface, MemberName, StateInterface } of members.values()) {
      if (MemberName === undefined || MemberName === Interface) continue
      names.set((StateInterface ?? Interface).toLowerCase(), MemberName)
      names.set(Interface.toLowerCase(), MemberName)
    }
  }
  return names
}

const channelsOf = (floor: Floor, showing: Showing): ReadonlyMap<string, string | undefined> => {
  const channels = new Map<string, string | undefined>()
  const add = (name: string) => {
    const shown = showing.channel(name)
    channels.set(shown, channels.has(shown) && channels.get(shown) !== name ? undefined : name)
  }
  for (const call of floor.calls.values()) for (const { Channel } of legsOf(call)) add(Channel)
  for (const { callers } of floor.queues.values()) {
    for (const { Channel } of callers) if (Channel !== undefined) add(Channel)
  }
  return channels
}

/** Makes the rows. `previous` are those of before: see `agentRows`. */
export const rowsOf = (
  floor: Floor,
  showing: Showing,
  previous: ReadonlyMap<string, unknown> = new Map()
): Built => {
  const rows = new Map<string, unknown>()
  const names = namesOf(floor.queues)
  for (const queue of floor.queues.values()) {
    rows.set(`q:${queue.Queue}`, queueRow(queue))
    for (const caller of queue.callers) rows.set(`w:${caller.Queue}:${caller.Uniqueid}`, waitingRow(caller, showing))
  }
  // A type assertion: rows of this key are of agents.
  const before = (key: string) => previous.get(`a:${key}`) as AgentRow | undefined
  for (const [key, row] of agentRows(floor, showing, before)) rows.set(`a:${key}`, row)
  for (const [id, call] of floor.calls) {
    if (legsOf(call).length > 0 || call.state === "Parked") rows.set(`c:${id}`, callRow(call, showing, names))
  }
  for (const [key, row] of endpointRows(floor, showing)) rows.set(`e:${key}`, row)
  return { rows, channels: channelsOf(floor, showing) }
}
