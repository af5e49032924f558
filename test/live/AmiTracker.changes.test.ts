import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Metric, Scope, Stream } from "effect"
import { Actions, AmiClient, AmiTracker, Events } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, reasonOf, test } from "../client/clientOutput.ts"
import { logIn } from "../client/inboxWords.ts"
import { atOnce, connected, start, turn } from "../client/scriptedTransport.ts"
import {
  answerList,
  born,
  channelStates,
  gap,
  hangup,
  lists,
  reconnect,
  state,
  told,
  tracking,
  valuesOf,
  wordsOf
} from "./trackerWords.ts"

describe("The changes of an AmiTracker", () => {
  test("start with the current values, for each subscriber", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Ring"])

      peer.deliver(state("1 Up"), born("2"))
      const { words: later } = yield* told(tracker)
      peer.deliver(hangup(1))
      yield* turn

      assert.deepStrictEqual(words, ["present, 1 Ring", "1 Ring to Up", "2 Up", "gone 1 Up by Hangup"])
      assert.deepStrictEqual(later, ["present, 1 Up, 2 Up", "gone 1 Up by Hangup"])
    }))

  test("say whether the values are in sync with Asterisk", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up"])
      const isSynced = Effect.map(
        Stream.runHead(tracker.changes),
        (first) => first._tag === "Some" && first.value._tag === "Present" && first.value.isSynced
      )

      const before = yield* isSynced
      yield* reconnect(peer)
      const meanwhile = yield* isSynced
      answerList(peer, "1 Up")
      yield* turn

      assert.deepStrictEqual([before, meanwhile, yield* isSynced], [true, false, true])
    }))

  test("fail for a subscriber that falls behind, block nobody, and start with everything when reopened (C19)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Up"], { capacity: 3 })
      const gate = yield* Deferred.make<void>()
      const seen: Array<string> = []
      const slow = yield* start(reasonOf(Stream.runForEach(tracker.changes, (change) => {
        seen.push(wordsOf(change))
        return Deferred.await(gate)
      })))
      yield* turn

      for (let id = 2; id <= 9; id++) {
        peer.deliver(born(`${id}`))
        yield* turn
      }
      yield* Deferred.succeed(gate, undefined)
      const reason = yield* Fiber.join(slow)
      const again = yield* told(tracker)

      assert.deepInclude(reason, { _tag: "SlowConsumer", capacity: 3, isRetryable: true })
      assert.deepStrictEqual(seen, ["present, 1 Up", "2 Up", "3 Up", "4 Up", "5 Up"])
      assert.strictEqual(words.length, 9)
      assert.strictEqual(again.words[0], `present, ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => `${id} Up`).join(", ")}`)
    }))

  test("do not fail because of a large snapshot (C19)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking([], { capacity: 3 })
      yield* reconnect(peer)

      answerList(peer, ...Array.from({ length: 100 }, (_, id) => `${id}`))
      yield* turn

      assert.strictEqual(words.length, 1 + 1 + 100 + 1)
      assert.strictEqual(words.at(-1), "synced 2 Connected 100")
    }))

  test("end with the client, and the last values stay", () =>
    Effect.gen(function*() {
      const { close, fiber, peer, tracker, words } = yield* tracking(["1 Up"])
      const closing = yield* start(close())
      peer.end()
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(closing)

      yield* Fiber.join(fiber)
      const later = yield* Effect.map(Stream.runCollect(tracker.changes), (changes) => changes.map(wordsOf))

      assert.strictEqual(words.at(-1), "stale 1 Disconnected")
      assert.deepStrictEqual(later, ["present, 1 Up"])
      assert.strictEqual(yield* valuesOf(tracker), "1 Up")
    }))

  test("end with the scope of the tracker, which takes no more snapshots", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const scope = yield* Scope.make()
      const making = yield* start(Scope.provide(channelStates(ami, { relistEvery: "1 minute" }), scope))
      answerList(peer, "1 Up")
      const { fiber } = yield* told(yield* Fiber.join(making))

      yield* Scope.close(scope, Exit.void)
      yield* Fiber.join(fiber)
      yield* reconnect(peer)
      yield* TestClock.adjust("10 minutes")

      assert.strictEqual(lists(peer), 1)
    }))

  for (const thrower of ["reduce", "fromSnapshot"] as const) {
    test(`die if the caller's ${thrower} throws: it is logged, and no more snapshots are taken`, () =>
      Effect.gen(function*() {
        const { ami, peer } = yield* connected()
        const read = (source: { readonly Channel: string }): string =>
          source.Channel.endsWith("/13") ? JSON.parse("{") : source.Channel
        const making = yield* start(
          AmiTracker.make({
            snapshot: ami.collect(Actions.CoreShowChannels()),
            events: [Events.Newchannel],
            key: (source) => source.Uniqueid,
            fromSnapshot: read,
            reduce: (_, event) => read(event),
            relistEvery: "1 minute"
          }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
        )
        answerList(peer)
        const tracker = yield* Fiber.join(making)
        const watching = yield* start(Stream.runDrain(tracker.changes))
        yield* turn

        if (thrower === "reduce") peer.deliver(born("13"))
        else {
          yield* TestClock.adjust("72 seconds")
          answerList(peer, "13")
        }
        const exit = yield* Fiber.await(watching)
        const asked = lists(peer)
        gap(peer)
        yield* TestClock.adjust("10 minutes")

        assert.isTrue(Exit.hasDies(exit))
        assert.include(logs.map(({ message }) => message), "A tracker ended")
        assert.strictEqual(lists(peer), asked)
        assert.strictEqual((yield* ami.status.get)._tag, "Ready")
      }))
  }
})

