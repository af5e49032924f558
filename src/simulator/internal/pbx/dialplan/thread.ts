/**
 * The dialplan of a channel as a thread: how it starts, is interrupted, is sent elsewhere, and ends (pbx.c,
 * __ast_pbx_run).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft, Reader } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import { type Channel, type Place, SoftHangup } from "../model.ts"
import { applicationAt } from "./dialplan.ts"
import * as Script from "./script.ts"
import * as Subroutines from "./subroutines.ts"

/** The frames that an application without its own reader handles: its channel has to end, or was sent elsewhere. */
const reader: Reader = (draft, channel, frame) => {
  if (frame._tag === "Hangup") interrupt(draft, channel)
}

/** Reads the channel while an application has no reader. */
export const own = (draft: Draft, channel: Channel): void => draft.readers.set(channel.name, reader)

/** Reads the next key of a channel. */
export const listen = (
  draft: Draft,
  channel: Channel,
  onKey: (draft: Draft, channel: Channel, digit: string) => void
): void =>
  draft.readers.set(channel.name, (now, current, frame) => {
    if (frame._tag === "Hangup") return interrupt(now, current)
    if (frame._tag !== "KeyUp") return
    own(now, current)
    onKey(now, now.current(current), frame.digit)
  })

/** Whether the dialplan has a step at a place. */
export const hasStep = (draft: Draft, place: Place): boolean => applicationAt(draft.dialplan, place) !== undefined

/** Runs a subroutine on a channel, and continues when it ends. */
export const subroutine = (
  draft: Draft,
  channel: Channel,
  data: string,
  done: (draft: Draft, channel: Channel) => void
): void => {
  Subroutines.run(draft, channel, data, done)
  if (Subroutines.isRunning(draft, channel)) own(draft, channel)
}

const run = (draft: Draft, channel: Channel): Channel => {
  own(draft, channel)
  draft.services.plans.delete(draft.current(channel).plan)
  const started = draft.update(channel, { pbx: true, plan: draft.next("plan") })
  draft.soon({ _tag: "Execute", channel: started.name, plan: started.plan })
  return started
}

/** Starts the dialplan of a channel at its place (pbx.c, ast_pbx_start). Without an extension it starts at `s`. */
export const start = (draft: Draft, channel: Channel): Channel => {
  const current = draft.current(channel)
  const place = current.exten === "" && !current.single ? { exten: "s", priority: 1 } : {}
  return run(draft, draft.update(current, { ...place, ending: false }))
}

/** Lets the dialplan of a channel read its frames, while its application has no reader. */
export const attend = (draft: Draft, channel: Channel): Channel => {
  draft.readers.set(channel.name, reader)
  return draft.current(channel)
}

/** Continues the dialplan after the application of a channel, or ends the channel if it was hung up. */
export const resume = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return
  draft.readers.set(current.name, reader)
  draft.leaving.delete(current.name)
  if (current.softHangup !== 0 && !current.ending) return interrupt(draft, current)
  draft.soon({ _tag: "Next", channel: current.name, plan: current.plan })
}

/**
 * The channel has to end, or was sent elsewhere: its application ends, and then its dialplan continues at the new
 * place, or ends.
 */
export const interrupt = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined || current.ending || current.softHangup === 0) return
  const isSent = (current.softHangup & SoftHangup.AsyncGoto) !== 0
  Channels.leaveApplication(draft, current, isSent ? "sent" : "hungUp")
  const left = draft.channels.get(channel.name)
  if (left === undefined) return
  if (isSent) continueAtPlace(draft, left)
  else if ((left.softHangup & SoftHangup.Timeout) === 0 || !goesToTimeoutExtension(draft, left)) end(draft, left)
}

/** A channel whose time has run out goes to the extension `T` or `e` of its context, if there is one. */
const goesToTimeoutExtension = (draft: Draft, channel: Channel): boolean => {
  const { context, ending, single, softHangup } = channel
  if (ending || single || Subroutines.isRunning(draft, channel)) return false
  const exten = ["T", "e"].find((exten) => hasStep(draft, { context, exten, priority: 1 }))
  if (exten === undefined) return false
  run(draft, draft.update(channel, { exten, priority: 1, softHangup: softHangup & ~SoftHangup.Timeout }))
  return true
}

