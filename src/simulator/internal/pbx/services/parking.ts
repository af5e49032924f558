/**
 * Parking lots (res_parking): calls wait at a space of a lot until they are retrieved, or come back.
 *
 * @since 0.2.0
 */
import * as Bridges from "../calls/bridges.ts"
import * as Channels from "../channels.ts"
import { deviceOf } from "../devices.ts"
import { after, next } from "../dialplan/application.ts"
import { split } from "../dialplan/argumentText.ts"
import * as Dialplan from "../dialplan/dialplan.ts"
import { optionsOf } from "../dialplan/options.ts"
import * as Sounds from "../dialplan/sounds.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { byName } from "../hashing.ts"
import { type Bridge, type Channel, type Place, SoftHangup } from "../model.ts"
import { atoi } from "../numbers.ts"
import type { ParkedCall, ParkingLot } from "./serviceState.ts"

/** The context of the extensions that call the parker back. */
const comebackContext = "park-dial"

/** Finds a lot. */
export const lotOf = (draft: Draft, name: string): ParkingLot | undefined => draft.services.lots.get(name)

/** All lots, by name. */
export const lots = (draft: Draft): ReadonlyArray<ParkingLot> =>
  byName(draft.services.lots.values(), ({ name }) => name)

/** The lot that a channel parks in if none is named (res_parking.c, find_channel_parking_lot_name). */
const ownLot = (channel: Channel): string => {
  const named = channel.variables.get("PARKINGLOT") ?? ""
  return named === "" ? "default" : named
}

// --- Events -------------------------------------------------------------------------

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000)

/** Whole seconds of the clock: a call that was parked just before a second begins is one second old then. */
const ageOf = (draft: Draft, { startedAt }: ParkedCall): number => {
  const started = seconds(startedAt)
  return seconds(startedAt % 1000 + draft.since(startedAt) + started * 1000) - started
}

/** A parked call as events and the list of them show it (parking_manager.c, manager_build_parked_call_string). */
export const linesOf = (
  draft: Draft,
  call: ParkedCall,
  retriever?: Channel,
  place: Partial<Place> = {}
): ReadonlyArray<string> => {
  const channel = draft.channels.get(call.channel)
  const parkee = channel === undefined ? undefined : { ...channel, ...place }
  const duration = ageOf(draft, call)
  return [
    ...(parkee === undefined ? [] : Channels.snapshot(parkee, "Parkee")),
    ...(retriever === undefined ? [] : Channels.snapshot(retriever, "Retriever")),
    `ParkerDialString: ${call.parker}`,
    `Parkinglot: ${call.lot}`,
    `ParkingSpace: ${call.space}`,
    `ParkingTimeout: ${call.limit > duration ? call.limit - duration : 0}`,
    `ParkingDuration: ${duration}`
  ]
}

type ParkingEvent = "ParkedCall" | "UnParkedCall" | "ParkedCallTimeOut" | "ParkedCallGiveUp" | "ParkedCallSwap"

const report = (draft: Draft, event: ParkingEvent, call: ParkedCall, retriever?: Channel, place?: Place): void => {
  draft.raise(event, "call", linesOf(draft, call, retriever, place))
  const channel = draft.channels.get(call.channel)
  if (channel === undefined) return
  const { lot, parker, space } = call
  draft.notes.push({ _tag: "Parked", event, channel, lot, space, parker, retriever: retriever?.name })
}

/** Sets the device state that shows whether a space is taken (parking_controller.c, parking_notify_metermaids). */
const spaceChanged = (draft: Draft, { context }: ParkingLot, space: number, isTaken: boolean): void =>
  draft.deviceChanged(`park:${space}@${context}`, isTaken ? "INUSE" : "NOT_INUSE")

