/**
 * The course of a call that was originated, and what became of its two parties.
 *
 * The first party is who the action `Originate` calls. The second is whom its channel dials after that. What a party
 * answers is in the cause of its own `Hangup` first, and in how its dial ended second: `Reason` of an OriginateResponse is 0
 * for a busy telephone and for one that does not exist.
 *
 * It has no clock: who drives it says what time it is, and when a time is over.
 *
 * @since 0.2.0
 */
import * as Causes from "../../internal/causes.ts"
import { wholeOf } from "../../internal/text.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"
import { type Channel, Channels, isOf } from "./channels.ts"
import {
  type Answered,
  inWords,
  type Outcome,
  type Refusal,
  refused,
  type Unknown,
  unknown,
  type Why
} from "./outcome.ts"

/** What answering-machine detection has found. */
export interface Amd {
  readonly status: string
  readonly cause: string
}

/** `Reason` of an OriginateResponse (frame.h, AST_CONTROL_*); 0 says nothing. */
const byReason: ReadonlyMap<number, Refusal> = /*#__PURE__*/ new Map<number, Refusal>([
  [1, "Cancelled"],
  [3, "NoAnswer"],
  [5, "Busy"],
  [8, "Congestion"]
])

const timedOut = 3

/** The answer to the action may take so many milliseconds, and the time for which it rings begins before it comes. */
const lateMargin = 250

/** Unknown, a normal end, and an end without a reason: they say nothing about a call that was not answered. */
const untold: ReadonlySet<number> = /*#__PURE__*/ new Set([0, 16, 31])

/** What chan_pjsip.c makes of every SIP status that it knows no cause for, and of 487, which ends a call that was cancelled. */
const interworking = 127
const requestTerminated = "487"

/** Of several telephones that were tried, the outcome that says most counts for the party. */
const ranking: ReadonlyArray<Refusal> = ["Busy", "Rejected", "NoAnswer", "Congestion", "Unreachable", "Failed"]

const upState = "6"

/** The events that it is made of. */
export const events: ReadonlyArray<string> = [
  "Newchannel",
  "DialBegin",
  "DialEnd",
  "HangupRequest",
  "Hangup",
  "OriginateResponse",
  "BridgeEnter",
  "ConfbridgeJoin",
  "QueueCallerJoin",
  "QueueCallerLeave",
  "UserEvent"
]

export interface Given {
  readonly id: string
  /** What is called first. */
  readonly channel: string
  /** How long it may ring, in milliseconds. */
  readonly ringFor: number
  /** Whether the channel goes on before it is answered. */
  readonly earlyMedia: boolean
}

export class Course {
  private readonly given: Given
  private readonly channels: Channels
  /** When it was asked for. */
  startedAt: number | undefined = undefined
  /** What became of the parties, as far as it is decided. */
  first: Outcome | undefined = undefined
  second: Outcome | undefined = undefined
  amd: Amd | undefined = undefined
  /** The `Reason` of an OriginateResponse that reports a failure. */
  private reason: number | undefined = undefined
  private hasFailed = false
  /** Where it was looked for since events were missing. */
  lookedAt: Unknown["lookedAt"] = []
  /** This program has hung it up. */
  isHungUp = false
  /** How many queues its channel waits in. */
  private waiting = 0

  /** `onNew` gets the id of each channel that belongs to it. */
  constructor(given: Given, onNew: (Uniqueid: string) => void) {
    this.given = given
    this.channels = new Channels(given.id, onNew)
  }

  // --- What is known ------------------------------------------------------------

  /** Whether anything was seen of it. */
  get isSeen(): boolean {
    return this.channels.own !== undefined
  }

  /** Whether its channel has gone, or was never made. */
  get isGone(): boolean {
    return this.hasFailed || this.channels.own?.isOver === true
  }

  /** Whether it was forwarded as a call of other channels, which nothing connects with it. */
  get isForwarded(): boolean {
    return this.channels.own?.isForwarded === true
  }

  /** Whether all its channels have gone. */
  get isOver(): boolean {
    return this.channels.own?.isOver === true && this.channels.all.every(({ isOver }) => isOver)
  }

