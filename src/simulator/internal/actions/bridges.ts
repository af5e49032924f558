/**
 * The actions about bridges and their technologies (manager_bridges.c, bridge.c, features.c).
 *
 * @since 0.2.0
 */
import { acknowledgement, item, itemWithIdLast, type Lines, list, refusal } from "../messages.ts"
import * as Bridges from "../pbx/bridges.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
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
      `BridgeSuspended: ${draft.rooms.suspended.has(name) ? "Yes" : "No"}`
    ])
  )
  return list(request, "Bridge technology listing will follow", items, "BridgeTechnologyListComplete")
}

const suspending = (suspends: boolean) => (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = valueOf(request, "BridgeTechnology")
  if (wanted === "") return [refusal(request, "BridgeTechnology must be provided")]
  const technology = technologies.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (technology === undefined) return [refusal(request, "BridgeTechnology not found")]
  if (suspends) draft.rooms.suspended.set(technology.name, true)
  else draft.rooms.suspended.delete(technology.name)
  return [acknowledgement(request, suspends ? "Suspended bridge technology" : "Unsuspended bridge technology")]
}

const answerList = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const type = valueOf(request, "BridgeType").toLowerCase()
  const bridges = [...draft.bridges.values()].sort((one, other) => one.id < other.id ? -1 : 1)
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

/** The actions about bridges. */
export const actions: PbxActions = {
  BridgeInfo: { answer: answerInfo },
  BridgeList: { answer: answerList },
  BridgeTechnologyList: { answer: answerTechnologies },
  BridgeTechnologySuspend: { answer: suspending(true) },
  BridgeTechnologyUnsuspend: { answer: suspending(false) }
}
