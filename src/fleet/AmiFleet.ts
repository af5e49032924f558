/**
 * Many Asterisk servers in one process: a client for each, which come and go while it runs.
 *
 * Everything says which server it comes from. What happens to one server (it is down, it hangs, its secret is wrong) stays
 * with it: `health` shows it, and the others go on.
 *
 * @since 0.2.0
 */
import type * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import type * as AmiAction from "../catalog/AmiAction.ts"
import type * as AmiEvent from "../catalog/AmiEvent.ts"
import { AmiClient } from "../client/AmiClient.ts"
import type * as AmiInbox from "../client/AmiInbox.ts"
import type * as AmiLive from "../live/AmiLive.ts"
import { ChannelAmbiguous, ChannelNotFound, FleetError, NoChannel } from "./FleetError.ts"
import * as Configured from "./internal/configured.ts"
import type * as Lanes from "./internal/lanes.ts"
import type * as Members from "./internal/member.ts"
import type * as Merging from "./internal/merging.ts"
import type * as Given from "./internal/options.ts"
import * as Owner from "./internal/owner.ts"
import * as Serving from "./internal/serving.ts"

// --- Models -----------------------------------------------------------------

/**
 * The reader of a merged stream was too slow: so many messages of this server are missing here. Those of other servers are not
 * affected. It stands for a `Gap` of `SlowConsumer`, as a client on its own gives it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Overflow extends Merging.Overflow {}

/**
 * Messages and marks of one server, in their order.
 *
 * @category models
 * @since 0.2.0
 */
export interface Batch extends Lanes.Batch<AmiInbox.Item | Overflow> {}

/**
 * Something, and the server that it comes from.
 *
 * @category models
 * @since 0.2.0
 */
export type OfServer<A> = A & { readonly server: string }

/**
 * How a server is: the state of its client, or `Failed` if no attempt to connect can succeed until something is changed, such
 * as its secret.
 *
 * @category models
 * @since 0.2.0
 */
export type State = Members.State

/**
 * How a server is, and since when, in milliseconds since 1970.
 *
 * @category models
 * @since 0.2.0
 */
export interface Health extends Given.Health {}

/**
 * How a server is from now on; undefined if it has left the fleet.
 *
 * @category models
 * @since 0.2.0
 */
export interface HealthChange extends Given.HealthChange {}

/**
 * One live model of every server.
 *
 * @category models
 * @since 0.2.0
 */
export interface FleetModel<out V> {
  /** The values at this moment, by server; undefined of a server without this model, or whose models are not made yet. */
  readonly get: Effect.Effect<ReadonlyMap<string, AmiLive.Live<ReadonlyMap<string, V>> | undefined>>
  /**
   * The changes of each server, later ones included. `Present` is the first of each, and comes again if the reader was too
   * slow for it. `Left` says that a server has left, or connects again.
   */
  readonly changes: Stream.Stream<{ readonly server: string; readonly change: AmiLive.Change<V> | Merging.Left }>
}

// --- Service ----------------------------------------------------------------

type Client = AmiClient["Service"]

type Keys = ReadonlyArray<Context.Key<unknown, unknown>>

