/**
 * The model beside the lists of a simulated call centre, whose supervisors pause, add, remove, move and withdraw at random.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Random, Redacted, Stream } from "effect"
import { Actions, AmiClient, AmiQueues } from "effect-ami"
import { AmiSimulator, SimulatedCallCenter } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { seeds } from "../protocol/properties.ts"
import { size } from "../size.ts"
import { driftOf } from "./queueDrift.ts"

const names = ["sales", "support"]
const ifaces = ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003", "PJSIP/1004", "pjsip/1005", "Local/9@agents/n"]

const oneOf = <A>(values: ReadonlyArray<A>): Effect.Effect<A | undefined> =>
  Effect.map(Random.nextIntBetween(0, Math.max(1, values.length)), (index) => values[index])

/** Something that a supervisor does; an action that Asterisk refuses changes nothing. */
const interfere = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const queues = yield* AmiQueues.AmiQueues
  const Queue = (yield* oneOf(names)) ?? "sales"
  const Interface = (yield* oneOf(ifaces)) ?? "PJSIP/1001"
  const waiting = (yield* queues.queue(Queue).get).value?.callers ?? []
  const caller = (yield* oneOf(waiting))?.Channel ?? "none"
  const isTalking = (yield* queues.member(Interface).get).value.some(({ InCall, call }) => InCall || call !== undefined)
  const Paused = yield* Random.nextBoolean
  const Penalty = yield* Random.nextIntBetween(0, 9)
  const acts: ReadonlyArray<Effect.Effect<unknown, unknown>> = [
    ami.send(Actions.QueuePause({ Interface, Paused, Reason: "Training" })),
    ami.send(Actions.QueuePause({ Interface, Paused, Queue })),
    ami.send(Actions.QueuePenalty({ Interface, Penalty })),
    ami.send(Actions.QueueAdd({ Queue, Interface, MemberName: "Zoe" })),
    // Not during a call: it would be counted by Asterisk, and is not by the simulator.
    isTalking ? Effect.void : ami.send(Actions.QueueRemove({ Queue, Interface })),
    ami.send(Actions.QueueWithdrawCaller({ Queue, Caller: caller })),
    // Two that raise no event.
    Effect.andThen(
      Effect.ignore(ami.send(Actions.QueueChangePriorityCaller({ Queue, Caller: caller, Priority: Penalty }))),
      queues.refresh(Queue)
    ),
    Effect.andThen(ami.send(Actions.QueueReset({ Queue })), queues.refresh(Queue))
  ]
  yield* Effect.ignore((yield* oneOf(acts)) ?? Effect.void)
})

const look = Effect.gen(function*() {
  const ami = yield* AmiClient.AmiClient
  const queues = yield* AmiQueues.AmiQueues
  const truth = yield* ami.collect(Actions.QueueStatus())
  // The events before the list are delivered by now.
  yield* TestClock.adjust(0)
  const known = yield* queues.get
  assert.strictEqual(known._tag, "Fresh")
  assert.isEmpty(driftOf(known.value, truth))
  return [...known.value.values()]
})

describe("AmiQueues beside a simulated call centre", () => {
  it.effect.each(seeds.map((seed) => [seed] as const))(
    "never differs from QueueStatus (seed %i)",
    ([seed]) =>
      Effect.gen(function*() {
        const queues = yield* AmiQueues.AmiQueues
        yield* Effect.forkScoped(
          SimulatedCallCenter.run({ callsPerMinute: 20, agents: 12, seed, patience: "40 seconds" })
        )
        // Its queues may be newer than the first list, and no event says that there are some.
        yield* TestClock.adjust(0)
        for (const name of names) yield* queues.refresh(name)
        const seen = { joined: 0, connected: 0, left: 0, wrapUps: 0 }
        yield* queues.callers.changes.pipe(
          Stream.runForEach((change) =>
            Effect.sync(() => {
              if (change._tag === "Upserted" && change.previous === undefined) seen.joined += 1
              if (change._tag !== "Gone") return
              assert.isFalse(change.finalStateUnknown)
              if (change.last.left?.reason === "Connected") seen.connected += 1
              else seen.left += 1
            })
          ),
          Effect.forkScoped
        )
        for (let moment = 0; moment < size(200, 15); moment++) {
          for (let acts = yield* Random.nextIntBetween(0, 3); acts > 0; acts--) yield* interfere
          yield* TestClock.adjust(yield* Random.nextIntBetween(0, 20_000))
          yield* look
        }
        const all = yield* look
        const sum = (count: (totals: AmiQueues.Totals) => number) =>
          all.reduce((sum, { totals }) => sum + count(totals), 0)
        assert.strictEqual(sum(({ joined }) => joined), seen.joined)
        assert.strictEqual(sum(({ connected }) => connected), seen.connected)
        assert.strictEqual(sum(({ abandoned, left, timedOut }) => abandoned + left + timedOut), seen.left)
        assert.isAbove(seen.connected, size(50, 3))
        assert.isAtLeast(seen.left, size(11, 0))
      }).pipe(
        Effect.provide(
          AmiQueues.layer.pipe(
            Layer.provideMerge(AmiClient.layer({ username: "hello", secret: Redacted.make("world") })),
            Layer.provideMerge(AmiSimulator.layerTransport())
          )
        ),
        Random.withSeed(seed)
      ),
    // A slow machine takes minutes for all moments.
    300_000
  )
})
