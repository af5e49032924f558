import { describe } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { isQuick } from "../size.ts"
import { everydayTasks } from "../tasks/everydayTasks.ts"

const credentials = { username: "hello", secret: Redacted.make("world") }

/** A client of its own simulator. */
const client = (fragment: boolean) =>
  Layer.unwrap(
    Effect.map(AmiSimulator.AmiSimulator, ({ port }) =>
      AmiClient.layer(credentials).pipe(
        Layer.provide(NodeAmi.layerTcp({ port }))
      ))
  ).pipe(Layer.provide(NodeSimulator.layer({ fragment })))

/** The same over HTTP, with a cookie or with digests. */
const httpClient = (auth: "session" | "digest") =>
  Layer.unwrap(
    Effect.map(AmiSimulator.AmiSimulator, ({ httpPort }) =>
      AmiClient.layer(credentials).pipe(
        Layer.provide(NodeAmi.layerHttp({ url: `http://127.0.0.1:${httpPort}`, auth }))
      ))
  ).pipe(Layer.provide(NodeSimulator.layer({ http: true })))

describe.concurrent("everyday tasks on the simulator", () => everydayTasks(() => client(false)))

describe.skipIf(isQuick).concurrent(
  "everyday tasks on the simulator, line by line",
  () => everydayTasks(() => client(true))
)

describe.concurrent("everyday tasks on the simulator, over HTTP", () => everydayTasks(() => httpClient("session")))

describe.skipIf(isQuick).concurrent(
  "everyday tasks on the simulator, over HTTP with digests",
  () => everydayTasks(() => httpClient("digest"))
)
