/**
 * The nodes of a cluster over sockets of Node, with their locks in PostgreSQL or in a file of SQLite.
 *
 * The sockets wait for nobody (`noDelay`), and may be encrypted. What a node owns, and how a program uses it, is `AmiCluster`.
 *
 * It is imported from `effect-ami/node/NodeCluster`: `effect-ami/node` does not load `effect/cluster`.
 *
 * @since 0.2.0
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import * as Cause from "effect/Cause"
import * as MessageStorage from "effect/cluster/MessageStorage"
import * as RunnerAddress from "effect/cluster/RunnerAddress"
import * as RunnerHealth from "effect/cluster/RunnerHealth"
import * as Runners from "effect/cluster/Runners"
import * as RunnerServer from "effect/cluster/RunnerServer"
import { RunnerStorage } from "effect/cluster/RunnerStorage"
import * as Sharding from "effect/cluster/Sharding"
import * as ShardingConfig from "effect/cluster/ShardingConfig"
import * as SqlRunnerStorage from "effect/cluster/SqlRunnerStorage"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as RpcClient from "effect/rpc/RpcClient"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as RpcServer from "effect/rpc/RpcServer"
import * as Schedule from "effect/Schedule"
import * as Socket from "effect/socket/Socket"
import { SocketServer, type SocketServerError } from "effect/socket/SocketServer"
import type { SqlClient } from "effect/sql/SqlClient"
import { isSqlError, type SqlError } from "effect/sql/SqlError"
import * as Zlib from "node:zlib"
import type { AmiError } from "../AmiError.ts"
import * as AmiCluster from "../cluster/AmiCluster.ts"
import * as Direct from "../internal/direct.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Rules from "../internal/options.ts"
import { CurrentPacking, type Packing } from "../internal/packing.ts"
import { withoutBrackets } from "./internal/host.ts"

/**
 * The certificates of a node: both sides of each connection must have one that the authority has signed.
 *
 * @category models
 * @since 0.2.0
 */
export interface Tls {
  /** The authority that signs the certificates of all nodes (PEM, not a path). No other is trusted. */
  readonly ca: string
  /** The certificate of this node (PEM), for the host that the others know it by. */
  readonly cert: string
  /** Its private key (PEM). */
  readonly key: Redacted.Redacted<string>
}

/**
 * Where a node is, and how the nodes behave.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** The name or address under which the other nodes reach this one. */
  readonly host: string
  /** The port under which they do. */
  readonly port: number
  /** Where it listens, if that is another address. Defaults to `host` and `port`. */
  readonly listen?: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined
  /** Encrypts what nodes say to each other, and lets nobody else in. Without it that is plain TCP, for loopback or a private network. */
  readonly tls?: Tls | undefined
  /** Settings of `effect/cluster` instead of those of `AmiCluster.settings`. The same on all nodes. */
  readonly sharding?:
    | Partial<Omit<ShardingConfig.ShardingConfig["Service"], "runnerAddress" | "runnerListenAddress">>
    | undefined
}

const place = { host: Rules.text, port: Rules.port(1) }

const rules: Rules.Rules<Options> = {
  ...place,
  listen: Rules.members("must be an object with host and port", place),
  tls: Rules.members<Tls>("must be an object with ca, cert and key", {
    ca: Rules.text,
    cert: Rules.text,
    key: Rules.secret
  }, ["ca", "cert", "key"]),
  sharding: Rules.satisfies(
    "must be an object of settings of effect/cluster",
    Rules.isRecord
  )
}

// --- Sockets ----------------------------------------------------------------

/** The connection to another node, which is tried for so long, in milliseconds. */
const openTimeout = 1000
/** Without anything for so long, in milliseconds, it is closed: more than the ping of RPC takes. */
const socketTimeout = 5500

/** Without `noDelay` a request and its answer wait for delayed acknowledgements, 40 milliseconds a leg. */
const clientProtocol = (tls: Tls | undefined) =>
  Layer.effect(
    Runners.RpcClientProtocol,
    Effect.gen(function*() {
      const serialization = yield* RpcSerialization.RpcSerialization
      return Runners.RpcClientProtocol.of({
        codecFor: serialization.codecFor,
        make: Effect.fnUntraced(function*({ host, port }) {
          const options = { host, port, openTimeout, timeout: socketTimeout, noDelay: true }
          const socket = yield* tls === undefined
            ? NodeSocket.makeNet(options)
            : NodeSocket.makeTls({ ...options, ...pem(tls) })
          return yield* RpcClient.makeProtocolSocket().pipe(
            Effect.provideService(Socket.Socket, socket),
            Effect.provideService(RpcSerialization.RpcSerialization, serialization)
          )
        }, Effect.orDie)
      })
    })
  )

