/**
 * What each log of attempts does, wherever it keeps them.
 */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, type Scope } from "effect"
import { AttemptLog } from "effect-ami"
import { TestClock } from "effect/testing"

/** A log that nobody has used, as a Layer. */
type Kind = Effect.Effect<Layer.Layer<AttemptLog.AttemptLog>, unknown, Scope.Scope>

export const build = <A, E>(layer: Layer.Layer<AttemptLog.AttemptLog, E, A>) =>
  Effect.map(Layer.build(Layer.fresh(layer)), (context) => Context.get(context, AttemptLog.AttemptLog))

export const attempt = (id: string, more: Partial<AttemptLog.Attempt> = {}): AttemptLog.Attempt => ({
  campaign: "spring",
  contact: "1",
  number: "0201234",
  attempt: 1,
  id,
  intendedAt: 1000,
  ...more
})

export const busy = { _tag: "Busy", cause: 17 } as const
export const ids = (attempts: ReadonlyArray<AttemptLog.Attempt>) => attempts.map(({ id }) => id)

/** Declares the tests of a log. */
export const keepsAttempts = (name: string, kind: Kind): void => {
  describe(`AttemptLog in ${name}`, () => {
    it.effect("keeps an attempt open until it has its outcome, and the first outcome stays", () =>
      Effect.gen(function*() {
        const log = yield* build(yield* kind)
        yield* log.intend(attempt("a"))
        yield* log.intend(attempt("b", { contact: "2", intendedAt: 2000 }))
        yield* log.intend(attempt("c", { campaign: "autumn" }))
        assert.deepStrictEqual(yield* log.open("spring"), [
          attempt("a"),
          attempt("b", { contact: "2", intendedAt: 2000 })
        ])

        yield* TestClock.setTime(5000)
        yield* log.finish("a", busy)
        yield* log.finish("a", { _tag: "Unknown", why: "NotSeen", lookedAt: [] })
        assert.deepStrictEqual(yield* log.of("spring", "1"), [{ ...attempt("a"), finishedAt: 5000, outcome: busy }])
        assert.deepStrictEqual(ids(yield* log.open("spring")), ["b"])
        assert.deepStrictEqual(ids(yield* log.history("spring")), ["a", "b"])
        assert.deepStrictEqual(ids(yield* log.history("autumn")), ["c"])
      }).pipe(Effect.scoped))

    it.effect("refuses an id or a number of a contact that it has, also when both come at once", () =>
      Effect.gen(function*() {
        const log = yield* build(yield* kind)
        yield* log.intend(attempt("a"))
        const sameId = yield* Effect.flip(log.intend(attempt("a", { contact: "2" })))
        const sameNumber = yield* Effect.flip(log.intend(attempt("b")))
        assert.deepStrictEqual([sameId.reason, sameNumber.reason], ["AlreadyIntended", "AlreadyIntended"])
        assert.include(sameNumber.message, "must not be dialled")

        const both = ["c", "d"].map((id) => Effect.exit(log.intend(attempt(id, { attempt: 2 }))))
        const exits = yield* Effect.all(both, { concurrency: "unbounded" })
        assert.strictEqual(exits.filter(({ _tag }) => _tag === "Success").length, 1)
        assert.strictEqual((yield* log.of("spring", "1")).length, 2)
      }).pipe(Effect.scoped))

    it.effect("withdraws an open attempt alone, and says what it does not have", () =>
      Effect.gen(function*() {
        const log = yield* build(yield* kind)
        yield* log.intend(attempt("a"))
        yield* log.withdraw("a")
        yield* log.intend(attempt("b"))
        yield* log.finish("b", busy)
        const errors = [
          yield* Effect.flip(log.withdraw("a")),
          yield* Effect.flip(log.withdraw("b")),
          yield* Effect.flip(log.finish("a", busy))
        ]
        assert.deepStrictEqual(errors.map(({ reason }) => reason), ["NotFound", "NotFound", "NotFound"])
        assert.deepStrictEqual(ids(yield* log.history("spring")), ["b"])
      }).pipe(Effect.scoped))
  })
}

/** Declares the test of a log whose storage is there when it is opened again, as the next process does. */
export const isLasting = (name: string, kind: Kind): void => {
  it.effect(`in ${name} is there when it is opened again`, () =>
    Effect.gen(function*() {
      const layer = yield* kind
      yield* Effect.scoped(Effect.gen(function*() {
        const log = yield* build(layer)
        yield* log.intend(attempt("a"))
        yield* log.intend(attempt("b", { attempt: 2 }))
        yield* log.finish("a", busy)
      }))
      const log = yield* build(layer)
      assert.deepStrictEqual((yield* log.of("spring", "1")).map(({ outcome }) => outcome), [busy, undefined])
      assert.deepStrictEqual(ids(yield* log.open("spring")), ["b"])
      assert.strictEqual((yield* Effect.flip(log.intend(attempt("c")))).reason, "AlreadyIntended")
    }).pipe(Effect.scoped))
}
