/**
 * Bridges: who hears whom.
 *
 * A basic bridge ends when one of its two channels leaves; the other then hangs
 * up, unless it was sent elsewhere. While one of the two consults a third party,
 * the bridge is kept.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import * as Channels from "./channels.ts"
import type { Draft } from "./draft.ts"
import type { Bridge, Channel } from "./model.ts"

/** A bridge as events show it; every header name gets the prefix. */
export const snapshot = (bridge: Bridge, prefix = ""): Lines => [
  `${prefix}BridgeUniqueid: ${bridge.id}`,
  `${prefix}BridgeType: basic`,
  `${prefix}BridgeTechnology: simple_bridge`,
  `${prefix}BridgeCreator: <unknown>`,
  `${prefix}BridgeName: <unknown>`,
  `${prefix}BridgeNumChannels: ${bridge.channels.length}`,
  `${prefix}BridgeVideoSourceMode: none`
]

const raise = (draft: Draft, name: string, bridge: Bridge, channel?: Channel): void =>
  draft.raise(name, "call", [...snapshot(bridge), ...(channel === undefined ? [] : Channels.snapshot(channel))])

/** Makes a bridge. Its id looks like a UUID and counts up. */
export const create = (draft: Draft): Bridge => {
  const number = draft.next("bridge").toString(16).padStart(12, "0")
  const bridge: Bridge = {
    id: `${draft.startedAt.toString(16).slice(-8)}-0000-4000-8000-${number}`,
    channels: [],
    waits: false
  }
  draft.bridges.set(bridge.id, bridge)
  raise(draft, "BridgeCreate", bridge)
  return bridge
}

/** Adds a channel. */
export const enter = (draft: Draft, id: string, channel: Channel): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined) return
  const updated = { ...bridge, channels: [...bridge.channels, channel.name] }
  draft.bridges.set(id, updated)
  raise(draft, "BridgeEnter", updated, draft.update(channel, { bridge: id }))
}

/** Tells both channels of a bridge who is on the other side. */
export const setPeers = (draft: Draft, id: string): void => {
  const [one, two] = members(draft, id)
  if (one === undefined || two === undefined) return
  Channels.setVariable(draft, one, "BRIDGEPEER", two.name)
  Channels.setVariable(draft, two, "BRIDGEPEER", one.name)
}

/** The channels of a bridge. */
export const members = (draft: Draft, id: string | undefined): ReadonlyArray<Channel> =>
  (id === undefined ? undefined : draft.bridges.get(id))?.channels.flatMap((name) => draft.channels.get(name) ?? []) ??
    []

/** The channel at the other end of a bridge. */
export const peerOf = (draft: Draft, channel: Channel): Channel | undefined =>
  members(draft, draft.current(channel).bridge).find(({ name }) => name !== channel.name)

/** Sets whether a bridge survives with one channel. */
export const setWaiting = (draft: Draft, id: string, waits: boolean): void => {
  const bridge = draft.bridges.get(id)
  if (bridge !== undefined) draft.bridges.set(id, { ...bridge, waits })
}

/** Only takes a channel out. */
export const remove = (draft: Draft, channel: Channel): Channel => {
  const { bridge: id } = draft.current(channel)
  const bridge = id === undefined ? undefined : draft.bridges.get(id)
  if (bridge === undefined) return draft.current(channel)
  const updated = { ...bridge, channels: bridge.channels.filter((name) => name !== channel.name) }
  draft.bridges.set(bridge.id, updated)
  const out = draft.update(channel, { bridge: undefined })
  raise(draft, "BridgeLeave", updated, out)
  return out
}

/** Ends an empty bridge. */
export const destroy = (draft: Draft, id: string): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined) return
  draft.bridges.delete(id)
  raise(draft, "BridgeDestroy", bridge)
}

/** Takes a channel out. If that ends the bridge, the remaining channel hangs up. */
export const leave = (draft: Draft, channel: Channel): Channel => {
  const { bridge: id } = draft.current(channel)
  if (id === undefined) return draft.current(channel)
  const out = remove(draft, channel)
  const bridge = draft.bridges.get(id)
  if (bridge === undefined || bridge.waits || bridge.channels.length > 1) return out
  for (const left of members(draft, id)) {
    remove(draft, left)
    draft.soon({ _tag: "HangUp", channel: left.name, cause: 16 })
  }
  destroy(draft, id)
  return out
}
