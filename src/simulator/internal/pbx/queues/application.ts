/**
 * The application `Queue`: a caller waits for its turn, members ring for it, and it is connected or leaves (app_queue.c,
 * queue_exec, wait_our_turn and try_calling).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { type Run } from "../dialplan/application.ts"
import { argumentsOf } from "../dialplan/argumentText.ts"
import { exists } from "../dialplan/dialplan.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, type Frame, SoftHangup } from "../model.ts"
import { atoi, scanned } from "../numbers.ts"
import { availableMembers } from "./availability.ts"
import * as Callers from "./callers.ts"
import * as Connecting from "./connecting.ts"
import { isEmptyFor } from "./emptiness.ts"
import * as Members from "./members.ts"
import { type Caller, keyOf, type Outcome, type Queue } from "./model.ts"
import { applyRules } from "./penalties.ts"
import * as Ringing from "./ringing.ts"
import * as Rounds from "./rounds.ts"

/** How often a waiting caller checks whether it is its turn, in milliseconds. */
const recheck = 1000

const queueOf = (draft: Draft, caller: Caller): Queue | undefined => draft.queues.get(caller.queue)

const result = (draft: Draft, channel: Channel, outcome: Outcome): Channel =>
  Channels.setVariable(draft, channel, "QUEUESTATUS", outcome)

// --- Joining ------------------------------------------------------------------------------

const timeVariables = ["ANSWEREDTIME", "DIALEDTIME", "QUEUEWAIT"]

/** Lets a caller wait in a queue until a member answers. */
export const run: Run = (draft, channel, data) => {
  if (draft.dialect !== 16) {
    for (const name of timeVariables) {
      for (const variable of [name, `${name}_MS`]) Channels.setVariable(draft, channel, variable, "")
    }
  }
  if (data === "") return Thread.end(draft, channel)
  const given = argumentsOf(data)
  const [name = "", options = "", , , timeout = ""] = given
  // 16 has a macro before the gosub.
  const [rule = "", position = ""] = given.slice(draft.dialect === 16 ? 8 : 7)
  Channels.setVariable(draft, channel, "ABANDONED", undefined)
  const queue = Members.find(draft, name)
  const start = Members.clockOf(draft)
  const raise = draft.current(channel).variables.get("QUEUE_RAISE_PENALTY") ?? ""
  const respectsMin = draft.dialect !== 16 && raise.startsWith("r")
  const penalties = {
    max: scanned(channel.variables.get("QUEUE_MAX_PENALTY")),
    min: scanned(channel.variables.get("QUEUE_MIN_PENALTY")),
    raise: scanned(respectsMin ? raise.slice(1) : raise),
    respectsMin
  }
  const refused = queue === undefined
    ? "UNKNOWN"
    : queue.settings.joinempty.length > 0 && isEmptyFor(draft, queue, penalties, queue.settings.joinempty)
    ? "JOINEMPTY"
    : queue.settings.maxlen > 0 && queue.callers.length >= queue.settings.maxlen
    ? "FULL"
    : undefined
  if (queue === undefined || refused !== undefined) {
    return Thread.resume(draft, result(draft, channel, refused ?? "UNKNOWN"))
  }
  const caller = Callers.join(draft, {
    channel: channel.name,
    visit: draft.next("queueVisit"),
    queue: keyOf(queue.name),
    options: optionsOf(options),
    position: 0,
    originalPosition: 0,
    priority: scanned(channel.variables.get("QUEUE_PRIO")) ?? 0,
    start,
    expire: timeout === "" ? undefined : start + atoi(timeout),
    penalties,
    rules: draft.queueRules.get(keyOf(rule === "" ? queue.settings.defaultrule : rule))?.rules ?? [],
    digits: "",
    pending: false,
    round: undefined,
    linear: 0,
    linearWrapped: false,
    tries: 0,
    handled: false,
    connectedAt: undefined,
    withdrawn: undefined
  }, Math.max(0, atoi(position)))
  draft.leaving.set(channel.name, (later) => {
    const left = Callers.current(later, caller)
    if (left !== undefined) abandonRinging(later, left)
  })
  Frames.read(draft, channel, (later, reading, frame) => {
    const waiting = Callers.current(later, caller)
    if (waiting !== undefined) heard(later, waiting, reading, frame)
  })
  takeTurn(draft, caller)
}

// --- Waiting ------------------------------------------------------------------------------

