/**
 * Whether the reported outcomes of actions agree with what the server did.
 *
 * A history is what a client saw, in order: that an action was begun, and how it ended. `ok` says that it was executed,
 * `fail` that it was not, `info` that nobody can know. The log of the server names each action that it executed, once per
 * execution. The checker knows neither the client nor the server, so it can judge any two such lists.
 */
import { Exit } from "effect"
import type { AmiError } from "effect-ami"

/** How an action ended for its caller. */
export type Outcome = "ok" | "fail" | "info"

export interface Entry {
  readonly kind: "invoke" | Outcome
  /** The name of the action in both lists. */
  readonly id: string
}

/** How often an action with this outcome may have been executed. */
const executions: Readonly<Record<Outcome, readonly [atLeast: number, atMost: number]>> = {
  ok: [1, 1],
  fail: [0, 0],
  info: [0, 1]
}

/** What is wrong with a history; empty if it agrees with the log. */
export const violations = (history: ReadonlyArray<Entry>, executed: ReadonlyArray<string>): ReadonlyArray<string> => {
  const found: Array<string> = []
  const outcomes = new Map<string, Outcome | undefined>()
  for (const { id, kind } of history) {
    if (kind === "invoke") {
      if (outcomes.has(id)) found.push(`${id} was begun twice`)
      else outcomes.set(id, undefined)
    } else if (!outcomes.has(id)) found.push(`${id} ended as ${kind} and was never begun`)
    else {
      const before = outcomes.get(id)
      if (before !== undefined) found.push(`${id} ended twice: as ${before}, and as ${kind}`)
      else outcomes.set(id, kind)
    }
  }
  const times = Map.groupBy(executed, (id) => id)
  for (const [id, outcome] of outcomes) {
    const count = times.get(id)?.length ?? 0
    if (outcome === undefined) found.push(`${id} never ended`)
    const [atLeast, atMost] = executions[outcome ?? "info"]
    if (count < atLeast || count > atMost) found.push(`${id} ended as ${outcome} and was executed ${count} times`)
  }
  for (const id of times.keys()) if (!outcomes.has(id)) found.push(`${id} was executed and never begun`)
  return found
}

/**
 * What the end of a request says about its execution.
 *
 * An answer says that it ran, and so does an error that quotes Asterisk, or an incomplete list. A caller that was
 * interrupted gets no answer.
 */
export const outcomeOf = (exit: Exit.Exit<unknown, AmiError.AmiError>): Outcome => {
  if (Exit.isSuccess(exit)) return "ok"
  const reason = exit.cause.reasons[0]
  if (reason?._tag !== "Fail") return "info"
  switch (reason.error.reason._tag) {
    case "NotSent":
    case "NotExecuted":
    case "PermissionDenied":
      return "fail"
    case "ActionFailed":
    case "DecodeFailed":
    case "ListIncomplete":
      return "ok"
    default:
      return "info"
  }
}
