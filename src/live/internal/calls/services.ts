/**
 * Where a call stays: parking lots, conferences, mailboxes, and recordings of it.
 *
 * @since 0.2.0
 */
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import { kept } from "../text.ts"
import { join } from "./edges.ts"
import { legOf } from "./legs.ts"
import type { Member, ParkingState } from "./state.ts"
import * as Transfers from "./transfers.ts"
import type { World } from "./world.ts"

// --- Parking ----------------------------------------------------------------------

const openStay = (member: Member): ParkingState | undefined =>
  member.call.parkings.findLast((stay) => stay.member === member && stay.endedAt === undefined)

export const park = (world: World, member: Member, lot: string, space: string, at: number): void => {
  const open = openStay(member)
  if (open !== undefined) {
    if (open.lot === lot && open.space === space) return
    unpark(world, member, "Unknown", undefined)
  }
  const parking: ParkingState = { lot, space, member, at, endedAt: undefined, outcome: "Unknown", by: undefined }
  member.call.parkings = member.call.parkings.concat(parking)
  Transfers.arrived(world, legOf(member), "Parked")
  world.report({ _tag: "Parked", call: member.call, parking })
  world.touch(member.call)
}

export const unpark = (
  world: World,
  member: Member,
  outcome: ParkingState["outcome"],
  by: Member | undefined
): void => {
  const open = openStay(member)
  if (open === undefined) return
  open.endedAt = Math.max(world.certain(member.call), open.at)
  open.outcome = outcome
  open.by = by === undefined ? undefined : legOf(by)
  world.report({ _tag: "Unparked", call: member.call, parking: open })
  world.touch(member.call)
}

export const parked = (world: World, message: AmiMessage): void => {
  const member = world.member(message.get("ParkeeUniqueid"))
  if (member === undefined) return
  park(world, member, kept(message.get("Parkinglot") ?? ""), kept(message.get("ParkingSpace") ?? ""), world.at)
}

export const unparked = (world: World, message: AmiMessage, outcome: ParkingState["outcome"]): void => {
  const member = world.member(message.get("ParkeeUniqueid"))
  if (member === undefined) return
  const by = outcome === "Retrieved" ? world.member(message.get("RetrieverUniqueid")) : undefined
  join(world, member, by)
  if (by?.leg !== undefined && by.leg.way !== "Picker") by.leg.way = "Retriever"
  unpark(world, member, outcome, by)
}

/** Two parked calls change places, or one takes the place of another (res_parking, ParkedCallSwap). */
export const swapped = (world: World, message: AmiMessage): void => {
  const member = world.member(message.get("ParkeeUniqueid"))
  const other = world.member(message.get("RetrieverUniqueid"))
  const open = member === undefined ? undefined : openStay(member)
  if (member === undefined || other === undefined || open === undefined) return
  unpark(world, member, "Unknown", undefined)
  park(world, other, open.lot, open.space, world.at)
}

// --- Conferences --------------------------------------------------------------------

export const enterConference = (world: World, message: AmiMessage): void => {
  const member = world.member(message.get("Uniqueid"))
  const name = message.get("Conference")
  if (member === undefined || name === undefined) return
  const { conferences } = member.call
  if (conferences.some((one) => one.member === member && one.endedAt === undefined)) return
  member.call.conferences = conferences.concat({ Conference: kept(name), member, at: world.at, endedAt: undefined })
  Transfers.arrived(world, legOf(member), "Completed")
  world.touch(member.call)
}

export const leaveConference = (world: World, member: Member | undefined): void => {
  if (member === undefined) return
  for (const meeting of member.call.conferences) {
    if (meeting.member === member && meeting.endedAt === undefined) meeting.endedAt = world.certain(member.call)
  }
}

// --- Voicemail, recordings, digits ----------------------------------------------------

export const message = (world: World, event: AmiMessage): void => {
  const member = world.member(event.get("Uniqueid"))
  const Mailbox = event.get("Mailbox")
  if (member === undefined || Mailbox === undefined) return
  member.call.voicemail = kept(Mailbox)
  world.touch(member.call)
}

export const record = (world: World, member: Member | undefined): void => {
  if (member === undefined) return
  const { recordings } = member.call
  const open = recordings.find((one) => one.member === member && one.endedAt === undefined)
  if (open !== undefined) {
    open.file ??= member.recordingFile
    return
  }
  member.call.recordings = recordings.concat({ member, file: member.recordingFile, at: world.at, endedAt: undefined })
  world.touch(member.call)
}

export const stopRecording = (world: World, member: Member | undefined): void => {
  if (member === undefined) return
  for (const taping of member.call.recordings) {
    if (taping.member === member && taping.endedAt === undefined) taping.endedAt = world.certain(member.call)
  }
}

/** Digits are counted where they are received, never kept. */
export const digit = (world: World, event: AmiMessage, isOver: boolean): void => {
  const leg = world.leg(event.get("Uniqueid"))
  if (leg === undefined || event.get("Direction") !== "Received") return
  const Digit = event.get("Digit")
  if (!isOver) leg.hasDigit = true
  // Digits of SIP INFO have no beginning; those without a duration are of an action (bridge_basic.c, PlayDTMF).
  else if (leg.hasDigit || (event.get("DurationMs") !== "0" && (leg.digitAt !== world.at || leg.lastDigit !== Digit))) {
    leg.hasDigit = false
    leg.digits += 1
    leg.lastDigit = Digit
    leg.digitAt = world.at
    world.touch(leg.call)
  }
}

/** A channel has ended, with all that it did. */
export const hungUp = (world: World, member: Member): void => {
  unpark(world, member, "Unknown", undefined)
  leaveConference(world, member)
  stopRecording(world, member)
}
