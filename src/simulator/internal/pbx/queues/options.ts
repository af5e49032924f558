/**
 * Queues as options describe them, which is how queues.conf does.
 *
 * @since 0.2.0
 */
import * as HashMap from "effect/HashMap"
import * as wire from "../../wire.ts"
import { byBucket, caseHashOf } from "../hashing.ts"
import { atoi, isFalse, isTrue } from "../numbers.ts"
import type { EmptyCondition, Member, PenaltyChange, PenaltyRule, Queue, QueueSettings, Strategy } from "./model.ts"
import { keyOf } from "./model.ts"
import { lookUp, placed } from "./order.ts"

/** A static member of a queue, or one that was added to it. */
export interface QueueMemberOptions {
  /** Whom it calls, such as `PJSIP/101`. */
  readonly interface: string
  /** The name of the member. Defaults to the interface. */
  readonly membername?: string | undefined
  /** The device whose state is the member's. Defaults to the interface. */
  readonly stateinterface?: string | undefined
  /** Members with the lowest penalty are called first. Defaults to 0. */
  readonly penalty?: number | undefined
  /** Whether it is called while its device is in use. Defaults to that of the queue. */
  readonly ringinuse?: boolean | undefined
  /** Its wrap-up time after a call, in seconds. Defaults to that of the queue. */
  readonly wrapuptime?: number | undefined
  /** Whether it is paused. Defaults to false. */
  readonly paused?: boolean | undefined
  /** Why it is paused. Defaults to no reason. */
  readonly pausedreason?: string | undefined
  /** Whether it may be removed, as after `QueueAdd`. Defaults to false. */
  readonly dynamic?: boolean | undefined
  /** Calls that it has already taken. Defaults to 0. */
  readonly callstaken?: number | undefined
  /** The end of the last of them, in seconds since the epoch. Defaults to 0, for none. */
  readonly lastcall?: number | undefined
}

/** A queue, by the names of queues.conf. Times are in seconds. */
export interface QueueOptions {
  /** Objects, or texts as after `member =>` in queues.conf, such as `PJSIP/101,0,Alice`. Defaults to none. */
  readonly members?: ReadonlyArray<string | QueueMemberOptions> | undefined
  /** Who rings first. Defaults to `ringall`. */
  readonly strategy?: Strategy | undefined
  /** How long a member rings; 0 for as long as the caller waits. Defaults to 15. */
  readonly timeout?: number | undefined
  /** The pause between two attempts. Defaults to 5. */
  readonly retry?: number | undefined
  /** The wrap-up time of members after a call. Defaults to 0. */
  readonly wrapuptime?: number | undefined
  /** How many callers may wait; 0 for any number. Defaults to 0. */
  readonly maxlen?: number | undefined
  /** A call that is answered within this time counts for the service level. Defaults to 0. */
  readonly servicelevel?: number | undefined
  /** Queues of a higher weight call their shared members first. Defaults to 0. */
  readonly weight?: number | undefined
  /** With this many members or fewer, penalties do not count. Defaults to 0. */
  readonly penaltymemberslimit?: number | undefined
  /** How long after its answer a member is connected. Defaults to 0. */
  readonly memberdelay?: number | undefined
  /** A member is only paused for not answering if its last call is this long ago. Defaults to 0. */
  readonly autopausedelay?: number | undefined
  /** Whether members are called while their devices are in use. Defaults to true. */
  readonly ringinuse?: boolean | undefined
  /** Whether several callers are served at once. Defaults to true. */
  readonly autofill?: boolean | undefined
  /** Whether a busy member restarts `timeout`. Defaults to false. */
  readonly timeoutrestart?: boolean | undefined
  /** Whether `MEMBERINTERFACE`, `MEMBERNAME` and others are set. Defaults to false. */
  readonly setinterfacevar?: boolean | undefined
  /** Whether `QUEUENAME`, `QUEUECALLS` and others are set. Defaults to false. */
  readonly setqueuevar?: boolean | undefined
  /** Whether `QEHOLDTIME` and `QEORIGINALPOS` are set. Defaults to false. */
  readonly setqueueentryvar?: boolean | undefined
  /** Whether members that do not answer are paused, here or in all of their queues. Defaults to false. */
  readonly autopause?: boolean | "all" | undefined
  /** Whether a busy member is paused too. Defaults to false. */
  readonly autopausebusy?: boolean | undefined
  /** Whether a member that cannot be reached is paused too. Defaults to false. */
  readonly autopauseunavail?: boolean | undefined
  /** Whose time out counts: that of the application, or that of the queue. Defaults to `app`. */
  readonly timeoutpriority?: "app" | "conf" | undefined
  /** Whether callers may join without members, or when members count as absent, as in queues.conf. Defaults to true. */
  readonly joinempty?: boolean | string | undefined
  /** Whether callers leave when there are no members, or when members count as absent. Defaults to false. */
  readonly leavewhenempty?: boolean | string | undefined
  /** The context of the extensions by which a caller can leave, by pressing keys. Defaults to none. */
  readonly context?: string | undefined
  /** The class of music on hold for its callers. Defaults to `default`. */
  readonly musicclass?: string | undefined
  /** The rule that changes its callers' penalties, of `queueRules`. Defaults to none. */
  readonly defaultrule?: string | undefined
  /** The mean hold time so far. Defaults to 0. */
  readonly holdtime?: number | undefined
  /** The mean talk time so far. Defaults to 0. */
  readonly talktime?: number | undefined
  /** Calls that were completed so far. Defaults to 0. */
  readonly completed?: number | undefined
  /** How many of them were answered within the service level. Defaults to 0. */
  readonly completedinlevel?: number | undefined
  /** Callers that gave up so far. Defaults to 0. */
  readonly abandoned?: number | undefined
  /** How many of them did so within the service level. Defaults to 0. */
  readonly abandonedinlevel?: number | undefined
}

