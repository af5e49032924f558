/**
 * A storm of originated calls on real servers, seen over a link that is reset. `STORM_CALLS` and `STORM_MOMENTS` set its size:
 * `npm run test:storm` plays 10,000 calls.
 */
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AmiClient } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { faultProxy } from "../faults/proxy.ts"
import * as Originated from "../live/originated.ts"
import { randomSeeds } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { client, modelsOver } from "./clients.ts"
import { forEachServer, privateServer } from "./servers.ts"

const calls = Number(process.env.STORM_CALLS ?? size(1000, 300))
const moments = Number(process.env.STORM_MOMENTS ?? size(50, 20))
const [seed = 1] = randomSeeds(1)

forEachServer("a storm of originated calls", (server) => {
  it.live.skipIf(!server.offers.cli)(
    "leaves all models as the server is, and ends each call once",
    () =>
      Effect.gen(function*() {
        const own = yield* privateServer(server.version)
        const proxy = yield* faultProxy({ host: own.host, port: own.port })
        const models = modelsOver(own, NodeAmi.layerTcp({ host: proxy.host, port: proxy.port }))
        yield* Effect.gen(function*() {
          const storm: Originated.Storm = {
            seed,
            calls,
            moments,
            most: 60,
            extensions: ["100", "101", "160", "170", "200", "300", "301", "400", "500", "600", "700"],
            driver: yield* AmiClient.AmiClient,
            lose: Effect.sync(() => proxy.rst()),
            pause: Effect.sleep
          }
          const figures = yield* Originated.play(storm)
          Originated.report(`Asterisk ${server.version}`, storm, figures)
        }).pipe(Effect.provide(Layer.merge(models, client(own))))
      }).pipe(Effect.scoped),
    3_600_000
  )
})
