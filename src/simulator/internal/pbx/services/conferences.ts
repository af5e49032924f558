/**
 * Conferences (app_confbridge.c).
 *
 * Asterisk plays announcements through a channel without events. It counts as a channel of the bridge, and is a peer of the
 * others.
 *
 * @since 0.2.0
 */
import { yesNo } from "../../messages.ts"
import * as Bridges from "../calls/bridges.ts"
import * as Channels from "../channels.ts"
import { after } from "../dialplan/application.ts"
import { split } from "../dialplan/argumentText.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { byBucket, caseHashOf } from "../hashing.ts"
import { hexOf } from "../ids.ts"
import type { Bridge, Channel } from "../model.ts"
import * as States from "./conferenceStates.ts"
import type { Conference, ConferenceUser, UserProfile } from "./serviceState.ts"

/** The longest name of a conference. */
const maxName = 79

/** Finds a conference, ignoring case. */
export const find = (draft: Draft, name: string): Conference | undefined =>
  draft.services.conferences.get(name.toLowerCase())

const keep = (draft: Draft, conference: Conference): void =>
  draft.services.conferences.set(conference.name.toLowerCase(), conference)

/** The conference user that a channel is. */
const userOf = (draft: Draft, name: string): ConferenceUser | undefined => draft.services.conferenceUsers.get(name)

const change = (draft: Draft, user: ConferenceUser, changes: Partial<ConferenceUser>): ConferenceUser => {
  const changed = { ...userOf(draft, user.channel) ?? user, ...changes }
  draft.services.conferenceUsers.set(user.channel, changed)
  return changed
}

// --- Events -------------------------------------------------------------------------

const raise = (
  draft: Draft,
  event: string,
  conference: Conference,
  channel?: Channel,
  more: ReadonlyArray<string> = []
): void => {
  const bridge = draft.bridges.get(conference.bridge)
  draft.raise(`Confbridge${event}`, "call", [
    `Conference: ${conference.name}`,
    ...(bridge === undefined ? [] : Bridges.snapshot(bridge)),
    ...(channel === undefined ? [] : Channels.snapshot(channel)),
    ...more
  ])
}

const adminLine = ({ profile }: ConferenceUser): string => `Admin: ${yesNo(profile.admin)}`

// --- Starting and ending ------------------------------------------------------------

/** A channel without events takes numbers as any other does. */
const hiddenChannel = (draft: Draft, technology: string, name: string): string => {
  const number = hexOf(draft.next("local"))
  for (let half = 0; half < 2; half++) draft.next("uniqueid")
  return `${technology}/${name}-${number};2`
}

const start = (draft: Draft, name: string, profile: Conference["profile"]): Conference => {
  const { id } = Bridges.create(draft, {
    type: "base",
    technology: "softmix",
    creator: "ConfBridge",
    name
  }, { pulled })
  const announcer = hiddenChannel(draft, "CBAnn", name)
  Bridges.hide(draft, id, [announcer])
  const conference: Conference = {
    name,
    bridge: id,
    profile,
    announcer,
    active: [],
    waiting: [],
    leaders: 0,
    isLocked: false,
    recorder: undefined
  }
  keep(draft, conference)
  raise(draft, "Start", conference)
  if (profile.record === true) startRecording(draft, conference)
  return find(draft, name) ?? conference
}

const end = (draft: Draft, conference: Conference): void => {
  draft.services.conferences.delete(conference.name.toLowerCase())
  draft.deviceChanged(`confbridge:${conference.name}`, "NOT_INUSE")
  raise(draft, "End", conference)
  if (conference.recorder !== undefined) raise(draft, "StopRecord", conference)
  draft.deviceChanged(`CBAnn/${conference.name}`, "INUSE")
  Bridges.hide(draft, conference.bridge, [])
  Bridges.setVideoSource(draft, conference.bridge, "")
  Bridges.destroy(draft, conference.bridge)
  draft.soon((later) => later.deviceChanged(`CBAnn/${conference.name}`, "UNKNOWN"))
}

