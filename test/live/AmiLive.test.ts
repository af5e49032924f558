/** A live model: its losses, its lists and when they fail, its end, and what it logs. */
import { assert, describe } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Stream, Tracer } from "effect"
import { Actions } from "effect-ami"
import { TestClock } from "effect/testing"
import * as Hub from "../../src/live/internal/hub.ts"
import type { Source } from "../../src/live/internal/part.ts"
import { logs, reasonOf, test } from "../client/clientOutput.ts"
import { count, logIn } from "../client/inboxWords.ts"
import { atOnce, connected, type Peer, start } from "../client/scriptedTransport.ts"
import { channels, install, installing, listOf, StatePart, told, turn, valuesOf } from "./statePart.ts"
import { answerList, born, gap, hangup, lists } from "./trackerWords.ts"

const refuse = (peer: Peer, why = "Asterisk is busy", action = "CoreShowChannels") =>
  peer.answer(peer.last(action), `Response: Error\nMessage: ${why}`)

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

  test("takes them soon after a server has come back that does not say whether it has started", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part], { relistEvery: "5 minutes" })
      answerList(peer, "1 Up")
      yield* joined
      const { words } = yield* told(part.model)
      peer.end()
      yield* turn
      logIn(peer, { says: [] })
      yield* TestClock.adjust("10 seconds")
      answerList(peer)
      yield* TestClock.adjust("1 second")
      yield* TestClock.adjust("3 seconds")
      answerList(peer, "2 Up")
      yield* TestClock.adjust("1 second")

      assert.deepStrictEqual(words.slice(-4), [
        "gone 1 Up unknown",
        "synced 2 Connected 1",
        "2 Up",
        "synced 2 Connected 1"
      ])
    }))

  test("takes them no sooner than else after a server that says that it has started", () =>
    Effect.gen(function*() {
      const part = new StatePart()
      const { joined, peer } = yield* installing([part], { relistEvery: "5 minutes" })
      answerList(peer, "1 Up")
      yield* joined
      peer.end()
      yield* turn
      logIn(peer)
      yield* turn
      answerList(peer, "1 Up")
      yield* TestClock.adjust("1 minute")

      assert.strictEqual(count(peer, "CoreShowChannels"), 2)
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
