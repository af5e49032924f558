/** Those who follow a live model: slow ones, and watchers of one thing. */
import { assert, describe } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import { AmiLive } from "effect-ami"
import { TestClock } from "effect/testing"
import { test } from "../client/clientOutput.ts"
import { logIn } from "../client/inboxWords.ts"
import { atOnce, connected, start } from "../client/scriptedTransport.ts"
import { install, installing, StatePart, told, turn } from "./statePart.ts"
import { answerList, born, reconnect, state } from "./trackerWords.ts"

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
