/**
 * Calls as others see them: plain values, made when somebody looks.
 *
 * @since 0.2.0
 */
import type {
  CallRecord,
  End,
  Leg as LegValue,
  Parking,
  Pickup,
  QueueVisit,
  Recorded,
  Transfer
} from "../../CallRecord.ts"
import type { Call as CallValue, CallLeg, State } from "./call.ts"
import { calledBy } from "./dials.ts"
import { callOutcome } from "./ending.ts"
import { firstOf, legOf, outcomeOf, partyOf, roleOf, wasHeard } from "./legs.ts"
import { ringMillis, ringOutcome } from "./queues.ts"
import {
  type Call,
  type Leg,
  none,
  type ParkingState,
  type RecordingState,
  type TransferState,
  type Visit
} from "./state.ts"
import { isTalking } from "./talking.ts"
import { targetOf } from "./transfers.ts"
import type { View } from "./view.ts"

const upState = 6

// --- Legs -------------------------------------------------------------------------

/** What may be known of a leg or not. */
const maybe = (leg: Leg) => {
  const caller = calledBy(leg)
  return {
    ...(caller === undefined || caller === leg || caller.call !== leg.call ? {} : { calledBy: caller.member.Uniqueid }),
    ...(leg.startedAt === undefined ? {} : { startedAt: leg.startedAt }),
    ...(leg.ringingAt === undefined ? {} : { ringingAt: leg.ringingAt }),
    ...(leg.answeredAt === undefined ? {} : { answeredAt: leg.answeredAt }),
    ...(leg.endedAt === undefined ? {} : { endedAt: leg.endedAt }),
    ...(leg.cause === undefined ? {} : { cause: leg.cause }),
    ...(leg.TechCause === undefined ? {} : { TechCause: leg.TechCause })
  }
}

/** A leg of a call that lives. */
export const legValue = (leg: Leg, view: View): CallLeg => ({
  Uniqueid: leg.member.Uniqueid,
  Channel: leg.Channel,
  party: partyOf(leg, view),
  role: roleOf(leg),
  isTalking: leg.talkSince !== undefined,
  ...maybe(leg),
  ...(leg.heldSince === undefined ? {} : { heldSince: leg.heldSince }),
  ...(leg.isOver ? { outcome: outcomeOf(leg) } : {})
})

const legRecord = (leg: Leg, view: View): LegValue => ({
  Uniqueid: leg.member.Uniqueid,
  Channel: leg.Channel,
  party: partyOf(leg, view),
  role: roleOf(leg),
  talkMs: leg.talkMs,
  heldMs: leg.heldMs,
  outcome: outcomeOf(leg),
  ...maybe(leg)
})

// --- What happened on the way --------------------------------------------------------

/** How long something lasted: until its end, and not beyond `at`, which is before it if the end of the call was not seen. */
const millis = (from: number, endedAt: number | undefined, at: number): number =>
  Math.max(0, Math.min(endedAt ?? at, at) - from)

export const visitValue = (visit: Visit, at: number): QueueVisit => ({
  ...(visit.Queue === undefined ? {} : { Queue: visit.Queue }),
  joinedAt: visit.joinedAt,
  ...(visit.position === undefined ? {} : { position: visit.position }),
  waitMs: millis(visit.joinedAt, visit.endedAt, at),
  outcome: visit.outcome,
  ...(visit.by === undefined ? {} : { member: visit.by }),
  rings: visit.rings.map((ring) => ({
    MemberName: ring.MemberName,
    Interface: ring.Interface,
    ms: ringMillis(ring, at),
    outcome: ringOutcome(ring)
  }))
})

export const transferValue = (transfer: TransferState, call: Call, view: View): Transfer => {
  const target = targetOf(transfer, call)
  const to = view.number(transfer.to)
  return {
    kind: transfer.kind,
    at: transfer.at,
    ...(transfer.by === undefined ? {} : { by: partyOf(transfer.by, view) }),
    ...(transfer.transferee === undefined ? {} : { transferee: partyOf(transfer.transferee, view) }),
    ...(to === undefined ? {} : { to }),
    ...(target === undefined ? {} : { target: partyOf(target, view) }),
    outcome: transfer.outcome ?? "Unknown"
  }
}