/** The time of a channel has run out (channel.c, AST_SOFTHANGUP_TIMEOUT). */
export const expire = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return
  if (draft.readers.get(current.name) !== reader) return Frames.softHangup(draft, current, SoftHangup.Timeout)
  Channels.leaveApplication(draft, current, "hungUp")
  const left = draft.channels.get(channel.name)
  if (left !== undefined && !goesToTimeoutExtension(draft, left)) end(draft, left)
}

/** Continues at the place that a channel was sent to. */
const continueAtPlace = (draft: Draft, channel: Channel): void => {
  const current = draft.current(channel)
  const softHangup = current.softHangup & ~SoftHangup.AsyncGoto
  const place = current.after ?? current
  const moved = Channels.moveTo(draft, draft.update(current, { softHangup, after: undefined }), place)
  run(draft, draft.update(moved, { single: false }))
}

/** Ends the dialplan of a channel, and with it the channel; its `h` extension runs first. */
export const end = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return
  const returns = draft.services.returning.get(current.name)
  if (returns !== undefined && current.softHangup === 0) {
    // The application that runs another decides what its result means.
    draft.services.returning.delete(current.name)
    return returns.resume(draft, attend(draft, current), -1)
  }
  if (Subroutines.isRunning(draft, current)) {
    Channels.leaveApplication(draft, current, "hungUp")
    return Subroutines.finish(draft, current)
  }
  if (current.ending && !current.single) return handlers(draft, current)
  // A lone application ends without the rest of a dialplan (pbx.c, ast_pbx_run_app).
  if (current.ending || current.single) return Hangups.end(draft, current)
  draft.readers.delete(current.name)
  Channels.leaveApplication(draft, current, "hungUp")
  const marked = Frames.requestSoftHangup(draft, current, SoftHangup.AppUnload)
  const place = { context: marked.context, exten: "h", priority: 1 }
  if (applicationAt(draft.dialplan, place) === undefined) {
    return handlers(draft, draft.update(marked, { ending: true, single: false }))
  }
  const ending = draft.update(marked, { ...place, single: false, ending: true, plan: draft.next("plan") })
  draft.soon({ _tag: "Execute", channel: ending.name, plan: ending.plan })
}

/** Runs the hangup handlers, the last one that was pushed first, and then ends the channel (pbx_hangup_handler.c). */
export const handlers = (draft: Draft, channel: Channel): void => {
  const pushed = Script.of(draft.current(channel)).handlers
  const last = pushed.at(-1)
  if (last === undefined) return Hangups.finish(draft, channel)
  const current = Script.update(draft, draft.update(channel, { zombie: true }), { handlers: pushed.slice(0, -1) })
  // 22 shows the channel as it was last published, 16 as it is.
  const raise = draft.dialect === 16 ? Channels.raise : Channels.raiseCached
  raise(draft, "HangupHandlerRun", current, [`Handler: ${last}`], "dialplan")
  subroutine(draft, current, last, handlers)
}

/** Ends a channel because its application has ended, or its time has run out: at once if its own dialplan runs. */
export const endWithCause = (draft: Draft, channel: Channel, cause: number): void => {
  const given = cause > 0 ? draft.update(channel, { cause }) : draft.current(channel)
  if (draft.readers.get(channel.name) === reader) end(draft, given)
  else Frames.softHangup(draft, given, SoftHangup.Timeout)
}

/**
 * Sends a channel elsewhere in the dialplan (pbx.c, ast_async_goto): one that runs its dialplan is interrupted, one in a
 * bridge leaves it first, and one that runs none starts there.
 */
export const sendTo = (draft: Draft, channel: Channel, place: Place): void => {
  const current = draft.current(channel)
  const softHangup = current.softHangup | SoftHangup.AsyncGoto
  const sent = draft.update(current, { after: place, softHangup })
  const reads = draft.readers.get(sent.name)
  if (reads === undefined) continueAtPlace(draft, sent)
  else reads(draft, sent, { _tag: "Hangup" })
}

/** Continues with a channel that no application runs: it goes to the place it was sent to, or ends (bridge_after.c). */
export const continueOrEnd = (draft: Draft, channel: Channel): void => {
  const current = draft.channels.get(channel.name)
  if (current === undefined) return
  const isHungUp = (current.softHangup & ~SoftHangup.AsyncGoto) !== 0
  if (current.after === undefined || isHungUp) return Hangups.end(draft, current)
  continueAtPlace(draft, draft.update(current, { outgoing: false }))
}
