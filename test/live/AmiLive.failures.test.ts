/**
 * What live models log when their lists fail: one warning for what keeps all of them, and one line when they are fresh again.
 */
import { assert, describe } from "@effect/vitest"
import { Effect } from "effect"
import { Actions } from "effect-ami"
import { TestClock } from "effect/testing"
import { logs, test } from "../client/clientOutput.ts"
import { logIn } from "../client/inboxWords.ts"
import type { Peer } from "../client/scriptedTransport.ts"
import { installing, listOf, StatePart, turn, valuesOf } from "./statePart.ts"
import { gap } from "./trackerWords.ts"

const actions = {
  BridgeList: Actions.BridgeList(),
  CoreShowChannels: Actions.CoreShowChannels(),
  Status: Actions.Status()
}

const names = ["BridgeList", "CoreShowChannels", "Status"] as const

/** Three models, each with a list of its own. */
const models = () =>
  names.map((action, cost) =>
    new StatePart({ name: `states ${cost}`, sources: [listOf(action, cost, actions[action])] })
  )

const accept = (peer: Peer, action: typeof names[number]) =>
  peer.answer(
    peer.last(action),
    "Response: Success\nEventList: start",
    `Event: ${action}Complete\nEventList: Complete\nListItems: 0`
  )

const refuse = (peer: Peer, action: typeof names[number]) =>
  peer.answer(peer.last(action), "Response: Error\nMessage: Asterisk is busy")

const acceptAll = (peer: Peer) =>
  Effect.forEach(names, (name) => Effect.andThen(Effect.sync(() => accept(peer, name)), turn))

/** What models have logged from here on: the level, and what begins each line. */
const logged = () => {
  const from = logs.length
  return () =>
    logs.slice(from).flatMap(({ level, message }) =>
      /^(The list|All lists)/.test(message) ? [`${level} ${message.replace(/ failed .*| after .*/, "")}`] : []
    )
}

describe("Lists of live models that fail", () => {
  test("are one warning for all models while Asterisk answers none, and one line when all are fresh again", () =>
    Effect.gen(function*() {
      const parts = models()
      const { joined, peer } = yield* installing(parts)
      yield* acceptAll(peer)
      yield* joined
      const lines = logged()
      gap(peer)
      yield* turn
      // Asterisk hangs for minutes: no list is answered, however often it is asked for.
      for (let minutes = 0; minutes < 5; minutes++) yield* TestClock.adjust("1 minute")
      peer.end()
      yield* turn
      logIn(peer)
      yield* turn
      const meanwhile = lines()
      yield* acceptAll(peer)

      assert.isAbove(meanwhile.length, 10)
      assert.deepStrictEqual(lines().filter((line) => !line.startsWith("Debug")), [
        "Warn The list BridgeList of states 0 is late. Going on with other lists",
        "Info All lists have come"
      ])
      assert.strictEqual(lines().at(-1), "Info All lists have come")
      assert.deepStrictEqual(yield* Effect.forEach(parts, valuesOf), ["fresh", "fresh", "fresh"])
    }))

  test("are one warning each if Asterisk refuses them, however often", () =>
    Effect.gen(function*() {
      const { joined, peer } = yield* installing(models())
      yield* acceptAll(peer)
      yield* joined
      const lines = logged()
      gap(peer)
      yield* turn
      accept(peer, "BridgeList")
      yield* turn
      for (let tries = 0; tries < 3; tries++) {
        refuse(peer, "CoreShowChannels")
        yield* turn
        refuse(peer, "Status")
        yield* turn
        yield* TestClock.adjust("9 seconds")
      }
      accept(peer, "CoreShowChannels")
      yield* turn
      const meanwhile = lines().filter((line) => !line.startsWith("Debug"))
      accept(peer, "Status")
      yield* turn

      assert.deepStrictEqual(meanwhile, [
        "Warn The list CoreShowChannels of states 1",
        "Warn The list Status of states 2"
      ])
      assert.strictEqual(lines().filter((line) => line.startsWith("Debug")).length, 4)
      assert.strictEqual(lines().at(-1), "Info All lists have come")
    }))
})
