/**
 * Campaigns in the simulated house, and what happens in them, in words.
 */
import { Effect, Stream } from "effect"
import { AmiCampaign } from "effect-ami"
import { TestClock } from "effect/testing"

export type Campaign = AmiCampaign.Campaign<AmiCampaign.Contact>

export const contactsOf = (
  numbers: ReadonlyArray<string | ReadonlyArray<string>>
): ReadonlyArray<AmiCampaign.Contact> =>
  numbers.map((number, index) => ({ id: `c${index}`, numbers: typeof number === "string" ? [number] : number }))

export const given = (
  numbers: ReadonlyArray<string | ReadonlyArray<string>>,
  more: Partial<Campaign> = {}
): Campaign => ({
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
      return `skip ${event.contact?.id} ${event.reason}`
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
export const begin = Effect.fnUntraced(function*(campaign: Campaign) {
  const running = yield* AmiCampaign.run(campaign)
  const seen: Array<string> = []
  yield* running.events.pipe(
    Stream.filter(({ _tag }) => _tag !== "Figures"),
    Stream.runForEach((event) => Effect.sync(() => seen.push(words(event)))),
    Effect.forkScoped({ startImmediately: true })
  )
  return { ...running, seen }
})

export const advance = (seconds: number) =>
  Effect.gen(function*() {
    for (let step = 0; step < seconds * 10; step++) {
      yield* TestClock.adjust("100 millis")
      yield* Effect.yieldNow
    }
  })

export const finished = (seen: ReadonlyArray<string>) => seen.filter((line) => line.startsWith("finish")).sort()
