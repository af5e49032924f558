/**
 * Pages of other origins: refused, unless they are listed.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { isFromHere, privately } from "../../internal/requests.ts"

type Response = HttpServerResponse.HttpServerResponse

const foreign = /*#__PURE__*/ HttpServerResponse.jsonUnsafe(
  { _tag: "Forbidden", message: "The request comes from a page of another origin, which the gateway does not list" },
  { status: 403 }
)

const preflight = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type, idempotency-key, last-event-id",
  "access-control-max-age": "600"
}

/** What a browser may do with an answer. */
const permission = (origin: string): Readonly<Record<string, string>> => ({
  "access-control-allow-origin": origin,
  "access-control-expose-headers": "retry-after",
  "cross-origin-resource-policy": "cross-origin"
})

const own = { "cross-origin-resource-policy": "same-origin" }

/** Answers only pages of the listed origins, and what is no page. */
export const guard =
  (origins: ReadonlyArray<string>) =>
  <E, R>(handler: Effect.Effect<Response, E, R>): Effect.Effect<Response, E, R | HttpServerRequest.HttpServerRequest> =>
    Effect.gen(function*() {
      const request = yield* HttpServerRequest.HttpServerRequest
      const { origin } = request.headers
      const isListed = origin !== undefined && origins.includes(origin)
      const response = isListed || isFromHere(request) ? yield* handler : foreign
      return HttpServerResponse.setHeaders(response, {
        ...privately,
        ...(isListed ? permission(origin) : own),
        vary: "Origin"
      })
    })

/** What browsers ask before they send a request of another origin. */
export const allowed: Response = /*#__PURE__*/ HttpServerResponse.empty({ status: 204, headers: preflight })
