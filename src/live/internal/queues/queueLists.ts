/**
 * Takes in lists of queues: of all, or of one.
 *
 * What an event has said since the list was asked for wins. What a list lacks is doubted until the cycle settles, or, beside a
 * cycle, until a second list lacks it too.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { kept } from "../text.ts"
import { CallerNode } from "./queueCallers.ts"
import type { Node, QueueIndex } from "./queueIndex.ts"
import type { QueueNode } from "./queueNode.ts"
import type { QueueRefreshes } from "./queueRefreshes.ts"
import { fold } from "./queueValues.ts"

interface Listed {
  params: AmiMessage | undefined
  readonly members: Array<AmiMessage>
  readonly entries: Array<AmiMessage>
}

export class ListedQueues {
  private readonly index: QueueIndex
  private readonly refreshes: QueueRefreshes

  constructor(index: QueueIndex, refreshes: QueueRefreshes) {
    this.index = index
    this.refreshes = refreshes
  }

  /** Events were lost: what they would have changed is not known until the next list. */
  lose(): void {
    this.index.doubted.clear()
    this.index.brought.clear()
    for (const { line, members } of this.index.byName.values()) {
      for (const member of members.values()) member.lose()
      for (const caller of line.callers) caller.lose()
    }
  }

  /** Takes in a list of a cycle, of one queue or of all. */
  take(name: string | undefined, items: ReadonlyArray<AmiMessage>, at: number, since: number): void {
    const listed = group(items)
    for (const [name, one] of listed) this.takeQueue(name, one, true, at, since, (node) => this.doubt(node))
    for (const queue of this.index.byName.values()) {
      const isMeant = name === undefined || queue.folded === fold(name)
      if (isMeant && !listed.has(queue.folded) && queue.changedAt <= since) this.doubt(queue)
    }
  }

  /** Takes in the list of one queue beside a cycle. */
  refresh(name: string, isFull: boolean, items: ReadonlyArray<AmiMessage>, at: number, since: number): void {
    const missing = new Set<Node>()
    const listed = group(items)
    for (const [name, one] of listed) this.takeQueue(name, one, isFull, at, since, (node) => missing.add(node))
    const queue = this.index.byName.get(fold(name))
    if (queue === undefined) return
    if (!listed.has(queue.folded) && queue.changedAt <= since) missing.add(queue)
    for (const node of missing) {
      if (node.isMissing) this.index.drop(node)
      node.isMissing = !node.isMissing
    }
    if (missing.size > 0) this.refreshes.want(queue.name, at, isFull ? "all" : "callers")
  }

  private doubt(node: Node): void {
    this.index.doubted.add(node)
  }

  private takeQueue(
    name: string,
    { entries, members, params }: Listed,
    isFull: boolean,
    at: number,
    since: number,
    lacks: (node: Node) => void
  ): void {
    const known = this.index.byName.get(name)
    const first = params ?? members[0] ?? entries[0]
    if (first === undefined) return
    const queue = known ?? this.index.makeQueue(first.get("Queue") ?? name, at)
    if (known === undefined) this.index.brought.add(queue)
    queue.isMissing = false
    if (params !== undefined && since >= queue.listedAt) {
      queue.listedAt = since
      const { Completed = 0 } = queue.counters.value
      queue.list(params, at)
      // Somebody has reset the statistics, those of the members too.
      const isReset = Completed > (queue.counters.value.Completed ?? Completed) && queue.countedAt <= since
      if (isReset && !isFull) this.refreshes.want(queue.name, at, "all")
    }
    this.takeMembers(queue, members, isFull, at, since, lacks)
    this.takeCallers(queue, entries, at, since, lacks)
    this.index.touchQueue(queue)
  }

  private takeMembers(
    queue: QueueNode,
    items: ReadonlyArray<AmiMessage>,
    isFull: boolean,
    at: number,
    since: number,
    lacks: (node: Node) => void
  ): void {
    const listed = new Set<string>()
    for (const item of items) {
      const iface = item.get("Location")
      if (iface === undefined) continue
      const folded = fold(iface)
      listed.add(folded)
      if ((queue.removed.get(folded) ?? -1) > since) continue
      const known = queue.members.get(folded)
      const member = known ?? this.index.makeMember(queue, iface)
      if (known === undefined) this.index.brought.add(member)
      member.isMissing = false
      if (member.describedAt > since) continue
      member.list(item, at, member.changedAt > since)
      this.index.touchMember(member, queue)
    }
    if (!isFull) return
    for (const [folded, member] of queue.members) {
      if (!listed.has(folded) && member.changedAt <= since) lacks(member)
    }
  }

  private takeCallers(
    queue: QueueNode,
    items: ReadonlyArray<AmiMessage>,
    at: number,
    since: number,
    lacks: (node: Node) => void
  ): void {
    const listed: Array<CallerNode> = []
    const fresh = new Set<CallerNode>()
    for (const item of items) {
      const Uniqueid = item.get("Uniqueid")
      if (Uniqueid === undefined) continue
      const known = queue.line.get(Uniqueid)
      const caller = known ?? new CallerNode(queue.name, kept(Uniqueid), at)
      if (known === undefined) fresh.add(caller)
      caller.isMissing = false
      caller.list(item, at)
      listed.push(caller)
    }
    const { changed, missing } = queue.line.arrange(listed, since)
    for (const caller of listed) {
      // One that has left since then is not there any more.
      if (queue.line.get(caller.Uniqueid) !== caller) continue
      if (fresh.has(caller)) {
        this.index.place(queue, caller)
        this.index.brought.add(caller)
      }
      this.index.touchCaller(caller)
    }
    for (const caller of changed) this.index.touchCaller(caller)
    for (const caller of missing) if (caller.changedAt <= since) lacks(caller)
  }
}

/** The items of each queue, by its folded name. */
const group = (items: ReadonlyArray<AmiMessage>): ReadonlyMap<string, Listed> => {
  const queues = new Map<string, Listed>()
  for (const item of items) {
    const name = item.get("Queue")
    if (name === undefined || name === "") continue
    const known = queues.get(fold(name)) ?? { params: undefined, members: [], entries: [] }
    queues.set(fold(name), known)
    if (item.name === "QueueParams") known.params = item
    else if (item.name === "QueueMember") known.members.push(item)
    else if (item.name === "QueueEntry") known.entries.push(item)
  }
  return queues
}
