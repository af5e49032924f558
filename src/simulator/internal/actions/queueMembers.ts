/**
 * The actions that change members of queues.
 *
 * @since 0.2.0
 */
import { acknowledgement, type Lines, refusal } from "../messages.ts"
import type { Draft } from "../pbx/draft.ts"
import { atoi, isFalse, isTrue, scanned } from "../pbx/numbers.ts"
import * as Members from "../pbx/queues/members.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

/** A number that must not be negative; 0 for anything else. */
const natural = (text: string): number => Math.max(0, scanned(text) ?? 0)

const answerAdd = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const queue = valueOf(request, "Queue")
  const location = valueOf(request, "Interface")
  if (queue === "") return [refusal(request, "'Queue' not specified.")]
  if (location === "") return [refusal(request, "'Interface' not specified.")]
  const result = Members.add(draft, {
    queue,
    interface: location,
    membername: valueOf(request, "MemberName"),
    stateinterface: valueOf(request, "StateInterface"),
    penalty: natural(valueOf(request, "Penalty")),
    wrapuptime: natural(valueOf(request, "Wrapuptime")),
    paused: isTrue(valueOf(request, "Paused")),
    reason: draft.dialect === 16 ? "" : valueOf(request, "Reason")
  })
  switch (result) {
    case "added":
      return [acknowledgement(request, "Added interface to queue")]
    case "exists":
      return [refusal(request, "Unable to add interface: Already there")]
    case "noQueue":
      return [refusal(request, "Unable to add interface to queue: No such queue")]
  }
}

const answerRemove = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const queue = valueOf(request, "Queue")
  const location = valueOf(request, "Interface")
  if (queue === "" || location === "") return [refusal(request, "Need 'Queue' and 'Interface' parameters.")]
  switch (Members.remove(draft, queue, location)) {
    case "removed":
      return [acknowledgement(request, "Removed interface from queue")]
    case "noMember":
      return [refusal(request, "Unable to remove interface: Not there")]
    case "static":
      return [refusal(request, "Member not dynamic")]
    case "noQueue":
      return [refusal(request, "Unable to remove interface from queue: No such queue")]
  }
}

const answerPause = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const location = valueOf(request, "Interface")
  const word = valueOf(request, "Paused")
  if (location === "" || word === "") return [refusal(request, "Need 'Interface' and 'Paused' parameters.")]
  const paused = isTrue(word)
  return Members.pause(draft, valueOf(request, "Queue"), location, valueOf(request, "Reason"), paused)
    ? [acknowledgement(request, `Interface ${paused ? "paused" : "unpaused"} successfully`)]
    : [refusal(request, "Interface not found")]
}

const answerPenalty = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const location = valueOf(request, "Interface")
  const penalty = valueOf(request, "Penalty")
  if (location === "" || penalty === "") return [refusal(request, "Need 'Interface' and 'Penalty' parameters.")]
  return Members.setPenalty(draft, valueOf(request, "Queue"), location, atoi(penalty))
    ? [acknowledgement(request, "Interface penalty set successfully")]
    : [refusal(request, "Invalid interface, queuename or penalty")]
}

const answerRingInUse = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const location = valueOf(request, "Interface")
  const word = valueOf(request, "RingInUse")
  if (location === "" || word === "") return [refusal(request, "Need 'Interface' and 'RingInUse' parameters.")]
  if (!isTrue(word) && !isFalse(word)) {
    return [refusal(request, "'RingInUse' parameter must be a truth value (yes/no, on/off, 0/1, etc)")]
  }
  return Members.setRingInUse(draft, valueOf(request, "Queue"), location, isTrue(word))
    ? [acknowledgement(request, "Interface ringinuse set successfully")]
    // The text ends with a line feed (app_queue.c, manager_queue_member_ringinuse).
    : [refusal(request, "Invalid interface, queuename, or ringinuse value\n")]
}

/** The actions about members of queues. */
export const actions: PbxActions = {
  QueueAdd: { answer: answerAdd },
  QueueMemberRingInUse: { answer: answerRingInUse },
  QueuePause: { answer: answerPause },
  QueuePenalty: { answer: answerPenalty },
  QueueRemove: { answer: answerRemove }
}
