/**
 * Which channels form a call: edges join them, and nothing ever parts them.
 *
 * A Linkedid is one edge among several: it changes only when channels meet in a basic bridge (bridge_basic.c,
 * bridge_basic_push), events say an older one now and then, and an agent of AgentLogin gives its own to each caller.
 *
 * @since 0.2.0
 */
import type { BridgeNode, ChannelNode } from "../graph/graphNodes.ts"
import { isOlder } from "../graph/graphNodes.ts"
import { both, plus } from "../longer.ts"
import type { CallIndex } from "./callIndex.ts"
import { Call, Leg, Member } from "./state.ts"

/** A channel is there: it begins a call, or is of one already. */
export const appear = (index: CallIndex, node: ChannelNode): Member => {
  const known = index.members.get(node.Uniqueid)
  if (known !== undefined && known.node === node) return known
  const isSeen = index.isBirth
  const Linkedid = node.Linkedid ?? node.Uniqueid
  const peerNode = index.graph.peerOf(node)
  const peer = peerNode === undefined ? undefined : index.memberOf(peerNode)
  const isForeign = Linkedid !== node.Uniqueid && index.isOfStation(Linkedid)
  const call = peer?.call ?? (isForeign ? undefined : index.byLinkedid.get(Linkedid)) ??
    begin(index, isForeign || Linkedid === node.Uniqueid || index.over.has(Linkedid) ? node.Uniqueid : Linkedid, isSeen)
  const member = new Member(node, call, isSeen ? index.at : undefined)
  index.members.set(node.Uniqueid, member)
  if (peer !== undefined) {
    member.peer = peer
    peer.peer = member
  }
  attach(index, call, member)
  if (member.half === 0) addLeg(index, call, member, node.endpoint ?? node.Channel)
  if (!isSeen && call.lostSince !== undefined) call.isRecovered = true
  return member
}

const begin = (index: CallIndex, id: string, isSeen: boolean): Call => {
  index.count += 1
  const call = new Call(index.count, id, index.at)
  call.isRecovered = !isSeen
  if (!isSeen) call.recoveredAt = index.at
  index.byLinkedid.set(id, call)
  return call
}

const attach = (index: CallIndex, call: Call, member: Member): void => {
  call.members = plus(call.members, member)
  call.living += 1
  if (!call.linkedids.includes(member.bornLinkedid) && !isStrange(index, member.bornLinkedid, call)) {
    call.link(member.bornLinkedid)
    index.byLinkedid.set(member.bornLinkedid, call)
  }
}

const isStrange = (index: CallIndex, Linkedid: string, call: Call): boolean =>
  index.isOfStation(Linkedid) && Linkedid !== call.id

const addLeg = (index: CallIndex, call: Call, member: Member, endpoint: string): Leg => {
  const leg = new Leg(member, call, endpoint, member.startedAt)
  member.leg = leg
  call.legs = plus(call.legs, leg)
  announce(index, call)
  return leg
}

/** A call is one as soon as it has a leg. */
export const announce = (index: CallIndex, call: Call): void => {
  if (call.isAnnounced || call.isHidden) return
  call.isAnnounced = true
  index.calls.set(call.id, call)
  index.report({ _tag: "Started", call })
  index.touch(call)
}

/** Two channels are of one call. */
export const join = (index: CallIndex, one: Member | undefined, other: Member | undefined): void => {
  if (one === undefined || other === undefined || one.isStation || other.isStation) return
  merge(index, one.call, other.call)
}

/** A channel has another Linkedid: both are of one call, unless a station gave it. */
export const relink = (index: CallIndex, member: Member, before: string | undefined): void => {
  const { Linkedid } = member.node
  if (Linkedid === undefined || member.isStation || index.isOfStation(Linkedid)) return
  if (before !== undefined && index.isOfStation(before)) return
  const known = index.byLinkedid.get(Linkedid)
  if (known !== undefined) return merge(index, member.call, known)
  member.call.link(Linkedid)
  index.byLinkedid.set(Linkedid, member.call)
}

/** Members of these bridges meet for one call; in conferences calls stay apart. */
export const isJoining = ({ BridgeType }: BridgeNode): boolean => BridgeType === "basic" || BridgeType === "stasis"

