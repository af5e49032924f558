/**
 * What this client itself does to calls: it hangs a channel up, or leads it elsewhere. No event says so.
 *
 * @since 0.2.0
 */
import type { Sent } from "../../../internal/sendings.ts"
import { kept } from "../text.ts"
import { legOf } from "./legs.ts"
import type { Member } from "./state.ts"
import * as Transfers from "./transfers.ts"
import type { World } from "./world.ts"

/** A channel as an action names it: by its name or its id. */
const memberIn = (world: World, channel: string | undefined): Member | undefined => {
  if (channel === undefined) return undefined
  const node = world.graph.named(channel)
  return world.member(channel) ?? (node === undefined ? undefined : world.memberOf(node))
}

/** An action is about to be sent. */
export const before = (world: World, name: string, sent: Sent): void => {
  if (name !== "Hangup") return
  const member = memberIn(world, sent("Channel"))
  const leg = member === undefined ? undefined : legOf(member)
  if (leg !== undefined) leg.call.isHungUp = true
}

/** An action has succeeded. */
export const after = (world: World, name: string, sent: Sent, at: number): void => {
  if (name !== "Redirect") return
  for (const extra of ["", "Extra"]) {
    const member = memberIn(world, sent(`${extra}Channel`))
    const leg = member === undefined ? undefined : legOf(member)
    const to = sent(`${extra}Exten`) ?? sent("Exten")
    if (leg === undefined || leg.isOver || to === undefined) continue
    world.at = Math.max(world.at, at)
    Transfers.redirect(world, leg, kept(to))
  }
}
