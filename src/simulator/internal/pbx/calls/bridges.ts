/**
 * Bridges: channels that hear each other (bridge.c, bridge_channel.c, bridge_basic.c).
 *
 * A channel enters a bridge with a function that continues with it once it has left. A channel that hangs up leaves at
 * once; if that ends the bridge, the others are kicked out, and leave one after the other.
 *
 * @since 0.1.0
 */
import * as Channels from "../channels.ts"
import type { Draft, Occupant, Reader } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Bridge, type Channel, type Features, type Frame, type Key, SoftHangup } from "../model.ts"

import { change, members, occupy, of, snapshot } from "./bridgeState.ts"

export { configure, create, hide, type Making, members, of, peerOf, setVideoSource, snapshot } from "./bridgeState.ts"

// --- Entering ---------------------------------------------------------------------

/** How a channel enters a bridge. */
export interface Entering {
  /** Continues with the channel once it has left the bridge. */
  readonly onLeft: Occupant["onLeft"]
  /** The channel that it replaces. */
  readonly swap?: Channel | undefined
  readonly features?: Features | undefined
  readonly onKey?: Occupant["onKey"]
  /** Whether the others are not notified of the new party, because its caller has notified them. */
  readonly quiet?: boolean | undefined
}

/** Puts a channel into a bridge. If the bridge has ended, the channel leaves at once. */
export const enter = (draft: Draft, id: string, channel: Channel, entering: Entering): void => {
  const { features = {}, onKey, onLeft, quiet = false, swap } = entering
  const bridge = draft.bridges.get(id)
  const current = draft.channels.get(channel.name)
  if (current === undefined) return
  if (bridge === undefined || bridge.dissolved) return onLeft(draft, current)
  draft.occupants.set(channel.name, { features, onKey, onLeft, leaving: false, keys: "" })
  Frames.read(draft, current, reader)
  push(draft, id, Channels.publish(draft, current), swap)
  reconfigure(draft, id, !quiet)
}

/** The older of two `Linkedid`s; a basic bridge gives its calls the oldest (ast_channel_internal_oldest_linkedid). */
const older = (one: string, other: string): string => {
  const [seconds = 0, number = 0] = one.split(".").map(Number)
  const [otherSeconds = 0, otherNumber = 0] = other.split(".").map(Number)
  const isKnown = !Number.isNaN(seconds) && !Number.isNaN(otherSeconds)
  if (!isKnown) return one
  return otherSeconds < seconds || (otherSeconds === seconds && otherNumber < number) ? other : one
}

const joinCalls = (draft: Draft, bridge: Bridge, channel: Channel, swap: Channel | undefined): void => {
  const others = members(draft, bridge.id).filter(({ name }) => name !== swap?.name)
  const linkedid = others.reduce((oldest, other) => older(oldest, other.linkedid), channel.linkedid)
  for (const member of [...others, channel]) Channels.setLinkedid(draft, member, linkedid)
  // bridge_channel.c, ast_bridge_channel_update_accountcodes changes `peeraccount` only, which no event shows.
}

const push = (draft: Draft, id: string, channel: Channel, swap: Channel | undefined): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined) return
  if (bridge.type === "basic") joinCalls(draft, bridge, channel, swap)
  draft.bridgeHooks.get(id)?.pushed?.(draft, bridge, channel, swap)
  if (swap !== undefined && draft.current(swap).bridge === id) replace(draft, bridge, swap)
  const before = draft.bridges.get(id)
  if (before === undefined) return
  const { channels, joined } = before
  const updated = {
    ...before,
    channels: [...channels, channel.name],
    joined: [...joined, channel.name],
    reconfigured: true
  }
  draft.bridges.set(id, updated)
  const inside = draft.update(channel, { bridge: id })
  const swapped = swap === undefined ? [] : [`SwapUniqueid: ${swap.uniqueid}`]
  draft.raise("BridgeEnter", "call", [...snapshot(updated), ...Channels.cached(inside), ...swapped])
  draft.notes.push({ _tag: "BridgeEnter", bridge: updated, channel: inside })
  for (const name of ["BLINDTRANSFER", "ATTENDEDTRANSFER", "FORWARDERNAME"]) {
    Channels.setVariable(draft, inside, name, undefined)
  }
}

/** The channel that is replaced leaves without ending the bridge. */
const replace = (draft: Draft, bridge: Bridge, swap: Channel): void => {
  const { dissolves } = bridge
  change(draft, bridge.id, { dissolves: false })
  if (markLeaving(draft, swap, 0)) {
    pull(draft, swap, "left")
    wake(draft, swap)
  }
  change(draft, bridge.id, { dissolves })
}

// --- Technology and peers -----------------------------------------------------------

