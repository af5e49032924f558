/**
 * When a connection is tried again, and when no attempt can succeed.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { AmiError } from "../../AmiError.ts"
import { delayOf, passing } from "../../internal/backoff.ts"

export interface Policy {
  readonly isOn: boolean
  /** Whether the first connection is tried again as later ones are. */
  readonly first: boolean
  /** Whether TLS that was refused is tried again. */
  readonly retryTls: boolean
  /** The delays between attempts, and when to give up; undefined for ours. */
  readonly schedule: Schedule.Schedule<unknown, AmiError> | undefined
}

/** What the schedule must know of the client. */
export interface Standing {
  /** Whether the client was never ready. */
  readonly isFirst: () => boolean
  /** Whether a connection was lost, and no attempt has failed since. */
  readonly isLost: () => boolean
  /** Whether that connection had lived for so long that the delays begin again. */
  readonly isStable: () => boolean
  /** Whether the client makes no other connection. */
  readonly isOver: () => boolean
}

/** The delays between a loss and the attempts that follow, until one succeeds or an error says that none can. */
export const schedule = (policy: Policy, standing: Standing): Schedule.Schedule<unknown, AmiError> => {
  const begin = Schedule.toStep(policy.schedule ?? backoff)
  let mayPass = passing(policy.retryTls)
  return Schedule.fromStep(Effect.map(begin, (first) => {
    let step = first
    return (now: number, error: AmiError) => {
      // A refusal from before a connection was ready says nothing about those after it.
      if (standing.isLost()) mayPass = passing(policy.retryTls)
      const isHopeless = !standing.isLost() && !mayPass(error)
      if (standing.isOver() || isHopeless || (standing.isFirst() && !policy.first)) return Cause.done(error)
      if (!standing.isStable()) return step(now, error)
      return Effect.flatMap(begin, (again) => {
        step = again
        return again(now, error)
      })
    }
  }))
}

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
