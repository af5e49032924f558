/**
 * Those who wait in a queue, in order.
 *
 * Join says where a caller entered, and Leave moves all after it up, without an event of their own. A list has the order of
 * the moment at which it was made, which may be before or after events that came meanwhile: their effect is applied to it once
 * more.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { kept } from "../text.ts"
import { keep, numberOf } from "./queueMember.ts"
import { type Caller, folded, isSame, keyOf, known, type Leave, type LeaveReason } from "./queueValues.ts"

/** A list cuts the wait to seconds, and comes a moment later. */
const sameMillis = 2000

const placeOf = (message: AmiMessage): string =>
  `${message.get("Context")} ${message.get("Exten")} ${message.get("Priority")}`

/** A list says `unknown` of what events say `<unknown>`. */
const partyOf = (message: AmiMessage, name: string): string | undefined => {
  const value = message.get(name)
  return value === "unknown" && message.name === "QueueEntry" ? undefined : value
}

export class CallerNode {
  readonly Queue: string
  readonly Uniqueid: string
  readonly key: string
  readonly foldedKey: string
  position = 0
  joinedAt: number
  private Channel: string | undefined
  private Linkedid: string | undefined
  private CallerIDNum: string | undefined
  private CallerIDName: string | undefined
  private ConnectedLineNum: string | undefined
  private ConnectedLineName: string | undefined
  private Priority: number | undefined
  /** The interfaces that ring for it, by the channel that rings. */
  readonly rings = new Map<string, string>()
  /** Whether an event has reported it. */
  isSeen = false
  /** Whether it was hung up. */
  isHungUp = false
  hasAbandoned = false
  /** Whether it was sent elsewhere in the dialplan before it left. */
  private wasMoved = false
  isAnswered = false
  /** The member that answered. */
  answeredBy: string | undefined
  /** Where it was in the dialplan when it joined. */
  private place: string | undefined
  /** What rang when events were lost. */
  private oldRings: ReadonlyArray<string> | undefined
  /** Its value, unless something has changed since; and the last one, which is kept if the next is the same. */
  private published: Caller | undefined
  private last: Caller | undefined
  /** The number of the last event that changed it. */
  changedAt = 0
  /** Whether the last list of its queue lacked it. */
  isMissing = false

  constructor(Queue: string, Uniqueid: string, joinedAt: number) {
    this.Queue = Queue
    this.Uniqueid = Uniqueid
    this.key = keyOf(Queue, Uniqueid)
    this.foldedKey = folded(this.key)
    this.joinedAt = joinedAt
  }

  get value(): Caller {
    if (this.published !== undefined) return this.published
    const value: Caller = known({
      Queue: this.Queue,
      Uniqueid: this.Uniqueid,
      Channel: this.Channel,
      Linkedid: this.Linkedid,
      CallerIDNum: this.CallerIDNum,
      CallerIDName: this.CallerIDName,
      ConnectedLineNum: this.ConnectedLineNum,
      ConnectedLineName: this.ConnectedLineName,
      Priority: this.Priority,
      position: this.position,
      joinedAt: this.joinedAt,
      ringing: [...new Set(this.rings.values())],
      left: undefined
    })
    this.published = this.last = this.last !== undefined && isSame(this.last, value) ? this.last : value
    return this.published
  }

  /** Its value has changed. */
  touch(): void {
    this.published = undefined
  }

  /** Takes in what an event or an item of a list says of its channel. */
  describe(message: AmiMessage): void {
    this.Channel = keep(this.Channel, message.get("Channel"))
    this.Linkedid = keep(this.Linkedid, message.get("Linkedid")) ?? this.Linkedid
    this.CallerIDNum = keep(this.CallerIDNum, partyOf(message, "CallerIDNum"))
    this.CallerIDName = keep(this.CallerIDName, partyOf(message, "CallerIDName"))
    this.ConnectedLineNum = keep(this.ConnectedLineNum, partyOf(message, "ConnectedLineNum"))
    this.ConnectedLineName = keep(this.ConnectedLineName, partyOf(message, "ConnectedLineName"))
    this.touch()
  }

  /** Takes in an item of a list. */
  list(item: AmiMessage, at: number): void {
    for (const channel of this.oldRings ?? []) this.rings.delete(channel)
    this.oldRings = undefined
    this.describe(item)
    this.Priority = numberOf(item.get("Priority"))
    const wait = numberOf(item.get("Wait"))
    if (wait === undefined) return
    const joinedAt = at - wait * 1000
    if (Math.abs(joinedAt - this.joinedAt) >= sameMillis) this.joinedAt = joinedAt
  }

