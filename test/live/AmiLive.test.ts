import { assert, describe } from "@effect/vitest"
import { Context, Deferred, Effect, Exit, Fiber, Layer, Scope, Stream, Tracer } from "effect"
import { Actions, AmiClient, AmiLive, type AmiMessage } from "effect-ami"
import { TestClock } from "effect/testing"
import * as Hub from "../../src/live/internal/hub.ts"
import type { Source } from "../../src/live/internal/part.ts"
import { logs, reasonOf, test } from "../client/clientOutput.ts"
import { count, logIn } from "../client/inboxWords.ts"
import { atOnce, connected, type Peer, start } from "../client/scriptedTransport.ts"
import {
  type Call,
  channels,
  install,
  installing,
  listOf,
  shown,
  StatePart,
  told,
  turn,
  valuesOf
} from "./statePart.ts"
import { answerList, born, counting, hangup, reconnect, state } from "./trackerWords.ts"

const lists = (peer: Peer) => count(peer, "CoreShowChannels")

const gap = (peer: Peer) => peer.notify({ _tag: "Missed", why: "PollFailed" })

const refuse = (peer: Peer, why = "Asterisk is busy", action = "CoreShowChannels") =>
  peer.answer(peer.last(action), `Response: Error\nMessage: ${why}`)

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

