import { describe } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { everydayTasks } from "../tasks/everydayTasks.ts"

/** A client of a simulator of its own. */
const client = (fragment: boolean) =>
  Layer.unwrap(
    Effect.map(AmiSimulator.AmiSimulator, ({ port }) =>
      AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
        Layer.provide(NodeAmi.layerTcp({ port }))
      ))
  ).pipe(Layer.provide(NodeSimulator.layer({ fragment })))

describe("everyday tasks on the simulator", () => everydayTasks(() => client(false)))

describe("everyday tasks on the simulator, line by line", () => everydayTasks(() => client(true)))