  /** Takes in its Join. */
  join(message: AmiMessage): void {
    this.describe(message)
    this.isSeen = true
    this.place = kept(placeOf(message))
  }

  /** Takes in its Abandon. */
  abandon(message: AmiMessage): void {
    this.hasAbandoned = true
    // A caller that is redirected counts as abandoned too; its place in the dialplan is the new one then.
    this.wasMoved = this.place !== undefined && this.place !== placeOf(message)
  }

  /** Events were lost: what rings for it may have ended. */
  lose(): void {
    this.oldRings = [...this.rings.keys()]
    this.isHungUp = false
    this.hasAbandoned = false
    this.isAnswered = false
    this.answeredBy = undefined
  }

  /** Why it leaves now; `canSee` if events of class `call` are known to come. */
  reasonToLeave(canSee: boolean): LeaveReason | undefined {
    if (this.hasAbandoned) {
      if (this.isHungUp) return "Abandoned"
      if (this.wasMoved) return "Left"
      return canSee ? "TimedOut" : "Abandoned"
    }
    if (this.isAnswered) return "Connected"
    return canSee ? "Left" : undefined
  }

  /** Its last value. */
  ended(left: Leave): Caller {
    return { ...this.value, ringing: [], left }
  }
}

/** What an event did to the order. */
type Step =
  | { readonly at: number; readonly caller: CallerNode; readonly position: number }
  | { readonly at: number; readonly left: string }

/** The order of a queue. */
export class Line {
  private order: Array<CallerNode> = []
  private readonly byId = new Map<string, CallerNode>()
  /** What events did while a list is under way. */
  private steps: Array<Step> = []

  get callers(): ReadonlyArray<CallerNode> {
    return this.order
  }

  get size(): number {
    return this.order.length
  }

  get(Uniqueid: string | undefined): CallerNode | undefined {
    return Uniqueid === undefined ? undefined : this.byId.get(Uniqueid)
  }

  /** A caller joins, at a position counted from 1. Returns those whose values have changed. */
  join(caller: CallerNode, position: number, number: number, isRecorded: boolean): ReadonlyArray<CallerNode> {
    if (isRecorded) this.steps.push({ at: number, caller, position })
    const isKnown = this.byId.get(caller.Uniqueid) === caller
    // A list has placed it already, perhaps after others have left.
    if (isKnown && !caller.isSeen) return [caller]
    if (isKnown) this.order.splice(this.order.indexOf(caller), 1)
    this.byId.set(caller.Uniqueid, caller)
    this.order.splice(Math.max(0, position - 1), 0, caller)
    return [caller, ...this.renumber()]
  }

  /** A caller leaves. Returns the others whose values have changed. */
  leave(Uniqueid: string, number: number, isRecorded: boolean): ReadonlyArray<CallerNode> {
    if (isRecorded) this.steps.push({ at: number, left: Uniqueid })
    const caller = this.byId.get(Uniqueid)
    if (caller === undefined) return []
    this.byId.delete(Uniqueid)
    this.order.splice(this.order.indexOf(caller), 1)
    return this.renumber()
  }

  /**
   * Takes in the order of a list that was asked for when the last event was `since`. Callers that it lacks keep their places;
   * they are returned as `missing`.
   */
  arrange(
    listed: ReadonlyArray<CallerNode>,
    since: number
  ): { readonly missing: ReadonlyArray<CallerNode>; readonly changed: ReadonlyArray<CallerNode> } {
    const steps = this.steps.filter(({ at }) => at > since)
    const order = [...listed]
    const has = (Uniqueid: string) => order.findIndex((caller) => caller.Uniqueid === Uniqueid)
    for (const step of steps) {
      if ("left" in step) {
        const index = has(step.left)
        if (index >= 0) order.splice(index, 1)
      } else if (has(step.caller.Uniqueid) < 0) order.splice(Math.max(0, step.position - 1), 0, step.caller)
    }
    const missing = this.order.filter((caller) => has(caller.Uniqueid) < 0)
    for (const caller of missing) order.splice(caller.position - 1, 0, caller)
    this.order = order
    this.byId.clear()
    for (const caller of order) this.byId.set(caller.Uniqueid, caller)
    return { missing, changed: this.renumber() }
  }

  /** No list is under way that events since then would matter for. */
  forget(): void {
    if (this.steps.length > 0) this.steps = []
  }

  private renumber(): ReadonlyArray<CallerNode> {
    const changed: Array<CallerNode> = []
    for (const [index, caller] of this.order.entries()) {
      if (caller.position === index + 1) continue
      caller.position = index + 1
      caller.touch()
      changed.push(caller)
    }
    return changed
  }
}
