/**
 * What each event changes of queues, members and callers.
 *
 * Events of class `agent` are enough to know who waits and who is in a call. Those of class `call` say why a caller leaves,
 * and end calls and rings for which no event of class `agent` comes.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { kept, valueOf } from "../text.ts"
import { CallerNode } from "./queueCallers.ts"
import type { QueueIndex } from "./queueIndex.ts"
import { type MemberNode, numberOf } from "./queueMember.ts"
import type { QueueNode } from "./queueNode.ts"
import type { QueueRefreshes } from "./queueRefreshes.ts"
import { fold, known, type MemberCall } from "./queueValues.ts"

interface Ring {
  readonly queue: QueueNode
  readonly member: MemberNode
  readonly caller: string
}

interface Call {
  readonly queue: QueueNode
  readonly member: MemberNode
  readonly call: MemberCall
}

/** A call that is over, and of which AgentComplete may be still to come. */
interface Finished {
  readonly queue: QueueNode
  readonly member: MemberNode | undefined
  readonly DestUniqueid: string | undefined
}

/** How many callers are remembered of which something is still to come. */
const maxRemembered = 1000

const forgetOldest = (known: Map<string, unknown>): void => {
  const [oldest] = known.keys()
  if (known.size > maxRemembered && oldest !== undefined) known.delete(oldest)
}

export class QueueEvents {
  private readonly index: QueueIndex
  private readonly refreshes: QueueRefreshes
  /** The only queues that count, by their folded names; undefined for all. */
  private readonly only: ReadonlySet<string> | undefined
  /** By the channel that rings. */
  private readonly rings = new Map<string, Ring>()
  /** By the channel of the caller, and by that of the member. */
  private readonly calls = new Map<string, Call>()
  /** Callers that left, and of which nothing has said that they were connected. */
  private readonly unexplained = new Map<string, QueueNode>()
  /** Callers that were answered by a member that was removed while it rang. */
  private readonly strays = new Map<string, QueueNode>()
  /** By the channel of the caller. */
  private readonly finished = new Map<string, Finished>()
  /** Whether an event of class `call` has come. */
  private canSee = false

  constructor(index: QueueIndex, refreshes: QueueRefreshes, only: ReadonlySet<string> | undefined) {
    this.index = index
    this.refreshes = refreshes
    this.only = only
  }

  apply(message: AmiMessage, at: number): void {
    handlers.get(message.name)?.(this, message, at)
  }

  /** Lets go of rings and calls that lists have ended. */
  prune(): void {
    for (const [channel, { member }] of this.rings) if (!member.isRungBy(channel)) this.rings.delete(channel)
    for (const [channel, { call, member }] of this.calls) if (!member.has(call)) this.calls.delete(channel)
  }

  // --- Events of class agent --------------------------------------------------

  /** The queue of an event, if it counts. One that is not known yet is asked for. */
  private queueOf(message: AmiMessage, at: number): QueueNode | undefined {
    const name = message.get("Queue")
    if (name === undefined || name === "") return undefined
    const folded = fold(name)
    if (this.only?.has(folded) === false) return undefined
    const known = this.index.byName.get(folded)
    if (known !== undefined) {
      this.index.prove(known)
      return known
    }
    const queue = this.index.makeQueue(name, at)
    this.index.prove(queue)
    this.refreshes.want(queue.name, at, "all")
    return queue
  }

  describeMember(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    const iface = message.get("Interface")
    if (queue === undefined || iface === undefined) return
    const member = queue.members.get(fold(iface)) ?? this.index.makeMember(queue, iface)
    this.index.prove(member)
    member.describedAt = member.changedAt
    const wasCounted = member.wasCounted
    const ended = member.describe(message, at, message.name === "QueueMemberAdded")
    for (const call of ended) this.finish(queue, member, call, at)
    // AgentComplete may be still to come, or not come at all.
    if (ended.length > 0 || (member.wasCounted && !wasCounted)) this.refreshes.want(queue.name, at, "counters")
    this.index.touchMember(member, queue)
  }

  endMember(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    const iface = message.get("Interface")
    if (queue === undefined || iface === undefined) return
    const member = queue.members.get(fold(iface))
    if (member === undefined) {
      if (this.index.isRecording) queue.removed.set(kept(fold(iface)), this.index.number)
      return
    }
    this.index.prove(member)
    this.index.removeMember(queue, member, false)
  }

  join(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    const Uniqueid = message.get("Uniqueid")
    if (queue === undefined || Uniqueid === undefined) return
    const caller = queue.line.get(Uniqueid) ?? new CallerNode(queue.name, kept(Uniqueid), at)
    const position = numberOf(message.get("Position")) ?? queue.line.size + 1
    const moved = queue.line.join(caller, position, this.index.number, this.index.isRecording)
    caller.join(message)
    this.index.prove(caller)
    this.index.place(queue, caller)
    for (const other of moved) this.index.touchCaller(other)
    queue.totals.add("joined")
    this.index.touchQueue(queue)
    // Who does not join at the end has a priority, which only a list says.
    if (position < queue.line.size) this.refreshes.want(queue.name, at, "callers")
    this.compare(queue, message, at)
  }

