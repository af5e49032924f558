import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Stream } from "effect"
import { AmiCampaign, AttemptLog } from "effect-ami"
import { TestClock } from "effect/testing"
import { house } from "./house.ts"

type Campaign = AmiCampaign.Campaign<AmiCampaign.Contact>

const contactsOf = (numbers: ReadonlyArray<string | ReadonlyArray<string>>): ReadonlyArray<AmiCampaign.Contact> =>
  numbers.map((number, index) => ({ id: `c${index}`, numbers: typeof number === "string" ? [number] : number }))

const given = (numbers: ReadonlyArray<string | ReadonlyArray<string>>, more: Partial<Campaign> = {}): Campaign => ({
  name: "spring",
  contacts: Stream.fromIterable(contactsOf(numbers)),
  dial: (_, number) => ({ first: number, then: { Exten: "500" }, ringFor: "15 seconds" }),
  maxCallsPerSecond: 10,
  ...more
})

/** What happened, without figures, one word or two each. */
const words = (event: AmiCampaign.Event): string => {
  switch (event._tag) {
    case "Started":
      return `start ${event.contact.id} ${event.number}`
    case "Attempted":
      return `${event.outcome._tag} ${event.contact.id} ${event.number}`
    case "Finished":
      return `finish ${event.contact.id} ${event.outcome?._tag} after ${event.attempts.length}`
    case "Skipped":
      return `skip ${event.contact.id} ${event.reason}`
    case "Recovered":
      return `recover ${event.attempt.contact} ${event.outcome._tag}`
    case "Paused":
      return `pause ${event.reason}`
    case "Ended":
    case "Abandoned":
      return `${event._tag} ${event.contact.id}`
    default:
      return event._tag
  }
}

/** Runs a campaign, and notes what happens. */
const begin = Effect.fnUntraced(function*(campaign: Campaign) {
  const running = yield* AmiCampaign.run(campaign)
  const seen: Array<string> = []
  yield* running.events.pipe(
    Stream.filter(({ _tag }) => _tag !== "Figures"),
    Stream.runForEach((event) => Effect.sync(() => seen.push(words(event)))),
    Effect.forkScoped({ startImmediately: true })
  )
  return { ...running, seen }
})

const advance = (seconds: number) =>
  Effect.gen(function*() {
    for (let step = 0; step < seconds * 10; step++) {
      yield* TestClock.adjust("100 millis")
      yield* Effect.yieldNow
    }
  })

const finished = (seen: ReadonlyArray<string>) => seen.filter((line) => line.startsWith("finish")).sort()

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
})
void Context
void Layer
