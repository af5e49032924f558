/**
 * One connection to each Asterisk server for several processes, kept by whichever of them is alive.
 *
 * `effect/cluster` decides which node owns a server, and the owner is connected to it. Each node, the owner too, uses the server
 * through a transport, so an ordinary `AmiClient` is on top: actions, lists, subscriptions, live models and everything that is
 * made of them work on any node as they do in one process.
 *
 * An action is executed at most once, whatever dies. Success means it ran; `NotSent` means it did not; `OutcomeUnknown` means
 * look first.
 *
 * @since 0.2.0
 */
import type { RunnerStorage } from "effect/cluster/RunnerStorage"
import type { Sharding } from "effect/cluster/Sharding"
import type { ShardingConfig } from "effect/cluster/ShardingConfig"
import * as Singleton from "effect/cluster/Singleton"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Semaphore from "effect/Semaphore"
import type { SqlClient } from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import type { AmiError } from "../AmiError.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as AmiClient from "../client/AmiClient.ts"
import { CurrentDirect } from "../internal/direct.ts"
import { invalidOption } from "../internal/failing.ts"
import { layerUnless, unusable } from "../internal/invalidOptions.ts"
import * as Rules from "../internal/options.ts"
import { CurrentPacking } from "../internal/packing.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import * as Consumer from "./internal/consumer.ts"
import * as Examination from "./internal/examination.ts"
import * as Owner from "./internal/owner.ts"
import * as Owners from "./internal/owners.ts"
import { Pbx } from "./internal/protocol.ts"

// --- Owning -----------------------------------------------------------------

/**
 * A server that this process owns: its name, whether it is connected, and who uses it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Owned extends Owners.Owned {}

/**
 * The part of a cluster that runs in this process.
 *
 * @category services
 * @since 0.2.0
 */
export class AmiCluster extends Context.Service<AmiCluster, {
  /** The servers that this process owns now, by name. For a health check, or to see where a server is. */
  readonly owned: Effect.Effect<ReadonlyArray<Owned>>
}>()("effect-ami/cluster/AmiCluster") {}

/**
 * What a node owns, and how.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** The names of all servers of the cluster, 1 to 100 characters each. The same on all nodes, but while a deploy is under way. */
  readonly servers: ReadonlyArray<string>
  /**
   * The client of a server, for the node that owns it: `NodeAmi.layerUrl(…)`, say. One that cannot connect is made again, with
   * growing delays up to 30 seconds. Its keep-alive, limits and mask of events apply to all that use the server.
   */
  readonly upstream: (server: string) => Layer.Layer<AmiClient.AmiClient, AmiError>
  /**
   * How long closing waits for actions that are under way, while new ones are refused with `NotSent`. Defaults to 5 seconds. A
   * server that moves to another node waits no longer than `entityTerminationTimeout`.
   */
  readonly drain?: Duration.Input | undefined
  /**
   * How many characters of events wait for a consumer that is slow; what does not fit is dropped and counted in a `Gap`. Defaults
   * to 16 MiB.
   */
  readonly buffer?: number | undefined
  /** How long events wait for others, so that they travel together; answers do not wait. Defaults to 25 milliseconds. */
  readonly linger?: Duration.Input | undefined
}

const defaults = { drain: Duration.seconds(5), buffer: 16 << 20, linger: Duration.millis(25) }

/** How many servers of a node log in at once. */
const mostLogins = 16

const serverName: Rules.Rule = Rules.satisfies(
  "must be a text of 1 to 100 characters, without control characters",
  (value) => typeof value === "string" && /^[^\p{Cc}\u2028\u2029]{1,100}$/u.test(value)
)

const rules: Rules.Rules<Options> = {
  servers: Rules.listOf("must be a list of names of servers", serverName, Rules.print),
  upstream: Rules.callable,
  drain: Rules.duration({ zero: true }),
  buffer: Rules.whole(1),
  linger: Rules.duration({ zero: true })
}

