/**
 * How channels and calls end, and who ended them.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { End, LegOutcome, Outcome } from "../../CallRecord.ts"
import type { ChannelNode } from "../graph/graphNodes.ts"
import { kept, valueOf, wholeOf } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import { notePickups, release } from "./dials.ts"
import { announce, explain } from "./edges.ts"
import { firstOf, isCalling, isOfProgram, outcomeOf, partyOf, roleOf, wasHeard } from "./legs.ts"
import * as Outcomes from "./outcomes.ts"
import * as Queues from "./queues.ts"
import * as Services from "./services.ts"
import type { Call, Leg, Member } from "./state.ts"
import { hasEndedUnseen, hasMissedRequest, isFresh, stop } from "./talking.ts"
import * as Transfers from "./transfers.ts"
import type { View } from "./view.ts"

// --- A channel ----------------------------------------------------------------------

/** A channel has ended: by the Hangup, or a list lacked it. */
export const gone = (index: CallIndex, node: ChannelNode, hangup: AmiMessage | undefined): void => {
  const member = index.memberOf(node)
  if (member === undefined || member.isOver) return
  const { call, leg } = member
  const at = index.at
  member.isLost = hangup === undefined
  if (hangup === undefined && index.lostSince !== undefined) {
    index.at = Math.min(at, member.missingSince ?? index.lostSince)
  }
  member.endedAt = index.at
  if (leg !== undefined) {
    leg.isLost = hangup === undefined
    if (leg.talkSince !== undefined && leg.isLost) call.hasLostTalk = true
    stop(index, leg)
    release(index, leg)
    leg.endedAt = Math.max(index.at, leg.answeredAt ?? leg.ringingAt ?? leg.startedAt ?? index.at)
    if (hangup !== undefined) {
      noteCause(leg, hangup)
      const TechCause = valueOf(hangup.get("TechCause"))
      leg.TechCause = TechCause === undefined ? undefined : kept(TechCause)
    }
    Transfers.hungUp(index, leg)
  }
  if (leg === undefined && hangup !== undefined) noteCause(member, hangup)
  Queues.hungUp(index, member)
  Services.hungUp(index, member)
  index.at = at
  notePickups(index, call)
  // A station that came by another call was taken from it as it logged in.
  if (!member.isStation || call.isHidden) call.living -= 1
  if (member.isStation) return leaveStation(index, member)
  if (call.living === 0) finish(index, call)
  else index.touch(call)
}

const noteCause = (of: Leg | Member, hangup: AmiMessage): void => {
  of.cause = wholeOf(hangup.get("Cause"))
  const causeText = valueOf(hangup.get("Cause-txt"))
  of.causeText = causeText === undefined ? undefined : kept(causeText)
}

/** The channels of a login are forgotten at once: they may have served callers all day. */
const leaveStation = (index: CallIndex, member: Member): void => {
  if (member.leg?.way === "Agent") member.leg.endedAt = index.at
  index.members.delete(member.Uniqueid)
  const { home } = member
  if (home !== undefined && home.living === 0) forget(index, home)
}

// --- A call ---------------------------------------------------------------------------

const finish = (index: CallIndex, call: Call): void => {
  if (call.isOver) return
  call.isOver = true
  if (!call.isHidden) {
    if (!call.isAnnounced && call.members.some((member) => isOfOrigin(member))) announce(index, call)
    if (call.isAnnounced) conclude(index, call)
  }
  forget(index, call)
}

/**
 * Whether a program has called, and no telephone was ever rung. In a call that a list has shown, the half of which the Linkedid
 * is may have ended before.
 */
const isOfOrigin = ({ call, half, isFirst }: Member): boolean => half === 1 && (isFirst || call.isRecovered)

const conclude = (index: CallIndex, call: Call): void => {
  explain(index, call)
  const lastSeenAt = Math.min(index.at, index.lostSince ?? index.at)
  // Those that were there until then; others had left.
  const isVanished = call.legs.length > 0 && call.members.some((member) => member.isLost) &&
    call.members.every(({ endedAt = Infinity, isLost }) => isLost || endedAt <= lastSeenAt)
  const at = isVanished
    ? Math.max(lastSeenAt, call.startedAt, ...call.legs.flatMap((leg) => leg.endedAt ?? []))
    : index.at
  const end = (): End => isVanished ? { _tag: "Vanished", lastSeenAt } : endOf(call, index.view)
  index.report({ _tag: "Ended", call, at, end, isVanished, isKept: true })
}

