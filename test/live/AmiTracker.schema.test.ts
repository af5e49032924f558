/**
 * The changes of a tracker as JSON: another program gets the same values.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, Fiber, Schema, Stream } from "effect"
import { AmiTracker, AmiValue, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { eventOf } from "../catalog/recorded.ts"
import { test } from "../client/clientOutput.ts"
import { atOnce, connected, start, turn } from "../client/scriptedTransport.ts"
import { overText } from "../json.ts"
import { answerList, born, channelStates, hangup, reconnect } from "./trackerWords.ts"

const events = [Events.Newchannel, Events.Newstate, Events.Hangup] as const

describe("the JSON of a change of a tracker", () => {
  test("decodes to each change that a tracker reported", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const making = yield* start(channelStates(ami))
      answerList(peer, "1 Up", "2 Ring", "__proto__ Up")
      const tracker = yield* Fiber.join(making)
      const changes: Array<AmiTracker.Change<string, Events.Newchannel | Events.Newstate | Events.Hangup>> = []
      yield* start(Stream.runForEach(tracker.changes, (change) => Effect.sync(() => changes.push(change))))
      yield* turn

      peer.deliver(born("3 Down"), born("2 Up"), hangup(1))
      yield* reconnect(peer)
      answerList(peer, "2 Up", "__proto__ Up")
      yield* TestClock.adjust("1 second")

      const tags = ["Present", "Upserted", "Upserted", "Gone", "Stale", "Gone", "Synced"]
      assert.deepStrictEqual(changes.map(({ _tag }) => _tag), tags)
      for (const change of changes) {
        const again = overText(AmiTracker.Change(Schema.String, ...events), change)

        assert.isTrue(Equal.equals(again, change), change._tag)
        assert.deepStrictEqual(again, change)
      }
    }))

  it("encodes values with their schema, and distinguishes null from absent", () => {
    const Value = Schema.NullOr(Schema.Struct({ since: Schema.toType(AmiValue.EpochSeconds), load: Schema.Number }))
    const schema = AmiTracker.Change(Value, Events.QueueMember)
    const event = eventOf(
      Events.QueueMember,
      "Event: QueueMember\nQueue: sales\nLastCall: 1700000000\nWrapuptime: 10\nPenalty: x"
    )
    const value = { since: event.LastCall!, load: NaN }
    const changes: ReadonlyArray<typeof schema.Type> = [
      { _tag: "Present", values: new Map([["a", value], ["b", null]]), isSynced: true },
      { _tag: "Upserted", key: "a", value, previous: undefined, more: true },
      { _tag: "Upserted", key: "a", value: null, previous: value },
      { _tag: "Upserted", key: "a", value, previous: null },
      { _tag: "Gone", key: "a", last: value, finalStateUnknown: false, event },
      { _tag: "Gone", key: "a", last: null, finalStateUnknown: true, event: undefined }
    ]

    for (const change of changes) assert.deepStrictEqual(overText(schema, change), change)
  })

  it("has the type of the changes that it describes", () => {
    const schema = AmiTracker.Change(Schema.String, ...events)
    type Told = AmiTracker.Change<string, typeof events[number]["Type"]>
    const there = (change: Told): typeof schema.Type => change
    const back = (change: typeof schema.Type): Told => change
    const stale: Told = { _tag: "Stale", epoch: 1, cause: "Gap", since: 0 }

    assert.deepStrictEqual(back(there(stale)), stale)
  })

  it("has no event for a schema that names none", () => {
    const encode = Schema.encodeUnknownResult(Schema.toCodecJson(AmiTracker.Change(Schema.String)))
    const gone = { _tag: "Gone", key: "a", last: "Up", finalStateUnknown: false, event: { Event: "Hangup" } }

    assert.strictEqual(encode(gone)._tag, "Failure")
    assert.strictEqual(encode({ ...gone, finalStateUnknown: true, event: undefined })._tag, "Success")
  })
})
