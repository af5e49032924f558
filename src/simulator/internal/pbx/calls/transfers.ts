/**
 * Blind transfers, and `Redirect` (bridge.c, ast_bridge_transfer_blind; manager.c, action_redirect).
 *
 * @since 0.1.0
 */
import { type Lines, yesNo } from "../../messages.ts"
import * as Channels from "../channels.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, type Place, SoftHangup } from "../model.ts"
import * as Conferences from "../services/conferences.ts"
import * as Parking from "../services/parking.ts"
import * as Bridges from "./bridges.ts"
import * as Masquerades from "./masquerades.ts"

/** How a transfer ended. */
export type Outcome = "Success" | "Invalid" | "Not Permitted" | "Fail"

/** A blind transfer. */
export interface Blind {
  readonly transferer: Channel
  readonly context: string
  readonly exten: string
  /** Whether it was asked for from outside the bridge: by AMI or SIP. */
  readonly isExternal: boolean
  /** Sets variables of the transferee. */
  readonly onTransferee?: ((draft: Draft, transferee: Channel) => void) | undefined
}

/** The context of a transfer (bridge_builtin_features.c, get_transfer_context). */
export const contextOf = (channel: Channel): string => channel.variables.get("TRANSFER_CONTEXT") || channel.context

const report = (draft: Draft, result: Outcome, lines: Lines, { context, exten, isExternal }: Blind): void =>
  draft.raise("BlindTransfer", "call", [
    `Result: ${result}`,
    ...lines,
    `IsExternal: ${yesNo(isExternal)}`,
    `Context: ${context}`,
    `Extension: ${exten}`
  ])

/** The channel takes back the hold of its bridge, if it holds it (bridge_channel.c, ast_bridge_channel_write_unhold). */
const writeUnhold = (draft: Draft, channel: Channel): void => {
  const current = draft.update(channel, { holds: false })
  Channels.raise(draft, "Unhold", current)
}

/** The others hear each other again. */
const lift = (draft: Draft, channel: Channel): void => {
  for (const member of Bridges.members(draft, draft.current(channel).bridge)) {
    if (member.name !== channel.name) Frames.indicate(draft, member, { _tag: "Unhold" })
  }
}

/** Sets the variables that name the other parties of a transfer (bridge.c, set_transfer_variables_all). */
const setVariables = (draft: Draft, transferer: Channel, kind: "BLINDTRANSFER" | "ATTENDEDTRANSFER"): void => {
  const peers = Bridges.members(draft, draft.current(transferer).bridge).filter(({ name }) => name !== transferer.name)
  const other = kind === "BLINDTRANSFER" ? "ATTENDEDTRANSFER" : "BLINDTRANSFER"
  const names = peers.map(({ name }) => name).join(",")
  const set = (channel: Channel, value: string) => {
    Channels.setVariable(draft, channel, kind, value)
    Channels.setVariable(draft, channel, other, undefined)
  }
  if (kind === "BLINDTRANSFER") set(transferer, names)
  for (const peer of peers) set(peer, transferer.name)
  if (kind === "ATTENDEDTRANSFER") set(transferer, names)
}

/** Sends the other party of a call elsewhere. */
export const blind = (draft: Draft, transfer: Blind): Outcome => {
  const transferer = draft.current(transfer.transferer)
  const bridge = Bridges.of(draft, transferer)
  const transfererLines = Channels.snapshot(transferer, "Transferer")
  if (bridge === undefined) {
    report(draft, "Invalid", transfererLines, transfer)
    return "Invalid"
  }
  writeUnhold(draft, transferer)
  const transferee = Bridges.peerOf(draft, transferer)
  if (transferee === undefined) {
    const result = bridge.channels.length > 2 ? "Fail" : "Invalid"
    report(draft, result, [...transfererLines, ...Bridges.snapshot(bridge)], transfer)
    return result
  }
  const lot = Parking.parkingExtension(draft, transfer.context, transfer.exten)
  if (lot !== undefined) return park(draft, transfer, transferee, lot)
  setVariables(draft, transferer, "BLINDTRANSFER")
  lift(draft, transferer)
  transfer.onTransferee?.(draft, draft.current(transferee))
  const { context, exten } = transfer
  draft.notes.push({ _tag: "Transfer", kind: "blind", transferer, transferee, target: exten, context })
  const lines = [
    ...Channels.snapshot(draft.current(transferer), "Transferer"),
    ...Channels.snapshot(draft.current(transferee), "Transferee"),
    ...Bridges.snapshot(bridge)
  ]
  const { name, uniqueid } = transferee
  const send = (later: Draft) => {
    const sent = later.channels.get(name)
    if (sent?.uniqueid === uniqueid) Thread.sendTo(later, sent, { context, exten, priority: 1 })
  }
  // Two threads race; a Local channel is usually faster than its transferer.
  if (transferee.half !== undefined) draft.soon(send)
  Bridges.kick(draft, transferer)
  if (transferee.half === undefined) draft.soon(send)
  report(draft, "Success", lines, transfer)
  return "Success"
}

