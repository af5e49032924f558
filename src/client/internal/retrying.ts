/**
 * When a connection is tried again, and when no attempt can succeed.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Pull from "effect/Pull"
import * as Schedule from "effect/Schedule"
import type { AmiError } from "../../AmiError.ts"
import { delayOf } from "../../internal/backoff.ts"

export interface Policy {
  readonly isOn: boolean
  /** Whether the first connection is tried again as later ones are. */
  readonly first: boolean
  /** Whether TLS that was refused is tried again. */
  readonly retryTls: boolean
  /** The delays between attempts, and when to give up; undefined for ours. */
  readonly schedule: Schedule.Schedule<unknown, AmiError> | undefined
}

/** Attempts and losses that follow one another: each delay is the next of one schedule. */
export interface Row {
  /** Waits behind a loss as the schedule says, and fails with it where the schedule has ended. */
  readonly pause: (error: AmiError) => Effect.Effect<void, AmiError>
  /** Tries again until it succeeds, the schedule ends, or an error says that no attempt can succeed. */
  readonly until: <A, R>(attempt: Effect.Effect<A, AmiError, R>) => Effect.Effect<A, AmiError, R>
}

/** Begins a row, whose delays are short again. */
export const begin = ({ retryTls, schedule }: Policy): Effect.Effect<Row> =>
  Effect.map(Schedule.toStepWithSleep(schedule ?? backoff), (next): Row => {
    const pause = (error: AmiError) => Pull.catchDone(Effect.asVoid(next(error)), () => Effect.fail(error))
    return {
      pause,
      until: (attempt) =>
        Effect.suspend(() => {
          const passes = mayPass(retryTls)
          const attempts: typeof attempt = Effect.catchIf(attempt, passes, (error) =>
            Effect.andThen(pause(error), attempts))
          return attempts
        })
    }
  })

/** Tells whether another attempt may succeed behind an error; it remembers what Asterisk said before. */
const mayPass = (retryTls: boolean) => {
  let said: string | undefined
  return (error: AmiError): boolean => {
    const { reason } = error
    if (reason._tag === "LoginRejected" && !reason.isRetryable) {
      // What has to be changed first is tried once. Words that nobody knows may pass, but not if they are said twice running.
      const isNew = !refusals.has(reason.message) && reason.message !== said
      said = reason.message
      return isNew
    }
    said = undefined
    if (reason._tag === "TlsRejected") return retryTls
    // While Asterisk starts, its HTTP server answers 404 for a moment, which says nothing of the address then.
    return error.isRetryable || reason._tag === "NotAmi" && reason.sample === "HTTP 404"
  }
}

/** A wrong name or secret, and over HTTP Digest an address that `permit` leaves out. */
const refusals: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "Authentication failed",
  "Permission denied to this address"
])

/** Asterisk may keep a session whose end it did not see for a quarter of an hour, and an account may allow only one. */
const inUse = { floor: Duration.seconds(5), ceiling: Duration.seconds(60) }

const backoff = Schedule.forever.pipe(
  Schedule.setInputType<AmiError>(),
  Schedule.modifyDelay(({ attempt, input: { reason } }) =>
    delayOf(
      attempt - 1,
      reason._tag === "LoginRejected" && reason.message === "Login Already In Use" ? inUse : undefined
    )
  )
)
