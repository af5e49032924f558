/**
 * The applications that answer, signal, wait and end (pbx_builtins.c).
 *
 * @since 0.1.0
 */
import { argumentsOf, next, type Run, seconds } from "./application.ts"
import * as Channels from "./channels.ts"
import * as Dials from "./dials.ts"
import * as Hangups from "./hangups.ts"
import type { Channel } from "./model.ts"

/** How long `Answer` waits for the first audio. */
const media = 20

/** The cause of a channel that ends on its own (pbx_builtins.c, pbx_builtin_hangup). */
export const ownCause = ({ lastCause }: Channel): number => lastCause === 0 ? 16 : lastCause

/** Refuses the call; if it is already up, plays the tone for the given number of seconds. */
const refuse = (kind: "busy" | "congested", cause: number): Run => (draft, channel, data) => {
  const updated = Channels.setState(draft, channel, Channels.State.Busy)
  if (Dials.signalHalf(draft, updated, kind)) return
  draft.later(seconds(data) ?? 0, { _tag: "HangUp", channel: channel.name, cause })
}

const signalling = (kind: "ringing" | "progress"): Run => (draft, channel) => {
  Dials.signalHalf(draft, channel, kind)
  next(draft, channel)
}

/** Answers the channel. */
export const answer: Run = (draft, channel) => {
  Channels.setState(draft, channel, Channels.State.Up)
  Dials.signalHalf(draft, channel, "answered")
  next(draft, channel, media)
}

/** Signals that the called party is busy. */
export const busy: Run = refuse("busy", 17)

/** Signals that the call cannot be completed. */
export const congestion: Run = refuse("congested", 34)

/** Dials, and connects with who answers. */
export const dial: Run = (draft, channel, data) => {
  const [target = "", timeout] = argumentsOf(data)
  for (const name of ["DIALSTATUS", "DIALEDPEERNUMBER", "DIALEDPEERNAME"]) {
    Channels.setVariable(draft, channel, name, "")
  }
  const current = draft.current(channel)
  if (Dials.dial(draft, current, target, seconds(timeout))) return
  Channels.setVariable(draft, channel, "DIALSTATUS", "CHANUNAVAIL")
  next(draft, channel)
}

/** Ends the channel. */
export const hangup: Run = (draft, channel, data) => {
  const cause = data === "" || Number.isNaN(Number(data)) ? ownCause(channel) : Number(data)
  Hangups.hangUp(draft, channel.name, { cause, asked: true })
}

/** Does nothing. */
export const noOp: Run = (draft, channel) => next(draft, channel)

/** Tells the caller that there is early audio. */
export const progress: Run = signalling("progress")

/** Tells the caller that the called party rings. */
export const ringing: Run = signalling("ringing")

/** Sets a variable. */
export const set: Run = (draft, channel, data) => {
  const equals = data.indexOf("=")
  if (equals > 0) Channels.setVariable(draft, channel, data.slice(0, equals), data.slice(equals + 1))
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
