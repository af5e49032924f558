/**
 * The items of an inbox and the states of the status as JSON: another program gets the same values.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Equal, Schema, Stream } from "effect"
import { AmiClient, AmiEvent, AmiInbox, AmiMessage, AmiStatus, AmiValue, Events } from "effect-ami"
import * as fc from "fast-check"
import { headers, mutated } from "../catalog/wireMessages.ts"
import { overText } from "../json.ts"
import { check, timeout } from "../protocol/properties.ts"
import { test } from "./clientOutput.ts"
import { event, logIn } from "./inboxWords.ts"
import { atOnce, connected, start, turn } from "./scriptedTransport.ts"

const gather = Effect.fnUntraced(function*<A, E>(stream: Stream.Stream<A, E>) {
  const seen: Array<A> = []
  yield* start(Stream.runForEach(stream, (one) => Effect.sync(() => seen.push(one))))
  return seen
})

describe("the JSON of an inbox item", { timeout }, () => {
  test("decodes to the messages and marks that a client delivered", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ name: "pbx1", reconnect: atOnce })
      const items = yield* gather(ami.inbox)
      const slow = yield* Effect.provideService(gather(ami.inbox), AmiClient.Buffer, {
        capacity: 1,
        overflow: "dropOldest"
      })

      peer.deliver(event(1), "Event: AuthDetail\nPassword: hidden\nPassword: twice", event(3))
      peer.notify({ _tag: "Missed", why: "PollFailed" })
      peer.end()
      yield* turn
      logIn(peer)
      yield* turn

      assert.sameMembers([...new Set([...items, ...slow].map(({ _tag }) => _tag))], [
        "Connected",
        "Received",
        "Gap",
        "Disconnected"
      ])
      for (const item of [...items, ...slow]) {
        const again = overText(AmiInbox.Item, item)

        assert.isTrue(Equal.equals(again, item), item._tag)
        assert.deepStrictEqual(Object.keys(again), Object.keys(item))
      }
    }))

  test("decodes to the typed events and marks that a client watched", () =>
    Effect.gen(function*() {
      const Test = AmiEvent.userEvent("Test", { Number: AmiValue.Int })
      const { ami, peer } = yield* connected({ name: "pbx1", reconnect: atOnce })
      const items = yield* gather(ami.watch(Test, Events.Hangup))

      peer.deliver(event(1), "Event: Hangup\nUniqueid: 1.1\nCause: none", event(2))
      peer.end()
      yield* turn

      assert.deepStrictEqual(items.map(({ _tag }) => _tag), ["Connected", "Event", "Event", "Event", "Disconnected"])
      for (const item of items) {
        const again: AmiInbox.Watched<Events.Hangup | typeof Test.Type> = overText(
          AmiInbox.Watched(Test, Events.Hangup),
          item
        )
        assert.isTrue(Equal.equals(again, item), item._tag)
      }
    }))

  test("decodes to each state that a client was in", () =>
    Effect.gen(function*() {
      const { ami, close, peer } = yield* connected({ reconnect: atOnce })
      const states = yield* gather(ami.status.changes)

      peer.end()
      yield* turn
      logIn(peer)
      yield* turn
      yield* start(close())
      peer.end()
      yield* turn

      const tags = ["Ready", "Disconnected", "Connecting", "LoggingIn", "Booting", "Ready", "Closing"]
      assert.includeMembers(states.map(({ _tag }) => _tag), tags)
      for (const state of states) {
        const again = overText(AmiStatus.State, state)

        assert.isTrue(Equal.equals(again, state), state._tag)
        assert.deepStrictEqual(again, state)
      }
    }))

  it("decodes to what was encoded, for any message", () => {
    const message = fc.oneof(headers.map(AmiMessage.make), mutated)
    const received = fc.record({
      _tag: fc.constant("Received" as const),
      epoch: fc.nat(),
      seq: fc.maxSafeInteger(),
      receivedAt: fc.double({ noNaN: true, noDefaultInfinity: true }).filter((millis) => !Object.is(millis, -0)),
      message
    })
    check(
      2_000,
      fc.property(received, (item) => assert.isTrue(Equal.equals(overText(AmiInbox.Item, item), item)))
    )
  })

  it("has the types of the items and states that it describes", () => {
    const item = (item: AmiInbox.Item): typeof AmiInbox.Item.Type => item
    const itemAgain = (item: typeof AmiInbox.Item.Type): AmiInbox.Item => item
    const mark = (mark: AmiInbox.Mark): typeof AmiInbox.Mark.Type => mark
    const state = (state: AmiStatus.State): typeof AmiStatus.State.Type => state
    const stateAgain = (state: typeof AmiStatus.State.Type): AmiStatus.State => state
    const gap = AmiInbox.Gap.make({ epoch: 1, dropped: "unknown", reason: "PollFailed", firstSeq: 2, lastSeq: 1 })

    assert.deepStrictEqual(itemAgain(item(mark(gap))), gap)
    assert.deepStrictEqual(stateAgain(state({ _tag: "Closed" })), { _tag: "Closed" })
  })

  it("fails to decode if a field does not match, with its name", () => {
    const decode = Schema.decodeUnknownResult(Schema.toCodecJson(AmiInbox.Item))
    const words = (json: object) => String(decode(json)._tag === "Failure" && Reflect.get(decode(json), "failure"))

    assert.match(words({ _tag: "Received", epoch: 1, seq: 1, receivedAt: 0, message: "Event" }), /message/)
    assert.match(words({ _tag: "Gap", epoch: 1, dropped: "many" }), /dropped/)
    assert.match(words({ _tag: "Decoded" }), /_tag/)
  })
})
