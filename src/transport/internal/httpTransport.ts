/**
 * A transport over HTTP, on the `HttpClient` that there is.
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
  /** Tells that Asterisk takes `Events` without a word. */
  readonly tellOfSilence: Effect.Effect<void>
}

/** Each connection is another session, with the options of `fetch` that there are now. */
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
        tellOfSilence: options.tellOfSilence
      })
    })
  }
})
