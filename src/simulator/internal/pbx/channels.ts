/**
 * Channels: how they are made and changed, and the events of both.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import * as wire from "../wire.ts"
import * as Devices from "./devices.ts"
import type { Draft } from "./draft.ts"
import type { Channel, Party, Place } from "./model.ts"

/** The states of a channel by their numbers (channelstate.h). */
export const State = { Down: 0, Dialing: 3, Ring: 4, Ringing: 5, Up: 6, Busy: 7 } as const

const stateNames = [
  "Down",
  "Rsrvd",
  "OffHook",
  "Dialing",
  "Ring",
  "Ringing",
  "Up",
  "Busy",
  "Dialing Offhook",
  "Pre-ring"
]

/** The texts of the hangup causes that occur here (Q.850, as in causes.h). */
const causes: Readonly<Record<number, string>> = {
  0: "Unknown",
  1: "Unallocated (unassigned) number",
  3: "No route to destination",
  16: "Normal Clearing",
  17: "User busy",
  18: "No user responding",
  19: "User alerting, no answer",
  20: "Subscriber absent",
  21: "Call Rejected",
  22: "Number changed",
  26: "Answered elsewhere",
  28: "Invalid number format",
  31: "Normal, unspecified",
  34: "Circuit/channel congestion",
  38: "Network out of order",
  58: "Bearer capability not available",
  127: "Interworking, unspecified"
}

/** The text of a hangup cause. */
export const causeText = (cause: number): string => causes[cause] ?? "Unknown"

const orUnknown = (value: string): string => value === "" ? "<unknown>" : value

/** A channel as events show it; every header name gets the prefix. */
export const snapshot = (channel: Channel, prefix = ""): Lines => [
  `${prefix}Channel: ${channel.name}`,
  `${prefix}ChannelState: ${channel.state}`,
  `${prefix}ChannelStateDesc: ${stateNames[channel.state] ?? "Unknown"}`,
  `${prefix}CallerIDNum: ${orUnknown(channel.caller.number)}`,
  `${prefix}CallerIDName: ${orUnknown(wire.escaped(channel.caller.name))}`,
  `${prefix}ConnectedLineNum: ${orUnknown(channel.connected.number)}`,
  `${prefix}ConnectedLineName: ${orUnknown(wire.escaped(channel.connected.name))}`,
  `${prefix}Language: en`,
  `${prefix}AccountCode: ${channel.accountCode}`,
  `${prefix}Context: ${channel.context}`,
  `${prefix}Exten: ${channel.exten}`,
  `${prefix}Priority: ${channel.priority}`,
  `${prefix}Uniqueid: ${channel.uniqueid}`,
  `${prefix}Linkedid: ${channel.linkedid}`
]

/** `TechCause` of PJSIP for a cause, which for a telephone's own reply is the SIP status (chan_pjsip.c). */
const sipStatus: ReadonlyMap<number, number> = /*#__PURE__*/ new Map([[17, 486], [19, 480], [21, 603], [34, 503]])

/** The cause of an end, with that of its technology for a telephone that was not connected. */
export const causeLines = ({ name, state }: Channel, cause: number, ...more: Lines): Lines => {
  const status = name.startsWith("PJSIP/") && state !== State.Up ? sipStatus.get(cause) : undefined
  return [`Cause: ${cause}`, ...more, ...(status === undefined ? [] : [`TechCause: ${status}`])]
}

/** Raises an event about a channel. */
export const raise = (draft: Draft, name: string, channel: Channel, lines: Lines = [], classes = "call"): void =>
  draft.raise(name, classes, [...snapshot(channel), ...lines])

const nobody: Party = { number: "", name: "" }

/** Makes a channel and announces it. */
export const add = (
  draft: Draft,
  channel: Pick<Channel, "name" | "uniqueid" | "linkedid" | "state" | "half" | "context" | "exten">
): Channel => {
  const made: Channel = {
    ...channel,
    order: draft.next("channel"),
    priority: 1,
    caller: nobody,
    connected: nobody,
    lateCaller: undefined,
    accountCode: "",
    application: "",
    data: "",
    single: false,
    told: "",
    createdAt: draft.now,
    lastCause: 0,
    isOnHold: false,
    variables: new Map(),
    bridge: undefined,
    dial: undefined,
    plan: draft.next("plan")
  }
  draft.channels.set(made.name, made)
  draft.names.set(made.uniqueid.toLowerCase(), made.name)
  draft.names.set(made.name.toLowerCase(), made.name)
  Devices.enter(draft, made.name)
  raise(draft, "Newchannel", made)
  return made
}

/** Changes the state of a channel. */
export const setState = (draft: Draft, channel: Channel, state: number): Channel => {
  if (draft.channels.get(channel.name)?.state === state) return channel
  const updated = draft.update(channel, { state })
  raise(draft, "Newstate", updated)
  draft.deviceChanged(Devices.deviceOf(channel.name))
  return updated
}

/** Says that a channel was told of ringing or progress, after which the state of its device is looked at (chan_pjsip.c). */
export const indicated = (draft: Draft, channel: Channel): void => {
  if (channel.half === undefined) draft.deviceChanged(Devices.deviceOf(channel.name))
}

/** Puts a channel on hold, as its other end asked, or takes it from hold. */
export const setHold = (draft: Draft, channel: Channel, isOnHold: boolean): Channel => {
  const updated = draft.update(channel, { isOnHold })
  indicated(draft, updated)
  return updated
}

/**
 * Puts a channel at a place of the dialplan, with the application that it runs.
 *
 * Raises `Newexten` only if the place differs from the last one announced, or no
 * application ran before (manager_channels.c, channel_newexten): so a redirected
 * channel first appears at its new place with its old application.
 */
