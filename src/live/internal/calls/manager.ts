/**
 * What this client itself does to calls: it hangs a channel up, or leads it elsewhere. No event says so.
 *
 * @since 0.2.0
 */
import type { Sent } from "../../../internal/sendings.ts"
import { kept } from "../text.ts"
import type { CallIndex } from "./callIndex.ts"
import { legOf } from "./legs.ts"
import type { Member } from "./state.ts"
import * as Transfers from "./transfers.ts"

/** A channel as an action names it: by its name or its id. */
const memberIn = (index: CallIndex, channel: string | undefined): Member | undefined => {
  if (channel === undefined) return undefined
  const node = index.graph.named(channel)
  return index.member(channel) ?? (node === undefined ? undefined : index.memberOf(node))
}

/** An action is about to be sent. */
export const before = (index: CallIndex, name: string, sent: Sent): void => {
  if (name !== "Hangup") return
  const member = memberIn(index, sent("Channel"))
  const leg = member === undefined ? undefined : legOf(member)
  if (leg !== undefined) leg.call.isHungUp = true
}

/** An action has succeeded. */
export const after = (index: CallIndex, name: string, sent: Sent, at: number): void => {
  if (name !== "Redirect") return
  for (const extra of ["", "Extra"]) {
    const member = memberIn(index, sent(`${extra}Channel`))
    const leg = member === undefined ? undefined : legOf(member)
    const to = sent(`${extra}Exten`) ?? sent("Exten")
    if (leg === undefined || leg.isOver || to === undefined) continue
    index.at = Math.max(index.at, at)
    Transfers.redirect(index, leg, kept(to))
  }
}