/** Records a conference with another channel without events. */
export const startRecording = (draft: Draft, conference: Conference): void => {
  const recorder = hiddenChannel(draft, "CBRec", conference.name)
  keep(draft, { ...conference, recorder })
  Bridges.hide(draft, conference.bridge, [conference.announcer, recorder])
  raise(draft, "Record", conference)
}

/** Stops the recording. */
export const stopRecording = (draft: Draft, conference: Conference): void => {
  const { announcer, bridge } = conference
  keep(draft, { ...conference, recorder: undefined })
  raise(draft, "StopRecord", conference)
  draft.soon((later) => Bridges.hide(later, bridge, [announcer]))
}

// --- Joining ------------------------------------------------------------------------

const failed = (draft: Draft, channel: Channel): void => {
  Channels.setVariable(draft, channel, "CONFBRIDGE_RESULT", "FAILED")
  Thread.end(draft, draft.current(channel))
}

/** `ConfBridge`. */
export const confBridge = (draft: Draft, channel: Channel, data: string): void => {
  const [name = "", bridgeProfile = "", userProfile = "", menu = ""] = split(data)
  const { conferenceOptions } = draft.services
  const bridge = conferenceOptions.bridges.get(bridgeProfile === "" ? "default_bridge" : bridgeProfile)
  const profile = conferenceOptions.users.get(userProfile === "" ? "default_user" : userProfile)
  if (name === "" || name.length > maxName || bridge === undefined || profile === undefined) {
    return failed(draft, channel)
  }
  const answered = Frames.answer(draft, channel)
  if (menu !== "" && !conferenceOptions.menus.has(menu)) return failed(draft, answered)
  if ((profile.pin ?? "") === "") return joinConference(draft, answered, name, bridge, profile)
  // No PIN is entered: it is asked for three times, and refused.
  const asked = Sounds.lengthOfAll(draft, ["conf-getpin", "conf-invalidpin"]) + 2000
  after(draft, answered, 3 * asked, failed)
}

/** Lets a channel into a conference as `Page` does: with the default profiles, except some options of the user's. */
export const page = (draft: Draft, channel: Channel, name: string, changes: UserProfile): void => {
  const { bridges, users } = draft.services.conferenceOptions
  const profile = { ...users.get("default_user"), ...changes }
  joinConference(draft, Frames.answer(draft, channel), name, bridges.get("default_bridge") ?? {}, profile)
}

const joinConference = (
  draft: Draft,
  channel: Channel,
  name: string,
  bridge: Conference["profile"],
  profile: UserProfile
): void => {
  const existing = find(draft, name)
  const isFull = existing?.profile.maxMembers !== undefined && existing.active.length >= existing.profile.maxMembers
  if (existing !== undefined && (isFull || existing.isLocked) && profile.admin !== true) {
    return after(draft, channel, Sounds.lengthOf(draft, "conf-locked") ?? 0, failed)
  }
  const conference = existing ?? start(draft, name, bridge)
  const user: ConferenceUser = {
    channel: channel.name,
    conference: conference.name,
    profile,
    muted: profile.startMuted === true,
    kicked: false,
    talks: false,
    hasMusic: false
  }
  draft.services.conferenceUsers.set(channel.name, user)
  const joined = States.join(conference, user, (other) => userOf(draft, other))
  keep(draft, joined.conference)
  if (existing === undefined) draft.deviceChanged(`confbridge:${conference.name}`, "INUSE")
  // A channel that leaves before it has entered leaves the conference without having been in its bridge.
  draft.leaving.set(channel.name, (later, gone) => depart(later, gone.name))
  after(draft, channel, Sounds.lengthOfAll(draft, joined.sounds), (later, current) => enter(later, current))
}