export const parkingValue = (stay: ParkingState, view: View, at: number): Parking => ({
  lot: stay.lot,
  space: stay.space,
  at: stay.at,
  ms: millis(stay.at, stay.endedAt, at),
  outcome: stay.outcome,
  ...(stay.by === undefined ? {} : { by: partyOf(stay.by, view) })
})

export const pickupValue = (by: Leg, of: Leg, at: number, view: View): Pickup => ({
  by: partyOf(by, view),
  of: partyOf(of, view),
  at
})

const tapingValue = ({ at, endedAt, file, member }: RecordingState): Recorded => ({
  Uniqueid: member.Uniqueid,
  ...(file === undefined ? {} : { file }),
  at,
  ...(endedAt === undefined ? {} : { ms: Math.max(0, endedAt - at) })
})

/** The values of a list. Most calls have none of these: they share an empty one. */
const each = <A, B>(all: ReadonlyArray<A>, value: (one: A) => B): ReadonlyArray<B> =>
  all.length === 0 ? none : all.map(value)

const noDigits = { count: 0 }

const dtmfOf = ({ legs }: Call): CallRecord["dtmf"] => {
  const count = legs.reduce((sum, leg) => sum + leg.digits, 0)
  return count === 0 ? noDigits : { count }
}

const wayOf = (call: Call, view: View, at: number) => ({
  queues: each(call.visits, (visit) => visitValue(visit, at)),
  transfers: each(call.transfers, (transfer) => transferValue(transfer, call, view)),
  forwards: each(call.forwards, ({ at, from, to }) => ({
    from: partyOf(from, view),
    to: view.number(to) ?? "",
    at
  })),
  pickups: each(call.pickups, ({ at, by, of }) => pickupValue(by, of, at, view)),
  parkings: each(call.parkings, (stay) => parkingValue(stay, view, at)),
  conferences: call.conferences.length === 0 ? none : call.conferences.flatMap((meeting) => {
    const leg = legOf(meeting.member)
    if (leg === undefined) return []
    const ms = millis(meeting.at, meeting.endedAt, at)
    return [{ Conference: meeting.Conference, party: partyOf(leg, view), at: meeting.at, ms }]
  }),
  recordings: each(call.recordings, tapingValue),
  ...(call.voicemail === undefined ? {} : { voicemail: call.voicemail }),
  dtmf: dtmfOf(call),
  holds: call.legs.reduce((sum, leg) => sum + leg.holds, 0)
})

const noWay = {
  queues: [],
  transfers: [],
  forwards: [],
  pickups: [],
  parkings: [],
  conferences: [],
  recordings: [],
  dtmf: noDigits,
  holds: 0
}

// --- Calls ------------------------------------------------------------------------------

const directionOf = (call: Call, first: Leg | undefined, view: View): CallRecord["direction"] => {
  const others = call.legs.filter((leg) => leg !== first).map((leg) => view.sides.of(leg))
  // The caller has left, or a program has called both: a caller from outside cannot leave them to talk.
  if (first === undefined) {
    if (!others.includes("Inside") || others.includes("Unknown")) return "Unknown"
    return others.includes("Outside") ? "Outbound" : "Internal"
  }
  const side = view.sides.of(first)
  if (side === "Unknown") return "Unknown"
  if (side === "Outside") {
    if (!others.includes("Inside") && others.includes("Outside")) return "Through"
    return roleOf(first) === "Originated" ? "Outbound" : "Inbound"
  }
  if (others.includes("Outside")) return "Outbound"
  return others.includes("Unknown") ? "Unknown" : "Internal"
}

const dialedOf = (call: Call, first: Leg | undefined): string | undefined => {
  if (first === undefined) return call.dialed ?? (call.legs.length === 0 ? call.members[0]?.firstExten : undefined)
  if (roleOf(first) === "Originated") return call.dialed
  return first.isBorn ? first.exten ?? call.dialed : first.member.DNID ?? call.dialed ?? first.exten
}