describe("A live model", () => {
  test("is stale from a lost connection until its lists are taken again, and reports what has ended", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part])
      answerList(peer, "1 Up", "2 Up")
      yield* joined
      const { words } = yield* told(part.model)
      peer.end()
      yield* turn
      const cut = yield* valuesOf(part)
      logIn(peer)
      yield* turn
      const resyncing = yield* valuesOf(part)
      answerList(peer, "2 Busy")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual([cut, resyncing], ["Disconnected, 1 Up, 2 Up", "Resyncing, 1 Up, 2 Up"])
      assert.deepStrictEqual(words, [
        "present, 1 Up, 2 Up",
        "stale 1 Disconnected",
        "2 Up to Busy",
        "gone 1 Up unknown",
        "synced 2 Connected 1"
      ])
      assert.strictEqual(yield* valuesOf(part), "fresh, 2 Busy")
    }))

  test("uses no list that was asked for before a loss, even if it comes after it", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part])
      answerList(peer, "1 Up")
      yield* joined
      gap(peer)
      yield* turn
      const outdated = peer.last("CoreShowChannels")
      gap(peer)
      peer.answer(outdated, "Response: Success\nEventList: start", "Event: Complete\nEventList: Complete")
      yield* TestClock.adjust("1 minute")
      answerList(peer, "1 Busy")
      yield* TestClock.adjust("1 second")

      assert.strictEqual(part.count("list"), 2)
      assert.strictEqual(yield* valuesOf(part), "fresh, 1 Busy")
    }))

  test("does not settle with doubts from before a loss", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part])
      answerList(peer, "1 Up")
      yield* joined
      const { words } = yield* told(part.model)
      gap(peer)
      yield* turn
      answerList(peer)
      yield* turn
      peer.end()
      yield* turn
      yield* TestClock.adjust("5 seconds")
      const meanwhile = yield* valuesOf(part)
      logIn(peer)
      yield* turn
      answerList(peer, "1 Up")
      yield* turn

      assert.strictEqual(meanwhile, "Disconnected, 1 Up")
      assert.deepStrictEqual(words, ["present, 1 Up", "stale 1 Gap", "synced 2 Connected 0"])
    }))

  test("takes its lists again if the buffer of the subscription lost events", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce })
      const part = new StatePart()
      const installing = yield* start(Hub.of(ami, 2).install(part, {}))
      yield* turn
      answerList(peer, "1 Up", "2 Up")
      yield* Fiber.join(installing)
      const { words } = yield* told(part.model)
      peer.deliver(hangup(1), born("3"), born("4"), born("5"))
      yield* turn
      answerList(peer, "2 Up", "3 Up", "4 Up", "5 Up")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words, [
        "present, 1 Up, 2 Up",
        "stale 1 Gap",
        "4 Up",
        "5 Up",
        "3 Up",
        "gone 1 Up unknown",
        "synced 1 Gap 2"
      ])
    }))

  test("answers a burst of gaps with few lists", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part])
      answerList(peer, "1 Up")
      yield* joined
      gap(peer)
      yield* turn
      const atOnce = lists(peer)
      for (let index = 0; index < 100; index++) {
        gap(peer)
        yield* TestClock.adjust("20 millis")
      }
      const meanwhile = lists(peer)
      yield* TestClock.adjust("31 seconds")
      answerList(peer, "2 Up")
      yield* TestClock.adjust("1 second")

      assert.strictEqual(atOnce, 2)
      assert.isBelow(meanwhile, 12)
      assert.strictEqual(yield* valuesOf(part), "fresh, 2 Up")
    }))

  test("fails to install if its first list does, and the others go on", () =>
    Effect.gen(function*() {
      const denied = new StatePart({ sources: [listOf("denied", 1, Actions.QueueStatus())] })
      const good = new StatePart()
      const { ami, fibers, peer } = yield* installing([denied, good])
      refuse(peer, "Permission denied", "QueueStatus")
      yield* turn
      answerList(peer, "1 Up")
      yield* turn
      const [failed] = yield* Effect.forEach(fibers, (fiber) => Fiber.await(fiber))
      const named = yield* start(Effect.flip(install(ami, new StatePart({ sources: denied.sources }))))
      yield* turn
      refuse(peer, "Permission denied", "QueueStatus")
      const error = yield* Fiber.join(named)

      assert.isTrue(failed !== undefined && Exit.isFailure(failed))
      assert.strictEqual(error.reason._tag, "PermissionDenied")
      assert.strictEqual(yield* valuesOf(good), "fresh, 1 Up")
    }))

  test("asks again for a later list that fails, after growing delays, and not without a connection", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part])
      answerList(peer, "1 Up")
      yield* joined
      gap(peer)
      yield* turn
      for (let failures = 0; failures < 3; failures++) {
        const asked = lists(peer)
        refuse(peer)
        yield* turn
        assert.strictEqual(lists(peer), asked)
        yield* TestClock.adjust("1 second")
        assert.strictEqual(lists(peer), asked + 1)
      }
      refuse(peer)
      yield* turn
      peer.end()
      yield* turn
      const before = [lists(peer), logs.length]
      yield* TestClock.adjust("4 seconds")
      const meanwhile = [lists(peer), logs.length]
      logIn(peer)
      yield* turn
      answerList(peer, "1 Up")
      yield* turn

      assert.deepStrictEqual(meanwhile, before)
      assert.include(
        logs.map(({ message }) => message),
        "The list CoreShowChannels of states failed (CoreShowChannels failed: Asterisk is busy). Asking again"
      )
      assert.strictEqual(yield* valuesOf(part), "fresh, 1 Up")
    }))

  test("fails at once without a connection, and waits for one with `onDisconnected: wait`", () =>
    Effect.gen(function*() {
      for (const onDisconnected of ["fail", "wait"] as const) {
        const { ami, peer } = yield* connected({ reconnect: atOnce, onDisconnected })
        peer.end()
        const installing = yield* start(Effect.result(install(ami, new StatePart())))
        yield* turn
        const isWaiting = installing.pollUnsafe() === undefined
        logIn(peer)
        yield* turn
        if (isWaiting) answerList(peer, "1 Up")
        const result = yield* Fiber.join(installing)

        assert.deepStrictEqual(
          [isWaiting, result._tag],
          onDisconnected === "wait" ? [true, "Success"] : [false, "Failure"]
        )
        assert.strictEqual(lists(peer), isWaiting ? 1 : 0)
      }
    }))

  test("fails to install if the connection is lost before its first list, or while it has doubts", () =>
    Effect.gen(function*() {
      for (const hasList of [false, true]) {
        const part = new StatePart()
        const { fibers, peer } = yield* installing([part])
        if (hasList) {
          peer.deliver(born("1"))
          yield* turn
          part.begin()
          answerList(peer)
          yield* turn
        }
        peer.end()
        yield* turn
        yield* turn
        const [exit] = yield* Effect.forEach(fibers, (fiber) => Fiber.await(fiber))

        assert.isTrue(exit !== undefined && Exit.isFailure(exit))
      }
    }))

  test("ends with the client: streams end, the last values stay, and no other is installed", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { ami, close, joined, peer } = yield* installing([part])
      answerList(peer, "1 Up")
      yield* joined
      const { fiber, words } = yield* told(part.model)
      const watched: Array<string> = []
      const watching = yield* start(
        Stream.runForEach(
          part.model.watch("1").changes,
          ({ _tag, value }) => Effect.sync(() => watched.push(`${_tag} ${value}`))
        )
      )
      const closing = yield* start(close())
      peer.end()
      yield* TestClock.adjust("5 seconds")
      yield* Fiber.join(closing)
      yield* Fiber.join(fiber)
      yield* Fiber.join(watching)
      const later = yield* told(part.model)
      yield* Fiber.join(later.fiber)

      assert.deepStrictEqual(words, ["present, 1 Up", "stale 1 Disconnected"])
      assert.deepStrictEqual(watched, ["Fresh Up", "Stale Up"])
      assert.deepStrictEqual(later.words, ["present, 1 Up"])
      assert.strictEqual(yield* valuesOf(part), "Disconnected, 1 Up")
      assert.strictEqual((yield* reasonOf(install(ami, new StatePart())))._tag, "ConnectionLost")
    }))

  test("logs with the logger of whoever installed it, for its client, and asks outside of the span of the installation", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce, name: "pbx" })
      const parents: Array<unknown> = []
      const source: Source = {
        id: "own",
        cost: 0,
        ask: (client) =>
          Effect.flatMap(Effect.context<never>(), (context) => {
            parents.push(Context.getOption(context, Tracer.ParentSpan)._tag)
            return channels.ask(client)
          })
      }
      const installing = yield* start(
        Effect.withSpan(install(ami, new StatePart({ sources: [source] })), "installation")
      )
      yield* turn
      answerList(peer, "1 Up")
      yield* Fiber.join(installing)
      gap(peer)
      yield* turn
      const before = logs.length
      refuse(peer)
      yield* turn

      assert.deepStrictEqual(parents, ["None", "None"])
      assert.strictEqual(logs[before]?.message.startsWith("The list own of states failed"), true)
      assert.deepInclude(logs[before]?.annotations, { "ami.client": "pbx" })
    }))

  test("rejects settings that are invalid, and names them", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected()
      const invalid = { confirmAfter: -1, relistEvery: 0, capacity: 0.5 }
      for (const [option, value] of Object.entries(invalid)) {
        const reason = yield* reasonOf(install(ami, new StatePart(), { [option]: value }))

        assert.deepInclude(reason, { _tag: "InvalidOption", of: "AmiLive.Settings", option })
      }
      assert.strictEqual(lists(peer), 0)
    }))
})

