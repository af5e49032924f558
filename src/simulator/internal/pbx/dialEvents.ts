/**
 * The events of a dial.
 *
 * @since 0.2.0
 */
import * as Channels from "./channels.ts"
import type { Draft } from "./draft.ts"
import type { Channel, Dial, Purpose } from "./model.ts"

/** The channel that runs the application `Dial`. */
export const callerOf = (draft: Draft, purpose: Purpose): Channel | undefined =>
  purpose._tag === "Application" ? draft.channels.get(purpose.caller) : undefined

/** Raises an event about a dial. An `Originate` has no dialling channel. */
export const raise = (draft: Draft, name: string, dial: Dial, line: string): void => {
  const leg = draft.channels.get(dial.leg)
  const caller = callerOf(draft, dial.purpose)
  if (leg === undefined) return
  const lines = [...(caller === undefined ? [] : Channels.snapshot(caller)), ...Channels.snapshot(leg, "Dest"), line]
  draft.raise(name, "call", lines)
}

/** The status of a dial that was hung up (channel.c, ast_hangup_cause_to_dial_status). */
export const statusOf = (cause: number): string =>
  cause === 17
    ? "BUSY"
    : cause === 34
    ? "CONGESTION"
    : cause === 3 || cause === 20
    ? "CHANUNAVAIL"
    : "NOANSWER"

/** A caller that ends cancels its dials, and announces that while it still exists. */
export const cancel = (draft: Draft, caller: string): void => {
  for (const dial of draft.dials.values()) {
    if (dial.purpose._tag !== "Application" || dial.purpose.caller !== caller || !dial.begun) continue
    raise(draft, "DialEnd", dial, "DialStatus: CANCEL")
    draft.dials.set(dial.id, { ...dial, begun: false, cancelled: true })
  }
}