const conditions: ReadonlyArray<EmptyCondition> = [
  "penalty",
  "paused",
  "inuse",
  "ringing",
  "unavailable",
  "invalid",
  "unknown",
  "wrapup"
]

/**
 * Reads `joinempty` or `leavewhenempty`; undefined if a word is not known (app_queue.c, parse_empty_options). `refuses`
 * is the truth value that means: not without members.
 */
export const emptyConditions = (
  value: boolean | string,
  refuses: boolean
): ReadonlyArray<EmptyCondition> | undefined => {
  const found = new Set<EmptyCondition>()
  const only = (...those: ReadonlyArray<EmptyCondition>) => {
    found.clear()
    for (const condition of those) found.add(condition)
  }
  for (const word of String(value).split(",")) {
    const condition = conditions.find((name) => name === word.toLowerCase())
    if (condition !== undefined) found.add(condition)
    else if (word.toLowerCase() === "loose") only("penalty", "invalid")
    else if (word.toLowerCase() === "strict") only("penalty", "invalid", "paused", "unavailable")
    else if (isTrue(word) || isFalse(word)) {
      if (isTrue(word) === refuses) only("penalty", "invalid", "paused")
      else only()
    } else return undefined
  }
  return [...found]
}

/** Reads a member as `member =>` of queues.conf has it (app_queue.c, reload_single_member). */
export const memberOf = (member: string | QueueMemberOptions): QueueMemberOptions => {
  if (typeof member !== "string") return member
  const [
    location = "",
    penalty = "",
    membername = "",
    stateinterface = "",
    ringinuse = "",
    wrapuptime = "",
    paused = ""
  ] = member.split(",").map((field) => field.trim())
  return {
    interface: location,
    penalty: Math.max(0, atoi(penalty)),
    membername: membername === "" ? undefined : membername,
    stateinterface: stateinterface === "" ? undefined : stateinterface,
    ringinuse: isTrue(ringinuse) ? true : isFalse(ringinuse) ? false : undefined,
    wrapuptime: Math.max(0, atoi(wrapuptime)),
    paused: isTrue(paused)
  }
}

const settingsOf = (options: QueueOptions): QueueSettings => {
  const { autopause = false } = options
  return {
    strategy: options.strategy ?? "ringall",
    timeout: options.timeout ?? 15,
    retry: options.retry === undefined || options.retry === 0 ? 5 : options.retry,
    wrapuptime: options.wrapuptime ?? 0,
    maxlen: options.maxlen ?? 0,
    servicelevel: options.servicelevel ?? 0,
    weight: options.weight ?? 0,
    penaltymemberslimit: options.penaltymemberslimit ?? 0,
    memberdelay: options.memberdelay ?? 0,
    autopausedelay: options.autopausedelay ?? 0,
    ringinuse: options.ringinuse ?? true,
    autofill: options.autofill ?? true,
    timeoutrestart: options.timeoutrestart ?? false,
    setinterfacevar: options.setinterfacevar ?? false,
    setqueuevar: options.setqueuevar ?? false,
    setqueueentryvar: options.setqueueentryvar ?? false,
    autopausebusy: options.autopausebusy ?? false,
    autopauseunavail: options.autopauseunavail ?? false,
    autopause: autopause === true ? "yes" : autopause === false ? "no" : autopause,
    timeoutpriority: options.timeoutpriority ?? "app",
    joinempty: emptyConditions(options.joinempty ?? true, false) ?? [],
    leavewhenempty: emptyConditions(options.leavewhenempty ?? false, true) ?? [],
    context: wire.fromText(options.context ?? ""),
    musicclass: wire.fromText(options.musicclass ?? "default"),
    defaultrule: wire.fromText(options.defaultrule ?? "")
  }
}

/** The longest text that fields of a member hold. */
const longest = 79

/** What is held of a text. */
export const held = (text: string): string => text.slice(0, longest)

