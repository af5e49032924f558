/**
 * How an attended transfer ends: the transferer hangs up or goes back, or the consulted party hangs up.
 *
 * @since 0.1.0
 */
import * as Bridges from "./bridges.ts"
import * as Channels from "./channels.ts"
import type { Draft } from "./draft.ts"
import type { Bridge, Channel, Consultation } from "./model.ts"

const attendedTransfer = (
  draft: Draft,
  transferer: Channel,
  bridges: { readonly first: Bridge; readonly second: Bridge },
  transferee: Channel
): void =>
  draft.raise("AttendedTransfer", "call", [
    "Result: Success",
    ...Channels.snapshot(transferer, "OrigTransferer"),
    ...Bridges.snapshot(bridges.first, "Orig"),
    ...Channels.snapshot(transferer, "SecondTransferer"),
    ...Bridges.snapshot(bridges.second, "Second"),
    ...Channels.snapshot(transferee, "Transferee"),
    "IsExternal: No",
    "DestType: Bridge",
    `DestBridgeUniqueid: ${bridges.first.id}`
  ])

/** The transferer leaves: the two parties are connected. */
const complete = (draft: Draft, transferer: Channel, { first, second, target }: Consultation): void => {
  Channels.setVariable(draft, transferer, "BRIDGEPEER", "")
  const left = Bridges.remove(draft, transferer)
  const before = { first: draft.bridges.get(first), second: draft.bridges.get(second) }
  const asked = draft.channels.get(target)
  const [transferee] = Bridges.members(draft, first)
  if (before.first === undefined || before.second === undefined || asked === undefined || transferee === undefined) {
    return
  }
  draft.raise("BridgeMerge", "call", [
    ...Bridges.snapshot(before.first, "To"),
    ...Bridges.snapshot(before.second, "From")
  ])
  Bridges.enter(draft, first, Bridges.remove(draft, asked))
  Bridges.setWaiting(draft, first, false)
  Bridges.setPeers(draft, first)
  Channels.changeConnected(draft, asked, transferee.caller)
  const connected = Channels.changeConnected(draft, transferee, asked.caller)
  const after = { first: draft.bridges.get(first), second: draft.bridges.get(second) }
  if (after.first !== undefined && after.second !== undefined) {
    attendedTransfer(draft, left, { first: after.first, second: after.second }, connected)
  }
  Bridges.destroy(draft, second)
}

/** The transferer goes back to the waiting party; the consulted party hangs up, unless it is leaving anyway. */
export const abandon = (draft: Draft, consultation: Consultation, leaving?: Channel): void => {
  const { first, second, target, transferer } = consultation
  draft.consultations.delete(transferer)
  const channel = draft.channels.get(transferer)
  if (channel?.bridge === second) Bridges.enter(draft, first, Bridges.remove(draft, channel))
  Bridges.setWaiting(draft, first, false)
  if (channel !== undefined) Channels.raise(draft, "Unhold", channel)
  const asked = draft.channels.get(target)
  if (asked !== undefined) {
    Bridges.remove(draft, asked)
    if (leaving?.name !== target) draft.soon({ _tag: "HangUp", channel: target, cause: 16 })
  }
  Bridges.destroy(draft, second)
  const waiting = channel === undefined ? undefined : Bridges.peerOf(draft, channel)
  if (channel !== undefined && waiting !== undefined) Channels.changeConnected(draft, channel, waiting.caller)
}

/** The waiting party hung up: what remains is a call between the other two. */
const forget = (draft: Draft, consultation: Consultation, waiting: Channel): void => {
  draft.consultations.delete(consultation.transferer)
  Bridges.remove(draft, waiting)
  Bridges.destroy(draft, consultation.first)
}

/** Ends the attended transfer that a channel takes part in, because it hangs up or is sent elsewhere. */
export const end = (draft: Draft, channel: Channel): void => {
  const consultation = draft.consultations.get(channel.name)
  if (consultation !== undefined) {
    draft.consultations.delete(channel.name)
    const isAnswered = channel.bridge === consultation.second
    if (isAnswered) complete(draft, channel, consultation)
    else {
      draft.soon({ _tag: "HangUp", channel: consultation.target, cause: 16 })
      Bridges.setWaiting(draft, consultation.first, false)
      Bridges.destroy(draft, consultation.second)
    }
    return
  }
  for (const consultation of draft.consultations.values()) {
    if (consultation.target === channel.name) return abandon(draft, consultation, channel)
    const transferer = draft.channels.get(consultation.transferer)
    const isAnswered = transferer?.bridge === consultation.second
    if (isAnswered && channel.bridge === consultation.first) return forget(draft, consultation, channel)
  }
}
