/**
 * How often tokens may do something.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as RateLimiter from "effect/persistence/RateLimiter"
import { NotSent, TooMany } from "../AmiGatewayApi.ts"
import type { Rights } from "./rights.ts"

/** Counts an action or a read; fails if the token has had too many in this minute. A store that fails lets nothing through. */
export type Count = (rights: Rights, what: "actions" | "reads") => Effect.Effect<void, TooMany | NotSent>

export const countWith = (limiter: RateLimiter.RateLimiter): Count => ({ grant }, what) => {
  const isAction = what === "actions"
  const limit = isAction ? grant.actionsPerMinute ?? 60 : grant.readsPerMinute ?? 300
  const key = `effect-ami/gateway/${grant.tokenHash}${isAction ? "" : `/${what}`}`
  return limiter.consume({ key, window: "1 minute", limit }).pipe(
    Effect.mapError(({ reason }) =>
      reason._tag === "RateLimitExceeded"
        ? new TooMany({
          message: isAction
            ? `The token may send ${limit} actions a minute`
            : `The token may read ${limit} times a minute`,
          retryAfter: Math.max(1, Math.ceil(Duration.toSeconds(reason.retryAfter)))
        })
        : new NotSent({ message: "The store of the rate limits has failed" })
    ),
    Effect.asVoid
  )
}
