/**
 * Digits that a channel plays or receives without a telephone.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import * as Frames from "../frames.ts"
import type { Channel } from "../model.ts"

/** The default length of a digit (channel.h, AST_DEFAULT_EMULATE_DTMF_DURATION). */
const defaultLength = 100

/** Plays a digit to the far end of a channel (channel.c, ast_senddigit_external). */
export const playTo = (draft: Draft, channel: Channel, digit: string, milliseconds: number): void => {
  const length = milliseconds === 0 ? defaultLength : milliseconds
  Frames.play(draft, channel, { _tag: "KeyDown", digit })
  draft.later(length, (later) => {
    const current = later.channels.get(channel.name)
    if (current !== undefined) Frames.play(later, current, { _tag: "KeyUp", digit, milliseconds: length })
  })
}

/** Makes a channel receive a digit, as if its far end had played it. */
export const receiveFrom = (draft: Draft, channel: Channel, digit: string, length: number): void =>
  Frames.queue(draft, channel, { _tag: "KeyUp", digit, milliseconds: length })
