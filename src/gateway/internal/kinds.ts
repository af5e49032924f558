/**
 * The live models that a gateway has: how each is made, what grants name its values by, and their JSON.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import * as AmiCalls from "../../live/AmiCalls.ts"
import * as AmiChannels from "../../live/AmiChannels.ts"
import type * as AmiLive from "../../live/AmiLive.ts"
import * as AmiQueues from "../../live/AmiQueues.ts"
import type { Model } from "./grant.ts"

export interface Kind<V> {
  readonly model: Model
  /** The service of a program that has made it itself. */
  readonly key: Context.Key<unknown, AmiLive.Model<V>>
  readonly make: Effect.Effect<AmiLive.Model<V>, AmiError, AmiClient | Scope.Scope>
  /** What a grant may name a value by: one of these is enough. */
  readonly names: (value: V) => ReadonlyArray<string>
  readonly json: (value: V) => object
}

/** Each client has one of its own. */
const made = <I, S>(
  layer: Layer.Layer<I, AmiError, AmiClient>,
  key: Context.Key<I, S>
): Effect.Effect<S, AmiError, AmiClient | Scope.Scope> =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) => Context.get(context, key))

export const channels: Kind<AmiChannels.Channel> = {
  model: "channels",
  key: AmiChannels.AmiChannels,
  make: made(AmiChannels.layer, AmiChannels.AmiChannels),
  // A Local channel belongs to no telephone.
  names: ({ Channel, endpoint = Channel }) => [endpoint],
  json: (channel) => channel
}

export const queues: Kind<AmiQueues.Queue> = {
  model: "queues",
  key: AmiQueues.AmiQueues,
  make: made(AmiQueues.layer, AmiQueues.AmiQueues),
  names: ({ Queue }) => [Queue],
  json: (queue) => ({ ...queue, members: [...queue.members.values()] })
}

export const calls: Kind<AmiCalls.Call> = {
  model: "calls",
  key: AmiCalls.AmiCalls,
  make: made(AmiCalls.layer, AmiCalls.AmiCalls),
  names: ({ legs }) => legs.map(({ party }) => party.endpoint),
  json: (call) => call
}
