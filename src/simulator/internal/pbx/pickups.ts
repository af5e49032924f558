/**
 * Somebody takes a ringing call (pickup.c).
 *
 * @since 0.2.0
 */
import * as Channels from "./channels.ts"
import * as Dials from "./dials.ts"
import type { Draft } from "./draft.ts"
import * as Hangups from "./hangups.ts"
import type { Channel } from "./model.ts"

/** The picker takes the place of a ringing channel. Returns false if nobody waits for that one. */
export const take = (draft: Draft, picker: Channel, target: Channel): boolean => {
  const dial = Dials.ofLeg(draft, target)
  if (dial === undefined) return false
  Channels.moveTo(draft, picker, { context: picker.context, exten: target.exten, priority: 1 }, {
    name: "AppDial",
    data: "(Outgoing Line)"
  })
  Hangups.end(draft, draft.update(target, {}))
  Dials.pickUp(draft, dial, target, draft.current(picker))
  return true
}
