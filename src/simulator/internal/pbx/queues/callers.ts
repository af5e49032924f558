/**
 * Who waits in a queue: how callers join and leave, and how their places change.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import { percent } from "../numbers.ts"
import { abandonedAfter } from "./counters.ts"
import { announce } from "./devices.ts"
import { clockOf, find, updateQueue, wake } from "./members.ts"
import type { Caller, Queue } from "./model.ts"

/** How long a caller has waited, in seconds. */
export const waited = (draft: Draft, { start }: Caller): number => clockOf(draft) - start

/** Whether the time of a caller is up. */
export const isExpired = (draft: Draft, { expire }: Caller): boolean => expire !== undefined && clockOf(draft) >= expire

/** What `setqueuevar` sets about a queue; `QUEUE_VARIABLES` leaves out the name. */
export const variablesOf = (queue: Queue, isNamed: boolean): string =>
  `${isNamed ? `QUEUENAME=${queue.name},` : ""}QUEUEMAX=${queue.settings.maxlen},` +
  `QUEUESTRATEGY=${queue.settings.strategy},QUEUECALLS=${queue.callers.length},QUEUEHOLDTIME=${queue.holdTime},` +
  `QUEUETALKTIME=${queue.talkTime},QUEUECOMPLETED=${queue.completed},QUEUEABANDONED=${queue.abandoned},` +
  `QUEUESRVLEVEL=${queue.settings.servicelevel},` +
  `QUEUESRVLEVELPERF=${percent(queue.completedInLevel, queue.completed)}`

/** Lets a caller of a PBX whose calls take no time wait until its queue changes. */
export const park = (draft: Draft, caller: Caller, again: (draft: Draft) => void): void =>
  draft.pool.parked.set(caller.visit, again)

/** The caller as it is now, if it has not left. */
export const current = (draft: Draft, { visit }: Caller): Caller | undefined => draft.queueCallers.get(visit)

/** The channel of a caller, which is another one if that took its place. */
export const channelOf = (draft: Draft, caller: Caller): Channel | undefined =>
  draft.channels.get((current(draft, caller) ?? caller).channel)

/** Updates part of a caller; undefined if it has left. */
export const update = (draft: Draft, { visit }: Caller, change: Partial<Caller>): Caller | undefined => {
  const current = draft.queueCallers.get(visit)
  if (current === undefined) return undefined
  const updated = { ...current, ...change }
  draft.queueCallers.set(visit, updated)
  return updated
}

/** Two channels exchange their places, and with them their visits. */
export const exchange = (draft: Draft, one: string, other: string): void => {
  for (const caller of draft.queueCallers.values()) {
    if (caller.channel === one) update(draft, caller, { channel: other })
    else if (caller.channel === other) update(draft, caller, { channel: one })
  }
}

const callersOf = (draft: Draft, queue: Queue): ReadonlyArray<Caller> =>
  queue.callers.flatMap((visit) => draft.queueCallers.get(visit) ?? [])

/** The caller in a queue that has this channel. */
const withChannel = (draft: Draft, queue: Queue, name: string): Caller | undefined =>
  callersOf(draft, queue).find(({ channel }) => channel === name)

/** Puts the callers of a queue in this order, and numbers them. */
const reorder = (draft: Draft, queue: Queue, callers: ReadonlyArray<Caller>): void => {
  for (const [index, caller] of callers.entries()) {
    const position = index + 1
    if (draft.queueCallers.get(caller.visit)?.position !== position) {
      draft.queueCallers.set(caller.visit, { ...caller, position })
    }
  }
  updateQueue(draft, queue, { callers: callers.map(({ visit }) => visit) })
}

/**
 * Where somebody joins: after all of the same or a higher priority, or before, if a place is asked for and nobody of a
 * higher priority has it (app_queue.c, join_queue).
 */
const placeOf = (
  priorities: ReadonlyArray<number>,
  priority: number,
  wanted: number
): number => {
  for (const [index, other] of priorities.entries()) {
    if (priority > other) return index
    if (priority >= other && wanted !== 0 && wanted <= index + 1) return index
  }
  return priorities.length
}

