import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { AmiClient } from "effect-ami"
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
  valuesOf
} from "./trackerWords.ts"

const settled = TestClock.adjust("1 second")

describe("AmiTracker", () => {
  test("starts with a snapshot, and follows the events (C23)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Up", "2 Ring"])

      peer.deliver(state("2 Up"), born("3 Down"), hangup(1))
      yield* turn

      assert.deepStrictEqual(words, ["present, 1 Up, 2 Ring", "2 Ring to Up", "3 Down", "gone 1 Up by Hangup"])
      assert.strictEqual(yield* valuesOf(tracker), "2 Up, 3 Down")
      assert.strictEqual(lists(peer), 1)
    }))

  test("reports what vanished while disconnected, and nothing else (C23)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Up", "2 Up", "3 Ring"])

      yield* reconnect(peer)
      const meanwhile = yield* valuesOf(tracker)
      answerList(peer, "2 Up", "3 Up", "4 Down")
      yield* settled

      assert.strictEqual(meanwhile, "1 Up, 2 Up, 3 Ring")
      assert.deepStrictEqual(words, [
        "present, 1 Up, 2 Up, 3 Ring",
        "stale 1 Disconnected",
        "3 Ring to Up",
        "4 Down",
        "gone 1 Up by nobody knows what",
        "synced 2 Connected 2"
      ])
    }))

  test("takes another snapshot if its own buffer lost events (C18, C23)", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const making = yield* start(
        Effect.provideService(channelStates(ami), AmiClient.Buffer, { capacity: 2, overflow: "fail" })
      )
      answerList(peer, "1 Up", "2 Up")
      const tracker = yield* Fiber.join(making)
      const { words } = yield* told(tracker)

      peer.deliver(hangup(1), born("3"), born("4"), born("5"))
      yield* turn
      answerList(peer, "2 Up", "3 Up", "4 Up", "5 Up")
      yield* settled

      assert.deepStrictEqual(words, [
        "present, 1 Up, 2 Up",
        "stale 1 Gap",
        "4 Up",
        "5 Up",
        "3 Up",
        "gone 1 Up by nobody knows what",
        "synced 1 Gap 2"
      ])
    }))

  test("is not affected by a burst of other events (C18)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Up"])
      const noise = "Event: VarSet\nPrivilege: dialplan,all\nVariable: A\nValue: 1"

      peer.deliver(state("1 Busy"), ...Array.from({ length: 20_000 }, () => noise), born("2"))
      yield* turn

      assert.deepStrictEqual(words, ["present, 1 Up", "1 Up to Busy", "2 Up"])
      assert.strictEqual(yield* valuesOf(tracker), "1 Busy, 2 Up")
      assert.strictEqual(lists(peer), 1)
    }))

  test("discards a snapshot if a `Gap` came during it (C23)", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up"])
      yield* reconnect(peer)
      const outdated = peer.last("CoreShowChannels")

      gap(peer)
      yield* turn
      peer.answer(outdated, "Response: Success\nEventList: start", "Event: Complete\nEventList: Complete")
      answerList(peer, "1 Up", "2 Up")
      yield* settled

      assert.strictEqual(lists(peer), 3)
      assert.strictEqual(yield* valuesOf(tracker), "1 Up, 2 Up")
    }))

  test("answers many gaps with few snapshots (C23)", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up"])
      const asked = () => lists(peer) - 1

      gap(peer)
      yield* turn
      const atOnce = asked()
      for (let index = 0; index < 100; index++) {
        gap(peer)
        yield* TestClock.adjust("20 millis")
      }
      const meanwhile = asked()
      yield* TestClock.adjust("31 seconds")
      answerList(peer, "2 Up")
      yield* settled
      gap(peer)
      yield* turn

      assert.strictEqual(atOnce, 1)
      assert.isBelow(meanwhile, 10)
      // One for the gaps, another if a deadline passed before its answer, and one for the last gap.
      assert.isAtLeast(asked(), meanwhile + 2)
      assert.isAtMost(asked(), meanwhile + 3)
      assert.strictEqual(yield* valuesOf(tracker), "2 Up")
    }))

  test("applies events that come during a snapshot to it (C23)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Ring"])
      yield* reconnect(peer)

      // It was taken before them, except for the fourth channel, whose first event is still to come.
      peer.deliver(state("1 Up"), born("2 Down"), state("2 Ring"), hangup(3), born("5"), hangup(5))
      answerList(peer, "1 Ring", "2 Down", "3 Up", "4 Up")
      yield* turn
      peer.deliver(born("4 Down"), state("4 Up"))
      yield* turn

      assert.deepStrictEqual(words.slice(2), [
        "1 Ring to Up",
        "2 Down",
        "2 Down to Ring",
        "5 Up",
        "gone 5 Up by Hangup",
        "4 Up",
        "synced 2 Connected 1",
        "4 Up to Down",
        "4 Down to Up"
      ])
      assert.strictEqual(yield* valuesOf(tracker), "1 Up, 2 Ring, 4 Up")
    }))

  test("ignores a duplicate event, and the end of an unknown key (C23)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up"])

      peer.deliver(born("1 Up"), state("1 Up"), hangup(2), hangup(2))
      yield* turn

      assert.deepStrictEqual(words, ["present, 1 Up"])
    }))

  test("removes a key that a snapshot lacks by its own event, if that was on its way (C24)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up"])
      yield* reconnect(peer)

      answerList(peer)
      yield* TestClock.adjust("900 millis")
      peer.deliver(state("1 Busy"), hangup(1))
      yield* settled

      assert.deepStrictEqual(words.slice(2), [
        "1 Up to Busy",
        "gone 1 Busy by Hangup",
        "synced 2 Connected 0"
      ])
    }))

  test("keeps a key that a snapshot lacks while its events continue, and restores it when they resume (C24)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Up", "2 Up"])
      yield* reconnect(peer)

      answerList(peer)
      yield* turn
      peer.deliver(state("1 Busy"))
      yield* settled
      const confirmed = yield* valuesOf(tracker)
      peer.deliver(state("2 Busy"))
      yield* turn

      assert.strictEqual(confirmed, "1 Busy")
      assert.deepStrictEqual(words.slice(2), [
        "1 Up to Busy",
        "gone 2 Up by nobody knows what",
        "synced 2 Connected 1",
        "2 Busy"
      ])
    }))

  test("does not restore a key whose removal was seen, whatever comes late (C24)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up"])

      peer.deliver(hangup(1), hangup(2))
      yield* reconnect(peer)
      peer.deliver(state("1 Busy"), state("2 Busy"))
      answerList(peer, "1 Up", "2 Up", "3 Up")
      yield* settled

      assert.deepStrictEqual(words.slice(1), [
        "gone 1 Up by Hangup",
        "stale 1 Disconnected",
        "3 Up",
        "synced 2 Connected 1"
      ])
    }))

  test("lets a reusable key come back (C24)", () =>
    Effect.gen(function*() {
      const { peer, tracker } = yield* tracking(["1 Up", "2 Up"], { uniqueKeys: false })

      peer.deliver(hangup(1), hangup(2))
      yield* reconnect(peer)
      peer.deliver(born("2 Down"))
      answerList(peer, "1 Up")
      yield* settled

      assert.strictEqual(yield* valuesOf(tracker), "2 Down, 1 Up")
    }))

  test("does not wait for events that explain a snapshot with `confirmAfter: 0`", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up"], { confirmAfter: 0 })
      yield* reconnect(peer)

      answerList(peer, "2 Up")
      yield* turn

      assert.deepStrictEqual(words.slice(2), ["2 Up", "gone 1 Up by nobody knows what", "synced 2 Connected 2"])
    }))
})

