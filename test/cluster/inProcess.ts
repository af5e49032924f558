/** A cluster of one node without a network and a database, for tests of what owners and consumers say to each other. */
import { Layer } from "effect"
import {
  MessageStorage,
  RunnerHealth,
  Runners,
  RunnerStorage,
  Sharding,
  ShardingConfig
} from "effect/cluster"
import { AmiCluster } from "effect-ami/cluster"

/** Locks in memory. */
export const cluster = Sharding.layer.pipe(
  Layer.provide(Runners.layerNoop),
  Layer.provide(MessageStorage.layerNoop),
  Layer.provideMerge(RunnerStorage.layerMemory),
  Layer.provide(RunnerHealth.layerNoop),
  Layer.provide(ShardingConfig.layer(AmiCluster.settings))
)