const forget = (index: CallIndex, call: Call): void => {
  if (index.calls.get(call.id) === call) index.calls.delete(call.id)
  for (const Linkedid of call.linkedids) {
    index.over.add(Linkedid)
    if (index.byLinkedid.get(Linkedid) === call) index.byLinkedid.delete(Linkedid)
  }
  for (const member of call.members) {
    if (index.members.get(member.Uniqueid) === member) index.members.delete(member.Uniqueid)
  }
}

/** A channel is that of an agent who logs in: its call is none. */
export const station = (index: CallIndex, member: Member): void => {
  if (member.isStation) return
  const { call } = member
  index.noteStation(member.bornLinkedid)
  if (member.node.Linkedid !== undefined) index.noteStation(member.node.Linkedid)
  const isOwn = call.members.every((other) => other === member || other.half > 0)
  member.isStation = true
  if (!isOwn) {
    // It came by another call, which goes on without it.
    call.living -= 1
    if (member.leg !== undefined) member.leg.endedAt = index.at
    member.leg = undefined
    if (call.living > 0) return
    finish(index, call)
    index.members.set(member.Uniqueid, member)
    return
  }
  for (const other of call.members) other.isStation = true
  member.home = call
  member.leg = undefined
  if (call.isAnnounced) {
    const end = (): End => ({ _tag: "HungUp", by: "Unknown" })
    index.report({ _tag: "Ended", call, at: index.at, end, isVanished: false, isKept: false })
    call.isOver = true
    index.calls.delete(call.id)
  }
  call.isHidden = true
  for (const Linkedid of call.linkedids) {
    if (index.byLinkedid.get(Linkedid) === call) index.byLinkedid.delete(Linkedid)
  }
}

// --- Who ended it -----------------------------------------------------------------------

const asker = (call: Call): Leg | undefined => {
  const askers = call.askers.filter((leg) => !leg.isTransferred && leg.forwardedTo === undefined)
  return call.hasTalked ? askers[0] : askers.find(isCalling) ?? askers[0]
}

/** Who left first, if that ended the conversation: after a transfer it goes on with another. */
const firstLeft = ({ firstLeft, transfers }: Call): Leg | undefined =>
  firstLeft === undefined || firstLeft.isTransferred || transfers.some(({ transferee }) => transferee === firstLeft)
    ? undefined
    : firstLeft

/** Nobody else was rung: where it was forwarded to is not known. */
const isOnly = (call: Call, leg: Leg): boolean => call.legs.every((other) => other === leg || isCalling(other))

/** The leg that refused last, after the last conversation. */
const refuser = (call: Call): Leg | undefined => {
  const since = call.lastTalkEndedAt ?? -Infinity
  const refused = call.legs.filter((leg) =>
    (leg.endedAt ?? 0) >= since && !leg.hasAnswered && !leg.hasTalked &&
    roleOf(leg) !== "Caller" &&
    (Outcomes.isRefusal(outcomeOf(leg)) || (outcomeOf(leg) === "Forwarded" && isOnly(call, leg)))
  )
  return refused.reduce<Leg | undefined>(
    (last, leg) => last === undefined || (leg.endedAt ?? 0) >= (last.endedAt ?? 0) ? leg : last,
    undefined
  )
}

export const endOf = (call: Call, view: View): End => {
  const first = firstOf(call)
  const leg = firstLeft(call) ?? asker(call) ?? refuser(call) ?? call.leavers.findLast((one) => !one.isTransferred)
  if (leg === undefined) {
    return { _tag: "HungUp", by: byNobody(call, first), ...causeOf(first ?? call.legs[0] ?? dialerOf(call)) }
  }
  return { _tag: "HungUp", by: leg === first ? "Caller" : "Callee", party: partyOf(leg, view), ...causeOf(leg) }
}

/** The half of a Local channel that was to call the first telephone. */
const dialerOf = (call: Call): Member | undefined => call.members.find(({ half }) => half === 2)

/** Who ended a call in which nobody was seen to want it. */
const byNobody = (call: Call, first: Leg | undefined): (End & { readonly _tag: "HungUp" })["by"] => {
  if (call.isHungUp) return "Manager"
  if (hasEndedUnseen(call) || first?.isLost === true || hasMissedRequest(call, first?.endedAt)) return "Unknown"
  // Its caller, who may have wanted it, has left before anybody looked, or a conversation has ended.
  if (call.isRecovered && (first === undefined || call.legs.some(wasHeard))) return "Unknown"
  if (!isFresh(call, first?.endedAt)) return "Asterisk"
  if (call.hasTalked) return "Unknown"
  const outcome = Outcomes.ofCause(first?.cause)
  if (outcome === "Cancelled") return "Caller"
  if (outcome === "NoAnswer" || outcome === "Unreachable") return "Asterisk"
  return Outcomes.isRefusal(outcome) ? "Callee" : "Unknown"
}

