/**
 * The course of a call that was asked for with `Originate`, and what its end means.
 *
 * `Reason` of an OriginateResponse cannot distinguish a busy telephone from one that
 * does not exist: both are 0 over PJSIP. The channels of the call do, each
 * by the cause of its `Hangup` and by how the dial that made it ended. They are
 * found by the id that the call was given: every channel that is made for it has
 * that id as its `Linkedid`.
 *
 * Events may come in any order: Asterisk raises them in several threads, and an
 * OriginateResponse often overtakes what led to it.
 *
 * @since 0.2.0
 */
import type { NotAnswered } from "../../AmiError.ts"
import type { AmiMessage } from "../../protocol/AmiMessage.ts"

type Outcome = NotAnswered["outcome"]

/** What is known of the end of a call. */
export interface End {
  readonly outcome: Outcome
  readonly cause?: number
  readonly causeText?: string
  readonly dialStatus?: string
}

interface Channel {
  readonly name: string
  /** Whether it was dialled; a Local channel whose extension does not exist never is. */
  isDialled: boolean
  /** Whether its far end hung up. */
  isRefused: boolean
  isOver: boolean
  status: string | undefined
  isForwarded: boolean
  cause: number | undefined
  causeText: string | undefined
  /** The status of SIP. */
  techCause: number | undefined
}

/** Causes of Q.850 (causes.h). The rest but `untold` is a failure of another kind. */
const byCause: ReadonlyMap<number, Outcome> = /*#__PURE__*/ new Map<number, Outcome>([
  [17, "Busy"],
  ...[18, 19].map((cause) => [cause, "NoAnswer"] as const),
  ...[21, 52, 54].map((cause) => [cause, "Rejected"] as const),
  ...[1, 2, 3, 5, 14, 20, 22, 27, 28].map((cause) => [cause, "Unreachable"] as const),
  ...[34, 38, 41, 42, 44].map((cause) => [cause, "Congestion"] as const),
  [26, "Cancelled"]
])

/** Unknown, a normal end, and an end without a reason: they say nothing about a call that was not answered. */
const untold: ReadonlySet<number> = /*#__PURE__*/ new Set([0, 16, 31])

/** What chan_pjsip.c makes of every SIP status that it knows no cause for, and of 487, which ends a call that was cancelled. */
const interworking = 127
const requestTerminated = 487

const byStatus: ReadonlyMap<string, Outcome> = /*#__PURE__*/ new Map<string, Outcome>([
  ["BUSY", "Busy"],
  ["NOANSWER", "NoAnswer"],
  ["CONGESTION", "Congestion"],
  ["CHANUNAVAIL", "Unreachable"],
  ["CANCEL", "Cancelled"]
])

/** `Reason` of an OriginateResponse (frame.h, AST_CONTROL_*); 0 says nothing. */
const byReason: ReadonlyMap<number, Outcome> = /*#__PURE__*/ new Map<number, Outcome>([
  [1, "Cancelled"],
  [3, "NoAnswer"],
  [5, "Busy"],
  [8, "Congestion"]
])

/** Of several telephones that were tried at once, the most specific outcome counts for the call. */
const ranking: ReadonlyArray<Outcome> = ["Busy", "Rejected", "NoAnswer", "Congestion", "Unreachable", "Failed"]

const timedOut = 3

const integer = (value: string | undefined): number | undefined =>
  value !== undefined && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined

export class Course {
  private readonly id: string
  private readonly channels = new Map<string, Channel>()
  private hasFailed = false

  constructor(id: string) {
    this.id = id
  }

  /** Whether anything was seen of it. */
  get isSeen(): boolean {
    return this.channels.size > 0
  }

  get wasAnswered(): boolean {
    return this.own?.status === "ANSWER"
  }

  /** Whether its channel has gone, or was never made. */
  get isGone(): boolean {
    return this.hasFailed || this.own?.isOver === true
  }

  /** Whether it was forwarded as a call of other channels, which nothing connects with it. */
  get isForwarded(): boolean {
    return this.own?.isForwarded === true
  }