  /** Whether the first party will not answer any more, whatever its telephones still have to say. */
  get isFirstEnding(): boolean {
    return this.isGone
  }

  /** Whether nothing more will be heard of the first party, or nothing that matters. */
  get isFirstOver(): boolean {
    const legs = this.channels.legsOf("first")
    if (this.channels.own?.isOver !== true || !legs.every(({ isOver }) => isOver)) return false
    // Its OriginateResponse distinguishes the end of its time from a caller who hangs up.
    return this.hasFailed || !isVague(this.bestOf(legs))
  }

  /** Whether it has failed, and nothing says how: the end of its channel is late, or was lost with a link that has ended. */
  get isUntold(): boolean {
    const { own } = this.channels
    const isEnded = own === undefined || own.isOver || (this.reason ?? 0) !== 0
    return !isEnded && this.bestOf([...this.channels.legsOf("first"), own]) === undefined
  }

  /** Whether there is nobody, at this moment, who could still answer as the second party. */
  get isSecondEnding(): boolean {
    return this.isGone || (this.waiting === 0 && this.tried.length > 0 && this.tried.every(({ isOver }) => isOver))
  }

  get isSecondOver(): boolean {
    return this.isGone && this.tried.every(({ isOver }) => isOver)
  }

  /** Whether anybody was dialled for the second party, or waits to be. */
  get isSecondTried(): boolean {
    return this.waiting > 0 || this.channels.all.some((channel) => this.channels.partyOf(channel) === "second")
  }

  /** Whether a connection was lost, so that events may be missing. */
  private get wasBlind(): boolean {
    return this.lookedAt.length > 0
  }

  private get tried(): ReadonlyArray<Channel> {
    return this.channels.legsOf("second")
  }

  // --- What happens -------------------------------------------------------------

  see(message: AmiMessage, at: number): void {
    switch (message.name) {
      case "Newchannel":
        if (message.get("Linkedid") === this.given.id) this.channels.made(message)
        return
      case "DialBegin":
        this.channels.dialBegan(message, at)
        return
      case "DialEnd":
        this.dialEnded(message, at)
        return
      case "HangupRequest": {
        const channel = this.channels.get(message.get("Uniqueid"))
        if (channel !== undefined) channel.hasAsked = true
        return
      }
      case "Hangup":
        this.channels.hungUp(message, at)
        return
      case "OriginateResponse":
        this.reported(message, at)
        return
      case "BridgeEnter":
        // A bridge of another type is one to wait in, or a conference.
        if (message.get("BridgeType") === "basic") this.met(message)
        return
      case "ConfbridgeJoin":
        this.met(message)
        return
      case "QueueCallerJoin":
        if (message.get("Uniqueid") === this.given.id) this.waiting += 1
        return
      case "QueueCallerLeave":
        if (message.get("Uniqueid") === this.given.id) this.waiting = Math.max(0, this.waiting - 1)
        return
      case "UserEvent":
        this.detected(message)
        return
    }
  }

  private dialEnded(message: AmiMessage, at: number): void {
    const { channels } = this
    const channel = channels.dialEnded(message, at)
    if (channel === channels.own) {
      if (channel.isForwarded) this.first ??= unknown("Forwarded")
      else if (channel.status === "ANSWER") this.answered(channel, at)
      return
    }
    // Who picks a call up has no DialBegin, and a telephone that rang for a queue was dialled by the caller in it.
    const isOwns = channel.by === channels.own && channels.own !== undefined
    if (channel.status === "ANSWER" && isOwns) this.second ??= answerOf(channels.answerOf(channel), at)
  }

  private reported(message: AmiMessage, at: number): void {
    if (message.get("Response") === "Failure") {
      this.hasFailed = true
      this.reason = wholeOf(message.get("Reason"))
      return
    }
    const { own } = this.channels
    // It is a success too if the telephone forwards the call, or has early media only.
    if (this.given.earlyMedia || own === undefined || own.isForwarded) return
    if (own.isOver && own.status !== undefined && own.status !== "ANSWER") return
    this.answered(own, at)
  }

  private answered(own: Channel, at: number): void {
    own.answeredAt ??= at
    this.first ??= answerOf(this.channels.answerOf(own), at, own.dialedAt ?? this.startedAt)
  }

