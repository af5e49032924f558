/**
 * What became of a leg: the cause of its own Hangup says it, then the DialStatus.
 *
 * The DialStatus alone does not: over SIP it is NOANSWER for a number that does not exist and for a telephone that
 * declines (res_pjsip's causes, app_dial.c).
 *
 * @since 0.2.0
 */
import type { LegOutcome } from "../../CallRecord.ts"
import type { Leg } from "./state.ts"

/** Causes that say by themselves why nothing came of a leg (causes.h). */
const byCause = new Map<number, LegOutcome>([
  [1, "NoSuchNumber"],
  [2, "NoSuchNumber"],
  [3, "Unreachable"],
  [17, "Busy"],
  [18, "NoAnswer"],
  [19, "NoAnswer"],
  [20, "Unreachable"],
  [21, "Rejected"],
  [22, "NoSuchNumber"],
  [23, "Forwarded"],
  [26, "AnsweredElsewhere"],
  [27, "Unreachable"],
  [28, "NoSuchNumber"],
  [34, "Congestion"],
  [38, "Congestion"],
  [41, "Congestion"],
  [42, "Congestion"],
  [44, "Congestion"],
  [58, "Failed"],
  [127, "Cancelled"]
])

const byStatus = new Map<string, LegOutcome>([
  ["BUSY", "Busy"],
  ["NOANSWER", "NoAnswer"],
  ["CONGESTION", "Congestion"],
  ["CHANUNAVAIL", "Unreachable"],
  ["CANCEL", "Cancelled"],
  ["ABORT", "Cancelled"]
])

/** What a cause says of a leg that was not answered. */
export const ofCause = (cause: number | undefined): LegOutcome | undefined =>
  cause === undefined ? undefined : byCause.get(cause)

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
  return cause ?? (isVague ? undefined : byStatus.get(leg.dialStatus ?? "")) ??
    (leg.isOver && !leg.isLost ? "NoAnswer" : "Unknown")
}

/** Outcomes with which a leg itself refuses. */
const refusals = new Set<LegOutcome>(["Busy", "Rejected", "NoSuchNumber", "Congestion", "Unreachable", "Failed"])

export const isRefusal = (outcome: LegOutcome): boolean => refusals.has(outcome)

/** Of several legs that were tried, the outcome that says most. */
const best = ["Busy", "Rejected", "NoAnswer", "NoSuchNumber", "Congestion", "Unreachable", "Failed"] as const

export const bestOf = (outcomes: ReadonlyArray<LegOutcome>): (typeof best)[number] | undefined =>
  best.find((one) => outcomes.includes(one))