/** The extensions of a lot: one that parks, and one for each space that retrieves its call. */
export const extensionsOf = (dialplan: Dialplan.Dialplan, lot: ParkingLot): Dialplan.Dialplan => {
  const spaces = Array.from({ length: lot.stop - lot.start + 1 }, (_, index) => lot.start + index)
  const own = [
    [lot.exten, { name: "Park", data: "" }] as const,
    ...spaces.map((space) => [String(space), { name: "ParkedCall", data: `${lot.name},${space}` }] as const)
  ]
  return own.reduce((added, [exten, application]) => {
    const place = { context: lot.context, exten, priority: 1 }
    return Dialplan.applicationAt(added, place) === undefined
      ? Dialplan.add(added, lot.context, exten, [application])
      : added
  }, dialplan)
}

// --- Spaces -------------------------------------------------------------------------

/** The calls of a lot, by their spaces. */
export const callsOf = (draft: Draft, lot: ParkingLot): ReadonlyArray<ParkedCall> =>
  lot.taken.flatMap(([, name]) => draft.services.parked.get(name) ?? [])

/** The space for a new call: the requested one, or the next free one (parking_controller.c). */
const spaceFor = (lot: ParkingLot, wanted: number): number | undefined => {
  const first = lot.findsNext ? lot.nextSpace : lot.start
  let space = wanted >= lot.start && wanted <= lot.stop ? wanted : first
  let free = lot.start
  for (const [taken] of lot.taken) {
    if (taken === free) free += 1
    if (taken < space) continue
    if (taken > space) break
    space += 1
  }
  return space <= lot.stop ? space : free <= lot.stop ? free : undefined
}

const occupy = (draft: Draft, lot: ParkingLot, space: number, channel: string): void => {
  const taken = [...lot.taken, [space, channel] as const].sort(([one], [other]) => one - other)
  const nextSpace = (space + 1 - lot.start) % (lot.stop - lot.start + 1) + lot.start
  draft.services.lots.set(lot.name, { ...lot, taken, nextSpace })
}

const free = (draft: Draft, call: ParkedCall): void => {
  draft.services.parked.delete(call.channel)
  const lot = lotOf(draft, call.lot)
  if (lot === undefined) return
  draft.services.lots.set(lot.name, { ...lot, taken: lot.taken.filter(([space]) => space !== call.space) })
  spaceChanged(draft, lot, call.space, false)
}

// --- Entering and leaving a lot -----------------------------------------------------

/** How a channel is going to be parked. */
interface Parking {
  readonly lot: string
  /** The name of the channel that parks it; the channel itself if it ran `Park`. */
  readonly parker: string
  readonly random: boolean
  /** In seconds; the lot's own if undefined. */
  readonly limit: number | undefined
  readonly comeback: string
  readonly silent: boolean
}

/** Reads the arguments of `Park` (parking_applications.c, park_app_parse_data). Undefined if there is no such lot. */
const parkingOf = (draft: Draft, channel: Channel, parker: Channel, data: string): Parking | undefined => {
  const [name = "", letters = ""] = split(data)
  const options = optionsOf(letters)
  const lot = lotOf(draft, name === "" ? ownLot(channel) : name)
  const limit = options.get("t")
  return lot === undefined ? undefined : {
    lot: lot.name,
    parker: parker.name,
    random: options.has("R"),
    limit: limit === undefined || !/^\d+$/.test(limit) ? undefined : Number(limit),
    comeback: options.get("c") ?? "",
    silent: options.has("s")
  }
}

/** The channel that is called back: the one that transferred the call to the lot, or else the one that parked it. */
const parkerOf = (channel: Channel, { parker }: Parking): string => {
  const blind = channel.variables.get("BLINDTRANSFER") ?? ""
  const attended = channel.variables.get("ATTENDEDTRANSFER") ?? ""
  const byTransfer = attended === "" ? blind : attended
  return deviceOf(byTransfer === "" ? parker : byTransfer)
}

