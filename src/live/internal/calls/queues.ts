/**
 * Visits of queues, and the members that were rung for them.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { LegOutcome } from "../../CallRecord.ts"
import { plus } from "../longer.ts"
import { kept, wholeOf } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import { join } from "./edges.ts"
import { legsOf, outcomeOf } from "./legs.ts"
import * as Outcomes from "./outcomes.ts"
import type { Call, Member, Ring, Visit } from "./state.ts"

/** What led out of a queue was seen at most so long before. */
const requestMillis = 250

/** A digit that led out of a queue came at most so long before. */
const digitMillis = 1_000

const openOf = (member: Member): Visit | undefined => {
  const { visits } = member.call
  if (visits.length === 0) return undefined
  return visits.findLast((visit) => visit.member === member && visit.endedAt === undefined)
}

const lastOf = (member: Member): Visit | undefined => member.call.visits.findLast((visit) => visit.member === member)

export const enter = (
  index: CallIndex,
  member: Member,
  Queue: string | undefined,
  position: number | undefined,
  joinedAt: number
): Visit => {
  const open = openOf(member)
  if (open !== undefined && open.Queue === Queue) return open
  if (open !== undefined) leave(index, member, "Unknown")
  const visit: Visit = {
    Queue,
    member,
    joinedAt,
    position,
    endedAt: undefined,
    outcome: "Unknown",
    by: undefined,
    rings: []
  }
  member.call.visits = plus(member.call.visits, visit)
  index.report({ _tag: "Queued", call: member.call, visit })
  index.touch(member.call)
  return visit
}

export const leave = (index: CallIndex, member: Member, outcome: Visit["outcome"]): void => {
  const open = openOf(member)
  if (open === undefined) return
  const at = Math.max(index.certain(member.call, member), open.joinedAt)
  open.endedAt = at
  open.outcome = outcome
  for (const ring of open.rings) ring.endedAt ??= at
  index.touch(member.call)
}

export const joined = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  const Queue = message.get("Queue")
  if (member === undefined || Queue === undefined) return
  enter(index, member, kept(Queue), wholeOf(message.get("Position")), index.at)
}

/** The caller is out of the queue; it may have been abandoned before, or be connected after. */
export const left = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  if (member === undefined || openOf(member) === undefined) return
  const digitAt = member.leg?.digitAt
  const isByKey = digitAt !== undefined && index.at - digitAt <= digitMillis
  const hasMissed = member.call.hasMissed(index.at - requestMillis)
  leave(index, member, isByKey ? "LeftWithKey" : hasMissed ? "Unknown" : "Left")
}

/**
 * A caller that waits is in a bridge: it is connected, of which AgentConnect may be under way, or an action took it out of the
 * queue, of which no QueueCallerLeave comes (channel.c, ast_channel_yank).
 */
export const bridged = (index: CallIndex, member: Member): void => {
  if (openOf(member) === undefined) return
  leave(index, member, index.isListing || member.call.hasMissed(index.at - requestMillis) ? "Unknown" : "Left")
}

/** A transfer puts a channel in the place of another that waits (bridge.c, ast_bridge_transfer_attended). */
export const replaced = (member: Member, by: Member): void => {
  const visit = openOf(member)
  if (visit !== undefined) visit.member = by
}

/** Events may be missing: of a caller who has just left, nobody sees that it is connected, or withdrawn. */
export const lost = (call: Call, since: number): void => {
  const last = call.visits.at(-1)
  if (
    (last?.outcome === "Left" || last?.outcome === "TimedOut") && last.endedAt !== undefined &&
    last.endedAt >= since - requestMillis
  ) {
    last.outcome = "Unknown"
  }
}

/** The caller hung up, or waited for as long as it may (app_queue.c, record_abandoned). */
export const abandoned = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  if (member === undefined) return
  const hasMissed = member.call.hasMissed(index.at - requestMillis)
  leave(index, member, member.leg?.hasAsked === true ? "Abandoned" : hasMissed ? "Unknown" : "TimedOut")
}

