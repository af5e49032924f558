/**
 * A gateway: AMI for browsers and for programs in other languages, as JSON over HTTP and server-sent events.
 *
 * **Details**
 *
 * Each token may do and see what its grant names, and nothing else (`AmiGrant`). `AmiGatewayApi` is the interface.
 *
 * | path                                       | gives                                                        |
 * | ------------------------------------------ | ------------------------------------------------------------ |
 * | `GET /v1/servers`                          | the servers that the token may know of                       |
 * | `POST /v1/servers/:server/actions/:action` | the answer to an action, whose headers are the body, as JSON |
 * | `GET /v1/events`                           | events as they come; goes on after `Last-Event-ID`           |
 * | `GET /v1/channels`, `/v1/queues`, `/v1/calls` | live models of each server                                   |
 * | `POST /v1/tickets`                         | a ticket for `EventSource` of browsers: `?ticket=`           |
 * | `GET /openapi.json`, `/docs`, `/healthz`   | the document, a page of it, and whether Asterisk is connected |
 *
 * `ami gateway` serves the same.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServer from "effect/http/HttpServer"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as RateLimiter from "effect/persistence/RateLimiter"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { AmiFleet } from "../fleet/AmiFleet.ts"
import { invalidOption } from "../internal/failing.ts"
import { quietly } from "../internal/foreign.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import { AmiJournal } from "../journal/AmiJournal.ts"
import { Api } from "./AmiGatewayApi.ts"
import * as AmiGrant from "./AmiGrant.ts"
import * as Actions from "./internal/actions.ts"
import * as Document from "./internal/document.ts"
import * as Feed from "./internal/feed.ts"
import * as Handlers from "./internal/handlers.ts"
import * as Models from "./internal/models.ts"
import * as Origins from "./internal/origins.ts"
import { ofJournal } from "./internal/past.ts"
import * as Rates from "./internal/rates.ts"
import * as Source from "./internal/source.ts"
import { Tokens } from "./internal/tokens.ts"

// --- Options ----------------------------------------------------------------

/**
 * An action that a token asked for, and what came of it. It has names of headers, and no values.
 *
 * @category models
 * @since 0.2.0
 */
export interface Acted extends Actions.Acted {}

/**
 * Who may do what, and from where.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /**
   * The grants. A stream replaces all of them each time, while the gateway runs; streams of events whose token is gone end. Grants
   * of a stream that are wrong are logged, and change nothing.
   */
  readonly grants: ReadonlyArray<AmiGrant.Grant> | Stream.Stream<ReadonlyArray<AmiGrant.Grant>>
  /** Where it is mounted, such as `/ami`. Defaults to the root. */
  readonly path?: string | undefined
  /** The origins of pages that may use it, such as `https://crm.example.org`. Defaults to none but its own. */
  readonly origins?: ReadonlyArray<string> | undefined
  /**
   * Whether `/openapi.json`, `/docs` and `/healthz` answer without a token, such as for a server that listens on this machine alone.
   * Defaults to `false`.
   */
  readonly open?: boolean | undefined
  /** Run after each action, and for each that is refused. Defaults to a line in the log. */
  readonly onAction?: ((acted: Acted) => Effect.Effect<void>) | undefined
}

/**
 * Options of a gateway to one server.
 *
 * @category models
 * @since 0.2.0
 */
export interface ClientOptions extends Options {
  /** The name of the server. Defaults to the name of the client, or the address that it connects to. */
  readonly server?: string | undefined
}

const isOrigin = (value: unknown): boolean =>
  typeof value === "string" && URL.canParse(value) && new URL(value).origin === value

const rules: Rules.Rules<Options> = {
  grants: Rules.satisfies(
    "must be a list of grants, or a Stream of such lists",
    (value) => Array.isArray(value) || Stream.isStream(value),
    Rules.kindOf
  ),
  path: Rules.satisfies(
    "must begin with a slash and not end with one, such as \"/ami\"",
    (value) => typeof value === "string" && /^(?:\/[\w.~-]+)+$/.test(value)
  ),
  origins: Rules.listOf(
    "must be a list of origins, such as [\"https://crm.example.org\"]",
    Rules.satisfies("must be an origin, without a path, such as \"https://crm.example.org\"", isOrigin)
  ),
  open: Rules.boolean,
  onAction: Rules.callable
}

