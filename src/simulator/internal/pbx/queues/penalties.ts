/**
 * Rules that change the penalties which a caller accepts, the longer it waits (app_queue.c, update_qe_rule).
 *
 * @since 0.2.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import * as Callers from "./callers.ts"
import type { Caller, Penalties, PenaltyChange, PenaltyRule } from "./model.ts"

const changed = (value: number, { relative, value: by }: PenaltyChange): number =>
  Math.max(0, relative ? value + by : by)

/** The penalties after a rule. What has no limit keeps none. */
export const after = (penalties: Penalties, rule: PenaltyRule): Penalties => {
  const max = penalties.max === undefined ? undefined : changed(penalties.max, rule.max)
  const atMost = (value: number): number => max === undefined ? value : Math.min(value, max)
  return {
    max,
    min: penalties.min === undefined ? undefined : atMost(changed(penalties.min, rule.min)),
    raise: penalties.raise === undefined ? undefined : atMost(changed(penalties.raise, rule.raise)),
    respectsMin: penalties.raise === undefined ? penalties.respectsMin : rule.respectsMin
  }
}

/** Applies the rules whose time has come, or is over by that many seconds, and sets the caller's variables. */
export const applyRules = (draft: Draft, caller: Caller, by: number): void => {
  let now = caller
  for (const rule of caller.rules) {
    const channel = Callers.channelOf(draft, caller)
    if (channel === undefined || Callers.waited(draft, now) < rule.time + by) return
    const penalties = after(now.penalties, rule)
    const respects = draft.dialect !== 16 && penalties.respectsMin
    const values = [
      ["QUEUE_MAX_PENALTY", penalties.max, ""],
      ["QUEUE_MIN_PENALTY", penalties.min, ""],
      ["QUEUE_RAISE_PENALTY", penalties.raise, respects ? "r" : ""]
    ] as const
    for (const [name, value, prefix] of values) {
      if (value !== undefined) Channels.setVariable(draft, channel, name, `${prefix}${value}`)
    }
    now = Callers.update(draft, now, { penalties, rules: now.rules.slice(1) }) ?? now
  }
}
