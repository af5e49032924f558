/**
 * The rows of agents: each person once, whatever queues it serves.
 *
 * A queue knows a member by its interface. If that is a Local channel, which is no telephone, the call of the member is found
 * by the caller with whom AgentConnect has connected it, or by its `StateInterface`, never by the name of the Local channel.
 *
 * @since 0.2.0
 */
import type * as AmiCalls from "../../live/AmiCalls.ts"
import type * as AmiQueues from "../../live/AmiQueues.ts"
import { type Floor, known, legsOf, type Showing } from "./floor.ts"
import type { AgentRow, AgentState } from "./row.ts"

/** A leg, and the call that it is in. */
interface Seat {
  readonly call: AmiCalls.Call
  readonly leg: AmiCalls.CallLeg
}

/** Where telephones and channels are in the calls. */
interface Seats {
  readonly byEndpoint: ReadonlyMap<string, Seat>
  readonly byUniqueid: ReadonlyMap<string, Seat>
}

const seatsOf = (calls: Floor["calls"]): Seats => {
  const byEndpoint = new Map<string, Seat>()
  const byUniqueid = new Map<string, Seat>()
  for (const call of calls.values()) {
    for (const leg of legsOf(call)) {
      const seat = { call, leg }
      byUniqueid.set(leg.Uniqueid, seat)
      const key = leg.party.endpoint.toLowerCase()
      // Of several channels of a telephone, the one that talks is what its user does.
      if (leg.isTalking || !byEndpoint.has(key)) byEndpoint.set(key, seat)
    }
  }
  return { byEndpoint, byUniqueid }
}

const isLocal = (iface: string): boolean => /^local\//i.test(iface)

/** The telephone of a member in its call. */
const seatOf = (member: AmiQueues.Member, seats: Seats): Seat | undefined => {
  const byDevice = [member.StateInterface, isLocal(member.Interface) ? undefined : member.Interface]
    .map((device) => device === undefined ? undefined : seats.byEndpoint.get(device.toLowerCase()))
    .find((seat) => seat !== undefined)
  if (byDevice !== undefined || member.call === undefined) return byDevice
  const own = member.call.DestUniqueid === undefined ? undefined : seats.byUniqueid.get(member.call.DestUniqueid)
  if (own !== undefined) return own
  // A half of a Local channel is no leg: the telephone is the other end of the caller's call.
  const caller = seats.byUniqueid.get(member.call.Uniqueid)
  const leg = caller === undefined
    ? undefined
    : legsOf(caller.call).find((other) => other !== caller.leg && other.isTalking)
  return caller === undefined || leg === undefined ? undefined : { call: caller.call, leg }
}

const isTalking = (member: AmiQueues.Member): boolean => member.InCall || member.call !== undefined

const isBusy = ({ state, status }: AmiQueues.Member): boolean =>
  status === "InUse" || state === "InUse" || state === "Busy"

const isRinging = ({ state, status }: AmiQueues.Member): boolean =>
  status === "Ringing" || state === "Ringing" || state === "RingInUse"

/** Of all the members that a person is, the row is about one: the first for which the first of these holds. */
const order: ReadonlyArray<(member: AmiQueues.Member) => boolean> = [
  isTalking,
  isRinging,
  ({ state }) => state === "OnHold",
  isBusy,
  ({ status }) => status === "WrapUp",
  ({ status }) => status === "Ready",
  ({ status }) => status === "Paused"
]

const foremost = (
  members: readonly [AmiQueues.Member, ...ReadonlyArray<AmiQueues.Member>]
): AmiQueues.Member => {
  for (const is of order) {
    const found = members.find(is)
    if (found !== undefined) return found
  }
  return members[0]
}

const stateOf = (member: AmiQueues.Member, seat: Seat | undefined): AgentState => {
  if (member.state === "OnHold" || (seat?.leg.isTalking === true && seat.leg.heldSince !== undefined)) return "hold"
  if (isTalking(member)) return "talking"
  if (isRinging(member)) return "ringing"
  if (isBusy(member)) return "talking"
  if (member.status === "Paused") return member.state === "Unavailable" || member.state === "Invalid" ? "off" : "paused"
  if (member.status === "WrapUp") return "wrapup"
  return member.status === "Ready" ? "ready" : "off"
}

