/**
 * Channels: how they are made and changed, and the events of both.
 *
 * Asterisk raises most events of a channel by comparing what it publishes of it with what it published before
 * (manager_channels.c): `publish` does the same, so a change that is not published shows later.
 *
 * @since 0.1.0
 */
import { channelStates } from "../../../internal/channelStates.ts"
import { type Lines, orUnknown } from "../messages.ts"
import * as wire from "../wire.ts"
import * as Devices from "./devices.ts"
import type { Draft } from "./draft.ts"
import * as PhoneLines from "./lines.ts"
import { type Channel, nobody, type Party, type Place, type Shown } from "./model.ts"

/** The states of a channel by their numbers (channelstate.h). */
export const State = { Down: 0, Dialing: 3, Ring: 4, Ringing: 5, Up: 6, Busy: 7 } as const

/** The technology of a channel: its name up to the slash. */
export const technologyOf = ({ name }: Pick<Channel, "name">): string =>
  name.includes("/") ? name.slice(0, name.indexOf("/")) : ""

/** Whether a channel is answered. */
export const isUp = ({ state }: Channel): boolean => state === State.Up

/** A state in words (channel.c, ast_state2str). */
export const stateName = (state: number): string => channelStates[state] ?? "Unknown"

/** The texts of the hangup causes (Q.850, as in channel.c). */
const causes: Readonly<Record<number, string>> = {
  1: "Unallocated (unassigned) number",
  2: "No route to specified transmit network",
  3: "No route to destination",
  4: "Misdialed Trunk Prefix",
  5: "Misdialed Trunk Prefix",
  6: "Channel unacceptable",
  7: "Call awarded and being delivered in an established channel",
  8: "Pre-empted",
  14: "QoR ported number",
  16: "Normal Clearing",
  17: "User busy",
  18: "No user responding",
  19: "User alerting, no answer",
  20: "Subscriber absent",
  21: "Call Rejected",
  22: "Number changed",
  23: "Redirected to new destination",
  26: "Answered elsewhere",
  27: "Destination out of order",
  28: "Invalid number format",
  29: "Facility rejected",
  30: "Response to STATus ENQuiry",
  31: "Normal, unspecified",
  34: "Circuit/channel congestion",
  38: "Network out of order",
  41: "Temporary failure",
  42: "Switching equipment congestion",
  43: "Access information discarded",
  44: "Requested channel not available",
  50: "Facility not subscribed",
  52: "Outgoing call barred",
  54: "Incoming call barred",
  57: "Bearer capability not authorized",
  58: "Bearer capability not available",
  65: "Bearer capability not implemented",
  66: "Channel not implemented",
  69: "Facility not implemented",
  81: "Invalid call reference value",
  88: "Incompatible destination",
  95: "Invalid message unspecified",
  96: "Mandatory information element is missing",
  97: "Message type nonexist.",
  98: "Wrong message",
  99: "Info. element nonexist or not implemented",
  100: "Invalid information element contents",
  101: "Message not compatible with call state",
  102: "Recover on timer expiry",
  103: "Mandatory IE length error",
  111: "Protocol error, unspecified",
  127: "Interworking, unspecified"
}

/** The text of a hangup cause. */
const causeText = (cause: number): string => causes[cause] ?? "Unknown"

const lines = (channel: Pick<Channel, "name" | "uniqueid">, shown: Shown, prefix: string): Lines => [
  `${prefix}Channel: ${channel.name}`,
  `${prefix}ChannelState: ${shown.state}`,
  `${prefix}ChannelStateDesc: ${stateName(shown.state)}`,
  `${prefix}CallerIDNum: ${orUnknown(shown.caller.number)}`,
  `${prefix}CallerIDName: ${orUnknown(wire.escaped(shown.caller.name))}`,
  `${prefix}ConnectedLineNum: ${orUnknown(shown.connected.number)}`,
  `${prefix}ConnectedLineName: ${orUnknown(wire.escaped(shown.connected.name))}`,
  `${prefix}Language: ${shown.language}`,
  `${prefix}AccountCode: ${shown.accountCode}`,
  `${prefix}Context: ${shown.context}`,
  `${prefix}Exten: ${shown.exten}`,
  `${prefix}Priority: ${shown.priority}`,
  `${prefix}Uniqueid: ${channel.uniqueid}`,
  `${prefix}Linkedid: ${shown.linkedid}`
]

/** A channel as events show it; every header name gets the prefix. */
export const snapshot = (channel: Channel, prefix = ""): Lines => lines(channel, channel, prefix)