const rulesOfClient: Rules.Rules<ClientOptions> = { ...rules, server: Rules.text }

// --- Parts ------------------------------------------------------------------

/** Takes the grants, and each list that replaces them. */
const follow = Effect.fnUntraced(function*(
  grants: Options["grants"],
  tokens: Tokens,
  changed: (now: number) => void
): Effect.fn.Return<void, AmiError, Scope.Scope> {
  const take = (list: ReadonlyArray<AmiGrant.Grant>) =>
    Effect.gen(function*() {
      tokens.replace(yield* AmiGrant.read(list))
      changed(yield* Clock.currentTimeMillis)
    })
  if (!Stream.isStream(grants)) return yield* take(grants)
  yield* grants.pipe(
    Stream.runForEach((list) =>
      Effect.catch(take(list), (error) => quietly(Effect.logWarning(`The grants stay as they were: ${error.message}`)))
    ),
    Effect.catchCause((cause) => quietly(Effect.logError("The grants will not change any more", cause))),
    Effect.forkScoped({ startImmediately: true })
  )
})

/** The limits of this process, unless there is a service that several share. */
const limiting = Effect.gen(function*() {
  const shared = yield* Effect.serviceOption(RateLimiter.RateLimiter)
  if (Option.isSome(shared)) return shared.value
  const own = yield* Layer.build(Layer.provide(RateLimiter.layer, RateLimiter.layerStoreMemory))
  return yield* Effect.provideContext(Effect.service(RateLimiter.RateLimiter), own)
})

const routes = (
  source: Source.Source,
  { grants, onAction, open = false, origins = [], path }: Options
): Layer.Layer<never, AmiError, HttpRouter.HttpRouter> =>
  Layer.unwrap(Effect.gen(function*() {
    const journal = yield* Effect.serviceOption(AmiJournal)
    const tokens = new Tokens()
    const past = Option.getOrUndefined(Option.map(journal, ofJournal))
    const feed = yield* Feed.make(source.inbox, tokens, past)
    yield* follow(grants, tokens, (now) => feed.regrant(now))
    const count = Rates.countWith(yield* limiting)
    const act = yield* Actions.make({ source, count, onAction })
    const models = yield* Models.make({ source, count })
    const router = yield* HttpRouter.HttpRouter
    const mounted = path === undefined ? router : router.prefixed(path)
    const beside = Layer.effectDiscard(Effect.gen(function*() {
      const router = yield* HttpRouter.HttpRouter
      yield* router.add("OPTIONS", "/v1/*", Effect.succeed(Origins.allowed))
    }))
    return HttpApiBuilder.layer(Api).pipe(
      Layer.provide(Handlers.layer({ act, feed, models, source, tokens })),
      Layer.merge(beside),
      Layer.merge(Document.layer({ isOpen: open, source, tokens })),
      Layer.provide(HttpRouter.middleware(Origins.guard(origins)).layer),
      Layer.provide(Layer.succeed(HttpRouter.HttpRouter, mounted)),
      Layer.provide(HttpServer.layerServices)
    )
  }))

// --- Layers -----------------------------------------------------------------