  /** If there are more or fewer callers than Asterisk says, something has changed silently. */
  private compare(queue: QueueNode, message: AmiMessage, at: number): void {
    const count = numberOf(message.get("Count"))
    if (count !== undefined && count !== queue.line.size) this.refreshes.want(queue.name, at, "callers")
  }

  abandon(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    if (queue === undefined) return
    queue.line.get(message.get("Uniqueid"))?.abandon(message)
    this.count(queue, "Abandoned", at)
  }

  private count(queue: QueueNode, name: "Completed" | "Abandoned", at: number, isCounted = true): void {
    if (isCounted) queue.counters.add(name)
    queue.countedAt = this.index.number
    this.index.touchQueue(queue)
    this.refreshes.want(queue.name, at, "counters")
  }

  leave(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    const Uniqueid = message.get("Uniqueid")
    if (queue === undefined || Uniqueid === undefined) return
    const caller = queue.line.get(Uniqueid)
    if (caller === undefined) {
      queue.line.leave(kept(Uniqueid), this.index.number, this.index.isRecording)
      this.compare(queue, message, at)
      return
    }
    this.take(queue, caller, at)
    this.compare(queue, message, at)
  }

  /** Takes a caller out of its queue. */
  private take(queue: QueueNode, caller: CallerNode, at: number): void {
    this.index.prove(caller)
    const reason = caller.reasonToLeave(this.canSee)
    if (reason === undefined || reason === "Left") this.explainLater(caller.Uniqueid, queue)
    queue.totals.leave(reason, Math.max(0, at - caller.joinedAt))
    this.endRings(caller, at)
    this.index.removeCaller(queue, caller, caller.ended(known({ reason, at, Interface: caller.answeredBy })))
  }

  private explainLater(Uniqueid: string, queue: QueueNode): void {
    this.unexplained.set(Uniqueid, queue)
    forgetOldest(this.unexplained)
  }

  private endRings(caller: CallerNode, at: number): void {
    for (const channel of caller.rings.keys()) this.endRing(channel, at)
  }

  private endRing(channel: string, at: number): void {
    const ring = this.rings.get(channel)
    if (ring === undefined) return
    this.rings.delete(channel)
    ring.member.unring(channel, at)
    this.index.touchMember(ring.member, ring.queue)
    const caller = ring.queue.line.get(ring.caller)
    if (caller === undefined) return
    caller.rings.delete(channel)
    caller.touch()
    this.index.touchCaller(caller)
  }

  /** The member of an event about an agent; one that is not known yet is asked for. */
  private memberOf(queue: QueueNode, message: AmiMessage, at: number): MemberNode | undefined {
    const member = queue.members.get(fold(message.get("Interface") ?? ""))
    if (member === undefined) this.refreshes.want(queue.name, at, "all")
    return member
  }

  called(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    const channel = message.get("DestUniqueid")
    const Uniqueid = message.get("Uniqueid")
    if (queue === undefined || channel === undefined || Uniqueid === undefined) return
    const member = this.memberOf(queue, message, at)
    if (member === undefined) return
    const key = kept(channel)
    const caller = queue.line.get(Uniqueid)
    const ring: Ring = { queue, member, caller: caller?.Uniqueid ?? kept(Uniqueid) }
    this.rings.set(key, ring)
    this.index.prove(member)
    member.ring(key, ring.caller, at)
    this.index.touchMember(member, queue)
    if (caller === undefined) return
    caller.rings.set(key, member.Interface)
    caller.touch()
    this.index.touchCaller(caller)
    this.index.touchQueue(queue)
  }

  notAnswered(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    if (queue === undefined) return
    this.endRing(message.get("DestUniqueid") ?? "", at)
    queue.totals.add("ringNoAnswers")
    this.index.touchQueue(queue)
  }

  dumped(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    this.endRing(message.get("DestUniqueid") ?? "", at)
    const caller = queue?.line.get(message.get("Uniqueid"))
    if (caller === undefined) return
    caller.isAnswered = false
    caller.answeredBy = undefined
  }