  /** Whether nothing more will be heard of it: its channel and every telephone that was dialled for it have hung up. */
  get isOver(): boolean {
    return this.own?.isOver === true && this.legs.every((leg) => leg.isOver)
  }

  see(message: AmiMessage): void {
    const { name } = message
    if (name === "OriginateResponse") {
      this.hasFailed ||= message.get("Response") === "Failure"
      return
    }
    const of = name === "DialBegin" || name === "DialEnd" ? "Dest" : ""
    const channel = this.channel(message.get(`${of}Uniqueid`) ?? "", message.get(`${of}Channel`) ?? "")
    switch (name) {
      case "DialBegin":
        channel.isDialled = true
        return
      case "DialEnd":
        channel.isDialled = true
        channel.status = message.get("DialStatus")
        channel.isForwarded = message.get("Forward") !== undefined
        return
      case "HangupRequest":
        channel.isRefused = true
        return
      case "Hangup":
        channel.isOver = true
        channel.cause = integer(message.get("Cause"))
        channel.causeText = message.get("Cause-txt")
        channel.techCause = integer(message.get("TechCause"))
        return
    }
  }

  /** What became of the call, with the `Reason` of its OriginateResponse if one came. */
  end(reason: number | undefined): End {
    const { own } = this
    if (own === undefined) return { outcome: reason === 0 ? "Unreachable" : byReason.get(reason ?? 0) ?? "Failed" }
    if (reason === timedOut) return endOf("NoAnswer", own)
    const ends = this.legs.flatMap((leg) => {
      const outcome = this.outcomeOf(leg, reason)
      return outcome === undefined ? [] : [{ leg, outcome }]
    })
    // A caller that dials a telephone cancels it when the caller is hung up.
    const cancelled = ends.find(({ leg, outcome }) => outcome === "Cancelled" && leg.status === "CANCEL")
    const decisive = ranking.flatMap((outcome) => ends.find((end) => end.outcome === outcome) ?? [])[0]
    const found = cancelled ?? decisive ?? ends[0]
    if (found !== undefined) return endOf(found.outcome, found.leg)
    return endOf(this.outcomeOf(own, reason) ?? byReason.get(reason ?? 0) ?? "Failed", own)
  }

  /** The channel that was asked for. */
  private get own(): Channel | undefined {
    return this.channels.get(this.id)
  }

  /** The telephones and lines that were dialled: a Local channel is a way to them. */
  private get legs(): ReadonlyArray<Channel> {
    return [...this.channels.values()].filter(({ name }) => !isLocal(name))
  }

  private channel(uniqueid: string, name: string): Channel {
    const known = this.channels.get(uniqueid)
    if (known !== undefined) return known
    const made: Channel = {
      name,
      isDialled: false,
      isRefused: false,
      isOver: false,
      status: undefined,
      isForwarded: false,
      cause: undefined,
      causeText: undefined,
      techCause: undefined
    }
    this.channels.set(uniqueid, made)
    return made
  }

  private outcomeOf(channel: Channel, reason: number | undefined): Outcome | undefined {
    const { cause, isDialled, isForwarded, isRefused, status, techCause = requestTerminated } = channel
    if (status === "CANCEL") return isForwarded ? undefined : "Cancelled"
    if (cause === interworking) return techCause === requestTerminated ? "Cancelled" : "Failed"
    if (cause !== undefined && !untold.has(cause)) return byCause.get(cause) ?? "Failed"
    // The telephone of an Originate ends with NOANSWER even if somebody hangs up its channel.
    const isOwn = channel === this.own
    if (isOwn && isLocal(channel.name) && !isDialled) return "Unreachable"
    if (isOwn && !isRefused && (reason ?? 0) === 0 && status !== "BUSY" && status !== "CONGESTION") return "Cancelled"
    return status === undefined ? undefined : byStatus.get(status)
  }
}

const isLocal = (name: string): boolean => name.startsWith("Local/")

const endOf = (outcome: Outcome, { cause, causeText, status }: Channel): End => ({
  outcome,
  ...(cause === undefined ? {} : { cause }),
  ...(causeText === undefined ? {} : { causeText }),
  ...(status === undefined ? {} : { dialStatus: status })
})
