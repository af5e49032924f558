/**
 * The HTTP interface of the gateway as a value: for its OpenAPI document, and for clients in Effect (`HttpApiClient`).
 *
 * **Details**
 *
 * Each error has a status of its own and a JSON body with `_tag` and `message`. 503 says that nothing was sent: it may be tried
 * again. 504 says that it may have run: look before it is tried again.
 *
 * @since 0.2.0
 */
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { built } from "../internal/readers.ts"
import * as AmiCalls from "../live/AmiCalls.ts"
import * as AmiChannels from "../live/AmiChannels.ts"
import * as AmiQueues from "../live/AmiQueues.ts"
import { CurrentRights } from "./internal/currentRights.ts"

// --- Errors -----------------------------------------------------------------

/**
 * The token or the ticket is missing, not known, or over.
 *
 * @category errors
 * @since 0.2.0
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>("effect-ami/gateway/Unauthorized")("Unauthorized", {
  message: Schema.String
}, { httpApiStatus: 401 }) {}

/**
 * The grant does not allow it; the message says which rule. Nothing was sent.
 *
 * @category errors
 * @since 0.2.0
 */
export class Forbidden extends Schema.TaggedError<Forbidden>("effect-ami/gateway/Forbidden")("Forbidden", {
  message: Schema.String
}, { httpApiStatus: 403 }) {}

/**
 * There is no such server. Nothing was sent.
 *
 * @category errors
 * @since 0.2.0
 */
export class NoSuchServer extends Schema.TaggedError<NoSuchServer>("effect-ami/gateway/NoSuchServer")("NoSuchServer", {
  message: Schema.String
}, { httpApiStatus: 404 }) {}

/**
 * The body has more than 64 kB, or more than 128 headers. Nothing was sent.
 *
 * @category errors
 * @since 0.2.0
 */
export class TooLarge extends Schema.TaggedError<TooLarge>("effect-ami/gateway/TooLarge")("TooLarge", {
  message: Schema.String
}, { httpApiStatus: 413 }) {}

/**
 * The body is wrong (`reason` is `Invalid`, and nothing was sent), or Asterisk refused the action: then `reason` is that of an
 * `AmiError`.
 *
 * @category errors
 * @since 0.2.0
 */
export class Refused extends Schema.TaggedError<Refused>("effect-ami/gateway/Refused")("Refused", {
  message: Schema.String,
  reason: Schema.String
}, { httpApiStatus: 422 }) {}

/**
 * Too many actions or reads in this minute, too many streams, or too many tickets. Nothing was sent. `retryAfter` is in seconds, and is
 * also the header `Retry-After`.
 *
 * @category errors
 * @since 0.2.0
 */
export class TooMany extends Schema.TaggedError<TooMany>("effect-ami/gateway/TooMany")("TooMany", {
  message: Schema.String,
  retryAfter: Schema.Int
}, { httpApiStatus: 429 }) {}

/**
 * Nothing was sent, as there is no connection to Asterisk: it may be tried again.
 *
 * @category errors
 * @since 0.2.0
 */
export class NotSent extends Schema.TaggedError<NotSent>("effect-ami/gateway/NotSent")("NotSent", {
  message: Schema.String
}, { httpApiStatus: 503 }) {}

/**
 * It was sent, and no answer came: it may have run. Look before it is tried again.
 *
 * @category errors
 * @since 0.2.0
 */
export class OutcomeUnknown
  extends Schema.TaggedError<OutcomeUnknown>("effect-ami/gateway/OutcomeUnknown")("OutcomeUnknown", {
    message: Schema.String
  }, { httpApiStatus: 504 })
{}

/** With the header that clients know. */
const Limited = /*#__PURE__*/ TooMany.pipe(
  /*#__PURE__*/ HttpApiSchema.encodeToWithHeaders({ body: TooMany, headers: { "retry-after": Schema.Int } }, {
    decode: ({ body }) => body,
    encode: (error) => ({ body: error, headers: { "retry-after": error.retryAfter } })
  })
)

// --- Authorization ----------------------------------------------------------

