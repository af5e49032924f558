/**
 * Recordings of calls, what lists would have said in the midst of them, and what a graph knows.
 */
import { AmiCodec, AmiMessage } from "effect-ami"
import { readdirSync, readFileSync } from "node:fs"
import type { Graph } from "../../src/live/internal/graph/graph.ts"
import type { ChannelNode } from "../../src/live/internal/graph/graphNodes.ts"
import { parse } from "../captures/conversation.ts"

/** An event and when it was received, in milliseconds. */
export interface Received {
  readonly message: AmiMessage.AmiMessage
  readonly at: number
}

const folder = new URL("../captures/calls/", import.meta.url)

/** The names of the recorded calls, such as `attended-refer.ast22`. */
export const recordings: ReadonlyArray<string> = readdirSync(folder)
  .filter((file) => file.endsWith(".ami"))
  .map((file) => file.slice(0, -".ami".length))
  .sort()

/** The events of a recording. */
export const eventsOf = (recording: string): ReadonlyArray<Received> => {
  const decoder = AmiCodec.makeDecoder()
  return parse(readFileSync(new URL(`${recording}.ami`, folder), "latin1")).flatMap(({ steps }) =>
    steps.filter(({ from }) => from === "server").flatMap(({ at = 0, bytes }) =>
      decoder.push(bytes)
        .filter(({ kind }) => kind === "Event")
        .map((message) => ({ message, at: Math.round(at * 1000) }))
    )
  )
}

export const event = (name: string, headers: Readonly<Record<string, string | number | undefined>>) =>
  AmiMessage.make([
    ["Event", name],
    ...Object.entries(headers).map(([header, value]) => [header, value === undefined ? "" : String(value)] as const)
  ])

/** What `Status` would say of the channels of a graph at this moment. */
export const statusItems = (graph: Graph, at: number): ReadonlyArray<AmiMessage.AmiMessage> =>
  [...graph.channels.values()].map((channel) =>
    event("Status", {
      Channel: channel.Channel,
      ChannelState: channel.state,
      CallerIDNum: channel.CallerIDNum ?? "<unknown>",
      CallerIDName: channel.CallerIDName ?? "<unknown>",
      ConnectedLineNum: channel.ConnectedLineNum ?? "<unknown>",
      ConnectedLineName: channel.ConnectedLineName ?? "<unknown>",
      AccountCode: channel.AccountCode,
      Context: channel.Context,
      Exten: channel.Exten,
      Priority: channel.Priority,
      Uniqueid: channel.Uniqueid,
      Linkedid: channel.Linkedid,
      BridgeID: channel.bridge?.BridgeUniqueid,
      Seconds: Math.floor((at - (channel.startedAt ?? at)) / 1000)
    })
  )

/** What `BridgeList` would say of its bridges. */
export const bridgeItems = (graph: Graph): ReadonlyArray<AmiMessage.AmiMessage> =>
  [...graph.bridges.values()].map((bridge) =>
    event("BridgeListItem", {
      BridgeUniqueid: bridge.BridgeUniqueid,
      BridgeType: bridge.BridgeType,
      BridgeTechnology: bridge.BridgeTechnology,
      BridgeCreator: bridge.BridgeCreator ?? "<unknown>",
      BridgeName: bridge.BridgeName ?? "<unknown>",
      BridgeNumChannels: bridge.members.length
    })
  )

/** What lists and events say of a channel; what only events say may be unknown after a list. */
const channelView = (channel: ChannelNode): ReadonlyArray<unknown> => [
  channel.Channel,
  channel.Linkedid,
  channel.state,
  channel.CallerIDNum,
  channel.CallerIDName,
  channel.ConnectedLineNum,
  channel.ConnectedLineName,
  channel.AccountCode,
  channel.bridge?.BridgeUniqueid
]

/** What a graph knows of what lists can say, as comparable values. */
export const view = (graph: Graph) => ({
  channels: Object.fromEntries(
    [...graph.channels.values()].map((channel) => [channel.Uniqueid, channelView(channel)] as const).sort()
  ),
  bridges: Object.fromEntries(
    [...graph.bridges.values()].map((bridge) =>
      [bridge.BridgeUniqueid, [
        bridge.BridgeType,
        bridge.BridgeTechnology,
        bridge.BridgeName,
        [...bridge.members].map(({ Uniqueid }) => Uniqueid).sort()
      ]] as const
    ).sort()
  )
})

/** What is wrong with the indexes of a graph. */
export const faults = (graph: Graph): ReadonlyArray<string> => {
  const found: Array<string> = []
  const endpoints = new Set<string>()
  for (const [id, channel] of graph.channels) {
    if (channel.Uniqueid !== id) found.push(`${id} is kept as ${channel.Uniqueid}`)
    if (graph.named(channel.Channel) === undefined) found.push(`${channel.Channel} has no channel`)
    if (channel.endpoint !== undefined) endpoints.add(channel.endpoint)
    if (channel.bridge !== undefined) {
      if (!channel.bridge.members.includes(channel)) found.push(`${id} is no member of its bridge`)
      if (graph.bridge(channel.bridge.BridgeUniqueid) !== channel.bridge) found.push(`${id} is in a dead bridge`)
    }
    if (channel.dialedBy !== undefined) {
      if (channel.dialedBy.dials.includes(channel) !== true) found.push(`${id} is not among the dialed`)
      if (graph.channel(channel.dialedBy.Uniqueid) !== channel.dialedBy) found.push(`a dead channel dials ${id}`)
    }
    const peer = graph.peerOf(channel)
    if (peer !== undefined && graph.peerOf(peer) !== channel) found.push(`the other half of ${id} has another`)
  }
  for (const bridge of graph.bridges.values()) {
    for (const member of bridge.members) {
      if (member.bridge !== bridge) found.push(`${member.Uniqueid} is in two bridges`)
      if (graph.channel(member.Uniqueid) !== member) found.push(`${member.Uniqueid} is dead and in a bridge`)
    }
  }
  for (const endpoint of endpoints) {
    for (const channel of graph.ofEndpoint(endpoint)) {
      if (channel.endpoint !== endpoint) found.push(`${channel.Uniqueid} is not of ${endpoint}`)
    }
  }
  return found
}
