/**
 * A member of a queue: what Asterisk says of it, the call it is in, what rings it, and the status that follows.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { kept, valueOf, wholeOf } from "../text.ts"
import {
  folded,
  isSame,
  keyOf,
  known,
  type Member,
  type MemberCall,
  memberStates,
  type MemberStatus
} from "./queueValues.ts"

/** A number; undefined if the header is missing or says something else. */
export const numberOf = (text: string | undefined): number | undefined => {
  const whole = wholeOf(text)
  if (whole !== undefined || text === undefined) return whole
  const value = Number(text)
  // Blanks would be 0.
  return Number.isFinite(value) && (value !== 0 || text.includes("0")) ? value : undefined
}

/** Seconds since 1970 as milliseconds; Asterisk writes 0 for never. */
const momentOf = (text: string | undefined): number | undefined => {
  const seconds = numberOf(text)
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000
}

const flagOf = (text: string | undefined): boolean | undefined => text === undefined ? undefined : text === "1"

/** A text that is kept: the one that is known already, if it is equal. */
export const keep = (known: string | undefined, text: string | undefined): string | undefined => {
  const value = valueOf(text)
  return value === undefined || value === known ? value && known : kept(value)
}

const none: ReadonlyArray<never> = []

/** How late an event may report the end of a call that was seen, with both clocks cut to seconds. */
const sameMillis = 2000

/** How late an event may come that was raised before Asterisk marked the member as in a call. */
const markMillis = 10_000

interface Old {
  readonly calls: ReadonlyArray<MemberCall>
  readonly rings: ReadonlyArray<string>
  readonly CallsTaken: number | undefined
  readonly LastCall: number | undefined
}

export class MemberNode {
  readonly Queue: string
  readonly Interface: string
  readonly key: string
  readonly foldedKey: string
  private readonly facts: { -readonly [K in keyof Member]?: Member[K] | undefined } = {}
  /** Whether lists or events have described it. */
  isDescribed = false
  private state = 0
  private isInCall = false
  /** When its wrap-up time begins, by our clock if that was seen. */
  private wrapFrom: number | undefined
  /** Open calls by the Uniqueid of the caller. */
  private readonly calls = new Map<string, MemberCall>()
  /** Whether Asterisk has counted its call, although AgentComplete is still to come. */
  private isCounted = false
  /** Whether what Asterisk reports of its call is right from here on; see `inCallOf`. */
  private isConfirmed = false
  /** What was known when events were lost, and may have ended since. */
  private old: Old | undefined
  /** Those that ring it: callers by the Uniqueid of the channel that rings. */
  private readonly rings = new Map<string, string>()
  private status: MemberStatus | undefined
  private statusSince: number | undefined
  /** Its value, unless something has changed since; and the last one, which is kept if the next is the same. */
  private published: Member | undefined
  private last: Member | undefined
  /** The numbers of the last event about it, and of the last that described it: those of agents say nothing of its device. */
  changedAt = 0
  describedAt = 0
  /** Whether the last list of its queue lacked it. */
  isMissing = false

  constructor(Queue: string, Interface: string) {
    this.Queue = Queue
    this.Interface = Interface
    this.key = keyOf(Queue, Interface)
    this.foldedKey = folded(this.key)
  }

  // --- Reading ----------------------------------------------------------------

  get value(): Member {
    if (this.published !== undefined) return this.published
    const facts = this.facts
    const value: Member = known({
      Queue: this.Queue,
      Interface: this.Interface,
      MemberName: facts.MemberName,
      StateInterface: facts.StateInterface,
      Membership: facts.Membership,
      Penalty: facts.Penalty,
      CallsTaken: facts.CallsTaken,
      LastCall: facts.LastCall,
      LastPause: facts.LastPause,
      LoginTime: facts.LoginTime,
      InCall: this.isInCall,
      Paused: facts.Paused ?? false,
      PausedReason: facts.PausedReason,
      Ringinuse: facts.Ringinuse,
      Wrapuptime: facts.Wrapuptime,
      state: memberStates[this.state] ?? "Unknown",
      status: this.status ?? "Ready",
      statusSince: this.statusSince,
      pausedSince: facts.pausedSince,
      wrapUpUntil: this.status === "WrapUp" ? this.wrapUpUntil : undefined,
      call: [...this.calls.values()].at(-1),
      ringingFor: this.rings.values().next().value
    })
    this.published = this.last = this.last !== undefined && isSame(this.last, value) ? this.last : value
    return this.published
  }

  get isWrappingUp(): boolean {
    return this.status === "WrapUp"
  }

  /** Whether Asterisk counts the end of its call: it does not if the statistics of the queue were reset during it. */
  get isCountable(): boolean {
    return this.isInCall || this.isCounted || !this.isDescribed
  }

  has(call: MemberCall): boolean {
    return this.calls.get(call.Uniqueid) === call
  }

