/**
 * The actions about the states of devices and extensions, and about presence.
 *
 * @since 0.2.0
 */
import { item, type Lines, list, refusal, success } from "../messages.ts"
import * as Devices from "../pbx/devices.ts"
import type { Draft } from "../pbx/draft.ts"
import * as Hashing from "../pbx/hashing.ts"
import * as Hints from "../pbx/hints.ts"
import * as Presence from "../pbx/presence.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** How many buckets the tables of states and hints have (stasis_cache.c, pbx.c). */
const buckets = 563

/** In the order of the cache of announced states, whose hash includes the type of the message. */
const inCache = (keys: Iterable<string>, type: string): ReadonlyArray<string> => {
  const base = Hashing.cacheHashOf(type)
  const hash = (key: string): number => Math.abs((base + Hashing.cacheHashOf(key)) | 0)
  return Hashing.byBucket([...keys].sort(), (key) => key, hash, buckets)
}

const listDevices = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const items = inCache(draft.devices.keys(), "ast_device_state_message_type").map((device) =>
    item(request, "DeviceStateChange", Devices.lines(device, Devices.stateOf(draft, device)))
  )
  return list(request, "Device State Changes will follow", items, "DeviceStateListComplete")
}

const listPresences = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const items = inCache(draft.presences.keys(), "ast_presence_state_message_type").flatMap((presentity) => {
    const presence = draft.presences.get(presentity)
    return presence === undefined ? [] : [item(request, "PresenceStateChange", Presence.lines(presentity, presence))]
  })
  return list(request, "Presence State Changes will follow", items, "PresenceStateListComplete")
}

const listExtensions = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  // A hint of a pattern is none of an extension.
  const hints = Hints.listed(draft).filter(({ exten }) => !exten.startsWith("_"))
  const items = hints.map((hint) => item(request, "ExtensionStatus", Hints.lines(hint)))
  return list(request, "Extension Statuses will follow", items, "ExtensionStateListComplete")
}

const showExtension = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const exten = valueOf(request, "Exten")
  if (exten === "") return [refusal(request, "Extension not specified")]
  const context = valueOf(request, "Context") || "default"
  const hint = Hints.find(draft, context, exten)
  const state = hint === undefined ? -1 : Hints.stateOf(draft, hint.hint)
  const lines = Hints.lines({ exten, context, hint: hint?.hint ?? "", state, presence: "" })
  return [success(request, "Message: Extension Status", ...lines)]
}

const showPresence = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const provider = valueOf(request, "Provider")
  if (provider === "") return [refusal(request, "No provider specified")]
  const presence = Presence.of(draft, provider)
  if (presence === undefined) {
    return [refusal(request, `Invalid provider ${provider} or provider in invalid state`)]
  }
  const { message, state, subtype } = presence
  return [
    success(
      request,
      "Message: Presence State",
      `State: ${state}`,
      ...(subtype === "" ? [] : [`Subtype: ${subtype}`]),
      ...(message === "" ? [] : [`Message: ${message}`, `PresenceMessage: ${message}`])
    )
  ]
}

/** The actions about the states of devices and extensions, and about presence. */
export const actions: PbxActions = {
  DeviceStateList: { answer: listDevices },
  ExtensionState: { answer: showExtension },
  ExtensionStateList: { answer: listExtensions },
  PresenceState: { answer: showPresence },
  PresenceStateList: { answer: listPresences }
}
