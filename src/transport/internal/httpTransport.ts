/**
 * A transport over HTTP, on the `HttpClient` from the context.
 *
 * @since 0.2.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as HttpClient from "effect/http/HttpClient"
import * as Option from "effect/Option"
import { ConnectFailed } from "../../AmiError.ts"
import { fail } from "../../internal/failing.ts"
import type * as AmiCodec from "../../protocol/AmiCodec.ts"
import type { AmiTransport } from "../AmiTransport.ts"
import * as Access from "./httpAccess.ts"
import * as Connection from "./httpConnection.ts"

export interface TransportOptions {
  readonly url: URL
  readonly auth: "session" | "digest"
  readonly maxRequests: number
  readonly connectTimeout: Duration.Duration
  readonly pollTimeout: Duration.Duration
  readonly pollFloor: Duration.Duration
  readonly decoder: AmiCodec.DecoderOptions
  /** Logs that Asterisk accepts `Events` without an answer. */
  readonly logEventsUnanswered: Effect.Effect<void>
}

/** Each connection is a new session, with the current `fetch` options. */
export const make = Effect.fnUntraced(function*(
  options: TransportOptions
): Effect.fn.Return<AmiTransport["Service"], never, HttpClient.HttpClient> {
  const client = yield* HttpClient.HttpClient
  const fetch = Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), () => ({}))
  const { auth, maxRequests, url } = options
  return {
    connect: Effect.gen(function*() {
      const request = { client, fetch, url, decoder: options.decoder }
      const access = yield* Effect.timeoutOrElse(
        auth === "digest" ? Access.byDigest(request) : Access.byCookie(request),
        {
          duration: options.connectTimeout,
          orElse: () => fail(new ConnectFailed({ address: url.origin, code: "TIMEOUT" }))
        }
      )
      return yield* Connection.make(access, {
        // The counter of a digest must grow in the order in which requests arrive.
        maxInFlight: auth === "digest" ? 1 : maxRequests,
        pollTimeout: options.pollTimeout,
        pollFloor: options.pollFloor,
        logEventsUnanswered: options.logEventsUnanswered
      })
    })
  }
})
