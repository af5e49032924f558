/**
 * What a fleet offers, made from its options.
 *
 * @since 0.2.0
 */
import type * as Config from "effect/Config"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import type { AmiError } from "../../AmiError.ts"
import type * as AmiEvent from "../../catalog/AmiEvent.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type { Watched } from "../../client/AmiInbox.ts"
import { invalidOption } from "../../internal/failing.ts"
import * as Foreign from "../../internal/foreign.ts"
import * as Given from "../../internal/given.ts"
import * as Rules from "../../internal/options.ts"
import type { Model } from "../../live/AmiLive.ts"
import { FleetError, MissingService, UnknownServer } from "../FleetError.ts"
import * as Configured from "./configured.ts"
import { Fleet, follow } from "./fleet.ts"
import type { Batch } from "./lanes.ts"
import type { Member } from "./member.ts"
import * as Merging from "./merging.ts"
import type * as Options from "./options.ts"
import * as Owner from "./owner.ts"

const settings: Rules.Rules<Options.Settings> = {
  buffer: Rules.whole(1),
  connectTimeout: Rules.duration({ zero: false }),
  locateTimeout: Rules.duration({ zero: false }),
  maxLogins: Rules.whole(1)
}

type Any = Options.Options<unknown, unknown, unknown>

const rules: Rules.Rules<Any> = {
  servers: Rules.satisfies(
    "must be a Map, a SubscriptionRef of one, or a Stream of them",
    (value) => value instanceof Map || SubscriptionRef.isSubscriptionRef(value) || Stream.isStream(value),
    Rules.kindOf
  ),
  connect: Rules.callable,
  models: Rules.callable,
  ...settings
}

const wantedOf = <Config>(
  servers: Options.Options<Config, never, never>["servers"]
): Stream.Stream<ReadonlyMap<string, Config>> => {
  if (Stream.isStream(servers)) return servers as Stream.Stream<ReadonlyMap<string, Config>>
  return SubscriptionRef.isSubscriptionRef(servers)
    ? SubscriptionRef.changes(servers as SubscriptionRef.SubscriptionRef<ReadonlyMap<string, Config>>)
    : Stream.succeed(servers as ReadonlyMap<string, Config>)
}

/** Makes the service, and keeps its servers until the scope closes. */
export const make = <Config, R, RM>(
  of: string,
  options: Options.Options<Config, R, RM>
): Effect.Effect<unknown, AmiError, Scope.Scope | R | Exclude<RM, AmiClient>> =>
  Effect.gen(function*() {
    const wrong = Rules.firstInvalid<Any>(options, rules, ["servers", "connect"])
    if (wrong !== undefined) return yield* Effect.fail(invalidOption(of, wrong))
    type Needs = R | Exclude<RM, AmiClient>
    const { connect, models } = options
    const fleet = new Fleet<Needs, Config>((server, config) => ({
      client: () => connect(server, config),
      // What it needs is in `Needs`, or is the client, which is added.
      models: models === undefined ? undefined : () => models(server, config) as never
    }), {
      context: yield* Effect.context<Needs>(),
      connectTimeout: Duration.fromInputUnsafe(options.connectTimeout ?? "1 minute"),
      maxLogins: options.maxLogins ?? 16
    })
    // The first servers are there when this returns.
    if (!Stream.isStream(options.servers)) {
      const first = SubscriptionRef.isSubscriptionRef(options.servers)
        ? yield* SubscriptionRef.get(options.servers)
        : options.servers
      yield* fleet.apply(first as ReadonlyMap<string, Config>)
    }
    yield* follow(fleet, wantedOf(options.servers))
    return serviceOf(fleet, options)
  })

/** The same, of servers that the environment names. */
export const makeConfigured = <R, RM>(
  { reload, ...options }: Options.ConfigOptions<R, RM>
): Effect.Effect<unknown, AmiError | Config.ConfigError, Scope.Scope | R | Exclude<RM, AmiClient>> =>
  Effect.gen(function*() {
    const servers = yield* SubscriptionRef.make(yield* Configured.servers)
    const read = (provider: ConfigProvider.ConfigProvider) =>
      Configured.servers.pipe(
        Effect.provideService(ConfigProvider.ConfigProvider, provider),
        Effect.flatMap((wanted) => SubscriptionRef.set(servers, wanted)),
        Effect.catchCause((cause) =>
          Foreign.quietly(Effect.logError("The servers of the fleet stay as they are: they cannot be read", cause))
        )
      )
    if (reload !== undefined) yield* Effect.forkScoped(Stream.runForEach(reload, read), { startImmediately: true })
    return yield* make("AmiFleet.layerConfig", { ...options, servers })
  })