/**
 * Layer of a node that owns servers.
 *
 * **Details**
 *
 * Each server has one owner among the nodes that run. When the owner ends, another node logs in: within a second or two if it was
 * asked to end (SIGTERM), within the lifetime of its lock, 9 seconds with `settings`, if it was killed.
 *
 * Closing its scope first lets actions that are under way end. Keep it below what provides `Sharding`, as `Layer.provide` does.
 *
 * **Gotchas**
 *
 * A singleton of the cluster has the name of each server: give others of yours other names.
 *
 * **Example** (Running a node of a cluster)
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Layer, Redacted } from "effect"
 * import { AmiCluster } from "effect-ami/cluster"
 * import { NodeAmi } from "effect-ami/node"
 * import * as NodeCluster from "effect-ami/node/NodeCluster"
 *
 * const Database = PgClient.layer({ url: Redacted.make("postgres://ami@127.0.0.1/ami"), maxConnections: 3 })
 * const Cluster = NodeCluster.layer({ host: "127.0.0.1", port: 34431 }).pipe(Layer.provide(Database))
 *
 * export const Node = AmiCluster.layer({
 *   servers: ["berlin", "paris"],
 *   upstream: (server) => NodeAmi.layerUrl(`ami://hello:world@${server}.example.org`)
 * }).pipe(Layer.provideMerge(Cluster))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (options: Options): Layer.Layer<AmiCluster, AmiError, Sharding | RunnerStorage> =>
  Layer.unwrap(Effect.suspend(() => {
    const wrong = Rules.firstInvalid(options, rules, ["servers", "upstream"])
    if (wrong !== undefined) return Effect.fail(invalidOption("AmiCluster.layer", wrong))
    const owners = Owners.make()
    const servers = [...new Set(options.servers)]
    const owner = Owner.layer({
      servers: new Set(servers),
      upstream: options.upstream,
      drain: Duration.fromInputUnsafe(options.drain ?? defaults.drain),
      buffer: options.buffer ?? defaults.buffer,
      linger: Duration.fromInputUnsafe(options.linger ?? defaults.linger),
      logins: Semaphore.makeUnsafe(mostLogins),
      owners
    })
    const service = Layer.effect(
      AmiCluster,
      // Added last, so that it is the first to run: the cluster interrupts what is under way as soon as it shuts down.
      Effect.as(Effect.addFinalizer(() => owners.drain), AmiCluster.of({ owned: Effect.sync(owners.list) }))
    )
    const activations = servers.map(activate)
    return Effect.succeed(service.pipe(Layer.provide(Layer.mergeAll(owner, ...activations))))
  }))

/** A singleton of the same name lives on the same shard: so a server is connected to as soon as a node gets it. */
const activate = (server: string): Layer.Layer<never, never, Sharding> =>
  Singleton.make(
    server,
    Effect.flatMap(Pbx.client, (client) => client(server).Activate()).pipe(
      Effect.retry(Schedule.spaced("1 second")),
      Effect.orDie
    )
  )

// --- Using ------------------------------------------------------------------

/**
 * What a consumer gets from the owner of a server.
 *
 * @category models
 * @since 0.2.0
 */
export interface TransportOptions {
  /**
   * Which events the owner sends to this consumer: those of some classes, or those of some names. What is left out costs neither
   * the network nor this process anything. Defaults to all; the `events` option of the client on top applies too.
   */
  readonly events?: ReadonlyArray<AmiPermission.Class> | { readonly names: ReadonlyArray<string> } | undefined
}

const isClasses = Rules.listOf(
  "must be a list of classes, or an object with names",
  Rules.satisfies(
    `is no class of events: the classes are ${AmiPermission.classes.join(", ")}`,
    (value) => AmiPermission.classes.some((name) => name === value)
  ),
  Rules.print
)
const isNames = Rules.members<{ names: ReadonlyArray<string> }>("must be a list of classes, or an object with names", {
  names: Rules.listOf("must be a list of names of events", Rules.text, Rules.print)
}, ["names"])

const transportRules: Rules.Rules<TransportOptions & { readonly server: string }> = {
  server: serverName,
  events: (value) => Array.isArray(value) ? isClasses(value) : isNames(value)
}

