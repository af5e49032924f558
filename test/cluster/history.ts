/**
 * What was asked of a cluster, what it said, and what the server executed: and whether the three agree.
 */
import type { Executed } from "./oracle.ts"
import type { Reply } from "./processes.ts"

export interface Asked {
  readonly id: string
  readonly at: number
  /** The port of the node that was asked. */
  readonly node: number
  /** Undefined as long as nothing was said; `null` if the node ended before it said anything. */
  reply: Reply | null | undefined
  said: number | undefined
}

export interface Verdict {
  readonly asked: number
  readonly executed: number
  readonly ok: number
  readonly notSent: number
  readonly unknown: number
  /** Their node died before it said anything. */
  readonly silent: number
  readonly violations: ReadonlyArray<string>
}

/**
 * Each action is one of: executed once and said so, not executed and said so, or executed at most once with nothing certain
 * said of it.
 */
export const judge = (asked: ReadonlyArray<Asked>, log: ReadonlyArray<Pick<Executed, "id">>): Verdict => {
  const times = new Map<string, number>()
  for (const { id } of log) times.set(id, (times.get(id) ?? 0) + 1)
  const violations: Array<string> = []
  const count = { ok: 0, notSent: 0, unknown: 0, silent: 0 }
  for (const { id, reply } of asked) {
    const ran = times.get(id) ?? 0
    if (ran > 1) violations.push(`${id} was executed ${ran} times`)
    if (reply === undefined) violations.push(`nothing was said of ${id}`)
    else if (reply === null || reply.error === "Interrupted") count.silent += 1
    else if (reply.error === undefined) {
      count.ok += 1
      if (ran === 0) violations.push(`${id} was not executed, though it succeeded`)
    } else if (reply.error === "NotSent") {
      count.notSent += 1
      if (ran > 0) violations.push(`${id} was executed, though it was not sent`)
    } else if (reply.error === "OutcomeUnknown") count.unknown += 1
    else violations.push(`${id} failed with ${reply.error}: ${reply.message}`)
  }
  return { asked: asked.length, executed: log.length, ...count, violations }
}
