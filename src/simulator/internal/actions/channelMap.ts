/**
 * `CoreShowChannelMap`: everything that a channel is connected with, over bridges and Local channels.
 *
 * @since 0.2.0
 */
import { item, type Lines, list, refusal } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Channel } from "../pbx/model.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** Adds what is in a channel's bridge, and in the bridges of the other halves of its Local channels. */
const collect = (draft: Draft, channel: Channel, map: Set<string>): void => {
  const bridge = channel.bridge === undefined ? undefined : draft.bridges.get(channel.bridge)
  for (const name of bridge?.channels ?? []) {
    const other = draft.channels.get(name)
    if (name === channel.name || other === undefined || map.has(name)) continue
    map.add(name)
    const half = Channels.halfOf(draft, other)
    if (half === undefined || map.has(half.name)) continue
    map.add(half.name)
    collect(draft, half, map)
  }
}

const showMap = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const name = valueOf(request, "Channel")
  if (name === "") return [refusal(request, "CoreShowChannelMap requires a channel.\n")]
  const channel = draft.channels.get(name)
  if (channel === undefined) return [refusal(request, "Could not get channel snapshot\n")]
  const map = new Set<string>()
  collect(draft, channel, map)
  const items = [...map].map((connected) =>
    item(request, "CoreShowChannelMap", [`Channel: ${name}`, `ConnectedChannel: ${connected}`])
  )
  return list(request, "Channel map will follow", items, "CoreShowChannelMapComplete")
}

/** `CoreShowChannelMap`. */
export const actions: PbxActions = { CoreShowChannelMap: { answer: showMap } }