/** Whether one of the available members is for this caller (app_queue.c, is_our_turn). */
const isTurn = (draft: Draft, caller: Caller): boolean => {
  const queue = queueOf(draft, caller)
  if (queue === undefined) return false
  const available = availableMembers(draft, queue)
  let before = 0
  for (const visit of queue.callers) {
    if (before >= available) return false
    if (visit === caller.visit) return queue.settings.autofill || caller.position === 1
    if (draft.queueCallers.get(visit)?.pending !== true) before++
  }
  return false
}

/** Goes back in the queue, with music. */
const takeTurn = (draft: Draft, caller: Caller): void => {
  const channel = Callers.channelOf(draft, caller)
  if (channel === undefined) return
  if (caller.options.has("r")) Frames.indicate(draft, channel, { _tag: "Ringing" })
  else Ringing.startMusic(draft, caller, channel)
  waitTurn(draft, caller)
}

const waitTurn = (draft: Draft, caller: Caller): void => {
  const waiting = Callers.current(draft, caller)
  const queue = waiting === undefined ? undefined : queueOf(draft, waiting)
  if (waiting === undefined || queue === undefined) return
  if (waiting.withdrawn !== undefined) return stop(draft, waiting, "withdrawn")
  if (isTurn(draft, waiting) || Callers.isExpired(draft, waiting)) return serve(draft, waiting)
  if (isLeftEmpty(draft, waiting, queue)) return stop(draft, waiting, "empty")
  applyRules(draft, waiting, 0)
  if (draft.pool.isInstant && waiting.expire === undefined) {
    return Callers.park(draft, waiting, (later) => waitTurn(later, waiting))
  }
  draft.later(recheck, (later) => {
    const still = Callers.current(later, caller)
    if (still === undefined) return
    if (Callers.isExpired(later, still)) serve(later, still)
    else waitTurn(later, still)
  })
}

/** Whether the queue has nobody left for this caller, who is counted as abandoned then. */
const isLeftEmpty = (draft: Draft, caller: Caller, queue: Queue): boolean => {
  const { leavewhenempty } = queue.settings
  if (leavewhenempty.length === 0 || !isEmptyFor(draft, queue, caller.penalties, leavewhenempty)) return false
  Callers.abandon(draft, caller)
  return true
}

/** The caller is at its turn: members are called, unless it has to leave. */
const serve = (draft: Draft, caller: Caller): void => {
  const serving = Callers.current(draft, caller)
  if (serving === undefined) return
  if (serving.withdrawn !== undefined) return stop(draft, serving, "withdrawn")
  if (Callers.isExpired(draft, serving)) return timeOut(draft, serving)
  // Those who wait for their turn are checked a second earlier (app_queue.c, wait_our_turn).
  applyRules(draft, serving, 1)
  Rounds.begin(draft, serving, ends)
}

const timeOut = (draft: Draft, caller: Caller): void => {
  Callers.abandon(draft, caller)
  leave(draft, caller, "TIMEOUT", true)
}

/** What happens between two rounds. */
const pause = (draft: Draft, caller: Caller): void => {
  const queue = queueOf(draft, caller)
  if (queue === undefined) return
  if (isLeftEmpty(draft, caller, queue)) return leave(draft, caller, "LEAVEEMPTY", true)
  if (caller.options.has("n") && caller.tries >= queue.members.length) return timeOut(draft, caller)
  if (Callers.isExpired(draft, caller)) return timeOut(draft, caller)
  const again = (later: Draft): void => {
    const still = Callers.current(later, caller)
    if (still === undefined) return
    if (isTurn(later, still)) serve(later, still)
    else takeTurn(later, still)
  }
  if (draft.pool.isInstant && caller.expire === undefined) return Callers.park(draft, caller, again)
  draft.later(queue.settings.retry * 1000, again)
}

// --- Calling members ----------------------------------------------------------------------

const ends: Ringing.Ends = {
  onAnswer: (draft, caller, attempt, leg) =>
    Connecting.answered(draft, caller, attempt, leg, { onOver: over, onDumped: pause }),
  onNobody: (draft, caller) => {
    Rounds.stepOn(draft, caller)
    Ringing.hangUpAll(draft, draft.queueCallers.get(caller.visit) ?? caller)
    const left = Callers.update(draft, caller, { round: undefined, pending: false })
    if (left !== undefined) pause(draft, left)
  }
}

// --- What the caller does -----------------------------------------------------------------

const heard = (draft: Draft, caller: Caller, channel: Channel, frame: Frame): void => {
  switch (frame._tag) {
    case "Hangup": {
      Channels.stopMusic(draft, channel)
      abandonRinging(draft, caller)
      return stop(draft, caller, "hungUp")
    }
    case "KeyUp":
      return pressed(draft, caller, channel, frame.digit)
    case "ConnectedLine":
      return Ringing.updateLegs(draft, caller, frame.party)
    default:
      return
  }
}

