/**
 * The functions of queues (app_queue.c).
 *
 * @since 0.2.0
 */
import { Device } from "../queueDevices.ts"
import * as QueueMembers from "../queueMembers.ts"
import type { Member, Queue } from "../queueModel.ts"
import { argumentsOf, type DialplanFunction, type DialplanFunctions, type Scope } from "./function.ts"

const isLogged = ({ status }: Member): boolean => status !== Device.Unavailable && status !== Device.Invalid

/** What `QUEUE_MEMBER` counts, by its option. */
const counted = (scope: Scope, queue: Queue, option: string): ReadonlyArray<Member> => {
  const now = QueueMembers.clockOf(scope.draft)
  const isIdle = (member: Member) => member.status === Device.NotInUse && !member.paused
  switch (option) {
    case "logged":
      return queue.members.filter(isLogged)
    case "free":
      return queue.members.filter((member) => isIdle(member) && !QueueMembers.isWrappingUp(queue, member, now))
    case "ready":
      return queue.members.filter(isIdle)
    default:
      return queue.members
  }
}

/** The settings of a member that can be read and set. */
const settings: Readonly<Record<string, (member: Member) => string>> = {
  paused: ({ paused }) => paused ? "1" : "0",
  penalty: ({ penalty }) => String(penalty),
  ringinuse: ({ ringinuse }) => ringinuse ? "1" : "0"
}

const readMember = (scope: Scope, data: string): string | undefined => {
  const [name = "", option = "", location = ""] = argumentsOf(data, 3)
  const queue = QueueMembers.find(scope.draft, name)
  if (name === "") return "-1"
  const item = option.toLowerCase()
  const setting = settings[item]
  if (setting !== undefined && location !== "") {
    const member = queue === undefined ? undefined : QueueMembers.memberOf(queue, location)
    return member === undefined ? "0" : setting(member)
  }
  return queue === undefined ? "0" : String(counted(scope, queue, item).length)
}

const isTrue = (value: string): boolean => Number.parseInt(value, 10) > 0 || /^(yes|true|y|t|on)$/i.test(value)

const writeMember = ({ draft }: Scope, data: string, value: string): boolean => {
  const [name = "", option = "", location = ""] = argumentsOf(data, 3)
  const number = /^\s*[+-]?\d+/.test(value) ? Number.parseInt(value, 10) : undefined
  switch (option.toLowerCase()) {
    case "penalty":
      return number !== undefined && QueueMembers.setPenalty(draft, name, location, number)
    case "paused":
      return QueueMembers.pause(draft, name, location, "", isTrue(value))
    case "ringinuse":
      return QueueMembers.setRingInUse(draft, name, location, isTrue(value))
    default:
      return false
  }
}

const ofQueue = (read: (queue: Queue, scope: Scope) => string, otherwise: string): DialplanFunction => ({
  read: (scope, data) => {
    const queue = QueueMembers.find(scope.draft, argumentsOf(data)[0] ?? "")
    return queue === undefined ? otherwise : read(queue, scope)
  }
})

/** The functions of queues. */
export const functions: DialplanFunctions = {
  QUEUE_EXISTS: ofQueue(() => "1", "0"),
  QUEUE_MEMBER: { read: readMember, write: writeMember },
  QUEUE_MEMBER_COUNT: ofQueue((queue) => String(queue.members.filter(isLogged).length), "-1"),
  QUEUE_MEMBER_LIST: ofQueue((queue) => queue.members.map((member) => member.interface).join(","), ""),
  QUEUE_MEMBER_PENALTY: {
    read: (scope, data) => {
      const [name = "", location = ""] = argumentsOf(data, 2)
      return readMember(scope, `${name},penalty,${location}`)
    },
    write: (scope, data, value) => {
      const [name = "", location = ""] = argumentsOf(data, 2)
      return writeMember(scope, `${name},penalty,${location}`, value)
    }
  },
  QUEUE_WAITING_COUNT: ofQueue((queue) => String(queue.callers.length), "0")
}
