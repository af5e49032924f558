/**
 * The devices of queues: those whose states are its members', and those that a queue has itself.
 *
 * `Queue:NAME` rings while somebody waits, `Queue:NAME_avail` is in use while no member is available, and
 * `Queue:NAME_pause_INTERFACE` is in use while that member is paused.
 *
 * @since 0.2.0
 */
import * as Devices from "../devices.ts"
import type { Draft } from "../draft.ts"
import { lowerCased } from "../hashing.ts"
import * as Hints from "../hints.ts"
import type { DeviceState } from "../records.ts"
import { keyOf, type Member, type Queue } from "./model.ts"

/** The states of a device by their numbers (devicestate.h). */
export const Device = {
  Unknown: 0,
  NotInUse: 1,
  InUse: 2,
  Busy: 3,
  Invalid: 4,
  Unavailable: 5,
  Ringing: 6,
  RingInUse: 7,
  OnHold: 8
} as const

/** The state of a device by that of an extension (app_queue.c, extensionstate2devicestate). */
const ofExtension: ReadonlyMap<number, number> = /*#__PURE__*/ new Map([
  [0, Device.NotInUse],
  [1, Device.InUse],
  [2, Device.Busy],
  [4, Device.Unavailable],
  [8, Device.Ringing],
  [9, Device.RingInUse],
  [16, Device.OnHold]
])

const hintOf = (stateInterface: string): readonly [exten: string, context: string] | undefined => {
  if (!stateInterface.startsWith("hint:")) return undefined
  const [exten = "", context = ""] = stateInterface.slice("hint:".length).split("@")
  return [exten, context === "" ? "default" : context]
}

/** The state of a member's device, or of its hint, now (app_queue.c, get_queue_member_status). */
export const stateOf = (draft: Draft, stateInterface: string): number => {
  const hint = hintOf(stateInterface)
  if (hint === undefined) return Devices.numberOf(Devices.stateOf(draft, stateInterface))
  const found = Hints.find(draft, hint[1], hint[0])
  return found === undefined ? Device.Invalid : ofExtension.get(Hints.stateOf(draft, found.hint)) ?? Device.Unknown
}

/** A Local device is named without what follows its second slash (app_queue.c, device_state_cb). */
const deviceOf = (stateInterface: string): string => {
  const second = /^Local\//i.test(stateInterface) ? stateInterface.indexOf("/", "Local/".length) : -1
  return second === -1 ? stateInterface : stateInterface.slice(0, second)
}

/** The devices that decide about a member: its own, or those of its hint. */
const devicesOf = (draft: Draft, { stateInterface }: Member): ReadonlyArray<string> => {
  const hint = hintOf(stateInterface)
  if (hint === undefined) return [lowerCased(deviceOf(stateInterface))]
  const found = Hints.find(draft, hint[1], hint[0])
  return found === undefined ? [] : Hints.devicesOf(found.hint).map(lowerCased)
}

/** Whether a device decides about a member. */
export const decides = (draft: Draft, device: string, member: Member): boolean =>
  devicesOf(draft, member).includes(lowerCased(device))

/** Lets a queue hear of a member's device. */
export const watch = (draft: Draft, { name }: Queue, member: Member): void => {
  for (const device of devicesOf(draft, member)) {
    const keys = draft.queuesOf.get(device) ?? []
    if (keys.includes(keyOf(name))) continue
    const grown = new Set([...keys, keyOf(name)])
    draft.queuesOf.set(device, draft.queueOrder.filter((key) => grown.has(key)))
  }
}

/** Announces the state of a device of a queue, if it is another one than before. */
export const announce = (draft: Draft, device: string, state: DeviceState): void => draft.deviceChanged(device, state)
