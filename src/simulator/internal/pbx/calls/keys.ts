/**
 * Feature codes: keys that a party presses in a bridge (features.conf; bridge_channel.c, ast_bridge_channel_feature_digit).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { exists } from "../dialplan/dialplan.ts"
import type { Draft, Occupant } from "../draft.ts"
import * as Frames from "../frames.ts"
import type { Channel, Features } from "../model.ts"
import * as Parking from "../services/parking.ts"
import * as Recordings from "../services/recordings.ts"
import * as Bridges from "./bridges.ts"
import * as Consultations from "./consultations.ts"
import * as Transfers from "./transfers.ts"

type Feature =
  | "blind"
  | "attended"
  | "hangUp"
  | "park"
  | "record"
  | "consult-abort"
  | "consult-complete"
  | "consult-threeway"
  | "consult-swap"

/** The features that a party may use now, by their codes. */
const allowed = (draft: Draft, channel: Channel, may: Features): ReadonlyMap<string, Feature> => {
  const { features } = draft
  const codes: ReadonlyArray<readonly [code: string, feature: Feature, isAllowed: boolean | undefined]> =
    draft.consultations.has(channel.name)
      ? [
        [features.atxferabort, "consult-abort", true],
        [features.atxfercomplete, "consult-complete", true],
        [features.atxferthreeway, "consult-threeway", true],
        [features.atxferswap, "consult-swap", true]
      ]
      : [
        [features.blindxfer, "blind", may.transfer],
        [features.atxfer, "attended", may.transfer],
        [features.disconnect, "hangUp", may.hangUp],
        [features.parkcall, "park", may.park],
        [features.automixmon, "record", may.record]
      ]
  return new Map(
    codes.flatMap(([code, feature, isAllowed]) => isAllowed === true && code !== "" ? [[code, feature]] : [])
  )
}

/** How long a code may stay incomplete (features.conf, featuredigittimeout). */
const codeTimeout = 1000

/** The reader of a party's keys; undefined if it may use no feature. */
export const readerOf = (features: Features): Occupant["onKey"] =>
  Object.values(features).some((isAllowed) => isAllowed === true)
    ? (draft, channel, key) => {
      const keys = draft.occupants.get(channel.name)?.keys ?? ""
      const typed = keys + key.digit
      const known = allowed(draft, channel, features)
      const isBegin = [...known.keys()].some((code) => code.startsWith(typed))
      if (key._tag === "KeyDown") return isBegin
      const feature = known.get(typed)
      Bridges.setKeys(draft, channel.name, { keys: isBegin && feature === undefined ? typed : "" })
      if (feature !== undefined) run(draft, channel, feature)
      else if (isBegin) expireLater(draft, channel, typed)
      else if (keys !== "") pass(draft, channel, typed)
      return isBegin || keys !== ""
    }
    : undefined

const expireLater = (draft: Draft, channel: Channel, typed: string): void => {
  const way = draft.ways.current
  draft.later(codeTimeout, (later) => {
    const current = later.channels.get(channel.name)
    if (current === undefined || later.occupants.get(channel.name)?.keys !== typed) return
    later.ways.current = way
    Bridges.setKeys(later, channel.name, { keys: "" })
    pass(later, current, typed)
  })
}

/** Passes keys that are no code on to the other parties. */
const pass = (draft: Draft, channel: Channel, typed: string): void => {
  for (const member of Bridges.members(draft, draft.current(channel).bridge)) {
    if (member.name === channel.name) continue
    for (const digit of typed) {
      Frames.indicate(draft, member, { _tag: "KeyDown", digit })
      Frames.indicate(draft, member, { _tag: "KeyUp", digit, milliseconds: 100 })
    }
  }
}

const run = (draft: Draft, channel: Channel, feature: Feature): void => {
  const consultation = draft.consultations.get(channel.name)
  switch (feature) {
    case "blind":
    case "attended":
      return collect(draft, channel, feature)
    case "hangUp":
      return Bridges.leave(draft, channel, true)
    case "park":
      return Parking.parkPeerInOwnLot(draft, channel)
    case "record":
      return Recordings.toggle(draft, channel, Bridges.peerOf(draft, channel))
    case "consult-abort":
      return consultation === undefined ? undefined : Consultations.abandon(draft, consultation)
    case "consult-complete":
      return consultation === undefined ? undefined : Consultations.complete(draft, consultation)
    case "consult-threeway":
      return consultation === undefined ? undefined : Consultations.threeway(draft, consultation)
    case "consult-swap":
      return consultation === undefined ? undefined : Consultations.swap(draft, consultation)
  }
}

