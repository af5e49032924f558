/**
 * What follows from the facts of a leg: who called it, its role, its party and what became of it.
 *
 * @since 0.2.0
 */
import type { LegOutcome, Party, Role } from "../../CallRecord.ts"
import type { CallIndex } from "./callIndex.ts"
import * as Outcomes from "./outcomes.ts"
import type { Call, Leg, Member } from "./state.ts"
import type { View } from "./view.ts"

/** How many Local channels may follow each other: a ring of them must not hang. */
const maxHops = 32

const isDown = 0
const isRinging = 5

// --- Through Local channels -----------------------------------------------------

/**
 * The legs that a channel stands for: its own, or those at the other end of a Local channel. The first half leads to what
 * the second dials, and the second to who dials the first.
 */
export const legsOf = (member: Member, hops = 0): ReadonlyArray<Leg> => {
  if (member.leg !== undefined) return [member.leg]
  const { half, peer } = member
  if (peer === undefined || hops > maxHops) return []
  if (half === 2 && peer.dialedBy !== undefined) return legsOf(peer.dialedBy, hops + 1)
  if (half === 2 && peer.owner !== undefined) return [peer.owner]
  return peer.dialed.flatMap((dest) => legsOf(dest, hops + 1))
}

/** The leg that a channel stands for: the one that is there, or the first that answered, or the first. */
export const legOf = (member: Member): Leg | undefined => {
  const legs = legsOf(member)
  const living = legs.filter((leg) => !leg.isOver)
  return living.findLast((leg) => leg.hasAnswered) ?? living[0] ?? legs.find((leg) => leg.hasAnswered) ?? legs[0]
}

/**
 * The leg that a channel stands for now: after a transfer another than the one that dialed through a Local channel may be at
 * its other end.
 */
export const legNow = (index: CallIndex, member: Member): Leg | undefined => {
  const leg = legOf(member)
  return leg === undefined || leg.isOver ? legBeyond(index, member) ?? leg : leg
}

/** Who is in the bridge of the other half, or beyond the Local channels in it, each of which is looked at once. */
const legBeyond = (index: CallIndex, { half, peer }: Member, seen = new Set<Member>()): Leg | undefined => {
  if (half === 0 || peer === undefined || seen.has(peer)) return undefined
  seen.add(peer)
  for (const node of peer.node.bridge?.members ?? []) {
    const other = index.memberOf(node)
    if (other === undefined || other === peer) continue
    const leg = other.leg ?? legBeyond(index, other, seen)
    if (leg !== undefined && !leg.isOver) return leg
  }
  return undefined
}

/** The Local half that a leg was dialed by at last, if nobody dials its other half. */
const rootOf = (leg: Leg): Member | undefined => {
  let { dialedBy } = leg.member
  for (let hops = 0; hops < maxHops; hops++) {
    if (dialedBy === undefined || dialedBy.leg !== undefined) return undefined
    const far: Member | undefined = dialedBy.half === 2 ? dialedBy.peer : undefined
    if (far === undefined) return undefined
    if (far.dialedBy === undefined) return far
    dialedBy = far.dialedBy
  }
  return undefined
}

/** The leg that a leg was dialed for. */
export const callerOf = (leg: Leg): Leg | undefined => {
  let { dialedBy } = leg.member
  for (let hops = 0; hops < maxHops && dialedBy !== undefined; hops++) {
    if (dialedBy.leg !== undefined) return dialedBy.leg
    const { half, peer }: Member = dialedBy
    if (peer === undefined) return undefined
    if (half === 1) return legOf(dialedBy)
    if (peer.dialedBy === undefined) return peer.owner
    dialedBy = peer.dialedBy
  }
  return undefined
}

// --- Roles ------------------------------------------------------------------------

/** The first half of the Local channel through which a program called a leg. */
const programOf = (leg: Leg): Member | undefined => {
  const root = rootOf(leg)
  return root !== undefined && root.owner === undefined && root.isFirst ? root : undefined
}

/** Whether a program called it through a Local channel, first or instead of another. */
export const isOfProgram = (leg: Leg): boolean => programOf(leg) !== undefined

/** Whom a program called through a Local channel: the first, or who answered instead of it in a group. */
const calledBy = (root: Member): Leg | undefined => {
  const legs = legsOf(root)
  const [first] = legs
  if (first === undefined || first.hasAnswered || first.forwardedTo !== undefined) return first
  return legs.find((leg) => leg.hasAnswered) ?? first
}

const isOriginated = (leg: Leg): boolean => {
  const { member } = leg
  if (leg.bornState === isDown && member.isFirst && (leg.isBorn || member.DNID === undefined)) return true
  if (leg.listedAs === "AppDial2") return true
  const root = programOf(leg)
  return root !== undefined && calledBy(root) === leg
}

