/** Parts of the values of live models, for tests that need no PBX. */
import type { AmiCalls, AmiQueues } from "effect-ami"

/** A queue in which nothing has happened since a moment. */
export const noTotals = (since: number): AmiQueues.Totals => ({
  since,
  joined: 0,
  connected: 0,
  completed: 0,
  abandoned: 0,
  timedOut: 0,
  left: 0,
  ringNoAnswers: 0,
  waited: 0,
  longestWait: 0,
  talked: 0,
  gaps: []
})

/** An inbound call of which nothing else is known. */
export const plainCall = (
  id: string,
  state: AmiCalls.State,
  startedAt: number,
  legs: ReadonlyArray<AmiCalls.CallLeg>
): AmiCalls.Call => ({
  id,
  linkedids: [id],
  direction: "Inbound",
  origin: "Dialed",
  startedAt,
  state,
  legs,
  queues: [],
  transfers: [],
  forwards: [],
  pickups: [],
  parkings: [],
  conferences: [],
  recordings: [],
  dtmf: { count: 0 },
  holds: 0,
  unknown: []
})