/** A channel as it was last published. */
export const cached = (channel: Channel, prefix = ""): Lines => lines(channel, channel.published ?? channel, prefix)

/** Raises an event about a channel as it is now. */
export const raise = (draft: Draft, name: string, channel: Channel, more: Lines = [], classes = "call"): void =>
  draft.raise(name, classes, [...snapshot(channel), ...more])

/** Raises an event about a channel as it was last published. */
export const raiseCached = (draft: Draft, name: string, channel: Channel, more: Lines = [], classes = "call"): void =>
  draft.raise(name, classes, [...cached(channel), ...more])

// --- Making -------------------------------------------------------------------

/** What a new channel starts with. */
export type Start =
  & Pick<Channel, "name" | "uniqueid" | "linkedid" | "state" | "context" | "exten">
  & Partial<Channel>

/** Makes a channel without announcing it. */
export const make = (draft: Draft, start: Start): Channel => {
  const made: Channel = {
    order: draft.next("channel"),
    priority: 1,
    caller: nobody,
    connected: nobody,
    language: "en",
    accountCode: "",
    application: "",
    data: "",
    published: undefined,
    single: false,
    createdAt: draft.time,
    answeredAt: undefined,
    cause: 0,
    techCause: 0,
    softHangup: 0,
    isOnHold: false,
    variables: new Map(),
    inherited: new Map(),
    peerAccount: "",
    dialled: "",
    endpoint: undefined,
    callId: "",
    outgoing: false,
    dial: undefined,
    dialling: undefined,
    waits: false,
    incoming: false,
    pbx: false,
    ending: false,
    after: undefined,
    half: undefined,
    optimizes: false,
    bridge: undefined,
    unnamed: "",
    over: false,
    holds: false,
    music: undefined,
    talks: false,
    plan: draft.next("plan"),
    ...start
  }
  draft.channels.set(made.name, made)
  draft.names.set(made.uniqueid.toLowerCase(), made.name)
  draft.names.set(made.name.toLowerCase(), made.name)
  Devices.enter(draft, made)
  link(draft, made.linkedid, 1)
  if (made.endpoint !== undefined) {
    draft.lines.set(made.endpoint, PhoneLines.add(draft.lines.get(made.endpoint), made.name))
  }
  return made
}

/** Makes a channel and announces it. */
export const add = (draft: Draft, start: Start): Channel => publish(draft, make(draft, start))

const link = (draft: Draft, linkedid: string, by: 1 | -1): void => {
  const count = (draft.linked.get(linkedid) ?? 0) + by
  if (count > 0) draft.linked.set(linkedid, count)
  else draft.linked.delete(linkedid)
}

// --- Publishing ----------------------------------------------------------------

const shown = (channel: Channel): Shown => ({
  context: channel.context,
  exten: channel.exten,
  priority: channel.priority,
  state: channel.state,
  caller: channel.caller,
  connected: channel.connected,
  language: channel.language,
  accountCode: channel.accountCode,
  linkedid: channel.linkedid,
  application: channel.application,
  data: channel.data
})

const sameParty = (one: Party, other: Party): boolean => one.number === other.number && one.name === other.name

/** Without a valid number that of the name counts (callerid.c, ast_party_id_presentation). */
const presentation = ({ name, number }: Party): string =>
  number === "" && name === "" ? "67 (Number Unavailable)" : "0 (Presentation Allowed, Not Screened)"

/** Whether this is another place, or the first application (stasis_channels.c, ast_channel_snapshot_cep_equal). */
const isElsewhere = (before: Shown, now: Shown): boolean =>
  now.application !== "" && (
    before.application === "" || before.priority !== now.priority || before.exten !== now.exten ||
    before.context !== now.context
  )

/** Raises what differs from what was published before (manager_channels.c, channel_snapshot_update_cb). */
const compare = (draft: Draft, before: Shown | undefined, channel: Channel, ended: boolean): void => {
  if (before === undefined) raise(draft, "Newchannel", channel)
  else if (ended) {
    const { cause, techCause } = channel
    raise(draft, "Hangup", channel, [
      `Cause: ${cause}`,
      `Cause-txt: ${causeText(cause)}`,
      ...(techCause === 0 || draft.dialect === 16 ? [] : [`TechCause: ${techCause}`])
    ])
  } else if (before.state !== channel.state) raise(draft, "Newstate", channel)
  if (before === undefined) return
  if (!ended && isElsewhere(before, channel)) {
    const { application, data, exten } = channel
    const place = [`Extension: ${exten}`, `Application: ${application}`, `AppData: ${data}`]
    raise(draft, "Newexten", channel, place, "dialplan")
  }
  if (!sameParty(before.caller, channel.caller)) {
    raise(draft, "NewCallerid", channel, [`CID-CallingPres: ${presentation(channel.caller)}`])
  }
  if (before.accountCode !== channel.accountCode) {
    raise(draft, "NewAccountCode", channel, [`OldAccountCode: ${before.accountCode}`])
  }
  if (!sameParty(before.connected, channel.connected)) raise(draft, "NewConnectedLine", channel)
}