const socketServer = (host: string, port: number, tls: Tls | undefined) => {
  const options = { host, port, noDelay: true }
  const layer = tls === undefined
    ? NodeSocketServer.layer(options)
    : NodeSocketServer.layerTls({ ...options, ...pem(tls), requestCert: true, rejectUnauthorized: true })
  return Layer.provide(Layer.effect(SocketServer, Effect.map(SocketServer, quiet)), layer)
}

/** That the other side was killed is no error of this one. */
const quiet = (server: SocketServer["Service"]): SocketServer["Service"] => ({
  ...server,
  run: (handler) =>
    server.run((socket) =>
      Effect.catchCause(
        handler(socket),
        (cause) => Socket.isSocketError(Cause.squash(cause)) ? Effect.void : Effect.failCause(cause)
      )
    )
})

const pem = ({ ca, cert, key }: Tls) => ({ ca, cert, key: Redacted.value(key) })

/** The way to other nodes, and theirs to this one, without the cluster between. */
const directOf = (options: Omit<Direct.Options, "dial">, client: ReturnType<typeof clientProtocol>) =>
  Effect.map(
    Runners.RpcClientProtocol,
    ({ make }) => Direct.make({ ...options, dial: ({ host, port }) => make(RunnerAddress.make(host, port)) })
  ).pipe(
    Effect.provide(Layer.provide(client, RpcSerialization.layerSchemaBinary()))
  )

/** What a node does for others: the cluster's part, and that of the owners. */
const serving = (direct: Direct.Direct) =>
  RpcServer.layer(Runners.Rpcs.merge(Direct.requests), {
    spanPrefix: "RunnerServer",
    disableTracing: true,
    disableFatalDefects: true
  }).pipe(
    Layer.provide(RunnerServer.layerHandlers),
    Layer.provide(Direct.requests.toLayer(direct.handlers)),
    Layer.provide(RpcServer.layerProtocolSocketServer)
  )

// --- Packing ----------------------------------------------------------------

/** What a peer sends is at most so long when it is unpacked, in bytes. */
const longestUnpacked = 64 << 20

const zstd: Packing = {
  name: "zstd",
  pack: (bytes) => Zlib.zstdCompressSync(bytes),
  unpack: (bytes) => Zlib.zstdDecompressSync(bytes, { maxOutputLength: longestUnpacked })
}

// --- Layers -----------------------------------------------------------------

/** Nodes that start together get into each other's way when they make the tables. */
const soon = Schedule.spaced("500 millis").pipe(Schedule.upTo({ times: 10 }))

/** Makes its tables if they are not there. A database that is busy with those of another node is a defect there, and asked again here. */
const storage = Layer.effect(
  RunnerStorage,
  SqlRunnerStorage.make({}).pipe(
    Effect.catchDefect((defect) => isSqlError(defect) ? Effect.fail(defect) : Effect.die(defect)),
    Effect.retry(soon)
  )
)

const isLoopback = (host: string): boolean => /^(127\.|localhost$|::1$|\[::1\]$)/.test(host)

