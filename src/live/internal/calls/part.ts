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
import { bridgeList, status } from "../graph/graphPart.ts"
import { source } from "../lists.ts"
import type { CycleCause, Loss, Output, Part, Source } from "../part.ts"
import { optional } from "../tablePart.ts"
import { kept, valueOf } from "../text.ts"
import * as Dials from "./dials.ts"
import { appear, relink } from "./edges.ts"
import * as Ending from "./ending.ts"
import * as Queues from "./queues.ts"
import { Recovery } from "./recovery.ts"
import * as Services from "./services.ts"
import * as Talking from "./talking.ts"
import * as Transfers from "./transfers.ts"
import type { View } from "./view.ts"
import { type Sink, World } from "./world.ts"

const handlers: Readonly<Record<string, (world: World, message: AmiMessage) => void>> = {
  DialBegin: Dials.began,
  DialState: Dials.said,
  DialEnd: Dials.ended,
  OriginateResponse: Dials.originated,
  Pickup: Dials.pickup,
  HangupRequest: Dials.asked,
  BlindTransfer: Transfers.blind,
  AttendedTransfer: Transfers.attended,
  ParkedCall: Services.parked,
  UnParkedCall: (world, message) => Services.unparked(world, message, "Retrieved"),
  ParkedCallTimeOut: (world, message) => Services.unparked(world, message, "TimedOut"),
  ParkedCallGiveUp: (world, message) => Services.unparked(world, message, "GaveUp"),
  ParkedCallSwap: Services.swapped,
  QueueCallerJoin: Queues.joined,
  QueueCallerLeave: Queues.left,
  QueueCallerAbandon: Queues.abandoned,
  AgentCalled: Queues.called,
  AgentRingNoAnswer: Queues.notAnswered,
  AgentConnect: Queues.connected,
  ConfbridgeJoin: Services.enterConference,
  ConfbridgeLeave: (world, message) => Services.leaveConference(world, world.member(message.get("Uniqueid"))),
  MixMonitorStart: (world, message) => Services.record(world, world.member(message.get("Uniqueid"))),
  MixMonitorStop: (world, message) => Services.stopRecording(world, world.member(message.get("Uniqueid"))),
  MessageWaiting: Services.message,
  DTMFBegin: (world, message) => Services.digit(world, message, false),
  DTMFEnd: (world, message) => Services.digit(world, message, true),
  AgentLogin: (world, message) => {
    const member = world.member(message.get("Uniqueid"))
    if (member !== undefined) Ending.station(world, member)
  },
  QueueMemberStatus: (world, message) => noteInterface(world, message),
  ExtensionStatus: (world, message) => noteHints(world, message),
  VarSet: (world, message) => set(world, message),
  Newexten: (world, message) => ran(world, message)
}

const noteInterface = (world: World, message: AmiMessage): void => {
  if (!world.view.sides.isGiven) {
    world.view.sides.noteInside(kept(message.get("StateInterface") ?? message.get("Interface") ?? ""))
  }
}

const noteHints = (world: World, message: AmiMessage): void => {
  if (!world.view.sides.isGiven) world.view.sides.noteHint(message.get("Hint") ?? "")
}

const set = (world: World, message: AmiMessage): void => {
  const variable = message.get("Variable")
  if (variable !== "QUEUESTATUS" && variable !== "MIXMONITOR_FILENAME") return
  const member = world.member(message.get("Uniqueid"))
  if (member === undefined) return
  const value = valueOf(message.get("Value"))
  if (variable === "QUEUESTATUS") Queues.status(world, member, value)
  else if (value !== undefined) member.recordingFile = kept(value)
}

const ran = (world: World, message: AmiMessage): void => {
  const member = world.member(message.get("Uniqueid"))
  if (member === undefined) return
  const isInVoicemail = message.get("Application") === "VoiceMail"
  if (member.call.isInVoicemail === isInVoicemail) return
  member.call.isInVoicemail = isInVoicemail
  world.touch(member.call)
}