/** Keys are not passed on to the others (bridge_channel.c, bridge_channel_handle_frame). */
const ignoreKey = () => true

const enter = (draft: Draft, channel: Channel): void => {
  const user = userOf(draft, channel.name)
  const conference = user === undefined ? undefined : find(draft, user.conference)
  if (user === undefined || conference === undefined) return Thread.resume(draft, channel)
  draft.leaving.delete(channel.name)
  const onKey = user.profile.dtmfPassthrough === true ? undefined : ignoreKey
  Bridges.enter(draft, conference.bridge, channel, { onLeft: left, onKey, quiet: true })
  const inside = draft.current(channel)
  raise(draft, "Join", conference, inside, [adminLine(user), `Muted: ${yesNo(userOf(draft, channel.name)?.muted)}`])
  playMusic(draft, conference)
}

/** Plays music to a user who is alone or waits, if the profile asks for it. */
const playMusic = (draft: Draft, { active, waiting }: Conference): void => {
  for (const name of [...active, ...waiting]) {
    const user = userOf(draft, name)
    const channel = draft.channels.get(name)
    if (user === undefined || channel?.bridge === undefined) continue
    const isAlone = active.length === 1 && active[0] === name
    const wants = user.profile.musicOnHold === true && (isAlone || waiting.includes(name))
    if (wants && !user.hasMusic) Channels.startMusic(draft, channel, user.profile.musicClass ?? "default")
    if (!wants && user.hasMusic) Channels.stopMusic(draft, channel)
    if (wants !== user.hasMusic) change(draft, user, { hasMusic: wants })
  }
}

// --- Leaving ------------------------------------------------------------------------

/** A channel leaves the bridge; it still counts as a user. */
const pulled = (draft: Draft, _: Bridge, channel: Channel): void => {
  const user = userOf(draft, channel.name)
  const conference = user === undefined ? undefined : find(draft, user.conference)
  if (user !== undefined && conference !== undefined) raise(draft, "Leave", conference, channel, [adminLine(user)])
}

const left = (draft: Draft, channel: Channel): void => {
  const user = userOf(draft, channel.name)
  if (user === undefined) return Thread.resume(draft, channel)
  if (user.hasMusic) Channels.stopMusic(draft, channel)
  if (!user.kicked && draft.current(channel).softHangup !== 0) {
    Channels.setVariable(draft, channel, "CONFBRIDGE_RESULT", "HANGUP")
  }
  const hearsPrompt = user.kicked && user.profile.quiet !== true && draft.current(channel).softHangup === 0
  if (!hearsPrompt) {
    depart(draft, channel.name)
    return Thread.resume(draft, draft.current(channel))
  }
  Thread.attend(draft, channel)
  draft.leaving.set(channel.name, (later, gone) => depart(later, gone.name))
  after(draft, draft.current(channel), Sounds.lengthOf(draft, "conf-kicked") ?? 0, (later, current) => {
    later.leaving.delete(current.name)
    depart(later, current.name)
    Thread.resume(later, later.current(current))
  })
}

/** Whether only a masquerade takes channels out of a bridge, or into it (AST_BRIDGE_FLAG_MASQUERADE_ONLY). */
export const isMasqueradeOnly = (bridge: Bridge): boolean => bridge.creator === "ConfBridge"

/**
 * Another channel is about to take the place of one in a conference, by a masquerade. Only the bridge announces that: while
 * the channel still hears the prompt before it enters, no event does (app_confbridge.c, send_event_hook_callback).
 */
export const exchange = (draft: Draft, channel: Channel, replacement: Channel): void => {
  const user = userOf(draft, channel.name)
  const conference = user === undefined ? undefined : find(draft, user.conference)
  if (user === undefined || conference === undefined) return
  const renamed = (names: ReadonlyArray<string>) => names.map((name) => name === channel.name ? replacement.name : name)
  draft.services.conferenceUsers.delete(channel.name)
  draft.services.conferenceUsers.set(replacement.name, { ...user, channel: replacement.name })
  keep(draft, { ...conference, active: renamed(conference.active), waiting: renamed(conference.waiting) })
  if (draft.current(channel).bridge !== conference.bridge) return
  raise(draft, "Leave", conference, channel, [adminLine(user)])
  raise(draft, "Join", conference, replacement, [adminLine(user), `Muted: ${yesNo(user.muted)}`])
}

