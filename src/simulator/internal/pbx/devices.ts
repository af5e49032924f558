/**
 * Device states: what each device is doing, and who is notified of changes.
 *
 * A channel that changes, or anything else that has a state of its own, calls `draft.deviceChanged`. Nothing is
 * computed at that moment: Asterisk leaves it to a thread of its own (devicestate.c, do_devstate_changes), so it finds
 * out after everything that happens at the same time. A state that did not change is not announced again, except that
 * of a Local channel, which Asterisk does not remember (core_unreal.c, AST_FLAG_DISABLE_DEVSTATE_CACHE).
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import { describe, ownContacts } from "./calls/telephone.ts"
import * as Database from "./database.ts"
import { exists } from "./dialplan/dialplan.ts"
import type { Draft } from "./draft.ts"
import type { Channel } from "./model.ts"
import { type DeviceState, deviceStates, type DeviceUse } from "./records.ts"

/** The number of a state, as in the `Status` of a queue's member. */
export const numberOf = (state: DeviceState): number => deviceStates.indexOf(state)

const words: Readonly<Record<DeviceState, string>> = {
  UNKNOWN: "Unknown",
  NOT_INUSE: "Not in use",
  INUSE: "In use",
  BUSY: "Busy",
  INVALID: "Invalid",
  UNAVAILABLE: "Unavailable",
  RINGING: "Ringing",
  RINGINUSE: "Ring+Inuse",
  ONHOLD: "On Hold"
}

/** A state in words for people (devicestate.c, devstatestring). */
export const wordsOf = (state: DeviceState): string => words[state]

/** A state by its word in any case; `UNKNOWN` for any other word (devicestate.c, ast_devstate_val). */
const stateNamed = (word: string): DeviceState =>
  deviceStates.find((state) => state === word.toUpperCase()) ?? "UNKNOWN"

/** Which state of several wins, if none rings while another is in use (devicestate.c, ast_devstate_aggregate_add). */
const weights: Readonly<Record<DeviceState, number>> = {
  INVALID: 0,
  UNKNOWN: 1,
  UNAVAILABLE: 2,
  NOT_INUSE: 3,
  ONHOLD: 4,
  RINGING: 5,
  INUSE: 6,
  BUSY: 7,
  RINGINUSE: 8
}

const isUse = (state: DeviceState): boolean => state === "INUSE" || state === "ONHOLD" || state === "BUSY"

/** The one state of several devices or calls; `INVALID` for none. */
export const aggregate = (several: Iterable<DeviceState>): DeviceState => {
  let result: DeviceState = "INVALID"
  let rings = false
  let isInUse = false
  for (const state of several) {
    rings ||= state === "RINGING"
    isInUse ||= isUse(state)
    if (rings && isInUse) result = "RINGINUSE"
    else if (weights[state] > weights[result]) result = state
  }
  return result
}

/** The device of a channel: its name without the number that makes it unique (channel.c, ast_channel_get_device_name). */
export const deviceOf = (channel: string): string => {
  const dash = channel.lastIndexOf("-")
  return dash === -1 ? channel : channel.slice(0, dash)
}

/** What a channel does for its device, by the number of its state (devicestate.c, chan2dev). */
const channelStates: ReadonlyArray<DeviceState> = [
  "NOT_INUSE",
  "INUSE",
  "INUSE",
  "INUSE",
  "INUSE",
  "RINGING",
  "INUSE",
  "BUSY",
  "INUSE",
  "RINGING"
]

const stateOfChannel = ({ isOnHold, state }: Channel): DeviceState =>
  isOnHold ? "ONHOLD" : channelStates[state] ?? "UNKNOWN"

const isLocal = (device: string): boolean => /^Local\//i.test(device)

/** A Local device is in use while its first half exists (core_local.c, local_devicestate). */
const stateOfLocal = (draft: Draft, address: string): DeviceState => {
  const at = address.indexOf("@")
  if (at === -1) return "INVALID"
  const slash = address.indexOf("/", at)
  const plain = slash === -1 ? address : address.slice(0, slash)
  const use = draft.byDevice.get(`Local/${plain}`) ?? idle
  if (use.near > 0) return "INUSE"
  const place = { exten: plain.slice(0, at), context: plain.slice(at + 1) }
  const isKnown = use.channels > 0 || exists(draft.dialplan, place)
  return isKnown ? "NOT_INUSE" : "INVALID"
}

/** A telephone: unavailable without an address, otherwise what its calls do (chan_pjsip.c, chan_pjsip_devicestate). */
const stateOfTelephone = (draft: Draft, address: string): DeviceState => {
  if (!Object.hasOwn(draft.endpoints, address)) return "INVALID"
  const telephone = describe(draft.endpoints[address] ?? {})
  const use = draft.byDevice.get(`PJSIP/${address}`) ?? idle
  const { busyAt = 0 } = telephone
  if (busyAt > 0 && use.active >= busyAt) return "BUSY"
  const state = aggregate(deviceStates.filter((_, index) => (use.states[index] ?? 0) > 0))
  if (state !== "INVALID") return state
  const contacts = draft.contacts.get(address) ?? ownContacts(address, telephone)
  return contacts.length === 0 ? "UNAVAILABLE" : "NOT_INUSE"
}

