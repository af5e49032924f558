/**
 * The log of attempts as a campaign uses it: it is not ours, and may fail in any way, or hang.
 *
 * Whatever it does ends in time, with what was asked for or with an error that names the operation. An operation that took too
 * long may still be done later: its error says that the storage may or may not have written.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { within } from "../../internal/foreign.ts"
import { isRecord } from "../../internal/options.ts"
import { type Attempt, AttemptLog, AttemptLogError } from "./attempt.ts"
import { isPlain } from "./outcome.ts"

type Log = AttemptLog["Service"]
type Operation = AttemptLogError["operation"]

/** How long an operation may take: longer than SQLite waits for another process, which is 5 seconds. */
export const mostTime = Duration.seconds(10)

/** How long it may take to read a campaign of any size, or to make the table. */
export const mostTimeOfAll = Duration.minutes(2)

const failed = (operation: Operation, of: string | undefined, cause: unknown) =>
  new AttemptLogError({ reason: "StorageFailed", operation, cause, ...(of === undefined ? {} : { of }) })

/** Runs an operation in a fiber of its own, which nobody has to wait for. */
export const guard = <A, R = never>(
  operation: Operation,
  of: string | undefined,
  run: () => Effect.Effect<A, AttemptLogError, R>,
  atMost: Duration.Duration = mostTime
): Effect.Effect<A, AttemptLogError, R> =>
  Effect.flatMap(
    within(atMost, run),
    Option.match({
      onNone: () => Effect.fail(failed(operation, of, `no answer within ${Duration.format(atMost)}`)),
      onSome: (exit) => {
        if (Exit.isSuccess(exit)) return Effect.succeed(exit.value)
        const error = Cause.squash(exit.cause)
        return Effect.fail(error instanceof AttemptLogError ? error : failed(operation, of, error))
      }
    })
  )

const isAttempt = (value: unknown): value is Attempt =>
  isRecord(value) && typeof value["contact"] === "string" && typeof value["number"] === "string"
  && typeof value["attempt"] === "number" && typeof value["id"] === "string"
  && (value["outcome"] === undefined || typeof value["finishedAt"] === "number" && isOutcome(value["outcome"]))

const isOutcome = (value: unknown): boolean => isPlain(value) || (isRecord(value) && value["_tag"] === "Unknown")

/** What was read is checked: a campaign decides by it whom to call. */
const checked = (operation: Operation, of: string, read: Effect.Effect<ReadonlyArray<Attempt>, AttemptLogError>) =>
  Effect.flatMap(read, (attempts) => {
    if (Array.isArray(attempts) && attempts.every(isAttempt)) return Effect.succeed(attempts)
    const cause = Array.isArray(attempts) ? attempts.filter((attempt) => !isAttempt(attempt)).slice(0, 1) : attempts
    return Effect.fail(new AttemptLogError({ reason: "Unreadable", operation, of, cause }))
  })

/** A log whose operations end. */
export const guarded = (log: Log): Log => ({
  intend: (attempt) => guard("intend", attempt.id, () => log.intend(attempt)),
  finish: (id, outcome) => guard("finish", id, () => log.finish(id, outcome)),
  withdraw: (id) => guard("withdraw", id, () => log.withdraw(id)),
  open: (campaign) => checked("open", campaign, guard("open", campaign, () => log.open(campaign), mostTimeOfAll)),
  of: (campaign, contact) => checked("of", contact, guard("of", contact, () => log.of(campaign, contact))),
  history: (campaign) =>
    checked("history", campaign, guard("history", campaign, () => log.history(campaign), mostTimeOfAll))
})