// --- The number of a transfer ---------------------------------------------------------------

/** Whether more digits may still match another extension. */
const mayGrow = (draft: Draft, context: string, exten: string): boolean =>
  [..."0123456789*#"].some((digit) => exists(draft.dialplan, { context, exten: exten + digit }))

/** Which kind of transfer, and what reads the keys again after its number. */
interface Wanted {
  readonly kind: "blind" | "attended"
  readonly own: Occupant["onKey"]
}

/** Puts the others on hold, and reads the number to which the call is transferred. */
const collect = (draft: Draft, channel: Channel, kind: Wanted["kind"]): void => {
  const wanted = { kind, own: draft.occupants.get(channel.name)?.onKey }
  Frames.deliver(draft, channel, { _tag: "Hold", music: "" })
  Bridges.setKeys(draft, channel.name, {
    keys: "",
    onKey: (later, current, key) => {
      if (key._tag === "KeyUp") digit(later, current, key.digit, wanted)
      return true
    }
  })
  waitForMore(draft, channel, "", wanted)
}

const digit = (draft: Draft, channel: Channel, key: string, wanted: Wanted): void => {
  const typed = (draft.occupants.get(channel.name)?.keys ?? "") + key
  const context = Transfers.contextOf(channel)
  Bridges.setKeys(draft, channel.name, { keys: typed })
  if (exists(draft.dialplan, { context, exten: typed }) && !mayGrow(draft, context, typed)) {
    return transfer(draft, channel, typed, wanted)
  }
  waitForMore(draft, channel, typed, wanted)
}

const waitForMore = (draft: Draft, channel: Channel, typed: string, wanted: Wanted): void =>
  draft.later(draft.features.transferdigittimeout * 1000, (later) => {
    const current = later.channels.get(channel.name)
    const occupant = later.occupants.get(channel.name)
    if (
      current === undefined || occupant === undefined || occupant.onKey === wanted.own || occupant.keys !== typed
    ) return
    transfer(later, current, typed, wanted)
  })

const transfer = (draft: Draft, channel: Channel, exten: string, wanted: Wanted): void => {
  const context = Transfers.contextOf(channel)
  Bridges.setKeys(draft, channel.name, { keys: "", onKey: wanted.own })
  const isKnown = exists(draft.dialplan, { context, exten })
  if (!isKnown) return Frames.deliver(draft, draft.current(channel), { _tag: "Unhold" })
  if (wanted.kind === "blind") {
    return void Transfers.blind(draft, { transferer: channel, context, exten, isExternal: false })
  }
  if (!Consultations.consult(draft, channel, context, exten)) {
    Frames.deliver(draft, draft.current(channel), { _tag: "Unhold" })
  }
}

// --- Keys that actions press -------------------------------------------------------------------

/** How long Asterisk takes for each key that an action presses. */
const keyTime = 80

const press = (draft: Draft, channel: Channel, digits: string): void => {
  const { name, uniqueid } = channel
  for (const [index, key] of [...digits].entries()) {
    draft.later(index * keyTime, (later) => {
      const current = later.channels.get(name)
      if (current?.uniqueid !== uniqueid) return
      Frames.deliver(later, current, { _tag: "KeyUp", digit: key, milliseconds: 0 })
    })
  }
}

/** Presses the keys of an attended transfer; what follows depends on whether anything reads them. */
export const attended = (draft: Draft, channel: Channel, exten: string, context: string | undefined): void => {
  if (context !== undefined) Channels.setVariable(draft, channel, "TRANSFER_CONTEXT", context)
  press(draft, channel, draft.features.atxfer + exten)
}

/** Presses the keys that end an attended transfer. */
export const cancel = (draft: Draft, channel: Channel): void => press(draft, channel, draft.features.atxferabort)