describe("Subscribers of a live model", () => {
  test("that fall behind fail with an error that names the client, and block nobody", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ reconnect: atOnce, name: "pbx" })
      const part = new StatePart()
      const installing = yield* start(install(ami, part, { capacity: 3 }))
      yield* turn
      answerList(peer, "1 Up")
      yield* Fiber.join(installing)
      const gate = yield* Deferred.make<void>()
      const slow = yield* start(Effect.flip(Stream.runForEach(part.model.changes, () => Deferred.await(gate))))
      const { words } = yield* told(part.model)
      for (let id = 2; id <= 9; id++) {
        peer.deliver(born(`${id}`))
        yield* turn
      }
      yield* Deferred.succeed(gate, undefined)
      const error = yield* Fiber.join(slow)

      assert.deepInclude(error.reason, { _tag: "SlowConsumer", capacity: 3 })
      assert.strictEqual(error.client, "pbx")
      assert.lengthOf(words, 9)
    }))

  test("do not fail because a list is longer than what they may fall behind", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part], { capacity: 3 })
      answerList(peer)
      yield* joined
      const { words } = yield* told(part.model)
      yield* reconnect(peer)
      yield* turn
      answerList(peer, ...Array.from({ length: 100 }, (_, id) => `${id}`))
      yield* turn

      assert.lengthOf(words, 1 + 1 + 100 + 1)
      assert.strictEqual(words.at(-1), "synced 2 Connected 100")
    }))

  test("that watch one thing get what it is, then the latest of what it becomes, and nothing twice", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part])
      answerList(peer, "1 Up", "2 Up")
      yield* joined
      const seen: Array<string> = []
      const gate = yield* Deferred.make<void>()
      const words = (live: AmiLive.Live<string | undefined>) =>
        `${live._tag === "Fresh" ? "fresh" : live.cause} ${live.value} at ${live.at}`
      yield* start(
        Stream.runForEach(part.model.watch("1").changes, (live) => Effect.sync(() => seen.push(words(live))))
      )
      const slow: Array<string> = []
      yield* start(Stream.runForEach(part.model.watch("1").changes, (live) => {
        slow.push(words(live))
        return Deferred.await(gate)
      }))
      yield* turn
      yield* TestClock.adjust("1 second")
      peer.deliver(state("2 Busy"), state("1 Up"))
      yield* turn
      peer.deliver(state("1 Busy"), state("1 Up"))
      yield* turn
      peer.deliver(state("1 Ring"))
      yield* turn
      peer.end()
      yield* turn
      logIn(peer)
      yield* turn
      answerList(peer, "2 Up")
      yield* TestClock.adjust("1 second")
      yield* Deferred.succeed(gate, undefined)
      yield* turn

      assert.deepStrictEqual(seen, [
        "fresh Up at 0",
        "fresh Ring at 1000",
        "Disconnected Ring at 1000",
        "Resyncing Ring at 1000",
        "fresh undefined at 2000"
      ])
      assert.deepStrictEqual(slow, ["fresh Up at 0", "fresh undefined at 2000"])
    }))
})