/**
 * Layer of a node, whose locks are in the database of the `SqlClient`.
 *
 * **Details**
 *
 * The database is PostgreSQL 14 or later, reached directly, for nodes on several machines; a file of SQLite (`NodeSqlite`) for
 * several processes on one machine. It holds who is there and who has which lock, and is asked some two times a second; nothing
 * of Asterisk is stored in it. Building the Layer makes its tables, and fails with `InvalidOption` if the database cannot be
 * relied on: see `AmiCluster.examine`.
 *
 * **Example** (Running two processes on one machine)
 *
 * ```ts
 * import { Layer } from "effect"
 * import { NodeSqlite } from "effect-ami/node"
 * import * as NodeCluster from "effect-ami/node/NodeCluster"
 *
 * const Locks = NodeSqlite.layer({ filename: "locks.db", survives: "process" })
 *
 * export const First = NodeCluster.layer({ host: "127.0.0.1", port: 34431 }).pipe(Layer.provide(Locks))
 * export const Second = NodeCluster.layer({ host: "127.0.0.1", port: 34432 }).pipe(Layer.provide(Locks))
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (
  options: Options
): Layer.Layer<Sharding.Sharding | RunnerStorage, AmiError | SocketServerError | SqlError, SqlClient> =>
  Layer.unwrap(Effect.gen(function*() {
    const wrong = Rules.firstInvalid(options, rules, ["host", "port"])
    if (wrong !== undefined) return yield* Effect.fail(invalidOption("NodeCluster.layer", wrong))
    const { port, tls } = options
    const host = withoutBrackets(options.host)
    const listen = {
      host: withoutBrackets(options.listen?.host ?? host),
      port: options.listen?.port ?? port
    }
    if (tls === undefined && !isLoopback(host)) {
      yield* Effect.logWarning(
        `The nodes of the cluster talk to ${host} in clear text: give NodeCluster.layer tls, or keep them in a private network`
      )
    }
    const settings = { ...ShardingConfig.defaults, ...AmiCluster.settings, ...options.sharding }
    const shards = settings.shardLockDisableAdvisory
      ? 0
      : settings.availableShardGroups.length * settings.shardsPerGroup
    const [finding] = yield* Effect.retry(AmiCluster.examine(shards), soon)
    if (finding !== undefined) {
      const [option, rule] = finding.problem === "Shards"
        ? ["sharding.shardsPerGroup", "is too high: "] as const
        : ["SqlClient", "cannot hold the locks of a cluster: "] as const
      return yield* Effect.fail(invalidOption("NodeCluster.layer", { option, rule: `${rule}${finding.message}` }))
    }
    const config = ShardingConfig.layer({ ...settings, runnerAddress: Option.some(RunnerAddress.make(host, port)) })
    const client = clientProtocol(tls)
    const direct = yield* directOf({
      place: { host, port },
      longestMove: Duration.fromInputUnsafe(settings.entityTerminationTimeout)
    }, client)
    return serving(direct).pipe(
      Layer.provide(socketServer(listen.host, listen.port, tls)),
      Layer.provideMerge(Sharding.layer),
      Layer.provide(Runners.layerRpc.pipe(Layer.provide(client))),
      Layer.provide(RunnerHealth.layerPing.pipe(Layer.provide(Runners.layerRpc), Layer.provide(client))),
      Layer.provideMerge(storage),
      Layer.provide(MessageStorage.layerNoop),
      Layer.provide(config),
      Layer.provide(RpcSerialization.layerSchemaBinary()),
      Layer.merge(Layer.succeed(CurrentPacking, zstd)),
      Layer.merge(Layer.succeed(Direct.CurrentDirect, direct))
    )
  }))

/**
 * Layer of a process that uses the servers of a cluster and owns none: a script, or the workers of a web server.
 *
 * **Details**
 *
 * It asks the database of the `SqlClient` who owns what, and needs no port of its own. `tls` and `sharding` are those of the nodes.
 *
 * **Example** (Using a cluster from a script)
 *
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Layer, Redacted } from "effect"
 * import { AmiCluster } from "effect-ami/cluster"
 * import * as NodeCluster from "effect-ami/node/NodeCluster"
 *
 * export const Berlin = AmiCluster.client("berlin").pipe(
 *   Layer.provide(NodeCluster.layerClient()),
 *   Layer.provide(PgClient.layer({ url: Redacted.make("postgres://ami@127.0.0.1/ami") }))
 * )
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layerClient = (
  options: Pick<Options, "tls" | "sharding"> = {}
): Layer.Layer<Sharding.Sharding, AmiError | SqlError, SqlClient> =>
  Layer.unwrap(Effect.gen(function*() {
    const wrong = Rules.firstInvalid(options, { tls: rules.tls, sharding: rules.sharding })
    if (wrong !== undefined) return yield* Effect.fail(invalidOption("NodeCluster.layerClient", wrong))
    const settings = { ...AmiCluster.settings, ...options.sharding }
    const client = clientProtocol(options.tls)
    const direct = yield* directOf({ place: undefined, longestMove: Duration.zero }, client)
    return RunnerServer.layerClientOnly.pipe(
      Layer.provide(client),
      Layer.provide(storage),
      Layer.provide(MessageStorage.layerNoop),
      Layer.provide(ShardingConfig.layer({ ...settings, runnerAddress: Option.none() })),
      Layer.provide(RpcSerialization.layerSchemaBinary()),
      Layer.merge(Layer.succeed(CurrentPacking, zstd)),
      Layer.merge(Layer.succeed(Direct.CurrentDirect, direct))
    )
  }))
