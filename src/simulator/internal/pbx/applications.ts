/**
 * Runs the dialplan: what each application does to its channel.
 *
 * It knows `Answer`, `Busy`, `Congestion`, `Dial`, `Hangup`, `NoOp`, `Progress`,
 * `Ringing`, `Set`, `UserEvent` and `Wait`. Any other, such as `Echo`, keeps its
 * channel until somebody hangs it up.
 *
 * @since 0.1.0
 */
import * as Channels from "./channels.ts"
import { applicationAt } from "./dialplan.ts"
import * as Dials from "./dials.ts"
import type { Draft } from "./draft.ts"
import * as Hangups from "./hangups.ts"
import type { Channel } from "./model.ts"

/** How long `Answer` waits for the first audio. */
const media = 20

type Run = (draft: Draft, channel: Channel, data: string) => void

const next = (draft: Draft, channel: Channel, after = 0): void =>
  draft.later(after, { _tag: "Next", channel: channel.name, plan: channel.plan })

/** The arguments of an application; not split if a comma is in brackets. */
const argumentsOf = (data: string): ReadonlyArray<string> => data.split(",").map((argument) => argument.trim())

const seconds = (value: string | undefined): number | undefined =>
  value === undefined || value === "" || Number.isNaN(Number(value)) ? undefined : Number(value) * 1000

/** The cause of a channel that ends on its own (pbx_builtins.c, pbx_builtin_hangup). */
const ownCause = ({ lastCause }: Channel): number => lastCause === 0 ? 16 : lastCause

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

const applications: Readonly<Record<string, Run>> = {
  answer: (draft, channel) => {
    Channels.setState(draft, channel, Channels.State.Up)
    Dials.signalHalf(draft, channel, "answered")
    next(draft, channel, media)
  },
  busy: refuse("busy", 17),
  congestion: refuse("congested", 34),
  dial: (draft, channel, data) => {
    const [target = "", timeout] = argumentsOf(data)
    for (const name of ["DIALSTATUS", "DIALEDPEERNUMBER", "DIALEDPEERNAME"]) {
      Channels.setVariable(draft, channel, name, "")
    }
    const current = draft.current(channel)
    if (Dials.dial(draft, current, target, seconds(timeout))) return
    Channels.setVariable(draft, channel, "DIALSTATUS", "CHANUNAVAIL")
    next(draft, channel)
  },
  hangup: (draft, channel, data) => {
    const cause = data === "" || Number.isNaN(Number(data)) ? ownCause(channel) : Number(data)
    Hangups.hangUp(draft, channel.name, { cause, asked: true })
  },
  noop: (draft, channel) => next(draft, channel),
  progress: signalling("progress"),
  ringing: signalling("ringing"),
  set: (draft, channel, data) => {
    const equals = data.indexOf("=")
    if (equals > 0) Channels.setVariable(draft, channel, data.slice(0, equals), data.slice(equals + 1))
    next(draft, channel)
  },
  userevent: (draft, channel, data) => {
    const [name = "", ...lines] = argumentsOf(data)
    Channels.raise(draft, "UserEvent", channel, [`UserEvent: ${name}`, ...lines], "user")
    next(draft, channel)
  },
  wait: (draft, channel, data) => next(draft, channel, seconds(data) ?? 0)
}

const current = (draft: Draft, name: string, plan: number): Channel | undefined => {
  const channel = draft.channels.get(name)
  return channel?.plan === plan ? channel : undefined
}

/** Runs the application at a channel's place; at the end of the dialplan the channel ends. */
export const execute = (draft: Draft, name: string, plan: number): void => {
  const channel = current(draft, name, plan)
  if (channel === undefined) return
  const found = channel.single
    ? { name: channel.application, data: channel.data }
    : applicationAt(draft.dialplan, channel)
  if (found === undefined) return fallThrough(draft, channel)
  // A lone application of an Originate is in no dialplan, so there is no Newexten for it.
  const standing = channel.single ? channel : Channels.moveTo(draft, channel, channel, found)
  applications[found.name.toLowerCase()]?.(draft, standing, found.data)
}

/** What Asterisk does at the end of the dialplan (pbx.c, __ast_pbx_run). */
const fallThrough = (draft: Draft, channel: Channel): void => {
  const status = channel.variables.get("DIALSTATUS")
  if (status === "BUSY") return applications["busy"]?.(draft, channel, "10")
  if (status === "CONGESTION" || status === "CHANUNAVAIL") return applications["congestion"]?.(draft, channel, "10")
  Hangups.hangUp(draft, channel.name, { cause: ownCause(channel) })
}

/** Continues after a channel's application. */
export const proceed = (draft: Draft, name: string, plan: number): void => {
  const channel = current(draft, name, plan)
  if (channel === undefined) return
  if (channel.single) return Hangups.hangUp(draft, name, { cause: 0 })
  draft.update(channel, { priority: channel.priority + 1 })
  execute(draft, name, plan)
}
