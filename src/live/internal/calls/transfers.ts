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
import { kept, valueOf } from "../text.ts"
import { join } from "./edges.ts"
import { legOf, legsOf } from "./legs.ts"
import type { Call, Leg, Member, TransferState } from "./state.ts"
import type { World } from "./world.ts"

/** The leg of a channel that an event names; of a Local one, the leg at its other end. */
const legIn = (world: World, message: AmiMessage, block: string): Leg | undefined => {
  const member = world.member(message.get(`${block}Uniqueid`))
  return member === undefined ? undefined : legOf(member)
}

const start = (world: World, call: Call, transfer: TransferState): void => {
  call.transfers = call.transfers.concat(transfer)
  world.report({ _tag: "TransferStarted", call, transfer })
  if (transfer.outcome !== undefined) world.report({ _tag: "TransferEnded", call, transfer })
  world.touch(call)
}

const end = (
  world: World,
  call: Call,
  transfer: TransferState,
  outcome: NonNullable<TransferState["outcome"]>
): void => {
  if (transfer.outcome === outcome) return
  transfer.outcome = outcome
  world.report({ _tag: "TransferEnded", call, transfer })
  world.touch(call)
}

// --- Blind ------------------------------------------------------------------------

export const blind = (world: World, message: AmiMessage): void => {
  if (message.get("Result") !== "Success") return
  const by = legIn(world, message, "Transferer")
  const transferee = legIn(world, message, "Transferee")
  const call = (by ?? transferee)?.call
  if (call === undefined) return
  const key = `${message.get("TransfererUniqueid")}/${message.get("TransfereeUniqueid")}/${message.get("Extension")}`
  if (call.transfers.some((one) => one.key === key && one.at === world.at)) return
  if (by !== undefined) by.isTransferred = true
  const extension = valueOf(message.get("Extension"))
  // The lot may have taken the call before the transfer is reported.
  const isParked = transferee !== undefined &&
    call.parkings.some((stay) => stay.endedAt === undefined && legOf(stay.member) === transferee)
  start(world, call, {
    kind: "Blind",
    at: world.at,
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
export const redirect = (world: World, transferee: Leg, to: string): void =>
  start(world, transferee.call, {
    kind: "Redirect",
    at: world.at,
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

export const attended = (world: World, message: AmiMessage): void => {
  if (message.get("Result") !== "Success") return
  const first = world.member(message.get("OrigTransfererUniqueid"))
  const second = world.member(message.get("SecondTransfererUniqueid"))
  const transferee = world.member(message.get("TransfereeUniqueid"))
  const target = world.member(message.get("TransferTargetUniqueid"))
  for (const other of [second, transferee, target]) join(world, first ?? second, other)
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
  const decided = decide(world, message, second, target, type)
  if (consult !== undefined) {
    consult.isConsulting = false
    consult.target ??= decided.target
    if (isThreeway) end(world, call, consult, "Threeway")
    else if (decided.isDone) end(world, call, consult, "Completed")
    return
  }
  const who = transferee === undefined ? undefined : legOf(transferee)
  start(world, call, {
    kind: "Attended",
    at: world.at,
    by,
    transferee: who,
    to: secondLeg === undefined || secondLeg.member.isDialed ? undefined : secondLeg.exten,
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
  world: World,
  message: AmiMessage,
  second: Member | undefined,
  target: Member | undefined,
  type: string | undefined
): { readonly target: Leg | undefined; readonly isDone: boolean } => {
  if (type === "App") return { target: undefined, isDone: !calling.has(message.get("DestApp") ?? "") }
  // TransferTarget is missing now and then: the others in the bridge that the transfer leads to are it.
  const leg = (target === undefined ? undefined : legOf(target)) ?? inBridge(world, message, second)
  return { target: leg, isDone: leg === undefined || leg.hasAnswered || leg.hasTalked || !leg.member.isDialed }
}

const inBridge = (world: World, message: AmiMessage, second: Member | undefined): Leg | undefined => {
  const bridge = world.graph.bridge(message.get("DestBridgeUniqueid") ?? message.get("SecondBridgeUniqueid") ?? "")
  const transferee = message.get("TransfereeUniqueid")
  for (const node of bridge?.members ?? []) {
    const member = world.memberOf(node)
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
export const entered = (world: World, member: Member, to: BridgeNode): void => {
  if (to.BridgeType !== "basic") return
  if (member.half === 1) {
    for (const node of to.members) {
      const other = world.memberOf(node)
      if (other !== undefined) consult(world, other, member, to)
    }
    return
  }
  const { leg } = member
  if (leg === undefined) return
  const open = leg.call.transfers.findLast((one) => one.isConsulting && one.by === leg)
  if (open !== undefined) {
    if (open.home === to) comeBack(world, leg.call, open)
    return
  }
  for (const node of to.members) {
    const other = world.memberOf(node)
    if (other !== undefined) consult(world, member, other, to)
  }
}

const consult = (world: World, member: Member, through: Member, bridge: BridgeNode): void => {
  const { leg } = member
  const home = member.bridges[member.bridges.length - 2]
  if (leg === undefined || home === undefined || home === bridge) return
  // The first half of a Local channel that nobody dialed is on its way to the target.
  if (through.half !== 1 || through.dialedBy !== undefined || through.isFirst || through.owner !== undefined) return
  const transferee = otherLegIn(world, home, leg)
  if (transferee === undefined) return
  through.owner = leg
  start(world, leg.call, {
    kind: "Attended",
    at: world.at,
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

const otherLegIn = (world: World, bridge: BridgeNode, but: Leg): Leg | undefined => {
  for (const node of bridge.members) {
    const member = world.memberOf(node)
    const leg = member === undefined ? undefined : legOf(member)
    if (leg !== undefined && leg !== but) return leg
  }
  return undefined
}

const comeBack = (world: World, call: Call, transfer: TransferState): void => {
  transfer.isConsulting = false
  const target = transfer.through === undefined ? undefined : legOf(transfer.through)
  transfer.target = target
  const isAnswered = target?.hasAnswered === true
  end(world, call, transfer, isAnswered ? "Cancelled" : call.hasMissed(transfer.at) ? "Unknown" : "NotAnswered")
}

// --- What comes of it -----------------------------------------------------------------

/** Legs of a call have begun to talk with each other. */
export const talked = (world: World, call: Call, legs: ReadonlyArray<Leg>): void => {
  for (const transfer of call.transfers) {
    if (transfer.outcome !== undefined || transfer.isConsulting) continue
    const { by, transferee } = transfer
    if (transferee !== undefined && !legs.includes(transferee)) continue
    const target = legs.find((leg) => leg !== by && leg !== transferee)
    if (target === undefined) continue
    transfer.target = target
    end(world, call, transfer, "Completed")
  }
}

/** The one who was transferred is parked, or in a conference. */
export const arrived = (world: World, leg: Leg | undefined, outcome: "Parked" | "Completed"): void => {
  if (leg === undefined) return
  for (const transfer of leg.call.transfers) {
    if (transfer.outcome === undefined && !transfer.isConsulting && transfer.transferee === leg) {
      end(world, leg.call, transfer, outcome)
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
export const hungUp = (world: World, leg: Leg): void => {
  const { call } = leg
  for (const transfer of call.transfers) {
    if (transfer.outcome !== undefined) continue
    if (transfer.transferee === leg) {
      const { isConsulting } = transfer
      transfer.isConsulting = false
      transfer.target = targetOf(transfer, call)
      const isUnknown = leg.isLost || call.hasMissed(transfer.at)
      end(world, call, transfer, isUnknown ? "Unknown" : isConsulting ? "Cancelled" : "NotAnswered")
    }
  }
}
