/**
 * Ringing the members of a queue for a caller: who may be called, who is called, and the outcome (app_queue.c, ring_one,
 * ring_entry and wait_for_answer).
 *
 * @since 0.2.0
 */
import * as DialEvents from "../calls/dialEvents.ts"
import * as Legs from "../calls/legs.ts"
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import type { Channel, Frame, Party } from "../model.ts"
import { raiseAgentEvent } from "./agents.ts"
import { mayRing } from "./availability.ts"
import * as Callers from "./callers.ts"
import * as Members from "./members.ts"
import type { Attempt, Caller, Round } from "./model.ts"
import { best } from "./strategies.ts"

/** What a round reports to the code that began it. */
export interface Ends {
  /** A member answered. */
  readonly onAnswer: (draft: Draft, caller: Caller, attempt: Attempt, leg: Channel) => void
  /** Nobody did, and nobody rings any more. */
  readonly onNobody: (draft: Draft, caller: Caller) => void
}

/** Updates the attempts of a caller's round. */
const setAttempt = (draft: Draft, caller: Caller, location: string, changes: Partial<Attempt>): void => {
  const current = draft.queueCallers.get(caller.visit)
  if (current?.round === undefined || current.visit !== caller.visit) return
  const attempts = current.round.attempts.map((attempt) =>
    attempt.interface === location ? { ...attempt, ...changes } : attempt
  )
  Callers.update(draft, current, { round: { ...current.round, attempts } })
}

const setRound = (draft: Draft, caller: Caller, changes: Partial<Round>): void => {
  const current = draft.queueCallers.get(caller.visit)
  if (current?.round !== undefined) Callers.update(draft, current, { round: { ...current.round, ...changes } })
}

/** A caller as it is now, if it is still in this round. */
const inRound = (draft: Draft, caller: Caller): Caller | undefined => {
  const current = draft.queueCallers.get(caller.visit)
  const isSame = current?.visit === caller.visit && current.round?.id === caller.round?.id
  return isSame && current.round !== undefined ? current : undefined
}

const attemptOf = (caller: Caller, location: string): Attempt | undefined =>
  caller.round?.attempts.find((attempt) => attempt.interface === location)

/** The legs that ring, in the order of the round. */
export const ringing = (draft: Draft, caller: Caller): ReadonlyArray<readonly [Attempt, Channel]> =>
  (caller.round?.attempts ?? []).flatMap((attempt): ReadonlyArray<readonly [Attempt, Channel]> => {
    const leg = attempt.leg === undefined ? undefined : draft.channels.get(attempt.leg)
    return leg === undefined ? [] : [[attempt, leg]]
  })

// --- Calling -----------------------------------------------------------------------------

/** Who a leg is if its technology does not say: whom the caller sees, or what it dialled (app_queue.c, ring_entry). */
const partyOf = ({ connected, dialled, exten }: Channel): Party =>
  connected.number !== "" ? connected : { number: dialled === "" ? exten : dialled, name: "" }

/** Gives a new leg the caller's data. Returns whether the leg is known only by what was dialled. */
const introduce = (draft: Draft, leg: Channel, caller: Channel, location: string): boolean => {
  const named = draft.update(leg, {
    ...Legs.accountsOf(leg, caller),
    application: "AppQueue",
    data: "(Outgoing Line)",
    cause: caller.cause === 26 ? 26 : leg.cause
  })
  const isAnonymous = named.caller.number === ""
  if (isAnonymous) Channels.setCaller(draft, named, partyOf(caller))
  draft.update(leg, { connected: caller.caller })
  Channels.inheritVariables(draft, caller, leg)
  draft.update(leg, { exten: caller.exten })
  Channels.setVariable(draft, leg, "DIALEDPEERNUMBER", Legs.targetOf(location)?.number ?? location)
  return isAnonymous
}

