/**
 * Attended transfers by feature codes, and by the action `Atxfer` (bridge_basic.c, attended transfer).
 *
 * @since 0.1.0
 */
import type { Lines } from "../../messages.ts"
import * as Channels from "../channels.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import type { Bridge, Channel, Consultation } from "../model.ts"
import * as Bridges from "./bridges.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Legs from "./legs.ts"
import * as Local from "./local.ts"
import * as Recalls from "./recalls.ts"

const update = (draft: Draft, consultation: Consultation, changes: Partial<Consultation>): Consultation => {
  const updated = { ...consultation, ...changes }
  if (draft.consultations.has(consultation.transferer)) draft.consultations.set(consultation.transferer, updated)
  return updated
}

// --- Consulting -----------------------------------------------------------------------------

/** Calls the consulted party; the transferer waits for it in a bridge of their own. Returns false if it cannot. */
export const consult = (draft: Draft, transferer: Channel, context: string, exten: string): boolean => {
  const current = draft.current(transferer)
  const transferee = Bridges.peerOf(draft, current)
  const first = Bridges.of(draft, current)
  if (transferee === undefined || first === undefined) return false
  const target = Legs.request(draft, `Local/${exten}@${context}`, { linkedid: current.linkedid })
  if (typeof target === "number") return false
  Channels.setVariable(draft, target, "TRANSFERERNAME", current.name)
  Channels.setVariable(draft, target, "ATTENDEDTRANSFER", current.name)
  // The connected line of the target is announced when it enters the bridge.
  draft.update(target, { connected: current.caller, ...Legs.accountsOf(draft.current(target), current) })
  const second = Bridges.create(draft, { dissolves: false })
  Bridges.configure(draft, first.id, { dissolves: false })
  const consultation: Consultation = {
    transferer: current.name,
    transferee: transferee.name,
    first: first.id,
    second: second.id,
    target: target.name,
    answered: false,
    startedAt: draft.time,
    exten,
    context
  }
  draft.consultations.set(current.name, consultation)
  if (!Legs.call(draft, target)) {
    draft.consultations.delete(current.name)
    Bridges.configure(draft, first.id, { dissolves: true })
    Hangups.end(draft, target)
    Bridges.destroy(draft, second.id)
    return false
  }
  // The hold belongs to the transfer, and does not end when the transferer leaves.
  draft.update(current, { holds: false })
  Bridges.enter(draft, second.id, target, { onLeft: Thread.continueOrEnd, quiet: true })
  watchTarget(draft, consultation)
  draft.soon((later) => later.soon((after) => moveTransferer(after, current.name, second.id)))
  draft.later(draft.features.atxfernoanswertimeout * 1000, (later) => {
    const waiting = later.consultations.get(current.name)
    if (waiting?.second === second.id && !waiting.answered) failed(later, waiting)
  })
  watchParty(draft, first.id)
  return true
}

/** The transferer moves to the second bridge; from now on its hangup completes the transfer. */
const moveTransferer = (draft: Draft, name: string, second: string): void => {
  const channel = draft.channels.get(name)
  const consultation = draft.consultations.get(name)
  if (channel === undefined || consultation?.second !== second) return
  Bridges.move(draft, second, channel)
  const inBridge = draft.readers.get(name)
  draft.readers.set(name, (later, current, frame) => {
    const going = later.consultations.get(name)
    if (frame._tag !== "Hangup" || going?.second !== second) return inBridge?.(later, current, frame)
    left(later, going, current)
  })
}

/** The target rings and answers in its bridge; its dial events have no caller. */
const watchTarget = (draft: Draft, { second, target, transferer }: Consultation): void => {
  const inBridge = draft.readers.get(target)
  draft.readers.set(target, (later, channel, frame) => {
    const going = later.consultations.get(transferer)
    const consultation = going?.second === second ? going : undefined
    if (frame._tag === "Ringing") return DialEvents.state(later, undefined, channel, "RINGING")
    if (frame._tag === "Answer" && !Channels.isUp(channel)) {
      const up = Channels.setState(later, channel, Channels.State.Up)
      DialEvents.end(later, undefined, up, "ANSWER")
      Bridges.refresh(later, up)
      if (consultation === undefined) return
      return void update(later, consultation, { answered: true })
    }
    if (frame._tag !== "Hangup" && frame._tag !== "Busy" && frame._tag !== "Congestion") {
      return inBridge?.(later, channel, frame)
    }
    if (consultation === undefined) return inBridge?.(later, channel, { _tag: "Hangup" })
    Bridges.leave(later, channel, true)
    failed(later, consultation)
  })
}

/** If the waiting party leaves, for whatever reason, a call between the other two remains. */
const watchParty = (draft: Draft, first: string): void => {
  const hooks = draft.bridgeHooks.get(first)
  // Bridges that have a hook of their own, of conferences and parking lots, have no transfers.
  if (hooks?.pulled === undefined) draft.bridgeHooks.set(first, { ...hooks, pulled: partyLeft })
}

const partyLeft = (draft: Draft, { id }: Bridge, { name }: Channel): void => {
  for (const consultation of draft.consultations.values()) {
    if (consultation.first === id && consultation.transferee === name) forget(draft, consultation)
  }
}

const forget = (draft: Draft, consultation: Consultation): void => {
  draft.consultations.delete(consultation.transferer)
  Bridges.configure(draft, consultation.first, { dissolves: true })
  Bridges.configure(draft, consultation.second, { dissolves: true })
}

// --- Completing -------------------------------------------------------------------------

