/**
 * AMI over HTTP: `/rawman` with cookies and `/arawman` with digests.
 *
 * An action runs independently of its request: if the peer goes away it still
 * completes, and the events taken for it are lost, as with Asterisk's threads.
 *
 * @since 0.1.0
 */
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type { HttpServerResponse } from "effect/http/HttpServerResponse"
import * as Predicate from "effect/Predicate"
import type * as Scope from "effect/Scope"
import { answer } from "../dispatch.ts"
import type { Hub } from "../hub.ts"
import { peerOf } from "../line.ts"
import { render } from "../messages.ts"
import type { Request } from "../requests.ts"
import { realmOf } from "../settings.ts"
import * as wire from "../wire.ts"
import { byCookie, byDigest } from "./admission.ts"
import type { HttpSession } from "./httpSession.ts"
import * as parameters from "./parameters.ts"
import { cookie, make as makeResponses, type Responses } from "./responses.ts"

type Incoming = HttpServerRequest.HttpServerRequest

/** The longest form (http.c, MAX_CONTENT_LENGTH). */
const maxBody = /*#__PURE__*/ ByteSize.bytes(40_960)

/** The longest request line, including its line break (http.c, MAX_HTTP_LINE_LENGTH). */
const maxLine = 4095

/** The socket of a request in Node; undefined elsewhere. */
const socketOf = ({ source }: Incoming) =>
  Predicate.hasProperty(source, "socket") && Predicate.isObject(source.socket) ? source.socket : undefined

const methods = new Set(["GET", "HEAD", "POST"])

const requestOf = (incoming: Incoming, responses: Responses): Effect.Effect<Request, HttpServerResponse> => {
  if (incoming.method !== "POST") return Effect.succeed(parameters.read(parameters.queryOf(incoming.url)))
  if (!parameters.isForm(incoming.headers["content-type"] ?? "")) return Effect.succeed({ lines: [] })
  return incoming.arrayBuffer.pipe(
    Effect.provideService(HttpIncomingMessage.MaxBodySize, maxBody),
    Effect.mapBoth({
      onFailure: ({ reason }) =>
        reason._tag === "RequestParseError" && reason.reason === "BodyTooLarge"
          ? responses.bodyTooLarge
          : responses.badBody,
      onSuccess: (bytes) => parameters.read(wire.fromBytes(new Uint8Array(bytes)))
    })
  )
}

/** Answers a request of a session, which may have others in flight. */
const acting = Effect.fnUntraced(function*(hub: Hub, session: HttpSession, request: Request) {
  const { delivery, end, messages } = yield* answer(hub, session, { request, refusal: undefined })
  const isSilent = hub.faults.hit("Silence", { session: session.id }) !== undefined
  if (delivery === "lost" || isSilent) return yield* Effect.never
  const latency = hub.faults.latency(session.id)
  if (latency > 0) yield* Effect.sleep(latency)
  if (end === "refused") yield* Effect.sleep(hub.settings.loginDelay)
  if (end !== undefined) hub.close(session)
  return messages.map(render).join("")
})

/** Serves both paths until the scope closes, which also ends all actions in flight. */
export const serve = Effect.fnUntraced(
  function*(hub: Hub): Effect.fn.Return<void, never, HttpServer.HttpServer | Scope.Scope> {
    const scope = yield* Effect.scope
    const { httpPrefix, httpTimeout, version } = hub.settings
    const responses = makeResponses(version, realmOf(hub.settings))

    const apart = <A>(action: Effect.Effect<A>): Effect.Effect<A> =>
      Effect.flatMap(Effect.forkIn(action, scope), (fiber) => Fiber.join(fiber))

    const rawman = Effect.fnUntraced(function*(incoming: Incoming) {
      const request = yield* requestOf(incoming, responses)
      return yield* apart(Effect.suspend(() => {
        const session = byCookie(hub, incoming.headers["cookie"] ?? "", peerOf(socketOf(incoming)))
        session.begin()
        return acting(hub, session, request).pipe(
          Effect.ensuring(Effect.sync(() => session.done(hub.now))),
          Effect.map((text) => responses.messages(text, cookie(session.key, httpTimeout)))
        )
      }))
    })

    const arawman = Effect.fnUntraced(function*(incoming: Incoming) {
      const admission = byDigest(
        hub,
        incoming.method,
        incoming.headers["authorization"] ?? "",
        peerOf(socketOf(incoming))
      )
      if (admission.session === undefined) return responses.unauthorized(admission.nonce, admission.stale)
      const request = yield* requestOf(incoming, responses)
      return yield* apart(Effect.map(acting(hub, admission.session, request), (text) => responses.messages(text)))
    })

    const route =
      (handle: (incoming: Incoming) => Effect.Effect<HttpServerResponse, HttpServerResponse>) => (incoming: Incoming) =>
        methods.has(incoming.method)
          ? Effect.catch(handle(incoming), (failed) => Effect.succeed(failed))
          : Effect.succeed(responses.notImplemented)

    // Asterisk does not accept `//rawman`; it ignores case and a trailing slash (http.c, handle_uri).
    const router = yield* Effect.provideService(HttpRouter.make, HttpRouter.RouterConfig, {
      ignoreDuplicateSlashes: false,
      ignoreTrailingSlash: true,
      caseSensitive: false
    })
    yield* router.add("*", `${httpPrefix}/rawman`, route(rawman))
    yield* router.add("*", `${httpPrefix}/arawman`, route(arawman))

    const routed = Effect.orElseSucceed(router.asHttpEffect(), () => responses.notFound)
    yield* HttpServer.serveEffect(Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) => {
      const line = `${method} ${url} HTTP/1.1\r\n`
      return line.length > maxLine ? Effect.succeed(responses.lineTooLong) : routed
    }))
  }
)
