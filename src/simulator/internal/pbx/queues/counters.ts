/**
 * What a queue counts: calls that were completed or abandoned, and the means of their hold and talk times.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import { clockOf, find, notPending, secondsOf, updateMember, updateQueue, wake } from "./members.ts"
import type { Member, Queue } from "./model.ts"

/** A mean that follows: three parts of the old one and one of the new value (app_queue.c, recalc_holdtime). */
const mean = (old: number, value: number): number => (3 * old + value) >> 2

/** Counts the hold time of a caller that is answered. The first of a queue sets it. */
export const heldFor = (draft: Draft, queue: Queue, seconds: number): void => {
  const holdTime = queue.completed + queue.abandoned === 0 ? seconds : mean(queue.holdTime, seconds)
  updateQueue(draft, queue, { holdTime })
}

/** Counts a caller that left without an answer. */
export const abandonedAfter = (draft: Draft, queue: Queue, seconds: number): void => {
  const isInLevel = seconds <= queue.settings.servicelevel
  updateQueue(draft, queue, {
    abandoned: queue.abandoned + 1,
    abandonedInLevel: queue.abandonedInLevel + (isInLevel ? 1 : 0)
  })
}

/**
 * Counts the end of a member's call that was connected at that time. Returns false if the member is no longer in it, which
 * is so if its device was free before (app_queue.c, update_queue).
 */
export const completed = (
  draft: Draft,
  name: string,
  member: Pick<Member, "interface">,
  startTime: number,
  isInLevel: boolean
): boolean => {
  const queue = find(draft, name)
  const current = queue?.members.find((other) => other.interface === member.interface)
  if (queue === undefined || current === undefined || startTime === 0 || current.startTime !== startTime) return false
  updateMember(draft, queue, current, {
    startTime: 0,
    calls: current.calls + 1,
    lastCall: secondsOf(draft),
    restsFrom: clockOf(draft),
    completedInLevel: false
  })
  notPending(draft, current)
  countCompleted(draft, queue, startTime, isInLevel)
  wake(draft, queue)
  return true
}

/** Counts a completed call of a queue, whose member may have been removed during it (app_queue.c, update_queue). */
export const countCompleted = (draft: Draft, { name }: Queue, startTime: number, isInLevel: boolean): void => {
  const queue = find(draft, name)
  if (queue === undefined) return
  const seconds = clockOf(draft) - startTime
  updateQueue(draft, queue, {
    completed: queue.completed + 1,
    completedInLevel: queue.completedInLevel + (isInLevel ? 1 : 0),
    talkTime: queue.completed === 0 ? seconds : mean(queue.talkTime, seconds)
  })
}

/** Sets everything back that a queue counts (app_queue.c, clear_queue). */
export const reset = (draft: Draft, queue: Queue): void => {
  updateQueue(draft, queue, {
    holdTime: 0,
    talkTime: 0,
    completed: 0,
    abandoned: 0,
    completedInLevel: 0,
    abandonedInLevel: 0,
    members: queue.members.map((member) => ({
      ...member,
      calls: 0,
      completedInLevel: false,
      lastCall: 0,
      restsFrom: 0,
      startTime: 0
    }))
  })
}
