import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Result } from "effect"
import { AmiJournal } from "effect-ami/journal"
import { NodeZstd } from "effect-ami/node"
import { AmiSink, AmiWebhook } from "effect-ami/sink"
import { FetchHttpClient } from "effect/http"
import { sqlite } from "../journal/databases.ts"
import { messages, wrote } from "../journal/journals.ts"
import { randomFrom } from "../live/telephony.ts"
import { seeds } from "../protocol/properties.ts"
import { type Fault, receiver, secret } from "./receiver.ts"

const services = Layer.unwrap(
  Effect.map(
    sqlite,
    (database) => Layer.merge(AmiJournal.layer.pipe(Layer.provide([database, NodeZstd.layer])), FetchHttpClient.layer)
  )
)

const listening = (fault: () => Fault) =>
  Effect.acquireRelease(Effect.promise(() => receiver(fault)), ({ close }) => Effect.promise(close))

const seqOf = (envelope: AmiSink.Envelope): unknown => (envelope["_"] as Record<string, unknown>)["seq"]

const options = (url: string, more: Partial<AmiWebhook.Options> = {}): AmiWebhook.Options => ({
  name: "crm",
  url,
  secret: Redacted.make(secret),
  retryAfter: "1 millis",
  ...more
})

describe("AmiWebhook", () => {
  it.live("posts events in order, signed, each at least once, whatever the receiver does", () =>
    Effect.gen(function*() {
      let again = 0
      for (const seed of seeds) {
        const random = randomFrom(seed)
        const { deliveries, taken, url, wrong } = yield* listening(() => {
          const die = random()
          return die < 0.2 ? "refuses" : die < 0.3 ? "forgets" : "none"
        })
        yield* Effect.gen(function*() {
          const journal = yield* AmiJournal.AmiJournal
          yield* wrote(journal, messages(1, 1000), { blockEvents: 300 })
          const webhook = yield* AmiWebhook.make(options(url))
          yield* Effect.raceFirst(
            AmiSink.run(webhook, ["berlin"]),
            Effect.repeat(Effect.sleep("5 millis"), { until: () => taken.length === 1001 })
          )
        }).pipe(Effect.provide(services))
        assert.deepStrictEqual(taken.slice(1).map(seqOf), messages(1, 1000).map(({ seq }) => seq), `seed ${seed}`)
        assert.deepStrictEqual(wrong, [])
        again += deliveries.length - new Set(deliveries).size
      }
      // Of the seeds that are fixed, if chance spares all posts of the other.
      assert.isAbove(again, 0)
    }).pipe(Effect.scoped))

  it.live("puts aside what is refused for too long, and goes on", () =>
    Effect.gen(function*() {
      let isUp = false
      const { taken, url } = yield* listening(() => isUp ? "none" : "refuses")
      const journal = yield* AmiJournal.AmiJournal
      yield* wrote(journal, messages(1, 3))
      const webhook = yield* AmiWebhook.make(options(url, { giveUpAfter: "50 millis" }))
      yield* Effect.raceFirst(
        AmiSink.run(webhook, ["berlin"]),
        Effect.gen(function*() {
          const letters = journal.deadLetters("crm")
          yield* Effect.repeat(letters, { until: (all) => all.length > 0 })
          isUp = true
          yield* Effect.repeat(Effect.sleep("5 millis"), { until: () => taken.length > 0 })
        })
      )
      const [letter] = yield* journal.deadLetters("crm")
      assert.match(letter?.id ?? "", /^crm\.berlin\.\d+\.1-\d+\.1$/)
      assert.strictEqual(letter?.reason, "status 500")
      assert.include(letter?.body, "OwnerChanged")
      assert.deepStrictEqual(taken.map(seqOf), [1, 2, 3])
    }).pipe(Effect.provide(services), Effect.scoped))

  it.live("names an option that is wrong, and shows no secret", () =>
    Effect.gen(function*() {
      const wrong: ReadonlyArray<Partial<AmiWebhook.Options>> = [
        { url: "ftp://crm" },
        { url: "crm" },
        { secret: Redacted.make("whsec_aGVsbG8=") },
        { batch: 0 }
      ]
      const results = yield* Effect.forEach(wrong, (more) =>
        Effect.result(AmiWebhook.make(options("http://127.0.0.1:9/", more))))
      const said = results.map((result) =>
        Result.isFailure(result) ? result.failure.message : "nothing"
      )
      assert.deepStrictEqual(said.map((text) => /`(\w+)`/.exec(text)?.[1]), ["url", "url", "secret", "batch"])
      assert.notInclude(said.join(), "aGVsbG8")
    }).pipe(Effect.provide(services), Effect.scoped))
})
