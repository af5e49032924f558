/**
 * What is counted of a queue: by Asterisk, as lists report it, and by this program, of what it has seen.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { numberOf } from "./queueMember.ts"
import { type Counters, type Gap, isSame, known, type LeaveReason, type Totals } from "./queueValues.ts"

type Mutable<A> = { -readonly [K in keyof A]: A[K] }

/** What a list says, counted on by events: Asterisk reports counters in lists only. */
export class CounterNode {
  private counters: Counters = {}

  get value(): Counters {
    return this.counters
  }

  list(item: AmiMessage, at: number): void {
    this.counters = known({
      Completed: numberOf(item.get("Completed")),
      Abandoned: numberOf(item.get("Abandoned")),
      Holdtime: numberOf(item.get("Holdtime")),
      TalkTime: numberOf(item.get("TalkTime")),
      ServicelevelPerf: numberOf(item.get("ServicelevelPerf")),
      ServicelevelPerf2: numberOf(item.get("ServicelevelPerf2")),
      asOf: at
    })
  }

  add(name: "Completed" | "Abandoned"): void {
    const before = this.counters[name]
    if (before !== undefined) this.counters = { ...this.counters, [name]: before + 1 }
  }
}

/** The times in which events were lost, which all queues of a part share. */
export class Gaps {
  private all: ReadonlyArray<Gap> = []

  /** Those that touch what has been counted since a moment. */
  since(moment: number): ReadonlyArray<Gap> {
    const [first] = this.all
    return first === undefined || first.from >= moment
      ? this.all
      : this.all.filter(({ to }) => to === undefined || to > moment)
  }

  open(gap: Gap): void {
    const last = this.all.at(-1)
    if (last !== undefined && last.to === undefined) return
    const all = [...this.all, gap]
    const [first, second, ...rest] = all
    this.all = all.length <= maxGaps || first === undefined || second === undefined
      ? all
      : [{ ...second, from: first.from }, ...rest]
  }

  close(at: number): boolean {
    const last = this.all.at(-1)
    if (last === undefined || last.to !== undefined) return false
    this.all = [...this.all.slice(0, -1), { ...last, to: at }]
    return true
  }
}

/** When there are more, the two oldest become one. */
const maxGaps = 100

export class TotalNode {
  private readonly gaps: Gaps
  private last: Totals | undefined
  private readonly counts: Mutable<Omit<Totals, "gaps">>

  constructor(since: number, gaps: Gaps) {
    this.gaps = gaps
    this.counts = {
      since,
      joined: 0,
      connected: 0,
      completed: 0,
      abandoned: 0,
      timedOut: 0,
      left: 0,
      ringNoAnswers: 0,
      waited: 0,
      longestWait: 0,
      talked: 0
    }
  }

  get value(): Totals {
    const value = { ...this.counts, gaps: this.gaps.since(this.counts.since) }
    return this.last = this.last !== undefined && isSame(this.last, value) ? this.last : value
  }

  add(name: "joined" | "connected" | "ringNoAnswers"): void {
    this.counts[name] += 1
  }

  leave(reason: LeaveReason | undefined, waited: number): void {
    this.counts.waited += waited
    this.counts.longestWait = Math.max(this.counts.longestWait, waited)
    if (reason === "Abandoned") this.counts.abandoned += 1
    else if (reason === "TimedOut") this.counts.timedOut += 1
    // Who is connected is counted at AgentConnect.
    else if (reason !== "Connected") this.counts.left += 1
  }

  /** A caller that was counted as left was connected. */
  unleave(): void {
    this.counts.left -= 1
  }

  complete(talked: number): void {
    this.counts.completed += 1
    this.counts.talked += talked
  }
}