/**
 * One who comes to a conversation of another call without having been dialed is a guest, unless an event says how it came:
 * by the action Bridge, or by an INVITE with Replaces.
 */
const guestOf = (index: CallIndex, one: Call, other: Call): Leg | undefined => {
  const { message } = index.graph
  if (message?.name !== "BridgeEnter") return undefined
  const leg = index.leg(message.get("Uniqueid"))
  if (leg === undefined || leg.way !== undefined || leg.hasTalked || !leg.isBorn || leg.member.isDialed) {
    return undefined
  }
  const bridge = index.graph.bridge(message.get("BridgeUniqueid") ?? "")
  if (bridge === undefined || !isJoining(bridge)) return undefined
  return (leg.call === one ? other : leg.call === other ? one : undefined)?.hasTalked === true ? leg : undefined
}

const merge = (index: CallIndex, one: Call, other: Call): void => {
  if (one === other || one.isHidden || other.isHidden || one.isOver || other.isOver) return
  const guest = guestOf(index, one, other)
  const survivor = survives(index, one, other) ? one : other
  const absorbed = survivor === one ? other : one
  explain(index, absorbed)
  if (absorbed.isAnnounced && survivor.isAnnounced) {
    index.report({ _tag: "Merged", call: absorbed, into: survivor })
    index.report({
      _tag: "Ended",
      call: absorbed,
      at: index.at,
      end: () => ({ _tag: "Merged", into: survivor.id }),
      isVanished: false,
      isKept: true
    })
  }
  absorbed.isOver = true
  if (absorbed.isAnnounced) index.calls.delete(absorbed.id)
  move(index, absorbed, survivor)
  if (guest !== undefined) guest.way = "Guest"
  index.touch(survivor)
}

/** What was not seen of a call stays unknown: before it was seen first, and since events went missing. */
export const explain = (index: CallIndex, call: Call): void => {
  if (call.isRecovered && !call.isExplained) {
    call.unknown = plus(call.unknown, {
      to: index.at,
      cause: index.lostSince === undefined ? "Connected" : index.cause
    })
  } else if (call.lostSince !== undefined) {
    call.unknown = plus(call.unknown, { from: call.lostSince, to: index.at, cause: index.cause })
  } else return
  call.isExplained = true
  call.lostSince = undefined
  index.touch(call)
}

/** The call with somebody outside goes on, else the one that began first. */
const survives = (index: CallIndex, one: Call, other: Call): boolean => {
  if (one.isAnnounced !== other.isAnnounced) return one.isAnnounced
  const isOutside = (call: Call) => call.legs.some((leg) => index.view.sides.of(leg) === "Outside")
  const [isOneOutside, isOtherOutside] = [isOutside(one), isOutside(other)]
  return isOneOutside === isOtherOutside ? began(one, other) : isOneOutside
}

/** Whether a call began before another: ids say it, since their events may come in another order. */
const began = (one: Call, other: Call): boolean => isOlder(one.id, other.id) ?? one.number < other.number

const move = (index: CallIndex, from: Call, to: Call): void => {
  for (const member of from.members) member.call = to
  for (const leg of from.legs) leg.call = to
  to.members = both(to.members, from.members)
  to.legs = both(to.legs, from.legs)
  to.living += from.living
  for (const Linkedid of from.linkedids) {
    to.link(Linkedid)
    if (index.byLinkedid.get(Linkedid) === from) index.byLinkedid.set(Linkedid, to)
  }
  to.ringingAt ??= from.ringingAt
  to.visits = both(to.visits, from.visits)
  to.transfers = both(to.transfers, from.transfers)
  to.forwards = both(to.forwards, from.forwards)
  to.pickups = both(to.pickups, from.pickups)
  to.parkings = both(to.parkings, from.parkings)
  to.conferences = both(to.conferences, from.conferences)
  to.recordings = both(to.recordings, from.recordings)
  to.voicemail ??= from.voicemail
  to.unknown = both(to.unknown, from.unknown)
  if (from.isRecovered) to.isRecovered = true
  if (from.isExplained) to.isExplained = true
  if (from.lostSince !== undefined) to.lostSince ??= from.lostSince
}