/** The technologies of channels that report the state of their devices; a device of any other is invalid. */
const technologies: Readonly<Record<string, (draft: Draft, address: string) => DeviceState>> = {
  local: stateOfLocal,
  pjsip: stateOfTelephone
}

/** The state that a device has now, which may differ from the one announced last. */
const computed = (draft: Draft, device: string): DeviceState => {
  const slash = device.indexOf("/")
  const colon = device.indexOf(":")
  if (slash !== -1) {
    return technologies[device.slice(0, slash).toLowerCase()]?.(draft, device.slice(slash + 1)) ?? "INVALID"
  }
  if (colon === -1) return "INVALID"
  if (isCustom(device)) return stateNamed(Database.get(draft, customFamily, device.slice(colon + 1)) ?? "")
  // Any other device announces its state when it changes, so there is nothing to compute.
  return draft.devices.get(device) ?? "INVALID"
}

const customFamily = "CustomDevstate"

const isCustom = (device: string): boolean => /^Custom:/i.test(device)

/** Sets the state of a custom device, as the function `DEVICE_STATE` does. Returns whether it is one. */
export const setCustom = (draft: Draft, device: string, word: string): boolean => {
  const name = device.slice(device.indexOf(":") + 1)
  const state = stateNamed(word)
  const isState = state !== "UNKNOWN" || word.toUpperCase() === "UNKNOWN"
  if (!isCustom(device) || name === "" || !isState) return false
  Database.put(draft, customFamily, name, word)
  draft.deviceChanged(`Custom:${name}`, state)
  return true
}

/** The state of a device: the last one announced, or else the one that it has now (devicestate.c, ast_device_state). */
export const stateOf = (draft: Draft, device: string): DeviceState =>
  draft.devices.get(device) ?? computed(draft, device)

/** A listener of announced states. */
export type Listener = (draft: Draft, device: string, state: DeviceState) => void

/** A state as its event and its list show it. */
export const lines = (device: string, state: DeviceState): Lines => [`Device: ${device}`, `State: ${state}`]

/** Announces the devices that changed since the last time, and notifies the listeners. */
export const settle = (draft: Draft, listeners: ReadonlyArray<Listener>): void => {
  for (const { device, state: given } of draft.takeChangedDevices()) {
    const state = given ?? computed(draft, device)
    if (!isLocal(device)) {
      if (draft.devices.get(device) === state) continue
      // No state was announced yet, which means the same as an unknown one.
      if (state === "UNKNOWN" && !draft.devices.has(device)) continue
      draft.devices.set(device, state)
    }
    for (const listener of listeners) listener(draft, device, state)
    draft.raise("DeviceStateChange", "call", lines(device, state))
  }
}

const isActive = ({ state }: Channel): boolean => state > 1

const idle: DeviceUse = { channels: 0, near: 0, active: 0, states: deviceStates.map(() => 0) }

const count = (use: DeviceUse, state: DeviceState, by: 1 | -1): DeviceUse["states"] => {
  const at = numberOf(state)
  return use.states.map((number, index) => index === at ? number + by : number)
}

const isNear = ({ name }: Channel): boolean => name.endsWith(";1")

/** Counts a new channel for its device. */
export const enter = (draft: Draft, channel: Channel): void => {
  const device = deviceOf(channel.name)
  const use = draft.byDevice.get(device) ?? idle
  draft.byDevice.set(device, {
    channels: use.channels + 1,
    near: use.near + Number(isNear(channel)),
    active: use.active + Number(isActive(channel)),
    states: count(use, stateOfChannel(channel), 1)
  })
}

/** Counts a channel under its new state. */
export const move = (draft: Draft, before: Channel, after: Channel): void => {
  const device = deviceOf(after.name)
  const use = draft.byDevice.get(device)
  const [from, to] = [stateOfChannel(before), stateOfChannel(after)]
  if (use === undefined) return
  const states = count({ ...use, states: count(use, from, -1) }, to, 1)
  draft.byDevice.set(device, {
    ...use,
    states,
    active: use.active + Number(isActive(after)) - Number(isActive(before))
  })
}

/** Stops counting a channel that has ended, and notes that its device changed. */
export const leave = (draft: Draft, channel: Channel): void => {
  const device = deviceOf(channel.name)
  const use = draft.byDevice.get(device) ?? idle
  if (use.channels <= 1) draft.byDevice.delete(device)
  else {
    draft.byDevice.set(device, {
      channels: use.channels - 1,
      near: use.near - Number(isNear(channel)),
      active: use.active - Number(isActive(channel)),
      states: count(use, stateOfChannel(channel), -1)
    })
  }
  draft.deviceChanged(device)
}
