import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Logger, Metric, Schema, Scope, Stream } from "effect"
import { AmiCampaign, AttemptLog } from "effect-ami"
import { AmiSimulator } from "effect-ami/simulator"
import { TestClock } from "effect/testing"
import { advance, begin, type Campaign, contactsOf, finished, given } from "./campaigns.ts"
import { house } from "./house.ts"

describe("AmiCampaign", () => {
  it.effect("calls each contact, its numbers in order, and says what became of it", () =>
    Effect.gen(function*() {
      const { completed, seen } = yield* begin(given(["101", ["2486", "101"], "2603", "nobody", ["2404", "2603"]]))
      const fiber = yield* Effect.forkChild(completed, { startImmediately: true })
      yield* advance(30)
      const figures = yield* Fiber.join(fiber)
      assert.deepStrictEqual(finished(seen), [
        "finish c0 Answered after 1",
        "finish c1 Answered after 2",
        "finish c2 Rejected after 1",
        "finish c3 Unreachable after 1",
        "finish c4 Rejected after 2"
      ])
      assert.strictEqual(seen.at(-1), "Completed")
      assert.deepInclude(figures, { live: 0, setup: 0, waiting: 0, dialled: 7, answered: 2, finished: 5, skipped: 0 })
      const log = yield* AttemptLog.AttemptLog
      assert.deepStrictEqual(yield* log.open("spring"), [])
      assert.strictEqual((yield* log.history("spring")).length, 7)
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("calls again after an outcome as its table says, and no more", () =>
    Effect.gen(function*() {
      const retry = { Busy: { after: "30 seconds", times: 2 } } as const
      const { seen } = yield* begin(given(["2486", "102", "2404"], { retry: { ...retry, NoAnswer: "never" } }))
      yield* advance(25)
      assert.strictEqual(seen.filter((line) => line.startsWith("start c0")).length, 1)
      yield* advance(80)
      assert.deepStrictEqual(finished(seen), [
        "finish c0 Busy after 3",
        "finish c1 NoAnswer after 1",
        "finish c2 Unreachable after 1"
      ])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("keeps calls per second, calls at once and calls on a line, and pulls contacts when one may start", () =>
    Effect.gen(function*() {
      let pulled = 0
      const contacts = Stream.fromIterable(contactsOf(Array.from({ length: 40 }, () => "101"))).pipe(
        Stream.rechunk(1),
        Stream.tap(() => Effect.sync(() => pulled++))
      )
      const { figures, seen } = yield* begin(given([], {
        contacts,
        maxCallsPerSecond: 2,
        maxConcurrent: 6,
        trunk: ({ id }) => Number(id.slice(1)) % 2 === 0 ? "even" : "odd",
        maxPerTrunk: { even: 1 }
      }))
      let most = 0
      let mostEven = 0
      const even = () => {
        const of = (what: string) => seen.filter((line) => new RegExp(`^${what} c\\d*[02468]\\b`).test(line)).length
        return of("start") - of("Ended")
      }
      for (let second = 0; second < 30; second++) {
        const before = seen.filter((line) => line.startsWith("start")).length
        yield* advance(1)
        assert.isAtMost(seen.filter((line) => line.startsWith("start")).length - before, 2)
        most = Math.max(most, (yield* figures).live)
        mostEven = Math.max(mostEven, even())
        assert.isAtMost(pulled, seen.filter((line) => line.startsWith("start")).length + (yield* figures).waiting + 1)
      }
      assert.isAtMost(most, 6)
      assert.strictEqual(mostEven, 1)
      yield* advance(60)
      assert.strictEqual(finished(seen).length, 40)
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("starts no call while it is paused, and none any more when it is stopped", () =>
    Effect.gen(function*() {
      const { completed, figures, pause, resume, seen, stop } = yield* begin(
        given(Array.from({ length: 30 }, () => "101"), { maxCallsPerSecond: 5 })
      )
      const starts = () => seen.filter((line) => line.startsWith("start")).length
      yield* advance(1)
      yield* pause
      const paused = starts()
      assert.isAbove(paused, 0)
      yield* advance(10)
      assert.strictEqual(starts(), paused)
      assert.include(seen, "pause Asked")
      yield* resume
      yield* advance(1)
      assert.isAbove(starts(), paused)
      yield* stop
      const stopped = starts()
      yield* advance(10)
      assert.strictEqual(starts(), stopped)
      yield* completed
      assert.deepInclude(yield* figures, { live: 0, dialled: stopped })
      assert.strictEqual(seen.at(-1), "Completed")
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("calls within the hours of each contact alone, and waits for them otherwise", () =>
    Effect.gen(function*() {
      // The clock begins on a Thursday, at 01:00 in Berlin.
      const hours = { from: "01:01", to: "18:30", days: [1, 2, 3, 4, 5] }
      const { seen } = yield* begin(given(["101", "101"], { hours, zone: "Europe/Berlin", figuresEvery: "1 hour" }))
      yield* advance(55)
      assert.deepStrictEqual(seen, ["pause OutsideHours"])
      yield* advance(20)
      assert.deepStrictEqual(finished(seen), ["finish c0 Answered after 1", "finish c1 Answered after 1"])

      const zones = ["Asia/Tokyo", "+00:55", undefined, "Nowhere"]
      const contacts = zones.map((zone, index) => ({ id: `c${index}`, numbers: ["101"], zone }))
      const campaign = given([], {
        name: "zones",
        contacts: Stream.fromIterable(contacts),
        hours,
        zone: "Europe/Berlin",
        figuresEvery: "1 hour"
      })
      const other = yield* begin(campaign)
      yield* advance(10)
      assert.deepStrictEqual(finished(other.seen), ["finish c0 Answered after 1", "finish c2 Answered after 1"])
      assert.include(other.seen, "skip c3 NoHours")
      yield* advance(300)
      assert.include(other.seen, "finish c1 Answered after 1")
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("dials nobody for whom the hook says no, fails or dies, nor whom the agent declines", () =>
    Effect.gen(function*() {
      const answers: Readonly<Record<string, Effect.Effect<boolean, string>>> = {
        c0: Effect.succeed(true),
        c1: Effect.succeed(false),
        c2: Effect.fail("no list"),
        c3: Effect.die("broken"),
        c4: Effect.succeed(true)
      }
      const pacing: AmiCampaign.Pacing<AmiCampaign.Contact> = {
        _tag: "Preview",
        freeAgents: Effect.succeed(1),
        accept: ({ id }) => Effect.succeed(id !== "c4")
      }
      const mayCall = ({ id }: AmiCampaign.Contact) => answers[id] ?? Effect.succeed(false)
      const { seen } = yield* begin(given(["101", "101", "101", "101", "101"], { mayCall, pacing }))
      yield* advance(30)
      assert.deepStrictEqual(seen.filter((line) => /^(skip|finish)/.test(line)).sort(), [
        "finish c0 Answered after 1",
        "skip c1 DoNotCall",
        "skip c2 HookFailed",
        "skip c3 HookFailed",
        "skip c4 Declined"
      ])
      assert.strictEqual((yield* (yield* AttemptLog.AttemptLog).history("spring")).length, 1)
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("skips contacts that come twice, are none, or were called by an earlier run", () =>
    Effect.gen(function*() {
      const first = yield* begin(given(["101", "2603"]))
      yield* advance(10)
      assert.strictEqual(first.seen.at(-1), "Completed")
      const contacts = [
        ...contactsOf(["101", "2603", "101"]),
        { id: "c2", numbers: ["101"] },
        { id: "", numbers: ["101"] },
        { id: "c4", numbers: [] }
      ]
      const second = yield* begin(given([], { contacts: Stream.fromIterable(contacts) }))
      yield* advance(10)
      assert.deepStrictEqual(second.seen.filter((line) => /^(skip|finish)/.test(line)).sort(), [
        "finish c2 Answered after 1",
        "finish c4 undefined after 0",
        "skip  Invalid",
        "skip c0 Done",
        "skip c1 Done",
        "skip c2 Duplicate"
      ])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("starts no call while the connection is lost, and goes on when calls are known again", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const { seen } = yield* begin(given(Array.from({ length: 20 }, () => "101"), { maxCallsPerSecond: 2 }))
      yield* advance(3)
      yield* simulator.shutdown({ restart: true })
      yield* TestClock.adjust(1)
      const lost = seen.filter((line) => line.startsWith("start")).length
      yield* advance(1)
      assert.include(seen, "pause NotConnected")
      yield* advance(60)
      assert.isAbove(seen.filter((line) => line.startsWith("start")).length, lost)
      assert.strictEqual(finished(seen).length, 20)
      const originates = (yield* simulator.requests).filter(({ action }) => action === "Originate")
      assert.isAtMost(originates.length, 20)
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("dials nothing while the log fails, and counts no attempt for that", () =>
    Effect.gen(function*() {
      const log = Context.get(yield* Layer.build(AttemptLog.layerMemory), AttemptLog.AttemptLog)
      const broken = new AttemptLog.AttemptLogError({ reason: "StorageFailed", operation: "intend" })
      let left = 6
      // Half of those that say that they failed have written.
      const failing: AttemptLog.AttemptLog["Service"] = {
        ...log,
        intend: (attempt) =>
          Effect.suspend(() => {
            if (left === 0) return log.intend(attempt)
            return left-- % 2 === 0 ? Effect.andThen(log.intend(attempt), Effect.fail(broken)) : Effect.fail(broken)
          })
      }
      const simulator = yield* AmiSimulator.AmiSimulator
      const { seen } = yield* Effect.provideService(begin(given(["101", "101", "101"])), AttemptLog.AttemptLog, failing)
      yield* advance(1)
      assert.include(seen, "pause LogFailed")
      assert.deepStrictEqual((yield* simulator.requests).filter(({ action }) => action === "Originate"), [])
      yield* advance(120)
      assert.strictEqual(finished(seen).length, 3)
      const attempts = yield* log.history("spring")
      assert.deepStrictEqual(attempts.map(({ outcome }) => outcome?._tag), ["Answered", "Answered", "Answered"])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("hangs up what rings and leaves who talks when its scope closes", () =>
    Effect.gen(function*() {
      const simulator = yield* AmiSimulator.AmiSimulator
      const scope = yield* Scope.make()
      const { seen } = yield* Scope.provide(begin(given(["101", "102"])), scope)
      yield* advance(2)
      assert.include(seen, "Answered c0 101")
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      yield* advance(1)
      yield* Fiber.join(closing)
      const hungUp = (yield* simulator.requests).filter(({ action }) => action === "Hangup")
      assert.strictEqual(hungUp.length, 1)
      const history = yield* (yield* AttemptLog.AttemptLog).history("spring")
      assert.deepStrictEqual(history.map(({ outcome }) => outcome?._tag), ["Answered", "Cancelled"])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("pauses when Asterisk refuses one call after another, and goes on when it is resumed", () =>
    Effect.gen(function*() {
      const refused = (to: string) =>
        given(Array.from({ length: 40 }, () => "101"), {
          dial: (_, number) => ({ first: number, then: { Exten: to } }),
          name: to
        })
      const { resume, seen } = yield* begin(refused("9999"))
      yield* advance(20)
      assert.include(seen, "pause Refused")
      assert.isAtMost(seen.filter((line) => line.startsWith("Failed")).length, 10)
      assert.strictEqual(seen.filter((line) => line.startsWith("skip")).length, 0)
      yield* resume
      yield* advance(5)
      assert.isAtLeast(seen.filter((line) => line === "pause Refused").length, 2)
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("fails as its contacts do, when the calls that there are have ended", () =>
    Effect.gen(function*() {
      const contacts = Stream.concat(Stream.fromIterable(contactsOf(["101"])), Stream.fail("no more" as const))
      const running = yield* AmiCampaign.run({ ...given([]), contacts })
      const fiber = yield* Effect.forkChild(Effect.flip(Stream.runDrain(running.events)), { startImmediately: true })
      yield* advance(10)
      assert.strictEqual(yield* Fiber.join(fiber), "no more")
      assert.strictEqual(yield* Effect.flip(running.completed), "no more")
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("says which option is wrong, and how it is written", () =>
    Effect.gen(function*() {
      const wrong = [
        { maxCallsPerSecond: 0 },
        { hours: { from: "9:00", to: "20:00" } },
        { hours: [{ from: "20:00", to: "09:00" }] },
        { zone: "Berlin" },
        { retry: { Busi: "never" } },
        { retry: { Busy: { after: "soon", times: 1 } } },
        { pacing: { _tag: "Fast" } },
        { pacing: { _tag: "Predictive", freeAgents: Effect.succeed(1), maxAbandonRate: 3 } },
        { name: "" }
      ]
      const errors = yield* Effect.forEach(wrong, (more) => {
        const campaign = { ...given([]), ...more } as unknown as Campaign
        return Effect.flip(AmiCampaign.run(campaign))
      })
      const options = errors.map((error) =>
        error._tag === "AmiError" && error.reason._tag === "InvalidOption" ? error.reason.option : error.message
      )
      assert.deepStrictEqual(options, [
        "maxCallsPerSecond",
        "hours.from",
        "hours[0]",
        "zone",
        "retry.Busi",
        "retry.Busy.after",
        "pacing",
        "pacing.maxAbandonRate",
        "name"
      ])
    }).pipe(Effect.scoped, Effect.provide([house(), AttemptLog.layerMemory])))

  it.effect("has metrics, figures as JSON, and one line of the log for a pause and its end", () => {
    const lines: Array<string> = []
    const logger = Logger.make(({ message }) => void lines.push(String(message)))
    return Effect.gen(function*() {
      const { figures, pause, resume } = yield* begin(given(["101", "2486"], { figuresEvery: "1 second" }))
      yield* advance(2)
      yield* pause
      yield* advance(1)
      yield* resume
      yield* advance(1)
      assert.deepStrictEqual(lines.filter((line) => line.startsWith("Campaign")), [
        "Campaign spring starts no calls: Asked",
        "Campaign spring starts calls again"
      ])
      const json = Schema.toCodecJson(AmiCampaign.Figures)
      const taken = yield* figures
      assert.deepStrictEqual(Schema.decodeUnknownSync(json)(Schema.encodeSync(json)(taken)), taken)
      const metrics = yield* Metric.snapshot
      const calls = metrics.filter(({ id }) => id === "ami_campaign_calls_total")
      assert.deepStrictEqual(calls.map(({ attributes }) => attributes?.["outcome"]).sort(), ["Answered", "Busy"])
      assert.isDefined(metrics.find(({ id }) => id === "ami_campaign_live"))
    }).pipe(
      Effect.scoped,
      Effect.provide([house(), AttemptLog.layerMemory, Logger.layer([logger])]),
      Effect.provideService(Metric.MetricRegistry, new Map())
    )
  })
})