/**
 * Asks for a token: `Authorization: Bearer ami_…`.
 *
 * @category services
 * @since 0.2.0
 */
export class Authorization
  extends HttpApiMiddleware.Service<Authorization, { provides: CurrentRights; requires: never }>()(
    "effect-ami/gateway/AmiGatewayApi/Authorization",
    { security: { bearer: HttpApiSecurity.bearer }, error: Unauthorized }
  )
{}

/**
 * Asks for a token, or for a ticket in the query: `EventSource` of browsers sends no headers.
 *
 * @category services
 * @since 0.2.0
 */
export class StreamAuthorization
  extends HttpApiMiddleware.Service<StreamAuthorization, { provides: CurrentRights; requires: never }>()(
    "effect-ami/gateway/AmiGatewayApi/StreamAuthorization",
    {
      security: {
        bearer: HttpApiSecurity.bearer,
        ticket: HttpApiSecurity.apiKey({ key: "ticket", in: "query" })
      },
      error: Unauthorized
    }
  )
{}

// --- What is sent -----------------------------------------------------------

/**
 * Schema for a message: its headers, in their order.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Message = /*#__PURE__*/ Schema.Array(Schema.Tuple([Schema.String, Schema.String]))

/**
 * Schema for the headers of an action. A list repeats its header.
 *
 * @category schemas
 * @since 0.2.0
 */
export const ActionHeaders = /*#__PURE__*/ Schema.Record(
  Schema.String,
  Schema.Union([
    Schema.String,
    Schema.Finite,
    Schema.Boolean,
    Schema.Array(Schema.Union([Schema.String, Schema.Finite, Schema.Boolean]))
  ])
)

/**
 * Schema for the answer to an action; `items` are those of a list.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Answer = /*#__PURE__*/ Schema.Struct({ response: Message, items: Schema.Array(Message) })

/**
 * Schema for a server, and the state of the connection to it: `Ready`, or another of `AmiFleet.State`.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Server = /*#__PURE__*/ Schema.Struct({ server: Schema.String, state: Schema.String })

/**
 * Schema for an item of the stream of events.
 *
 * **Details**
 *
 * `event` has the `headers` of an event, and `at`, when it came, in milliseconds since 1970. Between `disconnected` and `connected`
 * of a server any number may be missing. `gap` says that events are missing here: `dropped` of them, or null if nobody knows. Its
 * `reason` is `SlowReader` (this reader was), `Expired` (what came after `Last-Event-ID` is no longer there), or that of a gap of
 * the client or the journal.
 *
 * Give the `id` of the last item that you have as `Last-Event-ID`, and the stream goes on after it.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Item = /*#__PURE__*/ Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  event: Schema.Literals(["event", "gap", "connected", "disconnected"]),
  data: Schema.fromJsonString(Schema.Struct({
    server: Schema.String,
    at: Schema.optionalKey(Schema.Finite),
    headers: Schema.optionalKey(Message),
    dropped: Schema.optionalKey(Schema.NullOr(Schema.Int)),
    reason: Schema.optionalKey(Schema.String)
  }))
})

// --- Live models ------------------------------------------------------------

const number = /*#__PURE__*/ Schema.optionalKey(Schema.Finite)

/** A model of each server. */
const ofServers = <S extends Schema.Top>(value: S) => {
  const of = { server: Schema.String, at: Schema.Finite, values: Schema.Array(value) }
  return Schema.Array(Schema.Union([
    Schema.TaggedStruct("Fresh", of),
    Schema.TaggedStruct("Stale", {
      ...of,
      since: Schema.Finite,
      cause: Schema.Literals(["Disconnected", "Gap", "Resyncing"])
    }),
    Schema.TaggedStruct("Absent", { server: Schema.String, cause: Schema.String })
  ]))
}

