/**
 * Node's HTTP client, with its own trusted certificates and connection pool.
 *
 * @since 0.2.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as HttpClient from "effect/http/HttpClient"
import * as Layer from "effect/Layer"
import { isBun } from "./runtime.ts"
import { trust } from "./trust.ts"
import type { Trust } from "./trustOptions.ts"

export interface ClientOptions {
  readonly trust: Trust
  readonly connectTimeout: Duration.Duration
  readonly maxRequests: number
}

/** Asterisk closes an idle connection after 15 seconds (http.conf, `session_keep_alive`): close it earlier. */
const idleTimeout = 4000

export const layer = (options: ClientOptions): Layer.Layer<HttpClient.HttpClient> => {
  // One more, for the poll.
  const connections = options.maxRequests + 1
  if (isBun()) {
    const agent = { ...trust(options.trust), keepAlive: true, maxSockets: connections }
    return Layer.provide(NodeHttpClient.layerNodeHttpNoAgent, NodeHttpClient.layerAgentOptions(agent))
  }
  const client = {
    connect: { ...trust(options.trust), timeout: Duration.toMillis(options.connectTimeout) },
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: idleTimeout,
    keepAliveMaxTimeout: idleTimeout
  }
  const dispatcher = Effect.acquireRelease(
    // Bun's replacement for undici cannot be extended.
    Effect.map(
      Effect.promise(() => import("./connections.ts")),
      ({ Connections }) => new Connections(client, connections)
    ),
    (dispatcher) => Effect.promise(() => dispatcher.end())
  )
  return Layer.provide(
    NodeHttpClient.layerUndiciNoDispatcher,
    Layer.effect(NodeHttpClient.Dispatcher, dispatcher)
  )
}
