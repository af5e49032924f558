/**
 * Dials, answers, forwards, pick-ups and what a telephone does: ringing, holding, hanging up.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { plus } from "../longer.ts"
import { kept, valueOf } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import { join } from "./edges.ts"
import { callerOf, firstOf, isCalling, legOf, roleOf } from "./legs.ts"
import { link } from "./queues.ts"
import type { Call, Leg, Member } from "./state.ts"
import { hasEndedUnseen, isTalking } from "./talking.ts"

const isUpState = 6
const isRingingState = 5
const isBusyState = 7

// --- Dials ------------------------------------------------------------------------

/** A channel, if any, is said to dial another. */
const dial = (index: CallIndex, by: Member | undefined, dest: Member): void => {
  if (by !== undefined) {
    join(index, by, dest)
    link(dest, by)
  }
  dest.isDialed = true
}

export const began = (index: CallIndex, message: AmiMessage): void => {
  const dest = index.member(message.get("DestUniqueid"))
  if (dest === undefined) return
  const by = index.member(message.get("Uniqueid"))
  dial(index, by, dest)
  if (by !== undefined) noteDialed(by, message.get("Exten"))
  const dialString = message.get("DialString")
  if (dialString !== undefined) dest.dialString ??= kept(dialString)
  index.touch(dest.call)
}

/** An originated call dials as its first leg goes on in the dialplan. */
const noteDialed = (by: Member, extension: string | undefined): void => {
  const { call } = by
  if (call.dialed !== undefined || by.half === 2) return
  const first = firstOf(call)
  // A Local channel of a program may be answered, and go on, before it has called a telephone.
  if (first === undefined ? by.half === 0 || by.dialedBy !== undefined : roleOf(first) !== "Originated") return
  const Exten = valueOf(extension)
  if (Exten !== undefined && (by.leg === first || by.isFirst)) call.dialed = kept(Exten)
}

/** A list shows that a channel has dialed another. */
export const recovered = (by: Member, dest: Member): void => {
  link(dest, by)
  dest.isDialed = true
  noteDialed(by, by.node.Exten)
}

export const said = (index: CallIndex, message: AmiMessage): void => {
  const dest = index.member(message.get("DestUniqueid"))
  if (dest === undefined) return
  dial(index, index.member(message.get("Uniqueid")), dest)
  if (message.get("DialStatus") === "RINGING" && dest.leg !== undefined) ring(index, dest.leg)
}

export const ended = (index: CallIndex, message: AmiMessage): void => {
  const dest = index.member(message.get("DestUniqueid"))
  if (dest === undefined) return
  const by = index.member(message.get("Uniqueid"))
  const status = message.get("DialStatus")
  const isStranger = !dest.isDialed && dest.leg?.isBorn === true && roleOf(dest.leg) === "Caller"
  if (by !== undefined) join(index, by, dest)
  const { leg } = dest
  if (leg === undefined) {
    dest.dialStatus ??= status === undefined ? undefined : kept(status)
    return
  }
  const forward = valueOf(message.get("Forward"))
  if (status === "ANSWER") {
    if (isStranger && by !== undefined && leg.way === undefined) pick(index, leg, by)
    answer(index, leg)
  } else {
    // A queue says NOANSWER and then CANCEL: the first counts.
    leg.dialStatus ??= status === undefined ? undefined : kept(status)
    leg.dialEndedAt ??= index.at
    // A list had it up, as its user was asked to accept the call.
    if (leg.talkSince === undefined && !leg.hasTalked) leg.wasAnswered = false
  }
  if (forward !== undefined && leg.forwardedTo === undefined) {
    leg.forwardedTo = kept(forward)
    leg.call.forwards = plus(leg.call.forwards, { from: leg, to: leg.forwardedTo, at: index.at })
    index.report({ _tag: "Forwarded", call: leg.call, leg, to: leg.forwardedTo })
  }
  index.touch(dest.call)
}

/** A dial has failed or succeeded on behalf of an action (manager.c, Originate). */
export const originated = (index: CallIndex, message: AmiMessage): void => {
  const leg = index.leg(message.get("Uniqueid"))
  if (leg === undefined || message.get("Response") !== "Success" || leg.forwardedTo !== undefined) return
  if (leg.isUp) answer(index, leg)
}

const answer = (index: CallIndex, leg: Leg): void => {
  if (leg.answeredAt !== undefined) return
  leg.answeredAt = index.at
  leg.isUp = true
  index.touch(leg.call)
}

// --- Pick-ups ---------------------------------------------------------------------------