/**
 * Schema for the channels of each server, as far as the token may read them. See `AmiChannels.Channel`.
 *
 * **Details**
 *
 * `Fresh` is what Asterisk would say at the moment `at`. `Stale` is the last that is known, and was certain until `since`; see
 * `AmiLive.Live` for its causes. Of `Absent` nothing is known: its `cause` is `Disconnected`, `Resyncing` while the first lists
 * are taken, or the reason of an `AmiError`, such as `PermissionDenied`. Times are in milliseconds since 1970.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Channels = /*#__PURE__*/ built(() => ofServers(AmiChannels.Channel))

/**
 * Schema for the queues of each server, as far as the token may read them. See `AmiQueues.Queue`; here, members are a list. See
 * `Channels` for the rest.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Queues = /*#__PURE__*/ built(() =>
  ofServers(Schema.Struct({
    Queue: Schema.String,
    Max: number,
    Strategy: Schema.optionalKey(Schema.String),
    ServiceLevel: number,
    Weight: number,
    counters: AmiQueues.Counters,
    totals: AmiQueues.Totals,
    members: Schema.Array(AmiQueues.Member),
    callers: Schema.Array(AmiQueues.Caller)
  }))
)

/**
 * Schema for the calls of each server, as far as the token may read them. See `AmiCalls.Call`, and `Channels` for the rest.
 *
 * @category schemas
 * @since 0.2.0
 */
export const Calls = /*#__PURE__*/ built(() => ofServers(AmiCalls.Call))

// --- The interface ----------------------------------------------------------

const group = /*#__PURE__*/ HttpApiGroup.make("gateway", { topLevel: true }).add(
  HttpApiEndpoint.get("servers", "/v1/servers", { success: Schema.Array(Server) })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "The servers that the token may know of, and their states"),
  HttpApiEndpoint.post("action", "/v1/servers/:server/actions/:action", {
    params: { server: Schema.String, action: Schema.String },
    headers: { "idempotency-key": Schema.optionalKey(Schema.String) },
    payload: ActionHeaders,
    success: Answer,
    error: [Forbidden, NoSuchServer, TooLarge, Refused, Limited, NotSent, OutcomeUnknown]
  })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "Sends an action, and gives its answer"),
  HttpApiEndpoint.get("events", "/v1/events", {
    headers: { "last-event-id": Schema.optionalKey(Schema.String) },
    query: { lastEventId: Schema.optionalKey(Schema.String) },
    success: HttpApiSchema.StreamSse({ events: Item }),
    error: Limited
  })
    .middleware(StreamAuthorization)
    .annotate(OpenApi.Summary, "Events as they come, as server-sent events"),
  HttpApiEndpoint.get("channels", "/v1/channels", { success: Channels, error: [Forbidden, Limited, NotSent] })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "The channels of each server"),
  HttpApiEndpoint.get("queues", "/v1/queues", { success: Queues, error: [Forbidden, Limited, NotSent] })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "The queues of each server, with their members and callers"),
  HttpApiEndpoint.get("calls", "/v1/calls", { success: Calls, error: [Forbidden, Limited, NotSent] })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "The calls of each server"),
  HttpApiEndpoint.post("ticket", "/v1/tickets", {
    success: Schema.Struct({ ticket: Schema.String, seconds: Schema.Int }),
    error: Limited
  })
    .middleware(Authorization)
    .annotate(OpenApi.Summary, "A ticket for one stream of events, for EventSource of browsers")
)

/**
 * The interface.
 *
 * **Example** (Reading its OpenAPI document)
 *
 * ```ts import.meta.vitest
 * import { AmiGatewayApi } from "effect-ami/gateway"
 * import { OpenApi } from "effect/http-api"
 *
 * Object.keys(OpenApi.fromApi(AmiGatewayApi.Api).paths)
 * // => ["/v1/servers", "/v1/servers/{server}/actions/{action}", "/v1/events", "/v1/channels", "/v1/queues", "/v1/calls",
 * //   "/v1/tickets"]
 * ```
 *
 * @category models
 * @since 0.2.0
 */
export const Api = /*#__PURE__*/ HttpApi.make("effect-ami").add(group)
  .annotate(OpenApi.Title, "AMI gateway")
  .annotate(
    OpenApi.Description,
    "Actions and events of Asterisk for tokens that may do and see what they were granted."
  )
