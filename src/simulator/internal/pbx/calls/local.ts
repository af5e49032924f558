/**
 * Local channels: two connected halves, and how they are optimised away (core_local.c, core_unreal.c;
 * bridge.c, ast_bridge_unreal_optimize_out).
 *
 * @since 0.2.0
 */
import { yesNo } from "../../messages.ts"
import * as Channels from "../channels.ts"
import { exists } from "../dialplan/dialplan.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import { hexOf } from "../ids.ts"
import type { Bridge, Channel } from "../model.ts"
import * as Bridges from "./bridges.ts"

/** The ids that the caller chose for the new channel. */
export interface Ids {
  readonly channelId?: string | undefined
  readonly otherChannelId?: string | undefined
  /** The call that the new channel belongs to. */
  readonly linkedid?: string | undefined
}

const idOf = (draft: Draft, wanted: string | undefined): string =>
  wanted === undefined || wanted === "" ? Channels.newUniqueid(draft) : wanted

/** Makes both halves, and returns the near one. */
export const request = (draft: Draft, dialString: string, ids: Ids): Channel => {
  const slash = dialString.indexOf("/")
  const address = slash === -1 ? dialString : dialString.slice(0, slash)
  const options = slash === -1 ? "" : dialString.slice(slash + 1)
  const at = address.indexOf("@")
  const exten = at === -1 ? address : address.slice(0, at)
  const context = at === -1 ? "default" : address.slice(at + 1)
  const name = `Local/${exten}@${context}-${hexOf(draft.next("local"))}`
  const uniqueid = idOf(draft, ids.channelId)
  const linkedid = ids.linkedid ?? uniqueid
  // core_unreal.c, ast_unreal_new_channels: if one id is given, the other half gets the same with `;2`.
  const other = ids.channelId !== undefined && ids.channelId !== "" && !ids.otherChannelId
    ? `${uniqueid};2`
    : ids.otherChannelId
  const optimizes = !options.includes("n")
  const common = { linkedid, optimizes, context, exten }
  const near = { ...common, name: `${name};1`, half: `${name};2`, outgoing: true }
  Channels.add(draft, { ...near, uniqueid, state: Channels.State.Down })
  const far = { ...common, name: `${name};2`, half: `${name};1` }
  Channels.add(draft, { ...far, uniqueid: idOf(draft, other), state: Channels.State.Ring })
  return draft.channels.get(near.name) ?? Channels.make(draft, { ...near, uniqueid, state: Channels.State.Down })
}

/** Copies the near half's parties to the far one, the other way round (core_unreal.c, ast_unreal_call_setup). */
const setUpFarHalf = (draft: Draft, near: Channel, far: Channel): Channel => {
  draft.update(far, {
    caller: near.connected,
    connected: near.caller,
    language: near.language,
    accountCode: near.peerAccount,
    peerAccount: near.accountCode,
    dialled: near.dialled
  })
  // Variables are put in front of a channel's list, and copied from its front.
  for (const [name, value] of [...near.variables].toReversed()) {
    Channels.setVariable(draft, far, `${near.inherited.get(name) ?? ""}${name}`, value)
  }
  return Channels.publish(draft, far)
}

/** Calls the far end. Returns false if there is no such extension, or no far half any more. */
export const call = (draft: Draft, channel: Channel): boolean => {
  const near = draft.current(channel)
  const half = Channels.halfOf(draft, near)
  if (half === undefined) return false
  const far = setUpFarHalf(draft, near, half)
  if (!exists(draft.dialplan, half)) return false
  raise(draft, "LocalBridge", near, far, [
    `Context: ${far.context}`,
    `Exten: ${far.exten}`,
    `LocalOptimization: ${yesNo(near.optimizes)}`
  ])
  Thread.start(draft, far)
  return true
}

const raise = (draft: Draft, name: string, near: Channel, far: Channel, lines: ReadonlyArray<string>): void =>
  draft.raise(name, "call", [
    ...Channels.cached(draft.current(near), "LocalOne"),
    ...Channels.cached(draft.current(far), "LocalTwo"),
    ...lines
  ])

