/**
 * A node of a cluster in a process of its own: `node.ts OPTIONS`, which are JSON. Prints a line when it runs; takes commands as
 * lines of JSON, and prints what becomes of each.
 */
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { PgClient } from "@effect/sql-pg"
import { Effect, Exit, Layer, Logger, Option, Redacted, Stream } from "effect"
import { createInterface } from "node:readline"
import { AmiCluster } from "../../src/cluster/index.ts"
import { Actions, AmiAction, AmiClient, type AmiError } from "../../src/index.ts"
import { NodeAmi, NodeSqlite } from "../../src/node/index.ts"
import * as NodeCluster from "../../src/node/NodeCluster.ts"

export interface Options {
  readonly port: number
  /** The file of SQLite, or the URL of PostgreSQL. */
  readonly locks: string
  /** The port of Asterisk. */
  readonly asterisk: number
  /** The account; `server@port` unless it is given. */
  readonly account?: { readonly username: string; readonly secret: string }
  readonly servers: ReadonlyArray<string>
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string }
  readonly verbose?: boolean
  /** It is a node with clients, unless it is a node without, a process that owns nothing, or one with clients of its own. */
  readonly role?: "owner" | "client" | "direct"
}

export type Command =
  /** Originates a call, whose id is unique. */
  | {
    readonly op: "call"
    readonly id: string
    readonly server: string
    readonly millis: number
    readonly real?: boolean
  }
  | { readonly op: "list"; readonly id: string; readonly server: string; readonly count: number }
  | { readonly op: "ping"; readonly id: string; readonly server: string; readonly times: number }
  /** Follows numbered events, and reports each break. */
  | { readonly op: "follow"; readonly id: string; readonly server: string }
  /** Counts events, and their Gaps, until so many have come. */
  | { readonly op: "count"; readonly id: string; readonly server: string; readonly count: number }
  | { readonly op: "owned"; readonly id: string }
  | { readonly op: "cpu"; readonly id: string }

const options: Options = JSON.parse(process.argv[2] ?? "{}")
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

// It ends with who started it.
process.stdin.on("end", () => process.exit())

const Database = options.locks.startsWith("postgres://")
  ? PgClient.layer({ url: Redacted.make(options.locks), maxConnections: 3 })
  : NodeSqlite.layer({ filename: options.locks, survives: "process" })

const { tls } = options
const Cluster = NodeCluster.layer({
  host: "127.0.0.1",
  port: options.port,
  tls: tls && { ...tls, key: Redacted.make(tls.key) }
}).pipe(Layer.provide(Database))

const direct = (server: string) => {
  // The simulated server knows its nodes by their users.
  const account = options.account ?? { username: `${server}@${options.port}`, secret: "secret" }
  return NodeAmi.layerUrl(`ami://127.0.0.1:${options.asterisk}`, {
    username: account.username,
    secret: Redacted.make(account.secret),
    auth: options.account === undefined ? "plaintext" : "challenge",
    reconnect: { first: true }
  })
}
const Node = AmiCluster.layer({ servers: options.servers, upstream: direct })

