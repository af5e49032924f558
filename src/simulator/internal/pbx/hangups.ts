/**
 * How a channel ends, and what its technology does then (channel.c, ast_hangup).
 *
 * @since 0.1.0
 */
import * as Media from "./calls/media.ts"
import { statusOfCause } from "./calls/sip.ts"
import * as Channels from "./channels.ts"
import * as Script from "./dialplan/script.ts"
import type { Draft } from "./draft.ts"
import * as Frames from "./frames.ts"
import type { Channel } from "./model.ts"

/**
 * Ends a channel. Its hangup handlers run first, wherever it is: in no dialplan too (channel.c, ast_hangup calls
 * ast_pbx_hangup_handler_run).
 */
export const end = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined || current.zombie === true) return
  if (Script.of(current).handlers.length === 0) return finish(draft, current)
  draft.readers.delete(current.name)
  Channels.leaveApplication(draft, current, "hungUp")
  const left = draft.channels.get(current.name)
  if (left === undefined) return
  draft.update(left, { zombie: true, ending: true, single: false })
  draft.soon({ _tag: "HangupHandlers", channel: left.name })
}

/** A channel whose hangup handlers have run: its technology ends first, then it is gone. */
export const finish = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return
  draft.readers.delete(current.name)
  Channels.leaveApplication(draft, current, "hungUp")
  if (current.endpoint !== undefined) endSession(draft, draft.current(current))
  else if (current.half !== undefined) endHalf(draft, draft.current(current))
  Channels.finish(draft, current)
}

/** PJSIP derives the status from the cause, unless its session already has one (chan_pjsip.c, chan_pjsip_hangup). */
const endSession = (draft: Draft, channel: Channel): void => {
  // If the telephone ended the session, its media variables are set already.
  if (!channel.over) Media.setStatistics(draft, channel)
  if (channel.techCause === 0) draft.update(channel, { techCause: statusOfCause(channel.cause) })
}

/** The other half follows (core_unreal.c, ast_unreal_hangup). */
const endHalf = (draft: Draft, channel: Channel): void => {
  const half = Channels.halfOf(draft, channel)
  if (half === undefined) return
  const { cause } = channel
  draft.update(half, { half: undefined })
  if (channel.name.endsWith(";2")) {
    const status = channel.variables.get("DIALSTATUS")
    if (status !== undefined) {
      draft.update(half, { cause })
      Channels.setVariable(draft, half, "CHANLOCALSTATUS", status)
    }
    return Frames.queueHangupWithCause(draft, draft.current(half), cause)
  }
  if (cause === 26) draft.update(half, { cause })
  // The far half that nothing runs on yet ends with it.
  if (!half.pbx && half.bridge === undefined) return end(draft, draft.current(half))
  Frames.queueHangupWithCause(draft, draft.current(half), cause)
}

/** Hangs a channel up as the action `Hangup` does: it keeps its cause if none is given (manager.c, action_hangup). */
export const ask = (draft: Draft, channel: Channel, cause: number): void =>
  Frames.softHangup(draft, cause > 0 ? draft.update(channel, { cause }) : channel, 32)
