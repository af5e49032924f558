/** Live models whose code throws, or whose list throws or hangs: the others go on. */
import { assert, describe } from "@effect/vitest"
import { Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import type { Source } from "../../src/live/internal/part.ts"
import { logs, test } from "../client/clientOutput.ts"
import { start } from "../client/scriptedTransport.ts"
import { type Call, channels, install, installing, StatePart, told, turn, valuesOf } from "./statePart.ts"
import { answerList, born, gap, lists, reconnect, state } from "./trackerWords.ts"

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
