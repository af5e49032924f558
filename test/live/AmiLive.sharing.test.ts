/** Live models of one client: what they share, their order, and when the last of them leaves. */
import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import { Actions, AmiClient, AmiLive, type AmiMessage } from "effect-ami"
import { TestClock } from "effect/testing"
import type { Source } from "../../src/live/internal/part.ts"
import { test } from "../client/clientOutput.ts"
import { atOnce, connected, start } from "../client/scriptedTransport.ts"
import { type Call, install, installing, listOf, shown, StatePart, told, turn, valuesOf } from "./statePart.ts"
import { answerList, born, counting, hangup, lists, reconnect, state } from "./trackerWords.ts"

/** A list that the test answers. */
const scripted = (id: string, cost: number) => {
  const answers: Array<Deferred.Deferred<ReadonlyArray<never>>> = []
  const source: Source = {
    id,
    cost,
    ask: () =>
      Effect.suspend(() => {
        const answer = Deferred.makeUnsafe<ReadonlyArray<never>>()
        answers.push(answer)
        return Deferred.await(answer)
      })
  }
  return { answers, source }
}

describe("Live models of one client", () => {
  test("share one subscription and one list, and follow their events", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const parts = [new StatePart(), new StatePart({ events: ["Hangup"] }), new StatePart()]
      const fibers = yield* Effect.forEach(parts, (part) => start(install(ami, part)))
      yield* turn
      answerList(peer, "1 Up", "2 Ring")
      for (const fiber of fibers) yield* Fiber.join(fiber)
      peer.deliver(state("2 Up"), born("3"), hangup("1"))
      yield* turn

      assert.strictEqual(lists(peer), 1)
      assert.deepStrictEqual([counted.open, counted.opened], [1, 1])
      assert.deepStrictEqual(yield* Effect.forEach(parts, valuesOf), [
        "fresh, 2 Up, 3 Up",
        "fresh, 2 Ring",
        "fresh, 2 Up, 3 Up"
      ])
    }))

  test("share it too if their layers are built in one `provide`, and in separate ones", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const parts = [new StatePart(), new StatePart(), new StatePart()] as const
      const layerOf = (part: StatePart) =>
        Layer.effectDiscard(Effect.flatMap(AmiLive.AmiLive, (live) => live.install(part))).pipe(
          Layer.provide(AmiLive.layer),
          Layer.provide(Layer.succeed(AmiClient.AmiClient, ami))
        )
      const together = yield* start(Layer.build(Layer.mergeAll(layerOf(parts[0]), layerOf(parts[1]))))
      yield* turn
      const first = lists(peer)
      answerList(peer, "1 Up")
      yield* Fiber.join(together)
      const alone = yield* start(Layer.build(layerOf(parts[2])))
      yield* turn
      const second = lists(peer)
      answerList(peer, "1 Up")
      yield* Fiber.join(alone)
      peer.deliver(born("2"))
      yield* turn

      assert.deepStrictEqual([first, second, counted.opened], [1, 2, 1])
      assert.deepStrictEqual(yield* Effect.forEach(parts, valuesOf), Array(3).fill("fresh, 1 Up, 2 Up"))
    }))

  test("ask once for each list a cycle, from the cheapest, and never for two at once", () =>
    Effect.gen(function*() {
      const dear = listOf("dear", 9, Actions.Status())
      const cheap = listOf("cheap", 1, Actions.BridgeList())
      const parts = [
        new StatePart({ sources: [dear, cheap] }),
        new StatePart({ sources: [dear] }),
        new StatePart({ sources: [cheap] })
      ]
      const { joined, peer } = yield* installing(parts)
      const asked = () => peer.written.map(({ name }) => name).filter((name) => /Status|BridgeList/.test(name))
      const before = asked()
      peer.answer(
        peer.last("BridgeList"),
        "Response: Success\nEventList: start",
        "Event: BridgeListComplete\nEventList: Complete\nListItems: 0"
      )
      yield* turn
      const after = asked()
      const isReady = shown(yield* parts[2]?.model.get ?? Effect.die("none"))
      peer.answer(
        peer.last("Status"),
        "Response: Success\nEventList: start",
        "Event: StatusComplete\nEventList: Complete\nListItems: 0"
      )
      yield* joined

      assert.deepStrictEqual([before, after], [["BridgeList"], ["BridgeList", "Status"]])
      assert.strictEqual(isReady, "fresh")
    }))

  test("that come later take their lists alone, and wait for those that are under way", () =>
    Effect.gen(function*() {
      const [first, second, third] = [new StatePart(), new StatePart(), new StatePart()]
      const { ami, joined, peer } = yield* installing([first])
      const during = yield* start(install(ami, second))
      yield* turn
      const asked = [lists(peer)]
      answerList(peer, "1 Up")
      yield* joined
      yield* turn
      asked.push(lists(peer))
      peer.deliver(state("1 Busy"))
      answerList(peer, "1 Up")
      yield* Fiber.join(during)
      const after = yield* start(install(ami, third))
      yield* turn
      asked.push(lists(peer))
      answerList(peer, "1 Busy")
      yield* Fiber.join(after)

      assert.deepStrictEqual(asked, [1, 2, 3])
      assert.deepStrictEqual([first.count("list"), second.count("list"), third.count("list")], [1, 1, 1])
      for (const part of [first, second, third]) assert.strictEqual(yield* valuesOf(part), "fresh, 1 Busy")
    }))

  test("that are views of one part install it once, and keep it until the last of them leaves", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { ami, joined, peer } = yield* installing([part])
      const scope = yield* Scope.make()
      const other = yield* start(Scope.provide(install(ami, part), scope))
      yield* turn
      answerList(peer)
      yield* joined
      yield* Fiber.join(other)
      peer.deliver(born("1"))
      yield* turn
      yield* Scope.close(scope, Exit.void)
      peer.deliver(state("1 Busy"))
      yield* turn

      assert.strictEqual(lists(peer), 1)
      assert.deepStrictEqual([part.count("apply"), yield* valuesOf(part)], [2, "fresh, 1 Busy"])
    }))

  test("get each event and list in the order in which they were installed, before the next event, though one throws", () =>
    Effect.gen(function*() {
      const order: Array<string> = []
      class Noting extends StatePart {
        override apply(message: AmiMessage.AmiMessage) {
          order.push(`${this.name} ${message.get("Uniqueid")}`)
          super.apply(message)
        }
        override list(...args: Parameters<StatePart["list"]>) {
          order.push(`${this.name} list`)
          return super.list(...args)
        }
        override settle() {
          order.push(`${this.name} settle`)
          return super.settle()
        }
      }
      const throws = new Set<Call>()
      const parts = [new Noting({ name: "a" }), new Noting({ name: "b", throws }), new Noting({ name: "c" })]
      const { joined, peer } = yield* installing(parts)
      answerList(peer)
      yield* joined
      const first = order.splice(0)
      throws.add("apply")
      peer.deliver(born("1"), born("2"), hangup(1))
      yield* turn

      assert.deepStrictEqual(first, ["a list", "b list", "c list", "a settle", "b settle", "c settle"])
      assert.deepStrictEqual(order, ["a 1", "b 1", "c 1", "a 2", "c 2", "a 1", "c 1"])
    }))

  test("leave no subscription, fiber or list when the last of them leaves, and come again", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const counted = counting(ami)
      const scope = yield* Scope.make()
      const part = new StatePart()
      const first = yield* start(Scope.provide(install(ami, part, { relistEvery: "1 minute" }), scope))
      yield* turn
      answerList(peer, "1 Up")
      yield* Fiber.join(first)
      const { fiber, words } = yield* told(part.model)
      yield* Scope.close(scope, Exit.void)
      yield* Fiber.join(fiber)
      const between = counted.open
      yield* reconnect(peer)
      yield* TestClock.adjust("10 minutes")
      const asked = lists(peer)
      const again = new StatePart()
      const second = yield* start(install(ami, again))
      yield* turn
      answerList(peer, "1 Busy")
      yield* Fiber.join(second)
      peer.deliver(born("2"))
      yield* turn

      assert.deepStrictEqual([between, asked, counted.opened], [0, 1, 2])
      assert.deepStrictEqual(words, ["present, 1 Up", "stale 1 Disconnected"])
      assert.strictEqual(yield* valuesOf(part), "Disconnected, 1 Up")
      assert.strictEqual(yield* valuesOf(again), "fresh, 1 Busy, 2 Up")
    }))

  test("may leave while their list is under way, and others go on", () =>
    Effect.gen(function*() {
      const good = new StatePart()
      const { ami, joined, peer } = yield* installing([good])
      const leaving = yield* start(Effect.scoped(install(ami, new StatePart())))
      const alone = yield* start(Effect.scoped(install(ami, new StatePart({ sources: [scripted("own", 2).source] }))))
      yield* turn
      yield* Fiber.interrupt(leaving)
      yield* Fiber.interrupt(alone)
      answerList(peer, "1 Up")
      yield* joined
      yield* turn

      assert.strictEqual(yield* valuesOf(good), "fresh, 1 Up")
    }))
})