export const moveTo = (
  draft: Draft,
  channel: Channel,
  place: Place,
  application: { readonly name: string; readonly data: string } = { name: channel.application, data: channel.data }
): Channel => {
  const { context, exten, priority } = place
  const standing = { context, exten, priority, application: application.name, data: application.data }
  const told = `${context}/${exten}/${priority}`
  if (application.name === "" || channel.told === told) return draft.update(channel, standing)
  const updated = draft.update(channel, { ...standing, told })
  const lines = [`Extension: ${exten}`, `Application: ${application.name}`, `AppData: ${application.data}`]
  raise(draft, "Newexten", updated, lines, "dialplan")
  return updated
}

/** Whether a channel runs its own applications, rather than being the dialled side of another. */
export const runsDialplan = (channel: Channel): boolean =>
  channel.application !== "" && !channel.application.startsWith("AppDial")

/** Sends a channel elsewhere: what was planned for it is cancelled, and it continues there. */
export const send = (draft: Draft, channel: Channel, place: Place): Channel => {
  leaveApplication(draft, channel, "sent")
  const moved = moveTo(draft, channel, place)
  const sent = draft.update(moved, { plan: draft.next("plan"), single: false })
  for (const { id, purpose } of draft.dials.values()) {
    if (purpose._tag === "Application" && purpose.caller === channel.name) {
      draft.soon({ _tag: "Signal", dial: id, signal: "gone", cause: 0 })
    }
  }
  draft.soon({ _tag: "Execute", channel: sent.name, plan: sent.plan })
  return sent
}

/** Sets a variable of a channel. */
export const setVariable = (draft: Draft, channel: Channel, name: string, value: string): Channel => {
  const updated = draft.update(channel, {
    variables: new Map(channel.variables).set(name.replace(/^_{1,2}/, ""), value)
  })
  raise(draft, "VarSet", updated, [`Variable: ${name}`, `Value: ${wire.escaped(wire.repaired(value))}`], "dialplan")
  return updated
}

/** Sets the caller. */
export const setCaller = (draft: Draft, channel: Channel, caller: Party): Channel => {
  const updated = draft.update(channel, { caller })
  tellCaller(draft, updated)
  return updated
}

/** Announces the caller. */
export const tellCaller = (draft: Draft, channel: Channel): void => {
  const presentation = channel.caller.number === ""
    ? "67 (Number Unavailable)"
    : "0 (Presentation Allowed, Not Screened)"
  raise(draft, "NewCallerid", channel, [`CID-CallingPres: ${presentation}`])
}

/** Sets who is at the other end. */
export const setConnected = (draft: Draft, channel: Channel, connected: Party): Channel => {
  const updated = draft.update(channel, { connected })
  raise(draft, "NewConnectedLine", updated)
  return updated
}

/** Changes who is at the other end of a call that is up; the other half of a Local channel learns it later. */
export const changeConnected = (draft: Draft, channel: Channel, connected: Party): Channel => {
  const half = halfOf(draft, channel)
  if (half !== undefined) draft.update(half, { lateCaller: connected })
  return setConnected(draft, channel, connected)
}

/** Sets the account of a channel. */
export const setAccount = (draft: Draft, channel: Channel, accountCode: string): Channel => {
  const updated = draft.update(channel, { accountCode })
  raise(draft, "NewAccountCode", updated, [`OldAccountCode: ${channel.accountCode}`])
  return updated
}

/** Whether a party is known. */
export const isKnown = (party: Party): boolean => party.number !== "" || party.name !== ""

/** Finds a channel by its name or its id, ignoring case (channel.c, ast_channel_get_by_name). */
export const find = (draft: Draft, name: string): Channel | undefined => {
  const known = draft.names.get(name.toLowerCase())
  return known === undefined ? undefined : draft.channels.get(known)
}

/** Finds the oldest channel whose name starts like this, ignoring case (channel.c, ast_channel_get_by_name_prefix). */
export const findByPrefix = (draft: Draft, prefix: string): Channel | undefined => {
  const exact = find(draft, prefix)
  if (exact !== undefined) return exact
  const start = prefix.toLowerCase()
  let found: Channel | undefined
  for (const channel of draft.channels.values()) {
    const isOlder = found === undefined || channel.order < found.order
    if (isOlder && channel.name.toLowerCase().startsWith(start)) found = channel
  }
  return found
}

/** Removes a channel that has ended. */
export const drop = (draft: Draft, { name, uniqueid }: Channel): void => {
  draft.channels.delete(name)
  Devices.leave(draft, name)
  draft.rooms.drop(name)
  for (const key of [name.toLowerCase(), uniqueid.toLowerCase()]) {
    if (draft.names.get(key) === name) draft.names.delete(key)
  }
}

/** Lets the application of a channel end what it began, before the channel leaves it. */
export const leaveApplication = (draft: Draft, channel: Channel, why: "hungUp" | "sent"): void => {
  const leave = draft.leaving.get(channel.name)
  const returns = draft.rooms.returning.get(channel.name)
  draft.leaving.delete(channel.name)
  draft.rooms.returning.delete(channel.name)
  leave?.(draft, draft.current(channel), why)
  returns?.leave(draft, draft.current(channel), why)
}

/** The other half of a Local channel, while it exists. */
export const halfOf = (draft: Draft, channel: Channel): Channel | undefined =>
  channel.half === undefined ? undefined : draft.channels.get(channel.half)

/** A new unique id: the second of now, and a number that counts every channel. */
export const newUniqueid = (draft: Draft): string => `${Math.floor(draft.now / 1000)}.${draft.next("uniqueid")}`