/** Calls a member. Returns whether it rings, or is about to. */
const ringEntry = (draft: Draft, caller: Caller, attempt: Attempt, ends: Ends): boolean => {
  const queue = draft.queues.get(caller.queue)
  const channel = Callers.channelOf(draft, caller)
  const member = queue === undefined ? undefined : Members.memberOf(queue, attempt.interface)
  if (queue === undefined || channel === undefined || member === undefined || !mayRing(draft, queue, member)) {
    setAttempt(draft, caller, attempt.interface, { open: false })
    return false
  }
  const made = Legs.request(draft, attempt.interface, { linkedid: channel.linkedid })
  if (typeof made === "number") {
    Members.updateQueue(draft, queue, { round: queue.round + 1 })
    const current = draft.queueCallers.get(caller.visit)
    if (current !== undefined) Callers.update(draft, current, { linear: current.linear + 1 })
    Members.notPending(draft, attempt)
    endRest(draft, caller, attempt)
    setAttempt(draft, caller, attempt.interface, { open: false })
    return false
  }
  const anonymous = introduce(draft, made, channel, attempt.interface)
  setAttempt(draft, caller, attempt.interface, { leg: made.name, anonymous })
  listen(draft, caller, attempt.interface, made, ends)
  if (!Legs.call(draft, made)) {
    draft.readers.delete(made.name)
    Hangups.end(draft, made)
    Members.notPending(draft, attempt)
    setAttempt(draft, caller, attempt.interface, { leg: undefined, open: false })
    return false
  }
  raiseAgentEvent(draft, "AgentCalled", queue, channel, made, attempt)
  DialEvents.begin(draft, channel, made, attempt.interface)
  // chan_pjsip.c: a session says at once who is called, if that is known.
  const { caller: party, endpoint } = draft.current(made)
  if (endpoint !== undefined && party.number !== "") Frames.queue(draft, made, { _tag: "ConnectedLine", party })
  return true
}

/**
 * Raises `DialEnd` for those that ring after a member that could not be called, in the order of the list (app_queue.c,
 * ring_entry).
 */
const endRest = (draft: Draft, caller: Caller, attempt: Attempt): void => {
  const current = draft.queueCallers.get(caller.visit)
  const channel = Callers.channelOf(draft, caller)
  if (current === undefined || channel === undefined) return
  const all = current.round?.attempts ?? []
  const rest = all.slice(all.findIndex(({ interface: location }) => location === attempt.interface))
  for (const [other, leg] of ringing(draft, current)) {
    if (rest.includes(other)) DialEvents.end(draft, channel, leg, "BUSY")
  }
}

/** Calls the next member, or all of the same metric if the queue rings all. Returns whether somebody was called. */
export const ringOne = (draft: Draft, caller: Caller, ends: Ends): boolean => {
  while (true) {
    const current = inRound(draft, caller)
    const queue = current === undefined ? undefined : draft.queues.get(current.queue)
    const first = best(current?.round?.attempts ?? [])
    if (current === undefined || queue === undefined || first === undefined) return false
    const chosen = queue.settings.strategy === "ringall"
      ? (current.round?.attempts ?? []).filter(({ leg, metric, open }) =>
        open && leg === undefined && metric <= first.metric
      )
      : [first]
    let called = false
    for (const attempt of chosen) called = ringEntry(draft, caller, attempt, ends) || called
    if (Callers.isExpired(draft, current)) return false
    if (called) return true
  }
}

// --- What the members do -------------------------------------------------------------------

const listen = (draft: Draft, caller: Caller, location: string, leg: Channel, ends: Ends): void =>
  Frames.read(draft, leg, (later, channel, frame) => {
    const current = inRound(later, caller)
    const attempt = current === undefined ? undefined : attemptOf(current, location)
    if (current === undefined || attempt?.leg !== channel.name) return
    heard(later, current, attempt, channel, frame, ends)
  })

const heard = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  frame: Frame,
  ends: Ends
): void => {
  const queue = draft.queues.get(caller.queue)
  const channel = Callers.channelOf(draft, caller)
  if (queue === undefined || channel === undefined) return
  switch (frame._tag) {
    case "Ringing":
      DialEvents.state(draft, channel, leg, "RINGING")
      if (!caller.options.has("R") || caller.options.has("r")) return
      Channels.stopMusic(draft, channel)
      return void Frames.indicate(draft, channel, frame)
    case "Answer": {
      draft.readers.delete(leg.name)
      const up = Channels.setState(draft, leg, Channels.State.Up)
      return answered(draft, caller, attempt, up, ends)
    }
    case "Busy":
      return failed(draft, caller, attempt, leg, "BUSY", queue.settings.autopausebusy, ends)
    case "Congestion":
      return failed(draft, caller, attempt, leg, "CONGESTION", queue.settings.autopauseunavail, ends)
    case "Hangup":
      return failed(draft, caller, attempt, leg, "NOANSWER", true, ends)
    case "Forward":
      return forwarded(draft, caller, attempt, leg, frame.number, ends)
    case "ConnectedLine":
      if (caller.options.has("I")) return
      if (queue.settings.strategy === "ringall") {
        return setAttempt(draft, caller, attempt.interface, { connected: frame.party })
      }
      setAttempt(draft, caller, attempt.interface, { anonymous: true })
      return void Frames.indicate(draft, channel, frame)
    default:
      return
  }
}

