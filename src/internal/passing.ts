/**
 * Whether another attempt to connect can succeed after one that failed.
 *
 * @since 0.2.0
 */
import type { AmiError } from "../AmiError.ts"

/** A wrong name or secret, and over HTTP Digest an address that `permit` leaves out. */
const refusals: ReadonlySet<string> = /*#__PURE__*/ new Set([
  "Authentication failed",
  "Permission denied to this address"
])

/** Decides it for one attempt after the other. Remembers the last refusal of Asterisk. */
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