/** Announces what has changed of a channel since it was last published. */
export const publish = (draft: Draft, channel: Channel): Channel => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return channel
  const before = current.published
  const updated = draft.update(current, { published: shown(current) })
  compare(draft, before, updated, false)
  draft.notes.push({ _tag: "Channel", before, channel: updated, ended: false })
  return updated
}

/** Announces the end of a channel, and removes it. */
export const finish = (draft: Draft, channel: Channel): void => {
  const last = draft.current(channel)
  for (const spy of draft.services.spies.values()) {
    if (spy.spied === last.name) spy.over(draft)
  }
  compare(draft, last.published, last, true)
  draft.notes.push({ _tag: "Channel", before: last.published, channel: last, ended: true })
  draft.channels.delete(last.name)
  Devices.leave(draft, last)
  draft.services.drop(last.name)
  draft.services.plans.delete(last.plan)
  draft.readers.delete(last.name)
  draft.routines.delete(last.name)
  draft.leaving.delete(last.name)
  for (const key of [last.name.toLowerCase(), last.uniqueid.toLowerCase()]) {
    if (draft.names.get(key) === last.name) draft.names.delete(key)
  }
  link(draft, last.linkedid, -1)
  draft.next("processed")
  if (last.endpoint === undefined) return
  const others = PhoneLines.remove(draft.lines.get(last.endpoint), draft.channels)
  if (others === undefined) draft.lines.delete(last.endpoint)
  else draft.lines.set(last.endpoint, others)
}

// --- Changing -------------------------------------------------------------------

/** Changes a channel, and announces what differs. */
export const change = (draft: Draft, channel: Channel, changes: Partial<Channel>): Channel =>
  publish(draft, draft.update(channel, changes))

/** Changes the state of a channel. */
export const setState = (draft: Draft, channel: Channel, state: number): Channel => {
  const current = draft.current(channel)
  if (current.state === state) return current
  draft.deviceChanged(Devices.deviceOf(channel.name))
  const answeredAt = state === State.Up ? { answeredAt: current.answeredAt ?? draft.time } : {}
  const changed = draft.update(current, { state, ...answeredAt })
  Devices.move(draft, current, changed)
  return publish(draft, changed)
}

/** Notes that ringing or progress was indicated to a channel, after which the state of its device is looked at (chan_pjsip.c). */
export const indicated = (draft: Draft, channel: Channel): void => {
  if (channel.half === undefined) draft.deviceChanged(Devices.deviceOf(channel.name))
}

/** Puts a channel on hold, as its other end asked, or takes it from hold. */
export const setHold = (draft: Draft, channel: Channel, isOnHold: boolean): Channel => {
  const current = draft.current(channel)
  const updated = draft.update(current, { isOnHold })
  Devices.move(draft, current, updated)
  indicated(draft, updated)
  return updated
}

/** Puts a channel at a place of the dialplan, with the application that it runs. */
export const moveTo = (
  draft: Draft,
  channel: Channel,
  place: Place,
  application: { readonly name: string; readonly data: string } = { name: channel.application, data: channel.data }
): Channel => {
  const { context, exten, priority } = place
  return change(draft, channel, { context, exten, priority, application: application.name, data: application.data })
}

/**
 * Sets a variable of a channel, or removes it. The event shows the channel as it was last published, and removing one
 * that is not set raises none (pbx_variables.c, pbx_builtin_setvar_helper).
 */
export const setVariable = (draft: Draft, channel: Channel, name: string, value: string | undefined): Channel => {
  const current = draft.current(channel)
  const bare = name.replace(/^_{1,2}/, "")
  const isSet = current.variables.has(bare)
  if (value === undefined && !isSet) return current
  const variables = new Map(current.variables)
  // What was set last comes first in lists, so it goes to the end here.
  variables.delete(bare)
  if (value !== undefined) variables.set(bare, value)
  const prefix = name.slice(0, name.length - bare.length)
  const inherited = prefix === (current.inherited.get(bare) ?? "") && value !== undefined
    ? current.inherited
    : inheritance(current.inherited, bare, value === undefined ? "" : prefix)
  const updated = draft.update(current, { variables, inherited })
  const shown = [`Variable: ${name}`, `Value: ${wire.escaped(wire.repaired(value ?? ""))}`]
  raiseCached(draft, "VarSet", updated, shown, "dialplan")
  return updated
}

