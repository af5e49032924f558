/**
 * Campaigns whose hooks, contacts and log throw, hang or lie: the damage stays with the contact or the call.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Logger, Scope, Stream } from "effect"
import { AmiCampaign, AmiClient, AttemptLog } from "effect-ami"
import { AmiFault, AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { advance, begin, type Campaign, contactsOf, finished, given } from "./campaigns.ts"
import { house } from "./house.ts"

const memory = Effect.map(
  Layer.build(AttemptLog.layerMemory),
  (context) => Context.get(context, AttemptLog.AttemptLog)
)

const skips = (seen: ReadonlyArray<string>) => seen.filter((line) => line.startsWith("skip")).sort()

const never = Effect.succeed(true).pipe(Effect.delay("1000 days"))

describe("AmiCampaign", () => {
  it.effect("skips a contact whose line cannot be found out, and whatever is no contact", () =>
    Effect.gen(function*() {
      const long = "x".repeat(256)
      const contacts: ReadonlyArray<unknown> = [
        ...contactsOf(["101", "101"]),
        undefined,
        null,
        "101",
        { id: long, numbers: ["101"] },
        { id: "n", numbers: [long] },
        { id: "a\0b", numbers: ["101"] },
        { id: "half \ud800", numbers: ["101"] },
        { id: "lies", numbers: ["101"] },
        { id: "last", numbers: ["101"] }
      ]
      const { completed, seen } = yield* begin(given([], {
        contacts: Stream.fromIterable(contacts as ReadonlyArray<AmiCampaign.Contact>),
        trunk: ({ id }) => {
          if (id === "c0") throw new Error("not ours")
          return id === "lies" ? (5 as unknown as string) : "__proto__"
        }
      }))
      const fiber = yield* Effect.forkChild(completed, { startImmediately: true })
      yield* advance(10)
      const { finished: done, skipped } = yield* Fiber.join(fiber)
      assert.deepStrictEqual(finished(seen), ["finish c1 Answered after 1", "finish last Answered after 1"])
      assert.deepStrictEqual(skips(seen), [
        "skip a\0b Invalid",
        "skip c0 Invalid",
        "skip half \ud800 Invalid",
        "skip lies Invalid",
        "skip n Invalid",
        "skip undefined Invalid",
        "skip undefined Invalid",
        "skip undefined Invalid",
        `skip ${long} Invalid`
      ])
      assert.deepStrictEqual([done, skipped], [2, 9])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("starts no call while free agents are never counted, says so once, and stops when it is asked to", () => {
    const lines: Array<string> = []
    return Effect.gen(function*() {
      const pacing = { _tag: "Progressive", freeAgents: Effect.as(never, 5) } as const
      const { completed, seen, stop } = yield* begin(given(["101"], { pacing }))
      yield* advance(30)
      yield* stop
      const fiber = yield* Effect.forkChild(completed, { startImmediately: true })
      yield* advance(10)
      assert.deepStrictEqual((yield* Fiber.join(fiber)).dialled, 0)
      assert.strictEqual(seen.at(-1), "Completed")
      assert.lengthOf(lines.filter((line) => line.startsWith("Free agents")), 1)
    }).pipe(
      Effect.scoped,
      Effect.provide([
        house(),
        AttemptLog.layerMemory,
        Logger.layer([Logger.make(({ message }) => void lines.push(String(message)))])
      ])
    )
  })

  it.effect("waits for no answer of a hook when it is stopped", () =>
    Effect.gen(function*() {
      const hooks: ReadonlyArray<Partial<Campaign>> = [
        { name: "a", mayCall: () => never },
        { name: "b", pacing: { _tag: "Preview", freeAgents: Effect.succeed(1), accept: () => never } }
      ]
      for (const hook of hooks) {
        const { completed, seen, stop } = yield* begin(given(["101"], hook))
        yield* advance(5)
        yield* stop
        const fiber = yield* Effect.forkChild(completed, { startImmediately: true })
        yield* advance(5)
        assert.strictEqual((yield* Fiber.join(fiber)).dialled, 0)
        assert.deepStrictEqual(seen, ["Completed"])
      }
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect.each(["intend", "finish"] as const)(
    "closes although its log never answers in %s",
    (operation) =>
      Effect.gen(function*() {
        const log = yield* memory
        const scope = yield* Scope.make()
        let isAsked = false
        const hangs = Effect.uninterruptible(Effect.andThen(Effect.sync(() => void (isAsked = true)), Effect.never))
        yield* begin(given(["101"])).pipe(
          Effect.provideService(AttemptLog.AttemptLog, { ...log, [operation]: () => hangs }),
          Scope.provide(scope)
        )
        yield* advance(2)
        assert.isTrue(isAsked)
        const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
        yield* advance(11)
        assert.isDefined(closing.pollUnsafe())
      }).pipe(Effect.scoped, Effect.provide(house()))
  )

  it.effect("does not start if what its log has is no attempt, or the log throws, and says what it was asked for", () =>
    Effect.gen(function*() {
      const log = yield* memory
      const stored = { campaign: "spring", contact: "c0", number: "101", attempt: 1, id: "x", intendedAt: 0 }
      const lies: ReadonlyArray<unknown> = [
        5,
        [undefined],
        [{ ...stored, number: 101 }],
        [{ ...stored, outcome: { _tag: "Nice" }, finishedAt: 1 }],
        [{ ...stored, outcome: { _tag: "Busy" } }]
      ]
      const histories = lies.map((lie) => () => Effect.succeed(lie as ReadonlyArray<AttemptLog.Attempt>))
      const throws = () => {
        throw new Error("not ours")
      }
      for (const history of [...histories, throws]) {
        const error = yield* Effect.flip(begin(given(["101"]))).pipe(
          Effect.provideService(AttemptLog.AttemptLog, { ...log, history })
        )
        assert.deepInclude(error, {
          _tag: "AttemptLogError",
          reason: history === throws ? "StorageFailed" : "Unreadable",
          operation: "history"
        })
      }
    }).pipe(Effect.scoped, Effect.provide(house())))

  it.effect("takes a call for Unknown whose client throws, since nobody knows whether it was dialled", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const throws = { ...ami, exchange: () => Stream.die(new Error("not ours")) }
      const { seen } = yield* Effect.provideService(begin(given(["101"])), AmiClient.AmiClient, throws)
      yield* advance(60)
      assert.strictEqual(seen.at(-1), "Completed")
      assert.deepStrictEqual(finished(seen), ["finish c0 Unknown after 1"])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory, Logger.layer([])])))

  it.effect("looks an attempt up again if the client throws, and says that it is Unknown if it always does", () =>
    Effect.gen(function*() {
      const ami = yield* AmiClient.AmiClient
      const log = yield* memory
      yield* log.intend({ campaign: "spring", contact: "c0", number: "101", attempt: 1, id: "x", intendedAt: 0 })
      const throws = { ...ami, collect: () => Effect.die(new Error("not ours")) }
      const { seen } = yield* begin(given(["101"])).pipe(
        Effect.provideService(AmiClient.AmiClient, AmiClient.AmiClient.of(throws)),
        Effect.provideService(AttemptLog.AttemptLog, log)
      )
      yield* advance(30)
      assert.deepStrictEqual(seen, ["recover c0 Unknown", "finish c0 Unknown after 1", "Completed"])
    }).pipe(Effect.scoped, Effect.provide([house(), Logger.layer([])])))

  it.effect("ends the events of who reads on after its scope has closed, and of who reads then", () =>
    Effect.gen(function*() {
      const scope = yield* Scope.make()
      const { completed, events } = yield* Scope.provide(AmiCampaign.run(given(["101"])), scope)
      const reading = yield* Effect.forkChild(Stream.runCollect(events), { startImmediately: true })
      yield* advance(2)
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      yield* advance(2)
      yield* Fiber.join(closing)
      assert.deepStrictEqual((yield* Fiber.join(reading)).map(({ _tag }) => _tag).slice(0, 2), ["Started", "Attempted"])
      assert.deepStrictEqual(yield* Stream.runCollect(events), [])
      assert.isTrue(Exit.hasInterrupts(yield* Effect.exit(completed)))
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("leaves a call open in the log that it cannot hang up when it closes, so that the next run looks it up", () =>
    Effect.gen(function*() {
      const log = yield* memory
      const simulator = yield* AmiSimulator.AmiSimulator
      const scope = yield* Scope.make()
      const campaign = given(["102"], { retry: { NoAnswer: "never" } })
      const provided = Effect.provideService(AttemptLog.AttemptLog, log)
      const first = yield* Scope.provide(provided(begin(campaign)), scope)
      yield* advance(2)
      yield* simulator.kick
      yield* TestClock.adjust(1)
      yield* Effect.yieldNow
      assert.strictEqual(first.seen.at(-1), "pause NotConnected")
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      yield* advance(5)
      yield* Fiber.join(closing)
      assert.deepStrictEqual((yield* log.history("spring")).map(({ outcome }) => outcome), [undefined])

      const { seen } = yield* provided(begin(campaign))
      yield* advance(60)
      assert.strictEqual(seen.at(-1), "Completed")
      assert.lengthOf(finished(seen), 1)
      assert.lengthOf(yield* log.history("spring"), 1)
    }).pipe(Effect.scoped, Effect.provide(house({ loginDelay: "1 second" }))))

  it.effect("looks an attempt up again if a list does not come, instead of giving it up", () =>
    Effect.gen(function*() {
      const log = yield* memory
      yield* log.intend({ campaign: "spring", contact: "c0", number: "101", attempt: 1, id: "x", intendedAt: 0 })
      const simulator = yield* AmiSimulator.AmiSimulator
      yield* Effect.gen(function*() {
        const { hits } = yield* simulator.fault(AmiFault.drop({ action: "Status" }), { times: 2 })
        const { seen } = yield* begin(given([]))
        yield* advance(90)
        assert.strictEqual(yield* hits, 2)
        assert.deepStrictEqual(seen.filter((line) => line.startsWith("recover")), ["recover c0 Unknown"])
      }).pipe(Effect.provideService(AttemptLog.AttemptLog, log))
      const [attempt] = yield* log.history("spring")
      assert.deepInclude(attempt?.outcome, { _tag: "Unknown", lookedAt: ["Channels", "BlackBox"] })
    }).pipe(Effect.scoped, Effect.provide(house())))

  it.effect("takes a rate of any size", () =>
    Effect.gen(function*() {
      const { seen } = yield* begin(given(["101", "101"], { maxCallsPerSecond: 1e12 }))
      yield* advance(10)
      assert.lengthOf(finished(seen), 2)
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))
})