/** Takes a space for a channel that is about to enter the lot. Returns false if there is none. */
const takeSpace = (draft: Draft, channel: Channel, parking: Parking): boolean => {
  const lot = lotOf(draft, parking.lot)
  if (lot === undefined) return false
  const requested = channel.variables.get("PARKINGEXTEN") ?? ""
  if (requested !== "" && atoi(requested) <= 0) return false
  const wanted = parking.random
    ? lot.start + Math.floor(draft.random() * (lot.stop - lot.start + 1))
    : atoi(requested)
  const space = spaceFor(lot, wanted)
  if (space === undefined) return false
  const call: ParkedCall = {
    channel: channel.name,
    lot: lot.name,
    space,
    parker: parkerOf(channel, parking),
    startedAt: draft.time,
    limit: parking.limit ?? lot.timeout,
    comeback: parking.comeback,
    back: undefined
  }
  draft.services.parked.set(channel.name, call)
  occupy(draft, lot, space, channel.name)
  if (call.limit > 0) draft.later(call.limit * 1000, (later) => comeBack(later, call))
  return true
}

/** Plays music to a parked channel (bridge_holding.c). */
const startMusic = (draft: Draft, channel: Channel): void => {
  if (channel.half === undefined) Channels.startMusic(draft, draft.current(channel))
}

const stopMusic = (draft: Draft, channel: Channel): void => {
  if (channel.half === undefined) Channels.stopMusic(draft, draft.current(channel))
}

/** A channel leaves the lot: it was retrieved, timed out, or gave up. */
const pulled = (draft: Draft, _: Bridge, channel: Channel): void => {
  stopMusic(draft, channel)
  const call = draft.services.parked.get(channel.name)
  if (call === undefined) return
  if (call.back === undefined) report(draft, "ParkedCallGiveUp", call)
  else draft.update(channel, { after: call.back })
  free(draft, call)
}

/** A channel enters the lot; it may replace a Local channel that is optimised away. */
const pushed = (draft: Draft, _: Bridge, channel: Channel, swap: Channel | undefined): void => {
  const own = draft.services.parked.get(channel.name)
  const before = swap === undefined ? own : draft.services.parked.get(swap.name)
  const lot = before === undefined ? undefined : lotOf(draft, before.lot)
  if (before === undefined || lot === undefined) return
  if (swap === undefined) {
    report(draft, "ParkedCall", before)
    return spaceChanged(draft, lot, before.space, true)
  }
  const call = { ...before, channel: channel.name }
  draft.services.parked.delete(before.channel)
  draft.services.parked.set(call.channel, call)
  const taken = lot.taken.map(([space, name]) => [space, space === call.space ? channel.name : name] as const)
  draft.services.lots.set(lot.name, { ...lot, taken })
  report(draft, "ParkedCallSwap", call)
}

/** The bridge of a lot, which is created at its first use and stays. */
const bridgeOf = (draft: Draft, lot: ParkingLot): string => {
  const existing = lot.bridge === undefined ? undefined : draft.bridges.get(lot.bridge)
  if (existing !== undefined && !existing.dissolved) return existing.id
  const { id } = Bridges.create(draft, {
    type: "parking",
    technology: "holding_bridge",
    creator: "Parking",
    name: lot.name
  }, { pulled, pushed })
  draft.services.lots.set(lot.name, { ...lotOf(draft, lot.name) ?? lot, bridge: id })
  return id
}

// --- Park ---------------------------------------------------------------------------

/** `Park`: the channel waits in the lot, and ends if it is not retrieved. */
export const park = (draft: Draft, channel: Channel, data: string): void => {
  const answered = Frames.answer(draft, channel)
  const parking = parkingOf(draft, answered, answered, data)
  const isBlind = (answered.variables.get("BLINDTRANSFER") ?? "") !== ""
  if (parking !== undefined && parkUnbridged(draft, answered, parking)) return
  const isSilent = isBlind || parking?.silent === true
  next(draft, draft.current(answered), isSilent ? 0 : Sounds.lengthOf(draft, "pbx-parkingfailed"))
}

const parkUnbridged = (draft: Draft, channel: Channel, parking: Parking): boolean => {
  const lot = lotOf(draft, parking.lot)
  if (lot === undefined) return false
  const bridge = bridgeOf(draft, lot)
  if (!takeSpace(draft, draft.current(channel), parking)) return false
  Bridges.enter(draft, bridge, draft.current(channel), { onLeft: endAfter })
  startMusic(draft, channel)
  return true
}