export const roleOf = (leg: Leg): Role => {
  if (leg.way !== undefined) return leg.way
  if (isOriginated(leg)) return "Originated"
  const { isDialed, isFirst } = leg.member
  if (isDialed) return "Callee"
  if (leg.isBorn) return leg.bornState === isDown || leg.bornState === isRinging ? "Callee" : "Caller"
  if (!wasCalled(leg)) return "Caller"
  return isFirst ? "Originated" : "Callee"
}

/**
 * Whether Asterisk called it, as far as a list says: a channel that calls has the number that it dialed (chan_pjsip.c,
 * chan_pjsip_new), and one that is called runs an application that says so until it is answered.
 */
const wasCalled = (leg: Leg): boolean => {
  if (leg.member.DNID !== undefined) return false
  if (leg.bornState === isDown || leg.bornState === isRinging) return true
  return leg.listedAs === "AppDial" || leg.listedAs === "AppQueue" || leg.endpoint.startsWith("PJSIP/")
}

/** Whether it called, or was called first by a program. */
export const isCalling = (leg: Leg): boolean => {
  const role = roleOf(leg)
  return role === "Caller" || role === "Originated"
}

/** The leg with which a call began. */
export const firstOf = (call: Call): Leg | undefined => {
  // The one of most calls, without looking at the others.
  const named = call.legs.find((leg) => leg.member.Uniqueid === call.id && leg.member.isFirst && isCalling(leg))
  if (named !== undefined) return named
  const own = call.legs.filter((leg) => leg.member.bornLinkedid === call.id)
  const calling = (own.length === 0 ? call.legs : own).filter(isCalling)
  return calling.find((leg) => leg.member.Uniqueid === call.id) ?? calling.find((leg) => roleOf(leg) === "Caller") ??
    calling.find((leg) => leg.hasAnswered) ?? calling[0]
}

// --- Parties ------------------------------------------------------------------------

/** The number in a dial string such as `PJSIP/101`, `0301@provider` or `Local/102@ring/n`. */
const numberIn = (dialString: string): string | undefined => {
  const number = /^(?:[A-Za-z0-9_]+\/)?(?:sip:)?([^@/]+)/.exec(dialString)?.[1]
  return number === "" ? undefined : number
}

const numberOf = (leg: Leg, view: View): string | undefined => {
  const { dialString } = leg.member
  const role = roleOf(leg)
  const dialed = role !== "Callee" && role !== "Originated" || dialString === undefined
    ? undefined
    : numberIn(dialString)
  if (dialString?.includes("@") === true && view.sides.of(leg) !== "Inside") return dialed ?? leg.number
  return leg.number ?? dialed
}

/** The party of a leg: the same value until something of it changes, as values of a call show it in several places. */
export const partyOf = (leg: Leg, view: View): Party => {
  const { endpoint, name, party } = leg
  const number = view.number(numberOf(leg, view))
  const side = view.sides.of(leg)
  if (party !== undefined && party.number === number && party.name === name && party.side === side) return party
  // As literals they take half of the room.
  return leg.party = number === undefined
    ? name === undefined ? { endpoint, side } : { name, endpoint, side }
    : name === undefined
    ? { number, endpoint, side }
    : { number, name, endpoint, side }
}

/**
 * Whether a list shows that somebody who was called has talked: a channel that was called runs this application (app_dial.c,
 * app_queue.c), is up, and is in no bridge only for the moment before one, after one, or while its user is asked to accept
 * the call, which runs other applications.
 */
export const wasHeard = (leg: Leg): boolean =>
  leg.wasAnswered && !leg.hasTalked && (leg.listedAs === "AppDial" || leg.listedAs === "AppQueue")

// --- Outcomes -------------------------------------------------------------------------

/** It was asked to accept the call when its caller gave up: app_dial says BUSY then. */
const wasLeft = (leg: Leg): boolean => {
  if (!leg.isUp || leg.hasAnswered || leg.isTransferred || leg.dialEndedAt === undefined) return false
  const askedAt = callerOf(leg)?.askedAt
  return askedAt !== undefined && askedAt <= leg.dialEndedAt
}

export const outcomeOf = (leg: Leg): LegOutcome => {
  const role = roleOf(leg)
  if (role === "Callee" && wasLeft(leg)) return "Cancelled"
  if (role === "Callee" || role === "Originated") return Outcomes.ofDialed(leg)
  if (leg.isTransferred) return "Transferred"
  if (leg.hasTalked || leg.hasAnswered || leg.isUp) return "Answered"
  if (!leg.isOver || leg.isLost) return "Unknown"
  return leg.hasAsked ? "Cancelled" : Outcomes.ofCause(leg.cause) ?? "Unknown"
}