export interface Options {
  readonly graph: Graph
  readonly view: View
  /** Whether events of the class `dialplan` are wanted. */
  readonly dialplan?: boolean | undefined
  readonly sink: Sink
  readonly outputs: ReadonlyArray<Output>
}

const ofDialplan = new Set(["VarSet", "Newexten"])

/** The lists that calls are recovered from. A server without queues or parking lots does not know theirs. */
const sources: ReadonlyArray<Source> = [
  bridgeList,
  /*#__PURE__*/ optional(/*#__PURE__*/ source(11, /*#__PURE__*/ Actions.ParkedCalls())),
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
  readonly world: World
  private readonly recovery: Recovery
  /** What was thrown when the graph was followed. */
  private failure: Result.Result<never, unknown> | undefined = undefined
  /** Ends following the graph. */
  readonly leave: () => void

  constructor({ dialplan = false, graph, outputs, sink, view }: Options) {
    const names = new Set([...graphEvents, ...Object.keys(handlers)])
    this.events = [...names].filter((name) => dialplan || !ofDialplan.has(name))
    this.outputs = outputs
    const world = new World(graph, view, sink)
    this.world = world
    this.sources = view.sides.isGiven ? sources : [hints, ...sources]
    this.recovery = new Recovery(world, this.sources.map(({ id }) => id))
    this.leave = graph.observe({
      channelChanged: (node, facts) => this.follow(() => this.changed(node, facts)),
      linkedidChanged: (node, before) => this.follow(() => this.relinked(node, before)),
      membershipChanged: (node, from, to) => this.follow(() => this.moved(node, from, to)),
      channelEnded: (node) => this.follow(() => this.ended(node))
    })
  }

  /** Follows the graph. A bug here must not end the models of channels and bridges: this part alone fails, with its next event. */
  private follow(run: () => void): void {
    if (this.failure !== undefined) return
    const { at, message } = this.world.graph
    this.world.takes(message, at)
    contain(run, (defect) => void (this.failure = Result.fail(defect)))
  }

  private check(): void {
    if (this.failure !== undefined) Result.getOrThrow(this.failure)
  }

  apply(message: AmiMessage, at: number): void {
    this.check()
    this.world.takes(message, at)
    handlers[message.name]?.(this.world, message)
    this.recovery.noted(message)
  }

  private relinked(node: ChannelNode, before: string | undefined): void {
    const member = this.world.memberOf(node)
    if (member !== undefined) relink(this.world, member, before)
  }

  private changed(node: ChannelNode, facts: number): void {
    const { world } = this
    const isNew = (facts & Facts.Presence) !== 0
    // What a list brings is taken in after it: only then it is known which channels join nothing.
    const member = isNew && !world.isListing ? appear(world, node) : world.memberOf(node)
    if (member === undefined) return
    if ((facts & Facts.State) !== 0 || isNew) Dials.stateChanged(world, member)
    if ((facts & Facts.Hold) !== 0) Dials.holdChanged(world, member)
    if (member.leg !== undefined && (facts & (Facts.CallerID | Facts.Name)) !== 0) Dials.named(member.leg)
    if (world.isListing) this.recovery.listed(member)
  }

  private moved(node: ChannelNode, from: BridgeNode | undefined, to: BridgeNode | undefined): void {
    const { world } = this
    const member = world.memberOf(node)
    if (member !== undefined) Talking.moved(world, member, from, to)
  }

  private ended(node: ChannelNode): void {
    const { world } = this
    const { message } = world.graph
    Ending.gone(world, node, message?.name === "Hangup" ? message : undefined)
  }

  begin(from: Source): void {
    this.recovery.begin(from)
  }

  list(from: Source, items: ReadonlyArray<AmiMessage>, at: number): boolean {
    this.world.takes(undefined, at)
    this.recovery.take(from, items)
    return true
  }

  /** It waits for what the graph doubts, so that it settles after it. */
  isDoubting(cause: CycleCause): boolean {
    return this.world.graph.isDoubting(cause)
  }

  settle(at: number): number {
    this.check()
    this.world.takes(undefined, at)
    this.recovery.settle()
    return 0
  }

  lose(loss: Loss): void {
    this.recovery.lose(loss)
  }
}