  /** Its channel talks with somebody whom it did not dial. */
  private met(message: AmiMessage): void {
    const { own } = this.channels
    if (own === undefined || message.get("Uniqueid") !== own.Uniqueid || this.first === undefined) return
    this.second ??= { _tag: "Answered", channel: own.name, Uniqueid: own.Uniqueid }
  }

  /** The dialplan reports what `AMD` has found: `UserEvent(AMD,Status: ${AMDSTATUS},Cause: ${AMDCAUSE})`. */
  private detected(message: AmiMessage): void {
    const status = message.get("Status")
    if (message.get("UserEvent")?.toUpperCase() !== "AMD" || status === undefined) return
    this.amd = { status, cause: message.get("Cause") ?? "" }
  }

  // --- What lists say -------------------------------------------------------------

  /** A list is asked for from here on: what events report is newer than what it will say. */
  beginList(): void {
    this.channels.beginList()
  }

  /** It was looked for in another place. */
  looked(at: Unknown["lookedAt"][number]): void {
    if (!this.lookedAt.includes(at)) this.lookedAt = this.lookedAt.concat(at)
  }

  /** Takes in a list of channels. False if nothing of the call is there, and no event has reported anything since. */
  listed(items: ReadonlyArray<AmiMessage>): boolean {
    const { channels, given } = this
    const theirs = items.filter((item) => isOf(item, given.id) || channels.get(item.get("Uniqueid")) !== undefined)
    for (const item of theirs) channels.listed(item)
    channels.settleList()
    const up = theirs.filter((item) => item.get("ChannelState") === upState)
    const own = up.find((item) => item.get("Uniqueid") === given.id)
    if (own !== undefined && channels.own?.isOver === false) {
      this.first ??= answerOf(this.legIn(up, "first") ?? channels.own)
      this.talksWith(own, up)
    }
    return channels.all.some(({ isOver }) => !isOver)
  }

  private legIn(up: ReadonlyArray<AmiMessage>, party: "first" | "second"): Channel | undefined {
    return up
      .map((item) => this.channels.get(item.get("Uniqueid")))
      .find((channel) => channel !== undefined && !channel.isLocal && this.channels.partyOf(channel) === party)
  }

  /** Whether its channel is in a bridge with another: that one is the second party. */
  private talksWith(own: AmiMessage, up: ReadonlyArray<AmiMessage>): void {
    const bridge = own.get("BridgeID") ?? ""
    if (bridge === "") return
    const others = up.filter((item) => item !== own && item.get("BridgeID") === bridge)
    const [other] = others
    if (other === undefined) return
    this.second ??= answerOf(this.channels.answerOf(this.channels.listed(other)))
  }

  // --- What it comes to -------------------------------------------------------------

  /** Decides what became of the first party, from what was seen until now; `why` it is not known, if its end was not seen. */
  concludeFirst(why: Unknown["why"] = "LinkLost"): void {
    this.first ??= this.endOfFirst(why)
  }

  /** Decides what became of the second party. */
  concludeSecond(): void {
    this.second ??= this.endOfSecond()
  }

  private endOfFirst(why: Unknown["why"]): Outcome {
    const { reason } = this
    const { own } = this.channels
    if (own === undefined && this.lookedAt.length > 0) return unknown(why, this.lookedAt)
    if (own === undefined) {
      return refused(reason === 0 ? "Unreachable" : byReason.get(reason ?? 0) ?? "Failed", {})
    }
    if (reason === timedOut) return refused("NoAnswer", whyOf(own))
    const legs = this.channels.legsOf("first")
    const end = this.bestOf(legs)
    if (isVague(end) && !own.hasAsked && !this.isHungUp && this.isLate([own, ...legs])) {
      return refused("NoAnswer", whyOf(own.isLost ? legs[0] ?? own : own))
    }
    if (isVague(end) && this.isHungUp && !own.isLost) return refused("Cancelled", whyOf(own))
    if (end !== undefined) return end
    const outcome = this.outcomeOf(own) ?? byReason.get(reason ?? 0)
    if (own.isLost || (outcome === undefined && this.wasBlind)) return unknown(why, this.lookedAt)
    return refused(outcome ?? "Failed", whyOf(own))
  }

