/**
 * The applications that answer, signal, wait and end (pbx_builtins.c).
 *
 * @since 0.1.0
 */
import { argumentsOf, next, type Run, seconds } from "./application.ts"
import * as Channels from "./channels.ts"
import * as Frames from "./frames.ts"
import type { Frame } from "./model.ts"
import * as Scope from "./scope.ts"
import * as Thread from "./thread.ts"

/** How long `Answer` waits for the first audio. */
const media = 20

/** Refuses the call; if it is already up, plays the tone for the given number of seconds (pbx_builtins.c). */
const refuse = (frame: Frame, cause: number): Run => (draft, channel, data) => {
  Frames.indicate(draft, channel, frame)
  const { state } = draft.current(channel)
  // channel.c: an answered channel keeps its state, and its user hears a tone.
  if (state !== Channels.State.Up) Channels.setState(draft, channel, Channels.State.Busy)
  draft.update(channel, { cause })
  const plan = channel.plan
  const wait = seconds(data)
  if (wait === undefined) return
  draft.later(wait, (later) => {
    const current = later.channels.get(channel.name)
    if (current?.plan === plan) Thread.end(later, current)
  })
}

const signalling = (frame: Frame): Run => (draft, channel) => {
  Frames.indicate(draft, channel, frame)
  next(draft, channel)
}

/** Answers the channel. */
export const answer: Run = (draft, channel) => {
  Frames.answer(draft, channel)
  next(draft, channel, media)
}

/** Signals that the called party is busy. */
export const busy: Run = refuse({ _tag: "Busy" }, 17)

/** Signals that the call cannot be completed. */
export const congestion: Run = refuse({ _tag: "Congestion" }, 34)

/** Ends the channel: with its own cause if none is given, and with 16 if it has none (pbx_builtin_hangup). */
export const hangup: Run = (draft, channel, data) => {
  const { cause } = draft.current(channel)
  const given = data === "" || Number.isNaN(Number(data)) ? cause === 0 ? 16 : cause : Number(data)
  Thread.end(draft, draft.update(channel, { cause: given }))
}

/** Does nothing. */
export const noOp: Run = (draft, channel) => next(draft, channel)

/** Tells the caller that there is early audio. */
export const progress: Run = signalling({ _tag: "Progress" })

/** Tells the caller that the called party rings. */
export const ringing: Run = signalling({ _tag: "Ringing" })

/** Sets a variable. */
export const set: Run = (draft, channel, data) => {
  const equals = data.indexOf("=")
  if (equals > 0) Scope.set(draft, channel, data.slice(0, equals), data.slice(equals + 1))
  next(draft, channel)
}

/** Raises a `UserEvent`. */
export const userEvent: Run = (draft, channel, data) => {
  const [name = "", ...lines] = argumentsOf(data)
  Channels.raise(draft, "UserEvent", channel, [`UserEvent: ${name}`, ...lines], "user")
  next(draft, channel)
}

/** Waits some seconds. */
export const wait: Run = (draft, channel, data) => next(draft, channel, seconds(data) ?? 0)

/** Stays in its channel until that is hung up or sent elsewhere. */
export const stay: Run = () => {}