const inheritance = (
  before: ReadonlyMap<string, string>,
  name: string,
  prefix: string
): ReadonlyMap<string, string> => {
  const after = new Map(before)
  if (prefix === "") after.delete(name)
  else after.set(name, prefix)
  return after
}

/** Gives a new channel the variables that its maker passes on (channel.c, ast_channel_inherit_variables). */
export const inheritVariables = (draft: Draft, from: Channel, to: Channel): void => {
  for (const [name, prefix] of [...draft.current(from).inherited].toReversed()) {
    const value = from.variables.get(name)
    if (value !== undefined) setVariable(draft, to, prefix === "__" ? `__${name}` : name, value)
  }
}

/** Sets a number of seconds and of milliseconds (app_dial.c, set_duration_var). */
export const setDuration = (draft: Draft, channel: Channel, name: string, milliseconds: number): void => {
  setVariable(draft, channel, name, String(Math.floor(milliseconds / 1000)))
  setVariable(draft, channel, `${name}_MS`, String(milliseconds))
}

/** Sets the caller. */
export const setCaller = (draft: Draft, channel: Channel, caller: Party): Channel => change(draft, channel, { caller })

/** Sets who is at the other end. */
export const setConnected = (draft: Draft, channel: Channel, connected: Party): Channel =>
  change(draft, channel, { connected })

/** Sets the account of a channel. */
export const setAccount = (draft: Draft, channel: Channel, accountCode: string): Channel =>
  change(draft, channel, { accountCode })

/** Moves a channel to another call (channel.c, ast_channel_change_linkedid). */
export const setLinkedid = (draft: Draft, channel: Channel, linkedid: string): Channel => {
  const current = draft.current(channel)
  if (current.linkedid === linkedid) return current
  link(draft, current.linkedid, -1)
  link(draft, linkedid, 1)
  return change(draft, current, { linkedid })
}

/** Whether a party is known. */
export const isKnown = (party: Party): boolean => party.number !== "" || party.name !== ""

/** What runs on a channel, also after another channel took its place. */
export type Run = Pick<Channel, "name" | "plan">

/** The name of the channel that has a plan now. */
export const nameOf = (draft: Draft, { name, plan }: Run): string => draft.services.plans.get(plan) ?? name

/** The channel that runs a plan; undefined if none does any more. */
export const running = (draft: Draft, run: Run): Channel | undefined => {
  const channel = draft.channels.get(nameOf(draft, run))
  return channel?.plan === run.plan ? channel : undefined
}

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

/** Lets the application of a channel end what it began, before the channel leaves it. */
export const leaveApplication = (draft: Draft, channel: Channel, why: "hungUp" | "sent"): void => {
  const leave = draft.leaving.get(channel.name)
  const returns = draft.services.returning.get(channel.name)
  draft.leaving.delete(channel.name)
  draft.services.returning.delete(channel.name)
  leave?.(draft, draft.current(channel), why)
  returns?.leave(draft, draft.current(channel), why)
}

/** The other half of a Local channel, while it exists. */
export const halfOf = (draft: Draft, channel: Channel): Channel | undefined =>
  channel.half === undefined ? undefined : draft.channels.get(channel.half)

/** A new unique id: the second of now, and a number that counts every channel. */
export const newUniqueid = (draft: Draft): string => {
  const id = `${Math.floor(draft.now / 1000)}.${draft.next("uniqueid")}`
  return draft.systemName === "" ? id : `${draft.systemName}-${id}`
}

// --- Music ----------------------------------------------------------------------

/** Plays music to a channel, unless it already does. */
export const startMusic = (draft: Draft, channel: Channel, music = "default"): void => {
  const current = draft.current(channel)
  if (current.music !== undefined) return
  // res_musiconhold.c, local_ast_moh_start: without that class, the class `default`.
  const found = [music, "default"].find((name) => draft.pool.musicClasses.includes(name))
  if (found === undefined) return
  raise(draft, "MusicOnHoldStart", draft.update(current, { music: found }), [`Class: ${found}`])
}

/** Ends the music of a channel. */
export const stopMusic = (draft: Draft, channel: Channel): void => {
  const current = draft.current(channel)
  if (current.music === undefined) return
  raise(draft, "MusicOnHoldStop", draft.update(current, { music: undefined }))
}
