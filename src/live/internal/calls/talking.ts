/**
 * Who hears whom: a talk path is what bridges and Local channels connect. Two legs in one talk path talk.
 *
 * @since 0.2.0
 */
import type { BridgeNode } from "../graph/graphNodes.ts"
import { plus } from "../longer.ts"
import type { CallIndex } from "./callIndex.ts"
import { isJoining, join } from "./edges.ts"
import * as Queues from "./queues.ts"
import { type Call, Leg, type Member, none } from "./state.ts"
import * as Transfers from "./transfers.ts"

/** Types of bridges in which nobody hears anybody. */
const silent = new Set(["parking", "agent_hold", "holding"])

const isSilent = ({ BridgeType }: BridgeNode): boolean => BridgeType !== undefined && silent.has(BridgeType)

interface Path {
  readonly members: ReadonlyArray<Member>
  readonly isConference: boolean
}

/** What a bridge is connected with. */
const pathOf = (index: CallIndex, start: BridgeNode, seen: Array<BridgeNode>): Path => {
  const members: Array<Member> = []
  let isConference = false
  const todo = [start]
  seen.push(start)
  for (let bridge = todo.pop(); bridge !== undefined; bridge = todo.pop()) {
    if (!isJoining(bridge)) isConference = true
    for (const node of bridge.members) {
      const member = index.memberOf(node)
      if (member === undefined) continue
      if (member.half === 0) members.push(member)
      else {
        const far = member.peer?.node.bridge
        if (far !== undefined && far !== null && !isSilent(far) && !seen.includes(far)) {
          seen.push(far)
          todo.push(far)
        }
      }
    }
  }
  return { members, isConference }
}

/** A channel is in another bridge, or in none. */
export const moved = (
  index: CallIndex,
  member: Member,
  from: BridgeNode | undefined,
  to: BridgeNode | undefined
): void => {
  if (to !== undefined && isJoining(to)) meet(index, member, to)
  if (to === undefined || isSilent(to)) fallSilent(index, member)
  const seen: Array<BridgeNode> = []
  for (const bridge of [from, to, member.peer?.node.bridge]) {
    if (bridge !== undefined && !seen.includes(bridge) && !isSilent(bridge)) {
      connect(index, pathOf(index, bridge, seen))
    }
  }
  if (to !== undefined) {
    Queues.bridged(index, member)
    member.bridgeBefore = member.lastBridge
    member.lastBridge = to
    Transfers.entered(index, member, to)
  }
  index.touch(member.call)
}

/** All members of a basic bridge are of one call. */
const meet = (index: CallIndex, member: Member, bridge: BridgeNode): void => {
  for (const node of bridge.members) {
    const other = index.memberOf(node)
    if (other !== undefined && other !== member && other.call !== member.call) join(index, member, other)
  }
}

const fallSilent = (index: CallIndex, member: Member): void => {
  const { leg } = member
  if (leg === undefined) return
  stop(index, leg)
  if (member.isStation) goHome(index, member)
}

const connect = (index: CallIndex, { isConference, members }: Path): void => {
  visit(index, members)
  const legs: Array<Leg> = []
  for (const { leg, node } of members) {
    // Whom a list lacks hears nobody, although nothing has said that it left.
    if (leg !== undefined && !leg.isOver && !index.graph.isDoubted(node)) legs.push(leg)
  }
  if (legs.length < 2) {
    for (const leg of legs) stop(index, leg)
    return
  }
  const calls: Array<Call> = []
  for (const leg of legs) {
    if (leg.talkSince !== undefined) continue
    leg.talkSince = index.at
    leg.hasTalked = true
    if (!calls.includes(leg.call)) calls.push(leg.call)
  }
  for (const call of calls) begin(index, call, legs.filter((leg) => leg.call === call), isConference)
}

const begin = (index: CallIndex, call: Call, legs: ReadonlyArray<Leg>, isConference: boolean): void => {
  call.hasLostTalk = false
  // One of these that has asked already is about to leave.
  if (call.askers.length > 0) call.askers = call.askers.filter((leg) => legs.includes(leg))
  call.leavers = none
  call.firstLeft = undefined
  for (const leg of legs) leg.isTransferred = false
  if (legs.length > 1 && !isConference) {
    if (!call.hasTalked) {
      call.answerers = legs
      if (isUncertain(index, call)) call.wasAnswered = true
      else call.answeredAt = index.at
      const leg = legs.find((leg) => leg.member.isDialed) ?? legs[0]
      if (leg !== undefined) index.report({ _tag: "Answered", call, leg })
    }
    Transfers.talked(index, call, legs)
  }
}

