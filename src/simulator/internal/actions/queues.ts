/**
 * The actions that list queues, and those that change them and their callers.
 *
 * @since 0.2.0
 */
import { acknowledgement, itemWithIdLast, type Lines, list, orUnknown, refusal, success } from "../messages.ts"
import type { Draft } from "../pbx/draft.ts"
import { lowerCased } from "../pbx/hashing.ts"
import { isTrue, percent, scanned } from "../pbx/numbers.ts"
import * as Callers from "../pbx/queues/callers.ts"
import * as Counters from "../pbx/queues/counters.ts"
import { Device } from "../pbx/queues/devices.ts"
import * as Members from "../pbx/queues/members.ts"
import { type Member, type PenaltyChange, type Queue } from "../pbx/queues/model.ts"
import { type Request, valueOf } from "../requests.ts"
import type { PbxActions } from "./action.ts"

const parameters = (queue: Queue): Lines => [
  `Queue: ${queue.name}`,
  `Max: ${queue.settings.maxlen}`,
  `Strategy: ${queue.settings.strategy}`,
  `Calls: ${queue.callers.length}`,
  `Holdtime: ${queue.holdTime}`,
  `TalkTime: ${queue.talkTime}`,
  `Completed: ${queue.completed}`,
  `Abandoned: ${queue.abandoned}`,
  `ServiceLevel: ${queue.settings.servicelevel}`,
  `ServicelevelPerf: ${percent(queue.completedInLevel, queue.completed)}`,
  `ServicelevelPerf2: ${percent(queue.completedInLevel + queue.abandonedInLevel, queue.completed + queue.abandoned)}`,
  `Weight: ${queue.settings.weight}`
]

/** A member as the list shows it: two of its headers have other names than in events. */
const memberLines = (queue: Queue, member: Member): Lines => [
  `Queue: ${queue.name}`,
  `Name: ${member.name}`,
  `Location: ${member.interface}`,
  ...Members.standing(member),
  `Wrapuptime: ${member.wrapuptime}`
]

const callerLines = (draft: Draft, queue: Queue): ReadonlyArray<Lines> =>
  queue.callers.flatMap((visit, index) => {
    const caller = draft.queueCallers.get(visit)
    const channel = caller === undefined ? undefined : Callers.channelOf(draft, caller)
    if (caller === undefined || channel === undefined) return []
    return [[
      `Queue: ${queue.name}`,
      `Position: ${index + 1}`,
      `Channel: ${channel.name}`,
      `Uniqueid: ${channel.uniqueid}`,
      `CallerIDNum: ${orUnknown(channel.caller.number, "unknown")}`,
      `CallerIDName: ${orUnknown(channel.caller.name, "unknown")}`,
      `ConnectedLineNum: ${orUnknown(channel.connected.number, "unknown")}`,
      `ConnectedLineName: ${orUnknown(channel.connected.name, "unknown")}`,
      `Wait: ${Callers.waited(draft, caller)}`,
      `Priority: ${caller.priority}`
    ]]
  })

const answerStatus = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = valueOf(request, "Member")
  const items = Members.select(draft, valueOf(request, "Queue")).flatMap((queue) => [
    itemWithIdLast(request, "QueueParams", parameters(queue)),
    ...queue.members
      .filter((member) => wanted === "" || member.interface === wanted || member.name === wanted)
      .map((member) => itemWithIdLast(request, "QueueMember", memberLines(queue, member))),
    ...callerLines(draft, queue).map((lines) => itemWithIdLast(request, "QueueEntry", lines))
  ])
  return list(request, "Queue status will follow", items, "QueueStatusComplete")
}

const summary = (draft: Draft, queue: Queue): Lines => {
  const loggedIn = queue.members.filter(({ status }) => status !== Device.Unavailable && status !== Device.Invalid)
  const available = loggedIn.filter(({ paused, status }) => Members.isFree(status) && !paused)
  const waits = queue.callers.flatMap((visit) => {
    const caller = draft.queueCallers.get(visit)
    return caller === undefined ? [] : [Callers.waited(draft, caller)]
  })
  return [
    `Queue: ${queue.name}`,
    `LoggedIn: ${loggedIn.length}`,
    `Available: ${available.length}`,
    `Callers: ${queue.callers.length}`,
    `HoldTime: ${queue.holdTime}`,
    `TalkTime: ${queue.talkTime}`,
    `LongestHoldTime: ${Math.max(0, ...waits)}`
  ]
}

