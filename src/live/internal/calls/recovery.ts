/**
 * Calls found by lists: at connect, and after events went missing.
 *
 * Lists say which channels there are, which bridges they are in, who waits in a queue and who is parked. Who dialed
 * whom, who held, and when a call was answered is in none of them, so it stays unknown.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { endpointOf } from "../graph/graphNodes.ts"
import { status } from "../graph/graphPart.ts"
import type { Loss, Source } from "../part.ts"
import { kept, valueOf, wholeOf } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import * as Dials from "./dials.ts"
import { appear, explain } from "./edges.ts"
import { station } from "./ending.ts"
import { roleOf } from "./legs.ts"
import { parkedCalls, unlisted } from "./parkedCalls.ts"
import * as Queues from "./queues.ts"
import * as Services from "./services.ts"
import type { Call, Member } from "./state.ts"
import * as Talking from "./talking.ts"

/** Events that say who waits and who is parked: they win over a list that was asked for before. */
const moves = new Set([
  "QueueCallerJoin",
  "QueueCallerLeave",
  "QueueCallerAbandon",
  "AgentConnect",
  "ParkedCall",
  "UnParkedCall",
  "ParkedCallTimeOut",
  "ParkedCallGiveUp",
  "ParkedCallSwap",
  "AgentLogin"
])

/** Applications that call telephones. */
const calling = new Set(["Dial", "Queue", "FollowMe", "RetryDial"])

/** Applications of channels that are called. */
const called = new Set(["AppDial", "AppQueue"])

const variable = "MIXMONITOR_FILENAME="

/**
 * The file of a recording is in no event, unless those of class `dialplan` are read. A variable that is not set is printed as
 * `(null)` (manager.c, generate_status).
 */
const recordingOf = (item: AmiMessage): string | undefined => {
  const text = item.get("Variable")
  const file = text?.startsWith(variable) === true ? text.slice(variable.length) : ""
  return file === "" || file === "(null)" ? undefined : file
}

export class Recovery {
  private readonly index: CallIndex
  private readonly wanted: ReadonlyArray<string>
  private readonly answers = new Map<string, ReadonlyArray<AmiMessage>>()
  /** The channels whose waiting or parking events have changed since the first list was asked for. */
  private readonly noticed = new Set<string>()
  private isOpen = false
  /** The channels have been listed since events were lost, and what the list lacked is still doubted. */
  private isListed = false
  /** The items of the list of channels that is taken in, by Uniqueid, once one of them is looked for. */
  private items: ReadonlyArray<AmiMessage> = []
  private itemsById: ReadonlyMap<string | undefined, AmiMessage> | undefined = undefined

  constructor(index: CallIndex, wanted: ReadonlyArray<string>) {
    this.index = index
    this.wanted = wanted
  }

  noted(message: AmiMessage): void {
    if (!this.isOpen || !moves.has(message.name)) return
    const id = message.get("Uniqueid") ?? message.get("ParkeeUniqueid")
    if (id !== undefined) this.noticed.add(kept(id))
  }

  begin(from: Source): void {
    if (this.answers.size === 0 || this.answers.has(from.id)) {
      this.answers.clear()
      this.noticed.clear()
    }
    this.isOpen = true
  }

  take(from: Source, items: ReadonlyArray<AmiMessage>): void {
    this.answers.set(from.id, items)
    if (from.id === "ExtensionStateList") {
      for (const item of items) this.index.view.sides.noteHint(item.get("Hint") ?? "")
    }
    if (from.id === status.id) this.status(items)
    if (this.wanted.every((id) => this.answers.has(id))) this.reconcile()
  }

  private status(items: ReadonlyArray<AmiMessage>): void {
    const { index } = this
    const { channels } = index.graph
    this.items = items
    this.miss()
    this.isListed = true
    // Stations first: what they share with their callers must not join them.
    for (const { Application, Linkedid } of channels.values()) {
      if (Application === "AgentLogin" && Linkedid !== undefined) index.noteStation(Linkedid)
    }
    const telling: Array<AmiMessage> = []
    for (const item of items) {
      const Application = item.get("Application")
      const Linkedid = Application === "AgentLogin" ? item.get("Linkedid") : undefined
      if (Linkedid !== undefined) index.noteStation(kept(Linkedid))
      if (Application === "VoiceMail" || recordingOf(item) !== undefined) telling.push(item)
    }
    const found: Array<Member> = []
    for (const node of channels.values()) {
      if (index.memberOf(node) !== undefined) continue
      const member = appear(index, node)
      member.firstDNID = node.DNID ?? (node.listedIn === 0 ? this.saidOf(member, "DNID") : undefined)
      found.push(member)
    }
    for (const member of found) {
      Dials.stateChanged(index, member)
      this.listed(member)
    }
    for (const member of found) {
      this.dialed(member)
      // Who is in a conference has joined it.
      if (member.node.bridge?.BridgeType === "base" && member.call.isRecovered) member.call.wasAnswered = true
    }
    for (const member of found) {
      if (member.node.bridge !== undefined) Talking.moved(index, member, undefined, member.node.bridge)
    }
    for (const { leg } of found) if (leg !== undefined) Talking.foundAlone(leg)
    for (const item of telling) this.details(item)
    this.items = []
    this.itemsById = undefined
  }

  /** What a list lacks was there for the last time before the events were lost for which the list was taken. */
  private miss(): void {
    const { index } = this
    if (index.lostSince === undefined) return
    for (const member of index.members.values()) {
      if (index.graph.isDoubted(member.node)) {
        member.missingSince ??= index.lostSince
        if (member.leg !== undefined) Talking.stop(index, member.leg)
      } else member.missingSince = undefined
    }
  }