const serviceOf = <R, Config>(fleet: Fleet<R, Config>, options: Options.Settings) => {
  const { buffer = 262_144, locateTimeout = "3 seconds" } = options
  const memberOf = (server: string): Effect.Effect<Member<R>, FleetError> =>
    Effect.suspend(() => {
      const member = fleet.get(server)
      return member === undefined
        ? Effect.fail(new FleetError({ reason: new UnknownServer({ server, known: fleet.names }) }))
        : Effect.succeed(member)
    })
  const get = (server: string) => Effect.flatMap(memberOf(server), ({ client }) => client)
  const service = <I, S>(server: string, key: Context.Key<I, S>) =>
    Effect.flatMap(Effect.flatMap(memberOf(server), ({ services }) => services), ({ ami, models }) => {
      const found = Context.getOption(contextOf(ami, models), key)
      if (Option.isSome(found)) return Effect.succeed(found.value)
      const cause = models?._tag === "Waiting" ? models.cause : undefined
      const reason = new MissingService({ server, service: key.key, ...(cause === undefined ? {} : { cause }) })
      return Effect.fail(new FleetError({ reason }))
    })
  const provided = (server: string, services: ReadonlyArray<Context.Key<unknown, unknown>>) =>
    Effect.gen(function*() {
      let context: Context.Context<never> = contextOf(yield* get(server), undefined)
      for (const key of services) context = Context.add(context, key, yield* service(server, key))
      return context
    })
  const watch = (
    events: ReadonlyArray<AmiEvent.Any>
  ): Stream.Stream<Batch<Watched<unknown> | Merging.Overflow>, AmiError> => {
    const wrong = Given.wrongEvents(events)
    return wrong === undefined
      ? Merging.merged(fleet, buffer, (ami) => ami.watch(...events))
      : Stream.fail(wrong)
  }
  return {
    health: Effect.sync(() => new Map(fleet.members().map((member) => [member.server, healthOf(member)]))),
    healthChanges: Stream.callback<Options.HealthChange>((queue) =>
      Effect.gen(function*() {
        const changed = (server: string, member: Member<R> | undefined) =>
          void Queue.offerUnsafe(queue, { server, health: member === undefined ? undefined : healthOf(member) })
        yield* fleet.listen({ changed })
        for (const member of fleet.members()) changed(member.server, member)
        return yield* Effect.never
      }), { bufferSize: Infinity }),
    get,
    service,
    each: <A, E, R>(
      effect: Effect.Effect<A, E, R>,
      { concurrency = "unbounded", services = [] }: {
        readonly services?: ReadonlyArray<Context.Key<unknown, unknown>> | undefined
        readonly concurrency?: number | "unbounded" | undefined
      } = {}
    ) =>
      Effect.map(
        Effect.forEach(fleet.names, (server) => {
          const running = Effect.flatMap(
            provided(server, services),
            (context) => Effect.provideContext(effect, context)
          )
          return Effect.map(Effect.exit(running), (exit) => [server, exit] as const)
        }, { concurrency }),
        (pairs) => new Map(pairs)
      ),
    retry: (server: string) => Effect.map(memberOf(server), (member) => member.retry()),
    locate: (channel: string) => Effect.suspend(() => Owner.locate(fleet.members(), channel, locateTimeout)),
    inbox: Merging.merged(fleet, buffer, (ami) => ami.inbox),
    watch: (...events: ReadonlyArray<AmiEvent.Any>) =>
      watch(events).pipe(
        Stream.map(({ items, server }) => items.map((item) => ({ ...item, server }))),
        Stream.flattenIterable
      ),
    events: (...events: ReadonlyArray<AmiEvent.Any>) =>
      watch(events).pipe(
        Stream.map(({ items, server }) =>
          items.flatMap((item) => item._tag === "Event" ? [{ server, event: item.event }] : [])
        ),
        Stream.flattenIterable
      ),
    // Without `pick` the service is itself the model, which the type of `AmiFleet` says.
    model: <S, V>(key: Context.Key<unknown, S>, pick?: (service: S) => Model<V>) => {
      const modelOf = modelsBy(key, pick ?? ((service: unknown) => service as Model<V>))
      return { get: Merging.values(fleet, modelOf), changes: Merging.changes(fleet, modelOf) }
    }
  }
}

const contextOf = (ami: AmiClient["Service"], models: Member<never>["models"]): Context.Context<never> =>
  Context.add(models?._tag === "Ready" ? models.services : Context.empty(), AmiClient, ami)

const healthOf = <R>({ models, since, state }: Member<R>): Options.Health => ({
  state,
  since,
  ...(models === undefined ? {} : { models: models._tag === "Ready" ? { _tag: "Ready" } : models })
})

/** The model of a member: the same each time, until its models are made again. */
const modelsBy = <S, V>(key: Context.Key<unknown, S>, pick: (service: S) => Model<V>) => {
  const picked = new WeakMap<object, Model<V>>()
  return <R>({ models }: Member<R>): Model<V> | undefined => {
    if (models?._tag !== "Ready") return undefined
    const known = picked.get(models)
    if (known !== undefined) return known
    const service = Context.getOption(models.services, key)
    if (Option.isNone(service)) return undefined
    const model = pick(service.value)
    picked.set(models, model)
    return model
  }
}
