import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { Ami, AmiClient } from "effect-ami"
import { AmiSimulator, SimulatedCallCenter } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { isQuick, size } from "../size.ts"

/** What a client hears of some hours in a call centre. */
const hours = (count: number, options: SimulatedCallCenter.Options) =>
  Effect.gen(function*() {
    const { pbx } = yield* AmiSimulator.AmiSimulator
    const heard: Array<{ readonly name: string; readonly text: string }> = []
    yield* Ami.onEvent("*", (event) => Effect.sync(() => heard.push({ name: event.name, text: event.toString() })))
    const center = yield* Effect.forkScoped(SimulatedCallCenter.run(options))
    for (let minute = 0; minute < count * 60; minute++) yield* TestClock.adjust("1 minute")
    assert.isUndefined(center.pollUnsafe())
    return { heard, calls: yield* pbx.calls }
  }).pipe(
    Effect.scoped,
    // Each at the same time of its own clock.
    Effect.provide(
      AmiClient.layer({ username: "hello", secret: Redacted.make("world") }).pipe(
        Layer.provideMerge(AmiSimulator.layerTransport()),
        Layer.provideMerge(TestClock.layer())
      )
    )
  )

const options = {
  callsPerMinute: 3,
  trunkFailsEvery: "10 minutes",
  holds: 0.2,
  parks: 0.2,
  meetEvery: "10 minutes"
} as const

describe("a simulated call centre", () => {
  it.effect.skipIf(isQuick)(
    "has callers who are served, held, parked and moved, wait and give up, agents with breaks and meetings, and a line that fails",
    () =>
      Effect.gen(function*() {
        const { calls, heard } = yield* hours(1, { ...options, seed: 5 })
        const count = (name: string, text = "") =>
          heard.filter((event) => event.name === name && event.text.includes(text)).length

        assert.isAbove(calls.length, 120)
        assert.isBelow(calls.length, 260)
        assert.isAbove(count("QueueCallerJoin"), 90)
        assert.isAbove(count("AgentConnect"), 60)
        assert.isAbove(count("AgentComplete", "Reason: agent"), 10)
        assert.isAbove(count("AgentComplete", "Reason: caller"), 10)
        assert.isAbove(count("QueueCallerAbandon"), 0)
        assert.isAbove(count("AgentRingNoAnswer"), 0)
        assert.isAbove(count("BlindTransfer"), 0)
        assert.isAbove(count("Hold"), 0)
        assert.isAbove(count("Unhold"), 0)
        assert.isAbove(count("ParkedCall"), 0)
        assert.isAbove(count("UnParkedCall"), 0)
        assert.isAbove(count("ConfbridgeJoin"), 2)
        assert.isAbove(count("ConfbridgeEnd"), 0)
        assert.isAbove(count("QueueMemberPause", "PausedReason: Lunch"), 0)
        assert.isAbove(count("ContactStatus"), 1)
        assert.isAbove(calls.filter(({ to }) => to.startsWith("9")).length, 5)
      })
  )

  it.effect("says the same with the same seed, and something else with another", () =>
    Effect.gen(function*() {
      const told = (seed: number) =>
        Effect.map(
          hours(size(0.5, 0.1), { ...options, seed }),
          ({ heard }) =>
            heard.filter(({ name }) => name !== "SuccessfulAuth").map(({ text }) =>
              text.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "#")
            )
        )
      const first = yield* told(7)

      assert.isAbove(first.length, size(500, 100))
      assert.deepStrictEqual(yield* told(7), first)
      assert.notDeepEqual(yield* told(8), first)
    }))

  it.effect("follows the time of day", () =>
    Effect.gen(function*() {
      const day = Array.from({ length: 24 }, (_, hour) => hour === 1 ? 1 : 0)
      const { calls } = yield* hours(3, { callsPerMinute: size(3, 0.3), day })

      assert.isAbove(calls.length, size(100, 5))
      for (const { started } of calls) assert.strictEqual(Math.floor(started / 3_600_000), 1)
    }))

  it.effect.each([
    [{ callsPerMinute: 0 }, "`callsPerMinute` of SimulatedCallCenter must be a number greater than 0; it is 0"],
    [{ day: [1] }, "`day` of SimulatedCallCenter must have 24 numbers"],
    [{ agent: 5 }, "is not known: did you mean `agents`?"]
  ])("refuses an option that is wrong: %o", ([given, message]) =>
    Effect.gen(function*() {
      const center = SimulatedCallCenter.layer(given as SimulatedCallCenter.Options)
      const error = yield* Effect.flip(
        Effect.scoped(Layer.build(Layer.provide(center, AmiSimulator.layerTransport())))
      )
      assert.include(error.message, message as string)
    }))
})
