/**
 * The members of queues: who they are, whether they may be called, and how they are changed.
 *
 * @since 0.2.0
 */
import type { Lines } from "../../messages.ts"
import type { Draft } from "../draft.ts"
import { lowerCased } from "../hashing.ts"
import { announce, Device, stateOf, watch } from "./devices.ts"
import { keyOf, type Member, type Queue } from "./model.ts"
import { held, makeMember } from "./options.ts"
import { lookUp, placed } from "./order.ts"

/** The time in seconds. */
export const secondsOf = (draft: Draft): number => Math.floor(draft.time / 1000)

/** The time of calls in seconds, whatever the `timeScale`. */
export const clockOf = (draft: Draft): number => Math.floor(draft.clock / 1000)

/** Finds a queue, ignoring the case of its name. */
export const find = (draft: Draft, name: string): Queue | undefined => draft.queues.get(keyOf(name))

/** All queues, or the one of this name if it is not empty, in the order in which Asterisk lists them. */
export const select = (draft: Draft, name: string): ReadonlyArray<Queue> =>
  (name === "" ? draft.queueOrder : [keyOf(name)]).flatMap((key) => draft.queues.get(key) ?? [])

/** Updates part of a queue. */
export const updateQueue = (draft: Draft, { name }: Queue, change: Partial<Queue>): Queue | undefined => {
  const current = find(draft, name)
  if (current === undefined) return undefined
  const updated = { ...current, ...change }
  draft.queues.set(keyOf(name), updated)
  return updated
}

/** Lets those who wait for a change of their queue look again, on a PBX whose calls take no time. */
export const wake = (draft: Draft, { callers }: Queue): void => {
  for (const visit of callers) {
    const again = draft.pool.parked.get(visit)
    if (again === undefined) continue
    draft.pool.parked.delete(visit)
    draft.soon(again)
  }
}

/** The member with this interface, ignoring case (app_queue.c, interface_exists). */
export const memberOf = ({ members }: Queue, location: string): Member | undefined => {
  const wanted = lowerCased(location)
  return members.find((member) => lowerCased(member.interface) === wanted)
}

/** Updates part of a member; undefined if it is no longer in the queue. */
export const updateMember = (
  draft: Draft,
  { name }: Queue,
  { interface: location }: Member,
  change: Partial<Member>
): Member | undefined => {
  const queue = find(draft, name)
  const at = queue?.members.findIndex((member) => member.interface === location) ?? -1
  const current = queue?.members[at]
  if (queue === undefined || current === undefined) return undefined
  const updated = { ...current, ...change }
  updateQueue(draft, queue, { members: queue.members.with(at, updated) })
  return updated
}

const flag = (value: boolean): number => value ? 1 : 0

/** A member is no longer about to ring. */
export const notPending = (draft: Draft, { interface: location }: Pick<Member, "interface">): void =>
  draft.pool.pending.delete(lowerCased(location))

/** What events and lists of members have in common. */
export const standing = (member: Member): Lines => [
  `StateInterface: ${member.stateInterface}`,
  `Membership: ${member.dynamic ? "dynamic" : "static"}`,
  `Penalty: ${member.penalty}`,
  `CallsTaken: ${member.calls}`,
  `LastCall: ${member.lastCall}`,
  `LastPause: ${member.lastPause}`,
  `LoginTime: ${member.loginTime}`,
  `InCall: ${flag(member.startTime !== 0)}`,
  `Status: ${member.status}`,
  `Paused: ${flag(member.paused)}`,
  `PausedReason: ${member.pausedReason}`
]

/** A member as events show it (app_queue.c, queue_member_blob_create). */
const shown = (queue: Queue, member: Member): Lines => [
  `Queue: ${queue.name}`,
  `MemberName: ${member.name}`,
  `Interface: ${member.interface}`,
  ...standing(member),
  `Ringinuse: ${flag(member.ringinuse)}`,
  `Wrapuptime: ${member.wrapuptime}`
]

/** Raises an event about a member. */
export const raise = (draft: Draft, name: string, queue: Queue, member: Member, more: Lines = []): void =>
  draft.raise(name, "agent", [...shown(queue, member), ...more])

/** The wrap-up time of a member: its own, or that of the queue. */
export const wrapUpOf = ({ settings }: Queue, { wrapuptime }: Member): number =>
  wrapuptime === 0 ? settings.wrapuptime : wrapuptime

/** Whether a member rests after its last call. */
export const isWrappingUp = (queue: Queue, member: Member, now: number): boolean => {
  const wrapUp = wrapUpOf(queue, member)
  return member.restsFrom !== 0 && wrapUp !== 0 && now - wrapUp < member.restsFrom
}

/** Whether a device can take a call. */
export const isFree = (status: number): boolean => status === Device.NotInUse || status === Device.Unknown

/** Whether a member can take a call (app_queue.c, is_member_available). */
export const isAvailable = (queue: Queue, member: Member, now: number): boolean => {
  const isReachable = member.status !== Device.Invalid && member.status !== Device.Unavailable
  return isReachable && (isFree(member.status) || member.ringinuse) && !member.paused &&
    !isWrappingUp(queue, member, now)
}

/** Announces whether a queue has somebody to call. */
export const announceAvailability = (draft: Draft, queue: Queue, isSomebodyFree: boolean): void =>
  announce(draft, `Queue:${queue.name}_avail`, isSomebodyFree ? "NOT_INUSE" : "INUSE")