/** Removes a user from the conference, and those that end with a leader (conf_state_multi_marked.c). */
const depart = (draft: Draft, name: string): void => {
  const user = userOf(draft, name)
  const conference = user === undefined ? undefined : find(draft, user.conference)
  if (user === undefined) return
  draft.services.conferenceUsers.delete(name)
  if (conference === undefined) return
  const after = States.leave(conference, user, (other) => userOf(draft, other))
  keep(draft, after.conference)
  for (const other of after.dismissed) dismiss(draft, other, "ENDMARKED")
  const now = find(draft, conference.name) ?? after.conference
  if (now.active.length === 0 && now.waiting.length === 0) end(draft, now)
  else playMusic(draft, now)
}

const dismiss = (draft: Draft, name: string, result: string): void => {
  const user = userOf(draft, name)
  const channel = draft.channels.get(name)
  if (user === undefined || channel === undefined) return
  change(draft, user, { kicked: true })
  Channels.setVariable(draft, channel, "CONFBRIDGE_RESULT", result)
  Bridges.kick(draft, draft.current(channel))
}

// --- Actions ---------------------------------------------------

/** The number of buckets of the hash table of conferences (app_confbridge.c, CONFERENCE_BRIDGE_BUCKETS). */
const buckets = 53

/** The conferences in the order of Asterisk's hash table. */
export const inOrder = (draft: Draft): ReadonlyArray<Conference> =>
  byBucket(draft.services.conferences.values(), ({ name }) => name, caseHashOf, buckets)

/** All users of a conference: the active and the waiting ones. */
export const usersOf = (draft: Draft, { active, waiting }: Conference): ReadonlyArray<ConferenceUser> =>
  [...active, ...waiting].flatMap((name) => userOf(draft, name) ?? [])

/** The users that `all`, `participants` or the name of a channel selects. */
const meant = (
  draft: Draft,
  conference: Conference,
  wanted: string,
  isNamed: (name: string) => boolean
): ReadonlyArray<ConferenceUser> => {
  const users = usersOf(draft, conference)
  const group = wanted.toLowerCase()
  const all: Array<ConferenceUser> = []
  for (const user of users) {
    const isOne = isNamed(user.channel.toLowerCase())
    if (isOne || group === "all" || (group === "participants" && user.profile.admin !== true)) all.push(user)
    if (isOne) break
  }
  return all
}

/** Kicks users out. Returns whether there was one. */
export const kick = (draft: Draft, conference: Conference, wanted: string): boolean => {
  const users = meant(draft, conference, wanted, (name) => name === wanted.toLowerCase())
  const there = users.filter(({ kicked }) => !kicked)
  for (const { channel } of there) dismiss(draft, channel, "KICKED")
  return there.length > 0
}

/** Mutes or unmutes users; the start of a channel's name is enough. Returns whether there was one. */
export const mute = (draft: Draft, conference: Conference, wanted: string, mutes: boolean): boolean => {
  const users = meant(draft, conference, wanted, (name) => name.startsWith(wanted.toLowerCase()))
  for (const user of users) {
    const changed = change(draft, user, { muted: mutes })
    const channel = draft.channels.get(user.channel)
    raise(draft, mutes ? "Mute" : "Unmute", conference, channel, [adminLine(changed)])
  }
  return users.length > 0
}

/** Locks or unlocks a conference. */
export const lock = (draft: Draft, conference: Conference, locks: boolean): void =>
  keep(draft, { ...conference, isLocked: locks })