/** Parks the other party of a call: the transferer stays, and the space is announced to it (bridge.c, try_parking). */
const park = (draft: Draft, transfer: Blind, transferee: Channel, data: string): Outcome => {
  const { transferer } = transfer
  transfer.onTransferee?.(draft, draft.current(transferee))
  // The progress of the transfer, for the telephone's NOTIFY, is read from the transferee's sound.
  if (transferer.endpoint !== undefined) Bridges.refresh(draft, transferee)
  const bridge = Bridges.of(draft, transferer)
  const lines = [
    ...Channels.snapshot(draft.current(transferer), "Transferer"),
    ...Channels.snapshot(draft.current(transferee), "Transferee"),
    ...(bridge === undefined ? [] : Bridges.snapshot(bridge))
  ]
  report(draft, "Success", lines, transfer)
  draft.soon((later) => {
    const parker = later.channels.get(transferer.name)
    if (parker !== undefined) Parking.parkPeer(later, parker, data)
  })
  return "Success"
}

/**
 * Takes channels out of their bridge or application, and sends them elsewhere. All are marked before the first leaves,
 * so that none hangs up because its bridge ended.
 */
export const redirect = (draft: Draft, sent: ReadonlyArray<readonly [channel: Channel, place: Place]>): void => {
  for (const [channel, place] of sent) {
    const { softHangup } = draft.current(channel)
    draft.update(channel, { after: place, softHangup: softHangup | SoftHangup.AsyncGoto })
  }
  for (const [channel, place] of sent) {
    const current = draft.channels.get(channel.name)
    if (current?.after !== undefined) Thread.sendTo(draft, current, place)
  }
}

/** Connects the parties of two calls of one telephone. */
export const join = (draft: Draft, first: Channel, second: Channel): string | undefined => {
  const one = Bridges.of(draft, first)
  const two = Bridges.of(draft, second)
  const transferee = Bridges.peerOf(draft, first)
  const target = Bridges.peerOf(draft, second)
  if (one === undefined || two === undefined || transferee === undefined) return "the calls cannot be connected"
  // bridge.c, bridges_allow_swap_optimization: the target moves if the transferee may not.
  const comes = one.stays && !two.stays && target !== undefined
  const lines = [
    "Result: Success",
    ...Channels.snapshot(first, "OrigTransferer"),
    ...Bridges.snapshot(one, "Orig"),
    ...Channels.snapshot(second, "SecondTransferer"),
    ...Bridges.snapshot(two, "Second"),
    ...Channels.snapshot(transferee, "Transferee"),
    ...(target === undefined ? [] : Channels.snapshot(target, "TransferTarget")),
    "IsExternal: No",
    "DestType: Bridge",
    `DestBridgeUniqueid: ${comes ? one.id : two.id}`
  ]
  writeUnhold(draft, first)
  writeUnhold(draft, second)
  setVariables(draft, first, "ATTENDEDTRANSFER")
  lift(draft, first)
  lift(draft, second)
  if (comes) {
    Bridges.move(draft, one.id, draft.current(target), { swap: draft.current(first) })
    Bridges.kick(draft, draft.current(second))
    Frames.requestSoftHangup(draft, draft.current(second), SoftHangup.Device)
    draft.raise("AttendedTransfer", "call", lines)
  } else {
    Bridges.move(draft, two.id, draft.current(transferee), { swap: draft.current(second) })
    Bridges.kick(draft, draft.current(first))
    draft.raise("AttendedTransfer", "call", lines)
    endTransferer(draft, second)
  }
  draft.notes.push({
    _tag: "Transfer",
    kind: "attended",
    transferer: first,
    second,
    transferee,
    target: target?.name ?? ""
  })
  Bridges.dissolve(draft, comes ? two.id : one.id, 16)
  return undefined
}

