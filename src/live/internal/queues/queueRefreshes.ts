/**
 * Which queues are to be asked for again, and when.
 *
 * Asterisk raises no event for its counters, nor for some changes of members and callers. A queue is asked for a little after
 * the last event that calls for it, so that a burst costs one request, and at most once a second.
 *
 * @since 0.2.0
 */
import { fold } from "./queueValues.ts"

/** What is asked for: the counters and callers of a queue, or its members too. Counters can wait for the last of a burst. */
export type Wanted = "counters" | "callers" | "all"

export interface Refresh {
  readonly name: string
  readonly isFull: boolean
}

interface Due {
  readonly name: string
  readonly first: number
  at: number
  isFull: boolean
}

const minPause = 1000

/** How often a burst may put it off. */
const maxDelays = 5

/** How many queues' last requests are remembered. */
const maxAsked = 10_000

export class QueueRefreshes {
  private readonly countersAfter: number
  private readonly due = new Map<string, Due>()
  private readonly askedAt = new Map<string, number>()
  /** Called if the next is due earlier than before. */
  onDue: () => void = () => undefined

  constructor(countersAfter: number) {
    this.countersAfter = countersAfter
  }

  want(name: string, at: number, wanted: Wanted): void {
    const folded = fold(name)
    const before = this.due.get(folded)
    const delay = wanted === "counters" ? this.countersAfter : Math.min(this.countersAfter, minPause)
    const first = before?.first ?? at
    const latest = first + maxDelays * this.countersAfter
    const earliest = (this.askedAt.get(folded) ?? -Infinity) + minPause
    const due = before ?? { name, first, at: 0, isFull: false }
    due.at = Math.max(Math.min(at + delay, latest), earliest)
    due.isFull = due.isFull || wanted === "all"
    this.due.set(folded, due)
    if (before === undefined) this.onDue()
  }

  get next(): number | undefined {
    let next: number | undefined
    for (const { at } of this.due.values()) if (next === undefined || at < next) next = at
    return next
  }

  /** Takes those that are due. */
  take(now: number): ReadonlyArray<Refresh> {
    const taken = [...this.due].filter(([, { at }]) => at <= now)
    for (const [folded] of taken) {
      this.due.delete(folded)
      if (this.askedAt.size >= maxAsked) this.askedAt.clear()
      this.askedAt.set(folded, now)
    }
    return taken.map(([, { isFull, name }]) => ({ name, isFull }))
  }

  /** Lists of all will be taken. */
  clear(): void {
    this.due.clear()
  }
}
