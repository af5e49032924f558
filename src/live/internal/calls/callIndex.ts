/**
 * All calls at this moment, and the ways to find them.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { Graph } from "../graph/graph.ts"
import type { ChannelNode } from "../graph/graphNodes.ts"
import { Tombstones } from "../tombstones.ts"
import type { Report } from "./reports.ts"
import type { Call, Leg, Member } from "./state.ts"
import type { View } from "./view.ts"

/** What follows the calls. */
export interface Sink {
  /** Something of a call has changed. */
  readonly touch: (call: Call) => void
  readonly report: (report: Report) => void
}

/** How many Linkedids of calls that have ended are remembered: a channel may have one for hours. */
const maxOver = 10_000

/** How many Linkedids of stations are remembered. */
const maxStations = 10_000

export class CallIndex {
  readonly graph: Graph
  readonly view: View
  readonly sink: Sink
  readonly members = new Map<string, Member>()
  /** The calls that are announced, by id. */
  readonly calls = new Map<string, Call>()
  readonly byLinkedid = new Map<string, Call>()
  /** Linkedids of calls that have ended: a channel that still has one begins a call with an id of its own. */
  readonly over = new Tombstones(maxOver)
  /** Linkedids that channels got from an agent of AgentLogin: they join nothing. */
  private readonly ofStations = new Set<string>()
  /** How many calls have begun. */
  count = 0
  /** The moment of the event or list that is taken in. */
  at = 0
  /** A list is taken in: what it says may have happened at any time before. */
  isListing = false
  /** Whether the event that is taken in is a `Newchannel`. */
  isBirth = false
  /** Why events may be missing. */
  cause: "Connected" | "Gap" | "Disconnected" = "Connected"
  /** The last moment at which all was certain. */
  lostSince: number | undefined = undefined

  constructor(graph: Graph, view: View, sink: Sink) {
    this.graph = graph
    this.view = view
    this.sink = sink
  }

  /** What is taken in from here on: an event, or a list if it is undefined. */
  takes(message: AmiMessage | undefined, at: number): void {
    this.at = at
    this.isListing = message === undefined
    this.isBirth = message?.name === "Newchannel"
  }

  /** Now, or the last moment at which all was certain of a channel in a call, for what has ended unseen. */
  certain(call: Call, { missingSince }: Member): number {
    return this.isListing ? Math.min(this.at, missingSince ?? call.lostSince ?? this.at) : this.at
  }

  member(Uniqueid: string | undefined): Member | undefined {
    return Uniqueid === undefined ? undefined : this.members.get(Uniqueid)
  }

  memberOf(node: ChannelNode): Member | undefined {
    return this.members.get(node.Uniqueid)
  }

  leg(Uniqueid: string | undefined): Leg | undefined {
    return this.member(Uniqueid)?.leg
  }

  /** The call of a channel by its Uniqueid or name, or the one that has a Linkedid. */
  find(key: string): Call | undefined {
    const member = this.members.get(key) ?? this.member(this.graph.named(key)?.Uniqueid)
    const call = member === undefined ? this.byLinkedid.get(key) : member.leg?.call ?? member.call
    return call !== undefined && this.calls.get(call.id) === call ? call : undefined
  }

  isOfStation(Linkedid: string): boolean {
    return this.ofStations.has(Linkedid)
  }

  noteStation(Linkedid: string): void {
    this.ofStations.add(Linkedid)
    if (this.ofStations.size <= maxStations) return
    const [oldest] = this.ofStations
    if (oldest !== undefined) this.ofStations.delete(oldest)
  }

  touch(call: Call): void {
    if (call.isAnnounced && !call.isHidden) this.sink.touch(call)
  }

  report(report: Report): void {
    if (report.call.isAnnounced && !report.call.isHidden) this.sink.report(report)
  }
}
