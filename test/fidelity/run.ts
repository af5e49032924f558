/**
 * Plays recordings and compares them.
 */
import { compare } from "./compare.ts"
import { type Lines, type Recording } from "./conversations.ts"
import { optionsFor } from "./pbx.ts"
import { play } from "./play.ts"
import type { Outcome } from "./report.ts"

/** Plays a recording on the simulator, and compares what was said. */
export const outcomeOf = async (recording: Recording): Promise<Outcome> => {
  let said: ReadonlyArray<Lines> = []
  let failure: string | undefined
  try {
    said = await play(recording, optionsFor(recording))
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error)
  }
  return { recording, pairs: compare(recording.messages, said), failure }
}

/** Compares the same conversation on two servers: how far two real ones agree. */
export const controlOf = (recording: Recording, again: Recording): Outcome => ({
  recording,
  pairs: compare(recording.messages, again.messages),
  failure: undefined
})
