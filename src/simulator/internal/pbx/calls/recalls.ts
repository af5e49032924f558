/**
 * An attended transfer whose transferer left before the target answered: the others wait for it, and if it does not
 * answer the transferer is called back (bridge_basic.c, TRANSFER_BLOND and TRANSFER_RECALLING).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft, Occupant, Reader } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, SoftHangup } from "../model.ts"
import * as Bridges from "./bridges.ts"
import * as DialEvents from "./dialEvents.ts"
import * as Legs from "./legs.ts"

/** What is kept of a transfer whose transferer has left. */
export interface Waiting {
  /** The bridge in which the party waits. */
  readonly first: string
  /** The bridge that is destroyed when the transfer ends. */
  readonly second: string
  readonly target: string
  readonly transferee: string
  /** The transferer, and what continues with it when the transfer ends. */
  readonly transferer: Channel
  readonly occupant: Occupant
  /** When the target was called. */
  readonly startedAt: number
}

/** Waits for the target, which rings in the bridge of the waiting party. */
export const watch = (draft: Draft, waiting: Waiting, target: Channel, party: Channel): void => {
  const inBridge = draft.readers.get(target.name)
  const partyInBridge = draft.readers.get(party.name)
  const restore = (later: Draft) => {
    if (inBridge !== undefined && later.channels.has(target.name)) later.readers.set(target.name, inBridge)
    if (partyInBridge !== undefined && later.channels.has(party.name)) later.readers.set(party.name, partyInBridge)
  }
  const isPending = (later: Draft) => later.channels.get(target.name)?.bridge === waiting.first
  draft.readers.set(target.name, (later, channel, frame) => {
    if (frame._tag === "Answer") {
      restore(later)
      inBridge?.(later, channel, frame)
      return finish(later, waiting)
    }
    if (frame._tag !== "Hangup" && frame._tag !== "Busy" && frame._tag !== "Congestion") {
      return inBridge?.(later, channel, frame)
    }
    restore(later)
    start(later, waiting)
  })
  const partyReader: Reader = (later, channel, frame) => {
    if (frame._tag !== "Hangup") return partyInBridge?.(later, channel, frame)
    restore(later)
    partyInBridge?.(later, channel, frame)
    finish(later, waiting)
  }
  draft.readers.set(party.name, partyReader)
  const left = draft.features.atxfernoanswertimeout * 1000 - draft.since(waiting.startedAt)
  draft.later(Math.max(0, left), (later) => {
    const ringing = later.channels.get(target.name)
    if (ringing?.uniqueid === target.uniqueid && isPending(later) && !Channels.isUp(ringing)) {
      restore(later)
      return start(later, waiting)
    }
    // One of them was taken out of the bridge, such as by an action: there is nobody to connect.
    if (!isWaiting(later, waiting) || later.readers.get(party.name) === partyReader) finish(later, waiting)
  })
}

/** Whether the transfer goes on: nothing has continued with the transferer yet. */
const isOpen = (draft: Draft, { transferer }: Waiting): boolean => {
  const left = draft.channels.get(transferer.name)
  return left?.uniqueid === transferer.uniqueid && !left.ending && !draft.readers.has(left.name)
}

/** The transfer ends: the second bridge is destroyed, and the transferer ends. */
export const finish = (draft: Draft, waiting: Waiting): void => {
  const { occupant, second, transferer } = waiting
  Bridges.destroy(draft, second)
  if (isOpen(draft, waiting)) occupant.onLeft(draft, draft.current(transferer))
}

/** The target did not answer in time, or refused: it hangs up, and the transferer is called back. */
const start = (draft: Draft, waiting: Waiting): void => {
  const target = draft.channels.get(waiting.target)
  if (target?.bridge === waiting.first) {
    const marked = (target.softHangup & SoftHangup.Device) === 0
      ? Frames.requestSoftHangup(draft, target, SoftHangup.Explicit)
      : target
    Bridges.leave(draft, marked)
  }
  const { atxfercallbackretries, atxferdropcall, atxferloopdelay, atxfernoanswertimeout } = draft.features
  if (atxferdropcall) return giveUp(draft, waiting)
  const tries = Math.max(1, atxfercallbackretries)
  // A channel that rings may be taken elsewhere, such as by an action; then no try ends by itself.
  draft.later(tries * (atxfernoanswertimeout + atxferloopdelay) * 1000, (later) => {
    if (isOpen(later, waiting)) giveUp(later, waiting)
  })
  ring(draft, waiting, tries)
}

const giveUp = (draft: Draft, waiting: Waiting): void => {
  Bridges.dissolve(draft, waiting.first, 16)
  finish(draft, waiting)
}

const isWaiting = (draft: Draft, { first, transferee }: Waiting): boolean =>
  draft.channels.get(transferee)?.bridge === first

const ring = (draft: Draft, waiting: Waiting, tries: number): void => {
  if (!isWaiting(draft, waiting)) return finish(draft, waiting)
  const { transferee, transferer } = waiting
  const device = transferer.name.replace(/-[0-9a-f]{8}(;[12])?$/, "")
  const leg = Legs.request(draft, device)
  if (typeof leg === "number") return again(draft, waiting, tries)
  Channels.change(draft, leg, {
    application: "AppDial2",
    data: "(Outgoing Line)",
    connected: draft.channels.get(transferee)?.caller ?? leg.connected
  })
  Legs.watch(draft, leg, () => undefined, {
    ...DialEvents.alone,
    onAnswer: (later, channel) => back(later, waiting, channel),
    onFail: (later) => again(later, waiting, tries)
  })
  if (!Legs.call(draft, leg)) {
    Legs.cancel(draft, leg, undefined, undefined, 0)
    return again(draft, waiting, tries)
  }
  DialEvents.begin(draft, undefined, leg, Legs.targetOf(device)?.number ?? "")
  expire(draft, waiting, leg, tries)
}

const expire = (draft: Draft, waiting: Waiting, leg: Channel, tries: number): void =>
  draft.later(draft.features.atxfernoanswertimeout * 1000, (later) => {
    const ringing = later.channels.get(leg.name)
    if (ringing?.uniqueid !== leg.uniqueid || ringing.bridge !== undefined || !ringing.outgoing) return
    Legs.cancel(later, ringing, undefined, "NOANSWER", 0)
    again(later, waiting, tries)
  })

const again = (draft: Draft, waiting: Waiting, tries: number): void => {
  if (tries <= 1) return giveUp(draft, waiting)
  draft.later(draft.features.atxferloopdelay * 1000, (later) => ring(later, waiting, tries - 1))
}

/** The transferer has answered the call back. */
const back = (draft: Draft, waiting: Waiting, leg: Channel): void => {
  DialEvents.end(draft, undefined, leg, "ANSWER")
  if (!isWaiting(draft, waiting)) {
    Thread.continueOrEnd(draft, leg)
    return finish(draft, waiting)
  }
  const { features, onKey } = waiting.occupant
  Bridges.enter(draft, waiting.first, draft.update(leg, { outgoing: false }), {
    features,
    onKey,
    onLeft: Thread.continueOrEnd
  })
  finish(draft, waiting)
}