/**
 * Many servers, by name.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiFleet extends Context.Service<AmiFleet, {
  /** How each server is at this moment. */
  readonly health: Effect.Effect<ReadonlyMap<string, Health>>
  /** How each server is, then each change. */
  readonly healthChanges: Stream.Stream<HealthChange>
  /**
   * The client of a server. It lives as long as the server is in the fleet, and its setting stays.
   *
   * **Details**
   *
   * Of a server that is being connected for the first time it waits for that; of one that is not connected after that, it fails
   * with the reason of the last attempt. A client that has lost its connection connects again by itself.
   */
  readonly get: (server: string) => Effect.Effect<Client, FleetError | AmiError>
  /** A service of a server: the client, or one of those that the option `models` gives it. */
  readonly service: <I, S>(server: string, key: Context.Key<I, S>) => Effect.Effect<S, FleetError | AmiError>
  /**
   * Runs the same for each server at once, with its client, and the `services` that are named. One that fails stops no other.
   *
   * **Gotchas**
   *
   * It ends with the last of them: give an effect that may wait for long a timeout of its own.
   */
  readonly each: <A, E, R, const S extends Keys = []>(
    effect: Effect.Effect<A, E, R>,
    options?: { readonly services?: S | undefined; readonly concurrency?: number | "unbounded" | undefined }
  ) => Effect.Effect<
    ReadonlyMap<string, Exit.Exit<A, E | FleetError | AmiError>>,
    never,
    Exclude<R, AmiClient | S[number]["Identifier"]>
  >
  /** Connects a server now that has failed, or waits for its next attempt. One that has a client is left alone. */
  readonly retry: (server: string) => Effect.Effect<void, FleetError>
  /** See `locate`. */
  readonly locate: (channel: string) => Effect.Effect<Located>
  /**
   * Everything of every server, later ones included, in batches with the name of the server. Items of one server are in order,
   * with the marks of its client, and an `Overflow` that counts.
   */
  readonly inbox: Stream.Stream<Batch>
  /** Like `AmiClient.events`, of every server. An event that was lost does not show here: see `watch`. */
  readonly events: <const E extends ReadonlyArray<AmiEvent.Any>>(
    ...events: E
  ) => Stream.Stream<{ readonly server: string; readonly event: E[number]["Type"] }, AmiError>
  /** Like `AmiClient.watch`, of every server: decoded events between the marks of each, and an `Overflow` that counts. */
  readonly watch: <const E extends ReadonlyArray<AmiEvent.Any>>(
    ...events: E
  ) => Stream.Stream<OfServer<AmiInbox.Watched<E[number]["Type"]> | Overflow>, AmiError>
  /** A live model of every server, of those that the option `models` gives: `fleet.model(AmiCalls.AmiCalls)`. */
  readonly model: {
    <I, V>(key: Context.Key<I, AmiLive.Model<V>>): FleetModel<V>
    <I, S, V>(key: Context.Key<I, S>, pick: (service: S) => AmiLive.Model<V>): FleetModel<V>
  }
}>()("effect-ami/fleet/AmiFleet") {}

