/**
 * The queues, members and callers that there are, by their keys, and where they are published.
 *
 * It also notes which of them a list contradicts, or is the only one to know, until an event explains it.
 *
 * @since 0.2.0
 */
import { Publisher } from "../publishing.ts"
import { Store } from "../store.ts"
import { kept } from "../text.ts"
import { CallerNode } from "./queueCallers.ts"
import type { Gaps } from "./queueCounts.ts"
import { MemberNode } from "./queueMember.ts"
import { QueueNode, TotalsByQueue } from "./queueNode.ts"
import { type Caller, fold, folded, type Member, type Queue } from "./queueValues.ts"

export type Node = QueueNode | MemberNode | CallerNode

/** A caller, and the queue that it waits in. */
export interface Waiting {
  readonly queue: QueueNode
  readonly caller: CallerNode
}

/** The topic of those who watch one interface in all queues. */
export const topicOf = (iface: string): string => `interface ${fold(iface)}`

const keysOf = (nodes: ReadonlyMap<string, Node>): ReadonlyArray<string> => Array.from(nodes.values(), ({ key }) => key)

export class QueueIndex {
  readonly queues: Publisher<Queue>
  readonly members: Publisher<Member>
  readonly callers: Publisher<Caller>
  readonly byName = new Map<string, QueueNode>()
  /** Callers that wait, by their channel. */
  readonly waiting = new Map<string, Waiting>()
  readonly wrapping = new Set<MemberNode>()
  /** Counts the events. */
  number = 0
  /** Whether a list is under way. */
  isRecording = false
  readonly doubted = new Set<Node>()
  readonly brought = new Set<Node>()
  /** Called if a wrap-up time begins. */
  onWrapUp: () => void = () => undefined
  private readonly queueStore: Store<Queue>
  private readonly memberStore: Store<Member>
  private readonly callerStore: Store<Caller>
  private readonly memberNodes = new Map<string, MemberNode>()
  private readonly callerNodes = new Map<string, CallerNode>()
  private readonly byInterface = new Map<string, Set<MemberNode>>()
  private readonly totals: TotalsByQueue

  constructor(gaps: Gaps, capacity: number | undefined) {
    this.totals = new TotalsByQueue(gaps)
    this.queueStore = new Store((key) => {
      const queue = this.byName.get(fold(key))
      return queue?.name === key ? queue.value : undefined
    }, () => keysOf(this.byName))
    this.memberStore = new Store((key) => {
      const member = this.memberNodes.get(folded(key))
      return member?.key === key ? member.value : undefined
    }, () => keysOf(this.memberNodes))
    this.callerStore = new Store((key) => {
      const caller = this.callerNodes.get(folded(key))
      return caller?.key === key ? caller.value : undefined
    }, () => keysOf(this.callerNodes))
    this.queues = new Publisher(this.queueStore, { capacity })
    this.members = new Publisher(this.memberStore, { capacity })
    this.callers = new Publisher(this.callerStore, { capacity })
  }

  // --- Reading ----------------------------------------------------------------

  /** The value of a queue, by its name in any case. */
  queue(name: string): Queue | undefined {
    const queue = this.byName.get(fold(name))
    return queue === undefined ? undefined : this.queueStore.get(queue.name)
  }

  /** The value of a member, by its key in any case. */
  member(key: string): Member | undefined {
    const member = this.memberNodes.get(folded(key))
    return member === undefined ? undefined : this.memberStore.get(member.key)
  }

  /** The value of a caller, by its key in any case. */
  caller(key: string): Caller | undefined {
    const caller = this.callerNodes.get(folded(key))
    return caller === undefined ? undefined : this.callerStore.get(caller.key)
  }

  /** The values of an interface in all queues, in the order of their names. */
  membersOf(iface: string): ReadonlyArray<Member> {
    const nodes = [...this.byInterface.get(fold(iface)) ?? []]
    return nodes.flatMap(({ key }) => this.memberStore.get(key) ?? [])
      .sort((one, other) => one.Queue < other.Queue ? -1 : 1)
  }