const commands = Effect.fnUntraced(function*<R>(
  over: (server: string) => Layer.Layer<AmiClient.AmiClient, AmiError.AmiError, R>,
  owned: AmiCluster.AmiCluster["Service"]["owned"]
) {
  const clients = new Map<string, AmiClient.AmiClient["Service"]>()
  for (const server of options.role === "owner" ? [] : options.servers) {
    const services = yield* Layer.build(Layer.fresh(over(server)))
    clients.set(server, yield* Effect.provideContext(AmiClient.AmiClient, services))
  }
  const clientOf = (server: string) => Effect.fromOption(Option.fromNullishOr(clients.get(server))).pipe(Effect.orDie)

  const run = (command: Command): Effect.Effect<unknown, AmiError.AmiError> =>
    Effect.gen(function*() {
      switch (command.op) {
        case "call": {
          const ami = yield* clientOf(command.server)
          const headers: ReadonlyArray<readonly [string, string]> = command.real === true
            ? [
              ["Channel", "Local/500@from-internal"],
              ["ChannelId", command.id],
              ["OtherChannelId", `${command.id};2`],
              ["Application", "Hangup"],
              ["Async", "true"]
            ]
            : [["Channel", "Local/1"], ["ChannelId", command.id], ["Timeout", String(command.millis)]]
          yield* ami.send(AmiAction.raw("Originate", headers))
          return "ok"
        }
        case "list": {
          const ami = yield* clientOf(command.server)
          const items = yield* ami.collect(AmiAction.rawList("CoreShowChannels", [["Count", String(command.count)]]))
          return items.length
        }
        case "ping": {
          const ami = yield* clientOf(command.server)
          const at = performance.now()
          for (let time = 0; time < command.times; time++) yield* ami.send(Actions.Ping())
          return (performance.now() - at) / command.times
        }
        case "follow": {
          const ami = yield* clientOf(command.server)
          let last: number | undefined
          let missing = 0
          let seen = 0
          yield* Stream.runForEach(ami.inbox, (item) =>
            Effect.sync(() => {
              if (item._tag === "Gap") {
                missing += item.dropped === "unknown" ? Infinity : item.dropped
                return
              }
              if (item._tag !== "Received") {
                say({ mark: item._tag, server: command.server, seen, at: Date.now() })
                last = undefined
                missing = 0
                return
              }
              const number = Number(item.message.get("Number"))
              if (Number.isNaN(number)) return
              seen += 1
              if (last !== undefined && number - last - 1 > missing) {
                say({ broken: true, server: command.server, last, number, missing })
              }
              last = number
              missing = 0
            }))
          return seen
        }
        case "count": {
          const ami = yield* clientOf(command.server)
          let seen = 0
          let missing = 0
          yield* Stream.runForEachWhile(ami.inbox, (item) =>
            Effect.sync(() => {
              if (item._tag === "Received" && item.message.name === "Hangup") seen += 1
              if (item._tag === "Gap") missing += item.dropped === "unknown" ? 0 : item.dropped
              return seen + missing < command.count
            }))
          return { seen, missing }
        }
        case "owned":
          return yield* owned
        case "cpu": {
          const { system, user } = process.cpuUsage()
          return user + system
        }
      }
    })

  const fork = Effect.runForkWith(yield* Effect.context<never>())
  createInterface({ input: process.stdin }).on("line", (line) => {
    const command: Command = JSON.parse(line)
    fork(Effect.map(Effect.exit(run(command)), (exit) => {
      const failure = Exit.isFailure(exit) ? Exit.findErrorOption(exit) : Option.none()
      say({
        id: command.id,
        ...(Exit.isSuccess(exit) ? { value: exit.value } : {}),
        ...(Option.isSome(failure) ? { error: failure.value.reason._tag, message: failure.value.message } : {}),
        ...(Exit.isFailure(exit) && Option.isNone(failure) ? { error: "Interrupted", message: String(exit.cause) } : {})
      })
    }))
  })
  say({ running: options.port })
})

const Clients = Layer.effectDiscard(
  Effect.flatMap(AmiCluster.AmiCluster, ({ owned }) => commands((server) => AmiCluster.client(server), owned))
).pipe(Layer.provide(Node), Layer.provide(Cluster))
const none = Effect.succeed([])
const Alone = Layer.effectDiscard(commands((server) => AmiCluster.client(server), none)).pipe(
  Layer.provide(NodeCluster.layerClient()),
  Layer.provide(Database)
)
const Direct = Layer.effectDiscard(commands(direct, none))
const Role = options.role === "client" ? Alone : options.role === "direct" ? Direct : Clients

const Logs = Logger.layer(options.verbose === true ? [Logger.withConsoleError(Logger.formatSimple)] : [])

Role.pipe(
  Layer.provide(Logs),
  Layer.launch,
  Effect.scoped,
  NodeRuntime.runMain
)