/** Makes a member (app_queue.c, create_queue_member). */
export const makeMember = (
  { dynamic, interface: location, membername, paused, penalty, ringinuse, stateinterface, wrapuptime }: {
    readonly interface: string
    readonly membername: string
    readonly stateinterface: string
    readonly penalty: number
    readonly ringinuse: boolean
    readonly wrapuptime: number
    readonly paused: boolean
    readonly dynamic: boolean
  },
  now: number,
  position: number
): Member => ({
  interface: held(location),
  name: held(membername === "" ? location : membername),
  stateInterface: held(stateinterface === "" ? location : stateinterface),
  dynamic,
  penalty,
  ringinuse,
  wrapuptime,
  paused,
  pausedReason: "",
  lastPause: paused ? now : 0,
  loginTime: now,
  calls: 0,
  lastCall: 0,
  restsFrom: 0,
  startTime: 0,
  completedInLevel: false,
  status: 0,
  position
})

const queueOf = (name: string, options: QueueOptions, now: number): Queue => {
  const settings = settingsOf(options)
  let members: ReadonlyArray<Member> = []
  for (const given of options.members ?? []) {
    const member = memberOf(given)
    const made = makeMember(
      {
        interface: wire.fromText(member.interface),
        membername: wire.fromText(member.membername ?? ""),
        stateinterface: wire.fromText(member.stateinterface ?? ""),
        penalty: member.penalty ?? 0,
        ringinuse: member.ringinuse ?? settings.ringinuse,
        wrapuptime: member.wrapuptime ?? 0,
        paused: member.paused ?? false,
        dynamic: member.dynamic ?? false
      },
      now,
      members.length
    )
    // Named twice, it is put in again, at its old place in the round.
    const old = lookUp(members, made.interface, settings.strategy)
    members = placed(members.filter((other) => other !== old), {
      ...made,
      position: old?.position ?? made.position,
      pausedReason: held(wire.fromText(member.pausedreason ?? "")),
      calls: member.callstaken ?? 0,
      lastCall: member.lastcall ?? 0,
      restsFrom: member.lastcall ?? 0
    }, settings.strategy)
  }
  return {
    name: wire.fromText(name),
    settings,
    members,
    callers: [],
    holdTime: options.holdtime ?? 0,
    talkTime: options.talktime ?? 0,
    completed: options.completed ?? 0,
    abandoned: options.abandoned ?? 0,
    completedInLevel: options.completedinlevel ?? 0,
    abandonedInLevel: options.abandonedinlevel ?? 0,
    round: 0,
    wrapped: false
  }
}

/** What the queues of a PBX start with. */
export interface Queues {
  readonly queues: HashMap.HashMap<string, Queue>
  /** The keys of the queues, in the order in which Asterisk lists them. */
  readonly queueOrder: ReadonlyArray<string>
  readonly queueRules: ReadonlyMap<string, QueueRules>
}

/** A list of rules of queuerules.conf. */
export interface QueueRules {
  readonly name: string
  readonly rules: ReadonlyArray<PenaltyRule>
}

const buckets = 53

/** Makes the queues of a PBX at a time in milliseconds. */
export const makeQueues = (
  options: Readonly<Record<string, QueueOptions>>,
  rules: Readonly<Record<string, ReadonlyArray<string>>>,
  now: number
): Queues => {
  const seconds = Math.floor(now / 1000)
  const made = Object.entries(options).map(([name, queue]) => queueOf(name, queue, seconds))
  const lists = Object.entries(rules).map(([name, lines]): QueueRules => ({
    name: wire.fromText(name),
    rules: lines.flatMap((line) => ruleOf(line) ?? []).sort((one, other) => one.time - other.time)
  }))
  return {
    queues: HashMap.fromIterable(made.map((queue) => [keyOf(queue.name), queue] as const)),
    queueOrder: byBucket(made, ({ name }) => name, caseHashOf, buckets).map(({ name }) => keyOf(name)),
    queueRules: new Map(lists.map((list) => [keyOf(list.name), list]))
  }
}

const changeOf = (text: string): PenaltyChange => ({ relative: /^[+-]|^$/.test(text), value: atoi(text) })

/**
 * Reads a rule: after a number of seconds the maximum, then the minimum and the raised penalty, such as `60,+5,10`. Undefined
 * if Asterisk ignores it (app_queue.c, insert_penaltychange).
 */
export const ruleOf = (line: string): PenaltyRule | undefined => {
  const [time = "", max, min = "", raise = ""] = line.split(",")
  const seconds = atoi(time)
  if (max === undefined || seconds < 0) return undefined
  const respectsMin = raise.startsWith("r")
  return {
    time: seconds,
    max: changeOf(max),
    min: changeOf(min),
    raise: changeOf(respectsMin ? raise.slice(1) : raise),
    respectsMin
  }
}