const answerSummary = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const items = Members.select(draft, valueOf(request, "Queue"))
    .map((queue) => itemWithIdLast(request, "QueueSummary", summary(draft, queue)))
  return list(request, "Queue summary will follow", items, "QueueSummaryComplete")
}

const changeText = ({ relative, value }: PenaltyChange): string => `${relative && value >= 0 ? "+" : ""}${value}`

/** An answer that ends with a second blank line (app_queue.c, manager_queue_rule_show). */
const answerRules = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const wanted = lowerCased(valueOf(request, "Rule"))
  const lists = [...draft.queueRules].filter(([key]) => wanted === "" || key === wanted)
  const lines = lists.flatMap(([, { name, rules }]) => [
    `RuleList: ${name}`,
    ...rules.map(({ max, min, time }) => `Rule: ${time},${changeText(max)},${changeText(min)}`)
  ])
  return [[...success(request, ...lines), ""]]
}

const answerLog = (_: Draft, request: Request): ReadonlyArray<Lines> =>
  valueOf(request, "Queue") === "" || valueOf(request, "Event") === ""
    ? [refusal(request, "Need 'Queue' and 'Event' parameters.")]
    : [acknowledgement(request, "Event added successfully")]

const answerReset = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  for (const queue of Members.select(draft, valueOf(request, "Queue"))) Counters.reset(draft, queue)
  return [acknowledgement(request, "Queue stats reset successfully")]
}

const answerPriority = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const [queue, caller, priority] = ["Queue", "Caller", "Priority"].map((name) => valueOf(request, name))
  if (queue === undefined || queue === "") return [refusal(request, "'Queue' not specified.")]
  if (caller === undefined || caller === "") return [refusal(request, "'Caller' not specified.")]
  if (priority === undefined || priority === "") return [refusal(request, "'Priority' not specified.")]
  const value = scanned(priority)
  if (value === undefined) return [refusal(request, "'Priority' need integer.")]
  // 16 has no such header: the caller keeps its place until others join.
  const immediate = draft.dialect === 22 && isTrue(valueOf(request, "Immediate"))
  switch (Callers.setPriority(draft, queue, caller, value, immediate)) {
    case "changed":
      return [acknowledgement(request, "Priority change for caller on queue")]
    case "noQueue":
      return [refusal(request, "Unable to change priority caller on queue: No such queue")]
    case "noCaller":
      return [refusal(request, "Unable to change priority caller on queue: No such caller")]
  }
}

const answerWithdraw = (draft: Draft, request: Request): ReadonlyArray<Lines> => {
  const queue = valueOf(request, "Queue")
  const caller = valueOf(request, "Caller")
  if (queue === "") return [refusal(request, "'Queue' not specified.")]
  if (caller === "") return [refusal(request, "'Caller' not specified.")]
  switch (Callers.withdraw(draft, queue, caller, valueOf(request, "WithdrawInfo"))) {
    case "withdrawn":
      return [acknowledgement(request, "Withdraw requested successfully")]
    case "noQueue":
      return [refusal(request, "Unable to request withdraw from queue: No such queue")]
    case "noCaller":
      return [refusal(request, "Unable to request withdraw from queue: No such caller")]
    case "again":
      return [refusal(request, "Unable to request withdraw from queue: Already requested")]
  }
}

/** The actions about queues and their callers. */
export const actions: PbxActions = {
  QueueChangePriorityCaller: { answer: answerPriority },
  QueueLog: { answer: answerLog },
  // Nothing changes in files that nobody edits.
  QueueReload: {
    answer: (_, request) => [acknowledgement(request, "Queue reloaded successfully")]
  },
  QueueReset: { answer: answerReset },
  QueueRule: { answer: answerRules },
  QueueStatus: { answer: answerStatus },
  QueueSummary: { answer: answerSummary },
  QueueWithdrawCaller: { answer: answerWithdraw }
}
