/**
 * Where a gateway sends actions, and where its events come from: one client, or a fleet.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { AmiError } from "../../AmiError.ts"
import { type AmiClient, Buffer } from "../../client/AmiClient.ts"
import type * as AmiFleet from "../../fleet/AmiFleet.ts"
import type { FleetError } from "../../fleet/FleetError.ts"
import * as Identity from "../../internal/identity.ts"
import type * as AmiLive from "../../live/AmiLive.ts"

type Client = AmiClient["Service"]

export interface Source {
  /** The names of the servers, and the states of the connections to them. */
  readonly servers: Effect.Effect<ReadonlyArray<{ readonly server: string; readonly state: string }>>
  /** The client of a server; undefined if there is no such server. */
  readonly client: (server: string) => Effect.Effect<Client | undefined, FleetError | AmiError>
  /** A live model that the program has made itself of a server; undefined if it has not. */
  readonly model: <V>(
    server: string,
    key: Context.Key<unknown, AmiLive.Model<V>>
  ) => Effect.Effect<AmiLive.Model<V> | undefined>
  readonly inbox: Stream.Stream<AmiFleet.Batch, AmiError>
}

export const ofFleet = (fleet: AmiFleet.AmiFleet["Service"]): Source => ({
  servers: Effect.map(
    fleet.health,
    (all) => Array.from(all, ([server, { state }]) => ({ server, state: state._tag })).toSorted(byName)
  ),
  client: (server) =>
    Effect.catchReason(
      fleet.get(server),
      "FleetError",
      "UnknownServer",
      () => Effect.succeed<Client | undefined>(undefined)
    ),
  model: (server, key) => Effect.map(Effect.option(fleet.service(server, key)), Option.getOrUndefined),
  inbox: fleet.inbox
})

const byName = (one: { readonly server: string }, other: { readonly server: string }): number =>
  one.server < other.server ? -1 : 1

/** As much as a fleet holds for a server on its own. */
const buffer = { capacity: 65_536, overflow: "dropOldest" } as const

/** `models` is a context that may have live models of the client. */
export const ofClient = (ami: Client, name: string | undefined, models: Context.Context<never>): Source => {
  const identity = Identity.of(ami)
  const server = name ?? identity.name ?? identity.labels["server.address"] ?? "asterisk"
  return {
    servers: Effect.map(ami.status.get, (state) => [{ server, state: state._tag }]),
    client: (given) => Effect.succeed(given === server ? ami : undefined),
    model: (_, key) => Effect.sync(() => Option.getOrUndefined(Context.getOption(models, key))),
    inbox: ami.inbox.pipe(
      Stream.mapArray((items) => [{ server, items }]),
      Stream.provideService(Buffer, buffer)
    )
  }
}