const causeOf = (
  leg: {
    readonly cause: number | undefined
    readonly causeText: string | undefined
    readonly TechCause?: string | undefined
  } | undefined
): Omit<End & { readonly _tag: "HungUp" }, "_tag" | "by" | "party"> => ({
  ...(leg?.cause === undefined ? {} : { cause: leg.cause }),
  ...(leg?.causeText === undefined ? {} : { causeText: leg.causeText }),
  ...(leg?.TechCause === undefined ? {} : { TechCause: leg.TechCause })
})

// --- What came of it ----------------------------------------------------------------------

const ofVisit = {
  Abandoned: "Abandoned",
  TimedOut: "QueueTimedOut",
  Unavailable: "QueueUnavailable",
  Withdrawn: "QueueWithdrawn",
  LeftWithKey: "QueueLeft",
  Left: "QueueLeft"
} as const

export const callOutcome = (call: Call, end: End): Outcome => {
  const outcome = seenOutcome(call, end)
  if (outcome === "Answered" || outcome === "Voicemail") return outcome
  // What became of who waited in a queue was not seen, and nobody was called after that.
  return call.visits.at(-1)?.outcome === "Unknown" && !isTriedAfterVisit(call) ? "Unknown" : outcome
}

const isTried = (leg: Leg): boolean => !isCalling(leg) && !isOfProgram(leg)

/** Whether somebody was called after the last stay in a queue. */
const isTriedAfterVisit = ({ legs, visits }: Call): boolean => {
  const endedAt = visits.at(-1)?.endedAt ?? Infinity
  return legs.some((leg) => isTried(leg) && (leg.startedAt ?? 0) >= endedAt)
}

const seenOutcome = (call: Call, end: End): Outcome => {
  const { legs } = call
  if (call.hasTalked || call.conferences.length > 0) return "Answered"
  if (end._tag === "Vanished") return "Unknown"
  if (call.voicemail !== undefined) return "Voicemail"
  const tried = legs.filter(isTried)
  const first = firstOf(call)
  const visit = call.visits.at(-1)
  if (visit !== undefined && visit.outcome !== "Connected" && visit.outcome !== "Unknown") {
    if (!isTriedAfterVisit(call)) return ofVisit[visit.outcome]
  }
  // Both were up when the call was seen first: they had talked.
  if (first?.wasAnswered === true && tried.some((leg) => leg.wasAnswered)) return "Answered"
  if (first !== undefined && roleOf(first) === "Originated" && tried.length === 0) return ofOriginated(call)
  if (first !== undefined && first.hasAsked && call.askers.includes(first) && (tried.length > 0 || !first.isUp)) {
    return "Cancelled"
  }
  const outcomes = tried.map(outcomeOf)
  const best = Outcomes.bestOf(outcomes)
  if (best !== undefined) return best
  if (legs.length === 0) return ofLeg(Outcomes.ofCause(dialerOf(call)?.cause))
  // Its caller has left before anybody looked.
  if (first === undefined && tried.some(wasHeard)) return "Answered"
  if (first === undefined || first.isLost) return "Unknown"
  if (first.isUp && tried.length === 0) return visit?.outcome === "Unknown" ? "Unknown" : "Answered"
  // One who did not take the call when it was asked to.
  if (outcomes.includes("Answered")) return first.hasAsked ? "Cancelled" : "NoAnswer"
  return ofLeg(Outcomes.ofCause(first.cause))
}

/** A program has called: what came of its legs. */
const ofOriginated = ({ legs }: Call): Outcome => {
  const outcomes = legs.map(outcomeOf)
  if (outcomes.includes("Answered")) return "Answered"
  return Outcomes.bestOf(outcomes) ?? ofLeg(outcomes.find((outcome) => outcome !== "Forwarded"))
}

const ofLeg = (outcome: LegOutcome | undefined): Outcome => {
  switch (outcome) {
    case undefined:
    case "Forwarded":
    case "AnsweredElsewhere":
    case "PickedUp":
    case "Transferred":
      return "Unknown"
    default:
      return outcome
  }
}