describe("A live model whose code or list is bad", () => {
  for (const call of ["apply", "begin", "list", "isDoubting", "settle", "lose"] as const) {
    test(`is closed alone if \`${call}\` throws, at first or later`, () =>
      Effect.gen(function*() {
        const throws = new Set<Call>()
        const [bad, good] = [new StatePart({ name: "bad", throws }), new StatePart()]
        const { ami, joined, peer } = yield* installing([bad, good])
        answerList(peer, "1 Up")
        yield* joined
        const { fiber } = yield* told(bad.model)
        throws.add(call)
        peer.deliver(born("2"))
        yield* turn
        gap(peer)
        yield* turn
        answerList(peer, "1 Up", "2 Up")
        yield* TestClock.adjust("1 second")
        const first = yield* start(install(ami, new StatePart({ throws: new Set([call]) })))
        yield* turn
        if (call === "apply") peer.deliver(state("2 Busy"))
        else if (call === "lose") gap(peer)
        yield* turn
        answerList(peer, "1 Up", "2 Busy")
        yield* TestClock.adjust("1 second")

        assert.isTrue(Exit.hasDies(yield* Fiber.await(fiber)))
        assert.isTrue(Exit.hasDies(yield* Fiber.await(first)))
        assert.include(logs.map(({ message }) => message), "The model of bad ended")
        assert.match(yield* valuesOf(bad), /^Disconnected/)
        peer.deliver(state("1 Busy"))
        yield* turn
        assert.match(yield* valuesOf(good), /^(fresh|Resyncing), 1 Busy/)
      }))
  }

  test("holds up the others for a while only if its list is never answered, even if nothing interrupts it", () =>
    Effect.gen(function*() {
      for (const never of [Effect.never, Effect.uninterruptible(Effect.never)]) {
        const hanging = new StatePart({ sources: [{ id: "never", cost: 0, ask: () => never }] })
        const good = new StatePart()
        const { peer } = yield* installing([hanging, good])
        const before = lists(peer)
        yield* TestClock.adjust("30 seconds")
        answerList(peer, "1 Up")
        yield* turn

        assert.deepStrictEqual([before, lists(peer)], [0, 1])
        assert.strictEqual(yield* valuesOf(good), "fresh, 1 Up")
        yield* reconnect(peer)
        yield* TestClock.adjust("30 seconds")
        answerList(peer, "2 Up")
        yield* TestClock.adjust("1 second")
        assert.strictEqual(yield* valuesOf(good), "fresh, 2 Up")
      }
    }))

  test("asks again if its list dies, throws or interrupts itself; the first one fails its installation", () =>
    Effect.gen(function*() {
      const bad = [() => Effect.die("bad"), () => JSON.parse("{"), () => Effect.interrupt]
      for (const ask of bad) {
        let isFirst = true
        const source: Source = {
          id: "bad",
          cost: 0,
          ask: (ami) => {
            if (isFirst) return ask()
            return channels.ask(ami)
          }
        }
        const [once, good] = [new StatePart({ sources: [source] }), new StatePart()]
        const { ami, fibers, peer } = yield* installing([once, good])
        yield* turn
        answerList(peer, "1 Up")
        yield* turn
        const [exit] = yield* Effect.forEach(fibers, (fiber) => Fiber.await(fiber))
        isFirst = false
        const later = new StatePart({ sources: [source] })
        const installed = yield* start(install(ami, later))
        yield* turn
        answerList(peer, "1 Up")
        yield* Fiber.join(installed)
        isFirst = true
        gap(peer)
        yield* turn
        answerList(peer, "1 Up")
        yield* turn
        const meanwhile = [yield* valuesOf(later), yield* valuesOf(good)]
        isFirst = false
        yield* TestClock.adjust("1 second")
        answerList(peer, "1 Busy")
        yield* turn

        assert.isTrue(exit !== undefined && Exit.hasDies(exit))
        assert.deepStrictEqual(meanwhile, ["Resyncing, 1 Up", "fresh, 1 Up"])
        assert.strictEqual(yield* valuesOf(later), "fresh, 1 Busy")
      }
    }))
})

