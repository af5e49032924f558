/**
 * The rounds of calls for a caller: who takes part, how long they may take, and with whom the next one begins (app_queue.c,
 * try_calling).
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import * as Callers from "./callers.ts"
import * as Members from "./members.ts"
import type { Attempt, Caller, Queue } from "./model.ts"
import * as Ringing from "./ringing.ts"
import { isAhead, metricOf, nextStanding } from "./strategies.ts"

const isRound = (strategy: string): boolean => strategy === "rrmemory" || strategy === "rrordered"

/** How long a round may take, in milliseconds; undefined if it has no end. */
const limitOf = (draft: Draft, caller: Caller, { settings }: Queue): number | undefined => {
  // If calls take no time, those who let it ring would be called without end.
  if (draft.pool.isInstant && caller.expire === undefined) return undefined
  const left = caller.expire === undefined ? undefined : caller.expire - Members.clockOf(draft)
  const isCallers = settings.timeoutpriority === "app" && left !== undefined &&
    (settings.timeout === 0 || left <= settings.timeout)
  if (isCallers) return left * 1000
  return settings.timeout === 0 ? undefined : settings.timeout * 1000
}

/** Begins a round: calls the member that comes first. */
export const begin = (draft: Draft, caller: Caller, ends: Ringing.Ends): void => {
  const queue = draft.queues.get(caller.queue)
  if (queue === undefined) return
  const { settings } = queue
  const attempts: Array<Attempt> = []
  const situation = {
    strategy: settings.strategy,
    members: queue.members.length,
    penaltymemberslimit: settings.penaltymemberslimit,
    penalties: caller.penalties,
    round: queue.round,
    linear: caller.linear,
    now: Members.clockOf(draft),
    random: () => draft.random()
  }
  let wrapped = queue.wrapped
  let linearWrapped = caller.linearWrapped
  for (const [position, member] of queue.members.entries()) {
    const metric = metricOf(member, position, situation)
    if (metric === undefined) continue
    if (isRound(settings.strategy)) wrapped = wrapped || isAhead(member.position, queue.round)
    if (settings.strategy === "linear") linearWrapped = linearWrapped || isAhead(position, caller.linear)
    attempts.unshift({
      interface: member.interface,
      name: member.name,
      metric,
      leg: undefined,
      open: true,
      anonymous: false,
      connected: undefined
    })
  }
  if (wrapped !== queue.wrapped) Members.updateQueue(draft, queue, { wrapped })
  const inTurn = isRound(settings.strategy) || settings.strategy === "linear"
  const tries = !caller.options.has("n") ? caller.tries : inTurn ? caller.tries + 1 : queue.members.length
  const calling = Callers.update(draft, caller, {
    pending: true,
    linearWrapped,
    tries,
    round: {
      id: draft.next("queueVisit"),
      attempts,
      limit: limitOf(draft, caller, queue),
      since: draft.clock,
      ringsSince: Members.clockOf(draft)
    }
  })
  if (calling === undefined) return
  Ringing.ringOne(draft, calling, ends)
  Ringing.limit(draft, calling, ends)
  Ringing.goOn(draft, calling, ends)
}

/** Where the next round begins, for the strategies that remember it. */
export const stepOn = (draft: Draft, caller: Caller): void => {
  const queue = draft.queues.get(caller.queue)
  const now = Callers.current(draft, caller)
  if (queue === undefined || now?.round === undefined) return
  const { attempts } = now.round
  if (isRound(queue.settings.strategy)) {
    const round = nextStanding(attempts, queue.round, queue.wrapped)
    Members.updateQueue(draft, queue, { round, wrapped: false })
  }
  if (queue.settings.strategy === "linear") {
    const linear = nextStanding(attempts, now.linear, now.linearWrapped)
    Callers.update(draft, now, { linear, linearWrapped: false })
  }
}
