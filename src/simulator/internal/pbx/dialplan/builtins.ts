/**
 * The applications that answer, signal, wait and end (pbx_builtins.c).
 *
 * @since 0.1.0
 */
import * as wire from "../../wire.ts"
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import { type Channel, type Frame, SoftHangup } from "../model.ts"
import { atoi } from "../numbers.ts"
import { after, next, type Run } from "./application.ts"
import { seconds, split } from "./argumentText.ts"
import * as Scope from "./scope.ts"
import * as Thread from "./thread.ts"

/** How long `Answer` waits for sound from a far end that sends it, and from one that does not (channel.c, __ast_answer). */
const firstSound = 20
const noSound = 500

/** Applications that play something to their channel. */
const playing = new Set(["BackGround", "Milliwatt", "MusicOnHold", "Playback"])

/** Whether the far end of a channel sends sound. */
const hears = (draft: Draft, channel: Channel): boolean => {
  if (channel.half === undefined) return channel.talks
  const half = draft.channels.get(channel.half)
  if (half === undefined) return false
  const others = half.bridge === undefined ? [] : draft.bridges.get(half.bridge)?.channels ?? []
  return playing.has(half.application) ||
    others.some((name) => name !== half.name && draft.channels.get(name)?.talks === true)
}

/** Refuses the call; if it is already up, plays the tone for the given number of seconds (pbx_builtins.c). */
const refuse = (frame: Frame, cause: number): Run => (draft, channel, data) => {
  Frames.indicate(draft, channel, frame)
  const { state } = draft.current(channel)
  // channel.c: an answered channel keeps its state, and a tone is played to it.
  if (state !== Channels.State.Up) Channels.setState(draft, channel, Channels.State.Busy)
  draft.update(channel, { cause })
  const wait = seconds(data)
  if (wait !== undefined) after(draft, channel, wait, Thread.end)
}

const signalling = (frame: Frame): Run => (draft, channel) => {
  Frames.indicate(draft, channel, frame)
  next(draft, channel)
}

/** Answers the channel. The argument is the least time that it takes, in milliseconds. */
export const answer: Run = (draft, channel, data) => {
  const isUp = Channels.isUp(channel)
  const answered = Frames.answer(draft, channel)
  const delay = Math.max(0, atoi(data))
  const wait = hears(draft, answered) ? Math.max(delay, firstSound) : Math.max(delay, noSound)
  next(draft, channel, isUp ? 0 : wait)
}

/** Signals that the called party is busy. */
export const busy: Run = refuse({ _tag: "Busy" }, 17)

/** Signals that the call cannot be completed. */
export const congestion: Run = refuse({ _tag: "Congestion" }, 34)

/** Ends the channel: with its own cause if none is given, and with 16 if it has none (pbx_builtin_hangup). */
export const hangup: Run = (draft, channel, data) => {
  const { cause } = draft.current(channel)
  const given = data === "" || Number.isNaN(Number(data)) ? cause === 0 ? 16 : cause : Number(data)
  const { softHangup } = draft.current(channel)
  Thread.end(draft, draft.update(channel, { cause: given, softHangup: softHangup | SoftHangup.Explicit }))
}

/** Does nothing. */
export const noOp: Run = (draft, channel) => next(draft, channel)

/** Signals that there is early audio. */
export const progress: Run = signalling({ _tag: "Progress" })

/** Signals that the call is proceeding. */
export const proceeding: Run = (draft, channel) => next(draft, channel)

/** Signals that the called party rings. */
export const ringing: Run = signalling({ _tag: "Ringing" })

/** Sets a variable. */
export const set: Run = (draft, channel, data) => {
  const equals = data.indexOf("=")
  if (equals > 0) Scope.set(draft, channel, data.slice(0, equals), data.slice(equals + 1))
  next(draft, channel)
}

/** Sets several variables, whose values lose their quotes. */
export const setSeveral: Run = (draft, channel, data) => {
  for (const pair of split(data)) {
    const equals = pair.indexOf("=")
    if (equals > 0) Scope.set(draft, channel, pair.slice(0, equals), pair.slice(equals + 1))
  }
  next(draft, channel)
}

/** Raises a `UserEvent`: an argument without a colon is dropped, and the last value of a repeated header counts. */
export const userEvent: Run = (draft, channel, data) => {
  const [name, ...lines] = split(data)
  if (name === undefined) return Thread.end(draft, channel)
  // The event is made from JSON, which must be UTF-8.
  if (wire.repaired(data) !== data) return Thread.end(draft, channel)
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(":")
    if (colon !== -1) headers.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  const fields = Array.from(headers, ([header, value]) => `${header}: ${value}`)
  Channels.raise(draft, "UserEvent", channel, [`UserEvent: ${name}`, ...fields], "user")
  next(draft, channel)
}

/** The length of a sent key whose beginning was not received (channel.h, AST_DEFAULT_EMULATE_DTMF_DURATION). */
const keyLength = 100

/** Sends received sound back, until the key `#` is pressed. */
export const echo: Run = (draft, channel) => {
  // Two ends that echo each other would never stop.
  const isHeard = (now: Draft) => Channels.halfOf(now, channel)?.application !== "Echo"
  let isDown = false
  draft.readers.set(channel.name, (now, current, frame) => {
    if (frame._tag === "Hangup") return Thread.interrupt(now, current)
    if (frame._tag !== "KeyDown" && frame._tag !== "KeyUp") return
    if (frame._tag === "KeyUp" && frame.digit === "#") return Thread.resume(now, current)
    if (!isHeard(now)) return
    const isWhole = frame._tag === "KeyDown" || isDown
    isDown = frame._tag === "KeyDown"
    if (isWhole) {
      Frames.indicate(now, current, frame)
      return
    }
    Frames.indicate(now, current, { _tag: "KeyDown", digit: frame.digit })
    const way = now.ways.current
    now.later(keyLength, (later) => {
      const still = later.channels.get(channel.name)
      later.ways.current = way
      if (still?.uniqueid === channel.uniqueid) Frames.indicate(later, still, { ...frame, milliseconds: keyLength })
    })
  })
}

/** Waits some seconds. */
export const wait: Run = (draft, channel, data) => next(draft, channel, seconds(data) ?? 0)

/** Keeps its channel until it is hung up or sent elsewhere. */
export const stay: Run = () => {}
