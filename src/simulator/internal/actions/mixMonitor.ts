/**
 * `MixMonitor`, `StopMixMonitor` and `MixMonitorMute` (app_mixmonitor.c).
 *
 * @since 0.2.0
 */
import { type Lines, refusal, success } from "../messages.ts"
import * as Channels from "../pbx/channels.ts"
import { optionsOf } from "../pbx/dialplan/options.ts"
import type { Draft } from "../pbx/draft.ts"
import type { Channel } from "../pbx/model.ts"
import { isFalse, isTrue } from "../pbx/numbers.ts"
import * as Recordings from "../pbx/services/recordings.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

type OnChannel = (draft: Draft, channel: Channel, request: Request) => ReadonlyArray<Lines>

const withChannel = (answer: OnChannel) => (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const name = valueOf(request, "Channel")
  if (name === "") return [refusal(request, "No channel specified")]
  const channel = Channels.find(draft, name)
  return channel === undefined ? [refusal(request, "No such channel")] : answer(draft, channel, request)
}

const answerStart = withChannel((draft, channel, request) => {
  const get = (name: string) => valueOf(request, name)
  const id = Recordings.start(draft, channel, `${get("File")},${get("Options")},${get("Command")}`)
  if (id === undefined) return [refusal(request, "Could not start monitoring channel")]
  const variable = optionsOf(get("Options")).get("i") ?? ""
  return [success(request, ...(variable === "" ? [] : [`MixMonitorID: ${id}`]))]
})

const answerStop = withChannel((draft, channel, request) =>
  Recordings.stop(draft, channel, valueOf(request, "MixMonitorID"))
    ? [success(request)]
    : [refusal(request, "Could not stop monitoring channel")]
)

const directions = new Set(["read", "write", "both"])

const answerMute = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const get = (name: string) => valueOf(request, name)
  const direction = get("Direction")
  const state = get("State")
  if (direction === "") return [refusal(request, "No direction specified. Must be read, write or both")]
  if (!directions.has(direction.toLowerCase())) {
    return [refusal(request, "Invalid direction specified. Must be read, write or both")]
  }
  if (get("Channel") === "") return [refusal(request, "No channel specified")]
  if (state === "") return [refusal(request, "No state specified")]
  return withChannel((draft, channel) => {
    if (!Recordings.has(draft, channel, get("MixMonitorID"))) return [refusal(request, "Cannot set mute flag")]
    // Neither true nor false mutes, but the event says that it does not.
    const shown = isTrue(state) && !isFalse(state) ? 1 : 0
    Channels.raise(draft, "MixMonitorMute", channel, [`Direction: ${direction}`, `State: ${shown}`])
    return [success(request)]
  })(draft, request)
}

/** The actions of recordings. */
export const actions: PbxActions = {
  MixMonitor: {
    answer: answerStart
  },
  MixMonitorMute: { answer: answerMute },
  StopMixMonitor: { answer: answerStop }
}