/** A member did not answer: it may be paused for that (app_queue.c, rna). */
const unanswered = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  milliseconds: number,
  pauses: boolean
): void => {
  const queue = draft.queues.get(caller.queue)
  const channel = Callers.channelOf(draft, caller)
  if (queue === undefined || channel === undefined) return
  if (caller.options.has("R") && !caller.options.has("r")) startMusic(draft, caller, channel)
  raiseAgentEvent(draft, "AgentRingNoAnswer", queue, channel, leg, attempt, [`RingTime: ${milliseconds}`])
  const { autopause, autopausedelay } = queue.settings
  if (autopause === "no" || !pauses) return
  const member = Members.memberOf(queue, attempt.interface)
  const idle = Members.clockOf(draft) - (member?.restsFrom ?? 0)
  if (autopausedelay > 0 && member !== undefined && member.restsFrom !== 0 && autopausedelay > idle) return
  Members.pause(draft, autopause === "all" ? "" : queue.name, attempt.interface, "Auto-Pause", true)
}

/** Plays the music of the queue, or that of the option `m`. */
export const startMusic = (draft: Draft, caller: Caller, channel: Channel): void => {
  const wanted = caller.options.get("m") ?? ""
  Channels.startMusic(draft, channel, wanted === "" ? draft.queues.get(caller.queue)?.settings.musicclass : wanted)
}

const hangUp = (draft: Draft, caller: Caller, attempt: Attempt, leg: Channel): void => {
  draft.readers.delete(leg.name)
  setAttempt(draft, caller, attempt.interface, { leg: undefined, open: false })
  Members.notPending(draft, attempt)
  Hangups.end(draft, leg)
}

const failed = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  status: string,
  pauses: boolean,
  ends: Ends
): void => {
  const channel = Callers.channelOf(draft, caller)
  const queue = draft.queues.get(caller.queue)
  if (channel === undefined || queue === undefined || caller.round === undefined) return
  DialEvents.end(draft, channel, leg, status)
  const seconds = Members.clockOf(draft) - caller.round.ringsSince
  unanswered(draft, caller, attempt, leg, seconds * 1000, pauses)
  hangUp(draft, caller, attempt, leg)
  if (queue.settings.strategy !== "ringall") {
    if (queue.settings.timeoutrestart) {
      setRound(draft, caller, { since: draft.clock })
      limit(draft, caller, ends)
    }
    if (remaining(draft, caller) > enoughTime) {
      ringOne(draft, caller, ends)
      setRound(draft, caller, { ringsSince: Members.clockOf(draft) })
    }
  }
  goOn(draft, caller, ends)
}

/** Less is not enough for a member to answer. */
const enoughTime = 500

/** What is left of the time of a round, in milliseconds. */
const remaining = (draft: Draft, caller: Caller): number => {
  const round = draft.queueCallers.get(caller.visit)?.round
  return round?.limit === undefined ? Infinity : Math.max(0, round.limit - (draft.clock - round.since))
}

/** Whether somebody still rings; if not, and the queue rings all, those of the next penalty do (wait_for_answer). */
export const goOn = (draft: Draft, caller: Caller, ends: Ends): void => {
  const current = inRound(draft, caller)
  const queue = current === undefined ? undefined : draft.queues.get(current.queue)
  if (current === undefined || queue === undefined) return
  if (ringing(draft, current).length > 0) return
  if (queue.settings.strategy === "ringall" && ringOne(draft, current, ends)) return
  const last = inRound(draft, caller)
  if (last !== undefined && ringing(draft, last).length === 0) ends.onNobody(draft, last)
}

/** Ends the round when its time is up. */
export const limit = (draft: Draft, caller: Caller, ends: Ends): void => {
  const round = draft.queueCallers.get(caller.visit)?.round
  if (round?.limit === undefined) return
  const { since } = round
  draft.later(Math.max(0, round.limit - (draft.clock - since)), (later) => {
    const current = inRound(later, caller)
    if (current?.round?.since === since) expired(later, current, ends)
  })
}

