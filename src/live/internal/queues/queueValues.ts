/**
 * The public values of queues, their members and their callers, and how their keys are written.
 *
 * @since 0.2.0
 */

import { kept } from "../text.ts"

export type MemberState =
  | "Unknown"
  | "NotInUse"
  | "InUse"
  | "Busy"
  | "Invalid"
  | "Unavailable"
  | "Ringing"
  | "RingInUse"
  | "OnHold"

/** The states of devices by their numbers (devicestate.h). */
export const memberStates: ReadonlyArray<MemberState> = [
  "Unknown",
  "NotInUse",
  "InUse",
  "Busy",
  "Invalid",
  "Unavailable",
  "Ringing",
  "RingInUse",
  "OnHold"
]

export type MemberStatus = "Paused" | "InCall" | "Ringing" | "WrapUp" | "Ready" | "Unavailable" | "InUse"

export const memberStatuses: ReadonlyArray<MemberStatus> = [
  "Paused",
  "InCall",
  "Ringing",
  "WrapUp",
  "Ready",
  "Unavailable",
  "InUse"
]

export interface MemberCall {
  /** The channel of the caller. */
  readonly Uniqueid: string
  readonly Channel?: string
  readonly Linkedid?: string
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  /** The channel of the member. */
  readonly DestUniqueid?: string
  readonly DestChannel?: string
  /** When they were connected. */
  readonly connectedAt: number
  /** How long the caller had waited, in milliseconds. */
  readonly waited?: number
}

export interface Member {
  readonly Queue: string
  /** What is dialled to reach the member. */
  readonly Interface: string
  readonly MemberName?: string
  /** The device whose state counts. */
  readonly StateInterface?: string
  readonly Membership?: string
  readonly Penalty?: number
  readonly CallsTaken?: number
  /** When its last call from the queue ended, by the clock of Asterisk. */
  readonly LastCall?: number
  /** When its last pause began, by the clock of Asterisk. It stays after the pause. */
  readonly LastPause?: number
  /** When it joined the queue, by the clock of Asterisk; from 16.23 on. */
  readonly LoginTime?: number
  readonly InCall: boolean
  readonly Paused: boolean
  readonly PausedReason?: string
  /** Only events report it, no list does. */
  readonly Ringinuse?: boolean
  /** The member's own, in seconds. AMI does not report that of the queue. */
  readonly Wrapuptime?: number
  /** The state of its device. */
  readonly state: MemberState
  /**
   * What it does: the first of these that holds. `InCall` is a call from this queue, `InUse` any other; `Ready` can be called.
   */
  readonly status: MemberStatus
  /** Since when, if that was seen. */
  readonly statusSince?: number
  readonly pausedSince?: number
  /** When its wrap-up time ends. */
  readonly wrapUpUntil?: number
  /** The caller from this queue that it talks with, if that was seen. */
  readonly call?: MemberCall
  /** The Uniqueid of the caller for whom it rings. */
  readonly ringingFor?: string
}

export type LeaveReason = "Connected" | "Abandoned" | "TimedOut" | "Left"

export const leaveReasons: ReadonlyArray<LeaveReason> = ["Connected", "Abandoned", "TimedOut", "Left"]

export interface Leave {
  /** Absent if the account may not read what decides it. */
  readonly reason?: LeaveReason
  readonly at: number
  /** The member that answered. */
  readonly Interface?: string
}

export interface Caller {
  readonly Queue: string
  readonly Uniqueid: string
  readonly Channel?: string
  readonly Linkedid?: string
  readonly CallerIDNum?: string
  readonly CallerIDName?: string
  readonly ConnectedLineNum?: string
  readonly ConnectedLineName?: string
  /** Its priority in the queue, which only lists report. */
  readonly Priority?: number
  /** Counted from 1. */
  readonly position: number
  readonly joinedAt: number
  /** The interfaces of the members that ring for it. */
  readonly ringing: ReadonlyArray<string>
  /** How it left; only in the `last` of a `Gone`. */
  readonly left?: Leave
}

