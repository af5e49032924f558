/**
 * The time limit of a channel (`AbsoluteTimeout`, `SET AUTOHANGUP`).
 *
 * @since 0.2.0
 */
import * as Thread from "./dialplan/thread.ts"
import type { Draft } from "./draft.ts"
import type { Channel } from "./model.ts"

/** Hangs up a channel after some milliseconds; 0 removes the limit (channel.c, ast_channel_setwhentohangup_tv). */
export const hangUpAfter = (draft: Draft, { name, uniqueid }: Channel, milliseconds: number): void => {
  if (milliseconds <= 0) return draft.services.hangupTimes.delete(name)
  const at = draft.now + milliseconds
  draft.services.hangupTimes.set(name, at)
  draft.later(milliseconds, (later) => {
    // It may have been set again, and the name may belong to another channel by now.
    const { hangupTimes } = later.services
    const isOwn = hangupTimes.get(name) === at && later.channels.get(name)?.uniqueid === uniqueid
    // A channel that took its place has its limit too (channel.c, channel_do_masquerade).
    const meant = isOwn
      ? name
      : [...hangupTimes.keys()].find((other) => other !== name && hangupTimes.get(other) === at)
    const current = meant === undefined ? undefined : later.channels.get(meant)
    if (current === undefined) return
    hangupTimes.delete(current.name)
    Thread.expire(later, current)
  })
}

/** The milliseconds until a channel is hung up; undefined if it has no limit. */
export const millisecondsLeft = (draft: Draft, { name }: Channel): number | undefined => {
  const at = draft.services.hangupTimes.get(name)
  return at === undefined ? undefined : at - draft.now
}