export const called = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  const dest = index.member(message.get("DestUniqueid"))
  if (member === undefined || dest === undefined) return
  join(index, member, dest)
  dest.isDialed = true
  link(dest, member)
  const Queue = message.get("Queue")
  const visit = openOf(member) ??
    enter(index, member, Queue === undefined ? undefined : kept(Queue), undefined, index.at)
  if (visit.rings.some((ring) => ring.dest === dest)) return
  visit.rings.push({
    MemberName: kept(message.get("MemberName") ?? ""),
    Interface: kept(message.get("Interface") ?? ""),
    dest,
    at: index.at,
    endedAt: undefined,
    isRefused: false,
    isConnected: false
  })
  index.touch(member.call)
}

/** A channel is dialed for another; what was said first counts. */
export const link = (dest: Member, by: Member): void => {
  if (dest.dialedBy !== undefined) return
  dest.dialedBy = by
  by.dialed = plus(by.dialed, dest)
}

const ringOf = (member: Member, dest: Member | undefined): Ring | undefined =>
  lastOf(member)?.rings.findLast((ring) => ring.dest === dest)

export const notAnswered = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  const ring = member === undefined ? undefined : ringOf(member, index.member(message.get("DestUniqueid")))
  if (member === undefined || ring === undefined) return
  ring.isRefused = true
  ring.endedAt ??= index.at
  index.touch(member.call)
}

/** A member has the caller. After a pick-up the event names the member that rang, with the picker's channel. */
export const connected = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  const visit = member === undefined ? undefined : lastOf(member)
  if (member === undefined || visit === undefined || visit.outcome === "Connected") return
  const Interface = message.get("Interface")
  visit.endedAt ??= index.at
  visit.outcome = "Connected"
  visit.by = kept(message.get("MemberName") ?? "")
  const dest = index.member(message.get("DestUniqueid"))
  const ring = visit.rings.findLast((one) => one.dest === dest)
    ?? visit.rings.findLast((one) => one.Interface === Interface && !one.isRefused)
  if (ring !== undefined && ring.dest === dest) {
    ring.isConnected = true
    ring.endedAt ??= index.at
  }
  index.report({ _tag: "QueueConnected", call: member.call, visit })
  index.touch(member.call)
}

/** What the dialplan says of why a caller left (app_queue.c, QUEUESTATUS). */
const byStatus = new Map<string, Visit["outcome"]>([
  ["TIMEOUT", "TimedOut"],
  ["WITHDRAW", "Withdrawn"],
  ["FULL", "Unavailable"],
  ["JOINEMPTY", "Unavailable"],
  ["LEAVEEMPTY", "Unavailable"],
  ["JOINUNAVAIL", "Unavailable"],
  ["LEAVEUNAVAIL", "Unavailable"]
])

export const status = (index: CallIndex, member: Member, value: string | undefined): void => {
  const outcome = byStatus.get(value ?? "")
  if (outcome === undefined) return
  const last = lastOf(member)
  if (value === "FULL" || value === "JOINEMPTY" || value === "JOINUNAVAIL") {
    if (last !== undefined && last.Queue === undefined && last.joinedAt === index.at) return
    enter(index, member, undefined, undefined, index.at)
    leave(index, member, outcome)
  } else if (last !== undefined && last.outcome !== "Connected" && last.outcome !== "Abandoned") {
    last.endedAt ??= index.at
    last.outcome = outcome
    index.touch(member.call)
  }
}

/** A channel has ended: a caller that waits does not any more. */
export const hungUp = (index: CallIndex, member: Member): void => {
  if (openOf(member) !== undefined) {
    leave(index, member, member.leg?.isLost === false && member.leg.hasAsked ? "Abandoned" : "Unknown")
  }
}

// --- Rings ----------------------------------------------------------------------------

/** What became of a member that was rung. */
export const ringOutcome = (ring: Ring): LegOutcome => {
  if (ring.isConnected) return "Answered"
  const outcomes = legsOf(ring.dest).map(outcomeOf)
  if (outcomes.length === 0) return ring.isRefused ? "NoAnswer" : Outcomes.ofCause(undefined) ?? "Unknown"
  return outcomes.find((outcome) => outcome === "Answered") ?? outcomes[0] ?? "Unknown"
}

export const ringMillis = (ring: Ring, at: number): number => {
  const ends = legsOf(ring.dest).flatMap((leg) => leg.answeredAt ?? leg.endedAt ?? [])
  const end = Math.min(ring.endedAt ?? at, ...ends)
  return Math.max(0, end - ring.at)
}
