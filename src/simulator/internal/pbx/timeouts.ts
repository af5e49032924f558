/**
 * How long a channel may live (`AbsoluteTimeout`, `SET AUTOHANGUP`).
 *
 * @since 0.2.0
 */
import * as Thread from "./dialplan/thread.ts"
import type { Draft } from "./draft.ts"
import type { Channel } from "./model.ts"

/** Hangs up a channel after some milliseconds; 0 lets it live (channel.c, ast_channel_setwhentohangup_tv). */
export const hangUpAfter = (draft: Draft, { name, uniqueid }: Channel, milliseconds: number): void => {
  if (milliseconds <= 0) return draft.rooms.hangupTimes.delete(name)
  const at = draft.now + milliseconds
  draft.rooms.hangupTimes.set(name, at)
  draft.later(milliseconds, (later) => {
    // It may have been set again, and the name may belong to another channel by now.
    const isMeant = later.rooms.hangupTimes.get(name) === at && later.channels.get(name)?.uniqueid === uniqueid
    const current = isMeant ? later.channels.get(name) : undefined
    if (current === undefined) return
    later.rooms.hangupTimes.delete(name)
    Thread.expire(later, current)
  })
}

/** How many milliseconds a channel may still live; undefined if it may live as long as it wants. */
export const millisecondsLeft = (draft: Draft, { name }: Channel): number | undefined => {
  const at = draft.rooms.hangupTimes.get(name)
  return at === undefined ? undefined : at - draft.now
}

/** How many seconds a channel may still live; 0 if it may live as long as it wants. */
export const secondsLeft = (draft: Draft, { name }: Channel): number => {
  const at = draft.rooms.hangupTimes.get(name)
  return at === undefined ? 0 : Math.max(0, Math.floor((at - draft.now) / 1000))
}
