/**
 * Whether what has failed is tried again, and after which delay.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { AmiError } from "../AmiError.ts"

const floor = Duration.millis(100)
const ceiling = Duration.seconds(30)

/** Full jitter, so that clients that lost the same server do not come back together. */
export const delayOf = (attempt: number, bounds = { floor, ceiling }): Effect.Effect<Duration.Duration> =>
  Effect.map(
    Random.next,
    (random) =>
      Duration.max(
        bounds.floor,
        Duration.times(Duration.min(Duration.millis(250 * 2 ** attempt), bounds.ceiling), random)
      )
  )

/** A wrong name or secret, and over HTTP Digest an address that `permit` leaves out. */
const refusals: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "Authentication failed",
  "Permission denied to this address"
])

/** Decides whether another attempt to connect can succeed, after each that failed. Remembers the last refusal of Asterisk. */
export const passing = (retryTls: boolean) => {
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