/**
 * The servers that have a channel, and those that are not connected or did not answer in time, so that one of them may have it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Located extends Owner.Located {}

// --- Actions ----------------------------------------------------------------

/**
 * Runs a task for one server, with its client, and the services that are named.
 *
 * **Example** (Asking one of two servers)
 *
 * ```ts import.meta.vitest
 * import { Effect, Layer, Redacted } from "effect"
 * import { Ami, AmiClient, AmiFleet, AmiTransportMock } from "effect-ami"
 *
 * const Fleet = AmiFleet.layer({
 *   servers: new Map([["berlin", "hello"], ["paris", "bonjour"]]),
 *   connect: (_server, username) =>
 *     AmiClient.layer({ username, secret: Redacted.make("world") }).pipe(
 *       Layer.provide(AmiTransportMock.layer({ Ping: `Response: Success\nPing: Pong ${username}\nTimestamp: 1` }))
 *     )
 * })
 * const program = Ami.ping.pipe(AmiFleet.on("paris"), Effect.provide(Fleet))
 *
 * ;(await Effect.runPromise(program)).Ping // => "Pong bonjour"
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const on =
  <const S extends Keys>(server: string, ...services: S) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<
    A,
    E | FleetError | AmiError,
    AmiFleet | Exclude<R, AmiClient | S[number]["Identifier"]>
  > =>
    AmiFleet.use((fleet) =>
      Effect.flatMap(
        provided(fleet, server, services),
        (context) => Effect.provideContext(effect, context as Context.Context<R>)
      )
    )

const provided = (
  fleet: AmiFleet["Service"],
  server: string,
  services: Keys
): Effect.Effect<Context.Context<never>, FleetError | AmiError> =>
  Effect.gen(function*() {
    let context: Context.Context<never> = Context.add(Context.empty(), AmiClient, yield* fleet.get(server))
    for (const key of services) context = Context.add(context, key, yield* fleet.service(server, key))
    return context
  })

/**
 * The servers that have a channel, by its name or its Uniqueid.
 *
 * **Details**
 *
 * Names and Uniqueids repeat from server to server, unless `systemname` is set in asterisk.conf, so it may be several. Live
 * channels (`AmiChannels`) of the option `models` answer from memory; else each server is asked (`Status`), and one that does
 * not answer within `locateTimeout` is `unanswered`.
 *
 * **Example** (Looking for a channel)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { AmiFleet } from "effect-ami"
 *
 * export const where = AmiFleet.locate("PJSIP/100-0000002a").pipe(Effect.map(({ servers }) => servers)) // ["paris"]
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const locate = (channel: string): Effect.Effect<Located, never, AmiFleet> =>
  AmiFleet.use((fleet) => fleet.locate(channel))

/**
 * Runs a task for the server that has a channel.
 *
 * **Details**
 *
 * Fails with `ChannelNotFound` if no server says that it has it, and with `ChannelAmbiguous` if several do: then nothing is
 * sent. A server that does not answer in time counts as one that does not have it.
 *
 * **Example** (Hanging up a channel, wherever it is)
 *
 * ```ts
 * import { Ami, AmiFleet } from "effect-ami"
 *
 * export const hangup = (channel: string) => Ami.hangup({ channel }).pipe(AmiFleet.onOwner(channel))
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const onOwner =
  <const S extends Keys>(channel: string, ...services: S) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<
    A,
    E | FleetError | AmiError,
    AmiFleet | Exclude<R, AmiClient | S[number]["Identifier"]>
  > => Effect.flatMap(owner(channel), (server) => on(server, ...services)(effect))

const owner = (channel: string): Effect.Effect<string, FleetError, AmiFleet> =>
  Effect.flatMap(locate(channel), ({ servers, unanswered }) => {
    const [first, ...others] = servers
    if (first !== undefined && others.length === 0) return Effect.succeed(first)
    const reason = first === undefined
      ? new ChannelNotFound({ channel, unanswered })
      : new ChannelAmbiguous({ channel, servers })
    return Effect.fail(new FleetError({ reason }))
  })

/**
 * Sends an action to the server that has the channel which it names in its header `Channel`, or `Channel1`.
 *
 * **Details**
 *
 * Fails like `onOwner`, and with `NoChannel` if the action names no channel that there is already, as `Originate` does not.
 *
 * **Example** (Hanging up by an action)
 *
 * ```ts
 * import { Actions, AmiFleet } from "effect-ami"
 *
 * export const hangup = AmiFleet.send(Actions.Hangup({ Channel: "PJSIP/100-0000002a" }))
 * ```
 *
 * @category actions
 * @since 0.2.0
 */
export const send = <A>(action: AmiAction.Action<A>): Effect.Effect<A, FleetError | AmiError, AmiFleet> =>
  Effect.flatMap(Owner.channelOf(action), (channel) =>
    channel === undefined
      ? Effect.fail(new FleetError({ reason: new NoChannel({ action: action.name }) }))
      : onOwner(channel)(AmiClient.use((ami) => ami.send(action))))

// --- Options ----------------------------------------------------------------

/**
 * Settings that fleets have in common.
 *
 * @category models
 * @since 0.2.0
 */
export interface Settings extends Given.Settings {}

/**
 * Which servers there are, and how each is reached.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options<Config, R, RM> extends Given.Options<Config, R, RM> {}

/**
 * What the environment says of a server.
 *
 * @category models
 * @since 0.2.0
 */
export interface ServerSettings extends Configured.Settings {}

/**
 * How servers of the environment are reached.
 *
 * @category models
 * @since 0.2.0
 */
export interface ConfigOptions<R, RM> extends Given.ConfigOptions<R, RM> {}