/** Two telephones send their sound to each other if nothing reads their keys or sound (bridge_native_rtp.c). */
const isNative = (draft: Draft, bridge: Bridge): boolean =>
  bridge.channels.length === 2 &&
  members(draft, bridge.id).every(({ endpoint, name }) => {
    const occupant = draft.occupants.get(name)
    return endpoint !== undefined && occupant?.onKey === undefined && !draft.services.isSpied(name)
  })

const technologyOf = (draft: Draft, bridge: Bridge): string =>
  bridge.channels.length > 2 ? "softmix" : isNative(draft, bridge) ? "native_rtp" : "simple_bridge"

/** Announces what a bridge has become to its parties (bridge.c, bridge_reconfigured). */
const reconfigure = (draft: Draft, id: string, announcesParties: boolean): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined || !bridge.reconfigured || bridge.dissolved) return
  const technology = bridge.smart ? technologyOf(draft, bridge) : bridge.technology
  // bridge.c, smart_bridge_operation: the channels of the old technology are added again after the new ones.
  const moved = technology === bridge.technology
    ? bridge.channels
    : [...bridge.channels].sort((one, other) =>
      Number(bridge.joined.includes(other)) - Number(bridge.joined.includes(one))
    )
  const changed = { ...bridge, technology, channels: moved, joined: [], reconfigured: false }
  draft.bridges.set(id, changed)
  if (technology === "holding_bridge") {
    for (const member of members(draft, id)) setPeer(draft, member, undefined, undefined)
    return
  }
  setPeers(draft, changed)
  const isNew = technology === "native_rtp" && technology !== bridge.technology
  if (!isNew && announcesParties) announceParties(draft, changed)
  if (!isNew) return
  // Both telephones send their sound elsewhere: each changes the bridge again, and then the connected line is announced.
  for (const name of moved) {
    draft.soon((later) => {
      const member = later.channels.get(name)
      if (member?.bridge === id) refresh(later, member)
    })
  }
  if (announcesParties) draft.soon((later) => introduce(later, id))
}

const setPeer = (draft: Draft, channel: Channel, peer: string | undefined, callId: string | undefined): void => {
  Channels.setVariable(draft, channel, "BRIDGEPEER", peer)
  Channels.setVariable(draft, channel, "BRIDGEPVTCALLID", callId === "" ? undefined : callId)
  Channels.publish(draft, channel)
}

const maxPeers = 10

/** Sets the peers of every channel of a bridge; channels without events count as peers too. */
const setPeers = (draft: Draft, bridge: Bridge): void => {
  const { channels } = bridge
  if (channels.length < 2) return
  if (channels.length === 2) {
    for (const member of members(draft, bridge.id)) {
      const peer = channels.find((name) => name !== member.name)
      setPeer(draft, member, peer, draft.channels.get(peer ?? "")?.callId)
    }
    return
  }
  const names = channels.slice(0, maxPeers + 1)
  for (const member of members(draft, bridge.id)) {
    setPeer(draft, member, names.filter((name) => name !== member.name).slice(0, maxPeers).join(","), undefined)
  }
}

/** Announces the connected line to the parties of a bridge of two. */
export const introduce = (draft: Draft, id: string): void => {
  const bridge = draft.bridges.get(id)
  if (bridge !== undefined) announceParties(draft, bridge)
}

/** Announces the connected line to both parties (bridge.c, bridge_reconfigured_connected_line_update). */
const announceParties = (draft: Draft, bridge: Bridge): void => {
  const [one, two, more] = members(draft, bridge.id)
  if (one === undefined || two === undefined || more !== undefined || bridge.technology === "softmix") return
  Frames.indicate(draft, two, { _tag: "ConnectedLine", party: one.caller })
  Frames.indicate(draft, one, { _tag: "ConnectedLine", party: draft.current(two).caller })
}

// --- Leaving --------------------------------------------------------------------------

/**
 * The channel starts to leave: it gets its cause, and has no peer any more. Returns false if it was leaving already. On
 * 22 a channel keeps the cause that it has, on 16 a given one replaces it (bridge_channel.c, channel_set_cause).
 */
const markLeaving = (draft: Draft, channel: Channel, cause: number): boolean => {
  const occupant = draft.occupants.get(channel.name)
  const current = draft.current(channel)
  if (occupant === undefined || occupant.leaving) return false
  occupy(draft, channel.name, { leaving: true })
  if (cause > 0 && draft.dialect === 16) draft.update(current, { cause })
  else if (current.cause <= 0) draft.update(current, { cause: cause > 0 ? cause : 16 })
  setPeer(draft, current, undefined, undefined)
  return true
}

