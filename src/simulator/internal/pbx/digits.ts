/**
 * Digits that a channel plays or receives, and whom they reach.
 *
 * @since 0.2.0
 */
import * as Bridges from "./bridges.ts"
import * as Channels from "./channels.ts"
import type { Draft } from "./draft.ts"
import type { Channel } from "./model.ts"

/** How long a digit lasts if nobody says (channel.h, AST_DEFAULT_EMULATE_DTMF_DURATION). */
const defaultLength = 100

interface Digit {
  readonly digit: string
  /** What an event of its end says; undefined while it begins. */
  readonly length: number | undefined
}

const tell = (draft: Draft, channel: Channel, { digit, length }: Digit, direction: "Received" | "Sent"): void => {
  const lines = [
    `Digit: ${digit}`,
    ...(length === undefined ? [] : [`DurationMs: ${length}`]),
    `Direction: ${direction}`
  ]
  Channels.raise(draft, length === undefined ? "DTMFBegin" : "DTMFEnd", channel, lines, "dtmf")
}

/** A channel receives a digit: `Echo` sends it back, and a bridge passes it on. */
const receive = (draft: Draft, channel: Channel, digit: Digit): void => {
  tell(draft, channel, digit, "Received")
  if (channel.bridge === undefined) {
    if (channel.application === "Echo") send(draft, channel, digit)
    return
  }
  for (const member of Bridges.members(draft, channel.bridge)) {
    if (member.name !== channel.name) send(draft, member, digit)
  }
}

const send = (draft: Draft, channel: Channel, digit: Digit): void => {
  tell(draft, channel, digit, "Sent")
  play(draft, channel, digit)
}

/** What is played to one half of a Local channel is received by the other. */
const play = (draft: Draft, channel: Channel, digit: Digit): void => {
  const half = Channels.halfOf(draft, channel)
  if (half !== undefined) receive(draft, half, digit)
}

/** Plays a digit to the far end of a channel (channel.c, ast_senddigit_external). */
export const playTo = (draft: Draft, channel: Channel, digit: string, milliseconds: number): void => {
  const length = milliseconds === 0 ? defaultLength : milliseconds
  play(draft, channel, { digit, length: undefined })
  draft.later(length, (later) => {
    const current = later.channels.get(channel.name)
    if (current !== undefined) play(later, current, { digit, length })
  })
}

/** Makes a channel receive a digit, as if its far end had played it. */
export const receiveFrom = (draft: Draft, channel: Channel, digit: string, length: number): void =>
  draft.soon((later) => {
    const current = later.channels.get(channel.name)
    if (current !== undefined) receive(later, current, { digit, length })
  })
