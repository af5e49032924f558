/**
 * How queues hear of their members' devices.
 *
 * @since 0.2.0
 */
import type { Listener } from "../devices.ts"
import type { Draft } from "../draft.ts"
import { lowerCased } from "../hashing.ts"
import { completed } from "./counters.ts"
import { announce, decides, Device, stateOf, watch } from "./devices.ts"
import * as Members from "./members.ts"
import { keyOf, type Member, type Queue } from "./model.ts"

/** A member that becomes free has ended its call (app_queue.c, update_status). */
const update = (draft: Draft, queue: Queue, member: Member, status: number): void => {
  if (member.status === status) return
  if (status === Device.NotInUse) completed(draft, queue.name, member, member.startTime, member.completedInLevel)
  const changed = Members.updateMember(draft, queue, member, { status })
  if (changed === undefined) return
  Members.notPending(draft, member)
  Members.raise(draft, "QueueMemberStatus", queue, changed)
}

/** Notes the state of a device in all queues that have it (app_queue.c, device_state_cb). */
export const deviceChanged: Listener = (draft, device) => {
  for (const key of draft.queuesOf.get(lowerCased(device)) ?? []) {
    const queue = draft.queues.get(key)
    const member = queue?.members.find((one) => decides(draft, device, one))
    if (queue === undefined || member === undefined) continue
    update(draft, queue, member, stateOf(draft, member.stateInterface))
    const current = draft.queues.get(key) ?? queue
    Members.announceAvailability(draft, current, Members.hasAvailable(draft, current))
  }
}

/** The states that members and queues have when the PBX starts. */
export const seed = (draft: Draft): void => {
  for (const key of draft.queueOrder) {
    const queue = draft.queues.get(key)
    if (queue === undefined) continue
    const members = queue.members.map((member) => ({ ...member, status: stateOf(draft, member.stateInterface) }))
    const started = { ...queue, members }
    draft.queues.set(keyOf(queue.name), started)
    for (const member of members) {
      watch(draft, started, member)
      Members.announcePause(draft, started, member, member.paused)
    }
    // Only devices that have announced their states make a queue available.
    const hasFree = members.some((member) =>
      member.status !== Device.Unknown && Members.isAvailable(started, member, Members.clockOf(draft))
    )
    announce(draft, `Queue:${queue.name}_avail`, hasFree ? "NOT_INUSE" : "INUSE")
  }
}
