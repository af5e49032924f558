/**
 * Queues as plain data: their settings, members, callers and the calls that they connected.
 *
 * Numbers and names are those of app_queue.c. Times are in seconds since the epoch; the time of calls runs faster if
 * durations are scaled.
 *
 * @since 0.2.0
 */
import { lowerCased } from "../hashing.ts"
import type { Party } from "../model.ts"

/** How a queue chooses who rings. */
export type Strategy =
  | "ringall"
  | "leastrecent"
  | "fewestcalls"
  | "random"
  | "rrmemory"
  | "rrordered"
  | "linear"
  | "wrandom"

/** What makes a member count as absent, for `joinempty` and `leavewhenempty`. */
export type EmptyCondition =
  | "penalty"
  | "paused"
  | "inuse"
  | "ringing"
  | "unavailable"
  | "invalid"
  | "unknown"
  | "wrapup"

/** The settings of a queue, by their names in queues.conf. */
export interface QueueSettings {
  readonly strategy: Strategy
  readonly timeout: number
  readonly retry: number
  readonly wrapuptime: number
  readonly maxlen: number
  readonly servicelevel: number
  readonly weight: number
  readonly penaltymemberslimit: number
  readonly memberdelay: number
  readonly autopausedelay: number
  readonly ringinuse: boolean
  readonly autofill: boolean
  readonly timeoutrestart: boolean
  readonly setinterfacevar: boolean
  readonly setqueuevar: boolean
  readonly setqueueentryvar: boolean
  readonly autopausebusy: boolean
  readonly autopauseunavail: boolean
  readonly autopause: "no" | "yes" | "all"
  readonly timeoutpriority: "app" | "conf"
  readonly joinempty: ReadonlyArray<EmptyCondition>
  readonly leavewhenempty: ReadonlyArray<EmptyCondition>
  readonly context: string
  readonly musicclass: string
  readonly defaultrule: string
}

/** A member of a queue. */
export interface Member {
  readonly interface: string
  readonly name: string
  /** The device, or the `hint:`, whose state is the member's. */
  readonly stateInterface: string
  readonly dynamic: boolean
  readonly penalty: number
  readonly ringinuse: boolean
  readonly wrapuptime: number
  readonly paused: boolean
  readonly pausedReason: string
  readonly lastPause: number
  readonly loginTime: number
  readonly calls: number
  readonly lastCall: number
  /** The same in the time of calls, from when on its wrap-up time counts; 0 if it took none. */
  readonly restsFrom: number
  /** When its call was connected, in the time of calls; 0 if it is in none. */
  readonly startTime: number
  readonly completedInLevel: boolean
  /** The number of the state of its device. */
  readonly status: number
  /** Its place in the round, for the strategies `rrmemory` and `rrordered`. */
  readonly position: number
}

/** A queue. */
export interface Queue {
  readonly name: string
  readonly settings: QueueSettings
  /** In the order in which Asterisk lists them. */
  readonly members: ReadonlyArray<Member>
  /** The numbers of the visits of those who wait, by position. */
  readonly callers: ReadonlyArray<number>
  readonly holdTime: number
  readonly talkTime: number
  readonly completed: number
  readonly abandoned: number
  readonly completedInLevel: number
  readonly abandonedInLevel: number
  /** Where the round stands, for `rrmemory` and `rrordered`. */
  readonly round: number
  readonly wrapped: boolean
}

/** A rule of queuerules.conf: what changes for a caller who has waited that long. */
export interface PenaltyRule {
  readonly time: number
  readonly max: PenaltyChange
  readonly min: PenaltyChange
  readonly raise: PenaltyChange
  /** Whether a member below the minimum keeps its penalty when others are raised. */
  readonly respectsMin: boolean
}

/** A change of a penalty: by that much, or to that value. */
export interface PenaltyChange {
  readonly relative: boolean
  readonly value: number
}

/** The penalties that a caller accepts; undefined for no limit. */
export interface Penalties {
  readonly max: number | undefined
  readonly min: number | undefined
  readonly raise: number | undefined
  readonly respectsMin: boolean
}

/** A member that is called for a caller (app_queue.c, struct callattempt). */
export interface Attempt {
  readonly interface: string
  readonly name: string
  /** Those with the lowest ring first. */
  readonly metric: number
  /** The channel that rings; undefined if none was made yet, or it has ended. */
  readonly leg: string | undefined
  /** Whether it may still ring, or rings. */
  readonly open: boolean
  /** Whether the far end is known by what was dialled only, so that the caller does not learn of it. */
  readonly anonymous: boolean
  /** Who the far end says it is, which the caller of a queue that rings all learns with the answer. */
  readonly connected: Party | undefined
}

/** One round of calls for a caller, from ringing the first member to an answer or the end of the time. */
export interface Round {
  readonly id: number
  /** The last member in the queue's order first. */
  readonly attempts: ReadonlyArray<Attempt>
  /** How long the round may take, in milliseconds; undefined if it has no end. */
  readonly limit: number | undefined
  /** When it began, or a busy member began it again, in milliseconds of the time of calls. */
  readonly since: number
  /** When the members that ring now were called, in seconds. */
  readonly ringsSince: number
}

/** Somebody in `Queue()`, from joining to leaving the application (app_queue.c, struct queue_ent). */
export interface Caller {
  /** The name of its channel. */
  readonly channel: string
  /** Changes with each visit of a queue: what was planned under another number is void. */
  readonly visit: number
  /** The key of its queue. */
  readonly queue: string
  readonly options: ReadonlyMap<string, string>
  readonly position: number
  readonly originalPosition: number
  readonly priority: number
  /** When it joined, in the time of calls. */
  readonly start: number
  /** When its time is up, in the same; undefined if it waits without end. */
  readonly expire: number | undefined
  readonly penalties: Penalties
  /** The rules that will change them, by time. */
  readonly rules: ReadonlyArray<PenaltyRule>
  /** The keys that it pressed so far. */
  readonly digits: string
  /** Whether members ring for it. */
  readonly pending: boolean
  readonly round: Round | undefined
  /** Where it stands in the list of members, for `linear`. */
  readonly linear: number
  readonly linearWrapped: boolean
  /** How many rounds it has tried, with the option `n`. */
  readonly tries: number
  /** Whether it was connected, or counted as abandoned. */
  readonly handled: boolean
  /** When it was connected, in milliseconds of the time of calls. */
  readonly connectedAt: number | undefined
  /** Whether somebody asked for it to be taken out, and what was said. */
  readonly withdrawn: string | undefined
}

/** A call that a queue connected (app_queue.c, struct queue_stasis_data). */
export interface QueueCall {
  readonly id: number
  readonly queue: string
  /** The name of the caller's channel, and of the member's, which change if others take their places. */
  readonly caller: string
  readonly member: string
  readonly interface: string
  readonly name: string
  /** When the caller joined, and when it was connected. */
  readonly held: number
  readonly since: number
  readonly completedInLevel: boolean
  /** Whether its member was removed from the queue while it rang or talked: the call is counted all the same. */
  readonly isRemoved?: boolean | undefined
}

/** How a caller leaves its queue, as `QUEUESTATUS` says it. */
export type Outcome = "UNKNOWN" | "TIMEOUT" | "JOINEMPTY" | "LEAVEEMPTY" | "FULL" | "CONTINUE" | "WITHDRAW"

/** The key of a queue: names are not case-sensitive. */
export const keyOf = (name: string): string => lowerCased(name)
