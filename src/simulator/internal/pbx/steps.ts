/**
 * Steps of the PBX: an action, and everything that is due after it.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import * as Devices from "./devices.ts"
import * as Dials from "./dials.ts"
import { Draft, type State, type Step, type Task } from "./draft.ts"
import * as Execution from "./execution.ts"
import * as Hangups from "./hangups.ts"
import * as Hints from "./hints.ts"
import * as QueueStatus from "./queueStatus.ts"

/** At most this many tasks run in one step; a dialplan that calls itself continues in the next one. */
const maxTasks = 10_000

/** Who hears that a device changed. */
const listeners: ReadonlyArray<Devices.Listener> = [Hints.deviceChanged, QueueStatus.deviceChanged]

const perform = (draft: Draft, task: Task): void => {
  if (typeof task === "function") return task(draft)
  switch (task._tag) {
    case "Originate":
      return Dials.originate(draft, task.origin)
    case "Execute":
      return Execution.execute(draft, task.channel, task.plan)
    case "Next":
      return Execution.proceed(draft, task.channel, task.plan)
    case "Signal":
      return Dials.signal(draft, task.dial, task.signal, task.cause)
    case "HangUp":
      return Hangups.follow(draft, task.channel, task.cause)
    case "Consult": {
      const transferer = draft.channels.get(task.transferer)
      if (transferer?.plan === task.plan) Dials.consult(draft, transferer, task.exten, task.context)
    }
  }
}

/** Takes one step: the action, then everything that is due by now. */
export const step = (state: State, now: number, done: (draft: Draft) => ReadonlyArray<Lines>): Step => {
  const draft = new Draft(state, now)
  const reply = done(draft)
  for (let count = 0; count < maxTasks; count++) {
    while (draft.hasUnsettledDevices) Devices.settle(draft, listeners)
    const task = draft.takeDue()
    if (task === undefined) break
    perform(draft, task)
  }
  return draft.finish(reply)
}

/** When something is due next, in milliseconds since the epoch. */
export const due = (state: State): number | undefined => state.agenda?.first.at