/** After the lot a channel ends, unless it was sent elsewhere. */
const endAfter = (draft: Draft, channel: Channel): void => {
  if (draft.current(channel).softHangup === 0) Thread.end(draft, channel)
  else Thread.resume(draft, channel)
}

/** Moves the other party of a call into a lot (parking_bridge_features.c, parking_park_bridge_channel). */
const parkBridged = (draft: Draft, channel: Channel, parker: Channel, data: string): boolean => {
  const parking = parkingOf(draft, channel, parker, data)
  const lot = parking === undefined ? undefined : lotOf(draft, parking.lot)
  if (parking === undefined || lot === undefined) return false
  const bridge = bridgeOf(draft, lot)
  const blind = Channels.setVariable(draft, channel, "BLINDTRANSFER", parker.name)
  if (!takeSpace(draft, blind, parking)) return false
  Bridges.move(draft, bridge, draft.current(blind))
  startMusic(draft, channel)
  return true
}

/** Says the space to the parker, which then leaves the call. */
const announceSpace = (draft: Draft, parker: Channel, parkee: Channel): void => {
  const call = draft.services.parked.get(parkee.name)
  if (call === undefined) return
  draft.later(Sounds.lengthOfAll(draft, Sounds.digitsOf(String(call.space))), (later) => {
    const current = later.channels.get(parker.name)
    if (current?.uniqueid === parker.uniqueid && current.bridge === parker.bridge) {
      Bridges.leave(later, current, true)
    }
  })
}

/** Parks the peer of a channel in the lot of an extension that runs `Park`. Returns false if there is no peer. */
export const parkPeer = (draft: Draft, parker: Channel, data: string): boolean => {
  const parkee = Bridges.peerOf(draft, parker)
  if (parkee === undefined || !parkBridged(draft, parkee, parker, data)) return false
  announceSpace(draft, parker, parkee)
  return true
}

/** The arguments of the `Park` that an extension runs first; undefined if it is no parking extension. */
export const parkingExtension = (draft: Draft, context: string, exten: string): string | undefined => {
  const application = Dialplan.applicationAt(draft.dialplan, { context, exten, priority: 1 })
  return application?.name.toLowerCase() === "park" ? application.data : undefined
}

/** Parks the peer of a channel in the channel's own lot, as the feature code `parkcall` does. */
export const parkPeerInOwnLot = (draft: Draft, parker: Channel): void => {
  const lot = lotOf(draft, ownLot(draft.current(parker)))
  if (lot !== undefined) parkPeer(draft, parker, lot.name)
}

/** The request of the action `Park`. */
export interface ParkRequest {
  readonly parker: string
  readonly lot: string
  readonly space: string
  /** In seconds; undefined for that of the lot. */
  readonly timeout: number | undefined
}

/** The action `Park`. Returns false if it fails (parking_manager.c, manager_park). */
export const parkByManager = (
  draft: Draft,
  channel: Channel,
  { lot, parker, space, timeout }: ParkRequest
): boolean => {
  const named = parker === "" ? channel : Channels.setVariable(draft, channel, "BLINDTRANSFER", parker)
  if (space !== "") Channels.setVariable(draft, named, "PARKINGEXTEN", space)
  const current = draft.current(named)
  const peer = Bridges.peerOf(draft, current)
  const data = timeout === undefined ? lot : `${lot},t(${timeout})`
  if (peer === undefined || peer.name !== parker) {
    const parking = parkingOf(draft, current, current, data)
    if (parking === undefined) return false
    return parkAlone(draft, current, parking)
  }
  draft.soon((later) => {
    const parkee = later.channels.get(channel.name)
    const by = later.channels.get(parker)
    if (parkee !== undefined && by !== undefined && parkBridged(later, parkee, by, data)) {
      announceSpace(later, by, parkee)
    }
  })
  return true
}

