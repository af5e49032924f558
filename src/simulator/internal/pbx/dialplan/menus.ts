/**
 * The applications that wait for keys, and the extension that is dialled (pbx_builtins.c, app_read.c, pbx.c,
 * collect_digits).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import type { Channel } from "../model.ts"
import { next, type Run } from "./application.ts"
import { argumentsOf, partsOf, seconds } from "./argumentText.ts"
import { canContinue, exists } from "./dialplan.ts"
import * as Script from "./script.ts"
import * as Sounds from "./sounds.ts"
import * as Thread from "./thread.ts"

/** Continues after a key, or without one. */
type Then = (draft: Draft, channel: Channel) => void

/** Waits for a key; the channel may end or be sent elsewhere while it waits. */
export const awaitKey = (
  draft: Draft,
  channel: Channel,
  milliseconds: number,
  onKey: (draft: Draft, channel: Channel, digit: string) => void,
  onNone: Then
): void => {
  let isOver = false
  Thread.listen(draft, channel, (now, current, digit) => {
    isOver = true
    onKey(now, current, digit)
  })
  draft.later(milliseconds, (later) => {
    const current = Channels.running(later, channel)
    if (isOver || current === undefined) return
    isOver = true
    Thread.own(later, current)
    onNone(later, current)
  })
}

const timeoutOf = (channel: Channel, kind: "digit" | "response"): number =>
  Number(Script.setting(channel, `TIMEOUT ${kind}`) ?? (kind === "digit" ? 5000 : 10_000))

/** Sends a channel to an extension of its context, at which the dialplan continues at once. */
const goTo = (draft: Draft, channel: Channel, exten: string): void => {
  draft.update(channel, { exten, priority: 0 })
  next(draft, channel)
}

/** Handles an unknown extension: goes to `i` or `e` of its context, or ends (pbx.c, __ast_pbx_run). */
export const invalid = (draft: Draft, channel: Channel, dialled: string): void => {
  const { context } = draft.current(channel)
  if (exists(draft.dialplan, { context, exten: "i" })) {
    Channels.setVariable(draft, channel, "INVALID_EXTEN", dialled)
    return goTo(draft, channel, "i")
  }
  if (exists(draft.dialplan, { context, exten: "e" })) return goTo(draft, channel, "e")
  Thread.end(draft, channel)
}

/** Handles a timeout: goes to `t` or `e` of its context, or ends. */
const timedOut = (draft: Draft, channel: Channel): void => {
  const { context } = draft.current(channel)
  const exten = ["t", "e"].find((exten) => exists(draft.dialplan, { context, exten }))
  if (exten === undefined) Thread.end(draft, channel)
  else goTo(draft, channel, exten)
}

/** Goes to the extension that is dialled, once no more digits can belong to it. */
const dialled = (draft: Draft, channel: Channel, digits: string): void => {
  const { context } = draft.current(channel)
  const done = (now: Draft, current: Channel): void =>
    exists(now.dialplan, { context, exten: digits }) ? goTo(now, current, digits) : invalid(now, current, digits)
  if (!canContinue(draft.dialplan, { context, exten: digits })) return done(draft, channel)
  const current = draft.current(channel)
  awaitKey(
    draft,
    current,
    timeoutOf(current, "digit"),
    (now, later, digit) => dialled(now, later, digits + digit),
    done
  )
}

/** Waits for an extension to be dialled. */
export const waitExten: Run = (draft, channel, data) => {
  const [given] = argumentsOf(data)
  const milliseconds = seconds(given)
  const wait = milliseconds !== undefined && milliseconds > 0 ? milliseconds : timeoutOf(channel, "response")
  awaitKey(draft, channel, wait, dialled, (later, current) => {
    const { context, exten, priority } = current
    // A next priority in the dialplan comes before the extension `t`.
    if (Thread.hasStep(later, { context, exten, priority: priority + 1 })) next(later, current)
    else timedOut(later, current)
  })
}

