/**
 * Who hears whom: a talk path is what bridges and Local channels connect. Two legs in one talk path talk.
 *
 * @since 0.2.0
 */
import type { BridgeNode } from "../graph/graphNodes.ts"
import { isJoining, join } from "./edges.ts"
import * as Queues from "./queues.ts"
import { type Call, Leg, type Member, none } from "./state.ts"
import * as Transfers from "./transfers.ts"
import type { World } from "./world.ts"

/** Types of bridges in which nobody hears anybody. */
const silent = new Set(["parking", "agent_hold", "holding"])

const isSilent = ({ BridgeType }: BridgeNode): boolean => BridgeType !== undefined && silent.has(BridgeType)

interface Path {
  readonly members: ReadonlyArray<Member>
  readonly isConference: boolean
}

/** What a bridge is connected with. */
const pathOf = (world: World, start: BridgeNode, seen: Set<BridgeNode>): Path => {
  const members: Array<Member> = []
  let isConference = false
  const todo = [start]
  seen.add(start)
  for (let bridge = todo.pop(); bridge !== undefined; bridge = todo.pop()) {
    if (!isJoining(bridge)) isConference = true
    for (const node of bridge.members) {
      const member = world.memberOf(node)
      if (member === undefined) continue
      if (member.half === 0) members.push(member)
      else {
        const far = member.peer?.node.bridge
        if (far !== undefined && far !== null && !isSilent(far) && !seen.has(far)) {
          seen.add(far)
          todo.push(far)
        }
      }
    }
  }
  return { members, isConference }
}

/** A channel is in another bridge, or in none. */
export const moved = (world: World, member: Member, from: BridgeNode | undefined, to: BridgeNode | undefined): void => {
  if (to !== undefined && isJoining(to)) meet(world, member, to)
  if (to === undefined || isSilent(to)) fallSilent(world, member)
  const seen = new Set<BridgeNode>()
  for (const bridge of [from, to, member.peer?.node.bridge]) {
    if (bridge !== undefined && !seen.has(bridge) && !isSilent(bridge)) connect(world, pathOf(world, bridge, seen))
  }
  if (to !== undefined) {
    Queues.bridged(world, member)
    member.bridges = member.bridges.slice(-1).concat(to)
    Transfers.entered(world, member, to)
  }
  world.touch(member.call)
}

/** All members of a basic bridge are of one call. */
const meet = (world: World, member: Member, bridge: BridgeNode): void => {
  for (const node of bridge.members) {
    const other = world.memberOf(node)
    if (other !== undefined && other !== member && other.call !== member.call) join(world, member, other)
  }
}

const fallSilent = (world: World, member: Member): void => {
  const { leg } = member
  if (leg === undefined) return
  stop(world, leg)
  if (member.isStation) goHome(world, member)
}

const connect = (world: World, { isConference, members }: Path): void => {
  visit(world, members)
  const legs: Array<Leg> = []
  for (const { leg } of members) if (leg !== undefined && !leg.isOver) legs.push(leg)
  if (legs.length < 2) {
    for (const leg of legs) stop(world, leg)
    return
  }
  const calls = new Set<Call>()
  for (const leg of legs) {
    if (leg.talkSince !== undefined) continue
    leg.talkSince = world.at
    leg.hasTalked = true
    calls.add(leg.call)
  }
  for (const call of calls) begin(world, call, legs.filter((leg) => leg.call === call), isConference)
}

const begin = (world: World, call: Call, legs: ReadonlyArray<Leg>, isConference: boolean): void => {
  call.hasLostTalk = false
  // One of these that has asked already is about to leave.
  if (call.askers.length > 0) call.askers = call.askers.filter((leg) => legs.includes(leg))
  call.leavers = none
  call.firstLeft = undefined
  for (const leg of legs) leg.isTransferred = false
  if (legs.length > 1 && !isConference) {
    if (!call.hasTalked) {
      call.answerers = legs
      if (isUncertain(world, call)) call.wasAnswered = true
      else call.answeredAt = world.at
      const leg = legs.find((leg) => leg.member.isDialed) ?? legs[0]
      if (leg !== undefined) world.report({ _tag: "Answered", call, leg })
    }
    Transfers.talked(world, call, legs)
  }
}

/** Whether the call may have been answered before, without anybody seeing it. */
const isUncertain = (world: World, call: Call): boolean =>
  (world.isListing && (call.isRecovered || call.lostSince !== undefined)) || call.wasUp

/** A channel that is asked to hang up leaves its bridge, and ends, within this time. */
const requestMillis = 250

/** Whether a call was seen first only just before a moment: who wanted to end it then may have said so before. */
export const isFresh = (call: Call, at: number | undefined): boolean =>
  call.recoveredAt !== undefined && at !== undefined && isJustBefore(call.recoveredAt, at)

/** Whether a request to hang up from before the one moment may have led to an end at the other. */
export const isJustBefore = (moment: number, at: number): boolean => at - moment <= requestMillis

/** A leg hears nobody any more. */
export const stop = (world: World, leg: Leg): void => {
  if (leg.talkSince === undefined) return
  const { call } = leg
  const at = world.certain(call)
  leg.talkMs += Math.max(0, at - leg.talkSince)
  leg.talkSince = undefined
  call.lastTalkEndedAt = at
  if (at < world.at) call.hasLostTalk = true
  // Others go on: that it left does not end the call.
  if (call.askers.length === 0 && isFresh(call, at)) call.firstLeft ??= leg
  if (!call.askers.includes(leg) || !isTalking(call)) return
  call.askers = call.askers.filter((one) => one !== leg)
  call.leavers = call.leavers.concat(leg)
}

/** Whether two legs of a call talk, be it in a conference. */
export const isTalking = (call: Call): boolean => {
  let count = 0
  for (const leg of call.legs) if (leg.talkSince !== undefined) count += 1
  return count > 1
}

// --- Stations -----------------------------------------------------------------------

/** An agent of AgentLogin is a leg of the call that it talks with, for that long. */
const visit = (world: World, members: ReadonlyArray<Member>): void => {
  const station = members.find((member) => member.isStation)
  if (station === undefined) return
  const call = members.find((member) => !member.isStation)?.call
  for (const member of members) {
    if (!member.isStation) continue
    if (call === undefined) {
      if (member.leg !== undefined) {
        stop(world, member.leg)
        goHome(world, member)
      }
    } else if (member.leg === undefined) member.leg = visitor(world, member, call)
  }
}

const visitor = (world: World, member: Member, call: Call): Leg => {
  const leg = new Leg(member, call, member.node.endpoint ?? member.node.Channel, world.at)
  leg.way = "Agent"
  leg.answeredAt = world.at
  leg.isUp = true
  call.legs = call.legs.concat(leg)
  return leg
}

const goHome = (world: World, member: Member): void => {
  const { leg } = member
  if (leg === undefined || leg.way !== "Agent") return
  leg.endedAt = world.at
  member.leg = undefined
  world.touch(leg.call)
}
