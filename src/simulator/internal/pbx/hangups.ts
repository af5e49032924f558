/**
 * How a channel ends, and what ends with it.
 *
 * @since 0.1.0
 */
import * as Bridges from "./bridges.ts"
import * as Channels from "./channels.ts"
import * as Consultations from "./consultations.ts"
import * as DialEvents from "./dialEvents.ts"
import type { Draft } from "./draft.ts"

/** How a channel ends. */
export interface Ending {
  readonly cause: number
  /** The cause of its other half, if different. */
  readonly halfCause?: number
  /** Whether somebody asked for it, rather than the other end of its call hanging up. */
  readonly asked?: boolean
}

/** Ends a channel: it leaves its bridge, its dials fail, and its other half follows. */
export const hangUp = (draft: Draft, name: string, { asked = false, cause, halfCause = cause }: Ending): void => {
  const channel = draft.channels.get(name)
  if (channel === undefined) return
  Channels.leaveApplication(draft, channel, "hungUp")
  Consultations.end(draft, channel)
  const left = Bridges.leave(draft, channel)
  // Always 16, whatever the final cause. The dialled side of a call is just taken out of it.
  if (asked && (channel.bridge === undefined || Channels.runsDialplan(channel))) {
    Channels.raise(draft, "SoftHangupRequest", left, ["Cause: 16"])
  }
  const half = Channels.halfOf(draft, channel)
  if (half !== undefined) Channels.raise(draft, "HangupRequest", half, [`Cause: ${cause}`])
  DialEvents.cancel(draft, name)
  for (const dial of draft.dials.values()) {
    const { purpose } = dial
    const isCaller = purpose._tag === "Application" && purpose.caller === name ||
      purpose._tag === "Consultation" && purpose.transferer === name
    if (isCaller || dial.leg === name) draft.soon({ _tag: "Signal", dial: dial.id, signal: "gone", cause })
  }
  const { caller, lateCaller } = draft.current(left)
  const isLate = lateCaller !== undefined && (lateCaller.number !== caller.number || lateCaller.name !== caller.name)
  const last = isLate ? draft.update(left, { caller: lateCaller }) : left
  Channels.raise(draft, "Hangup", last, Channels.causeLines(last, cause, `Cause-txt: ${Channels.causeText(cause)}`))
  // Anything that tracks channels has to tolerate this: an event about one that has ended.
  if (isLate) Channels.tellCaller(draft, last)
  Channels.drop(draft, channel)
  draft.next("processed")
  if (half === undefined) return
  if (half.dial === undefined) draft.soon({ _tag: "HangUp", channel: half.name, cause: halfCause })
  else draft.soon({ _tag: "Signal", dial: half.dial, signal: "gone", cause: halfCause })
}

/** Ends a channel because another did: a channel that runs the dialplan gets a request first. */
export const follow = (draft: Draft, name: string, cause: number): void => {
  const channel = draft.channels.get(name)
  if (channel === undefined) return
  hangUp(draft, name, { cause: cause === 0 ? channel.lastCause : cause, asked: Channels.runsDialplan(channel) })
}