/** The transferer hung up: the others are connected, or wait for the answer together. */
const left = (draft: Draft, consultation: Consultation, transferer: Channel): void => {
  const lines = [Channels.snapshot(transferer, "OrigTransferer"), Channels.snapshot(transferer, "SecondTransferer")]
  if (!consultation.answered) return leftEarly(draft, consultation, transferer, lines)
  Bridges.leave(draft, transferer, true)
  connectAndReport(draft, consultation, lines)
}

const leftEarly = (
  draft: Draft,
  consultation: Consultation,
  transferer: Channel,
  lines: ReadonlyArray<Lines>
): void => {
  const occupant = draft.occupants.get(transferer.name)
  const { first, second, target, transferee } = consultation
  if (occupant === undefined || Bridges.takeOut(draft, transferer) === undefined) return
  const waiting: Recalls.Waiting = {
    first,
    second,
    target,
    transferee,
    transferer,
    occupant,
    startedAt: consultation.startedAt
  }
  connectAndReport(draft, consultation, lines)
  const ringing = draft.channels.get(target)
  const party = draft.channels.get(transferee)
  if (ringing === undefined || party === undefined) return Recalls.finish(draft, waiting)
  Recalls.watch(draft, waiting, ringing, party)
}

/** The transferer asked for the end of the transfer. */
export const complete = (draft: Draft, consultation: Consultation): void => {
  const transferer = draft.channels.get(consultation.transferer)
  if (transferer !== undefined) left(draft, consultation, transferer)
}

const connectAndReport = (
  draft: Draft,
  consultation: Consultation,
  transferer: ReadonlyArray<Lines>,
  destination: Lines = ["DestType: Bridge", `DestBridgeUniqueid: ${consultation.first}`]
): void => {
  draft.consultations.delete(consultation.transferer)
  const { first, second, target, transferee } = consultation
  const waiting = draft.channels.get(transferee)
  if (waiting === undefined || !draft.channels.has(target)) return
  Bridges.configure(draft, first, { dissolves: true })
  Frames.indicate(draft, waiting, { _tag: "Unhold" })
  Bridges.merge(draft, first, second, { quiet: true, keeps: !consultation.answered })
  // Two threads race; a Local channel usually gets the connected line before the transfer is reported.
  if (waiting.half !== undefined) Bridges.introduce(draft, first)
  report(draft, consultation, transferer, destination)
  if (waiting.half === undefined) draft.soon((later) => Bridges.introduce(later, first))
  Local.expectSound(draft, first)
}

const report = (
  draft: Draft,
  { first, second, target, transferee, transferer }: Consultation,
  [original = [], other = []]: ReadonlyArray<Lines>,
  destination: Lines
): void => {
  const one = draft.bridges.get(first)
  const two = draft.bridges.get(second)
  const waiting = draft.channels.get(transferee)
  const asked = draft.channels.get(target)
  draft.raise("AttendedTransfer", "call", [
    "Result: Success",
    ...original,
    ...(one === undefined ? [] : Bridges.snapshot(one, "Orig")),
    ...other,
    ...(two === undefined ? [] : Bridges.snapshot(two, "Second")),
    ...(waiting === undefined ? [] : Channels.snapshot(waiting, "Transferee")),
    ...(asked === undefined ? [] : Channels.snapshot(asked, "TransferTarget")),
    "IsExternal: No",
    ...destination
  ])
  if (!destination.includes("DestType: Threeway")) draft.notes.push({ _tag: "Consulted", transferer })
}

// --- Giving up --------------------------------------------------------------------------

/** The target refuses, or does not answer. */
const failed = (draft: Draft, consultation: Consultation): void => abandon(draft, consultation)

/** The transferer goes back to the waiting party; the consulted party hangs up. */
export const abandon = (draft: Draft, consultation: Consultation): void => {
  draft.consultations.delete(consultation.transferer)
  const { first, second, target, transferer } = consultation
  Bridges.configure(draft, first, { dissolves: true })
  const channel = draft.channels.get(transferer)
  const asked = draft.channels.get(target)
  if (channel === undefined) Bridges.dissolve(draft, first, 16)
  else {
    if (channel.bridge === second) Bridges.move(draft, first, channel, { quiet: true })
    Frames.deliver(draft, draft.current(channel), { _tag: "Unhold" })
    Bridges.introduce(draft, first)
  }
  if (asked !== undefined) Bridges.kick(draft, asked)
  Bridges.destroy(draft, second)
}

/** All three are connected. */
export const threeway = (draft: Draft, consultation: Consultation): void => {
  const transferer = draft.channels.get(consultation.transferer)
  if (transferer === undefined) return
  const lines = [Channels.snapshot(transferer, "OrigTransferer"), Channels.snapshot(transferer, "SecondTransferer")]
  connectAndReport(draft, consultation, lines, [
    "DestType: Threeway",
    `DestBridgeUniqueid: ${consultation.first}`,
    `DestTransfererChannel: ${transferer.name}`
  ])
}

/** The transferer goes to the other bridge, and the party that it leaves is put on hold. */
export const swap = (draft: Draft, consultation: Consultation): void => {
  const channel = draft.channels.get(consultation.transferer)
  if (channel === undefined) return
  const to = channel.bridge === consultation.first ? consultation.second : consultation.first
  for (const member of Bridges.members(draft, channel.bridge)) {
    if (member.name !== channel.name) Frames.indicate(draft, member, { _tag: "Hold", music: "" })
  }
  Bridges.move(draft, to, channel)
  for (const member of Bridges.members(draft, to)) {
    if (member.name !== channel.name) Frames.indicate(draft, member, { _tag: "Unhold" })
  }
}
