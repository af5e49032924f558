/**
 * Calls that a queue connected: how it notices that they are over (app_queue.c, setup_stasis_subs).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import type { Channel, Note } from "../model.ts"
import { raiseComplete } from "./agents.ts"
import { completed, countCompleted } from "./counters.ts"
import { clockOf } from "./members.ts"
import type { QueueCall } from "./model.ts"

/** The numbers of the connected calls that a channel is in. */
const idsOf = (draft: Draft, name: string): ReadonlyArray<number> => draft.pool.callsOf.get(name) ?? []

const link = (draft: Draft, name: string, id: number): void => draft.pool.callsOf.set(name, [...idsOf(draft, name), id])

const unlink = (draft: Draft, name: string, id: number): void => {
  const others = idsOf(draft, name).filter((other) => other !== id)
  if (others.length === 0) draft.pool.callsOf.delete(name)
  else draft.pool.callsOf.set(name, others)
}

/** Notes a call that is connected now. */
export const connected = (draft: Draft, call: Omit<QueueCall, "id">): void => {
  const id = draft.next("queueCall")
  draft.pool.calls.set(id, { ...call, id })
  link(draft, call.caller, id)
  link(draft, call.member, id)
}

/** Somebody takes the place of a channel in its calls. */
const replaced = (draft: Draft, name: string, by: string): void => {
  for (const id of idsOf(draft, name)) {
    const call = draft.pool.calls.get(id)
    if (call === undefined) continue
    unlink(draft, name, id)
    link(draft, by, id)
    const { caller, member } = call
    draft.pool.calls.set(id, { ...call, caller: caller === name ? by : caller, member: member === name ? by : member })
  }
}

const end = (draft: Draft, call: QueueCall, reason: "caller" | "agent" | "transfer"): void => {
  draft.pool.calls.delete(call.id)
  unlink(draft, call.caller, call.id)
  unlink(draft, call.member, call.id)
  raiseComplete(
    draft,
    draft.queues.get(call.queue)?.name ?? call.queue,
    draft.channels.get(call.caller),
    draft.channels.get(call.member),
    call,
    [`HoldTime: ${call.since - call.held}`, `TalkTime: ${clockOf(draft) - call.since}`, `Reason: ${reason}`]
  )
  const queue = draft.queues.get(call.queue)
  if (call.isRemoved !== true) completed(draft, call.queue, call, call.since, call.completedInLevel)
  else if (queue !== undefined) countCompleted(draft, queue, call.since, call.completedInLevel)
}

/** Whether a channel ends because of a transfer, which has events of its own. */
const isTransferring = ({ variables }: Channel): boolean =>
  (variables.get("ATTENDEDTRANSFER") ?? "") !== "" || (variables.get("BLINDTRANSFER") ?? "") !== ""

/** Somebody asked for a channel to end, or its far end hung up. */
const hungUp = (draft: Draft, channel: Channel): void => {
  if (idsOf(draft, channel.name).length === 0 || isTransferring(channel)) return
  // app_queue.c, handle_hangup: one that has the role of a transferer ends its attended transfer with that.
  if (draft.consultations.has(channel.name)) return
  for (const id of idsOf(draft, channel.name)) {
    const call = draft.pool.calls.get(id)
    if (call !== undefined) end(draft, call, call.caller === channel.name ? "caller" : "agent")
  }
}

/** A party of a call was transferred. */
const transferred = (draft: Draft, transferer: string): void => {
  for (const id of idsOf(draft, transferer)) {
    const call = draft.pool.calls.get(id)
    if (call !== undefined) end(draft, call, "transfer")
  }
}

/** Finds out from what happened whether a call is over, or continues with another channel. */
export const noted = (draft: Draft, note: Note): void => {
  switch (note._tag) {
    case "HangupRequest":
      return hungUp(draft, note.channel)
    case "Transfer":
      transferred(draft, note.transferer.name)
      return note.second === undefined ? undefined : transferred(draft, note.second.name)
    case "Consulted":
      return transferred(draft, note.transferer)
    case "Optimized":
      return replaced(draft, note.half.name, note.by.name)
    default:
  }
}
