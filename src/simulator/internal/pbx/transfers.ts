/**
 * Transfers: what they do once the action has been validated.
 *
 * @since 0.1.0
 */
import type { Lines } from "../messages.ts"
import * as Bridges from "./bridges.ts"
import * as Channels from "./channels.ts"
import * as Consultations from "./consultations.ts"
import type { Draft } from "./draft.ts"
import type { Channel } from "./model.ts"

/** The codes of features.conf: `atxfer`, and the default of `atxferabort`. */
const attendedCode = "*2"
const abortCode = "*1"

/** Asterisk waits this long for another digit (features.conf, transferdigittimeout). */
const digitTimeout = 3000

const blindTransfer = (draft: Draft, result: string, lines: Lines, context: string, exten: string): void =>
  draft.raise("BlindTransfer", "call", [
    `Result: ${result}`,
    ...lines,
    "IsExternal: Yes",
    `Context: ${context}`,
    `Extension: ${exten}`
  ])

/** Sends the other end of a call elsewhere. Returns false if the channel is in no call. */
export const blind = (draft: Draft, transferer: Channel, exten: string, context: string): boolean => {
  const transferee = Bridges.peerOf(draft, transferer)
  const bridge = transferer.bridge === undefined ? undefined : draft.bridges.get(transferer.bridge)
  const transfererLines = Channels.snapshot(transferer, "Transferer")
  if (transferee === undefined || bridge === undefined) {
    blindTransfer(draft, "Invalid", transfererLines, context, exten)
    return false
  }
  Channels.raise(draft, "Unhold", transferer)
  Channels.setVariable(draft, transferer, "BLINDTRANSFER", transferee.name)
  Channels.setVariable(draft, transferee, "BLINDTRANSFER", transferer.name)
  for (const channel of [transferer, transferee]) Channels.setVariable(draft, channel, "BRIDGEPEER", "")
  const lines = [...transfererLines, ...Channels.snapshot(transferee, "Transferee"), ...Bridges.snapshot(bridge)]
  const sent = Channels.send(draft, transferee, { context, exten, priority: 1 })
  blindTransfer(draft, "Success", lines, context, exten)
  Consultations.end(draft, sent)
  Bridges.leave(draft, sent)
  return true
}

const press = (draft: Draft, channel: Channel, digits: string): void => {
  for (const digit of digits) {
    Channels.raise(draft, "DTMFEnd", channel, [`Digit: ${digit}`, "DurationMs: 0", "Direction: Received"], "dtmf")
  }
}

/** Dials the digits of an attended transfer; what follows depends on whether anything detects them. */
export const attended = (draft: Draft, channel: Channel, exten: string, context: string | undefined): void => {
  const transferer = context === undefined
    ? channel
    : Channels.setVariable(draft, channel, "TRANSFER_CONTEXT", context)
  press(draft, transferer, attendedCode)
  const isInCall = Bridges.peerOf(draft, transferer) !== undefined && !draft.consultations.has(channel.name)
  if (isInCall) Channels.raise(draft, "Hold", transferer)
  press(draft, transferer, exten)
  if (!isInCall) return
  draft.later(digitTimeout, {
    _tag: "Consult",
    transferer: channel.name,
    plan: channel.plan,
    exten,
    context: context ?? channel.context
  })
}

/** Dials the digits that end an attended transfer. */
export const cancel = (draft: Draft, channel: Channel): void => {
  press(draft, channel, abortCode)
  const consultation = draft.consultations.get(channel.name)
  if (consultation !== undefined) Consultations.abandon(draft, consultation)
}

/** Takes a channel out of whatever it is in, and sends it elsewhere. */
export const redirect = (
  draft: Draft,
  channels: ReadonlyArray<readonly [channel: Channel, place: { context: string; exten: string; priority: number }]>
): void => {
  const sent = channels.map(([channel, place]) => Channels.send(draft, channel, place))
  // All are marked before the first leaves, so that none hangs up because its bridge ended.
  const names = new Set(sent.map(({ name }) => name))
  for (const channel of sent) Consultations.end(draft, draft.current(channel))
  for (const channel of sent) {
    const { bridge } = draft.current(channel)
    const isShared = Bridges.members(draft, bridge).every(({ name }) => names.has(name))
    if (bridge === undefined || !isShared) Bridges.leave(draft, channel)
    else {
      for (const member of sent) if (draft.current(member).bridge === bridge) Bridges.remove(draft, member)
      Bridges.destroy(draft, bridge)
    }
  }
}