/** Announces whether a member is paused. */
export const announcePause = (draft: Draft, queue: Queue, member: Member, isPaused: boolean): void =>
  announce(draft, `Queue:${queue.name}_pause_${member.interface}`, isPaused ? "INUSE" : "NOT_INUSE")

/** Whether a member of a queue can take a call. */
export const hasAvailable = (draft: Draft, queue: Queue): boolean =>
  queue.members.some((member) => isAvailable(queue, member, clockOf(draft)))

/** What `QueueAdd` and `AddQueueMember` request. */
export interface Addition {
  readonly queue: string
  readonly interface: string
  readonly membername: string
  readonly stateinterface: string
  readonly penalty: number
  readonly wrapuptime: number
  readonly paused: boolean
  readonly reason: string
}

/** Adds a member (app_queue.c, add_to_queue). */
export const add = (draft: Draft, addition: Addition): "added" | "exists" | "noQueue" => {
  const queue = find(draft, addition.queue)
  if (queue === undefined) return "noQueue"
  if (memberOf(queue, addition.interface) !== undefined) return "exists"
  const made = makeMember(
    { ...addition, ringinuse: queue.settings.ringinuse, dynamic: true },
    secondsOf(draft),
    queue.members.length
  )
  const member = { ...made, pausedReason: held(addition.reason), status: stateOf(draft, made.stateInterface) }
  const grown = updateQueue(draft, queue, { members: placed(queue.members, member, queue.settings.strategy) }) ?? queue
  watch(draft, grown, member)
  announcePause(draft, queue, member, member.paused)
  raise(draft, "QueueMemberAdded", grown, member)
  if (isAvailable(grown, member, clockOf(draft))) announceAvailability(draft, grown, true)
  wake(draft, grown)
  return "added"
}

/** Removes a member that was added (app_queue.c, remove_from_queue). */
export const remove = (draft: Draft, name: string, location: string): "removed" | "noMember" | "static" | "noQueue" => {
  const queue = find(draft, name)
  if (queue === undefined) return "noQueue"
  const member = lookUp(queue.members, location, queue.settings.strategy)
  if (member === undefined) return "noMember"
  if (!member.dynamic) return "static"
  raise(draft, "QueueMemberRemoved", queue, member)
  for (const call of draft.pool.calls.values()) {
    const isIts = call.queue === keyOf(queue.name) && call.interface === member.interface
    if (isIts && call.since === member.startTime) draft.pool.calls.set(call.id, { ...call, isRemoved: true })
  }
  notPending(draft, member)
  announcePause(draft, queue, member, false)
  const { position } = member
  const members = queue.members.flatMap((other) =>
    other === member ? [] : [other.position > position ? { ...other, position: other.position - 1 } : other]
  )
  const round = position < queue.round ? queue.round - 1 : queue.round
  const shrunk = updateQueue(draft, queue, { members, round }) ?? queue
  if (!hasAvailable(draft, shrunk)) announceAvailability(draft, shrunk, false)
  return "removed"
}

const pauseIn = (draft: Draft, queue: Queue, member: Member, reason: string, paused: boolean): void => {
  const pausedReason = paused ? held(reason) : ""
  const lastPause = paused ? secondsOf(draft) : member.lastPause
  const changed = updateMember(draft, queue, member, { paused, lastPause, pausedReason }) ?? member
  announcePause(draft, queue, changed, paused)
  const current = find(draft, queue.name) ?? queue
  wake(draft, current)
  if (isAvailable(current, changed, clockOf(draft))) announceAvailability(draft, current, true)
  else if (!hasAvailable(draft, current)) announceAvailability(draft, current, false)
  // 16 has the reason in a header of its own; 22 shows the reason of an end of a pause as if it were that of a pause.
  if (draft.dialect === 16) {
    raise(draft, "QueueMemberPause", current, changed, reason === "" ? [] : [`Reason: ${reason}`])
  } else raise(draft, "QueueMemberPause", current, paused ? changed : { ...changed, pausedReason: held(reason) })
}

/** Lets a member take a break, in one queue or in all. Returns false if it is in none (app_queue.c, set_member_paused). */
export const pause = (draft: Draft, name: string, location: string, reason: string, paused: boolean): boolean => {
  let isFound = false
  for (const queue of select(draft, name)) {
    const member = memberOf(queue, location)
    if (member === undefined) continue
    isFound = true
    pauseIn(draft, queue, member, reason, paused)
  }
  return isFound
}

const setValue = (draft: Draft, name: string, location: string, event: string, change: Partial<Member>): boolean => {
  let isFound = false
  for (const queue of select(draft, name)) {
    const member = memberOf(queue, location)
    const changed = member === undefined ? undefined : updateMember(draft, queue, member, change)
    if (changed === undefined) continue
    isFound = true
    raise(draft, event, queue, changed)
    wake(draft, queue)
  }
  return isFound
}

/** Sets a penalty, which must not be negative, in one queue or in all. Returns false if nothing was set. */
export const setPenalty = (draft: Draft, name: string, location: string, penalty: number): boolean =>
  penalty >= 0 && setValue(draft, name, location, "QueueMemberPenalty", { penalty })

/** Sets whether a member is called while its device is in use. Returns false if nothing was set. */
export const setRingInUse = (draft: Draft, name: string, location: string, ringinuse: boolean): boolean =>
  setValue(draft, name, location, "QueueMemberRinginuse", { ringinuse })
