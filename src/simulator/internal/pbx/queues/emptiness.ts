/**
 * When a queue counts as empty, for `joinempty` and `leavewhenempty` (app_queue.c, get_member_status).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import { Device, stateOf } from "./devices.ts"
import { clockOf, isWrappingUp } from "./members.ts"
import type { EmptyCondition, Member, Penalties, Queue } from "./model.ts"
import { penaltyFor } from "./strategies.ts"

const conditionOf: ReadonlyMap<number, EmptyCondition> = /*#__PURE__*/ new Map([
  [Device.Invalid, "invalid"],
  [Device.Unavailable, "unavailable"],
  [Device.InUse, "inuse"],
  [Device.Ringing, "ringing"],
  [Device.Unknown, "unknown"]
])

/** Whether no member counts as present for a caller that accepts these penalties. */
export const isEmptyFor = (
  draft: Draft,
  queue: Queue,
  penalties: Penalties,
  conditions: ReadonlyArray<EmptyCondition>
): boolean => {
  const isPresent = (member: Member, status: number): boolean => {
    if (conditions.includes("penalty") && penaltyFor(member.penalty, penalties) === undefined) return false
    const condition = conditionOf.get(status)
    if (condition !== undefined && conditions.includes(condition)) return false
    if (member.paused && conditions.includes("paused")) return false
    return !(conditions.includes("wrapup") && isWrappingUp(queue, member, clockOf(draft)))
  }
  if (queue.members.some((member) => isPresent(member, member.status))) return false
  // The event that a member no longer rings may still be due, so the state of its device is read.
  const asksDevices = conditions.includes("ringing")
  return !asksDevices || !queue.members.some((member) => isPresent(member, stateOf(draft, member.stateInterface)))
}
