/**
 * `MixMonitor`: recordings of channels, without their sound (app_mixmonitor.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { next } from "../dialplan/application.ts"
import { split } from "../dialplan/argumentText.ts"
import { optionsOf } from "../dialplan/options.ts"
import type { Draft } from "../draft.ts"
import { hexOf } from "../ids.ts"
import type { Channel } from "../model.ts"

/** The folder of recordings with a relative name. */
const folder = "/var/spool/asterisk/monitor"

/** A relative name is one in the folder of recordings (app_mixmonitor.c, filename_parse). */
const fileOf = (name: string): string => (name.startsWith("/") ? name : `${folder}/${name}`).replace(/\.wav49$/, ".WAV")

/** The id of a recording: in Asterisk, the address of its data. */
const newId = (draft: Draft): string => `0x7f${hexOf(Math.floor(draft.random() * 0xffffffffff), 10)}`

/** Starts a recording. Returns its id, or undefined if it has no file to write to. */
export const start = (draft: Draft, channel: Channel, data: string): string | undefined => {
  const [name = "", letters = ""] = split(data)
  const options = optionsOf(letters)
  if (name === "" && !options.has("r") && !options.has("t")) return undefined
  const file = name === "" ? "" : fileOf(name)
  Channels.setVariable(draft, channel, "MIXMONITOR_FILENAME", file)
  const id = newId(draft)
  draft.services.recordings.set(channel.name, [{ id, file }, ...draft.services.recordings.get(channel.name) ?? []])
  const variable = options.get("i") ?? ""
  if (variable !== "") Channels.setVariable(draft, channel, variable, id)
  Channels.raise(draft, "MixMonitorStart", draft.current(channel))
  return id
}

/** Stops a recording: the one with this id, or the one that began last. Returns false if there is none. */
export const stop = (draft: Draft, channel: Channel, id: string): boolean => {
  const recordings = draft.services.recordings.get(channel.name) ?? []
  const meant = recordings.find((recording) => id === "" || recording.id === id)
  if (meant === undefined) return false
  draft.services.recordings.set(channel.name, recordings.filter((recording) => recording !== meant))
  Channels.raise(draft, "MixMonitorStop", draft.current(channel))
  return true
}

/** Starts or stops recording the peer of a channel, as the feature code `automixmon` does (bridge_builtin_features.c). */
export const toggle = (draft: Draft, channel: Channel, peer: Channel | undefined): void => {
  if (peer === undefined) return
  if (has(draft, peer, "")) return void stop(draft, peer, "")
  const [caller, called] = [channel, peer].map(({ caller: { number }, name }) => number === "" ? name : number)
  const file = `auto-${Math.floor(draft.time / 1000)}-${caller}-${called}.wav`.replaceAll("/", "-")
  for (const party of [channel, peer]) Channels.setVariable(draft, party, "TOUCH_MIXMONITOR_OUTPUT", file)
  start(draft, draft.current(peer), `${file},b`)
}

/** Whether a channel has a recording: any, or one with this id. */
export const has = (draft: Draft, channel: Channel, id: string): boolean =>
  (draft.services.recordings.get(channel.name) ?? []).some((recording) => id === "" || recording.id === id)

/** `MixMonitor`. Without a file it ends the channel. */
export const mixMonitor = (draft: Draft, channel: Channel, data: string): void => {
  if (start(draft, channel, data) === undefined) return draft.soon({ _tag: "HangUp", channel: channel.name, cause: 0 })
  next(draft, channel)
}

/** `StopMixMonitor`. */
export const stopMixMonitor = (draft: Draft, channel: Channel, data: string): void => {
  stop(draft, channel, split(data)[0] ?? "")
  next(draft, channel)
}