// --- Optimisation ----------------------------------------------------------------------

/** How long sound takes to reach both halves. */
const soundTime = 40

/** Sound enters a bridge: its Local channels may soon be optimised away. A bridge of many sends sound by itself. */
export const expectSound = (draft: Draft, bridge: string): void => {
  const all = Bridges.members(draft, bridge)
  if (!all.some(({ half }) => half !== undefined)) return
  const check = (later: Draft) => {
    for (const member of Bridges.members(later, bridge)) {
      if (member.half !== undefined && hears(later, member)) optimize(later, member)
    }
  }
  draft.later(soundTime, check)
}

/** Whether a channel in the same bridge sends sound. */
const hears = (draft: Draft, channel: Channel): boolean =>
  Bridges.of(draft, channel)?.technology === "softmix" ||
  Bridges.members(draft, channel.bridge).some(({ name, talks }) => name !== channel.name && talks)

const optimize = (draft: Draft, channel: Channel): void => {
  const half = Channels.halfOf(draft, channel)
  const bridge = Bridges.of(draft, channel)
  const other = half === undefined ? undefined : Bridges.of(draft, half)
  if (!channel.optimizes || half === undefined || bridge === undefined || other === undefined) return
  if (bridge.id === other.id || [bridge, other].some(({ dissolved, fixed }) => fixed || dissolved)) return
  if (mayLeave(bridge)) swap(draft, { channel, bridge }, { channel: half, bridge: other })
  else if (mayLeave(other)) swap(draft, { channel: half, bridge: other }, { channel, bridge })
  else if (!bridge.stays && !other.stays) merge(draft, channel, half, bridge, other)
}

/** Whether the one other party of a half's bridge may move (bridge.c, bridges_allow_swap_optimization). */
const mayLeave = ({ channels, stays }: Bridge): boolean => channels.length === 2 && !stays

interface Side {
  readonly channel: Channel
  readonly bridge: Bridge
}

const nearFirst = (channel: Channel, half: Channel): readonly [Channel, Channel] =>
  channel.name.endsWith(";1") ? [channel, half] : [half, channel]

/** The other party of a bridge of two takes the place of the half in the other bridge (bridge.c, try_swap_optimize_out). */
const swap = (draft: Draft, from: Side, to: Side): void => {
  const party = Bridges.members(draft, from.bridge.id).find(({ name }) => name !== from.channel.name)
  if (party === undefined) return
  const [near, far] = nearFirst(from.channel, to.channel)
  const id = draft.next("optimization")
  raise(draft, "LocalOptimizationBegin", near, far, [
    ...Channels.cached(party, "Source"),
    // core_local.c always takes the far half for this.
    `DestUniqueId: ${far.uniqueid}`,
    `Id: ${id}`
  ])
  draft.notes.push({ _tag: "Optimized", half: to.channel, by: party })
  Bridges.move(draft, to.bridge.id, party, { swap: to.channel, quiet: true })
  Bridges.kick(draft, from.channel, 16)
  raise(draft, "LocalOptimizationEnd", near, far, ["Success: No", `Id: ${id}`])
  Bridges.dissolve(draft, from.bridge.id, 16)
}

/** All parties of one bridge move to the other (bridge.c, try_merge_optimize_out). */
const merge = (draft: Draft, channel: Channel, half: Channel, bridge: Bridge, other: Bridge): void => {
  const [near, far] = nearFirst(channel, half)
  const id = draft.next("optimization")
  const [to, from] = bridge.channels.length >= other.channels.length ? [bridge, other] : [other, bridge]
  raise(draft, "LocalOptimizationBegin", near, far, [`DestUniqueId: ${far.uniqueid}`, `Id: ${id}`])
  Bridges.merge(draft, to.id, from.id, { kicked: [channel, half] })
  raise(draft, "LocalOptimizationEnd", near, far, ["Success: Yes", `Id: ${id}`])
}
