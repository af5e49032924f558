/**
 * Plays recordings and compares them.
 */
import { compare } from "./compare.ts"
import type { Recording } from "./conversations.ts"
import { optionsFor } from "./pbx.ts"
import { play } from "./play.ts"
import type { Outcome } from "./report.ts"

/** Plays a recording on the simulator, and compares what was said. */
export const outcomeOf = async (recording: Recording): Promise<Outcome> => {
  try {
    const { failure, messages } = await play(recording, optionsFor(recording))
    return { recording, pairs: compare(recording.messages, messages), said: messages, failure }
  } catch (error) {
    return { recording, pairs: compare(recording.messages, []), said: [], failure: String(error) }
  }
}

/** Compares the same conversation on two servers: how far two real ones agree. */
export const controlOf = (recording: Recording, again: Recording): Outcome => ({
  recording,
  pairs: compare(recording.messages, again.messages),
  said: again.messages,
  failure: undefined
})