/** Whether the call may have been answered before, without anybody seeing it. */
const isUncertain = (index: CallIndex, call: Call): boolean =>
  (index.isListing && (call.isRecovered || call.lostSince !== undefined)) || call.wasUp

/** A channel that is asked to hang up leaves its bridge, and ends, within this time. */
const requestMillis = 250

/** Whether a call was seen first only just before a moment: who wanted to end it then may have said so before. */
export const isFresh = (call: Call, at: number | undefined): boolean =>
  call.recoveredAt !== undefined && at !== undefined && isJustBefore(call.recoveredAt, at)

/** Whether a request to hang up from before the one moment may have led to an end at the other. */
const isJustBefore = (moment: number, at: number): boolean => at - moment <= requestMillis

/** Whether who wanted to end something at a moment may have said so while events were missing. */
export const hasMissedRequest = ({ unknown }: Call, at: number | undefined): boolean =>
  at !== undefined &&
  unknown.some(({ cause, from = at, to }) => cause !== "Connected" && isJustBefore(to, at) && isJustBefore(at, from))

export const hasEndedUnseen = (call: Call): boolean => call.hasLostTalk || hasMissedRequest(call, call.lastTalkEndedAt)

/** A leg hears nobody any more. */
export const stop = (index: CallIndex, leg: Leg): void => {
  if (leg.talkSince === undefined) return
  const { call } = leg
  const at = index.certain(call, leg.member)
  leg.talkMs += Math.max(0, at - leg.talkSince)
  leg.talkSince = undefined
  call.lastTalkEndedAt = at
  if (at < index.at) call.hasLostTalk = true
  // Others go on: that it left does not end the call.
  if (call.askers.length === 0 && isFresh(call, at)) call.firstLeft ??= leg
  if (!call.askers.includes(leg) || !isTalking(call)) return
  call.askers = call.askers.filter((one) => one !== leg)
  call.leavers = plus(call.leavers, leg)
}

/**
 * A list shows a leg alone in a bridge of two, and another of its call that is up and in none: that one has left first, unless
 * they talk from here on.
 */
export const foundAlone = (leg: Leg): void => {
  const { call, member } = leg
  const { bridge } = member.node
  if (bridge === undefined || !isJoining(bridge) || bridge.members.length > 1) return
  const outside = call.legs.filter((one) => one !== leg && one.isUp && one.member.node.bridge === undefined)
  if (outside.length === 1) call.firstLeft = outside[0]
}

/** Whether two legs of a call talk, be it in a conference. */
export const isTalking = (call: Call): boolean => {
  let count = 0
  for (const leg of call.legs) if (leg.talkSince !== undefined) count += 1
  return count > 1
}

// --- Stations -----------------------------------------------------------------------

/** An agent of AgentLogin is a leg of the call that it talks with, for that long. */
const visit = (index: CallIndex, members: ReadonlyArray<Member>): void => {
  const station = members.find((member) => member.isStation)
  if (station === undefined) return
  const call = members.find((member) => !member.isStation)?.call
  for (const member of members) {
    if (!member.isStation) continue
    if (call === undefined) {
      if (member.leg !== undefined) {
        stop(index, member.leg)
        goHome(index, member)
      }
    } else if (member.leg === undefined) member.leg = visitor(index, member, call)
  }
}

const visitor = (index: CallIndex, member: Member, call: Call): Leg => {
  const leg = new Leg(member, call, member.node.endpoint ?? member.node.Channel, index.at)
  leg.way = "Agent"
  leg.answeredAt = index.at
  leg.isUp = true
  call.legs = plus(call.legs, leg)
  return leg
}

const goHome = (index: CallIndex, member: Member): void => {
  const { leg } = member
  if (leg === undefined || leg.way !== "Agent") return
  leg.endedAt = index.at
  member.leg = undefined
  index.touch(leg.call)
}