const expired = (draft: Draft, caller: Caller, ends: Ends): void => {
  const legs = ringing(draft, caller)
  for (const [attempt, leg] of legs) unanswered(draft, caller, attempt, leg, caller.round?.limit ?? 0, true)
  endDials(draft, caller, "NOANSWER")
  ends.onNobody(draft, caller)
}

/** Ends the dials of all that ring, except one. */
export const endDials = (draft: Draft, caller: Caller, status: string, except?: string): void => {
  const channel = Callers.channelOf(draft, caller)
  for (const [, leg] of ringing(draft, caller)) {
    if (leg.name !== except) DialEvents.end(draft, channel, leg, status)
  }
}

/** Hangs up all that ring, except one that answered (app_queue.c, hangupcalls). */
export const hangUpAll = (draft: Draft, caller: Caller, except?: string): void => {
  const channel = Callers.channelOf(draft, caller)
  const isElsewhere = except !== undefined || caller.options.has("C") || channel?.cause === 26
  for (const [attempt, leg] of ringing(draft, caller)) {
    if (leg.name === except) continue
    const marked = isElsewhere ? draft.update(leg, { cause: 26 }) : leg
    DialEvents.end(draft, channel, marked, "CANCEL")
    hangUp(draft, caller, attempt, marked)
  }
}

const answered = (draft: Draft, caller: Caller, attempt: Attempt, leg: Channel, ends: Ends): void => {
  const channel = Callers.channelOf(draft, caller)
  if (channel === undefined) return Hangups.end(draft, leg)
  DialEvents.end(draft, channel, leg, "ANSWER")
  endDials(draft, caller, "CANCEL", leg.name)
  updateCaller(draft, caller, attempt, channel, leg)
  ends.onAnswer(draft, caller, attempt, draft.current(leg))
}

/** Updates the caller's connected line to who answered. */
const updateCaller = (draft: Draft, caller: Caller, attempt: Attempt, channel: Channel, leg: Channel): void => {
  if (caller.options.has("I")) return
  const party = attempt.connected ?? (attempt.anonymous ? undefined : leg.caller)
  if (party !== undefined) Frames.indicate(draft, channel, { _tag: "ConnectedLine", party })
}

/** The call goes on to the number that a telephone forwards to, unless the option `i` forbids it. */
const forwarded = (
  draft: Draft,
  caller: Caller,
  attempt: Attempt,
  leg: Channel,
  number: string,
  ends: Ends
): void => {
  const channel = Callers.channelOf(draft, caller)
  if (channel === undefined) return
  if (caller.options.has("i")) {
    DialEvents.end(draft, channel, leg, "CANCEL", number)
    hangUp(draft, caller, attempt, leg)
    return goOn(draft, caller, ends)
  }
  draft.readers.delete(leg.name)
  const target = number.includes("/")
    ? number
    : `Local/${number}@${leg.variables.get("FORWARD_CONTEXT") ?? leg.context}`
  const made = Legs.request(draft, target, { linkedid: channel.linkedid })
  if (typeof made === "number") setAttempt(draft, caller, attempt.interface, { leg: undefined, open: false })
  else {
    Channels.inheritVariables(draft, channel, made)
    Channels.setVariable(draft, made, "FORWARDERNAME", leg.name)
    draft.update(made, {
      ...Legs.accountsOf(made, channel),
      connected: channel.caller
    })
    setAttempt(draft, caller, attempt.interface, { leg: made.name, anonymous: made.caller.number === "" })
    listen(draft, caller, attempt.interface, made, ends)
  }
  const isCalled = typeof made !== "number" && Legs.call(draft, made)
  DialEvents.end(draft, channel, leg, "CANCEL", number)
  if (typeof made !== "number") {
    DialEvents.begin(draft, channel, made, Legs.targetOf(target)?.number ?? "")
    if (!isCalled) hangUp(draft, caller, attempt, made)
  }
  Hangups.end(draft, leg)
  goOn(draft, caller, ends)
}

/** Passes a change of the caller's party on to all that ring. */
export const updateLegs = (draft: Draft, caller: Caller, party: Party): void => {
  if (caller.options.has("I")) return
  for (const [, leg] of ringing(draft, caller)) Frames.indicate(draft, leg, { _tag: "ConnectedLine", party })
}