/** Takes a channel out of its bridge or application, and parks it. */
const parkAlone = (draft: Draft, channel: Channel, parking: Parking): boolean => {
  const lot = lotOf(draft, parking.lot)
  if (lot === undefined) return false
  const bridge = bridgeOf(draft, lot)
  if (channel.bridge !== undefined) {
    if (!takeSpace(draft, channel, parking)) return false
    Bridges.move(draft, bridge, channel)
    startMusic(draft, channel)
    return true
  }
  Channels.leaveApplication(draft, channel, "sent")
  return parkUnbridged(draft, draft.update(channel, { plan: draft.next("plan") }), parking)
}

// --- Coming back --------------------------------------------------------------------

const flat = (dialString: string): string => dialString.replaceAll("/", "_")

/** The call timed out: it leaves the lot for its parker (parking_bridge_features.c). */
const comeBack = (draft: Draft, call: ParkedCall): void => {
  const current = draft.services.parked.get(call.channel)
  const channel = draft.channels.get(call.channel)
  const lot = lotOf(draft, call.lot)
  const isSame = current?.startedAt === call.startedAt && current.space === call.space
  if (!isSame || channel === undefined || lot === undefined) return
  const exten = flat(current.parker)
  for (
    const [name, value] of [
      ["PARKING_SPACE", String(current.space)],
      ["PARKEDLOT", lot.name],
      ["PARKER", current.parker],
      ["PARKER_FLAT", exten],
      ["BRIDGE_FEATURES", ""]
    ] as const
  ) Channels.setVariable(draft, channel, name, value)
  const dial = { name: "Dial", data: `${current.parker},${lot.comebackDialTime}` }
  const back = { context: comebackContext, exten, priority: 1 }
  if (Dialplan.applicationAt(draft.dialplan, back) === undefined) {
    draft.dialplan = Dialplan.add(draft.dialplan, back.context, back.exten, [dial])
  }
  const place = placeOf(draft, lot, current, back)
  // It is leaving already.
  report(draft, "ParkedCallTimeOut", current, undefined, place)
  draft.services.parked.set(channel.name, { ...current, back: place })
  const { softHangup } = draft.current(channel)
  Bridges.leave(draft, draft.update(channel, { softHangup: softHangup | SoftHangup.AsyncGoto }))
}

const placeOf = (
  draft: Draft,
  lot: ParkingLot,
  { comeback }: ParkedCall,
  back: { readonly context: string; readonly exten: string; readonly priority: number }
) => {
  const [priority = "1", exten = "s", context = "default"] = comeback.split(",").toReversed()
  if (comeback !== "") return { context, exten, priority: Number(priority) }
  if (lot.comesBackToOrigin) return back
  for (const name of [back.exten, "s"]) {
    const place = { context: lot.comebackContext, exten: name, priority: 1 }
    if (Dialplan.applicationAt(draft.dialplan, place) !== undefined) return place
  }
  return { context: "default", exten: "s", priority: 1 }
}

// --- ParkedCall ---------------------------------------------------------------------

/** `ParkedCall`: retrieves the call at a space, or any call of the lot. */
export const parkedCall = (draft: Draft, channel: Channel, data: string): void => {
  const [name = "", wanted = ""] = split(data)
  const answered = Frames.answer(draft, channel)
  const lot = lotOf(draft, name === "" ? ownLot(answered) : name)
  const space = wanted === "" ? undefined : atoi(wanted)
  const calls = lot === undefined ? [] : callsOf(draft, lot)
  const call = calls.find((parked) => space === undefined || parked.space === space)
  const parkee = call === undefined ? undefined : draft.channels.get(call.channel)
  if (call === undefined || parkee === undefined) {
    return after(draft, answered, Sounds.lengthOf(draft, "pbx-invalidpark") ?? 0, Thread.end)
  }
  const { id } = Bridges.create(draft)
  stopMusic(draft, parkee)
  report(draft, "UnParkedCall", call, draft.current(answered))
  free(draft, call)
  Bridges.move(draft, id, draft.current(parkee))
  Bridges.enter(draft, id, draft.current(answered), { onLeft: endAfter })
}
