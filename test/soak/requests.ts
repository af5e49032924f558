/**
 * The outcomes of requests as reported to their callers, compared with how often they ran.
 *
 * Everything is in preallocated arrays, so that counting for hours does not look like a leak.
 */
export const outcomes = ["pending", "Success", "NotSent", "NotExecuted", "OutcomeUnknown", "other"] as const

export type Outcome = (typeof outcomes)[number]

/** How often a request with this outcome may have run. */
const allowed: Readonly<Record<Outcome, ReadonlyArray<number>>> = {
  pending: [],
  Success: [1],
  NotSent: [0],
  NotExecuted: [0],
  OutcomeUnknown: [0, 1],
  other: []
}

/** An event from the last moment before a server is killed may not have reached the observer. */
const lastMoment = 2000

export interface Requests {
  /** Returns the number of a new request, or undefined if there can be no more. */
  readonly begin: () => number | undefined
  readonly settle: (id: number, reason: string, now: number) => void
  readonly ran: (id: number) => void
  /** What the observer received in the last moment before this proves nothing. */
  readonly killed: (now: number) => void
  readonly counts: () => Readonly<Record<Outcome, number>>
  /** How many succeeded without proof of whether they ran. */
  readonly unproven: () => number
  /** Each request whose outcome contradicts how often it ran. */
  readonly lies: () => ReadonlyArray<string>
}

export const makeRequests = (capacity: number): Requests => {
  const outcomeOf = new Uint8Array(capacity)
  const times = new Uint8Array(capacity)
  const settledAt = new Float64Array(capacity)
  const kills: Array<number> = []
  const others = new Map<number, string>()
  let count = 0
  const outcome = (id: number): Outcome => outcomes[outcomeOf[id] ?? 0] ?? "other"
  const isUnproven = (id: number) =>
    outcome(id) === "Success" && times[id] === 0
    && kills.some((at) => at - (settledAt[id] ?? 0) < lastMoment && (settledAt[id] ?? 0) - at < lastMoment)
  const all = () => Array.from({ length: count }, (_, id) => id)
  return {
    begin: () => count < capacity ? count++ : undefined,
    settle: (id, reason, now) => {
      const index = outcomes.findIndex((one) => one === reason)
      if (index <= 0) others.set(id, reason)
      outcomeOf[id] = index <= 0 ? outcomes.indexOf("other") : index
      settledAt[id] = now
    },
    ran: (id) => {
      times[id] = (times[id] ?? 0) + 1
    },
    killed: (now) => void kills.push(now),
    counts: () => {
      const counts: Record<Outcome, number> = {
        pending: 0,
        Success: 0,
        NotSent: 0,
        NotExecuted: 0,
        OutcomeUnknown: 0,
        other: 0
      }
      for (let id = 0; id < count; id++) counts[outcome(id)] += 1
      return counts
    },
    unproven: () => all().filter(isUnproven).length,
    lies: () =>
      all().flatMap((id) => {
        const ran = times[id] ?? 0
        if (allowed[outcome(id)].includes(ran) || isUnproven(id)) return []
        return [`request ${id} ended as ${others.get(id) ?? outcome(id)} and ran ${ran} times`]
      })
  }
}
