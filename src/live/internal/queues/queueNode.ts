/**
 * A queue: its settings, its members, and those who wait in it.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { Line } from "./queueCallers.ts"
import { CounterNode, type Gaps, TotalNode } from "./queueCounts.ts"
import { keep, type MemberNode, numberOf } from "./queueMember.ts"
import { fold, isSame, isSameList, known, type Member, type Queue } from "./queueValues.ts"

export class QueueNode {
  readonly name: string
  readonly folded: string
  private Max: number | undefined
  private Strategy: string | undefined
  private ServiceLevel: number | undefined
  private Weight: number | undefined
  readonly counters = new CounterNode()
  readonly totals: TotalNode
  /** The last value, which is kept if the next is the same, and its members. */
  private last: Queue | undefined
  private listed: ReadonlyArray<Member> = []
  /** By the folded interface. */
  readonly members = new Map<string, MemberNode>()
  readonly line = new Line()
  /** When members were removed while a list is under way, by the number of the event. */
  readonly removed = new Map<string, number>()
  /** The numbers of the last event that changed it, and of the last that changed its counters. */
  changedAt = 0
  countedAt = 0
  /** The number of the last event before its list was asked for: of several lists under way, the last to be asked for is right. */
  listedAt = 0
  /** Whether the last list lacked it. */
  isMissing = false

  constructor(name: string, totals: TotalNode) {
    this.name = name
    this.folded = fold(name)
    this.totals = totals
  }

  get key(): string {
    return this.name
  }

  get value(): Queue {
    const list = Array.from(this.members.values(), ({ value }) => value)
    const callers = this.line.callers.map(({ value }) => value)
    const members = this.last !== undefined && isSameList(list, this.listed)
      ? this.last.members
      : new Map(list.map((member) => [member.Interface, member]))
    this.listed = list
    const value: Queue = known({
      Queue: this.name,
      Max: this.Max,
      Strategy: this.Strategy,
      ServiceLevel: this.ServiceLevel,
      Weight: this.Weight,
      counters: this.counters.value,
      totals: this.totals.value,
      members,
      callers
    })
    return this.last = this.last !== undefined && isSame(this.last, value) ? this.last : value
  }

  /** Takes in its item of a list. */
  list(item: AmiMessage, at: number): void {
    this.Max = numberOf(item.get("Max"))
    this.Strategy = keep(this.Strategy, item.get("Strategy"))
    this.ServiceLevel = numberOf(item.get("ServiceLevel"))
    this.Weight = numberOf(item.get("Weight"))
    this.counters.list(item, at)
  }

  /** No list is under way. */
  forget(): void {
    this.line.forget()
    this.removed.clear()
  }
}

/** What is counted of queues, which goes on if a queue ends and comes back. */
export class TotalsByQueue {
  private readonly byName = new Map<string, TotalNode>()
  private readonly gaps: Gaps

  constructor(gaps: Gaps) {
    this.gaps = gaps
  }

  of(name: string, at: number): TotalNode {
    const known = this.byName.get(fold(name))
    if (known !== undefined) return known
    const totals = new TotalNode(at, this.gaps)
    if (this.byName.size < maxQueues) this.byName.set(fold(name), totals)
    return totals
  }
}

/** How many names are remembered. */
const maxQueues = 10_000