/** Takes a channel out; if it hung up, that may end the bridge. If it continues elsewhere, it is no longer outgoing. */
const pull = (draft: Draft, channel: Channel, why: "hungUp" | "left" | "moves"): void => {
  const hungUp = why === "hungUp"
  const current = why === "moves" ? draft.update(channel, { outgoing: false }) : draft.current(channel)
  const before = of(draft, current)
  if (before === undefined) return
  draft.bridgeHooks.get(before.id)?.pulled?.(draft, before, current)
  const bridge = draft.bridges.get(before.id) ?? before
  const updated = { ...bridge, channels: bridge.channels.filter((name) => name !== channel.name), reconfigured: true }
  draft.bridges.set(bridge.id, updated)
  const out = draft.update(current, { bridge: undefined })
  // When one of three parties leaves, the bridge is one of two again (bridge_basic.c).
  if (hungUp && bridge.dissolves && updated.channels.length < 2) dissolve(draft, bridge.id, out.cause)
  const after = draft.bridges.get(bridge.id) ?? updated
  draft.raise("BridgeLeave", "call", [...snapshot(after), ...Channels.cached(draft.current(out))])
  draft.notes.push({ _tag: "BridgeLeave", bridge: after, channel: out })
}

/** Ends a bridge: all its channels leave. */
export const dissolve = (draft: Draft, id: string, cause: number): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined || bridge.dissolved) return
  const given = cause <= 0 ? 16 : cause
  change(draft, id, { dissolved: true, cause: given })
  for (const member of members(draft, id)) kick(draft, member, given)
}

/** Kicks a channel out of its bridge; it leaves in a later task. */
export const kick = (draft: Draft, channel: Channel, cause = 0): void => {
  if (markLeaving(draft, channel, cause)) wake(draft, channel)
}

/** The thread of a channel that was kicked out notices it. */
const wake = (draft: Draft, { name, uniqueid }: Channel): void =>
  draft.soon((later) => {
    const channel = later.channels.get(name)
    if (channel?.uniqueid === uniqueid && later.occupants.get(name)?.leaving === true) exit(later, channel, false)
  })

/** Takes a channel out of its bridge at once, and continues with the function that it entered with. */
export const leave = (draft: Draft, channel: Channel, hungUp = false): void => {
  if (markLeaving(draft, channel, 0)) exit(draft, draft.current(channel), hungUp)
}

/** Takes a channel out of its bridge, and returns the function that it entered with. */
export const takeOut = (draft: Draft, channel: Channel): Occupant["onLeft"] | undefined => {
  const occupant = draft.occupants.get(channel.name)
  if (occupant === undefined || !markLeaving(draft, channel, 0)) return undefined
  draft.occupants.set(channel.name, { ...occupant, leaving: true, onLeft: () => {} })
  exit(draft, draft.current(channel), false)
  return occupant.onLeft
}

const exit = (draft: Draft, channel: Channel, hungUp: boolean): void => {
  const occupant = draft.occupants.get(channel.name)
  if (occupant === undefined) return
  const bridge = of(draft, channel)
  const { after, softHangup } = draft.current(channel)
  // A channel that was sent elsewhere is there already when it leaves.
  if (after !== undefined && (softHangup & SoftHangup.AsyncGoto) !== 0) {
    Channels.moveTo(draft, draft.current(channel), after)
  }
  pull(draft, channel, hungUp ? "hungUp" : "left")
  draft.occupants.delete(channel.name)
  draft.readers.delete(channel.name)
  if (bridge !== undefined) {
    releaseHold(draft, bridge.id, channel)
    reconfigure(draft, bridge.id, true)
    destroyIfOver(draft, bridge.id)
  }
  // bridge_channel.c, bridge_channel_internal_join: a hold that was passed on to the channel ends with the bridge.
  if (draft.current(channel).music !== undefined) Frames.indicate(draft, channel, { _tag: "Unhold" })
  occupant.onLeft(draft, draft.current(channel))
}

/** A channel that leaves takes back its hold of the others (bridge_channel.c, bridge_channel_settle_owed_events). */
const releaseHold = (draft: Draft, id: string, channel: Channel): void => {
  if (!draft.current(channel).holds) return
  draft.update(channel, { holds: false })
  for (const member of members(draft, id)) Frames.indicate(draft, member, { _tag: "Unhold" })
}

const destroyIfOver = (draft: Draft, id: string): void => {
  const bridge = draft.bridges.get(id)
  const isEmpty = bridge !== undefined && bridge.channels.length === 0
  if (isEmpty && (bridge.dissolved || bridge.type === "basic")) destroy(draft, id)
}

/** Removes an empty bridge. One with channels is dissolved first, and destroyed when they have left. */
export const destroy = (draft: Draft, id: string): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined) return
  if (bridge.channels.length > 0) return dissolve(draft, id, 0)
  draft.bridges.delete(id)
  draft.bridgeHooks.delete(id)
  draft.raise("BridgeDestroy", "call", snapshot(bridge))
}

