/**
 * Steps of the PBX: an action, and everything that is due after it.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import * as Originates from "./calls/originates.ts"
import * as Spying from "./calls/spying.ts"
import * as ChannelVariables from "./channelVariables.ts"
import * as Devices from "./devices.ts"
import * as Execution from "./dialplan/execution.ts"
import * as Thread from "./dialplan/thread.ts"
import { Draft, type State, type Step, type Task } from "./draft.ts"
import * as Hints from "./hints.ts"
import * as QueueCalls from "./queues/calls.ts"
import * as QueueStatus from "./queues/status.ts"
import * as CallRecords from "./records/cdr.ts"
import * as ChannelEvents from "./records/cel.ts"

/** At most this many tasks run in one step; a dialplan that calls itself continues in the next one. */
const maxTasks = 10_000

/** Who is notified of device states. */
const listeners: ReadonlyArray<Devices.Listener> = [Hints.deviceChanged, QueueStatus.deviceChanged]

const perform = (draft: Draft, task: Task): void => {
  if (typeof task === "function") return task(draft)
  switch (task._tag) {
    case "Originate":
      return Originates.start(draft, task.origin)
    case "Execute":
      return Execution.execute(draft, task.channel, task.plan)
    case "Next":
      return Execution.proceed(draft, task.channel, task.plan)
    case "HangupHandlers": {
      const channel = draft.channels.get(task.channel)
      return channel === undefined ? undefined : Thread.handlers(draft, channel)
    }
    case "HangUp": {
      const channel = draft.channels.get(task.channel)
      return channel === undefined ? undefined : Thread.endWithCause(draft, channel, task.cause)
    }
  }
}

/** Computes what follows from what happened. */
const settle = (draft: Draft): void => {
  if (draft.services.raisesCdrs) CallRecords.record(draft, draft.notes)
  if (draft.services.cel !== undefined) ChannelEvents.log(draft, draft.notes, draft.takeRaised())
  for (const note of draft.notes) {
    QueueCalls.noted(draft, note)
    Spying.noted(draft, note)
  }
  draft.notes.length = 0
}

/** Takes one step: the action, then everything that is due by now. */
export const step = (state: State, now: number, done: (draft: Draft) => ReadonlyArray<Lines>): Step => {
  const draft = new Draft(state, now)
  draft.completed = ChannelVariables.shown
  const reply = done(draft)
  settle(draft)
  for (let count = 0; count < maxTasks; count++) {
    while (draft.hasUnsettledDevices) Devices.settle(draft, listeners)
    const task = draft.takeDue()
    if (task === undefined) break
    perform(draft, task)
    settle(draft)
  }
  return draft.finish(reply)
}

/** When something is due next, in milliseconds since the epoch. */
export const due = (state: State): number | undefined => state.agenda?.first.at
