/**
 * What answers the requests of the interface.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Api, Authorization, Refused, StreamAuthorization, TooMany, Unauthorized } from "../AmiGatewayApi.ts"
import type { Act } from "./actions.ts"
import * as Body from "./body.ts"
import { CurrentRights } from "./currentRights.ts"
import type { Feed } from "./feed.ts"
import { placeOf } from "./kept.ts"
import type { Models, Read } from "./models.ts"
import type { Rights } from "./rights.ts"
import type { Source } from "./source.ts"
import { ticketSeconds, type Tokens } from "./tokens.ts"

// --- Who asks -----------------------------------------------------------------

const noToken = new Unauthorized({
  message: "The token is missing, not known, or over: send `Authorization: Bearer ami_…`"
})

const noTicket = new Unauthorized({ message: "The ticket is not known, used, or older than 30 seconds" })

/** Runs a handler with the rights of the one who asks. */
const admitted = <A, E, R>(
  handler: Effect.Effect<A, E, R>,
  find: (now: number) => Effect.Effect<Rights | undefined>,
  refusal: Unauthorized
): Effect.Effect<A, E | Unauthorized, Exclude<R, CurrentRights>> =>
  Effect.gen(function*() {
    const rights = yield* find(yield* Clock.currentTimeMillis)
    return rights === undefined
      ? yield* Effect.fail(refusal)
      : yield* Effect.provideService(handler, CurrentRights, rights)
  })

const authorization = (tokens: Tokens) => {
  const bearer = <A, E, R>(
    handler: Effect.Effect<A, E, R>,
    { credential }: { readonly credential: Redacted.Redacted }
  ) => admitted(handler, (now) => tokens.of(Redacted.value(credential), now), noToken)
  const ticket = <A, E, R>(
    handler: Effect.Effect<A, E, R>,
    { credential }: { readonly credential: Redacted.Redacted }
  ) =>
    admitted(
      handler,
      (now) => tokens.use(Redacted.value(credential), now),
      Redacted.value(credential) === "" ? noToken : noTicket
    )
  return Layer.merge(
    Layer.succeed(Authorization, { bearer }),
    Layer.succeed(StreamAuthorization, { bearer, ticket })
  )
}

// --- What is asked for --------------------------------------------------------

/** What somebody may read of a live model. */
const answered = (read: Read) =>
  Effect.gen(function*() {
    return HttpServerResponse.jsonUnsafe(yield* read(yield* CurrentRights))
  })

/** What answers, of the parts of a gateway. */
export const layer = ({ act, feed, models, source, tokens }: {
  readonly act: Act
  readonly feed: Feed
  readonly models: Models
  readonly source: Source
  readonly tokens: Tokens
}) =>
  HttpApiBuilder.group(Api, "gateway", (handlers) =>
    handlers
      .handle("servers", () =>
        Effect.gen(function*() {
          const rights = yield* CurrentRights
          return (yield* source.servers).filter(({ server }) => rights.knows(server))
        }))
      .handleRaw("action", ({ headers, params: { action, server }, request }) =>
        Effect.gen(function*() {
          const rights = yield* CurrentRights
          const key = headers["idempotency-key"]
          if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
            const message = "Idempotency-Key must have 1 to 255 characters, without spaces"
            return yield* Effect.fail(new Refused({ message, reason: "Invalid" }))
          }
          const given = yield* Body.headersOf(request)
          const { items, response } = yield* act(rights, { server, action, headers: given, key })
          return HttpServerResponse.jsonUnsafe({
            response: rights.shown(response),
            items: items.map((item) => rights.shown(item))
          })
        }))
      .handleRaw("events", ({ headers, query }) =>
        Effect.gen(function*() {
          const rights = yield* CurrentRights
          const most = rights.grant.streams ?? 4
          if (feed.streamsOf(rights) >= most) {
            const message = `The token may have ${most} streams at once`
            return yield* Effect.fail(new TooMany({ message, retryAfter: 5 }))
          }
          const from = headers["last-event-id"] ?? query.lastEventId
          const stream = yield* feed.read(rights, from, from === undefined ? undefined : placeOf(from))
          return HttpServerResponse.stream(stream, {
            contentType: "text/event-stream; charset=utf-8",
            headers: { "x-accel-buffering": "no" }
          })
        }))
      .handleRaw("channels", () => answered(models.channels))
      .handleRaw("queues", () => answered(models.queues))
      .handleRaw("calls", () => answered(models.calls))
      .handle("ticket", () =>
        Effect.gen(function*() {
          const ticket = yield* tokens.ticket(yield* CurrentRights, yield* Clock.currentTimeMillis)
          return ticket === undefined
            ? yield* Effect.fail(new TooMany({ message: "Too many tickets are unused", retryAfter: ticketSeconds }))
            : { ticket, seconds: ticketSeconds }
        }))).pipe(Layer.provide(authorization(tokens)))