  connect(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    const Uniqueid = message.get("Uniqueid")
    if (queue === undefined || Uniqueid === undefined) return
    if (this.unexplained.delete(Uniqueid)) queue.totals.unleave()
    queue.totals.add("connected")
    this.index.touchQueue(queue)
    const member = this.memberOf(queue, message, at)
    // A pick-up answers for the member that rang, through another channel.
    for (const [channel, ring] of this.rings) {
      if (ring.queue === queue && ring.member === member && ring.caller === Uniqueid) this.endRing(channel, at)
    }
    const caller = queue.line.get(Uniqueid)
    if (caller !== undefined) {
      caller.isAnswered = true
      caller.answeredBy = member?.Interface
    }
    if (member === undefined) {
      this.strays.set(kept(Uniqueid), queue)
      forgetOldest(this.strays)
      return
    }
    const holdTime = numberOf(message.get("HoldTime"))
    const call: MemberCall = known({
      Uniqueid: kept(Uniqueid),
      Channel: keptOf(message.get("Channel")),
      Linkedid: keptOf(message.get("Linkedid")),
      CallerIDNum: keptOf(message.get("CallerIDNum")),
      CallerIDName: keptOf(message.get("CallerIDName")),
      DestUniqueid: keptOf(message.get("DestUniqueid")),
      DestChannel: keptOf(message.get("DestChannel")),
      connectedAt: at,
      waited: holdTime === undefined ? undefined : holdTime * 1000
    })
    this.index.prove(member)
    member.connect(call, at)
    this.calls.set(call.Uniqueid, { queue, member, call })
    if (call.DestUniqueid !== undefined) this.calls.set(call.DestUniqueid, { queue, member, call })
    this.index.touchMember(member, queue)
  }

  complete(message: AmiMessage, at: number): void {
    const queue = this.queueOf(message, at)
    if (queue === undefined) return
    // A channel that is gone is not named (app_queue.c, handle_hangup).
    const Uniqueid = message.get("Uniqueid") ?? ""
    const DestUniqueid = message.get("DestUniqueid")
    const member = queue.members.get(fold(message.get("Interface") ?? ""))
    const open = this.calls.get(Uniqueid) ?? this.calls.get(DestUniqueid ?? "")
    const known = open?.call ?? member?.callWith(Uniqueid, DestUniqueid)
    if (known !== undefined) this.finish(queue, member, known, at)
    if (!this.takeFinished(queue, member, Uniqueid, DestUniqueid)) {
      queue.totals.complete((numberOf(message.get("TalkTime")) ?? 0) * 1000)
    }
    // One that was removed is another to Asterisk than one that was added since: its call counts (app_queue.c, update_queue).
    const owner = this.strays.delete(Uniqueid) ? undefined : open?.member ?? member
    this.count(queue, "Completed", at, owner?.isCountable ?? true)
    if (member === undefined) return
    this.index.prove(member)
    member.complete(known, at)
    this.index.touchMember(member, queue)
  }

  /** A call is over, and is counted once, whatever says so first. */
  private finish(
    queue: QueueNode,
    member: MemberNode | undefined,
    { DestUniqueid, Uniqueid, connectedAt }: MemberCall,
    at: number
  ): void {
    this.calls.delete(Uniqueid)
    if (DestUniqueid !== undefined) this.calls.delete(DestUniqueid)
    queue.totals.complete(at - connectedAt)
    this.finished.set(Uniqueid, { queue, member, DestUniqueid })
    forgetOldest(this.finished)
  }

  /** Whether a call was counted before AgentComplete, which comes once. */
  private takeFinished(
    queue: QueueNode,
    member: MemberNode | undefined,
    Uniqueid: string,
    DestUniqueid: string | undefined
  ): boolean {
    if (Uniqueid !== "") return this.finished.delete(Uniqueid)
    for (const [caller, one] of this.finished) {
      const isIt = DestUniqueid === undefined
        ? one.queue === queue && one.member === member
        : one.DestUniqueid === DestUniqueid
      if (isIt) return this.finished.delete(caller)
    }
    return false
  }

  // --- Events of class call ---------------------------------------------------

  hangUpRequest(message: AmiMessage): void {
    this.canSee = true
    const waiting = this.index.waiting.get(message.get("Uniqueid") ?? "")
    if (waiting !== undefined) waiting.caller.isHungUp = true
  }

  hangUp(message: AmiMessage, at: number): void {
    this.canSee = true
    const Uniqueid = message.get("Uniqueid") ?? ""
    this.endRing(Uniqueid, at)
    this.unexplained.delete(Uniqueid)
    const waiting = this.index.waiting.get(Uniqueid)
    // Another channel took its place in the queue (a masquerade): Leave of its own would have come before.
    if (waiting !== undefined) {
      this.take(waiting.queue, waiting.caller, at)
      this.refreshes.want(waiting.queue.name, at, "callers")
    }
    const open = this.calls.get(Uniqueid)
    if (open === undefined) return
    // A Local channel is taken out when the two that it connects meet; the call goes on.
    if (open.call.DestUniqueid === Uniqueid && open.call.DestChannel?.startsWith("Local/") === true) return
    this.finish(open.queue, open.member, open.call, at)
    this.refreshes.want(open.queue.name, at, "counters")
    open.member.hangUp(open.call, at)
    this.index.touchMember(open.member, open.queue)
    this.index.touchQueue(open.queue)
  }

