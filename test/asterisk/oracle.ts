/**
 * The outcomes of actions as reported to their callers, and what an observer saw of them.
 *
 * An action raises an event with a unique note. An observer on another connection counts how often it came: that is how
 * often the action ran.
 */
import { type Duration, Effect, Fiber, Result, Schedule } from "effect"
import type { AmiError } from "effect-ami"
import { raise } from "./inboxes.ts"
import { field, type RawSession } from "./rawSession.ts"

/** The outcomes by note: `Success`, or the reason of the failure. */
export type Outcomes = Map<string, string>

export const outcomeOf = (result: Result.Result<unknown, AmiError.AmiError>): string =>
  Result.isSuccess(result) ? "Success" : result.failure.reason._tag

/** How often an action with this outcome may have run. */
const allowed: Readonly<Record<string, ReadonlyArray<number>>> = {
  Success: [1],
  NotSent: [0],
  NotExecuted: [0],
  OutcomeUnknown: [0, 1]
}

/** Raises numbered events one after the other, and records the outcome of each. */
export const raiseAlways = (prefix: string, every: Duration.Input = "50 millis") =>
  Effect.gen(function*() {
    const outcomes: Outcomes = new Map()
    const one = Effect.suspend(() => {
      const note = `${prefix}-${outcomes.size}`
      return Effect.map(Effect.result(raise(note)), (result) => outcomes.set(note, outcomeOf(result)))
    })
    const fiber = yield* Effect.forkScoped(Effect.repeat(one, Schedule.spaced(every)))
    return { outcomes, stop: Effect.asVoid(Fiber.interrupt(fiber)) }
  })

/** How often an observer has seen each note. */
export const timesSeen = (observer: RawSession) =>
  Effect.map(observer.messages, (messages) => {
    const times = new Map<string, number>()
    for (const note of messages.flatMap((message) => field(message, "Note") ?? [])) {
      times.set(note, (times.get(note) ?? 0) + 1)
    }
    return times
  })

/** The notes whose outcome contradicts how often they were seen. */
export const lies = (outcomes: Outcomes, seen: ReadonlyMap<string, number>): ReadonlyArray<string> =>
  [...outcomes].flatMap(([note, outcome]) => {
    const times = seen.get(note) ?? 0
    return allowed[outcome]?.includes(times) === true ? [] : [`${note}: ${outcome}, seen ${times} times`]
  })
