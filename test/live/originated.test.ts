/**
 * Thousands of originated calls on the simulator. `STORM_CALLS` and `STORM_MOMENTS` set another size: `npm run test:storm` plays
 * 10,000 calls on the simulator, and on Asterisk 22 and 16.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted } from "effect"
import { AmiAction, AmiBridges, AmiCalls, AmiChannels, AmiClient, AmiQueues } from "effect-ami"
import { AmiFault, AmiSimulator, type SimulatedPbx } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { randomSeeds } from "../protocol/properties.ts"
import { size } from "../size.ts"
import * as Originated from "./originated.ts"

const options: SimulatedPbx.Options = {
  extensions: {
    "from-internal": {
      "100": ["Answer()", "Wait(30)", "Hangup()"],
      "160": ["Dial(Local/100@from-internal/n,,tT)", "Hangup()"],
      "200": ["Answer()", "Echo()"],
      "300": ["Ringing()", "Wait(20)", "Hangup()"],
      "301": ["Busy(10)"],
      "400": ["Answer()", "Queue(support)", "Hangup()"],
      "500": ["Answer()", "Hangup()"],
      "600": ["Answer()", "ConfBridge(room1)"],
      "700": ["Answer()", "Park()"]
    }
  },
  queues: {
    support: { timeout: 10, members: ["Local/100@from-internal", "Local/300@from-internal"] }
  }
}

const [seed = 1] = randomSeeds(1)
const calls = Number(process.env.STORM_CALLS ?? size(1000, 60))
const moments = Number(process.env.STORM_MOMENTS ?? size(50, 6))

/** An action that nothing else sends: the link on which it comes breaks. */
const breaking = "ListCategories"

describe("A storm of originated calls", () => {
  it.effect.each(size<ReadonlyArray<readonly ["22" | "16"]>>([["22"], ["16"]], [["22"]]))(
    "leaves all models as the simulator is, and ends each call once (%s)",
    ([version]) =>
      Effect.gen(function*() {
        const simulator = yield* AmiSimulator.AmiSimulator
        const driver = yield* AmiClient.AmiClient
        const account = { username: "hello", secret: Redacted.make("world") }
        const link = Context.get(yield* Layer.build(AmiClient.layer(account)), AmiClient.AmiClient)
        const models = Layer.mergeAll(AmiChannels.layer, AmiBridges.layer, AmiQueues.layer, AmiCalls.layer).pipe(
          Layer.provide(Layer.succeed(AmiClient.AmiClient, link))
        )
        const storm: Originated.Storm = {
          seed,
          calls,
          moments,
          most: 60,
          extensions: ["100", "100", "160", "200", "300", "301", "400", "500", "600", "700"],
          driver,
          lose: simulator.fault(AmiFault.reset({ action: breaking }), { times: 1 }).pipe(
            Effect.andThen(Effect.forkDetach(link.send(AmiAction.raw(breaking, [["Filename", "none.conf"]])))),
            Effect.ignore
          ),
          pause: (millis) => TestClock.adjust(millis)
        }
        const figures = yield* Originated.play(storm).pipe(Effect.provide(models))
        Originated.report(`Simulator of ${version}`, storm, figures)
        assert.deepStrictEqual(figures.stuck, [])
      }).pipe(
        Effect.scoped,
        Effect.provide(
          AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
            Layer.provideMerge(AmiSimulator.layerTransport({ ...options, seed, version }))
          )
        )
      ),
    3_600_000
  )
})
