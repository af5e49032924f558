/**
 * Transfers: blind ones, attended ones by telephone, action or feature code, and what comes of them.
 *
 * A transfer is open until the one who was transferred talks with somebody else, is parked, comes to a conference or
 * hangs up.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { BridgeNode } from "../graph/graphNodes.ts"
import { plus } from "../longer.ts"
import { kept, valueOf } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import { join } from "./edges.ts"
import { legNow, legOf, legsOf } from "./legs.ts"
import type { Call, Leg, Member, TransferState } from "./state.ts"

/** The leg of a channel that an event names; of a Local one, the leg at its other end. */
const legIn = (index: CallIndex, message: AmiMessage, block: string): Leg | undefined => {
  const member = index.member(message.get(`${block}Uniqueid`))
  return member === undefined ? undefined : legNow(index, member)
}

const start = (index: CallIndex, call: Call, transfer: TransferState): void => {
  call.transfers = plus(call.transfers, transfer)
  index.report({ _tag: "TransferStarted", call, transfer })
  if (transfer.outcome !== undefined) index.report({ _tag: "TransferEnded", call, transfer })
  index.touch(call)
}

const end = (
  index: CallIndex,
  call: Call,
  transfer: TransferState,
  outcome: NonNullable<TransferState["outcome"]>
): void => {
  if (transfer.outcome === outcome) return
  transfer.outcome = outcome
  index.report({ _tag: "TransferEnded", call, transfer })
  index.touch(call)
}

// --- Blind ------------------------------------------------------------------------

export const blind = (index: CallIndex, message: AmiMessage): void => {
  if (message.get("Result") !== "Success") return
  const by = legIn(index, message, "Transferer")
  const transferee = legIn(index, message, "Transferee")
  const call = (by ?? transferee)?.call
  if (call === undefined) return
  const key = `${message.get("TransfererUniqueid")}/${message.get("TransfereeUniqueid")}/${message.get("Extension")}`
  if (call.transfers.some((one) => one.key === key && one.at === index.at)) return
  if (by !== undefined) by.isTransferred = true
  const extension = valueOf(message.get("Extension"))
  // The lot may have taken the call before the transfer is reported.
  const isParked = transferee !== undefined &&
    call.parkings.some((stay) => stay.endedAt === undefined && legNow(index, stay.member) === transferee)
  start(index, call, {
    kind: "Blind",
    at: index.at,
    by,
    transferee,
    to: extension === undefined ? undefined : kept(extension),
    key: kept(key),
    home: undefined,
    through: undefined,
    isConsulting: false,
    target: undefined,
    outcome: isParked ? "Parked" : undefined
  })
}

/** This client has led a leg elsewhere. */
export const redirect = (index: CallIndex, transferee: Leg, to: string): void =>
  start(index, transferee.call, {
    kind: "Redirect",
    at: index.at,
    by: undefined,
    transferee,
    to,
    key: "",
    home: undefined,
    through: undefined,
    isConsulting: false,
    target: undefined,
    outcome: undefined
  })

// --- Attended ---------------------------------------------------------------------

