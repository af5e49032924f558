/**
 * The applications that change members of queues (app_queue.c, aqm_exec, rqm_exec, pqm_exec, upqm_exec and ql_exec).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { deviceOf } from "../devices.ts"
import { type Run } from "../dialplan/application.ts"
import { split } from "../dialplan/argumentText.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import { atoi, scanned } from "../numbers.ts"
import * as Members from "./members.ts"

const done = (draft: Draft, channel: Channel, variable: string, status: string): void =>
  Thread.resume(draft, Channels.setVariable(draft, channel, variable, status))

/** The interface that an argument names, or else that of the channel itself. */
const locationOf = (given: string, { name }: Channel): string => given === "" ? deviceOf(name) : given

/** Adds a member to a queue. */
export const add: Run = (draft, channel, data) => {
  if (data === "") return Thread.end(draft, channel)
  const [queue = "", given = "", penalty = "", options = "", membername = "", stateinterface = "", wrapuptime = ""] =
    split(
      data
    )
  const chosen = optionsOf(options)
  // 16 has no options.
  const paused = draft.dialect !== 16 && chosen.has("p")
  const result = Members.add(draft, {
    queue,
    interface: locationOf(given, channel),
    membername,
    stateinterface,
    penalty: Math.max(0, scanned(penalty) ?? 0),
    wrapuptime: Math.max(0, atoi(wrapuptime)),
    paused,
    reason: paused ? chosen.get("r") ?? "" : ""
  })
  const statuses = { added: "ADDED", exists: "MEMBERALREADY", noQueue: "NOSUCHQUEUE" } as const
  done(draft, channel, "AQMSTATUS", statuses[result])
}

/** Removes a member from a queue. */
export const remove: Run = (draft, channel, data) => {
  if (data === "") return Thread.end(draft, channel)
  const [queue = "", given = ""] = split(data)
  const statuses = { removed: "REMOVED", noMember: "NOTINQUEUE", static: "NOTDYNAMIC", noQueue: "NOSUCHQUEUE" } as const
  done(draft, channel, "RQMSTATUS", statuses[Members.remove(draft, queue, locationOf(given, channel))])
}

const pausing = (variable: string, status: string, paused: boolean): Run => (draft, channel, data) => {
  const [queue = "", location = "", , reason = ""] = split(data)
  if (location === "") return Thread.end(draft, channel)
  const isFound = Members.pause(draft, queue, location, reason, paused)
  done(draft, channel, variable, isFound ? status : "NOTFOUND")
}

/** Lets a member take a break. */
export const pause: Run = pausing("PQMSTATUS", "PAUSED", true)

/** Ends the break of a member. */
export const unpause: Run = pausing("UPQMSTATUS", "UNPAUSED", false)

/** Writes to the log of queues, which no message shows. */
export const log: Run = (draft, channel, data) => {
  const required = split(data).slice(0, 4)
  const isComplete = required.length === 4 && required.every((argument) => argument !== "")
  if (isComplete) Thread.resume(draft, channel)
  else Thread.end(draft, channel)
}
