/**
 * The calls of a server as a part of the hub: takes in events and lists, and reports what happens.
 *
 * It follows the graph of channels, which reports channels, Linkedids and bridges, whether an event or a list has
 * said so. What else events say of calls is handed to the files for it.
 *
 * @since 0.2.0
 */
import * as Result from "effect/Result"
import * as Actions from "../../../catalog/Actions.ts"
import { contain } from "../../../internal/foreign.ts"
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { events as graphEvents, type Graph } from "../graph/graph.ts"
import { type BridgeNode, type ChannelNode, Facts } from "../graph/graphNodes.ts"
import { bridgeInfo, bridgeList, status } from "../graph/graphPart.ts"
import { source } from "../lists.ts"
import type { CycleCause, Loss, Output, Part, Source } from "../part.ts"
import { optional } from "../tablePart.ts"
import { kept, valueOf } from "../text.ts"
import { CallIndex, type Sink } from "./callIndex.ts"
import * as Dials from "./dials.ts"
import { appear, relink } from "./edges.ts"
import * as Ending from "./ending.ts"
import { parkedCalls } from "./parkedCalls.ts"
import * as Queues from "./queues.ts"
import { Recovery } from "./recovery.ts"
import * as Services from "./services.ts"
import * as Talking from "./talking.ts"
import * as Transfers from "./transfers.ts"
import type { View } from "./view.ts"

type Handler = (index: CallIndex, message: AmiMessage) => void

const handlers: ReadonlyMap<string, Handler> = /*#__PURE__*/ new Map(/*#__PURE__*/ Object.entries<Handler>({
  DialBegin: Dials.began,
  DialState: Dials.said,
  DialEnd: Dials.ended,
  OriginateResponse: Dials.originated,
  Pickup: Dials.pickup,
  HangupRequest: Dials.asked,
  BlindTransfer: Transfers.blind,
  AttendedTransfer: (index, message) => {
    Transfers.attended(index, message)
    Services.transferred(index, message)
  },
  ParkedCall: Services.parked,
  UnParkedCall: (index, message) => Services.unparked(index, message, "Retrieved"),
  ParkedCallTimeOut: (index, message) => Services.unparked(index, message, "TimedOut"),
  ParkedCallGiveUp: (index, message) => Services.unparked(index, message, "GaveUp"),
  ParkedCallSwap: Services.swapped,
  QueueCallerJoin: Queues.joined,
  QueueCallerLeave: Queues.left,
  QueueCallerAbandon: Queues.abandoned,
  AgentCalled: Queues.called,
  AgentRingNoAnswer: Queues.notAnswered,
  AgentConnect: Queues.connected,
  ConfbridgeJoin: Services.enterConference,
  ConfbridgeLeave: (index, message) => Services.leaveConference(index, index.member(message.get("Uniqueid"))),
  MixMonitorStart: (index, message) => Services.record(index, index.member(message.get("Uniqueid"))),
  MixMonitorStop: (index, message) => Services.stopRecording(index, index.member(message.get("Uniqueid"))),
  MessageWaiting: Services.message,
  DTMFBegin: (index, message) => Services.digit(index, message, false),
  DTMFEnd: (index, message) => Services.digit(index, message, true),
  AgentLogin: (index, message) => {
    const member = index.member(message.get("Uniqueid"))
    if (member !== undefined) Ending.station(index, member)
  },
  QueueMemberStatus: (index, message) => noteInterface(index, message),
  ExtensionStatus: (index, message) => noteHints(index, message),
  VarSet: (index, message) => set(index, message),
  Newexten: (index, message) => ran(index, message)
}))

const noteInterface = (index: CallIndex, message: AmiMessage): void => {
  if (!index.view.sides.isGiven) {
    index.view.sides.noteInside(message.get("StateInterface") ?? message.get("Interface") ?? "")
  }
}

const noteHints = (index: CallIndex, message: AmiMessage): void => {
  if (!index.view.sides.isGiven) index.view.sides.noteHint(message.get("Hint") ?? "")
}

const set = (index: CallIndex, message: AmiMessage): void => {
  const variable = message.get("Variable")
  if (variable !== "QUEUESTATUS" && variable !== "MIXMONITOR_FILENAME") return
  const member = index.member(message.get("Uniqueid"))
  if (member === undefined) return
  const value = valueOf(message.get("Value"))
  if (variable === "QUEUESTATUS") Queues.status(index, member, value)
  else if (value !== undefined) member.recordingFile = kept(value)
}

const ran = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  if (member === undefined) return
  const isInVoicemail = message.get("Application") === "VoiceMail"
  if (member.call.isInVoicemail === isInVoicemail) return
  member.call.isInVoicemail = isInVoicemail
  index.touch(member.call)
}

export interface Options {
  readonly graph: Graph
  readonly view: View
  /** Whether events of the class `dialplan` are wanted. */
  readonly dialplan?: boolean | undefined
  readonly sink: Sink
  readonly outputs: ReadonlyArray<Output>
}

/** What it follows of a channel that an event changes. */
const followed = Facts.Presence | Facts.State | Facts.Hold | Facts.CallerID | Facts.Name