export const attended = (index: CallIndex, message: AmiMessage): void => {
  if (message.get("Result") !== "Success") return
  const first = index.member(message.get("OrigTransfererUniqueid"))
  const second = index.member(message.get("SecondTransfererUniqueid"))
  const transferee = index.member(message.get("TransfereeUniqueid"))
  const target = index.member(message.get("TransferTargetUniqueid"))
  for (const other of [second, transferee, target]) join(index, first ?? second, other)
  const call = (first ?? second)?.call
  if (call === undefined) return
  const type = message.get("DestType")
  const by = first === undefined ? undefined : legOf(first)
  const secondLeg = second === undefined ? undefined : legOf(second)
  const isThreeway = type === "Threeway"
  for (const leg of [by, secondLeg]) if (leg !== undefined && !isThreeway) leg.isTransferred = true
  const key = `${first?.Uniqueid}/${second?.Uniqueid}`
  const consult = call.transfers.findLast((one) => one.kind === "Attended" && one.key === key)
  if (consult !== undefined && consult.home === undefined) return
  const decided = decide(index, message, second, target, type)
  if (consult !== undefined) {
    consult.isConsulting = false
    consult.target ??= decided.target
    if (isThreeway) end(index, call, consult, "Threeway")
    else if (decided.isDone) end(index, call, consult, "Completed")
    return
  }
  const who = transferee === undefined ? undefined : legNow(index, transferee)
  start(index, call, {
    kind: "Attended",
    at: index.at,
    by,
    transferee: who,
    to: secondLeg === undefined || secondLeg.member.isDialed
      ? undefined
      : secondLeg.isBorn
      ? secondLeg.exten
      : secondLeg.member.DNID,
    key,
    home: undefined,
    through: undefined,
    isConsulting: false,
    target: decided.isDone ? decided.target : undefined,
    outcome: isThreeway ? "Threeway" : decided.isDone ? "Completed" : undefined
  })
}

/** Applications that call somebody: the transfer is done when one of them answers. */
const calling = new Set(["Dial", "Queue", "FollowMe", "Page", "AgentRequest", "RetryDial"])

/** Whom the transfer leads to, and whether somebody is there already. */
const decide = (
  index: CallIndex,
  message: AmiMessage,
  second: Member | undefined,
  target: Member | undefined,
  type: string | undefined
): { readonly target: Leg | undefined; readonly isDone: boolean } => {
  if (type === "App") return { target: undefined, isDone: !calling.has(message.get("DestApp") ?? "") }
  // TransferTarget is missing now and then: the others in the bridge that the transfer leads to are it.
  const leg = (target === undefined ? undefined : legOf(target)) ?? inBridge(index, message, second)
  return { target: leg, isDone: leg === undefined || leg.hasAnswered || leg.hasTalked || !leg.member.isDialed }
}

const inBridge = (index: CallIndex, message: AmiMessage, second: Member | undefined): Leg | undefined => {
  const bridge = index.graph.bridge(message.get("DestBridgeUniqueid") ?? message.get("SecondBridgeUniqueid") ?? "")
  const transferee = message.get("TransfereeUniqueid")
  for (const node of bridge?.members ?? []) {
    const member = index.memberOf(node)
    if (member === undefined || member === second || member.Uniqueid === transferee) continue
    if (member.Uniqueid === message.get("OrigTransfererUniqueid")) continue
    const leg = legOf(member)
    if (leg !== undefined) return leg
  }
  return second?.dialed.flatMap((dest) => legsOf(dest)).find((leg) => leg.hasAnswered)
}

// --- Consultations by feature code --------------------------------------------------

/**
 * A leg has entered a bridge: if a Local half that nobody dialed waits there, it consults whom that calls; if it comes back
 * to the bridge that it left, the consultation is over (bridge_basic.c, attended transfers).
 */
export const entered = (index: CallIndex, member: Member, to: BridgeNode): void => {
  if (to.BridgeType !== "basic") return
  if (member.half === 1) {
    for (const node of to.members) {
      const other = index.memberOf(node)
      if (other !== undefined) consult(index, other, member, to)
    }
    return
  }
  const { leg } = member
  if (leg === undefined) return
  const open = leg.call.transfers.findLast((one) => one.isConsulting && one.by === leg)
  if (open !== undefined) {
    if (open.home === to) comeBack(index, leg.call, open)
    return
  }
  for (const node of to.members) {
    const other = index.memberOf(node)
    if (other !== undefined) consult(index, member, other, to)
  }
}