// --- Moving ---------------------------------------------------------------------------

/**
 * Moves a channel to another bridge, in which it may replace another channel (bridge.c, bridge_do_move). When it leaves
 * that one, it continues with the function that it entered the first with.
 */
export const move = (
  draft: Draft,
  to: string,
  channel: Channel,
  options: { readonly swap?: Channel | undefined; readonly quiet?: boolean | undefined } = {}
): void => {
  const from = of(draft, channel)
  const target = draft.bridges.get(to)
  if (from === undefined || target === undefined || target.dissolved) return
  pull(draft, channel, "moves")
  push(draft, to, draft.current(channel), options.swap)
  reconfigure(draft, to, options.quiet !== true)
  reconfigure(draft, from.id, options.quiet !== true)
}

/** Moves all channels of one bridge to another, except those that are kicked out (bridge.c, bridge_do_merge). */
export const merge = (
  draft: Draft,
  to: string,
  from: string,
  { keeps = false, kicked = [], quiet = false }: {
    readonly kicked?: ReadonlyArray<Channel> | undefined
    /** Whether the emptied bridge stays until it is destroyed. */
    readonly keeps?: boolean | undefined
    readonly quiet?: boolean | undefined
  } = {}
): void => {
  const target = draft.bridges.get(to)
  const source = draft.bridges.get(from)
  if (target === undefined || source === undefined) return
  draft.raise("BridgeMerge", "call", [...snapshot(target, "To"), ...snapshot(source, "From")])
  const isKicked = ({ name }: Channel) => kicked.some((other) => other.name === name)
  for (const member of members(draft, from)) {
    if (isKicked(member)) kick(draft, member)
    else if (draft.occupants.get(member.name)?.leaving !== true) {
      pull(draft, member, "moves")
      push(draft, to, draft.current(member), undefined)
    }
  }
  for (const member of members(draft, to)) if (isKicked(member)) kick(draft, member)
  reconfigure(draft, to, !quiet)
  reconfigure(draft, from, !quiet)
  change(draft, from, { dissolved: true, cause: 16 })
  if (!keeps) draft.soon((later) => destroyIfOver(later, from))
}

// --- Reading --------------------------------------------------------------------------

/** Handles the frames of a channel in a bridge (bridge_channel.c, bridge_handle_trip). */
const reader: Reader = (draft, channel, frame) => {
  const occupant = draft.occupants.get(channel.name)
  if (occupant === undefined || occupant.leaving) return
  switch (frame._tag) {
    case "Hangup":
      return leave(draft, channel, true)
    case "Hold": {
      const music = frame.music === "" ? [] : [`MusicClass: ${frame.music}`]
      Channels.raise(draft, "Hold", draft.update(channel, { holds: true }), music)
      if (frame.moves === true) resend(draft, channel)
      return toOthers(draft, channel, frame)
    }
    case "Unhold":
      Channels.raise(draft, "Unhold", draft.update(channel, { holds: false }))
      if (frame.moves === true) resend(draft, channel)
      return toOthers(draft, channel, frame)
    case "KeyDown":
    case "KeyUp":
      return key(draft, channel, frame, occupant)
    case "Answer":
      Channels.setState(draft, channel, Channels.State.Up)
      return refresh(draft, channel)
    default:
      return toOthers(draft, channel, frame)
  }
}

/** Sets the peers of a bridge's channels again, because the sound of a channel takes another path. */
export const refresh = (draft: Draft, channel: Channel, announcesParties = false): void => {
  const { bridge } = draft.current(channel)
  if (bridge === undefined || change(draft, bridge, { reconfigured: true }) === undefined) return
  reconfigure(draft, bridge, announcesParties)
}

/** A telephone changes where its sound goes, which 16 notices twice (res_pjsip_session.c). */
const resend = (draft: Draft, channel: Channel): void => {
  refresh(draft, channel)
  if (draft.dialect === 16) refresh(draft, channel)
}

const toOthers = (draft: Draft, channel: Channel, frame: Frame): void => {
  for (const member of members(draft, channel.bridge)) {
    if (member.name !== channel.name) Frames.indicate(draft, member, frame)
  }
}

const key = (draft: Draft, channel: Channel, frame: Key, occupant: Occupant): void => {
  if (occupant.onKey?.(draft, channel, frame) !== true) toOthers(draft, channel, frame)
}

/** Sets what reads the keys of a channel in a bridge, and the keys that it has collected. */
export const setKeys = (draft: Draft, name: string, changes: Partial<Pick<Occupant, "keys" | "onKey">>): void =>
  occupy(draft, name, changes)