const ofDialplan = new Set(["VarSet", "Newexten"])

/** The lists that calls are recovered from. A server without queues or parking lots does not know theirs. */
const sources: ReadonlyArray<Source> = [
  bridgeList,
  parkedCalls,
  /*#__PURE__*/ optional(/*#__PURE__*/ source(30, /*#__PURE__*/ Actions.QueueStatus())),
  status
]

/** Hints name the telephones of the house, if nobody says what the trunks are. */
const hints: Source = /*#__PURE__*/ optional(/*#__PURE__*/ source(31, /*#__PURE__*/ Actions.ExtensionStateList()))

/** The calls that are made of a graph. It takes in each event and list after the graph. */
export class CallsPart implements Part {
  readonly name = "calls"
  readonly events: ReadonlyArray<string>
  readonly sources: ReadonlyArray<Source>
  readonly outputs: ReadonlyArray<Output>
  readonly index: CallIndex
  private readonly recovery: Recovery
  /** What was thrown when the graph was followed. */
  private failure: Result.Result<never, unknown> | undefined = undefined
  /** Ends following the graph. */
  readonly leave: () => void

  constructor({ dialplan = false, graph, outputs, sink, view }: Options) {
    const names = new Set([...graphEvents, ...handlers.keys()])
    this.events = [...names].filter((name) => dialplan || !ofDialplan.has(name))
    this.outputs = outputs
    const index = new CallIndex(graph, view, sink)
    this.index = index
    this.sources = [...view.sides.isGiven ? [] : [hints], ...sources, bridgeInfo(graph)]
    this.recovery = new Recovery(index, this.sources.map(({ id }) => id))
    this.leave = graph.observe({
      channelChanged: (node, facts) => {
        if (this.concerns(node, facts)) this.follow(() => this.changed(node, facts))
      },
      linkedidChanged: (node, before) => this.follow(() => this.relinked(node, before)),
      membershipChanged: (node, from, to) => {
        if (!this.isToCome(node)) this.follow(() => this.moved(node, from, to))
      },
      channelEnded: (node) => this.follow(() => this.ended(node))
    })
  }

  private concerns(node: ChannelNode, facts: number): boolean {
    return this.index.graph.message === undefined ? !this.isToCome(node) : (facts & followed) !== 0
  }

  /** What a list brings is taken in after it: only then it is known which channels join nothing. */
  private isToCome(node: ChannelNode): boolean {
    const { index } = this
    return index.graph.message === undefined && index.memberOf(node) === undefined
  }

  /** Follows the graph. A bug here must not end the models of channels and bridges: this part alone fails, with its next event. */
  private follow(run: () => void): void {
    if (this.failure !== undefined) return
    const { at, message } = this.index.graph
    this.index.takes(message, at)
    contain(run, this.fail)
  }

  private readonly fail = (defect: unknown): void => {
    this.failure = Result.fail(defect)
  }

  private check(): void {
    if (this.failure !== undefined) Result.getOrThrow(this.failure)
  }

  apply(message: AmiMessage, at: number): void {
    this.check()
    this.index.takes(message, at)
    handlers.get(message.name)?.(this.index, message)
    this.recovery.noted(message)
  }

  private relinked(node: ChannelNode, before: string | undefined): void {
    const member = this.index.memberOf(node)
    if (member !== undefined) relink(this.index, member, before)
  }

  private changed(node: ChannelNode, facts: number): void {
    const { index } = this
    const isNew = (facts & Facts.Presence) !== 0
    const member = isNew && !index.isListing ? appear(index, node) : index.memberOf(node)
    if (member === undefined) return
    if ((facts & Facts.State) !== 0 || isNew) Dials.stateChanged(index, member)
    if ((facts & Facts.Hold) !== 0) Dials.holdChanged(index, member)
    if (member.leg !== undefined && (facts & (Facts.CallerID | Facts.Name)) !== 0) Dials.named(member.leg)
    if (index.isListing) this.recovery.listed(member)
  }

  private moved(node: ChannelNode, from: BridgeNode | undefined, to: BridgeNode | undefined): void {
    const { index } = this
    const member = index.memberOf(node)
    if (member !== undefined) Talking.moved(index, member, from, to)
  }

  private ended(node: ChannelNode): void {
    const { index } = this
    const { message } = index.graph
    Ending.gone(index, node, message?.name === "Hangup" ? message : undefined)
  }

  begin(from: Source): void {
    this.recovery.begin(from)
  }

  list(from: Source, items: ReadonlyArray<AmiMessage>, at: number): boolean {
    this.index.takes(undefined, at)
    this.recovery.take(from, items)
    return true
  }

  /** It waits for what the graph doubts, so that it settles after it. */
  isDoubting(cause: CycleCause): boolean {
    return this.index.graph.isDoubting(cause)
  }

  settle(at: number): number {
    this.check()
    this.index.takes(undefined, at)
    this.recovery.settle()
    return 0
  }

  lose(loss: Loss): void {
    this.recovery.lose(loss)
  }
}