  private details(item: AmiMessage): void {
    const { index } = this
    const member = index.member(item.get("Uniqueid"))
    if (member === undefined) return
    const file = recordingOf(item)
    if (file !== undefined) {
      member.recordingFile ??= kept(file)
      Services.record(index, member)
    }
    if (item.get("Application") === "VoiceMail") member.call.isInVoicemail = true
  }

  /**
   * What the list says that the graph does not know: it was not given the list, or the channel has gone on in the dialplan
   * since it was asked for.
   */
  private saidOf({ Uniqueid }: Member, header: string): string | undefined {
    if (this.items.length === 0) return undefined
    this.itemsById ??= new Map(this.items.map((item) => [item.get("Uniqueid"), item]))
    const value = valueOf(this.itemsById.get(Uniqueid)?.get(header))
    return value === undefined ? undefined : kept(value)
  }

  private applicationOf(member: Member): string | undefined {
    return member.node.Application ?? this.saidOf(member, "Application")
  }

  /**
   * Who dialed a channel is in no list: it is the one in its bridge that runs an application that calls, or the
   * one of its call that runs one that names the telephone.
   */
  private dialed(member: Member): void {
    if (member.dialedBy !== undefined) return
    const { bridge, endpoint } = member.node
    const wasDialed = member.leg === undefined
      ? member.half === 1 && called.has(this.applicationOf(member) ?? "")
      : roleOf(member.leg) === "Callee"
    if (!wasDialed) return
    const dialers = member.call.members.filter((other) =>
      other !== member && other !== member.peer && !other.isOver && calling.has(this.applicationOf(other) ?? "")
    )
    const names = (other: Member) =>
      endpoint !== undefined && (other.node.AppData ?? this.saidOf(other, "Data"))?.includes(endpoint) === true
    const by = (bridge === undefined ? undefined : dialers.find(({ node }) => node.bridge === bridge))
      ?? dialers.find(names)
      ?? (dialers.length === 1 ? dialers[0] : undefined)
    if (by !== undefined) Dials.recovered(by, member)
  }

  /** A channel as a list says it is. */
  listed(member: Member): void {
    const { leg } = member
    const application = this.applicationOf(member)
    if (application === "AgentLogin") station(this.index, member)
    if (leg === undefined) return
    leg.listedAs ??= application
    if (leg.isUp && roleOf(leg) !== "Callee" && (!leg.isBorn || leg.call.lostSince !== undefined)) leg.call.wasUp = true
    if (leg.isUp && (!leg.isBorn || leg.call.lostSince !== undefined)) leg.wasAnswered = true
  }

  private reconcile(): void {
    const { index } = this
    const waiting = new Set<string>()
    for (const item of this.itemsOf("QueueStatus")) {
      if (item.name === "QueueMember") {
        const name = item.get("StateInterface") ?? item.get("Location")
        if (name !== undefined) index.view.sides.noteInside(name)
      }
      if (item.name !== "QueueEntry") continue
      const id = item.get("Uniqueid") ?? ""
      waiting.add(id)
      const member = index.member(id)
      if (member === undefined || this.noticed.has(member.Uniqueid)) continue
      const wait = (wholeOf(item.get("Wait")) ?? 0) * 1000
      Queues.enter(index, member, valueOf(item.get("Queue")), undefined, Math.max(index.at - wait, 0))
    }
    const parked = new Set<string>()
    const listed = this.itemsOf(parkedCalls.id)
    for (const item of listed) {
      const id = item.get("ParkeeUniqueid") ?? ""
      parked.add(id)
      const member = index.member(id)
      if (member === undefined || this.noticed.has(member.Uniqueid)) continue
      const ms = (wholeOf(item.get("ParkingDuration")) ?? 0) * 1000
      // Who is parked was answered first.
      if (member.call.isRecovered) member.call.wasAnswered = true
      const parker = valueOf(item.get("ParkerDialString"))
      if (parker !== undefined && endpointOf(`${parker}-`) !== undefined && parker !== member.node.endpoint) {
        member.call.parkedBy ??= kept(parker)
      }
      Services.park(
        index,
        member,
        kept(item.get("Parkinglot") ?? ""),
        kept(item.get("ParkingSpace") ?? ""),
        index.at - ms
      )
    }
    const stays = new Set<Call>()
    for (const { call } of index.members.values()) if (call.visits.length + call.parkings.length > 0) stays.add(call)
    for (const call of stays) {
      for (const visit of call.visits) {
        if (
          visit.endedAt !== undefined || waiting.has(visit.member.Uniqueid) || this.noticed.has(visit.member.Uniqueid)
        ) continue
        Queues.leave(index, visit.member, "Unknown")
      }
      for (const stay of call.parkings) {
        const isParked = listed === unlisted || parked.has(stay.member.Uniqueid)
        if (stay.endedAt !== undefined || isParked || this.noticed.has(stay.member.Uniqueid)) continue
        Services.unpark(index, stay.member, "Unknown", undefined)
      }
    }
    this.isOpen = false
  }

  private itemsOf(id: string): ReadonlyArray<AmiMessage> {
    return this.answers.get(id) ?? []
  }

  private reset(): void {
    this.answers.clear()
    this.noticed.clear()
    this.isOpen = this.isListed = false
  }

  settle(): void {
    const { index } = this
    this.reset()
    for (const { call } of index.members.values()) explain(index, call)
    index.lostSince = undefined
  }

  lose({ cause, since }: Loss): void {
    const { index } = this
    index.at = Math.max(index.at, since)
    // What the list has brought, and events said since, is certain.
    if (this.isListed) this.settle()
    this.reset()
    index.cause = cause
    index.lostSince ??= since
    for (const { call } of index.members.values()) {
      call.lostSince ??= since
      Queues.lost(call, since)
    }
  }
}