  /** Whether the time was over when the last of these ended: without its OriginateResponse, nothing else says so on 16. */
  private isLate(channels: ReadonlyArray<Channel>): boolean {
    const ends = channels.flatMap(({ endedAt }) => endedAt ?? [])
    const { startedAt } = this
    return startedAt !== undefined && ends.length > 0
      && Math.max(...ends) - startedAt >= this.given.ringFor - lateMargin
  }

  private endOfSecond(): Outcome {
    const { own } = this.channels
    const end = this.bestOf(this.tried)
    if (end !== undefined) return end
    if (own === undefined || own.isLost || this.channels.all.some(({ isLost }) => isLost)) {
      return unknown("LinkLost", this.lookedAt)
    }
    // Nobody was dialled. The first party may have hung up, or the dialplan found nobody to dial.
    if (this.isHungUp || this.channels.legsOf("first").concat(own).some(({ hasAsked }) => hasAsked)) {
      return refused("Cancelled", whyOf(own))
    }
    const outcome = own.cause === undefined || untold.has(own.cause) ? undefined : Causes.ofCause(own.cause)
    return outcome === undefined ? unknown("NotSeen") : refused(inWords(outcome), whyOf(own))
  }

  /** What the telephones that were tried for a party come to. */
  private bestOf(legs: ReadonlyArray<Channel>): Outcome | undefined {
    const ends = legs.flatMap((leg) => {
      const outcome = leg.isLost ? undefined : this.outcomeOf(leg)
      return outcome === undefined ? [] : [{ leg, outcome }]
    })
    // A caller that dials a telephone cancels it when the caller is hung up.
    const cancelled = ends.find(({ leg, outcome }) => outcome === "Cancelled" && leg.status === "CANCEL")
    const decisive = ranking.flatMap((outcome) => ends.find((end) => end.outcome === outcome) ?? [])[0]
    const found = cancelled ?? decisive ?? ends[0]
    return found === undefined ? undefined : refused(found.outcome, whyOf(found.leg))
  }

  private outcomeOf(channel: Channel): Refusal | undefined {
    const { cause, hasAsked, isDialed, isForwarded, status, TechCause = requestTerminated } = channel
    if (isForwarded) return undefined
    if (status === "CANCEL" && this.channels.isTimedOut(channel)) return "NoAnswer"
    if (cause === interworking) return TechCause === requestTerminated ? "Cancelled" : "Failed"
    if (cause !== undefined && !untold.has(cause)) return inWords(Causes.ofCause(cause) ?? "Failed")
    if (status === "CANCEL") return "Cancelled"
    const isOwn = channel === this.channels.own
    if (isOwn && channel.isLocal && !isDialed && channel.isOver) return "Unreachable"
    // The telephone of an Originate ends with NOANSWER even if somebody hangs up its channel.
    const saysNothing = (this.reason ?? 0) === 0 && status !== "BUSY" && status !== "CONGESTION"
    // Whether it was hung up, or something else that events would have said, nobody knows without its end or after a lost connection.
    if (isOwn && !hasAsked && saysNothing) return this.wasBlind || !channel.isOver ? undefined : "Cancelled"
    const outcome = Causes.ofStatus(status)
    return outcome === undefined ? undefined : inWords(outcome)
  }
}

/** Whether it may as well be that the time was over, or that somebody hung up. */
const isVague = (end: Outcome | undefined): boolean =>
  end === undefined || end._tag === "NoAnswer" || end._tag === "Cancelled"

const whyOf = ({ TechCause, cause, causeText, status }: Channel): Why => ({
  ...(cause === undefined ? {} : { cause }),
  ...(causeText === undefined ? {} : { causeText }),
  ...(status === undefined ? {} : { dialStatus: status }),
  ...(TechCause === undefined ? {} : { TechCause })
})

const answerOf = ({ Uniqueid, dialedAt, name }: Channel, at?: number, since = dialedAt): Answered => {
  const from = dialedAt ?? since
  return {
    _tag: "Answered",
    channel: name,
    Uniqueid,
    ...(at === undefined || from === undefined ? {} : { ringMs: Math.max(0, at - from) })
  }
}