  /** A caller that waits is in a bridge: an action took it out of the queue, and no Leave comes (channel.c, ast_channel_yank). */
  bridged(message: AmiMessage, at: number): void {
    this.canSee = true
    const waiting = this.index.waiting.get(message.get("Uniqueid") ?? "")
    // Leave is under way if it was answered.
    if (waiting === undefined || waiting.caller.isAnswered) return
    const { caller, queue } = waiting
    this.take(queue, caller, at)
    this.refreshes.want(queue.name, at, "callers")
  }

  /**
   * A transfer puts a channel in the place of one that waits, of which the queue says nothing (bridge.c,
   * ast_bridge_transfer_attended). Who that is, a list says.
   */
  transferred(message: AmiMessage, at: number): void {
    this.canSee = true
    const waiting = this.index.waiting.get(message.get("SecondTransfererUniqueid") ?? "")
    const Uniqueid = message.get("TransfereeUniqueid")
    if (waiting === undefined || Uniqueid === undefined || message.get("Result") !== "Success") return
    const { caller, queue } = waiting
    const next = new CallerNode(queue.name, kept(Uniqueid), caller.joinedAt)
    next.isSeen = true
    for (const [channel, iface] of caller.rings) {
      next.rings.set(channel, iface)
      const ring = this.rings.get(channel)
      if (ring !== undefined) this.rings.set(channel, { ...ring, caller: next.Uniqueid })
    }
    const { position } = caller
    this.index.prove(caller)
    this.index.removeCaller(queue, caller, undefined)
    for (const other of queue.line.join(next, position, this.index.number, this.index.isRecording)) {
      this.index.touchCaller(other)
    }
    this.index.prove(next)
    this.index.place(queue, next)
    this.refreshes.want(queue.name, at, "callers")
  }

  /** Another telephone answers for a member, of which no DialEnd comes. */
  pickUp(message: AmiMessage): void {
    this.canSee = true
    const ring = this.rings.get(message.get("TargetUniqueid") ?? "")
    const caller = ring?.queue.line.get(ring.caller)
    if (caller === undefined) return
    caller.isAnswered = true
    caller.answeredBy = ring?.member.Interface
  }

  dialEnd(message: AmiMessage, at: number): void {
    this.canSee = true
    const channel = message.get("DestUniqueid") ?? ""
    const ring = this.rings.get(channel)
    const waiting = this.index.waiting.get(message.get("Uniqueid") ?? "")
    if (waiting !== undefined && message.get("DialStatus") === "ANSWER") {
      waiting.caller.isAnswered = true
      waiting.caller.answeredBy = ring?.member.Interface
    }
    if (ring !== undefined) this.endRing(channel, at)
  }
}

const keptOf = (text: string | undefined): string | undefined => {
  const value = valueOf(text)
  return value === undefined ? undefined : kept(value)
}

type Handler = (part: QueueEvents, message: AmiMessage, at: number) => void

const describeMember: Handler = (part, message, at) => part.describeMember(message, at)

const hangUpRequest: Handler = (part, message) => part.hangUpRequest(message)

/** What each event does. */
export const handlers: ReadonlyMap<string, Handler> = /*#__PURE__*/ new Map(/*#__PURE__*/ Object.entries<Handler>({
  QueueMemberAdded: describeMember,
  QueueMemberStatus: describeMember,
  QueueMemberPause: describeMember,
  QueueMemberPenalty: describeMember,
  QueueMemberRinginuse: describeMember,
  QueueMemberRemoved: (part, message, at) => part.endMember(message, at),
  QueueCallerJoin: (part, message, at) => part.join(message, at),
  QueueCallerAbandon: (part, message, at) => part.abandon(message, at),
  QueueCallerLeave: (part, message, at) => part.leave(message, at),
  BridgeEnter: (part, message, at) => part.bridged(message, at),
  AgentCalled: (part, message, at) => part.called(message, at),
  AgentRingNoAnswer: (part, message, at) => part.notAnswered(message, at),
  AgentDump: (part, message, at) => part.dumped(message, at),
  AgentConnect: (part, message, at) => part.connect(message, at),
  AgentComplete: (part, message, at) => part.complete(message, at),
  HangupRequest: hangUpRequest,
  SoftHangupRequest: hangUpRequest,
  Hangup: (part, message, at) => part.hangUp(message, at),
  DialEnd: (part, message, at) => part.dialEnd(message, at),
  AttendedTransfer: (part, message, at) => part.transferred(message, at),
  Pickup: (part, message) => part.pickUp(message)
}))
