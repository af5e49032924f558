/**
 * Queues, their members and their callers as a part of the live feed: pure, and changed by events and lists alone.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { CycleCause, Loss, Output, Part, Source } from "../part.ts"
import { Gaps } from "./queueCounts.ts"
import { handlers, QueueEvents } from "./queueEvents.ts"
import { QueueIndex } from "./queueIndex.ts"
import { ListedQueues } from "./queueLists.ts"
import { QueueRefreshes } from "./queueRefreshes.ts"

export interface Options {
  /** The only queues that count, by their folded names; undefined for all. */
  readonly only: ReadonlySet<string> | undefined
  /** Each with the queue that it lists; undefined if it lists all. */
  readonly sources: ReadonlyArray<readonly [source: Source, queue: string | undefined]>
  readonly countersAfter: number
  readonly capacity: number | undefined
}

/** How many events may come while a list is under way. */
const maxRecorded = 100_000

export class QueuesPart implements Part {
  readonly name = "queues"
  readonly events: ReadonlyArray<string> = [...handlers.keys()]
  readonly sources: ReadonlyArray<Source>
  readonly outputs: ReadonlyArray<Output>
  readonly index: QueueIndex
  readonly refreshes: QueueRefreshes
  private readonly named: ReadonlyMap<string, string | undefined>
  private readonly gaps = new Gaps()
  private readonly queueEvents: QueueEvents
  private readonly lists: ListedQueues
  /** The lists that are asked for, and the number of the last event before each. */
  private readonly open = new Map<string, number>()
  /** How many events came while a list is under way. */
  private recorded = 0

  constructor({ capacity, countersAfter, only, sources }: Options) {
    this.sources = sources.map(([source]) => source)
    this.named = new Map(sources.map(([source, queue]) => [source.id, queue]))
    this.index = new QueueIndex(this.gaps, capacity)
    this.refreshes = new QueueRefreshes(countersAfter)
    this.queueEvents = new QueueEvents(this.index, this.refreshes, only)
    this.lists = new ListedQueues(this.index, this.refreshes)
    this.outputs = [this.index.queues, this.index.members, this.index.callers]
  }

  apply(message: AmiMessage, at: number): void {
    this.index.number += 1
    if (this.open.size > 0) this.recorded += 1
    this.queueEvents.apply(message, at)
  }

  begin(source: Source): void {
    this.beginList(source.id)
  }

  list(source: Source, items: ReadonlyArray<AmiMessage>, at: number): boolean {
    const since = this.open.get(source.id)
    const isUsed = since !== undefined && this.recorded <= maxRecorded
    if (isUsed) this.lists.take(this.named.get(source.id), items, at, since)
    this.endList(source.id)
    return isUsed
  }

  isDoubting(cause: CycleCause): boolean {
    const { brought, doubted } = this.index
    return doubted.size > 0 || (cause === "Relist" && brought.size > 0)
  }

  settle(at: number): number {
    const { brought, doubted } = this.index
    const corrections = doubted.size + brought.size
    for (const node of doubted) this.index.drop(node)
    doubted.clear()
    brought.clear()
    this.queueEvents.prune()
    if (this.gaps.close(at)) this.index.touchQueues()
    return corrections
  }

  lose({ cause, since }: Loss): void {
    this.lists.lose()
    this.open.clear()
    this.forget()
    this.refreshes.clear()
    this.gaps.open({ cause, from: since })
    this.index.touchQueues()
  }

  // --- Beside the cycle -------------------------------------------------------

  /** A list is asked for: what events say from here on is newer than what it will say. */
  beginList(id: string): void {
    this.open.set(id, this.index.number)
    this.index.isRecording = true
  }

  /** A list came, or will not come. */
  endList(id: string): void {
    this.open.delete(id)
    if (this.open.size === 0) this.forget()
  }

  private forget(): void {
    this.recorded = 0
    this.index.isRecording = false
    for (const queue of this.index.byName.values()) queue.forget()
  }

  /** Takes in the list of one queue, if it is of use; `isFull` if it was asked for with its members. */
  refresh(id: string, name: string, isFull: boolean, items: ReadonlyArray<AmiMessage>, at: number): void {
    const since = this.open.get(id)
    if (since !== undefined) this.lists.refresh(name, isFull, items, at, since)
    this.endList(id)
    this.queueEvents.prune()
  }

  /** When the next wrap-up time ends. */
  get nextTick(): number | undefined {
    let next: number | undefined
    for (const { wrapUpUntil } of this.index.wrapping) {
      if (wrapUpUntil !== undefined && (next === undefined || wrapUpUntil < next)) next = wrapUpUntil
    }
    return next
  }

  /** Ends the wrap-up times that are over. */
  tick(at: number): void {
    for (const member of this.index.wrapping) if (member.tick(at)) this.index.touchMember(member)
  }
}