// --- Constructors -----------------------------------------------------------

/**
 * Connects many servers, and waits for none of them; the scope logs off all.
 *
 * **Details**
 *
 * A first attempt that fails is repeated after growing delays, unless the error says that none can succeed: the server is
 * `Failed` then, until `retry`, or another setting. So it is with a client that has ended. Options that are wrong fail with
 * `InvalidOption`.
 *
 * **Example** (Reading one server's state)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { AmiFleet } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 *
 * export const program = Effect.gen(function*() {
 *   const fleet = yield* AmiFleet.make({
 *     servers: new Map([["berlin", "ami://hello:world@10.0.0.1"], ["paris", "ami://hello:world@10.0.0.2"]]),
 *     connect: (_, url) => NodeAmi.layerUrl(url)
 *   })
 *   return (yield* fleet.health).get("berlin")?.state._tag
 * })
 * ```
 *
 * @category constructors
 * @since 0.2.0
 */
export const make = <Config, R = never, RM = never>(
  options: Options<Config, R, RM>
): Effect.Effect<AmiFleet["Service"], AmiError, Scope.Scope | R | Exclude<RM, AmiClient>> =>
  Effect.map(Serving.make("AmiFleet", options), (service) => AmiFleet.of(service as AmiFleet["Service"]))

/**
 * Layer of a fleet.
 *
 * **Example** (Following two servers, and a third from later on)
 *
 * ```ts
 * import { Console, Effect, Stream, SubscriptionRef } from "effect"
 * import { AmiFleet, Events } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 *
 * export const program = Effect.gen(function*() {
 *   const servers = yield* SubscriptionRef.make<ReadonlyMap<string, string>>(new Map([
 *     ["berlin", "ami://hello:world@10.0.0.1"],
 *     ["paris", "ami://hello:world@10.0.0.2"]
 *   ]))
 *   yield* SubscriptionRef.update(servers, (all) => new Map([...all, ["rome", "ami://hello:world@10.0.0.3"]])).pipe(
 *     Effect.delay("1 minute"),
 *     Effect.forkScoped
 *   )
 *   const Fleet = AmiFleet.layer({ servers, connect: (_, url) => NodeAmi.layerUrl(url) })
 *   return yield* AmiFleet.AmiFleet.use((fleet) =>
 *     Stream.runForEach(fleet.events(Events.Hangup), ({ event, server }) => Console.log(server, event.Channel))
 *   ).pipe(Effect.provide(Fleet))
 * })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = <Config, R = never, RM = never>(
  options: Options<Config, R, RM>
): Layer.Layer<AmiFleet, AmiError, R | Exclude<RM, AmiClient>> => Layer.effect(AmiFleet, make(options))

/**
 * Layer of a fleet whose servers are in the environment.
 *
 * **Details**
 *
 * `AMI_SERVERS` has the names, as in `berlin,paris`, and `AMI_BERLIN_URL` and `AMI_PARIS_URL` where they are. The account is
 * in the URL, or in `AMI_BERLIN_USERNAME` and `AMI_BERLIN_SECRET`, or, for all that have none, in `AMI_USERNAME` and
 * `AMI_SECRET`. In the names of variables letters are capitals, and all else is `_`.
 *
 * **Example** (Reading everything from the environment)
 *
 * ```ts
 * import { AmiFleet } from "effect-ami"
 * import { NodeAmi } from "effect-ami/node"
 *
 * export const Fleet = AmiFleet.layerConfig({
 *   connect: (_, { url, ...account }) => NodeAmi.layerUrl(url, account)
 * })
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerConfig = <R = never, RM = never>(
  options: ConfigOptions<R, RM>
): Layer.Layer<AmiFleet, AmiError | Config.ConfigError, R | Exclude<RM, AmiClient>> =>
  Layer.effect(
    AmiFleet,
    Effect.map(Serving.makeConfigured(options), (service) => AmiFleet.of(service as AmiFleet["Service"]))
  )
