/**
 * How long an action may block its session: Asterisk reads no other action of the session until it has answered.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

const inputOr = (input: Duration.Input | undefined, fallback: Duration.Duration): Duration.Duration =>
  input === undefined ? fallback : Option.getOrElse(Duration.fromInput(input), () => fallback)

/** A call that nobody answers ends at its timeout; Asterisk then needs a moment to hang up. */
export const originate = (
  payload: { readonly Async?: boolean | undefined; readonly Timeout?: Duration.Input | undefined }
): Duration.Input | undefined =>
  payload.Async === false
    ? Duration.sum(inputOr(payload.Timeout, Duration.seconds(30)), Duration.seconds(5))
    : undefined

/** Until an event arrives or the timeout expires; without a timeout, as long as a JavaScript timer can wait. */
export const waitEvent = (payload: { readonly Timeout?: Duration.Input | undefined }): Duration.Input =>
  Duration.min(Duration.sum(inputOr(payload.Timeout, Duration.infinity), Duration.seconds(5)), Duration.days(24))

/** As long as the digit lasts. */
export const digit = (payload: { readonly Duration?: Duration.Input | undefined }): Duration.Input =>
  Duration.sum(inputOr(payload.Duration, Duration.millis(100)), Duration.seconds(5))

/** As long as the command runs; a minute should be enough. */
export const command = (): Duration.Input => Duration.minutes(1)
