/**
 * The actions about bridges and their technologies (manager_bridges.c, bridge.c, features.c).
 *
 * @since 0.2.0
 */
import { acknowledgement, item, itemWithIdLast, type Lines, list, refusal, yesNo } from "../messages.ts"
import * as Bridges from "../pbx/calls/bridges.ts"
import * as Channels from "../pbx/channels.ts"
import * as Devices from "../pbx/devices.ts"
import * as Thread from "../pbx/dialplan/thread.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Frames from "../pbx/frames.ts"
import { byName } from "../pbx/hashing.ts"
import type { Channel } from "../pbx/model.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** A way to mix, with its priority: the higher one is preferred. */
interface Technology {
  readonly name: string
  readonly type: string
  readonly priority: number
}

/** In the order in which they registered. */
const technologies: ReadonlyArray<Technology> = [
  { name: "native_rtp", type: "Native", priority: 90 },
  { name: "holding_bridge", type: "Holding", priority: 50 },
  { name: "simple_bridge", type: "1to1Mix", priority: 50 },
  { name: "softmix", type: "MultiMix", priority: 10 }
]

const answerTechnologies = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const items = technologies.map(({ name, priority, type }) =>
    itemWithIdLast(request, "BridgeTechnologyListItem", [
      `BridgeTechnology: ${name}`,
      `BridgeType: ${type}`,
      `BridgePriority: ${priority}`,
      `BridgeSuspended: ${yesNo(draft.services.suspended.has(name))}`
    ])
  )
  return list(request, "Bridge technology listing will follow", items, "BridgeTechnologyListComplete")
}

const suspending = (suspends: boolean) => (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = valueOf(request, "BridgeTechnology")
  if (wanted === "") return [refusal(request, "BridgeTechnology must be provided")]
  const technology = technologies.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (technology === undefined) return [refusal(request, "BridgeTechnology not found")]
  if (suspends) draft.services.suspended.set(technology.name, true)
  else draft.services.suspended.delete(technology.name)
  return [acknowledgement(request, suspends ? "Suspended bridge technology" : "Unsuspended bridge technology")]
}

const answerList = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const type = valueOf(request, "BridgeType").toLowerCase()
  const bridges = byName(draft.bridges.values(), ({ id }) => id)
  const items = bridges
    .map((bridge) => Bridges.snapshot(bridge))
    .filter((lines) => type === "" || lines.some((line) => line.toLowerCase() === `bridgetype: ${type}`))
    .map((lines) => item(request, "BridgeListItem", lines))
  return list(request, "Bridge listing will follow", items, "BridgeListComplete")
}

const answerInfo = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const id = valueOf(request, "BridgeUniqueid")
  if (id === "") return [refusal(request, "BridgeUniqueid must be provided")]
  const bridge = draft.bridges.get(id.toLowerCase())
  if (bridge === undefined) return [refusal(request, "Specified BridgeUniqueid not found")]
  const items = Bridges.members(draft, bridge.id).map((channel) =>
    item(request, "BridgeInfoChannel", Channels.snapshot(channel))
  )
  return list(
    request,
    "Bridge channel listing will follow",
    items,
    "BridgeInfoComplete",
    Bridges.snapshot(bridge)
  )
}

const answerDestroy = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const id = valueOf(request, "BridgeUniqueid")
  if (id === "") return [refusal(request, "BridgeUniqueid must be provided")]
  const bridge = draft.bridges.get(id.toLowerCase())
  if (bridge === undefined) return [refusal(request, "Specified BridgeUniqueid not found")]
  Bridges.destroy(draft, bridge.id)
  return [acknowledgement(request, "Bridge has been destroyed")]
}

const answerKick = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const id = valueOf(request, "BridgeUniqueid").toLowerCase()
  const name = valueOf(request, "Channel")
  if (name === "") return [refusal(request, "Channel must be provided")]
  const channel = Channels.find(draft, name)
  if (channel === undefined) return [refusal(request, "Channel does not exist")]
  if (id === "" && channel.bridge === undefined) return [refusal(request, "Channel is not in a bridge")]
  if (id !== "" && !draft.bridges.has(id)) return [refusal(request, "Bridge not found")]
  if (id !== "" && channel.bridge !== id) return [refusal(request, "Channel kick from bridge failed")]
  // As if it had hung up, which ends a call of two (bridge_channel.c, ast_bridge_channel_kick).
  draft.soon((later) => Bridges.leave(later, channel, true))
  return [acknowledgement(request, "Channel has been kicked")]
}

/** Takes a channel out of its application, and puts it into a bridge; its dialplan continues after that. */
const put = (draft: Draft, bridge: string, channel: Channel): void => {
  const { context, exten, priority } = draft.current(channel)
  const after = { context, exten, priority: priority + 1 }
  if (channel.bridge !== undefined) return Bridges.move(draft, bridge, draft.update(channel, { after }))
  Channels.leaveApplication(draft, channel, "sent")
  // It becomes the body of a new channel (channel.c, ast_channel_yank), whose own name only 16 shows.
  const surrogate = `Surrogate/${Devices.deviceOf(channel.name)}`
  if (draft.dialect === 16 && !draft.devices.has(surrogate)) {
    draft.devices.set(surrogate, "UNKNOWN")
    draft.raise("DeviceStateChange", "call", Devices.lines(surrogate, "UNKNOWN"))
  }
  const yanked = draft.update(Frames.answer(draft, channel), {
    ...after,
    order: draft.next("channel"),
    createdAt: draft.time,
    after,
    application: "",
    data: "",
    pbx: false,
    plan: draft.next("plan")
  })
  Bridges.enter(draft, bridge, yanked, { onLeft: Thread.continueOrEnd })
}

const answerBridge = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const names = [valueOf(request, "Channel1"), valueOf(request, "Channel2")] as const
  if (names.includes("")) return [refusal(request, "Missing channel parameter in request")]
  const one = Channels.findByPrefix(draft, names[0])
  if (one === undefined) return [refusal(request, `Channel1 does not exist: ${names[0]}`)]
  const two = Channels.findByPrefix(draft, names[1])
  if (two === undefined) return [refusal(request, `Channel2 does not exist: ${names[1]}`)]
  const { id } = Bridges.create(draft)
  put(draft, id, one)
  put(draft, id, two)
  return [acknowledgement(request, "Channels have been bridged")]
}

/** The actions about bridges. */
export const actions: PbxActions = {
  Bridge: { answer: answerBridge },
  BridgeDestroy: { answer: answerDestroy },
  BridgeInfo: { answer: answerInfo },
  BridgeKick: { answer: answerKick },
  BridgeList: { answer: answerList },
  BridgeTechnologyList: { answer: answerTechnologies },
  BridgeTechnologySuspend: { answer: suspending(true) },
  BridgeTechnologyUnsuspend: { answer: suspending(false) }
}
