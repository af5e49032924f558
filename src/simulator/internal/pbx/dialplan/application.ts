/**
 * The type of a dialplan application, and what applications have in common.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"

/**
 * An application: what it does to the channel that runs it. It keeps its channel until it calls `next`, or until the
 * channel is hung up or sent elsewhere; then `draft.leaving` of the channel runs first, if the application set it.
 */
export type Run = (draft: Draft, channel: Channel, data: string) => void

/** Continues with the next priority, after some milliseconds of a real call. */
export const next = (draft: Draft, channel: Channel, after = 0): void =>
  draft.later(after, { _tag: "Next", channel: channel.name, plan: channel.plan })

/** Continues with something else after some milliseconds, unless the channel has left. */
export const after = (
  draft: Draft,
  channel: Channel,
  milliseconds: number,
  then: (draft: Draft, channel: Channel) => void
): void =>
  draft.later(milliseconds, (later) => {
    const current = Channels.running(later, channel)
    if (current !== undefined) then(later, current)
  })