/**
 * A transport over the owner of a server, whichever node that is: for any `AmiClient`, on any node.
 *
 * **Details**
 *
 * Connecting waits up to 10 seconds for an owner that is connected to Asterisk. The connection ends when the owner loses its own,
 * when another node takes over, and when nothing was heard of the owner for 3 seconds; the client then reports what may have run
 * as `OutcomeUnknown`, and what is known not to have run as `NotSent`.
 *
 * Name and secret of the client are not used: the owner is logged in.
 *
 * **Example** (Making a client with options of its own)
 *
 * ```ts
 * import { Layer, Redacted } from "effect"
 * import { AmiClient } from "effect-ami"
 * import { AmiCluster } from "effect-ami/cluster"
 *
 * export const Berlin = AmiClient.layer({ username: "cluster", secret: Redacted.make("-"), actionTimeout: "5 seconds" }).pipe(
 *   Layer.provide(AmiCluster.transport("berlin", { events: ["call"] }))
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const transport = (
  server: string,
  options: TransportOptions = {}
): Layer.Layer<AmiTransport, never, Sharding> =>
  layerUnless(
    unusable("AmiCluster.transport", { ...options, server }, transportRules),
    () =>
      Layer.effect(
        AmiTransport,
        Effect.gen(function*() {
          const pbx = (yield* Pbx.client)(server)
          const direct = yield* CurrentDirect
          const packing = yield* CurrentPacking
          const { events } = options
          const wanted = events === undefined
            ? {}
            : "names" in events
            ? { names: events.names }
            : { classes: events }
          const overCluster = { owner: { open: pbx.Open, write: pbx.Write }, isDirect: false }
          const route = direct === undefined
            ? Effect.succeed(overCluster)
            : Effect.flatMap(pbx.Where(), ({ host, port }) =>
              host === undefined || port === undefined
                ? Effect.succeed(overCluster)
                : Effect.map(direct.reach(server, { host, port }), (owner) => ({ owner, isDirect: true })))
          return AmiTransport.of({
            connect: Consumer.connect({ server, route, wanted, packing }),
            address: server
          })
        })
      )
  )

/**
 * Options of `client`: those of `AmiClient`, without an account.
 *
 * @category models
 * @since 0.2.0
 */
export interface ClientOptions
  extends Omit<AmiClient.Options, "username" | "secret" | "auth" | "events">, TransportOptions
{}

/** Soon: it is the owner that spares Asterisk, not every node that asks it. */
const soon = Schedule.min([Schedule.exponential("50 millis"), Schedule.spaced("1 second")]).pipe(Schedule.jittered)

/**
 * Layer of a client over the cluster, which has the name of its server.
 *
 * **Details**
 *
 * It connects again at once, and then each second; building it waits until there is an owner.
 *
 * **Example** (Calling over whichever node is connected)
 *
 * ```ts
 * import { Effect } from "effect"
 * import { Ami } from "effect-ami"
 * import { AmiCluster } from "effect-ami/cluster"
 *
 * export const call = Ami.dial({ originator: "PJSIP/100", extension: "200" }).pipe(
 *   Effect.provide(AmiCluster.client("berlin"))
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const client = (
  server: string,
  options: ClientOptions = {}
): Layer.Layer<AmiClient.AmiClient, AmiError, Sharding> => {
  const { events, ...others } = options
  return AmiClient.layer({
    name: server,
    reconnect: { first: true, schedule: soon },
    ...others,
    username: "cluster",
    secret: Redacted.make("-")
  }).pipe(Layer.provide(transport(server, { events })))
}

// --- Settings ---------------------------------------------------------------

/**
 * The settings of `effect/cluster` with which another node takes over soon: a lock of 9 seconds, refreshed every 3, and a look
 * at the other nodes each second. `NodeCluster.layer` has them.
 *
 * @category constants
 * @since 0.2.0
 */
export const settings: Partial<ShardingConfig["Service"]> = {
  shardLockExpiration: Duration.seconds(9),
  shardLockRefreshInterval: Duration.seconds(3),
  runnerHealthCheckInterval: Duration.seconds(2),
  refreshAssignmentsInterval: Duration.seconds(1),
  entityTerminationTimeout: Duration.seconds(3),
  simulateRemoteSerialization: false
}

// --- The database -----------------------------------------------------------

/**
 * What is wrong with a database for the locks of a cluster.
 *
 * @category models
 * @since 0.2.0
 */
export interface Finding extends Examination.Finding {}

/**
 * Looks whether a database can hold the locks: PostgreSQL 14 or later, without a pooler that shares its sessions, and not more
 * than 1,600 shards. Gives what is wrong.
 *
 * **When to use**
 *
 * Before the first node is started. `NodeCluster.layer` looks too, and fails with the first finding.
 *
 * **Details**
 *
 * `shards` are those of all groups together; defaults to the 300 that there are unless the settings say otherwise. It needs two
 * connections for a moment. Any other database is not looked at.
 *
 * **Example** (Looking at a database)
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Console, Effect, Redacted } from "effect"
 * import { AmiCluster } from "effect-ami/cluster"
 *
 * export const look = AmiCluster.examine().pipe(
 *   Effect.tap((findings) => Effect.forEach(findings, ({ message }) => Console.log(message))),
 *   Effect.provide(PgClient.layer({ url: Redacted.make("postgres://ami@127.0.0.1/ami") }))
 * )
 * ```
 *
 * @category combinators
 * @since 0.2.0
 */
export const examine = (shards = 300): Effect.Effect<ReadonlyArray<Finding>, SqlError, SqlClient> =>
  Examination.examine(shards)
