/**
 * Whom a queue calls first: pure functions of its members, as app_queue.c computes them.
 *
 * @since 0.2.0
 */
import type { Attempt, Member, Penalties, Strategy } from "./model.ts"

/** What the place of a member among those to call depends on. */
export interface Situation {
  readonly strategy: Strategy
  /** How many members the queue has. */
  readonly members: number
  /** With this many or fewer, penalties do not count. */
  readonly penaltymemberslimit: number
  readonly penalties: Penalties
  /** Where the round of `rrmemory` and `rrordered` stands. */
  readonly round: number
  /** Where the caller stands in the list of `linear`. */
  readonly linear: number
  /** In seconds of the time of calls. */
  readonly now: number
  /** A random number of 0 or more and less than 1. */
  readonly random: () => number
}

/** The weight of a penalty in a metric: it exceeds everything else together. */
const penaltyUnit = 1_000_000

/** The penalty of a member for a caller; undefined if the caller does not accept it (app_queue.c, calc_metric). */
export const penaltyFor = (penalty: number, { max, min, raise, respectsMin }: Penalties): number | undefined => {
  const isKept = respectsMin && min !== undefined && penalty < min
  const raised = raise !== undefined && penalty < raise && !isKept ? raise : penalty
  const isRefused = (max !== undefined && raised > max) || (min !== undefined && raised < min)
  return isRefused ? undefined : raised
}

/** A position in a round: members before it come after all that are still to come. */
const inRound = (position: number, standing: number): number => position < standing ? 1000 + position : position

/**
 * The metric of a member, the lowest of which is called first; undefined if its penalty forbids to call it (app_queue.c,
 * calc_metric). `position` is its place in the list.
 */
export const metricOf = (member: Member, position: number, situation: Situation): number | undefined => {
  const { linear, members, now, penaltymemberslimit, random, round, strategy } = situation
  const counts = members > penaltymemberslimit
  const penalty = counts ? penaltyFor(member.penalty, situation.penalties) : member.penalty
  if (penalty === undefined) return undefined
  const base = counts ? penalty * penaltyUnit : 0
  switch (strategy) {
    case "ringall":
      return base
    case "linear":
      return base + inRound(position, linear)
    case "rrmemory":
    case "rrordered":
      return base + inRound(member.position, round)
    case "random":
      return base + Math.floor(random() * 1000)
    case "wrandom":
      return Math.floor(random() * 1000 * (1 + penalty))
    case "fewestcalls":
      return base + member.calls
    case "leastrecent":
      return base + (member.restsFrom === 0 ? 0 : penaltyUnit - (now - member.restsFrom))
  }
}

/** Whether a member comes after the current position of the round, so that it is called before the round starts again. */
export const isAhead = (position: number, standing: number): boolean => position > standing

/** The attempt with the lowest metric that is not under way; the first of equals (app_queue.c, find_best). */
export const best = (attempts: ReadonlyArray<Attempt>): Attempt | undefined => {
  let found: Attempt | undefined
  for (const attempt of attempts) {
    if (attempt.open && attempt.leg === undefined && (found === undefined || attempt.metric < found.metric)) {
      found = attempt
    }
  }
  return found
}

/** The next position of a round: that of the next to call, or one further, or its start (app_queue.c, store_next_rr). */
export const nextStanding = (attempts: ReadonlyArray<Attempt>, standing: number, wrapped: boolean): number => {
  const next = best(attempts)
  if (next !== undefined) return next.metric % 1000
  return wrapped ? 0 : standing + 1
}
