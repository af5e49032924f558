/**
 * Where a call stays: parking lots, conferences, mailboxes, and recordings of it.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { plus } from "../longer.ts"
import { kept } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import { join } from "./edges.ts"
import { legNow, legOf } from "./legs.ts"
import * as Queues from "./queues.ts"
import type { Member, ParkingState } from "./state.ts"
import * as Transfers from "./transfers.ts"

// --- Parking ----------------------------------------------------------------------

const openStay = (member: Member): ParkingState | undefined => {
  const { parkings } = member.call
  if (parkings.length === 0) return undefined
  return parkings.findLast((stay) => stay.member === member && stay.endedAt === undefined)
}

export const park = (index: CallIndex, member: Member, lot: string, space: string, at: number): void => {
  const open = openStay(member)
  if (open !== undefined) {
    if (open.lot === lot && open.space === space) return
    unpark(index, member, "Unknown", undefined)
  }
  const parking: ParkingState = { lot, space, member, at, endedAt: undefined, outcome: "Unknown", by: undefined }
  member.call.parkings = plus(member.call.parkings, parking)
  Transfers.arrived(index, legNow(index, member), "Parked")
  index.report({ _tag: "Parked", call: member.call, parking })
  index.touch(member.call)
}

export const unpark = (
  index: CallIndex,
  member: Member,
  outcome: ParkingState["outcome"],
  by: Member | undefined
): void => {
  const open = openStay(member)
  if (open === undefined) return
  open.endedAt = Math.max(index.certain(member.call, member), open.at)
  open.outcome = outcome
  open.by = by === undefined ? undefined : legOf(by)
  index.report({ _tag: "Unparked", call: member.call, parking: open })
  index.touch(member.call)
}

export const parked = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("ParkeeUniqueid"))
  if (member === undefined) return
  park(index, member, kept(message.get("Parkinglot") ?? ""), kept(message.get("ParkingSpace") ?? ""), index.at)
}

export const unparked = (index: CallIndex, message: AmiMessage, outcome: ParkingState["outcome"]): void => {
  const member = index.member(message.get("ParkeeUniqueid"))
  if (member === undefined) return
  const by = outcome === "Retrieved" ? index.member(message.get("RetrieverUniqueid")) : undefined
  join(index, member, by)
  if (by?.leg !== undefined && by.leg.way !== "Picker") by.leg.way = "Retriever"
  unpark(index, member, outcome, by)
}

/** Two parked calls change places, or one takes the place of another (res_parking, ParkedCallSwap). */
export const swapped = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("ParkeeUniqueid"))
  const other = index.member(message.get("RetrieverUniqueid"))
  const open = member === undefined ? undefined : openStay(member)
  if (member === undefined || other === undefined || open === undefined) return
  unpark(index, member, "Unknown", undefined)
  park(index, other, open.lot, open.space, index.at)
}

// --- Conferences --------------------------------------------------------------------

export const enterConference = (index: CallIndex, message: AmiMessage): void => {
  const member = index.member(message.get("Uniqueid"))
  const name = message.get("Conference")
  if (member !== undefined && name !== undefined) enter(index, member, kept(name))
}

const enter = (index: CallIndex, member: Member, Conference: string): void => {
  const { conferences } = member.call
  if (conferences.some((one) => one.member === member && one.endedAt === undefined)) return
  member.call.conferences = plus(conferences, { Conference, member, at: index.at, endedAt: undefined })
  Transfers.arrived(index, legNow(index, member), "Completed")
  index.touch(member.call)
}

export const leaveConference = (index: CallIndex, member: Member | undefined): void => {
  if (member === undefined) return
  for (const meeting of member.call.conferences) {
    if (meeting.member === member && meeting.endedAt === undefined) meeting.endedAt = index.certain(member.call, member)
  }
}

/**
 * A transfer puts a channel in the place of another, in the queue or in the conference that the other was in. ConfbridgeLeave and
 * ConfbridgeJoin say so most times, and not if the first has left before its application ran (app_confbridge.c).
 */
export const transferred = (index: CallIndex, message: AmiMessage): void => {
  if (message.get("Result") !== "Success" || message.get("DestType") === "Threeway") return
  const second = index.member(message.get("SecondTransfererUniqueid"))
  const transferee = index.member(message.get("TransfereeUniqueid"))
  if (second === undefined || transferee === undefined) return
  Queues.replaced(second, transferee)
  const meeting = second.call.conferences.find((one) => one.member === second && one.endedAt === undefined)
  if (meeting === undefined) return
  leaveConference(index, second)
  enter(index, transferee, meeting.Conference)
}

// --- Voicemail, recordings, digits ----------------------------------------------------

export const message = (index: CallIndex, event: AmiMessage): void => {
  const member = index.member(event.get("Uniqueid"))
  const Mailbox = event.get("Mailbox")
  if (member === undefined || Mailbox === undefined) return
  member.call.voicemail = kept(Mailbox)
  index.touch(member.call)
}

export const record = (index: CallIndex, member: Member | undefined): void => {
  if (member === undefined) return
  const { recordings } = member.call
  const open = recordings.find((one) => one.member === member && one.endedAt === undefined)
  if (open !== undefined) {
    open.file ??= member.recordingFile
    return
  }
  member.call.recordings = plus(recordings, {
    member,
    file: member.recordingFile,
    at: index.at,
    endedAt: undefined
  })
  index.touch(member.call)
}

export const stopRecording = (index: CallIndex, member: Member | undefined): void => {
  if (member === undefined) return
  for (const taping of member.call.recordings) {
    if (taping.member === member && taping.endedAt === undefined) taping.endedAt = index.certain(member.call, member)
  }
}

/** Digits are counted where they are received, never kept. */
export const digit = (index: CallIndex, event: AmiMessage, isOver: boolean): void => {
  const leg = index.leg(event.get("Uniqueid"))
  if (leg === undefined || event.get("Direction") !== "Received") return
  const Digit = event.get("Digit")
  if (!isOver) leg.hasDigit = true
  // Digits of SIP INFO have no beginning; those without a duration are of an action (bridge_basic.c, PlayDTMF).
  else if (
    leg.hasDigit || (event.get("DurationMs") !== "0" && (leg.digitAt !== index.at || leg.lastDigit !== Digit))
  ) {
    leg.hasDigit = false
    leg.digits += 1
    leg.lastDigit = Digit
    leg.digitAt = index.at
    index.touch(leg.call)
  }
}

/** A channel has ended, with all that it did. */
export const hungUp = (index: CallIndex, member: Member): void => {
  unpark(index, member, "Unknown", undefined)
  leaveConference(index, member)
  stopRecording(index, member)
}
