/**
 * The actions that look at channels, and `Hangup`.
 *
 * @since 0.1.0
 */
import { acknowledgement, item, itemWithIdLast, type Lines, list, orUnknown, refusal } from "../messages.ts"
import { inOrder } from "../pbx/channelOrder.ts"
import * as Channels from "../pbx/channels.ts"
import { split } from "../pbx/dialplan/argumentText.ts"
import * as PosixRegex from "../pbx/dialplan/posixRegex.ts"
import * as Scope from "../pbx/dialplan/scope.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Hangups from "../pbx/hangups.ts"
import type { Channel } from "../pbx/model.ts"
import { clock, isTrue } from "../pbx/numbers.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

const coreShowChannel = (draft: Draft, channel: Channel): Lines => [
  ...Channels.snapshot(channel),
  `Application: ${channel.application}`,
  `ApplicationData: ${channel.data}`,
  `Duration: ${clock(draft.now - channel.createdAt)}`,
  `BridgeId: ${channel.bridge ?? ""}`
]

const status = (draft: Draft, channel: Channel, variables: ReadonlyArray<string>): Lines => [
  "Privilege: Call",
  ...Channels.snapshot(channel),
  `Type: ${Channels.technologyOf(channel)}`,
  `DNID: ${channel.dialled}`,
  `EffectiveConnectedLineNum: ${orUnknown(channel.connected.number)}`,
  `EffectiveConnectedLineName: ${orUnknown(channel.connected.name)}`,
  "TimeToHangup: 0",
  `BridgeID: ${channel.bridge ?? ""}`,
  `Application: ${channel.application}`,
  `Data: ${channel.data}`,
  "Nativeformats: (slin)",
  "Readformat: slin",
  "Readtrans: ",
  "Writeformat: slin",
  "Writetrans: ",
  "Callgroup: 0",
  "Pickupgroup: 0",
  `Seconds: ${Math.floor((draft.now - channel.createdAt) / 1000)}`,
  ...variables.map((name) => `Variable: ${name}=${Scope.get(draft, channel, name, "manager") ?? "(null)"}`)
]

const answerStatus = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = valueOf(request, "Channel")
  const channels = wanted === "" ? inOrder(draft) : [Channels.find(draft, wanted) ?? []].flat()
  if (wanted !== "" && channels.length === 0) return [refusal(request, "No such channel")]
  const named = split(valueOf(request, "Variables")).filter((name) => name !== "")
  const every = isTrue(valueOf(request, "AllVariables"))
  const items = channels.map((channel) =>
    itemWithIdLast(
      request,
      "Status",
      status(draft, channel, every ? [...named, ...[...channel.variables.keys()].toReversed()] : named)
    )
  )
  return list(request, "Channel status will follow", items, "StatusComplete", [`Items: ${items.length}`])
}

/** Without a cause a channel keeps the one it has. */
const hangUp = (draft: Draft, name: string, given: number): void => {
  const channel = draft.channels.get(name)
  if (channel !== undefined) Hangups.ask(draft, channel, given)
}

const hangUpMatching = (draft: Draft, request: Request, wanted: string, cause: number): ReadonlyArray<Lines> => {
  if (wanted.length < 2 || !wanted.endsWith("/")) {
    return [refusal(request, "Regex format invalid, Channel param should be /regex/")]
  }
  const pattern = PosixRegex.compile(wanted.slice(1, -1))
  if (pattern === undefined) return [refusal(request, `Regex compile failed on: ${wanted}`)]
  const names = inOrder(draft).map(({ name }) => name).filter((name) => pattern.test(name))
  for (const name of names) hangUp(draft, name, cause)
  const items = names.map((name) => itemWithIdLast(request, "ChannelHungup", [`Channel: ${name}`]))
  return list(request, "Channels hung up will follow", items, "ChannelsHungupListComplete")
}

const answerHangup = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = valueOf(request, "Channel")
  const text = valueOf(request, "Cause")
  const given = /^\s*[+-]?\d+$/.test(text) ? Number(text) : 0
  // An invalid cause does not refuse a hangup (manager.c, action_hangup).
  const cause = given >= 0 && given <= 127 ? given : 0
  if (wanted === "") return [refusal(request, "No channel specified")]
  if (wanted.startsWith("/")) return hangUpMatching(draft, request, wanted, cause)
  const channel = Channels.find(draft, wanted)
  if (channel === undefined) return [refusal(request, "No such channel")]
  hangUp(draft, channel.name, cause)
  return [acknowledgement(request, "Channel Hungup")]
}

/** The actions that look at channels, and `Hangup`. */
export const actions: PbxActions = {
  CoreShowChannels: {
    answer: (draft, request) => {
      const items = inOrder(draft).map((channel) => item(request, "CoreShowChannel", coreShowChannel(draft, channel)))
      return list(request, "Channels will follow", items, "CoreShowChannelsComplete")
    }
  },
  Hangup: { answer: answerHangup },
  Status: { answer: answerStatus }
}
