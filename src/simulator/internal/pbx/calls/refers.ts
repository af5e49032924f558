/**
 * What telephones ask for by SIP: REFER, and INVITE with Replaces (res_pjsip_refer.c).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import { exists } from "../dialplan/dialplan.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Hangups from "../hangups.ts"
import type { Bridge, Channel } from "../model.ts"
import * as Conferences from "../services/conferences.ts"
import * as Bridges from "./bridges.ts"
import * as Pickups from "./pickups.ts"
import type { Telephone } from "./telephone.ts"
import * as Telephones from "./telephones.ts"
import * as Transfers from "./transfers.ts"

/** Starts a blind transfer. A number that does not exist is refused with 404, which raises no event. */
export const transfer = (draft: Draft, channel: Channel, number: string): string | undefined => {
  const context = Transfers.contextOf(channel)
  if (!exists(draft.dialplan, { context, exten: number })) return undefined
  Transfers.blind(draft, {
    transferer: channel,
    context,
    exten: number,
    isExternal: true,
    onTransferee: (later, transferee) => {
      Channels.setVariable(later, transferee, "SIPTRANSFER", "yes")
      Channels.setVariable(later, transferee, "SIPREFERRINGCONTEXT", context)
      Channels.setVariable(later, transferee, "__SIPREFERREDBYHDR", `<sip:${channel.endpoint ?? ""}@127.0.0.1>`)
      Channels.setVariable(later, transferee, "SIPREFERTOHDR", `sip:${number}@127.0.0.1`)
    }
  })
  return undefined
}

/** The bridge of a channel, unless it is one of an application (bridge.c, ast_bridge_transfer_acquire_bridge). */
const bridgeOf = (draft: Draft, channel: Channel): Bridge | undefined => {
  const bridge = Bridges.of(draft, channel)
  return bridge === undefined || Conferences.isMasqueradeOnly(bridge) ? undefined : bridge
}

/** Connects the parties of two calls of one telephone (bridge.c, ast_bridge_transfer_attended). */
export const attended = (draft: Draft, first: Channel, second: Channel): string | undefined => {
  const one = bridgeOf(draft, first)
  const two = bridgeOf(draft, second)
  if (one === undefined && two === undefined) return "neither call is connected with anybody"
  if (one !== undefined && two !== undefined) return Transfers.join(draft, first, second)
  // A transferer who has left, and whose transfer has not ended: who took its place would be nowhere.
  if (!draft.readers.has(one === undefined ? first.name : second.name)) return "one of the calls has ended"
  return one === undefined ? Transfers.takeOver(draft, second, first) : Transfers.takeOver(draft, first, second)
}

/** Takes over a call: picks up a ringing channel, and replaces a connected one. */
export const replace = (
  draft: Draft,
  phone: string,
  telephone: Telephone,
  wanted: string
): string | undefined => {
  const target = Channels.find(draft, wanted)
  if (target === undefined) return `there is no channel \`${wanted}\``
  const bridge = Bridges.of(draft, target)
  const number = target.endpoint ?? target.exten
  const made = Telephones.invite(draft, phone, telephone, number, undefined)
  const up = Channels.setState(draft, made, Channels.State.Up)
  // Only 22 queues this for the new channel (res_pjsip_refer.c, refer_incoming_invite_request).
  if (draft.dialect !== 16) Channels.raise(draft, "Unhold", up)
  if (bridge === undefined) {
    if (target.dial === undefined) {
      Hangups.end(draft, draft.current(up))
      return `the channel \`${wanted}\` neither rings nor talks`
    }
    Pickups.take(draft, draft.current(up), target)
    Hangups.end(draft, draft.current(target))
    return undefined
  }
  Bridges.enter(draft, bridge.id, draft.current(up), { swap: target, onLeft: Thread.continueOrEnd })
  return undefined
}
