/**
 * What the PBX knows in addition to its calls: states of devices, hints and presence, as plain data.
 *
 * @since 0.2.0
 */

/** The states of a device, at the places of their numbers (devicestate.h). */
export const deviceStates = [
  "UNKNOWN",
  "NOT_INUSE",
  "INUSE",
  "BUSY",
  "INVALID",
  "UNAVAILABLE",
  "RINGING",
  "RINGINUSE",
  "ONHOLD"
] as const

/** The state of a device. */
export type DeviceState = typeof deviceStates[number]

/** A hint of the dialplan, and what was last announced about it. */
export interface Hint {
  readonly exten: string
  readonly context: string
  /** As written: devices joined by `&`, and after a comma what has its presence. */
  readonly hint: string
  /** The number of its state. */
  readonly state: number
  /** Its presence as last announced, in one text. */
  readonly presence: string
}

/** A presence. */
export interface Presence {
  readonly state: string
  readonly subtype: string
  readonly message: string
}

/** What the channels of a device do: how many there are, how many are near halves, and how many are in each state. */
export interface DeviceUse {
  readonly channels: number
  readonly near: number
  /** How many are neither down nor reserved. */
  readonly active: number
  /** In the order of `deviceStates`. */
  readonly states: ReadonlyArray<number>
}
