/**
 * The active and waiting users of a conference, and how joining and leaving change them (confbridge/conf_state*.c).
 *
 * @since 0.2.0
 */
import type { Conference, ConferenceUser } from "./serviceState.ts"

/** A conference after a user joined or left. */
export interface Change {
  readonly conference: Conference
  /** Sounds that are played to the new user before entering. */
  readonly sounds: ReadonlyArray<string>
  /** The users that have to leave, because their leader left. */
  readonly dismissed: ReadonlyArray<string>
}

type Users = (name: string) => ConferenceUser | undefined

const unchanged = (conference: Conference): Change => ({ conference, sounds: [], dismissed: [] })

const hears = ({ profile }: ConferenceUser, isWanted: boolean, sound: string): ReadonlyArray<string> =>
  isWanted && profile.quiet !== true ? [sound] : []

const isLeader = ({ profile }: ConferenceUser): boolean => profile.marked === true
const waitsForLeader = ({ profile }: ConferenceUser): boolean => profile.waitMarked === true && profile.marked !== true

/** A user joins. */
export const join = (conference: Conference, user: ConferenceUser, users: Users): Change => {
  const { active, leaders, waiting } = conference
  if (waitsForLeader(user) && leaders === 0) {
    return {
      ...unchanged({ ...conference, waiting: [...waiting, user.channel] }),
      sounds: hears(user, true, "conf-waitforleader")
    }
  }
  const isAlone = active.length === 0 && (waiting.length === 0 || !isLeader(user))
  const onlyPerson = hears(user, isAlone && user.profile.announceOnlyUser !== false, "conf-onlyperson")
  if (!isLeader(user)) return { ...unchanged({ ...conference, active: [...active, user.channel] }), sounds: onlyPerson }
  const moved = waiting.filter((name) => users(name) !== undefined)
  return {
    ...unchanged({
      ...conference,
      active: [...active, user.channel, ...moved],
      waiting: [],
      leaders: leaders + 1
    }),
    sounds: [...onlyPerson, ...hears(user, leaders === 0 && moved.length > 0, "confbridge-conf-begin")]
  }
}

/** A user leaves. */
export const leave = (conference: Conference, user: ConferenceUser, users: Users): Change => {
  const without = (names: ReadonlyArray<string>) => names.filter((name) => name !== user.channel)
  const left = { ...conference, active: without(conference.active), waiting: without(conference.waiting) }
  if (!isLeader(user)) return unchanged(left)
  const leaders = left.leaders - 1
  const active: Array<string> = []
  const waiting = [...left.waiting]
  const dismissed: Array<string> = []
  for (const name of left.active) {
    const other = users(name)
    const profile = other?.profile
    const isOver = leaders === 0 || profile?.endMarkedAny === true
    const ends = isOver && other?.kicked === false && (profile?.endMarked === true || profile?.endMarkedAny === true)
    if (ends) dismissed.push(name)
    const waits = isOver && profile?.waitMarked === true && (profile.marked !== true || profile.endMarkedAny === true)
    if (waits) waiting.push(name)
    else active.push(name)
  }
  return { conference: { ...left, active, waiting, leaders }, sounds: [], dismissed }
}