const consult = (index: CallIndex, member: Member, through: Member, bridge: BridgeNode): void => {
  const { leg } = member
  const home = member.bridgeBefore
  if (leg === undefined || home === undefined || home === bridge) return
  // The first half of a Local channel that nobody dialed is on its way to the target.
  if (through.half !== 1 || through.dialedBy !== undefined || through.isFirst || through.owner !== undefined) return
  const transferee = otherLegIn(index, home, leg)
  if (transferee === undefined) return
  through.owner = leg
  start(index, leg.call, {
    kind: "Attended",
    at: index.at,
    by: leg,
    transferee,
    to: through.firstExten,
    key: `${member.Uniqueid}/${member.Uniqueid}`,
    home,
    through,
    isConsulting: true,
    target: undefined,
    outcome: undefined
  })
}

const otherLegIn = (index: CallIndex, bridge: BridgeNode, but: Leg): Leg | undefined => {
  for (const node of bridge.members) {
    const member = index.memberOf(node)
    const leg = member === undefined ? undefined : legOf(member)
    if (leg !== undefined && leg !== but && !index.graph.isDoubted(node)) return leg
  }
  return undefined
}

const comeBack = (index: CallIndex, call: Call, transfer: TransferState): void => {
  transfer.isConsulting = false
  const target = transfer.through === undefined ? undefined : legOf(transfer.through)
  transfer.target = target
  const isAnswered = target?.hasAnswered === true
  end(index, call, transfer, isAnswered ? "Cancelled" : call.hasMissed(transfer.at) ? "Unknown" : "NotAnswered")
}

// --- What comes of it -----------------------------------------------------------------

/** Legs of a call have begun to talk with each other. */
export const talked = (index: CallIndex, call: Call, legs: ReadonlyArray<Leg>): void => {
  for (const transfer of call.transfers) {
    if (transfer.outcome !== undefined || transfer.isConsulting) continue
    const { by, transferee } = transfer
    if (transferee !== undefined && !legs.includes(transferee)) continue
    const target = legs.find((leg) => leg !== by && leg !== transferee)
    if (target === undefined) continue
    transfer.target = target
    end(index, call, transfer, "Completed")
  }
}

/** The one who was transferred is parked, or in a conference. */
export const arrived = (index: CallIndex, leg: Leg | undefined, outcome: "Parked" | "Completed"): void => {
  if (leg === undefined) return
  for (const transfer of leg.call.transfers) {
    if (transfer.outcome === undefined && !transfer.isConsulting && transfer.transferee === leg) {
      end(index, leg.call, transfer, outcome)
    }
  }
}

/** Whom a transfer led to: who answered, or was rung last for it. */
export const targetOf = (transfer: TransferState, call: Call): Leg | undefined => {
  if (transfer.target !== undefined || transfer.outcome === "Parked") return transfer.target
  if (transfer.through !== undefined) {
    const leg = legOf(transfer.through)
    if (leg !== undefined) return leg
  }
  if (transfer.outcome === "Completed") return undefined
  return call.legs.findLast((leg) =>
    leg.member.isDialed && leg !== transfer.by && leg !== transfer.transferee && isAfter(leg, transfer, call)
  )
}

/** Rung for the transfer: dialed after it, or by the leg that consulted. */
const isAfter = (leg: Leg, { at, by, kind }: TransferState, call: Call): boolean => {
  if ((leg.startedAt ?? 0) >= at) return true
  if (kind !== "Attended" || leg.hasAnswered) return false
  const dialer = leg.member.dialedBy?.leg
  return dialer !== undefined && dialer !== by && dialer.isTransferred && call.legs.includes(dialer)
}

/** A leg has ended: a transfer of it that is still open was not answered. */
export const hungUp = (index: CallIndex, leg: Leg): void => {
  const { call } = leg
  for (const transfer of call.transfers) {
    if (transfer.outcome !== undefined) continue
    if (transfer.transferee === leg) {
      const { isConsulting } = transfer
      transfer.isConsulting = false
      transfer.target = targetOf(transfer, call)
      const isUnknown = leg.isLost || call.hasMissed(transfer.at)
      end(index, call, transfer, isUnknown ? "Unknown" : isConsulting ? "Cancelled" : "NotAnswered")
    }
  }
}