/** Since when an agent does what it does, if that was seen or follows from what Asterisk keeps. */
const sinceOf = (
  state: AgentState,
  member: AmiQueues.Member,
  members: ReadonlyArray<AmiQueues.Member>,
  seat: Seat | undefined,
  channels: Floor["channels"]
): number | undefined => {
  // Of a call that was there before, a list has the age of the channel alone.
  const startedAt = seat === undefined ? undefined : seat.leg.startedAt ?? channels.get(seat.leg.Uniqueid)?.startedAt
  switch (state) {
    case "hold":
      return seat?.leg.heldSince ?? member.statusSince
    case "talking":
      return member.call?.connectedAt ?? seat?.leg.answeredAt ?? startedAt ?? member.statusSince
    case "ringing":
      return seat?.leg.ringingAt ?? member.statusSince ?? startedAt
    case "paused":
      return member.pausedSince ?? member.LastPause
    case "ready": {
      // If nobody saw it become ready, it has been since its last call or its login, which Asterisk keeps.
      const kept = members.flatMap(({ LastCall, LoginTime }) => [LastCall ?? 0, LoginTime ?? 0])
      return member.statusSince ?? (Math.max(...kept) || undefined)
    }
    default:
      return member.statusSince
  }
}

/** Who is at the other end: the caller as the queue has it, or else who is in the call. */
const peerOf = (
  member: AmiQueues.Member,
  seat: Seat | undefined,
  callers: ReadonlyMap<string, AmiQueues.Caller>,
  showing: Showing
): string => {
  const caller = member.call ?? (member.ringingFor === undefined ? undefined : callers.get(member.ringingFor))
  const shown = caller === undefined ? "" : known(caller.CallerIDNum) || known(caller.CallerIDName)
  if (shown !== "") return showing.text(shown)
  if (seat === undefined) return ""
  const others = legsOf(seat.call).filter((leg) => leg !== seat.leg)
  const other = others.find(({ isTalking }) => isTalking) ?? others[0]
  return showing.party(other?.party) || showing.text(seat.call.dialed ?? "")
}

/** All agents by their interfaces. A beginning that nobody saw is when `previous` showed the state first. */
export const agentRows = (
  floor: Floor,
  showing: Showing,
  previous: (key: string) => AgentRow | undefined
): ReadonlyMap<string, AgentRow> => {
  const { at, calls, channels, queues } = floor
  const seats = seatsOf(calls)
  const callers = new Map([...queues.values()].flatMap((queue) => queue.callers).map((one) => [one.Uniqueid, one]))
  const members = Map.groupBy(
    [...queues.values()].flatMap((queue) => [...queue.members.values()]),
    ({ Interface }) => Interface.toLowerCase()
  )
  const rows = new Map<string, AgentRow>()
  for (const [first, ...others] of members.values()) {
    if (first === undefined) continue
    const all = [first, ...others] as const
    const member = foremost(all)
    const seat = seatOf(member, seats)
    const state = stateOf(member, seat)
    const paused = all.filter(({ Paused }) => Paused)
    const seen = sinceOf(state, member, all, seat, channels)
    const before = previous(first.Interface)
    const isSame = before?.state === state && !before.known
    const isInCall = state === "talking" || state === "hold" || state === "ringing"
    const peer = isInCall ? peerOf(member, seat, callers, showing) : ""
    const queue = member.call === undefined && !member.InCall && member.ringingFor === undefined
      ? undefined
      : member.Queue
    rows.set(first.Interface, {
      name: first.MemberName ?? first.Interface,
      iface: first.Interface,
      queues: all.map(({ Queue }) => Queue).sort(),
      taken: all.reduce((sum, { CallsTaken }) => sum + (CallsTaken ?? 0), 0),
      state,
      paused: paused.length > 0,
      ...(paused.length === 0 || paused.length === all.length
        ? {}
        : { pausedIn: paused.map(({ Queue }) => Queue).sort() }),
      reason: paused.find(({ PausedReason }) => PausedReason !== undefined)?.PausedReason ?? "",
      since: seen === undefined ? isSame ? before.since : at : Math.min(seen, at),
      known: seen !== undefined,
      ...(peer === "" ? {} : { peer }),
      ...(isInCall && seat !== undefined ? { channel: showing.channel(seat.leg.Channel) } : {}),
      ...(isInCall && queue !== undefined ? { queue } : {})
    })
  }
  return rows
}
