/**
 * The log lines of a client that connects: that an attempt failed, that it is back, and what it waited for in vain.
 *
 * A server that is away for an hour is tried hundreds of times: the same failure is logged as a warning once, then at debug
 * level.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { AmiError } from "../../AmiError.ts"
import { quietly } from "../../internal/foreign.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"

export class Progress {
  private readonly now: () => number
  /** Whether an attempt that failed is followed by another. */
  private isRetried: boolean
  private since: number
  private attempts = 0
  private said: string | undefined
  private saidUnbooted = false

  /** `now` is the monotonic clock in milliseconds. */
  constructor(now: () => number, isRetried: boolean) {
    this.now = now
    this.isRetried = isRetried
    this.since = now()
  }

  /** A connection was lost, and another is wanted. */
  lost(): void {
    this.isRetried = true
    this.since = this.now()
    this.attempts = 0
    this.said = undefined
  }

  failed(attempt: number, error: AmiError): Effect.Effect<void> {
    this.attempts = attempt
    const line = `Attempt ${attempt} failed: ${AmiMessage.printable(error.message, longest)}`
    // An error that no further attempt can mend is logged by the caller that gives up.
    if (!this.isRetried || !error.isRetryable || error.message === this.said) return quietly(Effect.logDebug(line))
    this.said = error.message
    return quietly(Effect.logWarning(`${line}. Trying again`))
  }

  /** Says how long it took, unless the first attempt of all succeeded. */
  connected(epoch: number): Effect.Effect<void> {
    const attempt = this.attempts + 1
    if (epoch === 1 && attempt === 1) return Effect.void
    const seconds = ((this.now() - this.since) / 1000).toFixed(1)
    return quietly(Effect.logInfo(`Connected${epoch === 1 ? "" : " again"} after ${seconds} s, at attempt ${attempt}`))
  }

  /** Asterisk did not say that it has booted: logged once, as it happens at each login. */
  unbooted(waited: Duration.Duration): Effect.Effect<void> {
    if (this.saidUnbooted) return Effect.void
    this.saidUnbooted = true
    return quietly(Effect.logWarning(
      `Asterisk did not say within ${waited} that it has booted. It says so to accounts that may read \`system\`: add \`system\` `
        + "to the line `read =` of the account in manager.conf and run `manager reload`, or set the option bootTimeout to 0, "
        + "so that no login waits for it"
    ))
  }
}

/** Words of the peer may stand in an error, between words of ours that say what to do: room for both, and no more. */
const longest = 400