/** A stranger has answered: it took the call from a telephone that rang, whose dial never ends. */
const pick = (index: CallIndex, leg: Leg, by: Member): void => {
  leg.way = "Picker"
  leg.pickedFrom = by
  notePickups(index, leg.call)
}

/** The event is missing where a telephone takes the call by itself, with INVITE and Replaces. */
export const notePickups = (index: CallIndex, call: Call): void => {
  for (const by of call.legs) {
    if (by.pickedFrom === undefined || call.pickups.some((one) => one.by === by)) continue
    const of = by.pickedFrom.dialed.flatMap((dest) => dest.leg ?? []).find((leg) =>
      leg !== by && leg.isOver && leg.dialStatus === undefined && !leg.hasAnswered && leg.forwardedTo === undefined
    )
    if (of !== undefined) picked(index, by, of)
  }
}

const picked = (index: CallIndex, by: Leg, of: Leg): void => {
  of.isPickedUp = true
  const { call } = by
  if (call.pickups.some((one) => one.by === by)) return
  call.pickups = plus(call.pickups, { by, of, at: index.at })
  index.report({ _tag: "PickedUp", call, by, of, at: index.at })
  index.touch(call)
}

export const pickup = (index: CallIndex, message: AmiMessage): void => {
  const by = index.member(message.get("Uniqueid"))
  const target = index.member(message.get("TargetUniqueid"))
  if (by?.leg === undefined || target === undefined) return
  join(index, target, by)
  by.leg.way = "Picker"
  const of = legOf(target)
  if (of !== undefined) picked(index, by.leg, of)
}

// --- What a telephone does ------------------------------------------------------------

export const stateChanged = (index: CallIndex, member: Member): void => {
  const { leg } = member
  if (leg === undefined) return
  const { state } = member.node
  if (state === isRingingState) ring(index, leg)
  if (state === isUpState && !leg.isUp) {
    leg.isUp = true
    index.touch(leg.call)
  }
}

const ring = (index: CallIndex, leg: Leg): void => {
  if (leg.ringingAt !== undefined || leg.hasAnswered || leg.isOver) return
  leg.ringingAt = index.at
  const { call } = leg
  call.ringingAt ??= index.at
  index.report({ _tag: "Ringing", call, leg })
  index.touch(call)
}

/** A telephone holds the other side, does so no more, or nobody knows. */
export const holdChanged = (index: CallIndex, member: Member): void => {
  const { leg, node } = member
  if (leg === undefined || leg.isOver) return
  if (node.isHeld === true && leg.heldSince === undefined) {
    leg.heldSince = index.at
    leg.holds += 1
    index.report({ _tag: "Held", call: leg.call, leg })
  } else if (node.isHeld !== true && leg.heldSince !== undefined) {
    release(index, leg)
    index.report({ _tag: "Resumed", call: leg.call, leg })
  }
  index.touch(leg.call)
}

export const release = (index: CallIndex, leg: Leg): void => {
  if (leg.heldSince === undefined) return
  leg.heldMs += Math.max(0, index.certain(leg.call, leg.member) - leg.heldSince)
  leg.heldSince = undefined
}

/**
 * The far end of a channel wants it gone. A busy channel wants nothing: Asterisk has refused its call. A telephone that
 * refuses asks too, but only one that was in the call ends it.
 */
export const asked = (index: CallIndex, message: AmiMessage): void => {
  const leg = index.leg(message.get("Uniqueid"))
  if (leg === undefined || leg.member.node.state === isBusyState || leg.isOver) return
  leg.askedAt ??= index.at
  const { call } = leg
  if (call.askers.includes(leg) || (!leg.hasTalked && !leg.hasAnswered && !isCalling(leg))) return
  // It was left alone by a conversation that ended unseen.
  if (hasEndedUnseen(call) && call.legs.every((one) => one === leg || one.isOver)) return
  // The others of a conversation go on without it, or one who is parked does.
  if (leg.talkSince === undefined && (leg.hasTalked && isTalking(call) || isLeftByParked(call, leg))) {
    call.leavers = plus(call.leavers, leg)
    return
  }
  call.askers = plus(call.askers, leg)
  index.touch(call)
}

const isLeftByParked = (call: Call, leg: Leg): boolean =>
  (leg.hasTalked || leg.hasAnswered) &&
  call.parkings.some(({ endedAt, member }) => endedAt === undefined && member !== leg.member)

/** What a channel says of itself first counts: later it may be what somebody else shows. */
export const named = (leg: Leg): void => {
  const { node } = leg.member
  leg.number ??= node.CallerIDNum
  leg.name ??= node.CallerIDName
  leg.Channel = node.Channel
}

export const calledBy = (leg: Leg): Leg | undefined => leg.way === undefined ? callerOf(leg) : undefined
