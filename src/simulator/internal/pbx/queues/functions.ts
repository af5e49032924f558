/**
 * The dialplan functions about queues (app_queue.c, queue_function_*).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { split } from "../dialplan/argumentText.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import { atoi, scanned } from "../numbers.ts"
import * as Callers from "./callers.ts"
import { Device } from "./devices.ts"
import * as Members from "./members.ts"
import type { Member, Queue } from "./model.ts"

/** A function that is read: undefined if it fails. */
export type Read = (draft: Draft, channel: Channel | undefined, argument: string) => string | undefined

/** A function that is written to: false if it fails. */
export type Write = (draft: Draft, channel: Channel | undefined, argument: string, value: string) => boolean

const isLoggedIn = ({ status }: Member): boolean => status !== Device.Unavailable && status !== Device.Invalid

const counted = (queue: Queue, is: (member: Member) => boolean): string => String(queue.members.filter(is).length)

/** The numbers of `QUEUE_MEMBER` by its option; anything else is 0. */
const memberNumber = (draft: Draft, queue: Queue, option: string, location: string): string => {
  const isReady = (member: Member): boolean => member.status === Device.NotInUse && !member.paused
  const now = Members.clockOf(draft)
  const member = location === "" ? undefined : Members.memberOf(queue, location)
  switch (option.toLowerCase()) {
    case "logged":
      return counted(queue, isLoggedIn)
    case "free":
      return counted(queue, isReady)
    case "ready":
      return counted(queue, (one) => isReady(one) && !Members.isWrappingUp(queue, one, now))
    case "count":
      return String(queue.members.length)
    case "penalty":
      return String(member?.penalty ?? 0)
    case "paused":
      return member?.paused === true ? "1" : "0"
    case "ignorebusy":
    case "ringinuse":
      return member?.ringinuse === true ? "1" : "0"
    default:
      return "0"
  }
}

const member: Read = (draft, _, argument) => {
  const [name = "", option = "", location = ""] = split(argument)
  if (name === "" || option === "") return undefined
  const queue = Members.find(draft, name)
  return queue === undefined ? "0" : memberNumber(draft, queue, option, location)
}

const setMember: Write = (draft, _, argument, value) => {
  const [name = "", option = "", location = ""] = split(argument)
  if (option === "" || location === "") return false
  const number = atoi(value)
  switch (option.toLowerCase()) {
    case "penalty":
      return Members.setPenalty(draft, name, location, number)
    case "paused":
      return Members.pause(draft, name, location, "", number > 0)
    case "ignorebusy":
    case "ringinuse":
      return Members.setRingInUse(draft, name, location, number > 0)
    default:
      return false
  }
}

const channelAt: Read = (draft, _, argument) => {
  const [name = "", given = ""] = split(argument)
  const position = given === "" ? 1 : scanned(given)
  if (name === "" || position === undefined || position < 1) return undefined
  const queue = Members.find(draft, name)
  const visit = queue?.callers.find((visit) => draft.queueCallers.get(visit)?.position === position)
  return visit === undefined ? "" : draft.queueCallers.get(visit)?.channel ?? ""
}

const variables: Read = (draft, channel, argument) => {
  if (argument === "") return undefined
  const queue = Members.find(draft, argument)
  if (queue?.settings.setqueuevar !== true) return "-1"
  for (const pair of Callers.variablesOf(queue, false).split(",")) {
    const [name = "", value = ""] = pair.split("=")
    if (channel !== undefined) Channels.setVariable(draft, channel, name, value)
  }
  return "0"
}

const penalty: Read = (draft, _, argument) => {
  const [name = "", location] = split(argument)
  if (location === undefined) return undefined
  const queue = Members.find(draft, name)
  const found = queue === undefined ? undefined : Members.memberOf(queue, location)
  return found === undefined ? "" : String(found.penalty)
}

const setPenalty: Write = (draft, _, argument, value) => {
  const [name = "", location = ""] = split(argument)
  return location !== "" && Members.setPenalty(draft, name, location, atoi(value))
}

const of = (read: (queue: Queue | undefined) => string): Read => (draft, _, argument) =>
  argument === "" ? undefined : read(Members.find(draft, argument))

/** The functions that are read. */
export const reads: Readonly<Record<string, Read>> = {
  QUEUE_EXISTS: of((queue) => queue === undefined ? "0" : "1"),
  QUEUE_GET_CHANNEL: channelAt,
  QUEUE_MEMBER: member,
  QUEUE_MEMBER_COUNT: of((queue) => queue === undefined ? "0" : counted(queue, isLoggedIn)),
  QUEUE_MEMBER_LIST: of((queue) => queue?.members.map((one) => one.interface).join(",") ?? ""),
  QUEUE_MEMBER_PENALTY: penalty,
  QUEUE_VARIABLES: variables,
  QUEUE_WAITING_COUNT: of((queue) => String(queue?.callers.length ?? 0))
}

/** The functions that are written to. */
export const writes: Readonly<Record<string, Write>> = {
  QUEUE_MEMBER: setMember,
  QUEUE_MEMBER_PENALTY: setPenalty
}
