/**
 * Which members of a queue may be called now (app_queue.c, num_available_members and can_ring_entry).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import { lowerCased } from "../hashing.ts"
import { stateOf } from "./devices.ts"
import * as Members from "./members.ts"
import type { Member, Queue } from "./model.ts"
import { lookUp } from "./order.ts"

/** How many members can take a call; one is enough if only one caller is served at a time. */
export const availableMembers = (draft: Draft, queue: Queue): number => {
  const { autofill, strategy } = queue.settings
  const now = Members.clockOf(draft)
  let count = 0
  for (const member of queue.members) {
    if (!Members.isAvailable(queue, member, now)) continue
    count++
    if (!autofill || strategy === "ringall") break
  }
  return count
}

/** Whether a queue of a higher weight waits for this member (app_queue.c, compare_weight). */
const isPreferredElsewhere = (draft: Draft, queue: Queue, member: Member): boolean =>
  draft.queueOrder.some((key) => {
    const other = draft.queues.get(key)
    return other !== undefined && other.settings.weight > queue.settings.weight && other.callers.length > 0 &&
      lookUp(other.members, member.interface, other.settings.strategy) !== undefined &&
      other.callers.length >= availableMembers(draft, other)
  })

/** Whether a member may be called now; it is marked as about to ring (app_queue.c, can_ring_entry). */
export const mayRing = (draft: Draft, queue: Queue, member: Member): boolean => {
  if (member.paused || (!member.ringinuse && !Members.isFree(member.status))) return false
  const wrapUp = Members.wrapUpOf(queue, member)
  if (wrapUp !== 0 && Members.clockOf(draft) - member.restsFrom < wrapUp) return false
  if (isPreferredElsewhere(draft, queue, member)) return false
  if (member.ringinuse) return true
  const key = lowerCased(member.interface)
  if (draft.pool.pending.has(key) || !Members.isFree(stateOf(draft, member.stateInterface))) return false
  draft.pool.pending.set(key, member.interface)
  return true
}
