/** The contract of transports, over the owner of a server on another node. */
import { Effect, Layer } from "effect"
import { NodeSqlite } from "effect-ami/node"
import * as NodeCluster from "effect-ami/node/NodeCluster"
import { transportSuite } from "../transport/suite.ts"
import { abilities, harness } from "./contract.ts"
import { temporaryLocks } from "./nodes.ts"
import { freePort } from "./processes.ts"

/** Each test has a cluster of its own, which is there soon. */
const sharding = { shardsPerGroup: 10, refreshAssignmentsInterval: "100 millis" } as const

const sockets = Effect.gen(function*() {
  const port = yield* Effect.promise(freePort)
  const Locks = NodeSqlite.layer({ filename: yield* temporaryLocks, survives: "process" })
  return {
    owner: NodeCluster.layer({ host: "127.0.0.1", port, sharding }).pipe(Layer.provide(Locks), Layer.orDie),
    consumer: NodeCluster.layerClient({ sharding }).pipe(Layer.provide(Locks), Layer.orDie)
  }
})

transportSuite("a cluster, between two nodes", harness(sockets), abilities)
