/**
 * The state of a bridge: how it is created, changed and shown, and its channels (bridge.c).
 *
 * @since 0.2.0
 */
import { type Lines, orUnknown } from "../../messages.ts"
import type { BridgeHooks, Draft, Occupant } from "../draft.ts"
import { uuid } from "../ids.ts"
import type { Bridge, Channel } from "../model.ts"

/** A bridge as events show it; every header name gets the prefix. */
export const snapshot = (bridge: Bridge, prefix = ""): Lines => [
  `${prefix}BridgeUniqueid: ${bridge.id}`,
  `${prefix}BridgeType: ${bridge.type}`,
  `${prefix}BridgeTechnology: ${bridge.technology}`,
  `${prefix}BridgeCreator: ${orUnknown(bridge.creator)}`,
  `${prefix}BridgeName: ${orUnknown(bridge.name)}`,
  `${prefix}BridgeNumChannels: ${bridge.channels.length}`,
  `${prefix}BridgeVideoSourceMode: ${bridge.video}`,
  ...(bridge.videoSource === "" ? [] : [`${prefix}BridgeVideoSource: ${bridge.videoSource}`])
]

/** How a bridge is made. */
export type Making = Partial<
  Pick<Bridge, "type" | "technology" | "creator" | "name" | "video" | "dissolves" | "smart" | "fixed" | "stays">
>

/**
 * Makes a bridge: a basic one for two or more parties, unless the options say otherwise. The options may
 * also have functions that run when a channel enters or leaves.
 */
export const create = (draft: Draft, making: Making = {}, hooks: BridgeHooks = {}): Bridge => {
  draft.next("bridge")
  const bridge: Bridge = {
    id: uuid(draft),
    type: "basic",
    technology: "simple_bridge",
    creator: "",
    name: "",
    video: "none",
    videoSource: "",
    dissolves: making.type === undefined || making.type === "basic",
    smart: making.technology === undefined,
    fixed: making.type !== undefined && making.type !== "basic",
    stays: false,
    channels: [],
    dissolved: false,
    cause: 0,
    reconfigured: false,
    joined: [],
    ...making
  }
  draft.bridges.set(bridge.id, bridge)
  if (hooks.pulled !== undefined || hooks.pushed !== undefined) draft.bridgeHooks.set(bridge.id, hooks)
  draft.raise("BridgeCreate", "call", snapshot(bridge))
  return bridge
}

/** The channels of a bridge. */
export const members = (draft: Draft, id: string | undefined): ReadonlyArray<Channel> =>
  (id === undefined ? undefined : draft.bridges.get(id))?.channels.flatMap((name) => draft.channels.get(name) ?? []) ??
    []

/** The bridge that a channel is in. */
export const of = (draft: Draft, channel: Channel): Bridge | undefined => {
  const { bridge } = draft.current(channel)
  return bridge === undefined ? undefined : draft.bridges.get(bridge)
}

/** The channel at the other end of a bridge of two. */
export const peerOf = (draft: Draft, channel: Channel): Channel | undefined => {
  const others = members(draft, draft.current(channel).bridge).filter(({ name }) => name !== channel.name)
  return others.length === 1 ? others[0] : undefined
}

/** Changes a bridge that still exists. */
export const change = (draft: Draft, id: string, changes: Partial<Bridge>): Bridge | undefined => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined) return undefined
  const changed = { ...bridge, ...changes }
  draft.bridges.set(id, changed)
  return changed
}

/** Changes the state of a channel in a bridge. */
export const occupy = (draft: Draft, name: string, changes: Partial<Occupant>): void => {
  const occupant = draft.occupants.get(name)
  if (occupant !== undefined) draft.occupants.set(name, { ...occupant, ...changes })
}

/** Changes the settings of a bridge, such as whether it dissolves when a party hangs up. */
export const configure = (draft: Draft, id: string, changes: Making): void => {
  change(draft, id, changes)
}

/** Sets the channels of a bridge that have no events: they count, and are peers of the others. */
export const hide = (draft: Draft, id: string, names: ReadonlyArray<string>): void => {
  const bridge = draft.bridges.get(id)
  if (bridge !== undefined) {
    change(draft, id, { channels: [...names, ...bridge.channels.filter((name) => draft.channels.has(name))] })
  }
}

/** Sets whose video the others see; nobody's if there is no source (bridge.c, ast_bridge_set_single_src_video_mode). */
export const setVideoSource = (draft: Draft, id: string, source: string): void => {
  const bridge = draft.bridges.get(id)
  if (bridge === undefined || bridge.videoSource === source) return
  const changed = change(draft, id, { video: source === "" ? "none" : "single", videoSource: source })
  if (changed === undefined) return
  draft.raise("BridgeVideoSourceUpdate", "call", [
    ...snapshot(changed),
    `BridgePreviousVideoSource: ${bridge.videoSource}`
  ])
}
