/**
 * `queue show`: queues with their members and callers (app_queue.c, print_queue).
 *
 * @since 0.2.0
 */
import type { Lines } from "../messages.ts"
import { wordsOf } from "../pbx/devices.ts"
import type { Draft } from "../pbx/draft.ts"
import * as QueueMembers from "../pbx/queues/members.ts"
import type { Member, Queue } from "../pbx/queues/model.ts"
import { deviceStates } from "../pbx/records.ts"
import type { Commands } from "./command.ts"

const percentOf = (part: number, whole: number): string => (whole > 0 ? 100 * part / whole : 0).toFixed(1)

const memberLine = (draft: Draft, member: Member): string => {
  const now = QueueMembers.clockOf(draft)
  const device = member.stateInterface !== "" && member.stateInterface !== member.interface
    ? ` from ${member.stateInterface}`
    : ""
  const isNamed = member.name.toLowerCase() !== member.interface.toLowerCase()
  const reason = member.pausedReason === "" ? "" : `:${member.pausedReason}`
  const calls = member.calls === 0
    ? "has taken no calls yet"
    : `has taken ${member.calls} calls (last was ${now - member.lastCall} secs ago)`
  return [
    `      ${member.name}`,
    ...(isNamed ? [`(${member.interface}${device})`] : []),
    ...(member.penalty === 0 ? [] : [`with penalty ${member.penalty}`]),
    `(ringinuse ${member.ringinuse ? "enabled" : "disabled"})`,
    ...(member.dynamic ? ["(dynamic)"] : []),
    ...(member.startTime === 0 ? [] : ["(in call)"]),
    ...(member.paused ? [`(paused${reason} was ${now - member.lastPause} secs ago)`] : []),
    `(${wordsOf(deviceStates[member.status] ?? "UNKNOWN")})`,
    calls,
    `(login was ${now - member.loginTime} secs ago)`
  ].join(" ")
}

const callerLines = (draft: Draft, { callers }: Queue): Lines =>
  callers.flatMap((key, at) => {
    const caller = draft.queueCallers.get(key)
    if (caller === undefined) return []
    const waited = Math.max(0, QueueMembers.clockOf(draft) - Math.floor(caller.start / 1000))
    const time = `${Math.floor(waited / 60)}:${String(waited % 60).padStart(2, "0")}`
    return [`      ${at + 1}. ${caller.channel} (wait: ${time}, prio: ${caller.priority})`]
  })

const queueLines = (draft: Draft, queue: Queue): Lines => {
  const { settings } = queue
  const all = queue.completed + queue.abandoned
  const callers = callerLines(draft, queue)
  return [
    [
      `${queue.name} has ${callers.length} calls (max ${settings.maxlen === 0 ? "unlimited" : settings.maxlen})`,
      ` in '${settings.strategy}' strategy (${queue.holdTime}s holdtime, ${queue.talkTime}s talktime), `,
      `W:${settings.weight}, C:${queue.completed}, A:${queue.abandoned}, `,
      `SL:${percentOf(queue.completedInLevel, queue.completed)}%, `,
      `SL2:${percentOf(queue.completedInLevel + queue.abandonedInLevel, all)}% within ${settings.servicelevel}s`
    ].join(""),
    ...(queue.members.length === 0
      ? ["   No Members"]
      : ["   Members: ", ...queue.members.map((member) => memberLine(draft, member))]),
    ...(callers.length === 0 ? ["   No Callers"] : ["   Callers: ", ...callers]),
    ""
  ]
}

/** The commands of queues. */
export const commands: Commands = {
  "queue show": ({ draft }, words) => {
    if (words.length > 1) return "usage"
    const [name] = words
    if (name === undefined) {
      const queues = [...draft.queues.values()].sort((one, other) =>
        one.name.toLowerCase() < other.name.toLowerCase() ? -1 : 1
      )
      return queues.length === 0 ? ["No queues."] : queues.flatMap((queue) => queueLines(draft, queue))
    }
    const queue = QueueMembers.find(draft, name)
    return queue === undefined ? [`No such queue: ${name}.`] : queueLines(draft, queue)
  }
}
