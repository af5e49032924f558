/**
 * How a channel ends, and what ends with it.
 *
 * @since 0.1.0
 */
import * as Bridges from "./bridges.ts"
import * as Channels from "./channels.ts"
import * as Consultations from "./consultations.ts"
import type { Draft } from "./draft.ts"
import type { Task } from "./model.ts"

/** Asks a channel to end. `SoftHangupRequest` always says 16, whatever the cause becomes. */
export const request = (draft: Draft, name: string): void => {
  const channel = draft.channels.get(name)
  if (channel !== undefined) Channels.raise(draft, "SoftHangupRequest", channel, ["Cause: 16"])
}

const concerns = (task: Task, name: string): boolean =>
  (task._tag === "Execute" || task._tag === "Next" || task._tag === "HangUp") && task.channel === name

/** Ends a channel: it leaves its bridge, its dials fail, and its other half follows. */
export const hangUp = (draft: Draft, name: string, cause: number, halfCause: number = cause): void => {
  const channel = draft.channels.get(name)
  if (channel === undefined) return
  const half = Channels.halfOf(draft, channel)
  if (half !== undefined) Channels.raise(draft, "HangupRequest", half, [`Cause: ${cause}`])
  Consultations.end(draft, channel)
  const left = Bridges.leave(draft, draft.channels.get(name) ?? channel)
  for (const dial of draft.dials.values()) {
    const { purpose } = dial
    const isCaller = purpose._tag === "Application" && purpose.caller === name ||
      purpose._tag === "Consultation" && purpose.transferer === name
    if (isCaller || dial.leg === name) draft.soon({ _tag: "Signal", dial: dial.id, signal: "gone", cause })
  }
  Channels.raise(draft, "Hangup", left, [`Cause: ${cause}`, `Cause-txt: ${Channels.causeText(cause)}`])
  draft.channels.delete(name)
  draft.next("processed")
  draft.forget((task) => concerns(task, name))
  if (half === undefined) return
  if (half.dial === undefined) draft.soon({ _tag: "HangUp", channel: half.name, cause: halfCause })
  else draft.soon({ _tag: "Signal", dial: half.dial, signal: "gone", cause: halfCause })
}

/** Ends a channel because something else did: one that runs the dialplan is asked first. */
export const follow = (draft: Draft, name: string, cause: number): void => {
  const channel = draft.channels.get(name)
  if (channel !== undefined && Channels.runsDialplan(channel)) request(draft, name)
  hangUp(draft, name, cause)
}
