/** A cluster of one node without a network and a database, for tests of what owners and consumers say to each other. */
import { Layer } from "effect"
import { AmiCluster } from "effect-ami/cluster"
import { MessageStorage, RunnerHealth, Runners, RunnerStorage, Sharding, ShardingConfig } from "effect/cluster"

/** Locks in memory; with serialization, what is said is encoded and decoded though it stays in the process. */
const clusterOf = (simulateRemoteSerialization: boolean) =>
  Sharding.layer.pipe(
    Layer.provide(Runners.layerNoop),
    Layer.provide(MessageStorage.layerNoop),
    Layer.provideMerge(RunnerStorage.layerMemory),
    Layer.provide(RunnerHealth.layerNoop),
    Layer.provide(ShardingConfig.layer({ ...AmiCluster.settings, simulateRemoteSerialization }))
  )

export const cluster = clusterOf(false)
export const serialized = clusterOf(true)