describe("AmiTracker, when a snapshot fails", () => {
  const refuse = "Response: Error\nMessage: Asterisk is busy"

  test("retries with backoff, keeps its values, and follows events (C23)", () =>
    Effect.gen(function*() {
      const { peer, tracker, words } = yield* tracking(["1 Up"])
      yield* reconnect(peer)

      for (let failures = 0; failures < 3; failures++) {
        const asked = lists(peer)
        peer.answer(peer.last("CoreShowChannels"), refuse)
        yield* turn
        assert.strictEqual(lists(peer), asked)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(lists(peer), asked + 1)
      }
      peer.deliver(state("1 Busy"), born("2"))
      yield* turn
      const meanwhile = yield* valuesOf(tracker)
      answerList(peer, "1 Busy", "2 Up")
      yield* turn

      assert.strictEqual(meanwhile, "1 Busy, 2 Up")
      assert.strictEqual(words.at(-1), "synced 2 Connected 0")
      assert.include(
        logs.map(({ message }) => message).join("\n"),
        "A snapshot failed (CoreShowChannels failed: Asterisk is busy). Taking another"
      )
    }))

  test("takes a snapshot at once for a new connection, and none without one (C23)", () =>
    Effect.gen(function*() {
      const { peer, words } = yield* tracking(["1 Up"])
      yield* reconnect(peer)
      peer.answer(peer.last("CoreShowChannels"), refuse)
      yield* turn

      peer.end()
      const logged = logs.length
      yield* TestClock.adjust("9 seconds")
      const triedMeanwhile = lists(peer)
      const failures = logs.slice(logged).filter(({ message }) => message.startsWith("A snapshot failed"))
      logIn(peer)
      yield* turn
      answerList(peer, "1 Up")
      yield* turn

      assert.deepStrictEqual([triedMeanwhile, failures], [2, []])
      assert.match(words.at(-1) ?? "", /^synced 3 Connected 0$/)
    }))

  test("fails if its first one does, and leaves nothing behind", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const failing = yield* start(reasonOf(channelStates(ami)))

      peer.answer(peer.last("CoreShowChannels"), "Response: Error\nMessage: Permission denied")
      const reason = yield* Fiber.join(failing)
      yield* reconnect(peer)
      yield* TestClock.adjust("10 minutes")

      assert.strictEqual(reason._tag, "PermissionDenied")
      assert.strictEqual(lists(peer), 1)
    }))

  test("fails at once without a connection, and waits for one with `onDisconnected: wait`", () =>
    Effect.gen(function*() {
      for (const onDisconnected of ["fail", "wait"] as const) {
        const { ami, peer } = yield* connected({ reconnect: atOnce, onDisconnected })
        peer.end()
        const making = yield* start(Effect.result(channelStates(ami)))
        yield* turn
        const isWaiting = making.pollUnsafe() === undefined
        logIn(peer)
        yield* turn
        if (isWaiting) answerList(peer, "1 Up")
        const result = yield* Fiber.join(making)

        assert.deepStrictEqual([onDisconnected, isWaiting, result._tag], [
          onDisconnected,
          onDisconnected === "wait",
          onDisconnected === "wait" ? "Success" : "Failure"
        ])
        assert.strictEqual(lists(peer), isWaiting ? 1 : 0)
      }
    }))
})
