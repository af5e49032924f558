/**
 * Predictive pacing with the queue, the agents and the telephones of the simulator.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted, Stream } from "effect"
import { AmiCalls, AmiCampaign, AmiClient, AmiQueues, AttemptLog } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { randomFrom } from "../live/telephony.ts"
import { isQuick } from "../size.ts"

/** 10,000 with `PACING_CALLS=10000`. */
const calls = Number(process.env["PACING_CALLS"] ?? 2500)
const agents = calls >= 10_000 ? 50 : 40
const seed = 17

/** Two of five customers answer, after 5 to 20 seconds; the others do not. */
const customers = Object.fromEntries(
  Array.from({ length: 16 }, (_, index) => [
    `7${String(index).padStart(2, "0")}`,
    { onCall: { ringsAfter: "1 second", answersAfter: `${5 + index} seconds` } } as const
  ])
)

const dialplan = {
  dialout: { "_9XXX": ["Dial(PJSIP/${EXTEN:1},25)", "Hangup()"], "_8X.": ["Ringing()", "Wait(20)", "Hangup()"] }
}

const simulated = AmiCalls.layerWith({ trunks: ["PJSIP/700"] }).pipe(
  Layer.merge(AmiQueues.layer),
  Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
  Layer.provideMerge(AmiSimulator.layerTransport({ endpoints: customers, extensions: dialplan, seed }))
)

describe("AmiCampaign with predictive pacing", () => {
  it.effect.skipIf(isQuick)(
    `keeps agents busy and abandons few of ${calls} calls (seed ${seed})`,
    () =>
      Effect.gen(function*() {
        const { pbx } = yield* AmiSimulator.AmiSimulator
        const random = randomFrom(seed)
        let queue = pbx.queue("sales", { strategy: "rrmemory", ringinuse: false }).extension("400")
        for (let agent = 0; agent < agents; agent++) {
          const talks = `${30 + Math.floor(random() * 120)} seconds` as const
          queue = queue.member(`Agent ${agent}`, `PJSIP/5${String(agent).padStart(2, "0")}`, {
            answers: "300 millis",
            talks
          })
        }
        yield* queue
        const free = AmiCampaign.freeAgentsOf("sales")
        const numbers = Array.from({ length: calls }, (_, index) => {
          const isAnswered = random() < 0.4
          return isAnswered ? `97${String(Math.floor(random() * 16)).padStart(2, "0")}` : `8${index}`
        })
        const campaign = yield* AmiCampaign.run({
          name: "pacing",
          contacts: Stream.fromIterable(numbers.map((number, index) => ({ id: `c${index}`, numbers: [number] }))),
          dial: (_, number) => ({
            first: `${number}@dialout`,
            then: { Exten: "400", Context: "from-internal" },
            ringFor: "30 seconds"
          }),
          pacing: { _tag: "Predictive", freeAgents: free, maxAbandonRate: 0.03 },
          maxCallsPerSecond: 20,
          maxConcurrent: 500,
          retry: { NoAnswer: "never", Busy: "never", Congestion: "never" }
        })
        const done = yield* Effect.forkChild(campaign.completed, { startImmediately: true })
        let samples = 0
        let busy = 0
        let ratio = 1
        for (let second = 0; second < 20_000 && done.pollUnsafe() === undefined; second++) {
          for (let step = 0; step < 4; step++) yield* TestClock.adjust("250 millis")
          const figures = yield* campaign.figures
          ratio = Math.max(ratio, figures.ratio)
          // From the first answers on, while there is somebody to call.
          if (second < 60 || figures.dialled === calls) continue
          samples += 1
          busy += agents - (yield* free)
        }
        const { abandoned, answered } = yield* Fiber.join(done)
        const occupancy = busy / samples / agents
        const words = `${answered} answered, ${abandoned} abandoned, occupancy ${occupancy.toFixed(3)}, ratio ${
          ratio.toFixed(1)
        }`
        assert.isBelow(abandoned / answered, 0.03, words)
        // The campaign begins as a progressive one, which fewer calls have more of.
        assert.isAbove(occupancy, calls >= 10_000 ? 0.8 : 0.7, words)
        if (process.env["PACING_CALLS"] !== undefined) console.log(words)
      }).pipe(Effect.scoped, Effect.provide([simulated, AttemptLog.layerMemory])),
    600_000
  )
})