/** The channel of the second call has to end (bridge.c, ast_bridge_transfer_attended); its dialplan may be faster. */
const endTransferer = (draft: Draft, { name, pbx, uniqueid }: Channel): void => {
  const ask = (later: Draft) => {
    const channel = later.channels.get(name)
    if (channel?.uniqueid === uniqueid) Frames.requestSoftHangup(later, channel, SoftHangup.Device)
  }
  if (pbx) draft.soon((later) => later.soon(ask))
  else ask(draft)
}

/**
 * The party of one call takes the place of the other call's channel, which still dials or runs an application
 * (bridge_channel.c, bridge_channel_attended_transfer).
 */
export const takeOver = (draft: Draft, connected: Channel, waiting: Channel): string | undefined => {
  const bridge = Bridges.of(draft, connected)
  const transferee = Bridges.peerOf(draft, connected)
  if (bridge === undefined || transferee === undefined) return "the calls cannot be connected"
  writeUnhold(draft, connected)
  if (Bridges.of(draft, waiting) !== undefined) writeUnhold(draft, waiting)
  setVariables(draft, connected, "ATTENDEDTRANSFER")
  lift(draft, connected)
  const application = draft.current(waiting).application
  const lines = [
    "Result: Success",
    ...Channels.snapshot(draft.current(connected), "OrigTransferer"),
    ...Bridges.snapshot(bridge, "Orig"),
    ...Channels.snapshot(draft.current(waiting), "SecondTransferer"),
    ...Channels.snapshot(draft.current(transferee), "Transferee"),
    "IsExternal: No",
    "DestType: App",
    `DestApp: ${application}`
  ]
  Bridges.kick(draft, draft.current(connected))
  draft.soon((later) => {
    const party = later.channels.get(transferee.name)
    const place = later.channels.get(waiting.name)
    if (party?.uniqueid === transferee.uniqueid && place?.uniqueid === waiting.uniqueid) replace(later, party, place)
  })
  draft.raise("AttendedTransfer", "call", lines)
  draft.notes.push({ _tag: "Transfer", kind: "attended", transferer: connected, transferee, target: application })
  return undefined
}

/** The party leaves its bridge and takes the place of the other channel, which ends in the party's place. */
const replace = (draft: Draft, party: Channel, place: Channel): void => {
  const { connected } = draft.current(place)
  const onLeft = Bridges.takeOut(draft, party)
  Conferences.exchange(draft, draft.current(place), draft.current(party))
  Masquerades.move(draft, draft.current(place), draft.current(party))
  // channel.c, channel_do_masquerade: its bridge changes because of the new channel, and because of its sound.
  for (let times = 0; times < 2; times++) Bridges.refresh(draft, draft.current(party))
  onLeft?.(draft, draft.current(place))
  const current = draft.current(party)
  const dial = current.dialling === undefined ? undefined : draft.dials.get(current.dialling)
  // bridge_channel.c, after_bridge_move_channel: the party learns who is at the other end of its new place.
  if (dial === undefined) Frames.indicate(draft, current, { _tag: "ConnectedLine", party: connected })
  for (const { channel } of dial?.legs ?? []) {
    const leg = draft.channels.get(channel)
    if (leg === undefined) continue
    Frames.indicate(draft, current, { _tag: "ConnectedLine", party: leg.caller })
    Frames.indicate(draft, leg, { _tag: "ConnectedLine", party: draft.current(current).caller })
  }
}