/** Lets a caller join (app_queue.c, join_queue). `wanted` is the place that it asks for; 0 for any. */
export const join = (draft: Draft, caller: Caller, wanted: number): Caller => {
  const queue = draft.queues.get(caller.queue)
  const channel = channelOf(draft, caller)
  if (queue === undefined || channel === undefined) return caller
  const others = callersOf(draft, queue)
  const index = placeOf(others.map(({ priority }) => priority), caller.priority, wanted)
  const joined = { ...caller, position: index + 1, originalPosition: index + 1 }
  draft.queueCallers.set(caller.visit, joined)
  reorder(draft, queue, others.toSpliced(index, 0, joined))
  const count = others.length + 1
  if (count === 1) announce(draft, `Queue:${queue.name}`, "RINGING")
  Channels.raiseCached(
    draft,
    "QueueCallerJoin",
    channel,
    [`Queue: ${queue.name}`, `Position: ${joined.position}`, `Count: ${count}`],
    "agent"
  )
  return joined
}

/** Takes a caller out of its queue, if it is still in it (app_queue.c, leave_queue). */
export const leave = (draft: Draft, caller: Caller): void => {
  const queue = draft.queues.get(caller.queue)
  const channel = channelOf(draft, caller)
  if (queue === undefined || !queue.callers.includes(caller.visit)) return
  const { position } = current(draft, caller) ?? caller
  const rest = callersOf(draft, queue).filter(({ visit }) => visit !== caller.visit)
  if (rest.length === 0) announce(draft, `Queue:${queue.name}`, "NOT_INUSE")
  reorder(draft, queue, rest)
  draft.pool.parked.delete(caller.visit)
  wake(draft, draft.queues.get(caller.queue) ?? queue)
  if (channel === undefined) return
  Channels.raiseCached(
    draft,
    "QueueCallerLeave",
    channel,
    [`Queue: ${queue.name}`, `Position: ${position}`, `Count: ${rest.length}`],
    "agent"
  )
  Channels.setVariable(draft, channel, "QUEUEPOSITION", String(position))
}

/** Counts a caller as abandoned, and announces it (app_queue.c, record_abandoned). */
export const abandon = (draft: Draft, caller: Caller): void => {
  const queue = draft.queues.get(caller.queue)
  const channel = channelOf(draft, caller)
  if (queue === undefined || channel === undefined) return
  const seconds = waited(draft, caller)
  Channels.setVariable(draft, channel, "ABANDONED", "TRUE")
  abandonedAfter(draft, queue, seconds)
  Channels.raiseCached(
    draft,
    "QueueCallerAbandon",
    draft.current(channel),
    [
      `Queue: ${queue.name}`,
      `Position: ${caller.position}`,
      `OriginalPosition: ${caller.originalPosition}`,
      `HoldTime: ${seconds}`
    ],
    "agent"
  )
}

/** Gives a caller another priority; `immediate` moves it at once (app_queue.c, change_priority_caller_on_queue). */
export const setPriority = (
  draft: Draft,
  name: string,
  channel: string,
  priority: number,
  immediate: boolean
): "changed" | "noQueue" | "noCaller" => {
  const queue = find(draft, name)
  if (queue === undefined) return "noQueue"
  const caller = withChannel(draft, queue, channel)
  if (caller === undefined) return "noCaller"
  const changed = update(draft, caller, { priority }) ?? caller
  if (!immediate) return "changed"
  const others = callersOf(draft, queue).filter((other) => other.channel !== channel)
  const index = placeOf(others.map((other) => other.priority), priority, 0)
  // As when it joined: its original position is the new one.
  const moved = { ...changed, originalPosition: index + 1 }
  draft.queueCallers.set(moved.visit, moved)
  reorder(draft, queue, others.toSpliced(index, 0, moved))
  return "changed"
}

/** Asks for a caller to be sent on in the dialplan, which happens at its next turn. */
export const withdraw = (
  draft: Draft,
  name: string,
  channel: string,
  info: string
): "withdrawn" | "noQueue" | "noCaller" | "again" => {
  const queue = find(draft, name)
  if (queue === undefined) return "noQueue"
  const caller = withChannel(draft, queue, channel)
  if (caller === undefined) return "noCaller"
  if (caller.withdrawn !== undefined) return "again"
  update(draft, caller, { withdrawn: info })
  wake(draft, queue)
  return "withdrawn"
}