  isRungBy(channel: string): boolean {
    return this.rings.has(channel)
  }

  /** When its wrap-up time ends, if it has one. */
  get wrapUpUntil(): number | undefined {
    const { Wrapuptime } = this.facts
    return Wrapuptime === undefined || Wrapuptime <= 0 || this.wrapFrom === undefined
      ? undefined
      : this.wrapFrom + Wrapuptime * 1000
  }

  // --- Events and lists -------------------------------------------------------

  /** Takes in an event that describes it; `isNew` if the event is that it was added. Returns the calls that have ended. */
  describe(message: AmiMessage, at: number, isNew: boolean): ReadonlyArray<MemberCall> {
    const since = this.isDescribed || isNew ? at : undefined
    const wasInCall = this.isInCall
    const before = this.facts.CallsTaken
    this.take(message, at, message.get("MemberName"), true)
    const Ringinuse = flagOf(message.get("Ringinuse"))
    if (Ringinuse !== undefined) this.facts.Ringinuse = Ringinuse
    this.isInCall = this.inCallOf(flagOf(message.get("InCall")) ?? wasInCall, at)
    this.noteCount(wasInCall, before)
    if (this.isOtherCall) this.endOldCalls()
    const ended = this.calls.size > 0 && this.hasEnded ? [...this.calls.values()] : none
    if (ended.length > 0) this.calls.clear()
    this.changed(at, since)
    return ended
  }

  /**
   * Whether its call is over because its device is free: AgentComplete does not come if an action hangs up (app_queue.c,
   * handle_hangup). A Local channel that is optimized away is free while its member talks on.
   */
  private get hasEnded(): boolean {
    const isOptimized = this.Interface.startsWith("Local/") && !this.Interface.endsWith("/n")
    return this.state === 1 && !this.isInCall && this.isConfirmed && !isOptimized
  }

  /**
   * Between AgentConnect and the moment at which Asterisk marks the member, an event says that it is in no call. One that says
   * that the device is free is right: Asterisk has ended the call then (app_queue.c, update_status).
   */
  private inCallOf(isInCall: boolean, at: number): boolean {
    if (isInCall) this.isConfirmed = true
    if (isInCall || this.isConfirmed || this.state === 1) return isInCall
    for (const { connectedAt } of this.calls.values()) if (at - connectedAt < markMillis) return true
    return false
  }

  /** Takes in an item of a list; `isCallKnown` if events have said since the list was asked for whether it is in a call. */
  list(item: AmiMessage, at: number, isCallKnown: boolean): void {
    const { CallsTaken, LastPause } = this.facts
    const wasInCall = this.isInCall
    this.take(item, at, item.get("Name"), false)
    if (!isCallKnown) this.isInCall = flagOf(item.get("InCall")) ?? wasInCall
    // A list that says that it is in no call is right, but one that says the opposite may be ahead of an event.
    if (!this.isInCall) this.isConfirmed = true
    this.noteCount(wasInCall, CallsTaken)
    if (this.old !== undefined) {
      for (const channel of this.old.rings) this.rings.delete(channel)
      const isOther = this.isOtherCall
      if (isOther) this.endOldCalls()
      if (isOther || LastPause !== this.facts.LastPause) this.statusSince = undefined
      this.old = undefined
    }
    this.changed(at, undefined)
  }

  /** Events were lost: what rings it, and its calls, may have ended. */
  lose(): void {
    const { CallsTaken, LastCall } = this.old ?? this.facts
    this.old = { calls: [...this.calls.values()], rings: [...this.rings.keys()], CallsTaken, LastCall }
  }

  /** Whether the call from before a loss has ended, for all that is said now. */
  private get isOtherCall(): boolean {
    return this.old !== undefined &&
      (!this.isInCall || this.old.CallsTaken !== this.facts.CallsTaken || this.old.LastCall !== this.facts.LastCall)
  }

  private endOldCalls(): void {
    for (const call of this.old?.calls ?? []) if (this.has(call)) this.calls.delete(call.Uniqueid)
  }

  /** Asterisk may count a call before AgentComplete, if its device is free again. */
  private noteCount(wasInCall: boolean, before: number | undefined): void {
    const { CallsTaken } = this.facts
    if (wasInCall && !this.isInCall && before !== undefined && CallsTaken !== undefined && CallsTaken > before) {
      this.isCounted = true
    }
  }

