/**
 * `Monitor` and the actions about it, which Asterisk 16 has in addition to those of `MixMonitor` (res_monitor.c).
 *
 * Nothing is recorded: what is kept is whether a channel is monitored.
 *
 * @since 0.2.0
 */
import { acknowledgement, type Lines, refusal } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import * as Script from "../pbx/dialplan/script.ts"
import * as Variables from "../pbx/dialplan/variables.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Channel } from "../pbx/model.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxAction, PbxActions } from "./action.ts"

/** The setting of a channel that is monitored. */
const monitored = "monitor"

const isMonitored = (channel: Channel): boolean => Script.setting(channel, monitored) === "true"

/** An action about a channel, which has to exist. */
const ofChannel = (
  answer: (draft: Draft, channel: Channel, request: Request) => Lines,
  needsFile = false
): PbxAction => ({
  answer: (draft, request) => {
    const name = valueOf(request, "Channel")
    if (name === "") return [refusal(request, "No channel specified")]
    if (needsFile && valueOf(request, "File") === "") return [refusal(request, "No filename specified")]
    const channel = Channels.find(draft, name)
    return [channel === undefined ? refusal(request, "No such channel") : answer(draft, channel, request)]
  }
})

const start = (draft: Draft, channel: Channel, request: Request): Lines => {
  if (!isMonitored(channel)) {
    Variables.set(draft, channel, "__MONITORED", "true")
    Channels.raiseCached(draft, "MonitorStart", Script.set(draft, channel, monitored, "true"))
  }
  return acknowledgement(request, "Started monitoring channel")
}

const stop = (draft: Draft, channel: Channel, request: Request): Lines => {
  if (isMonitored(channel)) {
    Channels.raiseCached(draft, "MonitorStop", Script.set(draft, channel, monitored, ""))
  }
  return acknowledgement(request, "Stopped monitoring channel")
}

/** `Monitor`, `StopMonitor`, `ChangeMonitor`, `PauseMonitor` and `UnpauseMonitor`. */
export const actions: PbxActions = {
  ChangeMonitor: ofChannel((_, __, request) => acknowledgement(request, "Changed monitor filename"), true),
  Monitor: ofChannel(start),
  PauseMonitor: ofChannel((_, __, request) => acknowledgement(request, "Paused monitoring of the channel")),
  StopMonitor: ofChannel(stop),
  UnpauseMonitor: ofChannel((_, __, request) => acknowledgement(request, "Unpaused monitoring of the channel"))
}