  // --- Changing ---------------------------------------------------------------

  /** An event proves that something is as it says. */
  prove(node: Node): void {
    node.changedAt = this.number
    node.isMissing = false
    if (this.doubted.size > 0) this.doubted.delete(node)
    if (this.brought.size > 0) this.brought.delete(node)
  }

  makeQueue(name: string, at: number): QueueNode {
    const own = kept(name)
    const queue = new QueueNode(own, this.totals.of(own, at))
    this.byName.set(queue.folded, queue)
    this.touchQueue(queue)
    return queue
  }

  makeMember(queue: QueueNode, iface: string): MemberNode {
    const member = new MemberNode(queue.name, kept(iface))
    const folded = fold(member.Interface)
    queue.members.set(folded, member)
    this.memberNodes.set(member.foldedKey, member)
    this.byInterface.set(folded, (this.byInterface.get(folded) ?? new Set()).add(member))
    return member
  }

  /** A caller is in its queue. */
  place(queue: QueueNode, caller: CallerNode): void {
    this.callerNodes.set(caller.foldedKey, caller)
    this.waiting.set(caller.Uniqueid, { queue, caller })
  }

  /** Something is gone, and nothing has said why. */
  drop(node: Node): void {
    const queue = this.byName.get(fold(node instanceof QueueNode ? node.name : node.Queue))
    if (queue === undefined) return
    if (node instanceof MemberNode) this.removeMember(queue, node, true)
    else if (node instanceof CallerNode) this.removeCaller(queue, node, undefined)
    else {
      for (const member of queue.members.values()) this.removeMember(queue, member, true)
      for (const caller of queue.line.callers.slice()) this.removeCaller(queue, caller, undefined)
      this.byName.delete(queue.folded)
      this.queueStore.end(queue.name, true)
      this.touchQueue(queue)
    }
  }

  removeMember(queue: QueueNode, member: MemberNode, isUnknown: boolean): void {
    const folded = fold(member.Interface)
    queue.members.delete(folded)
    if (this.isRecording) queue.removed.set(folded, this.number)
    this.memberNodes.delete(member.foldedKey)
    const others = this.byInterface.get(folded)
    others?.delete(member)
    if (others?.size === 0) this.byInterface.delete(folded)
    this.wrapping.delete(member)
    this.memberStore.end(member.key, isUnknown)
    this.touchTopics(member)
    this.touchQueue(queue)
  }

  /** `last` says how it left, if that was seen. */
  removeCaller(queue: QueueNode, caller: CallerNode, last: Caller | undefined): void {
    const moved = queue.line.leave(caller.Uniqueid, this.number, this.isRecording)
    this.callerNodes.delete(caller.foldedKey)
    this.waiting.delete(caller.Uniqueid)
    this.callerStore.end(caller.key, last === undefined, last)
    this.callers.touch(caller.foldedKey)
    for (const other of moved) this.touchCaller(other)
    this.touchQueue(queue)
  }

  touchMember(member: MemberNode, queue = this.byName.get(fold(member.Queue))): void {
    if (member.isWrappingUp) {
      this.wrapping.add(member)
      this.onWrapUp()
    } else if (this.wrapping.size > 0) this.wrapping.delete(member)
    this.memberStore.touch(member.key)
    this.touchTopics(member)
    if (queue !== undefined) this.touchQueue(queue)
  }

  touchCaller(caller: CallerNode): void {
    this.callerStore.touch(caller.key)
    this.callers.touch(caller.foldedKey)
  }

  touchQueue(queue: QueueNode): void {
    this.queueStore.touch(queue.name)
    this.queues.touch(queue.folded)
  }

  touchQueues(): void {
    for (const queue of this.byName.values()) this.touchQueue(queue)
  }

  private touchTopics(member: MemberNode): void {
    if (!this.members.isWatched) return
    this.members.touch(member.foldedKey)
    this.members.touch(topicOf(member.Interface))
  }
}
