/**
 * The events of a dial.
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"

const raise = (
  draft: Draft,
  name: string,
  caller: Channel | undefined,
  leg: Channel,
  lines: ReadonlyArray<string>,
  shown = Channels.snapshot
): void => {
  const from = caller === undefined ? undefined : draft.current(caller)
  const to = draft.current(leg)
  draft.raise(name, "call", [
    ...(from === undefined ? [] : shown(from)),
    ...shown(to, "Dest"),
    ...lines
  ])
}

const note = (draft: Draft, caller: Channel | undefined, leg: Channel, status: string, forward = ""): void => {
  const from = caller === undefined ? undefined : draft.current(caller)
  draft.notes.push({ _tag: "Dial", caller: from, leg: draft.current(leg), status, forward })
}

/**
 * A leg is called. An `Originate` has no calling channel. Only this event shows both as last published
 * (stasis_channels.c, ast_channel_publish_dial_internal).
 */
export const begin = (draft: Draft, caller: Channel | undefined, leg: Channel, dialString: string): void => {
  raise(draft, "DialBegin", caller, leg, [`DialString: ${dialString}`], Channels.cached)
  note(draft, caller, leg, "")
}

/** A leg rings, or makes progress. */
export const state = (draft: Draft, caller: Channel | undefined, leg: Channel, status: string): void => {
  raise(draft, "DialState", caller, leg, [`DialStatus: ${status}`])
}

/** What a leg without a calling channel does until it is answered. */
export const alone = {
  onRinging: (draft: Draft, leg: Channel): void => state(draft, undefined, leg, "RINGING"),
  onProgress: (draft: Draft, leg: Channel): void => state(draft, undefined, leg, "PROGRESS")
}

/** A leg is no longer dialled. */
export const end = (
  draft: Draft,
  caller: Channel | undefined,
  leg: Channel,
  status: string,
  forward?: string
): void => {
  const forwarded = forward === undefined ? [] : [`Forward: ${forward}`]
  raise(draft, "DialEnd", caller, leg, [...forwarded, `DialStatus: ${status}`])
  note(draft, caller, leg, status, forward)
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