/** Plays sounds, which dialling an extension interrupts. */
export const background: Run = (draft, channel, data) => {
  const [files = "", options = "", , context = channel.context] = argumentsOf(data)
  const isDown = !Channels.isUp(draft.current(channel))
  const over: Then = (later, current) => {
    Channels.setVariable(later, current, "BACKGROUNDSTATUS", "SUCCESS")
    next(later, current)
  }
  if (files === "") return Thread.end(draft, channel)
  if (isDown && (options.includes("s") || options === "skip")) return over(draft, channel)
  if (isDown && !options.includes("n")) Frames.answer(draft, channel)
  const sounds = partsOf(files)
  const length = Sounds.lengthOfAll(draft, sounds)
  const isMissing = sounds.some((file) => Sounds.lengthOf(draft, file) === undefined)
  awaitKey(draft, draft.current(channel), length, (now, current, digit) => {
    Channels.setVariable(now, current, "BACKGROUNDSTATUS", isMissing ? "FAILED" : "SUCCESS")
    dialled(now, now.update(current, { context: context === "" ? current.context : context }), digit)
  }, (later, current) => {
    Channels.setVariable(later, current, "BACKGROUNDSTATUS", isMissing ? "FAILED" : "SUCCESS")
    next(later, current)
  })
}

/** Reads digits into a variable. */
export const read: Run = (draft, channel, data) => {
  const [variable = "", files = "", most = "", options = "", tries = "", timeout = ""] = argumentsOf(data)
  const finish = (now: Draft, current: Channel, status: string, digits: string): void => {
    Channels.setVariable(now, current, variable, digits)
    Channels.setVariable(now, current, "READSTATUS", status)
    next(now, current)
  }
  if (variable === "") return finish(draft, channel, "ERROR", "")
  const isUp = Channels.isUp(draft.current(channel))
  Channels.setVariable(draft, channel, "READSTATUS", "ERROR")
  if (!isUp && options.includes("s")) return finish(draft, channel, "SKIPPED", "")
  if (!isUp && !options.includes("n")) Frames.answer(draft, channel)
  const limit = Number(most) > 0 ? Math.min(255, Math.trunc(Number(most))) : 255
  const terminator = /t\((.*?)\)/.exec(options)?.[1]?.charAt(0) ?? "#"
  const milliseconds = seconds(timeout)
  const wait = milliseconds !== undefined && milliseconds > 0 ? milliseconds : timeoutOf(channel, "response")
  const between = milliseconds !== undefined && milliseconds > 0 ? milliseconds : timeoutOf(channel, "digit")
  const length = Sounds.lengthOfAll(draft, partsOf(files))
  const attempt = (now: Draft, current: Channel, left: number): void => {
    const collect = (during: Draft, reading: Channel, digits: string, patience: number): void =>
      awaitKey(during, reading, patience, (later, pressed, digit) => {
        if (digit === terminator) return finish(later, pressed, "OK", digits)
        const all = digits + digit
        if (all.length >= limit) finish(later, pressed, "OK", all)
        else collect(later, pressed, all, between)
      }, (later, waited) => {
        if (digits === "" && left > 1) attempt(later, waited, left - 1)
        else finish(later, waited, "TIMEOUT", digits)
      })
    collect(now, now.current(current), "", length + wait)
  }
  attempt(draft, draft.current(channel), Math.max(1, Math.trunc(Number(tries)) || 1))
}

/** Waits for one of some keys, and sets variables with the outcome (pbx_builtins.c, pbx_builtin_waitdigit). */
export const waitDigit: Run = (draft, channel, data) => {
  const [timeout, wanted = ""] = argumentsOf(data)
  const milliseconds = seconds(timeout)
  const finish = (now: Draft, current: Channel, status: string): void => {
    Channels.setVariable(now, current, "WAITDIGITSTATUS", status)
    next(now, current)
  }
  if (milliseconds === undefined || milliseconds < 0) return finish(draft, channel, "ERROR")
  const wait = (now: Draft, current: Channel): void =>
    awaitKey(now, current, milliseconds, (later, pressed, digit) => {
      if (wanted !== "" && !wanted.includes(digit)) return wait(later, pressed)
      Channels.setVariable(later, pressed, "WAITDIGITRESULT", digit)
      finish(later, pressed, "DTMF")
    }, (later, waited) => finish(later, waited, "TIMEOUT"))
  wait(draft, channel)
}
