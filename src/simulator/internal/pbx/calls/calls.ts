/**
 * Two parties connected by an application: `Dial`, `Queue`, `Bridge` and others (features.c, ast_bridge_call).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import * as Hangups from "../hangups.ts"
import { type Channel, type Dial, type Features, type Place, SoftHangup } from "../model.ts"
import * as Bridges from "./bridges.ts"
import * as DialEvents from "./dialEvents.ts"
import { calleeFeatures, callerFeatures } from "./dialOptions.ts"
import * as Keys from "./keys.ts"
import * as Local from "./local.ts"

/** How two parties are connected. */
export interface Connecting {
  readonly callerFeatures?: Features | undefined
  readonly calleeFeatures?: Features | undefined
  /** How long they may talk, in milliseconds. */
  readonly limit?: number | undefined
  /** Whether the parties may not move to the bridge of another call. */
  readonly stays?: boolean | undefined
  /** The place at which the called party continues after the call; without it, its channel ends. */
  readonly calleeAfter?: Place | undefined
  /**
   * The caller has left the bridge: it hung up (`softHangup` is not 0), was sent elsewhere (`SoftHangup.AsyncGoto`), or
   * the other party ended the call. Call `Thread.resume` to continue its dialplan, or `Thread.end`.
   */
  readonly onCallerLeft: (draft: Draft, caller: Channel) => void
  /** The called party has left the bridge; runs before its channel ends or continues. */
  readonly onCalleeLeft?: ((draft: Draft, callee: Channel) => void) | undefined
}

/** Connects two parties in a bridge of their own. Returns its id. */
export const connect = (draft: Draft, caller: Channel, callee: Channel, connecting: Connecting): string => {
  Frames.answer(draft, callee)
  Frames.answer(draft, caller)
  const { id } = Bridges.create(draft, { stays: connecting.stays === true })
  const callerKeys = connecting.callerFeatures ?? {}
  const calleeKeys = connecting.calleeFeatures ?? {}
  Bridges.enter(draft, id, callee, {
    features: calleeKeys,
    onKey: Keys.readerOf(calleeKeys),
    quiet: true,
    onLeft: (later, channel) => {
      connecting.onCalleeLeft?.(later, channel)
      const { calleeAfter } = connecting
      const left = later.current(channel)
      Thread.continueOrEnd(
        later,
        left.after !== undefined || calleeAfter === undefined ? left : later.update(left, { after: calleeAfter })
      )
    }
  })
  Bridges.enter(draft, id, caller, {
    features: callerKeys,
    onKey: Keys.readerOf(callerKeys),
    quiet: true,
    onLeft: connecting.onCallerLeft
  })
  Local.expectSound(draft, id)
  const { limit } = connecting
  if (limit !== undefined && limit > 0) {
    draft.later(limit, (later) => {
      const over = later.channels.get(callee.name)
      if (over?.uniqueid === callee.uniqueid && over.bridge === id) Bridges.leave(later, over, true)
    })
  }
  return id
}

/** Reads a place such as `context^exten^priority`, as options write it. */
const placeOf = (text: string, from: Channel): Place => {
  const parts = text.split(/[\^,]/).filter((part) => part !== "")
  const [priority = "1", exten = from.exten, context = from.context] = parts.toReversed()
  return { context, exten, priority: Number(priority) || 1 }
}

/** Connects the answered leg of a `Dial` with its caller, after what the options ask for. */
export const accept = (draft: Draft, dial: Dial, caller: Channel, leg: Channel): void => {
  const { options } = dial
  const goto = options.get("G")
  if (goto !== undefined) {
    DialEvents.end(draft, caller, leg, "ANSWER")
    const place = placeOf(goto, caller)
    Thread.sendTo(draft, draft.update(caller, {}), place)
    const { priority } = place
    const moved = draft.update(leg, { ...place, priority: priority + 1, outgoing: false, after: undefined })
    return void Thread.start(draft, moved)
  }
  const gosub = options.get("U")
  if (gosub === undefined || gosub === "") return answered(draft, dial, caller, leg)
  const [context = "", ...given] = gosub.split("^")
  const { name, uniqueid } = caller
  Thread.subroutine(
    draft,
    leg,
    `${context},s,1${given.length === 0 ? "" : `(${given.join(",")})`}`,
    (later, channel) => {
      const asked = later.channels.get(name)
      const { application, data } = leg
      const back = later.update(channel, { application, data, outgoing: true })
      if (asked?.uniqueid !== uniqueid) return Hangups.end(later, back)
      const result = back.variables.get("GOSUB_RESULT")
      if (result === undefined) return answered(later, dial, asked, back)
      refuse(later, asked, back, result)
    }
  )
}

/** The subroutine on the answered leg refused the call: its caller continues, or ends too (app_dial.c). */
const refuse = (draft: Draft, caller: Channel, leg: Channel, result: string): void => {
  const value = leg.variables.get("GOSUB_RETVAL")
  if (value !== undefined) Channels.setVariable(draft, caller, "GOSUB_RETVAL", value)
  const word = result.toUpperCase()
  const isStatus = word === "BUSY" || word === "CONGESTION" || word === "CHANUNAVAIL"
  const isKnown = isStatus || word === "CONTINUE" || word === "ABORT" || word.startsWith("GOTO:")
  DialEvents.end(draft, caller, leg, isKnown ? result : "ANSWER")
  Hangups.end(draft, draft.current(leg))
  if (word.startsWith("GOTO:")) draft.update(caller, placeOf(result.slice("GOTO:".length), caller))
  const updated = Channels.setVariable(draft, caller, "DIALSTATUS", isStatus ? result : "ANSWER")
  if (word === "ABORT" || updated.softHangup !== 0) Thread.end(draft, updated)
  else Thread.resume(draft, updated)
}

/** Connects the leg with its caller. */
const answered = (draft: Draft, dial: Dial, caller: Channel, leg: Channel): void => {
  const { options } = dial
  DialEvents.end(draft, caller, leg, "ANSWER")
  const limit = Number((options.get("L") ?? "").split(":")[0])
  const seconds = Number(options.get("S"))
  const after = options.get("F")
  connect(draft, caller, leg, {
    callerFeatures: callerFeatures(options),
    calleeFeatures: calleeFeatures(options),
    limit: limit > 0 ? limit : seconds > 0 ? seconds * 1000 : undefined,
    calleeAfter: after === undefined
      ? undefined
      : after === ""
      ? { context: caller.context, exten: caller.exten, priority: caller.priority + 1 }
      : placeOf(after, caller),
    onCallerLeft: (later, channel) => {
      const isSent = (channel.softHangup & SoftHangup.AsyncGoto) !== 0
      if (!isSent) setTimes(later, channel)
      const updated = Channels.setVariable(later, channel, "DIALSTATUS", "ANSWER")
      if (isSent || (options.has("g") && updated.softHangup === 0)) Thread.resume(later, updated)
      else Thread.end(later, updated)
    }
  })
}

/** Sets how long the call took (app_dial.c, end_bridge_callback). */
const setTimes = (draft: Draft, channel: Channel): void => {
  Channels.setDuration(draft, channel, "ANSWEREDTIME", draft.since(channel.answeredAt ?? draft.time))
  Channels.setDuration(draft, channel, "DIALEDTIME", draft.since(channel.createdAt))
  Channels.publish(draft, channel)
}