/** Who talked with the first leg. Once a call is over, also who must have, as a list shows. */
const answererOf = (call: Call, first: Leg | undefined): Leg | undefined => {
  const answerers = call.answerers.length === 0 && call.isOver ? call.legs.filter(wasHeard) : call.answerers
  const others = answerers.filter((leg) => leg !== first)
  return others.find((leg) => {
    const role = roleOf(leg)
    return role !== "Caller" && role !== "Originated"
  }) ?? others[0]
}

const headOf = (call: Call, view: View) => {
  const first = firstOf(call)
  const dialed = view.number(dialedOf(call, first))
  const answerer = answererOf(call, first)
  const startedAt = call.isRecovered
    ? Math.min(call.startedAt, ...call.members.flatMap(({ node }) => node.startedAt ?? []))
    : call.startedAt
  return {
    id: call.id,
    linkedids: call.linkedids,
    direction: directionOf(call, first, view),
    origin: first === undefined
      ? call.isRecovered ? "Unknown" as const : "Originated" as const
      : roleOf(first) === "Originated"
      ? "Originated" as const
      : roleOf(first) === "Caller"
      ? "Dialed" as const
      : "Unknown" as const,
    ...(first === undefined ? {} : { from: partyOf(first, view) }),
    ...(dialed === undefined ? {} : { dialed }),
    startedAt,
    ...(call.answeredAt === undefined ? {} : { answeredAt: call.answeredAt }),
    ...(answerer !== undefined
      ? { answeredBy: partyOf(answerer, view) }
      : call.parkedBy === undefined
      ? {}
      : { answeredBy: { endpoint: call.parkedBy, side: view.sides.ofEndpoint(call.parkedBy) } })
  }
}

/** What is left of a call. That of a merged one has no more than how it began: the rest is in the other. */
export const recordOf = (call: Call, end: End, at: number, view: View): CallRecord => {
  const isMerged = end._tag === "Merged"
  const { answeredAt, answeredBy, ...head } = headOf(call, view)
  return {
    version: 1,
    ...(view.server === undefined ? {} : { server: view.server }),
    ...head,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    endedAt: Math.max(at, head.startedAt),
    outcome: callOutcome(call, end),
    ...(answeredBy === undefined ? {} : { answeredBy }),
    end,
    legs: isMerged ? [] : call.legs.map((leg) => legRecord(leg, view)),
    ...(isMerged ? noWay : wayOf(call, view, at)),
    unknown: call.unknown
  }
}

/** A call that lives. */
export const callValue = (call: Call, view: View, at: number): CallValue => ({
  ...headOf(call, view),
  state: stateOf(call),
  ...(call.ringingAt === undefined ? {} : { ringingAt: call.ringingAt }),
  legs: call.legs.map((leg) => legValue(leg, view)),
  ...wayOf(call, view, at),
  unknown: call.unknown
})

const isInConference = (leg: Leg): boolean => !leg.isOver && leg.member.node.bridge?.BridgeType === "base"

const rings = (leg: Leg): boolean =>
  !leg.isOver && !leg.hasAnswered && leg.dialStatus === undefined && leg.way === undefined &&
  (leg.ringingAt !== undefined || leg.isUp) && leg.member.isDialed

/** What a call does at this moment: the first that holds. */
export const stateOf = (call: Call): State => {
  if (call.legs.some(isInConference)) return "Conference"
  const talks = isTalking(call)
  if (!talks && call.parkings.some((stay) => stay.endedAt === undefined)) return "Parked"
  if (talks) {
    return call.legs.some((leg) => leg.talkSince !== undefined && leg.heldSince !== undefined)
      ? "Held"
      : "Talking"
  }
  if (call.legs.some(rings)) return "Ringing"
  if (call.visits.some((visit) => visit.endedAt === undefined)) return "Queued"
  if (call.isInVoicemail) return "Voicemail"
  const living = call.legs.filter((leg) => !leg.isOver)
  return living.length === 1 && living.every((leg) => leg.isUp || leg.member.node.state === upState)
    ? "InDialplan"
    : "Setup"
}
