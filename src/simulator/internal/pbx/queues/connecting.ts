/**
 * Connecting a caller with the member that answered (app_queue.c, try_calling).
 *
 * @since 0.2.0
 */
import * as Calls from "../calls/calls.ts"
import * as DialEvents from "../calls/dialEvents.ts"
import { calleeFeatures, callerFeatures } from "../calls/dialOptions.ts"
import * as Channels from "../channels.ts"
import { split } from "../dialplan/argumentText.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import type { Channel } from "../model.ts"
import { raiseAgentEvent } from "./agents.ts"
import * as Callers from "./callers.ts"
import { connected } from "./calls.ts"
import { heldFor } from "./counters.ts"
import * as Members from "./members.ts"
import type { Attempt, Caller, Queue } from "./model.ts"
import * as Ringing from "./ringing.ts"
import * as Rounds from "./rounds.ts"

const assign = (draft: Draft, channel: Channel, variables: string): void => {
  for (const pair of split(variables)) {
    const equals = pair.indexOf("=")
    if (equals > 0) Channels.setVariable(draft, channel, pair.slice(0, equals), pair.slice(equals + 1))
  }
}

/** Sets the variables of the queue, if it is configured to (app_queue.c, set_queue_variables). */
export const setQueueVariables = (draft: Draft, caller: Caller, channel: Channel): void => {
  const queue = draft.queues.get(caller.queue)
  if (queue?.settings.setqueuevar === true) assign(draft, channel, Callers.variablesOf(queue, true))
}

const setMemberVariables = (draft: Draft, caller: Caller, queue: Queue, attempt: Attempt, leg: Channel): void => {
  const member = Members.memberOf(queue, attempt.interface)
  const channel = Callers.channelOf(draft, caller)
  if (channel === undefined) return
  if (queue.settings.setinterfacevar && member !== undefined) {
    const variables = `MEMBERINTERFACE=${member.interface},MEMBERNAME=${member.name},MEMBERCALLS=${member.calls},` +
      `MEMBERLASTCALL=${member.lastCall},MEMBERPENALTY=${member.penalty},MEMBERDYNAMIC=${member.dynamic ? 1 : 0},` +
      "MEMBERREALTIME=0"
    for (const party of [channel, leg]) assign(draft, party, variables)
  }
  if (queue.settings.setqueueentryvar) {
    const variables = `QEHOLDTIME=${Callers.waited(draft, caller)},QEORIGINALPOS=${caller.originalPosition}`
    for (const party of [channel, leg]) assign(draft, party, variables)
  }
}

/** What follows: the call is over, or the member hung up before it began. */
export interface Afterwards {
  readonly onOver: (draft: Draft, caller: Caller, channel: Channel) => void
  readonly onDumped: (draft: Draft, caller: Caller) => void
}

/** A member answered: the others stop ringing, and the caller is connected. */
export const answered = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  afterwards: Afterwards
): void => {
  const queue = draft.queues.get(caller.queue)
  if (queue === undefined) return Hangups.end(draft, leg)
  const { round } = caller
  const ringTime = round?.limit === undefined ? 0 : Math.floor((draft.clock - round.since) / 1000)
  Rounds.stepOn(draft, caller)
  const waited = Callers.waited(draft, caller)
  heldFor(draft, queue, waited)
  const completedInLevel = waited <= queue.settings.servicelevel
  const member = Members.memberOf(queue, attempt.interface)
  if (member !== undefined) Members.updateMember(draft, queue, member, { completedInLevel })
  Ringing.hangUpAll(draft, draft.queueCallers.get(caller.visit) ?? caller, leg.name)
  const answering = Callers.update(draft, caller, { round: undefined })
  if (answering === undefined) return
  const delay = queue.settings.memberdelay * 1000
  if (delay === 0) return connect(draft, answering, attempt, leg, { ...afterwards, completedInLevel, ringTime })
  Frames.read(draft, leg, (later, channel, frame) => {
    const waiting = Callers.current(later, answering)
    if (frame._tag === "Hangup" && waiting !== undefined) dumped(later, waiting, attempt, channel, afterwards)
  })
  draft.later(delay, (later) => {
    const waiting = Callers.current(later, answering)
    const talking = later.channels.get(leg.name)
    if (waiting === undefined || talking?.uniqueid !== leg.uniqueid) return
    connect(later, waiting, attempt, talking, { ...afterwards, completedInLevel, ringTime })
  })
}

/** The member hung up before it was connected. */
const dumped = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  { onDumped }: Afterwards
): void => {
  const queue = draft.queues.get(caller.queue)
  const channel = Callers.channelOf(draft, caller)
  if (queue === undefined || channel === undefined) return
  raiseAgentEvent(draft, "AgentDump", queue, channel, leg, attempt)
  DialEvents.end(draft, channel, leg, DialEvents.statusOf(leg.cause))
  Hangups.end(draft, leg)
  Members.notPending(draft, attempt)
  const left = Callers.update(draft, caller, { pending: false })
  if (left !== undefined) onDumped(draft, left)
}

interface Connecting extends Afterwards {
  readonly completedInLevel: boolean
  readonly ringTime: number
}

const connect = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  { completedInLevel, onOver, ringTime }: Connecting
): void => {
  const queue = draft.queues.get(caller.queue)
  const channel = Callers.channelOf(draft, caller)
  if (queue === undefined || channel === undefined) return Hangups.end(draft, leg)
  if (!caller.options.has("r")) Channels.stopMusic(draft, channel)
  setMemberVariables(draft, caller, queue, attempt, leg)
  setQueueVariables(draft, caller, channel)
  setQueueVariables(draft, caller, leg)
  Callers.leave(draft, caller)
  const waited = Callers.waited(draft, caller)
  if (draft.dialect !== 16) Channels.setDuration(draft, channel, "QUEUEWAIT", waited * 1000)
  raiseAgentEvent(draft, "AgentConnect", queue, channel, leg, attempt, [`HoldTime: ${waited}`, `RingTime: ${ringTime}`])
  const since = Members.clockOf(draft)
  const now = draft.queues.get(caller.queue) ?? queue
  const member = Members.memberOf(now, attempt.interface)
  if (member !== undefined) Members.updateMember(draft, now, member, { startTime: since })
  connected(draft, {
    queue: caller.queue,
    caller: channel.name,
    member: leg.name,
    interface: attempt.interface,
    name: attempt.name,
    held: caller.start,
    since,
    completedInLevel,
    isRemoved: member === undefined
  })
  Callers.update(draft, caller, { handled: true, connectedAt: draft.clock })
  draft.leaving.delete(channel.name)
  Calls.connect(draft, draft.current(channel), draft.current(leg), {
    callerFeatures: callerFeatures(caller.options),
    calleeFeatures: calleeFeatures(caller.options),
    // app_queue.c, try_calling: AST_BRIDGE_FLAG_SWAP_INHIBIT_FROM.
    stays: true,
    onCallerLeft: (later, left) => onOver(later, caller, left)
  })
}