describe("An AmiTracker", () => {
  test("takes one snapshot at first, even if it completes at once", () =>
    Effect.gen(function*() {
      const { ami } = yield* connected()
      let taken = 0

      const tracker = yield* AmiTracker.make({
        snapshot: Effect.sync(() => [`${++taken}`]),
        events: [Events.Newchannel],
        key: (source) => typeof source === "string" ? source : source.Uniqueid,
        fromSnapshot: (item) => item,
        reduce: (_, event) => event.Channel
      }).pipe(Effect.provideService(AmiClient.AmiClient, ami))

      assert.deepStrictEqual([...yield* tracker.get], [["1", "1"]])
      assert.strictEqual(taken, 1)
    }))

  test("decodes only its own events, and no item without a key", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      let decoded = 0
      const counting = {
        ...Events.Newchannel,
        decode: (message: Parameters<typeof Events.Newchannel.decode>[0]) => {
          decoded += 1
          return Events.Newchannel.decode(message)
        }
      }
      const making = yield* start(
        AmiTracker.make({
          snapshot: ami.collect(Actions.CoreShowChannels()),
          events: [counting],
          key: (source) => source.Uniqueid === "none" ? undefined : source.Uniqueid,
          fromSnapshot: (item): string => item.Channel,
          reduce: (_, event) => event.Channel
        }).pipe(Effect.provideService(AmiClient.AmiClient, ami))
      )
      answerList(peer, "1", "none")
      const tracker = yield* Fiber.join(making)

      peer.deliver(state("1"), hangup("1"), born("none"), born("2"))
      yield* turn

      assert.strictEqual(decoded, 2)
      assert.deepStrictEqual([...(yield* tracker.get).keys()], ["1", "2"])
    }))
})

describe("An AmiTracker with periodic snapshots", () => {
  /** Of all clients in this process. */
  const drift = Effect.map(Metric.snapshot, (all) => {
    const counts = all.filter(({ id }) => id === "ami_resync_drift_total")
    return counts.reduce((sum, found) => found.type === "Counter" ? sum + Number(found.state.count) : sum, 0)
  })
  const choices = { relistEvery: "5 minutes" } as const
  /** Longer than the longest pause: an interval and a fifth. */
  const listed = TestClock.adjust("6 minutes")

  test("counts no drift if nothing was lost, even if a snapshot is ahead of its events (C24)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up", "2 Up"], choices)
      const before = yield* drift

      yield* listed
      answerList(peer, "2 Up", "3 Down")
      yield* turn
      peer.deliver(hangup(1), born("3 Down"))
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words.slice(1), ["3 Down", "gone 1 Up by Hangup", "synced 1 Relist 0"])
      assert.strictEqual((yield* drift) - before, 0)
    }))

  test("counts no drift if a snapshot has additional keys whose events are on their way (C24)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up"], choices)
      const before = yield* drift

      yield* listed
      answerList(peer, "1 Up", "2 Up", "3 Up")
      yield* turn
      peer.deliver(born("2 Up"), born("3 Up"))
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words.slice(1), ["2 Up", "3 Up", "synced 1 Relist 0"])
      assert.strictEqual((yield* drift) - before, 0)
    }))

  test("counts changes without an event (C24)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up", "2 Up"], choices)
      const before = yield* drift

      yield* listed
      answerList(peer, "2 Busy", "3 Up")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words.slice(1), [
        "2 Up to Busy",
        "3 Up",
        "gone 1 Up by nobody knows what",
        "synced 1 Relist 2"
      ])
      assert.strictEqual((yield* drift) - before, 2)
    }))

  test("counts no drift after a lost connection, and takes no snapshot without one (C24)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up", "2 Up"], { relistEvery: "5 seconds" })
      const before = yield* drift
      const logged = logs.length

      peer.end()
      yield* TestClock.adjust("9 seconds")
      const meanwhile = logs.slice(logged).filter(({ message }) => message.startsWith("A snapshot failed"))
      logIn(peer)
      yield* turn
      answerList(peer, "2 Up")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(meanwhile, [])
      assert.strictEqual(lists(peer), 2)
      assert.include(words, "synced 2 Connected 1")
      assert.strictEqual((yield* drift) - before, 0)
    }))
})

test("An AmiTracker rejects invalid options", () =>
  Effect.gen(function*() {
    const { ami, peer } = yield* connected()

    const capacity = yield* reasonOf(channelStates(ami, { capacity: 0 }))
    const relistEvery = yield* reasonOf(channelStates(ami, { relistEvery: 0 }))

    assert.deepInclude(capacity, { _tag: "InvalidOption", of: "AmiTracker", option: "capacity" })
    assert.deepInclude(relistEvery, { _tag: "InvalidOption", of: "AmiTracker", option: "relistEvery" })
    assert.strictEqual(lists(peer), 0)
  }))
