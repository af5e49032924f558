/** Two owners in processes of their own, which may be killed, and clients in this process, over whichever of them is alive. */
import { Context, Effect, Layer, Redacted, Schedule } from "effect"
import { AmiClient } from "effect-ami"
import { AmiCluster } from "effect-ami/cluster"
import { NodeAmi, NodeSqlite } from "effect-ami/node"
import * as NodeCluster from "effect-ami/node/NodeCluster"
import type { Sharding } from "effect/cluster"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { within } from "../transport/waiting.ts"
import { freePort, type NodeProcess, start } from "./processes.ts"

/** An Asterisk, or what plays one. */
export interface Place {
  readonly port: number
  /** The account of the owners; none at the oracle, which knows them by their users. */
  readonly account?: { readonly username: string; readonly secret: string }
}

/** One that is frozen wakes when another node has taken over. */
export type Fault = "SIGKILL" | "SIGTERM" | "SIGSTOP"

export interface Owners {
  readonly nodes: ReadonlyArray<NodeProcess>
  /** A client over the cluster, which ends with the scope. */
  readonly client: (server: string, options?: AmiCluster.ClientOptions) => Layer.Layer<AmiClient.AmiClient>
  /** What clients of the cluster are provided with. */
  readonly cluster: Context.Context<Sharding.Sharding>
  /** The servers of each node. */
  readonly owned: Effect.Effect<ReadonlyMap<NodeProcess, ReadonlyArray<AmiCluster.Owned>>>
  readonly ownerOf: (server: string) => Effect.Effect<NodeProcess>
}

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(`${tmpdir()}/ami-cluster-`)),
  (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
)

const ownedBy = (node: NodeProcess) =>
  Effect.map(
    Effect.promise(() => node.ask({ op: "owned" })),
    (reply): ReadonlyArray<AmiCluster.Owned> => Array.isArray(reply?.value) ? reply.value : []
  )

/** So many looks in succession must show the same: nodes that have just met move some servers. */
const steady = 12

/** Starts the owners, and waits until each server has one that is connected, and keeps it. */
export const owners = Effect.fnUntraced(function*(place: Place, servers: ReadonlyArray<string> = ["berlin"]) {
  const locks = `${yield* folder}/locks.db`
  const node = Effect.acquireRelease(
    Effect.promise(async () => {
      const { account, port } = place
      const options = { port: await freePort(), locks, asterisk: port, servers, role: "owner" } as const
      return start(account === undefined ? options : { ...options, account })
    }),
    (node) => Effect.promise(node.close)
  )
  const nodes = [yield* node, yield* node]
  yield* Effect.promise(() => Promise.all(nodes.map(({ running }) => running)))
  if (!nodes.every((node) => node.isAlive())) return yield* Effect.die(new Error("a node has ended while it started"))
  const owned = Effect.map(
    Effect.forEach(nodes, ownedBy),
    (all) => new Map(nodes.map((node, index) => [node, all[index] ?? []]))
  )

  let last = ""
  let times = 0
  const look = Effect.map(owned, (all) => {
    const now = JSON.stringify(
      [...all.values()].map((list) => list.filter((one) => one.isConnected).map((one) => one.server))
    )
    const isWhole = [...all.values()].flat().filter(({ isConnected }) => isConnected).length === servers.length
    times = isWhole && now === last ? times + 1 : 0
    last = now
    return times >= steady
  })
  yield* Effect.repeat(look, { until: (isSteady) => isSteady, schedule: Schedule.spaced("250 millis") }).pipe(
    within("owners that stay", "1 minute")
  )

  const cluster = yield* Layer.build(
    NodeCluster.layerClient().pipe(
      Layer.provide(NodeSqlite.layer({ filename: locks, survives: "process" })),
      Layer.orDie
    )
  )
  const client: Owners["client"] = (server, options) =>
    Layer.fresh(AmiCluster.client(server, options)).pipe(Layer.provide(Layer.succeedContext(cluster)), Layer.orDie)
  const ownerOf: Owners["ownerOf"] = (server) =>
    Effect.flatMap(owned, (all) => {
      const found = [...all].find(([, list]) => list.some((one) => one.server === server && one.isConnected))
      return found === undefined ? Effect.die(new Error(`${server} has no owner`)) : Effect.succeed(found[0])
    })
  return { nodes, client, cluster, owned, ownerOf } satisfies Owners
})

/** A client of the same Asterisk that has nothing to do with the cluster. */
export const direct = ({ account, port }: Place, options: NodeAmi.UrlOptions = {}) =>
  NodeAmi.layerUrl(`ami://127.0.0.1:${port}`, {
    username: account?.username ?? "berlin@witness",
    secret: Redacted.make(account?.secret ?? "secret"),
    auth: account === undefined ? "plaintext" : "challenge",
    ...options
  }).pipe(Layer.orDie)
