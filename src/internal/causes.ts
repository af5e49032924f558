/**
 * What the cause of a Hangup and the DialStatus say of a channel that was not answered.
 *
 * The cause says it best. The DialStatus alone does not: over SIP it is NOANSWER for a number that does not exist and for a
 * telephone that declines (res_pjsip's causes, app_dial.c).
 *
 * @since 0.2.0
 */

/** Why a leg was not answered. */
export type Refusal =
  | "Busy"
  | "NoAnswer"
  | "Rejected"
  | "NoSuchNumber"
  | "Unreachable"
  | "Congestion"
  | "Cancelled"
  | "Forwarded"
  | "AnsweredElsewhere"
  | "Failed"

/** Causes of Q.850 that say by themselves why nothing came of a leg (causes.h). */
const byCause: ReadonlyMap<number, Refusal> = /*#__PURE__*/ new Map<number, Refusal>([
  [1, "NoSuchNumber"],
  [2, "NoSuchNumber"],
  [3, "Unreachable"],
  [5, "NoSuchNumber"],
  [14, "NoSuchNumber"],
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
  [52, "Rejected"],
  [54, "Rejected"],
  [58, "Failed"],
  [127, "Cancelled"]
])

/** What a cause says; undefined if it says nothing, as 0 and 16 do. */
export const ofCause = (cause: number | undefined): Refusal | undefined =>
  cause === undefined ? undefined : byCause.get(cause)

const byStatus: ReadonlyMap<string, Refusal> = /*#__PURE__*/ new Map<string, Refusal>([
  ["BUSY", "Busy"],
  ["NOANSWER", "NoAnswer"],
  ["CONGESTION", "Congestion"],
  ["CHANUNAVAIL", "Unreachable"],
  ["CANCEL", "Cancelled"],
  ["ABORT", "Cancelled"]
])

/** What a DialStatus says; undefined for ANSWER. */
export const ofStatus = (status: string | undefined): Refusal | undefined =>
  status === undefined ? undefined : byStatus.get(status)
