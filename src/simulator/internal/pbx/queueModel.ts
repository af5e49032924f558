/**
 * Queues as plain data: their settings, members, callers and the calls that they connected.
 *
 * Numbers and names are those of app_queue.c. Times are in seconds since the epoch; the time of calls runs faster if
 * durations are scaled.
 *
 * @since 0.2.0
 */
import { lowerCased } from "./hashing.ts"

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
  /** The names of the waiting channels, by position. */
  readonly callers: ReadonlyArray<string>
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

/** Somebody in `Queue()`, from joining to leaving the application. */
export interface Caller {
  /** The name of its channel. */
  readonly channel: string
  readonly plan: number
  /** The key of its queue. */
  readonly queue: string
  readonly position: number
  readonly originalPosition: number
  readonly priority: number
  /** When it joined, in the time of calls. */
  readonly start: number
  readonly penalties: Penalties
  /** Whether members ring for it. */
  readonly pending: boolean
  /** Whether somebody asked for it to be taken out, and what was said. */
  readonly withdrawn: string | undefined
}

/** The key of a queue: names are not case-sensitive. */
export const keyOf = (name: string): string => lowerCased(name)