export interface Counters {
  /** Calls that a member answered and that have ended. */
  readonly Completed?: number
  /** Callers that nobody answered: they hung up, their time was over, or they were withdrawn. */
  readonly Abandoned?: number
  /** The average wait of answered callers, in seconds; later calls count more. */
  readonly Holdtime?: number
  /** The average length of calls, in seconds; later calls count more. */
  readonly TalkTime?: number
  /** The share of completed calls that were answered within `ServiceLevel`, in percent. */
  readonly ServicelevelPerf?: number
  /** The share of all calls that were answered or abandoned within `ServiceLevel`, in percent. */
  readonly ServicelevelPerf2?: number
  /** When Asterisk reported them. `Completed` and `Abandoned` count on since then. */
  readonly asOf?: number
}

export interface Gap {
  readonly cause: "Disconnected" | "Gap"
  readonly from: number
  /** Absent until the model is fresh again. */
  readonly to?: number
}

export interface Totals {
  /** When counting began. */
  readonly since: number
  readonly joined: number
  readonly connected: number
  /** Calls with members that have ended. */
  readonly completed: number
  /** Callers who hung up before somebody answered. */
  readonly abandoned: number
  /** Callers who went on in the dialplan unanswered: their time was over, nobody served the queue, or they were withdrawn. */
  readonly timedOut: number
  /** Callers who left by a key or were redirected. */
  readonly left: number
  /** How often a member rang and did not answer. */
  readonly ringNoAnswers: number
  /** How long those waited who have left, in milliseconds, and the longest of them. */
  readonly waited: number
  readonly longestWait: number
  /** How long the completed calls lasted, in milliseconds. */
  readonly talked: number
  /** When something may have happened that is not counted; the latest 100. */
  readonly gaps: ReadonlyArray<Gap>
}

export interface Queue {
  readonly Queue: string
  readonly Max?: number
  readonly Strategy?: string
  /** In seconds. */
  readonly ServiceLevel?: number
  readonly Weight?: number
  /** As Asterisk counts: since it started, or since the last `queue reset stats`. */
  readonly counters: Counters
  /** As this program counts: what it has seen. */
  readonly totals: Totals
  /** By `Interface`. */
  readonly members: ReadonlyMap<string, Member>
  /** Those who wait, in order. */
  readonly callers: ReadonlyArray<Caller>
}

/** The fields that are known: a public value lacks the others. */
export const known = <A extends object>(fields: A): { readonly [K in keyof A]: Exclude<A[K], undefined> } => {
  const out: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) out[name] = value
  // The seam of a record that is filled by name.
  return out as { readonly [K in keyof A]: Exclude<A[K], undefined> }
}

/** Whether two values have the same fields, of which lists may be copies. */
export const isSame = (one: object, other: object): boolean => {
  const fields = Object.entries(one)
  const others = Object.entries(other)
  return fields.length === others.length && fields.every(([name, value], index) => {
    const [otherName, otherValue] = others[index] ?? []
    return name === otherName && (value === otherValue || isSameList(value, otherValue))
  })
}

export const isSameList = (one: unknown, other: unknown): boolean =>
  Array.isArray(one) && Array.isArray(other) && one.length === other.length &&
  one.every((value, index) => value === other[index])

/** Two names are the same for Asterisk if they differ only in the case of ASCII letters (app_queue.c, strcasecmp). */
export const folded = (name: string): string => name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())

const foldedNames = new Map<string, string>()
const maxNames = 10_000

/** The same for names of queues and interfaces, which come again and again. */
export const fold = (name: string): string => {
  const known = foldedNames.get(name)
  if (known !== undefined) return known
  const lower = folded(name)
  if (foldedNames.size < maxNames) foldedNames.set(kept(name), kept(lower))
  return lower
}

/** A blank in the name of a queue is escaped, so that the first one ends it. */
export const keyOf = (queue: string, of: string): string =>
  `${queue.includes(" ") || queue.includes("%") ? queue.replaceAll("%", "%25").replaceAll(" ", "%20") : queue} ${of}`
