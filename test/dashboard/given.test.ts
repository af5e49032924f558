import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Logger, Redacted } from "effect"
import type { AmiDashboard } from "effect-ami/dashboard"
import { TestClock } from "effect/testing"
import { house, open, token } from "./server.ts"

/** Code of a program, as it should not be. */
const bad: Readonly<Record<string, () => Effect.Effect<never>>> = {
  hangs: () => Effect.never,
  "cannot be stopped": () => Effect.uninterruptible(Effect.never),
  dies: () => Effect.die(new Error("bad code")),
  throws: () => {
    throw new Error("bad code")
  }
}

/** Runs it while time passes, and gives what was printed. */
const patiently = Effect.fnUntraced(function*<A, E, R>(work: Effect.Effect<A, E, R>) {
  const printed: Array<string> = []
  const logger = Logger.make<unknown, void>(({ message }) => void printed.push(String(message)))
  const fiber = yield* Effect.forkScoped(Effect.provide(work, Logger.layer([logger])), { startImmediately: true })
  while (fiber.pollUnsafe() === undefined) {
    yield* TestClock.adjust("1 second")
    yield* Effect.promise(() => new Promise(setImmediate))
  }
  return { value: yield* Fiber.join(fiber), printed }
})

describe("code that a program gives its dashboard", () => {
  for (const [how, run] of Object.entries(bad)) {
    it.effect(`costs the day, and nothing else, if the history ${how}`, () =>
      Effect.gen(function*() {
        const history: AmiDashboard.History = { load: Effect.suspend(run), append: run }
        const { printed, value: { rows, server, view } } = yield* patiently(open({ history }))
        assert.isTrue(printed.some((line) => line.includes("history.load")), printed.join())
        const viewer = yield* view
        yield* server.perform({ command: "call", phone: "provider", number: "500" })
        yield* TestClock.adjust("1 second")
        assert.lengthOf(viewer.of("c:"), 1)
        yield* server.perform({ command: "hangUp", phone: "provider" })
        // The point in which that happened is over, and cannot be kept.
        yield* TestClock.adjust("6 minutes")
        assert.lengthOf(viewer.of("c:"), 0)
        assert.lengthOf((yield* rows).history?.points ?? [], 1)
      }))

    it.effect(`does not hold up an action if what hears of it ${how}`, () =>
      Effect.gen(function*() {
        const { act } = yield* open({ actions: { token: Redacted.make(token), onAction: run } }, house)
        const { printed, value } = yield* patiently(act({ do: "pause", iface: "PJSIP/101", reason: "Lunch" }))
        assert.deepStrictEqual(value, { status: 200, ok: true })
        assert.isTrue(printed.some((line) => line.includes("onAction")), printed.join())
      }))
  }

  it.effect("uses of a history what is a point of this day", () =>
    Effect.gen(function*() {
      const point = { t: 0, waiting: 1, answered: 2, abandoned: 3 }
      yield* TestClock.adjust("10 minutes")
      for (const lie of [[point, null, { t: "0" }, { ...point, waiting: NaN }], "points", undefined]) {
        const load = Effect.succeed(lie as ReadonlyArray<AmiDashboard.Point>)
        const { rows } = yield* open({ history: { load, append: () => Effect.void } })
        assert.deepStrictEqual((yield* rows).history?.points, Array.isArray(lie) ? [point] : [])
      }
    }))
})
