import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Layer } from "effect"
import { Actions, AmiClient, AmiQueues } from "effect-ami"
import { TestClock } from "effect/testing"
import * as Demo from "../../src/cli/demo.ts"

const now = 1_790_000_000_000

/** What somebody sees who looks at it for the first time. */
const look = (options: Demo.Options = {}) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(now)
    return yield* Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const channels = yield* ami.collect(Actions.CoreShowChannels())
      const queues = yield* Effect.flatMap(AmiQueues.AmiQueues, (live) => live.get)
      return { channels, queues: [...queues.value.values()] }
    }).pipe(Effect.provide(AmiQueues.layer.pipe(Layer.provideMerge(Demo.layer({}, options)))))
  }).pipe(Effect.provide(TestClock.layer()))

describe("the call centre of --demo", () => {
  it.effect("has been open for a while: there are calls, callers who wait, paused agents and numbers of the day", () =>
    Effect.gen(function*() {
      const { channels, queues } = yield* look()
      const members = queues.flatMap(({ members }) => [...members.values()])
      const callers = queues.flatMap(({ callers }) => callers)

      assert.deepStrictEqual(queues.map(({ Queue }) => Queue).sort(), ["billing", "sales", "support"])
      assert.isAbove(channels.length, 10)
      assert.isTrue(channels.some(({ CallerIDName }) => /^\w+ \w+$/.test(CallerIDName ?? "")))
      assert.isAbove(callers.length, 0)
      for (const status of ["InCall", "Paused", "Ready"]) {
        assert.isTrue(members.some((member) => member.status === status), status)
      }
      for (const { Completed } of queues.map(({ counters }) => counters)) assert.isAbove(Completed ?? 0, 60)
      assert.isTrue(callers.some(({ joinedAt }) => joinedAt < now))
    }))

  it.effect("is the same with the same seed, and another with another", () =>
    Effect.gen(function*() {
      const told = (seed: number) =>
        Effect.map(look({ seed, open: "2 minutes" }), ({ channels }) =>
          channels.map(({ Channel, CallerIDNum, Uniqueid }) => [Channel, CallerIDNum, Uniqueid]))
      const first = yield* told(3)

      assert.deepStrictEqual(yield* told(3), first)
      assert.notDeepEqual(yield* told(7), first)
    }))

  it.effect("goes on by the clock", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(now)
      yield* Effect.gen(function*() {
        const ami = yield* AmiClient.AmiClient
        const ids = Effect.map(
          ami.collect(Actions.CoreShowChannels()),
          (channels) => channels.map(({ Uniqueid }) => Uniqueid)
        )
        const before = yield* ids
        assert.deepStrictEqual(yield* ids, before)
        yield* TestClock.adjust("1 minute")
        assert.notDeepEqual(yield* ids, before)
        assert.strictEqual(yield* Clock.currentTimeMillis, now + 60_000)
      }).pipe(Effect.provide(Demo.layer({}, { open: "2 minutes" })))
    }).pipe(Effect.provide(TestClock.layer())))
})