/**
 * Layer that adds a gateway to one server to the `HttpRouter` of your own. Fails with `InvalidOption` if an option or a grant is
 * wrong.
 *
 * **Details**
 *
 * With an `AmiJournal` in its context a stream goes on after a restart, up to an hour later; without one, after one of the last
 * 10,000 items. With a `RateLimiter` in its context several processes share their limits. Live models are those of its context, such
 * as `AmiCalls.layerWith({ trunks })`; it makes the others when they are read first, and lets them go when nobody has read them for 10
 * minutes.
 *
 * **Gotchas**
 *
 * Tokens go over the connection in clear text: put TLS before it, or serve it to this machine alone.
 *
 * A stream of events is a request that does not end. A server of Node that stops waits for it as long as its
 * `gracefulShutdownTimeout`, which defaults to 20 seconds.
 *
 * **Example** (Calling from another language)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { AmiClient } from "effect-ami"
 * import { AmiGateway, AmiGrant } from "effect-ami/gateway"
 * import { AmiSimulator } from "effect-ami/simulator"
 * import { HttpRouter } from "effect/http"
 *
 * const token = "ami_example-of-a-token"
 * const tokenHash = await Effect.runPromise(AmiGrant.hashOf(Redacted.make(token)))
 * const grants = [{ name: "crm", tokenHash, servers: ["berlin"], actions: { Ping: [{}] } }]
 *
 * const Gateway = AmiGateway.layer({ grants, server: "berlin", path: "/ami", onAction: () => Effect.void }).pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provide(AmiSimulator.layerTransport({ users: { demo: { secret: "demo" } } }))
 * )
 * const { dispose, handler } = HttpRouter.toWebHandler(Gateway, { disableLogger: true })
 *
 * const ask = (action: string) =>
 *   handler(
 *     new Request(`http://localhost/ami/v1/servers/berlin/actions/${action}`, {
 *       method: "POST",
 *       headers: { authorization: `Bearer ${token}` }
 *     })
 *   )
 * const statuses = [(await ask("Ping")).status, (await ask("CoreShowChannels")).status] // => [200, 403]
 * await dispose()
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (
  options: ClientOptions
): Layer.Layer<never, AmiError, AmiClient | HttpRouter.HttpRouter> =>
  Layer.unwrap(Effect.gen(function*() {
    const ami = yield* AmiClient
    const wrong = Rules.firstInvalid(options, rulesOfClient, ["grants"])
    return wrong === undefined
      ? routes(Source.ofClient(ami, options.server, yield* Effect.context<never>()), options)
      : yield* Identity.of(ami).named(invalidOption("AmiGateway.layer", wrong))
  }))

/**
 * Layer that adds a gateway to all servers of a fleet, later ones included, to the `HttpRouter` of your own. See `layer`; live
 * models are those of the option `models` of the fleet.
 *
 * **Example** (Serving two Asterisk servers with Node)
 *
 * ```ts
 * import { NodeHttpServer } from "@effect/platform-node"
 * import { Effect, Layer } from "effect"
 * import { AmiFleet } from "effect-ami"
 * import { AmiGateway, AmiGrant } from "effect-ami/gateway"
 * import { NodeAmi } from "effect-ami/node"
 * import { HttpRouter } from "effect/http"
 * import { createServer } from "node:http"
 * import { readFile } from "node:fs/promises"
 *
 * const Fleet = AmiFleet.layer({
 *   servers: new Map([["berlin", "ami://hello:world@10.0.0.1"], ["paris", "ami://hello:world@10.0.0.2"]]),
 *   connect: (_, url) => NodeAmi.layerUrl(url)
 * })
 * const Gateway = Layer.unwrap(Effect.gen(function*() {
 *   const grants = yield* AmiGrant.read(yield* Effect.promise(() => readFile("grants.json", "utf8")))
 *   return AmiGateway.layerFleet({ grants })
 * }))
 *
 * export const server = HttpRouter.serve(Gateway).pipe(
 *   Layer.provide([Fleet, NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 8390 })])
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerFleet = (
  options: Options
): Layer.Layer<never, AmiError, AmiFleet | HttpRouter.HttpRouter> =>
  Layer.unwrap(Effect.gen(function*() {
    const fleet = yield* AmiFleet
    const wrong = Rules.firstInvalid(options, rules, ["grants"])
    return wrong === undefined
      ? routes(Source.ofFleet(fleet), options)
      : yield* Effect.fail(invalidOption("AmiGateway.layerFleet", wrong))
  }))
