/**
 * What became of a leg: the cause of its own Hangup says it, then the DialStatus.
 *
 * The DialStatus alone does not: over SIP it is NOANSWER for a number that does not exist and for a telephone that
 * declines (res_pjsip's causes, app_dial.c).
 *
 * @since 0.2.0
 */
import { ofCause, ofStatus } from "../../../internal/causes.ts"
import type { LegOutcome } from "../../CallRecord.ts"
import type { Leg } from "./state.ts"

export { ofCause } from "../../../internal/causes.ts"

/** How many Local channels may follow each other: a ring of them must not hang. */
const maxHops = 32

/** Whether the time was over for a Local channel through which it was dialed. */
const isTimedOut = ({ member }: Leg): boolean => {
  let by = member.dialedBy
  for (let hops = 0; hops < maxHops && by?.half === 2 && by.peer !== undefined; hops++) {
    if (by.peer.dialStatus === "NOANSWER") return true
    by = by.peer.dialedBy
  }
  return false
}

/** What became of a leg that was dialed. */
export const ofDialed = (leg: Leg): LegOutcome => {
  if (leg.isTransferred) return "Transferred"
  if (leg.forwardedTo !== undefined) return "Forwarded"
  if (leg.hasAnswered) return "Answered"
  if (leg.isPickedUp) return "PickedUp"
  const cause = leg.cause === 16 || leg.cause === 0 ? undefined : ofCause(leg.cause)
  if (cause === undefined && leg.dialStatus === "CANCEL" && isTimedOut(leg)) return "NoAnswer"
  // NOANSWER is said of most refusals: without the cause nobody knows.
  const isVague = leg.dialStatus === undefined || (leg.isLost && leg.dialStatus === "NOANSWER")
  return cause ?? (isVague ? undefined : ofStatus(leg.dialStatus)) ??
    (leg.isOver && !leg.isLost ? "NoAnswer" : "Unknown")
}

/** Of several legs that were tried, the outcome that says most. */
const best = ["Busy", "Rejected", "NoAnswer", "NoSuchNumber", "Congestion", "Unreachable", "Failed"] as const

export const bestOf = (outcomes: ReadonlyArray<LegOutcome>): (typeof best)[number] | undefined =>
  best.find((one) => outcomes.includes(one))

/** Whether a leg itself refuses with an outcome. */
export const isRefusal = (outcome: LegOutcome | undefined): boolean =>
  outcome !== "NoAnswer" && best.some((one) => one === outcome)