/** The caller gives up while members ring. */
const abandonRinging = (draft: Draft, caller: Caller): void => {
  if (caller.round === undefined) return
  Ringing.endDials(draft, caller, "CANCEL")
  Rounds.stepOn(draft, caller)
  const now = draft.queueCallers.get(caller.visit) ?? caller
  Ringing.hangUpAll(draft, now)
  Callers.update(draft, now, { round: undefined, pending: false })
}

/** Keys lead out of the queue if they are an extension of its context (app_queue.c, valid_exit). */
const pressed = (draft: Draft, caller: Caller, channel: Channel, digit: string): void => {
  const context = queueOf(draft, caller)?.settings.context ?? ""
  if (digit === "*" && caller.round !== undefined && caller.options.has("H")) {
    abandonRinging(draft, caller)
    const left = Callers.current(draft, caller)
    return left === undefined ? undefined : pause(draft, left)
  }
  const digits = caller.digits + digit
  if (context === "") return void Callers.update(draft, caller, { digits })
  const isExit = exists(draft.dialplan, { context, exten: digits })
  const pressing = Callers.update(draft, caller, { digits: isExit ? digits : "" })
  if (!isExit || pressing === undefined) return
  abandonRinging(draft, pressing)
  draft.update(channel, { context, exten: digits, priority: 0 })
  const left = Callers.current(draft, caller)
  if (left !== undefined) leave(draft, left, undefined, true)
}

// --- Leaving ------------------------------------------------------------------------------

/** The caller has left the bridge with its member. */
const over = (draft: Draft, caller: Caller, channel: Channel): void => {
  const left = Callers.current(draft, caller)
  if (left === undefined) return
  const isSent = (channel.softHangup & SoftHangup.AsyncGoto) !== 0
  if (!isSent) {
    Connecting.setQueueVariables(draft, left, channel)
    if (draft.dialect !== 16) {
      Channels.setDuration(draft, channel, "ANSWEREDTIME", Math.round(draft.clock - (left.connectedAt ?? draft.clock)))
      Channels.setDuration(draft, channel, "DIALEDTIME", draft.since(channel.createdAt))
    }
  }
  const goesOn = left.options.has("c") && channel.softHangup === 0
  leave(draft, left, goesOn ? "CONTINUE" : undefined, isSent || goesOn)
}

/** Sets the times that are still empty, which 16 does not have. */
const setTimes = (draft: Draft, caller: Caller, channel: Channel): void => {
  if (draft.dialect === 16) return
  const set = (name: string, milliseconds: number) => {
    const value = draft.current(channel).variables.get(name) ?? ""
    if (value === "") Channels.setDuration(draft, channel, name, milliseconds)
  }
  set("QUEUEWAIT", Callers.waited(draft, caller) * 1000)
  set("DIALEDTIME", draft.since(channel.createdAt))
  set("ANSWEREDTIME", 0)
}

/** Why a caller leaves that was not connected. */
const stop = (draft: Draft, caller: Caller, why: "withdrawn" | "empty" | "hungUp"): void => {
  const channel = Callers.channelOf(draft, caller)
  if (channel === undefined) return
  if (why === "empty") return leave(draft, caller, "LEAVEEMPTY", true)
  setTimes(draft, caller, channel)
  Callers.abandon(draft, caller)
  if (why === "hungUp") return leave(draft, caller, undefined, false)
  Channels.setVariable(draft, channel, "QUEUE_WITHDRAW_INFO", caller.withdrawn ?? "")
  leave(draft, caller, "WITHDRAW", true)
}

/** Leaves the application: its channel goes on in the dialplan, or ends. */
const leave = (draft: Draft, caller: Caller, outcome: Outcome | undefined, goesOn: boolean): void => {
  const channel = Callers.channelOf(draft, caller)
  if (channel === undefined) {
    Callers.leave(draft, caller)
    draft.queueCallers.delete(caller.visit)
    return
  }
  setTimes(draft, caller, channel)
  if (goesOn && !caller.options.has("r")) Channels.stopMusic(draft, channel)
  Connecting.setQueueVariables(draft, caller, channel)
  Callers.leave(draft, caller)
  draft.queueCallers.delete(caller.visit)
  draft.leaving.delete(channel.name)
  const left = outcome === undefined ? draft.current(channel) : result(draft, channel, outcome)
  if (goesOn || left.softHangup !== 0) Thread.resume(draft, left)
  else Thread.end(draft, left)
}
