import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Scope, Stream } from "effect"
import { TestClock } from "effect/testing"
import * as fc from "fast-check"
import type { CycleCause } from "../../src/live/internal/part.ts"
import { removed, Tracking } from "../../src/live/internal/tracking.ts"
import { lettingIn } from "../client/inboxWords.ts"
import { atOnce, connected, makePeer, type Peer, start, turn } from "../client/scriptedTransport.ts"
import { check, seeds, timeout } from "../protocol/properties.ts"
import { scaled } from "../size.ts"
import { answerList, channel, channelStates, gap, lists } from "./trackerWords.ts"
import { type Change, follow, type Op, outages, sightings, suffer, type System, worlds } from "./trackerWorld.ts"

/** The state of a tracker alone. */
const stateSystem = (): System => {
  const told: Array<Change> = []
  const tracking = new Tracking<readonly [string, string], Op, string>({
    key: (source) => "id" in source ? source.id : source[0],
    fromSnapshot: ([, state]) => state,
    reduce: (_, op) => op.kind === "hangup" ? removed : op.state,
    uniqueKeys: true
  })
  let cause: CycleCause = "Connected"
  const settle = () => tracking.sync({ epoch: 1, cause, corrections: tracking.settle() })
  return {
    begin: (channels) =>
      Effect.sync(() => {
        tracking.begin()
        tracking.list([...channels])
        settle()
        tracking.take()
      }),
    lose: (how) =>
      Effect.sync(() => {
        tracking.lose({ epoch: 1, cause: how, since: 0 })
        cause = how === "Gap" ? "Gap" : "Connected"
        tracking.begin()
      }),
    relist: Effect.sync(() => {
      cause = "Relist"
      tracking.begin()
    }),
    deliver: (op) => Effect.sync(() => tracking.apply(op)),
    list: (channels) => Effect.sync(() => tracking.list([...channels])),
    settle: Effect.sync(settle),
    values: Effect.succeed(tracking.values),
    changes: () => {
      told.push(...tracking.take())
      return told
    }
  }
}

const names = { born: "Newchannel", state: "Newstate", hangup: "Hangup" } as const

const wordsOf = (channels: ReadonlyMap<string, string>) => [...channels].map((entry) => entry.join(" "))

/** Advances time until the peer was asked for channels more often than before. */
const untilAsked = Effect.fnUntraced(function*(peer: Peer, before: number, step: "250 millis" | "12 seconds") {
  while (lists(peer) === before) yield* TestClock.adjust(step)
})

/** A tracker on a client, whose peer is the model. */
const clientSystem = Effect.gen(function*() {
  const peer = makePeer((action, peer) => peer.opened() > 1 && lettingIn(action, peer))
  const { ami } = yield* connected({ reconnect: atOnce }, peer)
  const making = yield* start(channelStates(ami, { relistEvery: "1 minute" }))
  const told: Array<Change> = []
  const scope = yield* Effect.scope
  const asked = () => lists(peer)
  const system: System = {
    begin: (channels) =>
      Effect.gen(function*() {
        answerList(peer, ...wordsOf(channels))
        const { changes } = yield* Fiber.join(making)
        yield* Effect.forkScoped(Stream.runForEach(changes, (change) => Effect.sync(() => told.push(change))))
        yield* turn
      }).pipe(Effect.orDie, Scope.provide(scope)),
    lose: (how) =>
      Effect.suspend(() => {
        const before = asked()
        if (how === "Disconnected") peer.end()
        else gap(peer)
        return untilAsked(peer, before, "250 millis")
      }),
    relist: Effect.suspend(() => untilAsked(peer, asked(), "12 seconds")),
    deliver: ({ id, kind, state }) =>
      Effect.suspend(() => {
        peer.deliver(channel(names[kind], `${id} ${state}`))
        return turn
      }),
    list: (channels) =>
      Effect.suspend(() => {
        answerList(peer, ...wordsOf(channels))
        return turn
      }),
    settle: TestClock.adjust("1 second"),
    values: Effect.flatMap(Effect.orDie(Fiber.join(making)), (tracker) => tracker.get),
    changes: () => told.filter(({ _tag }) => _tag !== "Present")
  }
  return system
})

/** Runs an effect that needs its own clock, without its many warnings. */
const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope>) =>
  Effect.runPromise(Effect.provide(Effect.scoped(effect), [TestClock.layer(), Logger.layer([])]))

/** Checks a property of the client this many times, distributed over the seeds. */
const checkAsync = Effect.fnUntraced(function*<Value, E>(
  runs: number,
  arbitrary: fc.Arbitrary<Value>,
  holds: (value: Value) => Effect.Effect<void, E, Scope.Scope>
) {
  const property = fc.asyncProperty(arbitrary, (value) => run(holds(value)))
  for (const seed of seeds) {
    yield* Effect.promise(() => fc.assert(property, { seed, numRuns: scaled(runs / seeds.length) }))
  }
})

describe("AmiTracker, when messages come late, early or never", () => {
  it(
    "converges on the state of the server, with each vanished key gone exactly once (C23, C24, I12, row 70)",
    () => {
      const seen = sightings()
      const share = check(10_000, fc.property(worlds, (world) => Effect.runSync(follow(stateSystem(), world, seen))))

      for (const [what, times] of Object.entries(seen)) assert.isAbove(times, share * scaled(200), what)
    },
    timeout
  )

  it.live("does so with a client (C23, C24, row 70)", () =>
    Effect.gen(function*() {
      const seen = sightings()
      yield* checkAsync(200, worlds, (world) => Effect.flatMap(clientSystem, (system) => follow(system, world, seen)))

      for (const [what, times] of Object.entries(seen)) assert.isAbove(times, scaled(20) - 1, what)
    }), timeout)

  it(
    "reports each of 500 channels that vanished in an outage once, and no other, with a drift of 0 (C23, row 69)",
    () => {
      check(200, fc.property(outages, (fates) => Effect.runSync(suffer(stateSystem(), fates))))
    },
    timeout
  )

  it.live(
    "does so with a client, for 500 channels (C23, row 69)",
    () => checkAsync(40, outages, (fates) => Effect.flatMap(clientSystem, (system) => suffer(system, fates))),
    timeout
  )
})