describe("A live model with periodic lists", () => {
  /** Longer than the longest pause, an interval and a fifth. */
  const relisted = TestClock.adjust("6 minutes")

  test("takes them while it is fresh, and finds what nothing reported", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part], { relistEvery: "5 minutes" })
      answerList(peer, "1 Up")
      yield* joined
      const { words } = yield* told(part.model)
      yield* relisted
      answerList(peer, "1 Up", "2 Up")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words, ["present, 1 Up", "2 Up", "synced 1 Relist 1"])
    }))

  test("names the class that its account lacks, once, if lists correct it twice and no event has come", () =>
    Effect.gen(function*() {
      const [silent, heard] = [new StatePart({ name: "silent" }), new StatePart({ name: "heard" })]
      for (const part of [silent, heard]) {
        const { joined, peer } = yield* installing([part], { relistEvery: "5 minutes" })
        answerList(peer)
        yield* joined
        if (part === heard) peer.deliver(born("0"), hangup(0))
        for (const id of ["1", "2", "3", "4"]) {
          yield* relisted
          answerList(peer, id)
          yield* TestClock.adjust("1 second")
        }
      }

      assert.lengthOf(logs.filter(({ message }) => message.includes("of silent again")), 1)
      assert.isTrue(logs.some(({ message }) => message.includes("no event of the class `call` has come")))
      assert.isEmpty(logs.filter(({ message }) => message.includes("of heard again")))
    }))

  test("warns once of a class of events that the client leaves out", () =>
    Effect.gen(function*() {
      const { ami, peer } = yield* connected({ events: ["agent"] })
      const before = logs.length
      yield* start(install(ami, new StatePart({ events: ["Hangup", "AgentCalled", "Newchannel"] })))
      yield* turn
      answerList(peer)

      const warnings = logs.slice(before).filter(({ message }) => message.startsWith("No event"))
      assert.lengthOf(warnings, 1)
      assert.include(warnings[0]?.message, "No event Hangup will come: it is of the class call")
    }))
})