  private take(message: AmiMessage, at: number, name: string | undefined, isEvent: boolean): void {
    const facts = this.facts
    const isFirst = !this.isDescribed
    this.isDescribed = true
    this.published = undefined
    facts.MemberName = keep(facts.MemberName, name)
    facts.StateInterface = keep(facts.StateInterface, message.get("StateInterface"))
    // A list says `static` of members from a database, which events call `realtime` (app_queue.c, manager_queues_status).
    if (isEvent || facts.Membership !== "realtime") facts.Membership = keep(facts.Membership, message.get("Membership"))
    facts.Penalty = numberOf(message.get("Penalty"))
    facts.CallsTaken = numberOf(message.get("CallsTaken"))
    facts.LoginTime = momentOf(message.get("LoginTime"))
    facts.Wrapuptime = numberOf(message.get("Wrapuptime"))
    this.state = numberOf(message.get("Status")) ?? 0
    this.takeLastCall(momentOf(message.get("LastCall")), at)
    this.takePause(message, at, isEvent, isFirst)
  }

  private takeLastCall(LastCall: number | undefined, at: number): void {
    if (LastCall === this.facts.LastCall) return
    this.facts.LastCall = LastCall
    // The end that was seen a moment ago is by our clock.
    const isSeen = this.wrapFrom !== undefined && at - this.wrapFrom < sameMillis
    if (!isSeen) this.wrapFrom = LastCall
  }

  private takePause(message: AmiMessage, at: number, isEvent: boolean, isFirst: boolean): void {
    const facts = this.facts
    const Paused = flagOf(message.get("Paused")) ?? false
    const LastPause = momentOf(message.get("LastPause"))
    const isNew = facts.Paused !== true || facts.LastPause !== LastPause
    if (!Paused) facts.pausedSince = undefined
    else if (isNew) facts.pausedSince = isEvent && !isFirst ? at : LastPause ?? (isEvent ? at : undefined)
    facts.Paused = Paused
    facts.LastPause = LastPause
    // The event of an end may carry its reason, which Asterisk does not keep (app_queue.c, set_queue_member_pause).
    facts.PausedReason = Paused ? keep(facts.PausedReason, message.get("PausedReason")) : undefined
  }

  // --- Calls ------------------------------------------------------------------

  ring(channel: string, caller: string, at: number): void {
    this.rings.set(channel, caller)
    this.changed(at, at)
  }

  /** A channel rings no longer. */
  unring(channel: string, at: number): void {
    if (this.rings.delete(channel)) this.changed(at, at)
  }

  connect(call: MemberCall, at: number): void {
    this.calls.set(call.Uniqueid, call)
    this.isInCall = true
    this.isCounted = false
    this.isConfirmed = false
    this.changed(at, at)
  }

  /** Whether a call of it was counted before AgentComplete. */
  get wasCounted(): boolean {
    return this.isCounted
  }

  /** The call with a caller, or through a channel of the member; the only one if neither is known. */
  callWith(caller: string | undefined, channel: string | undefined): MemberCall | undefined {
    const all = [...this.calls.values()]
    return this.calls.get(caller ?? "") ??
      all.find(({ DestUniqueid }) => DestUniqueid !== undefined && DestUniqueid === channel) ??
      (all.length === 1 ? all[0] : undefined)
  }

  /** AgentComplete: Asterisk counts the call, and the wrap-up time begins. */
  complete(call: MemberCall | undefined, at: number): void {
    const second = Math.floor(at / 1000) * 1000
    if (this.isInCall && !this.isCounted && this.isDescribed) {
      const { CallsTaken } = this.facts
      if (CallsTaken !== undefined) this.facts.CallsTaken = CallsTaken + 1
      this.facts.LastCall = second
    }
    this.isCounted = false
    this.wrapFrom = second
    this.hangUp(call, at)
  }

  /** A call is over. */
  hangUp(call: MemberCall | undefined, at: number): void {
    if (call !== undefined) this.calls.delete(call.Uniqueid)
    if (this.calls.size === 0) this.isInCall = false
    this.changed(at, at)
  }

  // --- Status -----------------------------------------------------------------

  /** Whether its status has changed by this moment, because its wrap-up time is over. */
  tick(at: number): boolean {
    const until = this.wrapUpUntil
    if (this.status !== "WrapUp" || until === undefined || until > at) return false
    this.changed(at, until)
    return true
  }

  /** Something has changed; `since` is when, if that is known. */
  private changed(at: number, since: number | undefined): void {
    this.published = undefined
    const status = this.statusAt(at)
    if (status === "Paused") this.statusSince = this.facts.pausedSince
    else if (status !== this.status) this.statusSince = status === "WrapUp" ? this.wrapFrom : since
    this.status = status
  }

  private statusAt(at: number): MemberStatus {
    if (this.facts.Paused === true) return "Paused"
    if (this.calls.size > 0 || this.isInCall) return "InCall"
    if (this.state === 6 || this.rings.size > 0) return "Ringing"
    const until = this.wrapUpUntil
    if (until !== undefined && until > at) return "WrapUp"
    if (this.state === 0 || this.state === 1) return "Ready"
    return this.state === 4 || this.state === 5 ? "Unavailable" : "InUse"
  }
}
